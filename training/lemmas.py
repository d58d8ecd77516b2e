"""The table of lemmas shipped beside the weights: forms seen in EWT and GUM, with what they are forms of.

The core's edit scripts read any word; the table keeps the common and the irregular ones exact ("told",
"scheduled").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from training.corpora import Sample

SURE = 0.9  # share of a form's uses that must have the lemma


def lemma_table(samples: Iterable[Sample]) -> str:
    """Lines "UPOS form lemma", tab-separated and sorted; names are left out, their lemma is their form."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    for sample in samples:
        if "lemma" not in sample.words:
            continue
        for form, upos, lemma in zip(sample.forms, sample.words["upos"], sample.words["lemma"], strict=True):
            if lemma and upos not in ("PROPN", "PUNCT", "SYM", "X", "NUM") and form.isalpha():
                seen.setdefault((str(upos), form.lower()), Counter())[lemma] += 1
    lines = []
    for (upos, form), lemmas in sorted(seen.items()):
        lemma, count = lemmas.most_common(1)[0]
        if count >= SURE * lemmas.total() and "\t" not in lemma and " " not in lemma:
            lines.append(f"{upos}\t{form}\t{lemma}\n")
    return "".join(lines)
