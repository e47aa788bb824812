"""Where the files of a demo go in ``wp-content``, and which may not be in a bundle at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.wordpress.layout import THEMES, UPLOADS
from launcher.demo.wordpress.rules import is_php, server_problem, upload_problem
from launcher.platforms.wordpress.content import BLOCKS, BY_HAND, BY_PACK, PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import PurePosixPath

    from launcher.demo.model import WordPressLayout

_CODE = frozenset({"plugins", "mu-plugins", "drop-ins", "dropins", "languages", "upgrade"})


def places_of(path: PurePosixPath, layout: WordPressLayout) -> Iterator[PurePosixPath]:
    """Yield where below ``wp-content`` a file of the demo goes; nothing for one that WordPress has no use for."""
    if path.is_relative_to(layout.root):
        below = path.relative_to(layout.root)
        if below.parts[0] in {THEMES, UPLOADS} and len(below.parts) > (2 if below.parts[0] == THEMES else 1):
            yield below
    for source, place in layout.copy.items():
        if path.is_relative_to(source):
            yield place / path.relative_to(source)


def file_problems(paths: Iterable[PurePosixPath], layout: WordPressLayout) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield every file of a demo that no bundle may bring into a WordPress, and why."""
    for path in paths:
        if path.is_relative_to(layout.root):
            problem = _source_problem(path.relative_to(layout.root))
            if problem:
                yield path, problem
                continue
        for place in places_of(path, layout):
            problem = _place_problem(place)
            if problem:
                yield path, problem
                break


def is_unused(path: PurePosixPath, layout: WordPressLayout) -> bool:
    """Say whether a file of the WordPress part is none of its folders' and none of its documents."""
    if not path.is_relative_to(layout.root):
        return False
    below = path.relative_to(layout.root)
    if below.parts[0] == BLOCKS:
        return len(below.parts) == 1
    if below.parts[0] == PARTS and len(below.parts) > 1:
        return False  # a part of the document, or a mistake in it
    return str(below) not in {BY_HAND, BY_PACK} and not any(places_of(path, layout))


def _source_problem(below: PurePosixPath) -> str:
    """Return what is wrong with a file of the WordPress part that goes nowhere by itself."""
    if below.parts[0] in _CODE:
        return f"a bundle brings no {below.parts[0]}: what runs in a site is its owner's choice"
    if below.parts[0] not in {THEMES, UPLOADS} and is_php(below):
        return "a bundle brings no PHP but that of its theme"
    return ""


def _place_problem(place: PurePosixPath) -> str:
    return upload_problem(place) if place.parts[0] == UPLOADS else server_problem(place)
