"""Links, devices, modes and attributes that no plain file has."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from tests.support.malformed.case import (
    CSS,
    EMPTY,
    FOLDER,
    MANIFEST,
    PAGE,
    Case,
    sealed,
    with_entry,
    with_fields,
    with_more,
)  # fmt: skip
from tests.support.zips import RawEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Systems of "version made by" (APPNOTE.TXT 4.4.2) that a bundle may be made by.
_SYSTEMS = {0, 3, 10, 11, 19}
_TARGETS = (b"", b"/etc/passwd", b"../../../etc/passwd", b"index.html", b".", b"/", b"C:\\", b"a" * 5000)


def cases() -> Iterator[Case]:
    """Yield one case for each kind, bit and system that is refused."""
    for what, index in (("a file", PAGE), ("a folder", FOLDER), ("the manifest", MANIFEST)):
        folder = index == FOLDER
        for kind in range(1, 16):
            if kind << 12 == (stat.S_IFDIR if folder else stat.S_IFREG):
                continue
            code = "zip-link" if kind << 12 == stat.S_IFLNK else "zip-special"
            for rights in (0, 0o644, 0o777):
                case = _external(index, (kind << 12 | rights) << 16)
                yield Case(f"{what} of type {kind:x}, rights {rights:o}", code, case)
        for bits in range(1, 8):
            own = stat.S_IFDIR if folder else stat.S_IFREG
            for rights in (0, 0o755):
                case = _external(index, (own | bits << 9 | rights) << 16)
                yield Case(f"{what} with the bits {bits}, rights {rights:o}", "zip-mode", case)
                yield Case(f"{what} of no type with the bits {bits}, rights {rights:o}", "zip-mode",
                           _external(index, (bits << 9 | rights) << 16))  # fmt: skip
    yield from _links()
    yield from _dos()


def _links() -> Iterator[Case]:
    for target in _TARGETS:
        for mode in (0o120777, 0o120000):
            link = RawEntry("demo/link", target, mode=mode)
            yield Case(f"a link to {target[:20]!r}, mode {mode:o}", "zip-link", with_more(link))
    for system in sorted(_SYSTEMS):
        link = RawEntry("demo/link", b"x", central={"external": 0o120777 << 16, "made_by": system << 8 | 20})
        yield Case(f"a link made by system {system}", "zip-link", with_more(link))
    folder = RawEntry("demo/folder/", mode=0o120777)
    yield Case("a folder that is a link", "zip-link", with_more(folder))
    link, below = RawEntry("demo/link", b"/etc", mode=0o120777), RawEntry("demo/link/passwd", b"x")
    # Types stand in the directory alone, behind all names.
    yield Case("a link and a file behind it", "name-collision", with_more(link, below))


def _dos() -> Iterator[Case]:
    regular = 0o100644 << 16
    for index in (PAGE, CSS, EMPTY, MANIFEST):
        for bit in (3, 4, 6, *range(8, 15)):
            for attributes in (1 << bit, 1 << bit | 0x21):
                case = _external(index, regular | attributes)
                yield Case(f"entry {index}: DOS attributes 0x{attributes:x}", "zip-attributes", case)
        for bit in range(1, 16):
            case = with_fields(index, central={"internal": 1 << bit})
            yield Case(f"entry {index}: internal attributes 0x{1 << bit:x}", "zip-attributes", case)
    for bit in (3, 6, *range(8, 15)):
        case = _external(FOLDER, 0o040755 << 16 | 0x10 | 1 << bit)
        yield Case(f"a folder: DOS attributes 0x{1 << bit:x}", "zip-attributes", case)
    for system in range(256):
        if system not in _SYSTEMS:
            case = with_fields(PAGE, central={"made_by": system << 8 | 20})
            yield Case(f"made by system {system}", "zip-attributes", case)
    # What no other rule refuses is seen by the seal.
    for name, external in (("read-only", regular | 1), ("archive", regular | 0x20), ("executable", 0o100755 << 16)):
        right = sealed(with_entry(PAGE))
        changed = sealed(with_entry(PAGE, central={"external": external}))
        case = changed[: len(changed) - 64] + right[-64:]
        yield Case(f"made {name} behind a seal", "zip-seal", case)
    for field, value in (("time", 1), ("date", 34), ("version", 10), ("flags", 2), ("flags", 0x800)):
        right = sealed(with_entry(PAGE))
        both = {field: value}
        changed = sealed(with_entry(PAGE, local=both, central=both))
        yield Case(f"another {field} behind a seal", "zip-seal", changed[: len(changed) - 64] + right[-64:])


def _external(index: int, value: int) -> bytes:
    return with_fields(index, central={"external": value})
