"""Recognise a folder with a theme and an export of WordPress, and what the theme says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from launcher.demo.model import WordPressImport
from launcher.demo.wordpress.rules import THEME_FOLDER
from launcher.demo.wordpress.sources.wxr import HEAD_SIZE, is_wxr
from launcher.errors import DemoError

_STYLE = "style.css"
# WordPress itself reads the first 8 KiB of the file for these.
_HEADER_SIZE = 8192
_HEADER = re.compile(
    rb"^[ \t/*#@]*(Theme Name|Version|License|Author|Description|Template)\s*:(.*)$", re.IGNORECASE | re.MULTILINE
)
_PLACES = ("", "demo", "demos", "demo-data", "demo-content", "import", "inc/demo", "inc/demo-data", "inc/import")


@dataclass(frozen=True, slots=True)
class ThemeHeader:
    """What the comment at the top of a theme's ``style.css`` says; "" for what it does not."""

    name: str
    version: str = ""
    license: str = ""
    author: str = ""
    description: str = ""
    template: str = ""


def find_import(source: Path) -> WordPressImport | None:
    """Return where a folder without ``launcher.yaml`` has its theme and exports; None for any other folder.

    The theme is the folder itself or the only folder in it with a theme's ``style.css``; the exports stand at its top
    or where themes usually keep them.
    """
    content = [path for path in _files(source, "*.xml") if is_wxr(_head(source / path, HEAD_SIZE))]
    if not content:
        return None
    themes = [PurePosixPath(".")] if read_theme(source) else []
    themes = themes or [path.parent for path in _paths(source, f"*/{_STYLE}") if read_theme(source / path.parent)]
    if len(themes) != 1:
        found = ", ".join(map(str, themes)) or "none"
        raise DemoError(
            f"there is an export of WordPress, {content[0]}, and not just one theme for it (found: {found})",
            where=source,
            hint="say in launcher.yaml which folder is the theme: wordpress: {import: {theme: ..., content: [...]}}",
        )
    widgets = [*_files(source, "*.wie"), *_files(source, "*widget*.json")]
    customizer = _files(source, "*.dat")
    return WordPressImport(themes[0], tuple(content), next(iter(widgets), None), next(iter(customizer), None))


def read_theme(folder: Path) -> ThemeHeader | None:
    """Return the header of the theme in a folder, None where it is no theme."""
    found: dict[str, str] = {}
    for key, value in _HEADER.findall(_head(folder / _STYLE, _HEADER_SIZE)):
        text = " ".join(value.decode("utf-8", "replace").replace("*/", "").split())
        found.setdefault(key.decode().lower(), text)
    if not found.get("theme name"):
        return None
    return ThemeHeader(
        found["theme name"],
        found.get("version", ""),
        found.get("license", ""),
        found.get("author", ""),
        found.get("description", ""),
        found.get("template", ""),
    )


def theme_folder(imports: WordPressImport, name: str) -> str:
    """Return the folder that the theme gets in ``wp-content/themes``: its own name, or that of the demo."""
    own = imports.theme.name  # "" for the demo's own folder
    return own if own != "theme" and THEME_FOLDER.fullmatch(own) else name


def _files(source: Path, pattern: str) -> list[PurePosixPath]:
    return [path for place in _PLACES for path in _paths(source, f"{place}/{pattern}" if place else pattern)]


def _paths(source: Path, pattern: str) -> list[PurePosixPath]:
    found = (path for path in source.glob(pattern) if path.is_file() and not path.is_symlink())
    return sorted((PurePosixPath(path.relative_to(source).as_posix()) for path in found), key=str)


def _head(file: Path, size: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(size)
    except OSError:
        return b""
