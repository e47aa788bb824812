"""What is rewritten in the texts of one demo beside inline pictures: hot links, and hashes of files that changed.

All texts are read once before the first is decided, for the size of a picture can stand in another file than its
address.
"""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from launcher.demo.links import base_of, resolve
from launcher.demo.references import scan_html
from launcher.errors import DemoError
from launcher.images.hashed_names import may_be_hashed
from launcher.images.inline import LONGEST_TEXT
from launcher.images.integrity import CHECKED_SUFFIXES, Integrity, find_integrity, integrity_of
from launcher.images.kinds import HEAD_SIZE, identify
from launcher.images.remote.find import find_remote
from launcher.images.remote.pictures import Brought, RemotePictures
from launcher.images.renames import Renames
from launcher.images.rules import RuleBook
from launcher.images.samples import shipped_library
from launcher.images.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from launcher.demo.model import ContentLayout, Demo
    from launcher.demo.tree import SourceFile
    from launcher.images.info import ImageInfo
    from launcher.images.kinds import Kind
    from launcher.images.remote.address import Address
    from launcher.images.remote.use import Use
    from launcher.images.rules import Ruling
    from launcher.images.samples import Library

    #: Asks the hosts of pictures for their headers and returns what is known, by address.
    Prober = Callable[[list[str]], Mapping[str, ImageInfo]]

_PAGES = frozenset({".html", ".htm", ".xhtml"})
# A browser reads a reference in these from where the file itself lies.
_OWN_BASE = _PAGES | {".css", ".svg", ".webmanifest"}
_MARKDOWN = frozenset({".md", ".markdown"})
# Rasters, fonts, films and archives under their own names hold no text worth a look.
_NO_TEXT = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".ico", ".bmp", ".tif", ".tiff", ".woff", ".woff2", ".ttf"}
    | {".otf", ".eot", ".mp4", ".webm", ".mp3", ".ogg", ".zip", ".gz", ".pdf", ".psd"}
)


class Changes:
    """The rewriting of one demo's texts; :meth:`survey` reads them all."""

    def __init__(
        self, demo: Demo, names: Iterable[str], media: Sequence[Brought] = (), library: Library | None = None
    ) -> None:
        """``names`` are the paths of all files of the demo, ``media`` the files that come with it by themselves.

        ``library`` is the one that comes with Launcher.
        """
        self._demo = demo
        self._names = frozenset(names)
        self._rules = RuleBook(demo.images)
        self._media = frozenset(medium.format for medium in (library or shipped_library()).media)
        self._layout: ContentLayout | None = demo.content
        self._home = _home(demo.homepage)
        self._site = None if demo.arrangement is None or demo.wordpress is None else demo.wordpress.root
        self._made = frozenset() if demo.arrangement is None else frozenset(demo.arrangement.made)
        below = "" if self._site is None else f"{self._site}/uploads/"
        tops = {name.removeprefix(below).partition("/")[0] for name in self._names if name.startswith(below)}
        self._given = {item.path: item for item in media}
        self._remote = RemotePictures(tops, below)
        self._linking: set[PurePosixPath] = set()
        self._checking: set[PurePosixPath] = set()
        self._checked: dict[str, list[SourceFile]] = {}
        self._folders: dict[PurePosixPath, frozenset[str]] = {}
        self._page_folders: frozenset[str] = frozenset()
        self.renames = Renames(self._names)

    def survey(self, files: Callable[[], Iterable[SourceFile]], prober: Prober | None = None) -> None:
        """Read the texts that may change; ``files`` gives them anew each time. ``prober`` asks for headers."""
        values: set[str] = set()
        pages: set[PurePosixPath] = set()
        for file in files():
            if file.path.suffix.lower() in _PAGES:
                pages.add(file.path)
            data = self._text(file)
            if data is None:
                self._note_name(file)
                continue
            for use in find_remote(file.path, data):
                self._linking.add(file.path)
                if self._can_bring(use) and self._own_file(use.address) is None:
                    self._remote.add(use)
            found = {item.value for item in find_integrity(data)}
            if found:
                self._checking.add(file.path)
                values |= found
        if prober is not None and (addresses := self._remote.addresses()):
            self._remote.learn(prober(addresses))
        self._remote.settle()
        self._page_folders = frozenset(str(page.parent) for page in pages)
        if self._linking - pages:
            self._note_scripts(file for file in files() if file.path in pages)
        if values:
            self._note_checked(files(), values)
        if self.renames:
            self._guard_names(files())

    def _note_name(self, file: SourceFile) -> None:
        """Look at the name of a file that is replaced."""
        ruling = self._rules.ruling(file.path)
        if file.ignored_by or not may_be_hashed(file.path.name) or (ruling is not None and ruling.kind != "replace"):
            return
        if self._kind(file).group in {"raster", "video", "audio", "pdf"}:
            self.renames.note(file)

    def _guard_names(self, files: Iterable[SourceFile]) -> None:
        """Look for names in the texts that stay as they are."""
        for file in files:
            ruling = self._rules.ruling(file.path)
            if file.ignored_by or (ruling is not None and ruling.kind == "omit") or self._text(file) is not None:
                continue
            if file.size <= LONGEST_TEXT and self._kind(file).group in {"text", "svg"}:
                self.renames.guard(file.path, _read(file))

    def _kind(self, file: SourceFile) -> Kind:
        return identify(_read(file, HEAD_SIZE), name=file.path)

    def brought(self) -> Iterator[Brought]:
        """Yield the files that are brought in, by path."""
        found = {item.path: item for item in self._remote.brought()} | self._given
        for path in sorted(found, key=str):
            yield found[path]

    def references(self, path: PurePosixPath, data: bytes) -> list[Span]:
        """Return a span for each hot link of a text that gets a local file."""
        if path not in self._linking:
            return []
        spans = []
        base = base_of(path, data) if path.suffix.lower() in _PAGES else path
        for use in find_remote(path, data):
            # Where a <base> leads to another host, no relative reference means a file of the demo.
            own = self._own_file(use.address)
            local = self.renames.path_of(own) if own else self._remote.path_of(use.address)
            local = None if use.what == "template" else local
            if local is None or base is None:
                continue
            text = self._reference(path, base, local, data, use)
            spans.append(Span(use.start, use.end - use.start, text.encode().replace(b"/", use.slash)))
        return spans

    def integrity(
        self, path: PurePosixPath, data: bytes, rewritten: Callable[[SourceFile], bytes | None]
    ) -> list[Span]:
        """Return a span for each integrity value of a file that is rewritten.

        ``rewritten`` gives a file's new bytes, None where it stays. A value that means several files which end up
        different stays, and `validate` says that it does not fit.
        """
        if path not in self._checking:
            return []
        spans = []
        for item in find_integrity(data):
            span = self._new_hash(item, [rewritten(file) for file in self._checked.get(item.value, [])])
            if span is not None:
                spans.append(span)
        return spans

    def _new_hash(self, item: Integrity, contents: list[bytes | None]) -> Span | None:
        values = {None if new is None else integrity_of(item.algorithm, new) for new in contents}
        if len(values) != 1 or (value := values.pop()) is None:
            return None
        return Span(item.start, item.end - item.start, value.encode().replace(b"/", item.slash))

    def _note_checked(self, files: Iterable[SourceFile], values: set[str]) -> None:
        """Find the files whose hash stands in a text."""
        algorithms = sorted({value.partition("-")[0] for value in values})
        for file in files:
            if file.path.suffix.lower() not in CHECKED_SUFFIXES or (data := self._text(file)) is None:
                continue
            for algorithm in algorithms:
                value = integrity_of(algorithm, data)
                if value in values:
                    self._checked.setdefault(value, []).append(file)

    def _note_scripts(self, pages: Iterable[SourceFile]) -> None:
        """Remember in which folders the pages stand that load a script or a file of data."""
        folders: dict[PurePosixPath, set[str]] = {}
        for page in pages:
            data = self._text(page)
            base = None if data is None else base_of(page.path, data)
            if data is None or base is None:
                continue
            for reference in scan_html(data):
                target = resolve(base, reference.value)
                if target is not None and target in self._linking:
                    folders.setdefault(target, set()).add(str(base.parent))
        self._folders = {target: frozenset(found) for target, found in folders.items()}

    def _can_bring(self, use: Use) -> bool:
        return use.what == "picture" or (use.what == "medium" and use.address.medium in self._media)

    def _text(self, file: SourceFile) -> bytes | None:
        """Return the bytes of a text or drawing that may be rewritten; DemoError where it cannot be read."""
        if file.ignored_by or file.size > LONGEST_TEXT or file.path.suffix.lower() in _NO_TEXT:
            return None
        ruling = self._rules.ruling(file.path)
        if ruling is not None and ruling.kind in {"keep", "omit"}:
            return None
        try:
            with file.file.open("rb") as opened:
                head = opened.read(HEAD_SIZE)
                kind = identify(head, name=file.path)
                if kind.format in {"utf-16", "svgz"} or not (kind.group == "text" or self._stays(kind, ruling)):
                    return None
                return head + opened.read()
        except OSError as error:
            raise DemoError(f"the file cannot be read: {error.strerror}", where=file.file) from error

    def _stays(self, kind: Kind, ruling: Ruling | None) -> bool:
        """Say whether a file is a drawing that is not drawn anew."""
        return kind.group == "svg" and ruling is None and self._demo.images.svg == "keep" and bool(self._demo.license)

    def _own_file(self, address: Address) -> PurePosixPath | None:
        """Return the file of the demo that an address on the demo's own homepage names."""
        if self._home is None:
            return None
        parts = urlsplit(address.url)
        host, folder = self._home
        path = unquote(parts.path)
        if (parts.hostname or "").removeprefix("www.") != host or not path.startswith(folder):
            return None
        name = path[len(folder) :]
        return PurePosixPath(name) if name in self._names else None

    def _reference(self, path: PurePosixPath, base: PurePosixPath, local: PurePosixPath, data: bytes, use: Use) -> str:
        """Return how a text refers to a local file."""
        if self._site is not None and path in self._made:
            # The document's own way to name a file below the uploads folder, where what is brought in stands.
            return f"{{launcher:upload:{local.relative_to(self._site / 'uploads')}}}"
        name = quote(str(local))
        if self._layout is not None and path.is_relative_to(self._layout.templates):
            is_markup = use.form == "absolute" and not _in_expression(data, use.start)
            return f'{{{{ "/{name}" | absolute }}}}' if is_markup else f"/{name}"
        if self._layout is not None and path.is_relative_to(self._layout.root):
            return f"/{name}"
        folder = self._base_folder(path, base, data)
        return f"/{name}" if folder is None else quote(posixpath.relpath(str(local), folder))

    def _base_folder(self, path: PurePosixPath, base: PurePosixPath, data: bytes) -> str | None:
        """Return the folder from which a browser reads the references of a text, None where it can be any."""
        suffix = path.suffix.lower()
        if suffix in _OWN_BASE:
            return str(base.parent)
        if suffix in _MARKDOWN:
            # Front matter is for a generator, which shows the text somewhere else.
            return None if data.startswith((b"---", b"+++")) else str(path.parent)
        # Scripts and data speak for the page that loads them.
        folders = self._folders.get(path) or self._page_folders
        return next(iter(folders)) if len(folders) == 1 and self._layout is None else None


def _read(file: SourceFile, length: int = -1) -> bytes:
    try:
        with file.file.open("rb") as opened:
            return opened.read(length)
    except OSError as error:
        raise DemoError(f"the file cannot be read: {error.strerror}", where=file.file) from error


def _home(homepage: str) -> tuple[str, str] | None:
    """Return the host and folder of a demo's homepage."""
    parts = urlsplit(homepage)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    return parts.hostname.removeprefix("www."), parts.path.rpartition("/")[0] + "/"


def _in_expression(data: bytes, start: int) -> bool:
    """Say whether a place stands inside the marks of a template, where text is code."""
    return any(data.rfind(opening, 0, start) > data.rfind(closing, 0, start) for opening, closing in _MARKS)


_MARKS = ((b"{{", b"}}"), (b"{%", b"%}"), (b"{#", b"#}"))
