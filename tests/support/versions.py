"""Two versions of a small bundle, and what of them is in a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.bundles import write_bundle
from tests.support.trees import read_file_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGE = b"<!doctype html>\n<title>Site</title>\n<h1>Welcome</h1>\n<p>one</p>\n<p>two</p>\n<p>three</p>\n"
OLD: Mapping[str, bytes] = {
    "index.html": PAGE,
    "css/site.css": b"body { margin: 0 }\n",
    "old/gone.html": b"<p>gone</p>\n",
    "same.txt": b"same\n",
}
NEW: Mapping[str, bytes] = {
    "index.html": PAGE.replace(b"one", b"ONE"),
    "css/site.css": b"body { margin: 1px }\n",
    "new/page.html": b"<p>new</p>\n",
    "same.txt": b"same\n",
}


def bundle(folder: Path, files: Mapping[str, bytes], version: str, **changes: Any) -> Path:
    """Return a bundle of ``files``, by default with the name "small"."""
    return write_bundle(folder / f"{changes.get('name', 'small')}-{version}.zip", files, version=version, **changes)


def ours(site: Path) -> dict[str, bytes]:
    """Return the files of a site without Launcher's own."""
    found = read_file_tree(site)
    return {path: data for path, data in found.items() if not path.startswith(".launcher/") and path != "site.yaml"}
