"""Make the sizes of pictures as WordPress would: in a child process, each distinct picture read once."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from launcher.errors import TargetError
from launcher.images.child import Child, Limits, Trouble
from launcher.images.drawing_pool import usable_processors
from launcher.images.fit import How
from launcher.images.ledger import MAX_PIXELS, Recipe
from launcher.images.probe import UnreadableImage, probe
from launcher.platforms.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from launcher.images.info import ImageInfo
    from launcher.platforms.plan import Content
    from launcher.platforms.spool import SpooledContent

#: Formats of which a WordPress makes other sizes.
FORMATS = frozenset({"jpeg", "png", "gif", "webp", "avif"})
# As good as WordPress's own (WP_Image_Editor::get_default_quality and its choice for WebP).
_QUALITY = {"jpeg": 82, "webp": 86}
_LIMITS = Limits(processor_seconds=120, clock_seconds=240)
_HOW = {"crop": How("crop"), "stretch": How("stretch")}
#: Pixels, wide and high, and whether they are cut out of the picture or all of it.
Wanted = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of which sizes are wanted: where it is told apart by its SHA-256."""

    content: Content
    wanted: frozenset[Wanted]


def look(data: bytes) -> ImageInfo | None:
    """Return what the header of a picture says of which a WordPress makes sizes; None for any other file."""
    try:
        info = probe(data)
    except UnreadableImage:
        return None
    if info is None or info.format not in FORMATS or info.width * info.height > MAX_PIXELS:
        return None
    return info


@contextmanager
def made_sizes(pictures: Sequence[Picture]) -> Iterator[dict[tuple[str, Wanted], SpooledContent]]:
    """Yield the files of all sizes, readable inside the context, by the picture's SHA-256 and what was wanted.

    A picture that cannot be decoded has none, as in a WordPress.
    """
    from concurrent.futures import ThreadPoolExecutor

    work = _gathered(pictures)
    jobs = min(usable_processors(), len(work))
    with ExitStack() as stack:
        spool = stack.enter_context(Spool())
        if not work:
            yield {}
            return
        children: SimpleQueue[Child] = SimpleQueue()
        for _ in range(jobs):
            children.put(stack.enter_context(Child("launcher.images.fit", _LIMITS)))
        pool = stack.enter_context(ThreadPoolExecutor(jobs))
        found: dict[tuple[str, Wanted], SpooledContent] = {}
        position = 0
        for picture, files in pool.map(lambda one: (one, _make(one, children)), work):
            for wanted, data in files:
                try:
                    with spool.path.open("ab") as stream:
                        stream.write(data)
                except OSError as error:
                    raise TargetError(f"a picture cannot be kept: {error.strerror}", where=spool.path) from error
                found[picture.content.sha256, wanted] = spool.content(position, len(data))
                position += len(data)
        yield found


def _gathered(pictures: Sequence[Picture]) -> list[Picture]:
    """Return each distinct picture once, with all that is wanted of it, in the order of their first appearance."""
    found: dict[str, Picture] = {}
    for picture in pictures:
        known = found.get(picture.content.sha256)
        wanted = picture.wanted if known is None else picture.wanted | known.wanted
        found[picture.content.sha256] = Picture(picture.content, wanted)
    return [picture for picture in found.values() if picture.wanted]


def _make(picture: Picture, children: SimpleQueue[Child]) -> list[tuple[Wanted, bytes]]:
    data = b"".join(picture.content.chunks())
    info = look(data)
    if info is None:
        return []
    made: list[tuple[Wanted, bytes]] = []
    child = children.get()
    try:
        for fit in ("crop", "stretch"):
            wanted = sorted(one for one in picture.wanted if one[2] == (fit == "crop"))
            if wanted:
                made += zip(wanted, _ask(child, data, info, fit, wanted), strict=True)
    except Trouble:
        return []
    finally:
        children.put(child)
    return made


def _ask(child: Child, data: bytes, info: ImageInfo, fit: str, wanted: Sequence[Wanted]) -> list[bytes]:
    slots: list[dict[str, Any]] = [
        Recipe(
            "",
            info.format,
            width,
            height,
            mode="RGBA" if info.alpha else "RGB",
            style="plain",
            progressive=info.progressive and info.format == "jpeg",
            lossless=info.lossless,
        ).to_json()
        for width, height, _ in wanted
    ]
    how = _HOW[fit]._replace(quality=None if info.lossless else _QUALITY.get(info.format))
    _, files = child.ask({"how": list(how), "slots": slots}, data)
    return files
