"""What ``launcher pack --explain`` shows of a file: what it is, which rule decides, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.cli.output import emit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from launcher.images.explain import Explanation
    from launcher.images.ledger import LedgerEntry


def show_explained(explanations: Iterable[Explanation]) -> None:
    """Print explanations on stdout, a paragraph a file."""
    for number, explanation in enumerate(explanations):
        if number:
            emit("")
        emit(f"{explanation.path}: {explanation.decision}")
        for word, text in _facts(explanation):
            emit(f"  {word:<9} {text}")
        if explanation.hint:
            emit(f"  {explanation.hint}")
            for line in explanation.yaml.splitlines():
                emit(f"    {line}")


def _facts(explanation: Explanation) -> Iterator[tuple[str, str]]:
    yield "because", explanation.reason
    kind = explanation.kind
    if kind is not None:
        yield "found", f"{kind.format} ({kind.group}), by its bytes"
        if explanation.first_bytes:
            yield "bytes", explanation.first_bytes
    info = explanation.info
    if info is not None:
        frames = f", {info.frames} frames" if info.frames > 1 else ""
        turned = f", turned by Exif ({info.orientation})" if info.orientation != 1 else ""
        clear = ", with transparency" if info.alpha else ""
        yield "header", f"{info.width}×{info.height} as shown, mode {info.mode}{clear}{frames}{turned}"
    if explanation.trouble:
        yield "trouble", explanation.trouble
    first, *others = explanation.rules or ("none names it: the default decides",)
    yield "rule", first
    for rule in others:
        yield "", f"{rule} names it too, and comes later"
    if explanation.scene:
        yield "scene", explanation.scene
    for entry in explanation.ledger:
        yield "ledger", _entry(entry)
    for item in explanation.inline:
        yield "inline", f"line {item.line}, byte {item.offset:,}: {item.what}, {item.decision}"


def _entry(entry: LedgerEntry) -> str:
    place = f" at byte {entry.inline.offset:,} of the packed file" if entry.inline else ""
    size = f" {entry.width}×{entry.height}" if entry.width else ""
    text = f"{entry.decision}: {entry.format}{size}{place}"
    if entry.decision == "kept":
        return f'{text}, {entry.license}, source "{entry.source}", rule "{entry.rule}"'
    if entry.sample:
        return f'{text}, sample "{entry.sample}"'
    recipe = entry.recipe
    return text if recipe is None else f"{text}, mode {recipe.mode}{', label' if recipe.label else ''}"
