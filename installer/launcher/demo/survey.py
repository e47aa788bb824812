"""Look over a tree before it has a ``launcher.yaml``: what kinds of files, and what an author may want to keep."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launcher.demo.tree import walk
from launcher.errors import DemoError
from launcher.progress import SilentProgress

if TYPE_CHECKING:
    from launcher.demo.model import Demo
    from launcher.demo.tree import SourceFile
    from launcher.progress import Progress

#: Images up to this many pixels on their longer side are most likely part of the theme.
SMALL = 64
_HEAD = 4096
_THEME_NAME = re.compile(
    r"(?:^|[-_. ])(?:logo|icons?|favicon|sprites?|apple-touch-icon|mstile)(?:[-_. 0-9]|$)", re.IGNORECASE
)
# Sources of pictures and archives: they show what the images show, and no site needs them.
_SOURCES = {"psd": "*.psd", "psb": "*.psb", "ai": "*.ai", "xcf": "*.xcf", "sketch": "*.sketch", "indd": "*.indd"}


@dataclass(slots=True)
class Survey:
    """What was found: files, images by format, other media by format, and what to suggest."""

    files: int = 0
    images: Counter[str] = field(default_factory=Counter)
    media: Counter[str] = field(default_factory=Counter)
    likely_theme: Counter[str] = field(default_factory=Counter)  # glob -> images that it means
    ignore: list[str] = field(default_factory=list)
    problem: str = ""  # a name that no bundle can hold


def survey_tree(demo: Demo, progress: Progress | None = None) -> Survey:
    """Return what is in a demo's tree; every file is opened once, by its first bytes."""
    progress = progress or SilentProgress()
    progress.step("looking at the files")
    survey = Survey(ignore=list(demo.ignore))
    try:
        for file in walk(demo):
            if not file.ignored_by:
                _look_at(file, survey)
                progress.advance()
    except DemoError as error:
        # The file is written all the same: its ignore list is where the author can do something about the name.
        survey.problem = error.message
    return survey


def _look_at(file: SourceFile, survey: Survey) -> None:
    from launcher.images.kinds import identify

    survey.files += 1
    try:
        with file.file.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise DemoError(f"cannot be read: {error.strerror}", where=file.file) from error
    kind = identify(head, name=file.path)
    if kind.group in {"raster", "svg"}:
        survey.images[kind.format] += 1
        if kind.group == "raster" and _is_likely_theme(file):
            folder = file.path.parent
            named = _THEME_NAME.search(file.path.name) is not None
            glob = str(file.path) if named or str(folder) == "." else f"{folder}/*{file.path.suffix}"
            survey.likely_theme[f"/{glob}"] += 1
    elif kind.group in {"video", "audio", "pdf", "flash", "design", "archive"}:
        survey.media[kind.format] += 1
        suffix = file.path.suffix.lower().removeprefix(".")
        pattern = _SOURCES.get(suffix)
        if kind.group == "design" and pattern and pattern not in survey.ignore:
            survey.ignore.append(pattern)


def _is_likely_theme(file: SourceFile) -> bool:
    """Say whether an image is small or called like a part of a theme."""
    from launcher.images.probe import UnreadableImage, probe_file

    if _THEME_NAME.search(file.path.name):
        return True
    try:
        info = probe_file(file.file)
    except (UnreadableImage, OSError):
        return False  # pack reports it; here it is only no suggestion
    return info is not None and 0 < max(info.width, info.height) <= SMALL
