"""By which a file of a site is known to be unchanged without reading it: its inode and the time of its last change.

Kept beside the receipt, in ``stamps``: what is lost of it costs time and nothing else. docs/transaction.md says when a
stamp is worth something.
"""

from __future__ import annotations

import json
import os
import time
from binascii import crc32
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from launcher.site import system
from launcher.site.handle import Identity
from launcher.site.receipt import Stamp
from launcher.site.state import STAMPS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import stat_result

    from launcher.site.folder import Folder
    from launcher.site.handle import OpenFolder
    from launcher.site.receipt import Receipt

#: Twice the longest step of a system's clock for files, in seconds.
_CLOCK_STEP = 0.02


class Fresh(NamedTuple):
    """A file as it is known to hold what the receipt says.

    ``changed`` is the time of its last change, or 0 where that is still to be looked at; ``identity``, ``size`` and
    ``modified`` tell then whether it is the same file.
    """

    identity: Identity
    size: int
    modified: int
    changed: int = 0

    @classmethod
    def of(cls, status: stat_result) -> Self:
        """Return what was read, when it had ``status``."""
        return cls(Identity.of(status), status.st_size, status.st_mtime_ns)


def clock_now() -> int:
    """Return a time, in nanoseconds since 1970, that is before that of any change from now on."""
    return time.time_ns() - int(_CLOCK_STEP * 1e9 / 2)


def write_stamps(
    site: Folder,
    state: Folder,
    receipts: tuple[Receipt, ...],
    data: bytes,
    fresh: Mapping[str, Fresh | None],
) -> None:
    """Store the stamps of all files: of those in ``fresh`` anew, or none for None; of the others those they had.

    An older stamp can stay whatever became of the file: if it is another by now, it does not fit. ``data`` are the
    bytes of the receipt that they belong to.

    The system's clock for files moves in steps of up to 10 ms, and in whole seconds on some file systems: a stamp is
    only worth something if a change right after this would have another.
    """
    if not receipts or os.name != "posix":  # elsewhere st_ctime is when the file was made
        return
    begun = time.monotonic()
    lines = {receipt.name: [_spell(file.stamp) for file in receipt.files] for receipt in receipts}
    system.calls.pause(max(0.0, begun + _CLOCK_STEP - time.monotonic()))
    latest = clock_now()
    for receipt in receipts:
        for index, file in enumerate(receipt.files):
            if file.path in fresh:
                lines[receipt.name][index] = _spell(_stamp(site, file.path, fresh[file.path], latest))
    bundles = ", ".join(f"{json.dumps(name)}: [{', '.join(stamps)}]" for name, stamps in lines.items())
    value = f'{{"stamps": 1, "receipt": {crc32(data)}, "files": {{{bundles}}}}}'
    draft = f"{STAMPS}.new"
    state.remove(draft)
    try:
        state.write(draft, [value.encode()], 0o600)
        state.move_over(state, draft, STAMPS)
    except BaseException:
        state.remove(draft)
        raise


def _stamp(site: Folder, path: str, known: Fresh | None, latest: int) -> Stamp | None:
    """Return the stamp of a file of which something is known, None where a later change could have the same."""
    if known is None:
        return None
    changed = known.changed
    if not changed:
        status = site.look(path)
        if status is None or Fresh.of(status) != known:
            return None
        changed = status.st_ctime_ns
    return None if changed % 1_000_000_000 == 0 or changed >= latest else Stamp(known.identity.inode, changed)


def _spell(stamp: Stamp | None) -> str:
    return "null" if stamp is None else f"[{stamp.inode}, {stamp.changed}]"


def read_stamps_file(state: OpenFolder) -> bytes:
    """Return the file of stamps, or nothing where it is missing."""
    return b"".join(state.read(STAMPS)) if state.look(STAMPS) is not None else b""


def parse_stamps(stored: bytes, data: bytes) -> dict[str, list[Stamp | None]]:
    """Return the stamps that belong to the receipt ``data``, by bundle, in the order of its files; perhaps none."""
    try:
        value = json.loads(stored)
        if (value["stamps"], value["receipt"]) != (1, crc32(data)):
            return {}
        return {str(name): [_read(stamp) for stamp in stamps] for name, stamps in value["files"].items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}  # torn, or there are none


def _read(value: Any) -> Stamp | None:
    if value is None:
        return None
    inode, changed = value
    return Stamp(int(inode), int(changed))
