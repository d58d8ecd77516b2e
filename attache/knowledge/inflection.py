"""The dictionary form of inflected news words: "expelled" is "expel", "froze" is "freeze".

Forms are undone by rule and kept only where the tables of cues know the word that comes out, so nothing is
invented: "indicted" gives "indict", for that is a cue, and never "indicte".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from attache.knowledge import events, reporting

# Verbs whose past forms no rule undoes.
IRREGULAR = {
    form: row.split(": ")[0].strip()
    for row in """
    arise: arose arisen; bear: bore borne; beat: beaten; become: became; begin: began begun; bid: bade
    bidden; bind: bound; blow: blew blown; break: broke broken; bring: brought; build: built; burn:
    burnt; buy: bought; catch: caught; choose: chose chosen; come: came; creep: crept; deal: dealt;
    draw: drew drawn; drive: drove driven; fall: fell fallen; feed: fed; feel: felt; fight: fought;
    find: found; flee: fled; fly: flew flown; forbid: forbade forbidden; foresee: foresaw foreseen;
    forgive: forgave forgiven; forswear: forswore forsworn; freeze: froze frozen; get: got gotten; give:
    gave given; go: went gone; grow: grew grown; hang: hung; hear: heard; hold: held; keep: kept; know:
    knew known; lay: laid; lead: led; leave: left; lend: lent; lie: lying; light: lit; lose: lost; make:
    made; mean: meant; meet: met; mistake: mistook mistaken; mow: mown; overcome: overcame; override:
    overrode overridden; overrun: overran; oversee: oversaw overseen; overthrow: overthrew overthrown;
    pay: paid; plead: pled; prove: proven; rebuild: rebuilt; retake: retook retaken; rewrite: rewrote
    rewritten; ride: rode ridden; ring: rang rung; rise: rose risen; run: ran; say: said; see: saw seen;
    seek: sought; sell: sold; send: sent; shake: shook shaken; shoot: shot; show: shown; sing: sang
    sung; sink: sank sunk; sit: sat; slay: slew slain; sow: sown; speak: spoke spoken; spend: spent;
    spring: sprang sprung; stand: stood; steal: stole stolen; stick: stuck; strike: struck stricken;
    strive: strove striven; swear: swore sworn; swing: swung; take: took taken; teach: taught; tear:
    tore torn; tell: told; think: thought; throw: threw thrown; tie: tying; undergo: underwent
    undergone; understand: understood; undertake: undertook undertaken; uphold: upheld; vie: vying;
    wake: woke; weep: wept; win: won; withdraw: withdrew withdrawn; withhold: withheld; withstand:
    withstood; write: wrote written
    """.replace("\n", " ").split(";")
    for form in row.split(": ")[1].split()
}
VOWELS = frozenset("aeiou")


def candidates(form: str, pos: str) -> Iterator[str]:
    """The words a form may be of, likeliest first: "stopped" -> stopped, stop, stopp, stoppe."""
    form = form.lower()
    yield form
    if pos == "verb":
        if form in IRREGULAR:
            yield IRREGULAR[form]
        for ending in ("ing", "ed"):
            stem = form.removesuffix(ending)
            if len(stem) > 1 and stem != form:
                if stem[-1] == stem[-2:-1] and stem[-1] not in VOWELS:
                    yield stem[:-1]  # "expelled", "stopping"
                yield stem
                yield stem + "e"
                if stem.endswith("i"):
                    yield stem[:-1] + "y"  # "denied"
    if form.endswith("ies") and len(form) > 4:
        yield form[:-3] + "y"
    if form.endswith("es"):
        yield form[:-2]
    if form.endswith("s") and not form.endswith("ss"):
        yield form[:-1]
    if pos == "noun" and form.endswith("men"):
        yield form[:-3] + "man"


@lru_cache(maxsize=1 << 16)
def known_lemma(form: str, pos: str) -> str | None:
    """The word of our tables that a form is of ("verb" or "noun"), or None: "mobilizing" -> "mobilize".

    To be asked only where the core's own lemma is no known word: "found" may be of "find" or "found".
    """
    return next((word for word in candidates(form, pos) if word in _words(pos)), None)


@cache
def _words(pos: str) -> frozenset[str]:
    """Every verb or noun the tables name."""
    words = {lemma for lemma, its in (*events.cues(), *events.governors()) if its == pos}
    words |= {lemma for lemma, its in reporting.reporting_cues() if its == pos}
    if pos == "verb":
        return frozenset(words | set(events.light_verbs()))
    words |= events.parties()
    return frozenset(words | {word for rows in events.cues().values() for cue in rows for word in cue.object})
