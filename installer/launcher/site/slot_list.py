"""The shopping list of an installed site, for a spreadsheet and for a browser."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from launcher.images.contact_sheet import Card, Section, render_sheet
from launcher.images.thumbnails import Thumbnails

if TYPE_CHECKING:
    from launcher.site.slots import Picture, Slot, Slots

_COLUMNS = (
    "picture", "path", "width", "height", "aspect", "format", "transparent", "frames", "kind", "state", "pages", "uses"
)  # fmt: skip
#: A card names at most this many pages.
_SHOWN_PAGES = 4
_HEADINGS = {
    "open": ("To replace", "launcher images put TARGET PATH FILE puts a picture of yours in place"),
    "yours": ("Replaced by you", ""),
    "lost": ("Removed by you", ""),
}


def render_csv(slots: Slots) -> str:
    """Return one line a slot; slots with the same ``picture`` are sizes and formats of one picture."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(_COLUMNS)
    for number, picture in enumerate(slots.pictures, 1):
        for slot in picture.slots:
            recipe = slot.entry.recipe
            writer.writerow(
                (
                    number,
                    _cell(slot.name),
                    slot.entry.width,
                    slot.entry.height,
                    slot.aspect,
                    slot.entry.format,
                    "yes" if slot.transparent else "no",
                    recipe.frames if recipe else 1,
                    slot.entry.decision,
                    slot.state,
                    _cell("; ".join(slot.pages)),
                    "; ".join(dict.fromkeys(use.how for use in slot.uses)),
                )
            )
    return output.getvalue()


def _cell(text: str) -> str:
    """Keep a name that a demo's author chose from being a formula; it still means the same file."""
    return f"./{text}" if text.startswith(("=", "+", "-", "@")) else text


def render_html(slots: Slots) -> str:
    """Return one self-contained page with a small picture of what stands in each slot."""
    with Thumbnails(len(slots.pictures)) as thumbnails:
        cards = {state: tuple(_cards(slots, state, thumbnails)) for state in _HEADINGS}
        sections = [Section(*_HEADINGS[state], cards=cards[state]) for state in _HEADINGS]
        facts = [
            f"Installed in {slots.target}.",
            f"{slots.count('open')} to replace, {slots.count('yours')} replaced, {slots.count('lost')} removed.",
        ]
        title = f"Pictures of {slots.name} {slots.version}"
        return render_sheet(title, facts, sections, thumbnails.uris, tags=tuple(_HEADINGS))


def _cards(slots: Slots, state: str, thumbnails: Thumbnails) -> list[Card]:
    return [_card(picture, thumbnails) for picture in slots.pictures if picture.state == state]


def _card(picture: Picture, thumbnails: Thumbnails) -> Card:
    first = picture.slots[0]
    recipe = first.entry.recipe
    notes = []
    if more := [_in_words(slot) for slot in picture.slots[1:]]:
        notes.append("also as " + "; ".join(more))
    notes.append(used_on(picture, _SHOWN_PAGES))
    if first.entry.inline:
        notes.append(f"inside the text of {first.path}, at byte {first.entry.inline.offset}")
    return Card(
        name=first.name,
        tag=picture.state,
        facts=describe(first),
        notes=tuple(notes),
        # What the owner put there is the owner's to look at; only what we drew is shown.
        look=thumbnails.of_recipe(recipe) if recipe and picture.state == "open" else None,
        width=first.entry.width,
        height=first.entry.height,
    )


def describe(slot: Slot) -> str:
    """Return what to look for in a shop: size, aspect, format, and what is special."""
    entry = slot.entry
    parts = [f"{entry.width} × {entry.height}" if entry.width else "", slot.aspect, entry.format]
    if slot.transparent:
        parts.append("transparent")
    if entry.recipe and entry.recipe.frames > 1:
        parts.append(f"{entry.recipe.frames} frames")
    if entry.recipe and len(entry.recipe.sizes) > 1:
        parts.append("icon of " + ", ".join(f"{width}" for width, _ in entry.recipe.sizes))
    return ", ".join(part for part in parts if part)


def _in_words(slot: Slot) -> str:
    state = "" if slot.state == "open" else f" ({slot.state})"
    return f"{slot.name} {slot.entry.width} × {slot.entry.height}{state}"


def used_on(picture: Picture, most: int) -> str:
    """Name the pages that show a picture, at most ``most`` of them."""
    pages = list(dict.fromkeys(page for slot in picture.slots for page in slot.pages))
    if not pages:
        return "no page uses it"
    more = f" and {len(pages) - most} more" if len(pages) > most else ""
    return "on " + ", ".join(pages[:most]) + more
