"""Room on the disk that an uninstall needs for its journal, kept from the install on: a full disk must not stop it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from launcher.site.state import RESERVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from launcher.site.folder import Folder
    from launcher.site.receipt import Receipt

#: Bytes that a journal needs for each file, and for itself and the folders of an uninstall.
_EACH = 512
_FIXED = 16 << 10
_PIECE = bytes(1 << 16)


def keep_reserve(state: Folder, receipts: Sequence[Receipt]) -> None:
    """Make the reserve for what is installed, if there is none; a disk that has no room has none for this either."""
    if not receipts or state.look(RESERVE) is not None:
        return
    with suppress(Exception):
        try:
            state.write(RESERVE, _zeros(_FIXED + _EACH * sum(len(receipt.files) for receipt in receipts)), 0o600)
        except BaseException:
            state.remove(RESERVE)
            raise


def release_reserve(state: Folder) -> None:
    """Give the room back to the disk."""
    state.remove(RESERVE)


def _zeros(size: int) -> Iterator[bytes]:
    while size > 0:
        yield _PIECE[:size]
        size -= len(_PIECE)
