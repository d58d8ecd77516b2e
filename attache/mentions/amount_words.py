"""The words around numbers: what bounds them, what makes a name of them, and quantities that are words."""

from __future__ import annotations

import re

from attache.mentions.numerals import SCALES, listed

# Words before a number that bound it; the longest is taken. low: at least that; high: at most that; near: about that.
BOUNDS: dict[tuple[str, ...], str] = {
    tuple(words_.split()): bound
    for bound, rows in {
        "low": "more than|over|above|at least|no fewer than|no less than|not less than|upwards of|upward of"
        "|in excess of|exceeding|a minimum of|greater than|larger than|better than|beyond|topped|exceeded|surpassed"
        "|surpassing|topping|as little as|as few as|higher than|well over|minimum of|older than",
        "high": "up to|at most|at the most|fewer than|less than|under|below|no more than|not more than|as many as"
        "|as much as|a maximum of|lower than|smaller than|maximum of|well below|well under|within",
        "near": "about|around|some|roughly|approximately|nearly|almost|close to|an estimated|estimated|circa|ca"
        "|perhaps|maybe|near|an average of|average of|averaging|in the region of|nearer|approaching|probably|~|≈|c",
        "low near": "just over|a little over|slightly more than|a little more than|just above|slightly over"
        "|little more than",
        "high near": "just under|a little under|slightly less than|a little less than|just below|slightly under"
        "|not quite|little less than",
    }.items()
    for words_ in rows.split("|")
}
LONGEST_BOUND = max(map(len, BOUNDS))
AFTER = {
    ("or", "more"): "low",
    ("and", "more"): "low",
    ("or", "so"): "near",
    ("or", "less"): "high",
    ("or", "fewer"): "high",
    ("and", "above"): "low",
    ("or", "higher"): "low",
    ("or", "over"): "low",
    ("plus",): "low",
    ("+",): "low",
}
# Nouns that a number behind them names or numbers: "Article 5", "Resolution 2202", "Flight 370".
NUMBERED = listed(
    "article articles resolution resolutions section sections no nos number numbers flight route"
    " highway chapter page pages room channel act boeing airbus type phase grade level title rule line"
    " row gate apollo windows xbox group figure table item paragraph clause amendment verse psalm"
    " volume issue part episode season week day round game lap stage platform unit bus interstate exit"
    " zone ward block lot apartment suite floor box area precinct district sector category class model"
    " mark version size agenda tier top formula studio hall pier track annex protocol directive"
    " regulation proposition schedule form rank ranked seed seeded division brigade regiment battalion"
    " squadron ch pp p fig eq vol sec art para"
)
STREETS = listed(
    "street st road rd avenue ave lane drive boulevard blvd square place terrace court way row crescent downing"
)
DASHES = "-–—‐‑"
RISES = re.compile(
    r"(?:rise|rose|fell|fall|grow|grew|climb|drop|jump|slip|edge|surge|slid|slide|soar|increas|decreas|declin|rais|lower|cut|advanc"
    r"|tumbl|plung|widen|narrow|swell|swung|went|up|down|expand|reduc|chang|improv|gain|shrank|shrink|boost|mov)"
)
ONE_IS_NO_COUNT = listed(
    "another can could who whom that which is was has had does did may might must should would will"
    " 's ’s ’d 'd or and to in at on for with by as but if when because such day point time thing way"
    " more else up step , . ; : ? ! ) \" ” ’ ' - – —"
)
BEFORE_ONE = listed(
    "no this that the which same previous last next first only big little any every each some on another day number"
    " - a good new"
)
VAGUE = {
    "dozens": 24.0,
    "scores": 40.0,
    "hundreds": 200.0,
    "thousands": 2e3,
    "millions": 2e6,
    "billions": 2e9,
    "trillions": 2e12,
}
NOUNS = {"dozen": 12.0, "score": 20.0, "hundred": 100.0, **{k: float(v) for k, v in SCALES.items()}}
PARTS = {
    "half": 2.0,
    "third": 3.0,
    "thirds": 3.0,
    "quarter": 4.0,
    "quarters": 4.0,
    "fourth": 4.0,
    "fourths": 4.0,
    "fifth": 5.0,
    "fifths": 5.0,
    "sixth": 6.0,
    "sixths": 6.0,
    "seventh": 7.0,
    "eighth": 8.0,
    "eighths": 8.0,
    "tenth": 10.0,
    "tenths": 10.0,
}
