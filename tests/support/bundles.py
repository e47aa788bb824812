"""Make small bundles, right ones and wrong ones."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.bundle.manifest import FileEntry, Manifest, canonical_bytes, file_key
from launcher.bundle.write import BundleWriter
from tests.support.zips import RawEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = {"index.html": b"<h1>Hello</h1>\n" * 40, "css/site.css": b"h1 { color: red }\n", "empty.txt": b""}


def make_manifest(files: Mapping[str, bytes], **changes: Any) -> Manifest:
    """Return the manifest of a tree of files; ``changes`` are its other fields."""
    entries = [FileEntry(PurePosixPath(n), len(d), hashlib.sha256(d).hexdigest()) for n, d in files.items()]
    fields: dict[str, Any] = {
        "name": "small", "version": "1.0.0", "title": "Small", "license": "MIT", "description": "",
        "author": "", "homepage": "", "platforms": ("static",), "options": (), "content": None,
        "files": tuple(sorted(entries, key=file_key)), "images": (), "left_out": (), "broken_references": (),
        "generator": "tests 1",
    }  # fmt: skip
    return Manifest(**{**fields, **changes})


def write_bundle(path: Path, files: Mapping[str, bytes] = FILES, **changes: Any) -> Path:
    """Write a sealed bundle as `pack` does."""
    with BundleWriter(path.parent) as writer:
        for name in sorted(files):
            writer.add(PurePosixPath(name), files[name])
        with path.open("wb") as output:
            writer.finish(make_manifest(files, **changes), output)
    return path


def raw_entries(
    files: Mapping[str, bytes] = FILES, *, manifest: bytes | None = None, method: int = 0
) -> list[RawEntry]:
    """Return the entries of an unsealed bundle, to be put together by :func:`tests.support.zips.build_zip`."""
    if manifest is None:
        manifest = canonical_bytes(make_manifest(files))
    return [
        RawEntry("launcher.json", manifest),
        *(RawEntry(f"demo/{name}", files[name], method=method) for name in sorted(files)),
    ]
