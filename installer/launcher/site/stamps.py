"""By which a file of a site is known to be unchanged without reading it: its inode and the time of its last change.

Kept beside the receipt, in ``stamps``: what is lost of it costs time and nothing else. docs/transaction.md says when a
stamp is worth something.
"""

from __future__ import annotations

import json
import os
import time
from binascii import crc32
from typing import TYPE_CHECKING, Any

from launcher.site import system
from launcher.site.handle import Identity
from launcher.site.receipt import Stamp
from launcher.site.state import STAMPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.site.folder import Folder
    from launcher.site.handle import OpenFolder
    from launcher.site.receipt import Receipt

#: Twice the longest step of a system's clock for files, in seconds.
_CLOCK_STEP = 0.02


def write_stamps(  # noqa: PLR0917 - two callers, and all six belong together
    site: Folder,
    state: Folder,
    receipts: tuple[Receipt, ...],
    data: bytes,
    known: Mapping[str, tuple[Identity, int, int]],
    prefix: str = "",
) -> None:
    """Store the stamps of all files that are still what they were, ``known`` by identity, size and date.

    ``data`` are the bytes of the receipt that they belong to.

    The system's clock for files moves in steps of up to 10 ms, and in whole seconds on some file systems: a stamp is
    only worth something if a change right after this would have another.
    """
    if not receipts or os.name != "posix":  # elsewhere st_ctime is when the file was made
        return
    system.calls.pause(_CLOCK_STEP)
    latest = time.time_ns() - int(_CLOCK_STEP * 1e9 / 2)
    stamps = {
        receipt.name: [_stamp(site, f"{prefix}{file.path}", known.get(file.path), latest) for file in receipt.files]
        for receipt in receipts
    }
    value = {"stamps": 1, "receipt": crc32(data), "files": stamps}
    draft = f"{STAMPS}.new"
    state.remove(draft)
    try:
        state.write(draft, [json.dumps(value).encode()], 0o600)
        state.move_over(state, draft, STAMPS)
    except BaseException:
        state.remove(draft)
        raise


def _stamp(site: Folder, path: str, known: tuple[Identity, int, int] | None, latest: int) -> Stamp | None:
    status = None if known is None else site.look(path)
    if status is None or (Identity.of(status), status.st_size, status.st_mtime_ns) != known:
        return None
    stamp = Stamp.of(status)
    return stamp if stamp.changed % 1_000_000_000 != 0 and stamp.changed < latest else None


def read_stamps(state: OpenFolder, data: bytes) -> dict[str, list[Stamp | None]]:
    """Return the stamps that belong to the receipt ``data``, by bundle, in the order of its files; perhaps none."""
    if state.look(STAMPS) is None:
        return {}
    try:
        value = json.loads(b"".join(state.read(STAMPS)))
        if (value["stamps"], value["receipt"]) != (1, crc32(data)):
            return {}
        return {str(name): [_read(stamp) for stamp in stamps] for name, stamps in value["files"].items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}  # torn


def _read(value: Any) -> Stamp | None:
    if value is None:
        return None
    inode, changed = value
    return Stamp(int(inode), int(changed))
