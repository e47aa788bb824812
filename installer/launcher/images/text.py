"""Rewrite a text: the spans that change, spliced in one place, and where its inline pictures stand afterwards."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from launcher.demo.references import splice
from launcher.images.fingerprint import fingerprint
from launcher.images.hashes import HASHES
from launcher.images.inline import CountsUnclear, FoundImage, Writing, correct_counts, encode_inline, find_inline
from launcher.images.kinds import DRAWABLE
from launcher.images.ledger import Inline, LedgerEntry, Recipe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import PurePosixPath

    from launcher.images.produce import Placeholders
    from launcher.images.recipes import RecipeMaker


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture that is drawn and stands encoded inside a text."""

    recipe: Recipe
    writing: Writing


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``offset`` to ``offset + length`` of the source text, and what stands there in the packed file.

    ``new`` is a drawn picture, or the bytes themselves: another reference, another integrity value, another length of
    serialised data, or nothing for what is taken out.
    """

    offset: int
    length: int
    new: bytes | InlinePicture

    @property
    def end(self) -> int:
        """Where the span ends in the source text."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class TextDecision:
    """What becomes of a text; ``refusal`` says why the whole file has to be left out."""

    entries: tuple[LedgerEntry, ...] = ()
    spans: tuple[Span, ...] = ()
    reason: str = ""
    refusal: str = ""


def rewrite(data: bytes, spans: Iterable[Span], placeholders: Placeholders) -> bytes:
    """Return ``data`` with its spans, in order and without overlap, replaced and every other byte as it was."""
    return splice(data, ((span.offset, span.end, _new_bytes(span, placeholders)) for span in spans))


def in_order(pictures: Iterable[Span], changes: Iterable[Span]) -> list[Span]:
    """Return all spans by offset; a change that overlaps a picture, or the change before it, is dropped.

    So a picture is never missed for another reason to write its bytes anew.
    """
    ordered: list[tuple[bool, Span]] = []
    marked = [*((True, span) for span in pictures), *((False, span) for span in changes)]
    for is_picture, span in sorted(marked, key=lambda item: (item[1].offset, not item[0], item[1].end)):
        while is_picture and ordered and not ordered[-1][0] and ordered[-1][1].end > span.offset:
            ordered.pop()
        if not ordered or ordered[-1][1].end <= span.offset:
            ordered.append((is_picture, span))
    return [span for _, span in ordered]


def decide_text(
    path: PurePosixPath,
    data: bytes,
    makers: RecipeMaker,
    placeholders: Placeholders,
    *,
    keep: Mapping[str, str] | None,
    drawings: Mapping[str, str] | None = None,
    changes: Sequence[Span] = (),
) -> TextDecision:
    """Decide about all inline pictures of a text; ``keep`` has the licence, source and rule that keep them all.

    ``drawings`` has the same for those without a raster, which are replaced too without it. ``changes`` are what else
    is rewritten in this file, left out where serialised data around it has lengths that cannot be corrected surely. A
    file that is kept stays as it is, so they do not count there.
    """
    found = list(find_inline(data, whole_drawings=keep is None and drawings is None))
    if keep is not None:
        entries = tuple(_kept_entry(path, image, keep) for image in found)
        return TextDecision(entries, reason=f"{len(found)} inline kept" if found else "")
    for image in found:
        if image.refusal:
            return TextDecision(refusal=image.refusal)
    kept = [image for image in found if image.drawing and drawings is not None]
    pictures = _replace_pictures(path, (image for image in found if not image.drawing or drawings is None), makers)
    ordered = in_order(pictures, changes)
    try:
        spans = _with_counts(data, ordered, placeholders)
    except CountsUnclear as error:
        if changes:
            # A picture must go, and the file with it; another reference can stay as it was.
            return decide_text(path, data, makers, placeholders, keep=None, drawings=drawings)
        return TextDecision(refusal=str(error))
    entries = _entries(path, spans, kept, drawings or {}, placeholders)
    return TextDecision(entries, tuple(spans), _summary(pictures, len(kept), len(ordered) - len(pictures)))


def _with_counts(data: bytes, spans: Sequence[Span], placeholders: Placeholders) -> list[Span]:
    """Return ``spans`` with those that correct the lengths of serialised data around them."""
    known = {span.offset: span for span in spans}
    pieces = [(span.offset, span.length, _new_bytes(span, placeholders)) for span in spans]
    return [known.get(offset) or Span(offset, length, new) for offset, length, new in correct_counts(data, pieces)]


def _replace_pictures(path: PurePosixPath, found: Iterable[FoundImage], makers: RecipeMaker) -> list[Span]:
    """Return a span for each inline picture: drawn anew, or taken out where it cannot be drawn."""
    spans = []
    seen: dict[bytes, Recipe | None] = {}
    for image in found:
        if image.data not in seen:
            # Pictures without a name count on, so that neighbours differ.
            seen[image.data] = _recipe(path.with_name(f"{path.name} inline {len(seen) + 1}"), image, makers)
        recipe = seen[image.data]
        new = b"" if recipe is None else InlinePicture(recipe, image.writing)
        spans.append(Span(image.inline.offset, image.inline.length, new))
    return spans


def _entries(
    path: PurePosixPath,
    spans: Sequence[Span],
    kept: Iterable[FoundImage],
    grounds: Mapping[str, str],
    placeholders: Placeholders,
) -> tuple[LedgerEntry, ...]:
    """Return the ledger's entries of drawn and kept pictures, in order, at their places in the packed file."""
    entries, shift, waiting = list[LedgerEntry](), 0, deque(kept)

    def pass_kept(until: float) -> None:
        while waiting and waiting[0].inline.offset < until:
            image = waiting.popleft()
            moved = replace(image.inline, offset=image.inline.offset + shift)
            entries.append(_kept_entry(path, replace(image, inline=moved), grounds))

    for span in spans:
        pass_kept(span.offset)
        length = len(_new_bytes(span, placeholders))
        if isinstance(span.new, InlinePicture):
            inline = Inline(span.offset + shift, length, span.new.writing.encoding)
            entries.append(_drawn_entry(path, span.new.recipe, inline))
        shift += length - span.length
    pass_kept(inf)
    return tuple(entries)


def _new_bytes(span: Span, placeholders: Placeholders) -> bytes:
    """Return what stands in the packed file for a span."""
    if isinstance(span.new, bytes):
        return span.new
    return encode_inline(placeholders.get(span.new.recipe), span.new.writing)


def _summary(pictures: Sequence[Span], kept: int, others: int) -> str:
    drawn = sum(isinstance(span.new, InlinePicture) for span in pictures)
    parts = [f"{drawn} inline replaced"] if drawn else []
    if len(pictures) > drawn:
        parts.append(f"{len(pictures) - drawn} inline taken out, for it cannot be drawn")
    if kept:
        parts.append(f"{kept} inline drawings kept" if kept > 1 else "1 inline drawing kept")
    if others:
        parts.append(f"{others} references changed" if others > 1 else "1 reference changed")
    return ", ".join(parts)


def _recipe(path: PurePosixPath, image: FoundImage, makers: RecipeMaker) -> Recipe | None:
    """Return what is drawn in place of an inline picture, None where it has to be taken out."""
    if image.kind.format in HASHES:
        return None if image.info is None else makers.miniature(image.info)
    if image.info is not None:
        try:
            if image.info.format not in DRAWABLE:
                return None
            return makers.raster(path, image.info, fingerprint(image.data))
        except ValueError:
            return None
    if image.kind.group == "svg":
        from launcher.images.svg import read_root

        return makers.svg("svg", read_root(image.data))
    return None


def _size(image: FoundImage) -> tuple[int, int]:
    """Return the size of a picture, zeros where it has none that can be read."""
    if image.info is not None:
        return image.info.width, image.info.height
    if image.kind.format == "svg":
        from launcher.images.svg import read_root, root_size

        return root_size(read_root(image.data))
    return 0, 0


def _drawn_entry(path: PurePosixPath, recipe: Recipe, inline: Inline) -> LedgerEntry:
    return LedgerEntry(path, recipe.format, recipe.width, recipe.height, "placeholder", recipe=recipe, inline=inline)


def _kept_entry(path: PurePosixPath, image: FoundImage, keep: Mapping[str, str]) -> LedgerEntry:
    width, height = _size(image)
    entry = LedgerEntry(path, image.kind.format, width, height, "kept", inline=image.inline)
    return replace(entry, license=keep["license"], source=keep["source"], rule=keep["rule"])
