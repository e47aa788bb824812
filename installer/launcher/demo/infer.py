"""Work out what a tree without ``launcher.yaml`` is: its kind, name, version, title and licence."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from launcher.demo.model import HOMEPAGE, Demo, WordPressLayout
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from launcher.demo.model import WordPressImport

#: SPDX's word for a licence that is not stated.
UNKNOWN_LICENSE = "NOASSERTION"
# What tools write into a tree and nobody wants in a bundle.
_TOOL_FOLDERS = ("node_modules/", "bower_components/", ".sass-cache/", ".cache/", "__pycache__/", ".idea/", ".vscode/")
_READ = 64 * 1024

# A sentence that stands in one licence alone, after white space is folded and letters are small.
_LICENSE_MARKS = (
    ("MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"),
    ("Apache-2.0", "apache license version 2.0"),
    ("AGPL-3.0-or-later", "gnu affero general public license version 3"),
    ("LGPL-3.0-or-later", "gnu lesser general public license version 3"),
    ("GPL-3.0-or-later", "gnu general public license version 3"),
    ("GPL-2.0-or-later", "gnu general public license version 2"),
    ("MPL-2.0", "mozilla public license version 2.0"),
    ("CC0-1.0", "cc0 1.0 universal"),
    ("CC-BY-4.0", "attribution 4.0 international"),
    ("CC-BY-SA-4.0", "attribution-sharealike 4.0 international"),
    ("CC-BY-3.0", "attribution 3.0 unported"),
    ("CC-BY-3.0", "creative commons attribution 3.0"),
    ("Unlicense", "this is free and unencumbered software released into the public domain"),
    ("ISC", "permission to use, copy, modify, and/or distribute this software for any purpose"),
)


# The first file that is there tells the kind; index.html stands behind the marks of generators, which have one too.
_MARKS = (
    ("theme.toml", "hugo", "a Hugo theme or site"),
    ("hugo.toml", "hugo", "a Hugo theme or site"),
    ("hugo.yaml", "hugo", "a Hugo theme or site"),
    ("config.toml", "hugo", "a Hugo theme or site"),
    ("_config.yml", "jekyll", "a Jekyll site"),
    ("templateDetails.xml", "joomla", "a Joomla template"),
    ("blueprints.yaml", "grav", "a Grav theme or skeleton"),
    ("index.html", "html", "plain HTML"),
    ("index.htm", "html", "plain HTML"),
    ("package.json", "node", "a Node package"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a tree was recognised as, and the file that shows it."""

    name: str
    title: str
    mark: str


def check_source(source: Path) -> None:
    """Raise DemoError where ``source`` is no folder that can be read."""
    try:
        is_folder = source.is_dir()
        exists = is_folder or source.exists()
    except OSError as error:
        raise DemoError(f"cannot be read: {error.strerror}", where=source) from error
    if not exists:
        raise DemoError("there is no such folder", where=source)
    if not is_folder:
        raise DemoError("a demo is a folder, and this is a file", where=source)


def infer_demo(source: Path) -> Demo:
    """Return the demo that a tree without ``launcher.yaml`` seems to be; DemoError where its kind is unknown."""
    check_source(source)
    exports = cache(partial(_exports, source))  # looked for once: all XML files are opened for it
    kind = _find_kind(source, exports)
    if kind is None:
        raise DemoError(
            "there is no launcher.yaml, and nothing says what kind of site this is",
            where=source,
            hint=f"run `launcher init {source}`",
        )
    return _describe(source, exports())


def describe_tree(source: Path) -> Demo:
    """Return what the files at the top of ``source`` say about it, whatever its kind."""
    return _describe(source, _exports(source))


def _describe(source: Path, imports: WordPressImport | None) -> Demo:
    return _describe_plain(source) if imports is None else _describe_export(source, imports)


def _describe_export(source: Path, imports: WordPressImport) -> Demo:
    """Return the demo that a theme and an export of WordPress are."""
    from launcher.demo.wordpress.sources.recognise import read_theme

    plain, header = _describe_plain(source), read_theme(source / imports.theme)
    assert header is not None
    return replace(
        plain,
        name=slug(header.name) or plain.name,
        version=_version(header.version),
        title=header.name,
        license=plain.license if plain.license != UNKNOWN_LICENSE else _spdx(header.license),
        description=header.description[:1000],
        author=_person(header.author),
        platforms=("wordpress",),
        wordpress=WordPressLayout(),
        imports=imports,
    )


def _spdx(text: str) -> str:
    """Return the identifier of a licence as the headers of themes write it."""
    words = re.sub(r"[^a-z0-9.]+", " ", text.lower())
    if re.search(r"\b(?:gpl|general public license)\b", words):
        later = " or later" in words or "v2+" in text or "v3+" in text
        version = "3.0" if re.search(r"\bv?3(?:\.0)?\b", words) else "2.0"
        return f"GPL-{version}-{'or-later' if later else 'only'}"
    return "MIT" if words.strip() in {"mit", "mit license"} else UNKNOWN_LICENSE


def _describe_plain(source: Path) -> Demo:
    package = read_package(source)
    name = slug(_text(package.get("name")).rpartition("/")[2]) or slug(source.resolve().name) or "demo"
    title = re.sub(r"[-_.]+", " ", name).strip().title()
    return Demo(
        root=source,
        name=name,
        version=_version(package.get("version")),
        title=title or name,
        license=find_license(source, package),
        description=_text(package.get("description")),
        author=_person(package.get("author")),
        homepage=_homepage(package.get("homepage")),
        ignore=tuple(pattern for pattern in _TOOL_FOLDERS if (source / pattern).is_dir()),
    )


def _homepage(value: object) -> str:
    """Return an address; npm takes anything, and what is no address is no use to anyone."""
    text = _text(value)
    return text if HOMEPAGE.fullmatch(text) else ""


def find_kind(source: Path) -> Kind | None:
    """Recognise a tree by the files that its kind always has; None where there is none of them."""
    return _find_kind(source, partial(_exports, source))


def _find_kind(source: Path, exports: Callable[[], WordPressImport | None]) -> Kind | None:
    if (source / "content").is_dir() and (source / "templates" / "home.html").is_file():
        return Kind("content", "a site with content/ and templates/", "templates/home.html")
    if exports() is not None:
        return Kind("wordpress-export", "a WordPress theme with an export of its site", "an export (WXR)")
    if re.search(rb"(?im)^[ \t/*#@]*theme name\s*:", _head(source / "style.css")):
        return Kind("wordpress", "a WordPress theme", "style.css")
    for mark, name, title in _MARKS:
        if (source / mark).is_file() and (name != "node" or read_package(source)):
            return Kind(name, title, mark)
    pages = sorted(file.relative_to(source).as_posix() for file in source.glob("*/index.html"))
    return Kind("html", "plain HTML", pages[0]) if pages else None


def _exports(source: Path) -> WordPressImport | None:
    from launcher.demo.wordpress.sources.recognise import find_import

    return find_import(source)


def read_package(source: Path) -> dict[str, Any]:
    """Return what ``package.json`` says, or an empty mapping where there is none that can be read."""
    try:
        value = json.loads(_head(source / "package.json", 1024 * 1024))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def find_license(source: Path, package: dict[str, Any]) -> str:
    """Return an SPDX identifier from package.json or the licence file; NOASSERTION where neither tells."""
    stated = package.get("license")
    if isinstance(stated, dict):
        stated = stated.get("type")
    listed = package.get("licenses")
    if not stated and isinstance(listed, list) and listed and isinstance(listed[0], dict):
        stated = listed[0].get("type")
    if isinstance(stated, str) and re.fullmatch(r"[A-Za-z0-9.+() -]{1,100}", stated.strip()):
        return stated.strip()
    for name in ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING", "COPYING.txt", "license.txt"):
        text = _head(source / name).decode("utf-8", "replace")
        folded = re.sub(r"[\s,#*]+", " ", text).lower()
        for spdx, mark in _LICENSE_MARKS:
            if re.sub(r"[\s,]+", " ", mark) in folded:
                return spdx
    return UNKNOWN_LICENSE


def slug(text: str) -> str:
    """Return ``text`` as a demo's name, at most 64 letters; empty where nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-")


def _head(file: Path, size: int = _READ) -> bytes:
    """Return the first bytes of an ordinary file, or nothing where there is none or it cannot be read."""
    try:
        if not file.is_file():
            return b""
        with file.open("rb") as stream:
            return stream.read(size)
    except OSError:
        return b""


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _version(value: object) -> str:
    from launcher.demo.manifest_file import VERSION

    text = _text(value).lower().removeprefix("v")
    return text if VERSION.fullmatch(text) else "1.0.0"


def _person(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return re.sub(r"\s*[<(].*", "", _text(value))
