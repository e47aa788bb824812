"""Decide about the inline pictures of a text: which are replaced by what, and where they stand afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launcher.images.inline import Escape, FoundImage, encode_inline, find_inline, in_serialised_text
from launcher.images.ledger import Encoding, Inline, LedgerEntry, Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePosixPath

    from launcher.images.produce import Placeholders
    from launcher.images.recipes import RecipeMaker


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the source text that is replaced: by a drawn picture, or by nothing where ``recipe`` is None."""

    offset: int
    length: int
    encoding: Encoding
    escape: Escape
    recipe: Recipe | None


@dataclass(frozen=True, slots=True)
class TextDecision:
    """What becomes of a text's pictures; ``refusal`` says why the whole file has to be left out."""

    entries: tuple[LedgerEntry, ...] = ()
    spans: tuple[Span, ...] = ()
    reason: str = ""
    refusal: str = ""


def span_text(span: Span, placeholders: Placeholders) -> bytes:
    """Return what stands in the packed file for a span."""
    if span.recipe is None:
        return b""
    return encode_inline(placeholders.get(span.recipe), span.encoding, span.escape)


def decide_text(
    path: PurePosixPath,
    data: bytes,
    makers: RecipeMaker,
    placeholders: Placeholders,
    *,
    keep: Mapping[str, str] | None,
) -> TextDecision:
    """Decide about all inline pictures of a text; ``keep`` has the licence, source and rule that keep them all."""
    found = list(find_inline(data))
    if keep is not None:
        entries = tuple(_kept_entry(path, image, keep) for image in found)
        return TextDecision(entries, reason=f"{len(found)} inline kept" if found else "")
    entries_, spans, shift = list[LedgerEntry](), list[Span](), 0
    seen: dict[bytes, Recipe | None] = {}
    for image in found:
        if in_serialised_text(data, image.inline.offset):
            return TextDecision(refusal="an inline picture stands in serialised data that counts its bytes")
        if image.data not in seen:
            # Equal pictures get equal placeholders; others count on, so that neighbours differ.
            seen[image.data] = _recipe(path.with_name(f"{path.name} inline {len(seen) + 1}"), image, makers)
        span = _span(image, seen[image.data])
        text = span_text(span, placeholders)
        if span.recipe is not None:
            inline = Inline(span.offset + shift, len(text), span.encoding)
            entries_.append(_drawn_entry(path, span.recipe, inline))
        spans.append(span)
        shift += len(text) - span.length
    return TextDecision(tuple(entries_), tuple(spans), _summary(spans))


def _summary(spans: list[Span]) -> str:
    drawn = sum(span.recipe is not None for span in spans)
    parts = [f"{drawn} inline replaced"] if drawn else []
    if len(spans) > drawn:
        parts.append(f"{len(spans) - drawn} inline taken out, for it cannot be drawn")
    return ", ".join(parts)


def _recipe(path: PurePosixPath, image: FoundImage, makers: RecipeMaker) -> Recipe | None:
    """Return what is drawn in place of an inline picture, None where it has to be taken out."""
    if image.info is not None:
        try:
            return makers.raster(path, image.info)
        except ValueError:
            return None
    if image.kind.format == "svg":
        from launcher.images.svg import read_root

        return makers.svg("svg", read_root(image.data))
    return None


def _span(image: FoundImage, recipe: Recipe | None) -> Span:
    return Span(image.inline.offset, image.inline.length, image.inline.encoding, image.escape, recipe)


def _drawn_entry(path: PurePosixPath, recipe: Recipe, inline: Inline) -> LedgerEntry:
    return LedgerEntry(path, recipe.format, recipe.width, recipe.height, "placeholder", recipe=recipe, inline=inline)


def _kept_entry(path: PurePosixPath, image: FoundImage, keep: Mapping[str, str]) -> LedgerEntry:
    width, height = (image.info.width, image.info.height) if image.info else (0, 0)
    entry = LedgerEntry(path, image.kind.format, width, height, "kept", inline=image.inline)
    return replace(entry, license=keep["license"], source=keep["source"], rule=keep["rule"])
