"""Ask the hosts of remote pictures for the first bytes of each, for its real size and format."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.errors import FetchError
from launcher.images.encode import longest_side
from launcher.images.info import ImageInfo
from launcher.images.kinds import DRAWABLE, HEAD_SIZE, identify
from launcher.images.ledger import MAX_FRAME_PIXELS, MAX_FRAMES, MAX_ICONS, MAX_PIXELS
from launcher.images.probe import UnreadableImage, probe_as
from launcher.images.probe.source import Source
from launcher.images.remote.address import WIDEST, shown_origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from launcher.fetch.http import Answer

#: As much of a picture is read at most; the headers of nearly all fit.
HEAD = 64 * 1024
#: Seconds for one picture, and for all of a demo.
PER_PICTURE = 20.0
ALTOGETHER = 300.0
_AT_ONCE = 8
# Of these the whole beginning is read: transparency and frames stand behind the size.
_LONG_HEADERS = frozenset({"png", "gif", "webp"})
_RAW = frozenset({"bmp", "tiff"})
_LONGEST_RAW = 60_000_000
_NO_NAME = PurePosixPath()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the pictures' headers say, by address, and why others said nothing, by the address as it may be shown."""

    infos: Mapping[str, ImageInfo] = field(default_factory=dict)
    failures: tuple[tuple[str, str], ...] = ()


def ask_headers(urls: Iterable[str], *, allow_private: bool = False, altogether: float = ALTOGETHER) -> Asked:
    """Read the headers of pictures, several at a time; what fails or takes too long is listed, and raises nothing."""
    ordered = sorted(set(urls))
    deadline = time.monotonic() + altogether
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="launcher-remote") as pool:
        answers = list(pool.map(lambda url: _ask_one(url, deadline, allow_private=allow_private), ordered))
    infos = {url: answer for url, answer in zip(ordered, answers, strict=True) if isinstance(answer, ImageInfo)}
    failures = [
        (shown_origin(url), answer)
        for url, answer in zip(ordered, answers, strict=True)
        if not isinstance(answer, ImageInfo)
    ]
    return Asked(infos, tuple(failures))


def _ask_one(url: str, deadline: float, *, allow_private: bool) -> ImageInfo | str:
    """Return what one picture's header says, or why it is not known."""
    from launcher.fetch.http import Limits, ask

    left = min(PER_PICTURE, deadline - time.monotonic())
    if left <= 0:
        return "the time for all pictures together was over"
    headers = {"Range": f"bytes=0-{HEAD - 1}"}
    try:
        with ask(url, limits=Limits(total=left), headers=headers, allow_private=allow_private) as answer:
            if answer.status not in {200, 206}:
                return f"the server answered {answer.status}"
            return _read(answer)
    except FetchError as error:
        return error.message


def _read(answer: Answer) -> ImageInfo | str:
    """Read an answer until the header is known; whatever the server says of its type is not looked at."""
    data = b""
    trouble = "it is no picture"
    total = _total(answer)
    for piece in answer.pieces(HEAD):
        data += piece
        kind = identify(data[:HEAD_SIZE], name=_NO_NAME)
        if kind.format not in _LONG_HEADERS and isinstance(found := _look(data, total), ImageInfo):
            return found
    found = _look(data, total)
    return found or trouble


def _look(data: bytes, total: int) -> ImageInfo | str:
    kind = identify(data[:HEAD_SIZE], name=_NO_NAME)
    if kind.group == "svg":
        from launcher.images.svg import read_root, root_size

        return _usable(ImageInfo("svg", *root_size(read_root(data))))
    if kind.group != "raster":
        return ""
    try:
        return _usable(probe_as(kind.format, Source(data, size=max(total, len(data)))))
    except UnreadableImage as error:
        return f"its header cannot be read: {error}"


def _total(answer: Answer) -> int:
    """Return how long the whole picture is by what the server says, 0 where it does not."""
    found = re.search(r"/(\d{1,12})\s*\Z", answer.headers.get("Content-Range", ""))
    if found:
        return int(found[1])
    length = answer.headers.get("Content-Length", "")
    return int(length) if answer.status == 200 and re.fullmatch(r"\d{1,12}", length) else 0


def _usable(info: ImageInfo) -> ImageInfo | str:
    """Return what can be drawn like it; a header may say anything."""
    form = info.format if info.format in DRAWABLE or info.format == "svg" else "jpeg"
    pixels = info.width * info.height
    longest = min(WIDEST, longest_side(form))
    if not 0 < max(info.width, info.height) <= longest or not 0 < pixels <= MAX_PIXELS:
        return f"it says that it is {info.width}×{info.height}"
    if form in _RAW and pixels * 4 > _LONGEST_RAW:
        form = "png"
    if info.frames > MAX_FRAMES or pixels * info.frames > MAX_FRAME_PIXELS:
        info = info._replace(frames=1, durations=(), loop=None)
    if len(info.sizes) > MAX_ICONS or any(max(size) > longest for size in info.sizes):
        return "it holds too many or too large icons"
    return info._replace(format=form)
