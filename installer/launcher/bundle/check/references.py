"""Check that what HTML and CSS refer to is in the tree; `pack` asks the same of the source."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from launcher.bundle.findings import Finding
from launcher.bundle.names import printable_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from launcher.bundle.manifest import Manifest
    from launcher.demo.model import ContentLayout

_HTML = frozenset({".html", ".htm", ".xhtml"})
_CSS = frozenset({".css"})
#: Longer references are cut where they are recorded and shown.
_LONGEST = 2000


class Unresolved(NamedTuple):
    """A reference whose target is not in the tree. ``reference`` is as written, decoded; ``line`` is 1-based."""

    reference: str
    target: PurePosixPath
    line: int


class Paths:
    """The files of a tree, to look references up in.

    ``folders`` are known to be there without their files; ``prefix`` is where the top stands on its server.
    """

    def __init__(self, paths: Iterable[str], *, folders: Iterable[str] = (), prefix: str = "") -> None:
        self._known = set(folders)
        self._prefix = prefix
        self._files = set(paths)
        # A server that is asked for a folder answers with its index, whatever that is written in.
        self._folders = {
            path.rpartition("/")[0] for path in self._files if path.rpartition("/")[2].startswith("index.")
        }

    def has(self, target: PurePosixPath) -> bool:
        """Whether a browser would find the target: a file, or a folder with an index."""
        if self._prefix and target.is_relative_to(self._prefix):
            target = target.relative_to(self._prefix)
        text = "" if target == PurePosixPath() else str(target)
        if text in self._files or text in self._folders:
            return True
        if self._known and not self._known.isdisjoint(map(str, (target, *target.parents))):
            return True
        return target.name == "index.html" and text.removesuffix("index.html").rstrip("/") in self._folders


def has_references(path: PurePosixPath, layout: ContentLayout | None) -> bool:
    """Whether a file is scanned: HTML and CSS, but not the templates and content that are pages only once rendered."""
    if path.suffix.lower() not in _HTML | _CSS:
        return False
    return layout is None or not (path.is_relative_to(layout.templates) or path.is_relative_to(layout.root))


def unresolved(path: PurePosixPath, data: bytes, paths: Paths) -> Iterator[Unresolved]:
    """Yield each reference in the file that means a file of the tree which is not there, once a target and text."""
    from launcher.demo.links import base_of
    from launcher.demo.references import resolve, scan_css, scan_html

    html = path.suffix.lower() in _HTML
    base = base_of(path, data) if html else path
    if base is None:
        return
    seen: set[str] = set()
    for reference in scan_html(data, once=True) if html else scan_css(data):
        if reference.value in seen:
            continue
        seen.add(reference.value)
        target = resolve(base, reference.value)
        if target is not None and not paths.has(target) and not _is_picture(reference.value):
            text = reference.value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:_LONGEST]
            yield Unresolved(text, target, reference.line)


def _is_picture(reference: str) -> bool:
    """Say whether a reference is the text of a picture, with "data:" forgotten before it: it means no file."""
    from launcher.images.inline import find_inline

    return next(find_inline(reference.encode("utf-8", "surrogateescape")), None) is not None


class ReferenceCheck:
    """Checks the files of one bundle against its own list and what its manifest says is missing."""

    def __init__(self, manifest: Manifest, paths: Paths | None = None) -> None:
        """``paths`` are the files of the site, where they are other than those of the bundle."""
        self._layout = manifest.content
        written = {str(file.path) for file in manifest.configuration}
        self._paths = paths or Paths(written.union(str(file.path) for file in manifest.files))
        self._broken = {(entry.path, entry.reference) for entry in manifest.broken_references}
        self._asked = {entry.path for entry in manifest.left_out if entry.asked}
        self._left_out = {entry.path: entry.reason for entry in manifest.left_out}

    def wants(self, path: PurePosixPath) -> bool:
        """Whether :meth:`look` has something to say about such a file."""
        return has_references(path, self._layout)

    def look(self, path: PurePosixPath, data: bytes) -> Iterator[Finding]:
        """Yield a finding for each reference that does not resolve."""
        for found in unresolved(path, data, self._paths):
            yield self._finding(path, found)

    def _finding(self, path: PurePosixPath, found: Unresolved) -> Finding:
        shown, where = printable_name(found.reference), str(path)
        above = {str(found.target), *map(str, found.target.parents)}
        if (path, found.reference) in self._broken:
            message = f'"{shown}" was not there in the source either'
            return Finding("reference-broken-in-source", "warning", message, where, found.line)
        if above & self._asked:
            message = f'"{shown}" was left out by a rule of launcher.yaml'
            return Finding("reference-left-out", "warning", message, where, found.line)
        if left := sorted(above & self._left_out.keys()):
            message = f'"{shown}" was left out of the bundle: {self._left_out[left[-1]]}'
            hint = "keep it with a rule in launcher.yaml, or leave it out on purpose with one"
            return Finding("reference-missing", "error", message, where, found.line, hint)
        return Finding("reference-missing", "error", f'"{shown}" is not in the bundle', where, found.line)
