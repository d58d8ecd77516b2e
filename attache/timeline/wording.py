"""Which words name one deed: "met" and "meeting", "killed" and "dead"; and which name none by themselves.

Within one story two reports that use words of one deed are likely to tell of one event, and more likely so the
rarer the deed is there. Of "said" or "took" nothing follows: what was said is another thing each time.
"""

from __future__ import annotations

from functools import lru_cache

from attache.knowledge.inflection import IRREGULAR
from attache.stories.stream import stem

# Words news takes for one another when it tells of one deed, each group by its own; chosen from common usage, and
# measured on ECB+ (bench/ecb.py, dev, gold mentions: CoNLL F1 77.3 with them, 74.6 without).
_DEEDS = """
die dead death kill killing killed murder deceased fatal fatality slain slay
wound injure injury hurt
arrest detain detention capture apprehend nab custody
attack assault raid storm
strike hit
fire sack dismiss dismissal terminate oust ouster
crash accident collision collide
quake earthquake temblor tremor
acquire acquisition buy purchase takeover
resign resignation quit
flee escape
foil thwart repel prevent
explode explosion blast detonate bomb bombing
replace replacement succeed
nominate nomination nominee
win victory triumph
beat defeat
see watch
announce announcement unveil
meet meeting
marry wedding marriage
sue lawsuit
steal theft robbery rob
ban prohibit
start begin
end finish conclude
charge indict indictment
sentence jail imprison
seize seizure
free release
withdraw withdrawal pullout
vote referendum ballot election
sign signature
"""
# Words that carry a deed told by another word: what they stand for is another thing each time.
_GENERAL = """say tell add report be have make take do go get put give come become matter it that this which one
thing what ask call note state show see"""

_ENDINGS = ("ing", "ed", "e")


@lru_cache(maxsize=1 << 16)
def base(word: str) -> str:
    """A verb or noun without its endings, as far as rules go: "seized" is "seiz", "met" is "meet"."""
    word = stem(word)
    word = IRREGULAR.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


_GROUP = {base(word): line.split()[0] for line in _DEEDS.strip().splitlines() for word in line.split()}
_NOTHING = frozenset(base(word) for word in _GENERAL.split())


def deed(word: str) -> str | None:
    """The deed a word names, by one of its words; None for a word that names none by itself.

    >>> deed("killed"), deed("deaths"), deed("said")
    ('die', 'die', None)
    """
    found = base(word)
    if found in _NOTHING:
        return None
    return _GROUP.get(found, found)


def one_deed(one: str, other: str) -> bool:
    """Whether two anchors are forms of one word, or words of one deed: "seized" and "seizure", "killed" and "dead"."""
    here, there = deed(one), deed(other)
    if here is None or there is None:
        return base(one) == base(other)
    if here == there:
        return True
    short, long = sorted((base(one), base(other)), key=len)
    shared = next((at for at, letter in enumerate(short) if long[at] != letter), len(short))
    return shared >= 3 and shared >= len(short) - 1 and len(long) - shared <= 4
