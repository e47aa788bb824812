"""Texts as they were installed, kept so that an upgrade can merge what the owner changed with what the bundle changed.

A zip a bundle in the state's ``bases``; entries are named by SHA-256. Bounded: texts beyond that are not merged.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from launcher.errors import LauncherError
from launcher.platforms.plan import BytesContent
from launcher.site.state import BASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from launcher.platforms.plan import Content
    from launcher.site.folder import Folder
    from launcher.site.handle import OpenFolder
    from launcher.site.receipt import Receipt

#: A text that is longer is not kept, nor what would make all of them together longer.
LONGEST = 256 << 10
_LONGEST_TOGETHER = 16 << 20
_SUFFIXES = frozenset(
    {"css", "csv", "htm", "html", "inc", "ini", "js", "json", "jsx", "less", "md", "mjs", "php", "po", "sass", "scss",
     "svg", "toml", "ts", "tsx", "twig", "txt", "vtt", "vue", "webmanifest", "xhtml", "xml", "yaml", "yml"}
)  # fmt: skip
_DATE = (1980, 1, 1, 0, 0, 0)


def bases_path(name: str) -> str:
    """Return where the texts of the bundle ``name`` are, below the state folder."""
    return f"{BASES}/{name}.zip"


def wanted_bases(receipt: Receipt) -> set[str]:
    """Return the SHA-256 of each text that can be merged later."""
    wanted: set[str] = set()
    total = 0
    for file in receipt.files:
        suffix = file.path.rpartition(".")[2].lower()
        if file.beside or suffix not in _SUFFIXES or not 0 < file.size <= LONGEST:
            continue
        total += file.size
        if total > _LONGEST_TOGETHER:
            break
        wanted.update((file.base or file.sha256, file.sha256))
    return wanted


def read_bases(state: OpenFolder, name: str, only: Iterable[str] | None = None) -> dict[str, bytes]:
    """Return the kept texts of a bundle by SHA-256, perhaps ``only`` some; what is damaged is as good as lost."""
    path = bases_path(name)
    if state.look(path) is None:
        return {}
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(b"".join(state.read(path)))) as archive:
            names = archive.namelist() if only is None else set(only).intersection(archive.namelist())
            for entry in names:
                if archive.getinfo(entry).file_size <= LONGEST:
                    found[entry] = archive.read(entry)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, LauncherError):
        return {}
    return found


def make_bases(state: Folder, receipt: Receipt, contents: Mapping[str, Content]) -> BytesContent | None:
    """Return the zip of the texts of ``receipt``; None where there are none.

    ``contents`` are those of the plan, by SHA-256; what is not among them is taken from the zip that is there.
    """
    wanted = wanted_bases(receipt)
    if not wanted:
        return None
    old = read_bases(state, receipt.name, wanted)
    texts = dict(old)
    for sha256 in sorted(wanted - old.keys()):
        if sha256 in contents:
            texts[sha256] = b"".join(contents[sha256].chunks())
    if texts.keys() == old.keys() and old:
        return BytesContent(b"".join(state.read(bases_path(receipt.name))))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for sha256, text in sorted(texts.items()):
            archive.writestr(zipfile.ZipInfo(sha256, _DATE), text, zipfile.ZIP_DEFLATED, compresslevel=1)
    return BytesContent(output.getvalue())
