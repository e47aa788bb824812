"""Which pages of a finished site show which pictures, and how.

A stylesheet says which elements have a background, and only a browser knows whether a page has such an element. Here
a selector counts for a page that has all of its class names, ids and elements somewhere.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from launcher.demo.css import unescape_css
from launcher.demo.css_rules import Rules
from launcher.demo.links import base_of, resolve
from launcher.demo.references import scan_css, scan_html

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from launcher.demo.css import Reference

_PAGES = frozenset({".html", ".htm", ".xhtml"})
#: Longer files are no pages that a person wrote or a theme made.
LONGEST_PAGE = 16 * 1024 * 1024


class Use(NamedTuple):
    """One use of a picture, in the order in which pages show them.

    ``page`` is the HTML file, or where no page is known to show it the file that names it. ``how`` is one of img,
    srcset, background, poster, icon, share image, app icon, link, lazy, preload, object. ``file`` and ``line`` say
    where it is named, ``detail`` is the selector of a background.
    """

    image: PurePosixPath
    page: PurePosixPath
    how: str
    file: PurePosixPath
    line: int
    detail: str = ""


class _Named(NamedTuple):
    """A picture that a stylesheet or an app manifest names."""

    image: PurePosixPath
    how: str
    line: int
    detail: str = ""


class _Sheet(NamedTuple):
    """What a file that pages load names: pictures, and further stylesheets."""

    named: tuple[_Named, ...]
    imports: tuple[PurePosixPath, ...] = ()


def find_uses(
    files: Iterable[PurePosixPath],
    read: Callable[[PurePosixPath], bytes],
    images: Collection[PurePosixPath],
    *,
    site_url: str = "",
) -> list[Use]:
    """Return every use of ``images`` in a site of ``files``: the first page first, each in page order.

    ``site_url`` is where the site stands: absolute addresses below it are pictures of the site, too.
    """
    return _Search(sorted(files, key=page_order), read, frozenset(images), site_url).run()


def is_page(path: PurePosixPath) -> bool:
    """Whether a file is an HTML page, by its name."""
    return path.suffix.lower() in _PAGES


def page_order(path: PurePosixPath) -> tuple[bool, str]:
    """Sort the first page of a site before all others."""
    return str(path) != "index.html", str(path)


class _Search:
    """One search through a site."""

    def __init__(
        self,
        files: list[PurePosixPath],
        read: Callable[[PurePosixPath], bytes],
        images: frozenset[PurePosixPath],
        site_url: str,
    ) -> None:
        self._files = files
        self._known = frozenset(files)
        self._read = read
        self._images = images
        self._url = site_url.rstrip("/") + "/" if site_url else ""
        self._prefix = urlsplit(site_url).path.strip("/")
        self._sheets: dict[PurePosixPath, _Sheet] = {}
        self._shown: set[tuple[PurePosixPath, _Named]] = set()

    def run(self) -> list[Use]:
        uses = [use for path in self._files if is_page(path) for use in self._page(path)]
        for path in self._files:
            if path.suffix.lower() in {".css", ".webmanifest"}:
                # What no page was seen to show is used by its stylesheet all the same.
                uses += [
                    Use(named.image, path, named.how, path, named.line, named.detail)
                    for named in self._sheet(path).named
                    if (path, named) not in self._shown
                ]
        return uses

    def _page(self, path: PurePosixPath) -> list[Use]:
        data = self._read(path)
        base = base_of(path, data)
        if base is None:
            return []
        found: list[tuple[int, Use]] = []
        sheets: list[PurePosixPath] = []
        words = _Words(data)
        rules: dict[int, Rules] = {}
        for reference in scan_html(data):
            target = self._target(base, reference.value)
            if target is None:
                continue
            rel = _rel(data, reference.start) if reference.element == "link" else frozenset[str]()
            if target in self._images:
                how, detail = _how(reference, rel), ""
                if reference.kind == "style-url" and reference.element == "style":
                    start, text = _style_block(data, reference.start)
                    detail = rules.setdefault(start, Rules(text)).selector_at(reference.start - start)
                place = words.place_of(detail) if detail else reference.start
                found.append(
                    (reference.start if place is None else place, Use(target, path, how, path, reference.line, detail))
                )
            elif target in self._known and (rel & {"stylesheet", "manifest"} or reference.element == "style"):
                sheets.append(target)
        found += self._sheet_uses(path, sheets, words)
        return [use for _, use in sorted(found, key=lambda pair: pair[0])]

    def _sheet_uses(self, page: PurePosixPath, sheets: list[PurePosixPath], words: _Words) -> Iterator[tuple[int, Use]]:
        """Yield what the stylesheets of a page show on it, with the place of the first such element."""
        seen: set[PurePosixPath] = set()
        while sheets:
            path = sheets.pop(0)
            if path in seen:
                continue
            seen.add(path)
            sheet = self._sheet(path)
            sheets += sheet.imports
            for named in sheet.named:
                place = 0 if named.how == "app icon" else words.place_of(named.detail)
                if place is not None:
                    self._shown.add((path, named))
                    yield place, Use(named.image, page, named.how, path, named.line, named.detail)

    def _sheet(self, path: PurePosixPath) -> _Sheet:
        if path not in self._sheets:
            data = self._read(path)
            self._sheets[path] = (
                self._style(path, data) if path.suffix.lower() == ".css" else self._manifest(path, data)
            )
        return self._sheets[path]

    def _style(self, path: PurePosixPath, data: bytes) -> _Sheet:
        rules = Rules(data)
        named: list[_Named] = []
        imports: list[PurePosixPath] = []
        for reference in scan_css(data):
            target = self._target(path, reference.value)
            if target is not None and target in self._images:
                named.append(_Named(target, "background", reference.line, rules.selector_at(reference.start)))
            elif target is not None and target in self._known and reference.kind == "css-import":
                imports.append(target)
        return _Sheet(tuple(named), tuple(imports))

    def _manifest(self, path: PurePosixPath, data: bytes) -> _Sheet:
        """Read a web app manifest (W3C); one that cannot be read names nothing."""
        try:
            value = json.loads(data)
            items = [*_dicts(value, "icons"), *_dicts(value, "screenshots")]
        except (ValueError, RecursionError):
            return _Sheet(())
        targets = (self._target(path, item["src"]) for item in items if isinstance(item.get("src"), str))
        return _Sheet(tuple(_Named(target, "app icon", 1) for target in targets if target in self._images))

    def _target(self, base: PurePosixPath, reference: str) -> PurePosixPath | None:
        """Return the file of the site that a reference means."""
        if self._url and reference.startswith(self._url):
            return resolve(PurePosixPath("index.html"), "/" + reference[len(self._url) :])
        target = resolve(base, reference)
        if target is not None and self._prefix and reference.startswith("/") and target.is_relative_to(self._prefix):
            return target.relative_to(self._prefix)
        return target


def _dicts(value: Any, key: str) -> list[dict[str, Any]]:
    items = value.get(key) if isinstance(value, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


_REL = re.compile(rb"\srel\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


def _rel(data: bytes, position: int) -> frozenset[str]:
    """Return the words of ``rel`` of the tag around ``position``."""
    end = data.find(b">", position)
    found = _REL.search(data, data.rfind(b"<", 0, position), end if end >= 0 else len(data))
    return (
        frozenset(next(filter(None, found.groups()), b"").decode("latin-1").lower().split()) if found else frozenset()
    )


def _how(reference: Reference, rel: frozenset[str]) -> str:  # noqa: PLR0911 - one return a use
    if reference.kind in {"srcset", "poster"}:
        return reference.kind
    if reference.kind == "style-url" or reference.attribute == "background":
        return "background"
    if reference.kind == "meta":
        return "share image"
    if reference.element == "link":
        if any("icon" in word for word in rel):
            return "icon"
        return "preload" if "preload" in rel else "link"
    if reference.kind == "data":
        return "object" if reference.element == "object" else "lazy"
    return "link" if reference.element in {"a", "area"} else "img"


def _style_block(data: bytes, position: int) -> tuple[int, bytes]:
    """Return the text of the ``<style>`` element around ``position``, and where it begins."""
    tag = max(data.rfind(name, 0, position) for name in (b"<style", b"<STYLE", b"<Style"))
    start = data.find(b">", tag) + 1
    end = data.find(b"</", position)
    return start, data[start : end if end >= 0 else len(data)]


_TAGS = re.compile(rb"<([A-Za-z][\w-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_NAMES = re.compile(rb"\s(class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_IGNORED = re.compile(r"::?[\w-]+(?:\((?:[^()]|\([^()]*\))*\))?|\[[^\]]*\]")
_TOKEN = re.compile(r"([.#]?)((?:[\w-]|\\.)+)")


class _Words:
    """The elements, class names and ids of a page, with where each comes first."""

    def __init__(self, data: bytes) -> None:
        self._places: dict[str, int] = {}
        for tag in _TAGS.finditer(data):
            self._places.setdefault(tag[1].decode().lower(), tag.start())
            for kind, *values in _NAMES.findall(tag[2]):
                sign = "." if kind.lower() == b"class" else "#"
                for word in b"".join(values).decode("utf-8", "replace").split():
                    self._places.setdefault(sign + word, tag.start())

    def place_of(self, selector: str) -> int | None:
        """Return where a page first has what ``selector`` names, None where it does not."""
        for tokens in _alternatives(selector):
            places = [self._places.get(token) for token in tokens]
            if None not in places:
                return next((place for place in reversed(places) if place is not None), 0)
        return None


@cache
def _alternatives(selector: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each selector of a list, the elements, class names and ids that it needs."""
    return tuple(
        tuple(
            sign + unescape_css(word) if sign else word.lower()
            for sign, word in _TOKEN.findall(part)
            if sign or not word[0].isdigit()
        )
        for part in _IGNORED.sub("", selector).split(",")
    )
