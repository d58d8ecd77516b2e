"""What one page says was done and said."""

from __future__ import annotations

from attache.language.tree import Tree
from attache.mentions.amounts import amounts
from attache.mentions.coreference import cast
from attache.mentions.dates import dates, ranges
from attache.mentions.people import mentions
from attache.mentions.places import places
from attache.model import Article, Reading, Span
from attache.reports.events import Scene, events
from attache.reports.figures import figures
from attache.reports.mending import mended
from attache.reports.speech import statements


def read(article: Article) -> Reading:
    """All that one page says: who is mentioned, what was said, what was done, how many.

    A pure function of the article and the tables; text in which nothing was found stands in `unread`.
    """
    trees = tuple(Tree(mended(sentence)) for sentence in article.sentences)
    who = cast(article, trees, mentions(article, trees))
    where = places(article)
    told = dates(article)
    said = statements(article, trees, who, told)
    # inside what was said "on Tuesday", "tomorrow" is a Wednesday: dates are read again with the utterances known
    dated = [statement for statement in said if statement.when is not None]
    when = ranges(dates(article, dated) if dated else told, article.page.text)
    done = events(Scene(article, trees, who, said, when, where))
    counted = figures(article, amounts(article), said, when, where)
    used = [s for st in said for s in (*st.content, *(x for x in (st.cue, st.source) if x))]
    used += [e.anchor for e in done] + [f.span for f in counted]
    return Reading(article.page.id, who.actors, said, done, counted, when, where, _unread(article, used))


def _unread(article: Article, used: list[Span]) -> tuple[Span, ...]:
    """The sentences from which nothing was taken."""
    starts = sorted(span.start for span in used)
    ends = sorted(span.end for span in used)
    out = []
    for sentence in article.sentences:
        touched = any(s < sentence.end and sentence.start < e for s, e in zip(starts, ends, strict=True))
        if not touched:
            out.append(article.page.span(sentence.start, sentence.end))
    return tuple(out)
