"""Where: each place named on a page, resolved to a country and a point, or left unresolved.

    Kerry and Lavrov met in Paris.                         Paris, FRA
    The fire broke out in Paris, Texas.                    Paris, USA
    The mayor of Springfield said ...                      Springfield, no country: it may be any of thirty
"""

from __future__ import annotations

from attache.model import Article, Place


def places(article: Article) -> tuple[Place, ...]:
    """Every place and facility named on the page, in the order of the text."""
    return ()
