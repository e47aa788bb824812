"""Which layouts of a demo's WordPress part make sense."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from launcher.demo.model import ContentLayout, WordPressLayout

#: The folders of wp-content into which a demo's files go.
THEMES = "themes"
UPLOADS = "uploads"


def layout_problem(layout: WordPressLayout, content: ContentLayout | None) -> str:
    """Return in one line what is wrong with a layout, "" for nothing."""
    others = () if content is None else (("content", content.root), ("templates", content.templates))
    for name, folder in others:
        if _overlap(layout.root, folder):
            return f'the folder "{layout.root}" of WordPress and the folder "{folder}" of {name} lie inside each other'
    for source, place in layout.copy.items():
        if _overlap(source, layout.root):
            return f'"{source}" is part of "{layout.root}", which need not be copied'
        if not is_place(place):
            return f'"{source}" must be copied to {THEMES}/SLUG/... or {UPLOADS}/..., not to "{place}"'
    for before, after in pairwise(sorted(layout.copy.values())):
        if before == after:
            return f'two things are copied to "{after}"'
    return ""


def is_place(path: PurePosixPath) -> bool:
    """Say whether a path below wp-content is one where a demo's files may go: a theme's folder or the uploads."""
    parts = path.parts
    return bool(parts) and (parts[0] == UPLOADS or (parts[0] == THEMES and len(parts) > 1))


def _overlap(one: PurePosixPath, other: PurePosixPath) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)
