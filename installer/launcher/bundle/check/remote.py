"""Check what an installed site would ask other hosts for, and that the hashes in its pages fit its files."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launcher.bundle.findings import Finding
from launcher.bundle.names import printable_name
from launcher.demo.links import base_of, resolve
from launcher.demo.references import attributes_of, scan_css, scan_html
from launcher.images.integrity import find_integrity, integrity_of
from launcher.images.remote.address import read_address, shown_origin
from launcher.images.remote.find import find_remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import PurePosixPath

    from launcher.demo.references import Reference

_HTML = frozenset({".html", ".htm", ".xhtml"})
_SHOWN = {"picture": "a picture", "medium": "a film, sound or document", "template": "a picture, put together later,"}
_HINT = "docs/images.md says which hot links `launcher pack` replaces"
_LOADED = {
    "script": "scripts", "iframe": "frames", "frame": "frames", "embed": "objects", "object": "objects",
    "video": "films and sounds", "audio": "films and sounds", "source": "films and sounds", "track": "films and sounds",
}  # fmt: skip
_STYLES = frozenset({"stylesheet", "modulepreload", "preload", "manifest"})
_REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_BASE = re.compile(rb"<base\s", re.IGNORECASE)
_STRENGTH = ("sha512", "sha384", "sha256")


def remote_findings(path: PurePosixPath, data: bytes) -> Iterator[Finding]:
    """Yield a warning for each picture that a text shows from another host, and for each host that it loads from."""
    if b"//" not in data:
        return  # without two slashes there is no address
    uses = {(shown_origin(use.address.url), use.what): use for use in reversed(find_remote(path, data))}
    places = {use.start for use in uses.values()}
    for (origin, what), use in uses.items():
        line = data.count(b"\n", 0, use.start) + 1
        message = f'{_SHOWN[what]} is shown from another host: "{printable_name(origin)}"'
        yield Finding("image-remote", "warning", message, str(path), line, _HINT)
    html = path.suffix.lower() in _HTML
    if html and _BASE.search(data) and base_of(path, data) is None:
        message = "the page's <base> leads to another host, and so do all its pictures"
        yield Finding("image-remote", "warning", message, str(path))
    if html or path.suffix.lower() == ".css":
        yield from _hosts(path, (scan_html if html else scan_css)(data), data, places)


def _hosts(path: PurePosixPath, references: Iterable[Reference], data: bytes, pictures: set[int]) -> Iterator[Finding]:
    """Yield one warning for each host and kind of thing that is loaded from it."""
    seen: set[str] = set()
    for reference in references:
        if not _REMOTE.match(reference.value) or reference.start in pictures:
            continue
        what = _loaded(reference, data)
        address = read_address(reference.value) if what else None
        host = urlsplit(address.url).hostname if address else None
        message = f'{what} are loaded from another host: "{printable_name(host or "")}"'
        if host and message not in seen:
            seen.add(message)
            yield Finding("reference-remote", "warning", message, str(path), reference.line)


def _loaded(reference: Reference, data: bytes) -> str:
    """Say what a browser would load for a reference, "" where it loads nothing until somebody clicks."""
    if reference.kind == "css-import":
        return "style sheets"
    if reference.kind in {"css-url", "style-url"}:
        before = data[max(0, reference.start - 300) : reference.start]
        return "fonts" if re.search(rb"\bsrc\s*:[^;{}]*\Z", before) else ""
    if reference.element == "link":
        relations = attributes_of(data, *reference.tag).get("rel", "").lower().split()
        return "" if _STYLES.isdisjoint(relations) else "style sheets"
    return _LOADED.get(reference.element, "") if reference.attribute in {"src", "data"} else ""


def gather_hosts(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with one for each host, at the first file that asks it, in place of one a file."""
    others, first = [], dict[str, Finding]()
    counts = Counter[str]()
    for finding in sorted(findings, key=lambda found: (found.path, found.line or 0)):
        if finding.code != "reference-remote":
            others.append(finding)
            continue
        first.setdefault(finding.message, finding)
        counts[finding.message] += 1
    for message, finding in first.items():
        more = f", and in {counts[message] - 1} more files" if counts[message] > 1 else ""
        others.append(replace(finding, message=message + more))
    return others


def integrity_findings(
    path: PurePosixPath, data: bytes, read: Callable[[PurePosixPath], bytes | None]
) -> Iterator[Finding]:
    """Yield a warning for each hash of a tag that does not fit the file of the bundle that the tag loads."""
    if path.suffix.lower() not in _HTML or b"integrity" not in data:
        return
    base = base_of(path, data)
    for reference in scan_html(data):
        if reference.element not in {"script", "link"} or reference.attribute not in {"src", "href"}:
            continue
        said = attributes_of(data, *reference.tag).get("integrity", "")
        values = {item.value for item in find_integrity(said.encode("utf-8", "replace"))}
        target = resolve(base, reference.value) if values and base is not None else None
        content = read(target) if target is not None else None
        if content is not None and not _fits(values, content):
            message = f'the hash in "integrity" does not fit "{printable_name(str(target))}", so a browser refuses it'
            yield Finding("integrity-differs", "warning", message, str(path), reference.line)


def _fits(values: set[str], content: bytes) -> bool:
    """Say whether a browser would take a file: one of its hashes by the strongest algorithm that is named."""
    strongest = next(name for name in _STRENGTH if any(value.startswith(f"{name}-") for value in values))
    return integrity_of(strongest, content) in values
