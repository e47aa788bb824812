"""A page about pictures: sections of cards, in one file that loads nothing from elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Card:
    """One picture. ``tag`` is what cards are filtered by, ``look`` the number of its small picture.

    ``width`` and ``height`` are its real size in pixels, zeros where it has none.
    """

    name: str
    tag: str
    facts: str
    notes: tuple[str, ...] = ()
    look: int | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Cards that belong together."""

    heading: str
    note: str
    cards: tuple[Card, ...]


def render_sheet(
    title: str, facts: Sequence[str], sections: Sequence[Section], pictures: Sequence[str], *, tags: Sequence[str]
) -> str:
    """Return the page; ``pictures`` are the ``data:`` URIs that cards look at, ``tags`` are offered as filters.

    Nothing in the texts is taken for markup, and no script but the page's own runs.
    """
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("launcher.images", ""), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    counts = Counter(card.tag for section in sections for card in {card.name: card for card in section.cards}.values())
    return environment.get_template("contact_sheet.html.jinja").render(
        title=title,
        facts=facts,
        sections=[section for section in sections if section.cards],
        pictures=pictures,
        tags=[tag for tag in tags if counts[tag]],
    )
