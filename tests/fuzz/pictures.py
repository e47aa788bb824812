"""Fuzz what reads pictures: headers, and placeholders that are compared with what is drawn again."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

from tests.support.pictures import MODES, animation, picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FORMS = ("png", "ico", "svgz", "gif")


def prepare_probe() -> Callable[[bytes], None]:
    """A header is refused in words, or says a size that is no less than nothing."""
    from pathlib import PurePosixPath

    from launcher.images.hidden import find_hidden
    from launcher.images.kinds import Kind, identify
    from launcher.images.probe import UnreadableImage, probe
    from launcher.images.probe.source import Source

    def test_one(data: bytes) -> None:
        kind = identify(data[:16384], name=PurePosixPath())
        assert kind.format == kind.format.lower()
        try:
            info = probe(data)
        except UnreadableImage as error:
            assert str(error).isprintable()
        else:
            assert info is None or (info.width >= 0 and info.height >= 0)
        hidden = find_hidden(Source(data), Kind("other", "unknown"))
        assert hidden is None or 0 <= hidden.offset <= len(data)

    return test_one


def probe_seeds() -> Iterator[bytes]:
    """Yield a small picture of each format and mode, and animations."""
    for form, modes in MODES.items():
        for mode in modes:
            yield picture(form, mode, (5, 3))
    for form in ("GIF", "PNG", "WEBP"):
        yield animation(form, [20, 30], (4, 3))
    yield picture("ICO", "RGBA", (16, 16))


def prepare_compare() -> Callable[[bytes], None]:
    """What passes for a placeholder decodes to its pixels, and is not much longer; the first byte says which it is."""
    from launcher.images.compare import compare

    drawn = _drawn()

    def test_one(data: bytes) -> None:
        if not data:
            return
        form = _FORMS[data[0] % len(_FORMS)]
        trouble = compare(form, drawn[form], data[1:])
        if trouble is not None:
            assert trouble.isprintable()
            return
        assert len(data) <= 1.5 * len(drawn[form]) + 4097
        if form in {"png", "ico"}:
            assert _pixels(data[1:]) == _pixels(drawn[form])

    return test_one


def _pixels(data: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGBA").tobytes()


@cache
def _drawn() -> dict[str, bytes]:
    from launcher.images.draw import draw
    from launcher.images.ledger import Recipe

    return {
        "png": draw(Recipe("", "png", 6, 4, style="plain")),
        "ico": draw(Recipe("", "ico", 16, 16, mode="RGBA", style="plain", sizes=((16, 16),), codings=("png",))),
        "svgz": draw(Recipe("", "svgz", 20, 10, style="plain")),
        "gif": draw(Recipe("", "gif", 6, 4, mode="P", style="plain")),
    }


def compare_seeds() -> Iterator[bytes]:
    """Yield each placeholder as it is."""
    for number, form in enumerate(_FORMS):
        yield bytes([number]) + _drawn()[form]
