"""Write many new files at once, hashed while they are written, and compared with what was promised."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from launcher.errors import TargetError
from launcher.site.folder import NOBODY_ELSE, Owner, Written, write_new
from launcher.site.reasons import target_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from launcher.platforms.plan import Content
    from launcher.progress import Progress
    from launcher.site.interrupts import Interrupts

#: Hashing, inflating, writing and syncing let other threads run; more than this many gain nothing.
_THREADS = 4
#: Below this many bytes, starting threads costs more than they gain.
_WORTH_THREADS = 4 << 20
#: Below this many files too.
_WORTH_THREADS_FILES = 200


@runtime_checkable
class _Unhashed(Protocol):
    """Content that hashes itself when it is read, and need not where that is done here."""

    def unhashed_chunks(self) -> Iterator[bytes]:
        """Yield the bytes in order."""


class Draft(NamedTuple):
    """A file to write: its name below the open folder, what it is for in the site, and what becomes of it."""

    name: str
    path: str
    content: Content
    mode: int = 0o666  # before the umask
    owner: Owner = NOBODY_ELSE
    exact_mode: int | None = None  # instead of what the umask leaves


class Writer:
    """Writes drafts below the folder ``parent``, which nobody else can enter."""

    def __init__(self, parent: int, where: Path, progress: Progress, interrupts: Interrupts, *, sync: bool) -> None:
        self._parent = parent
        self._where = where
        self._progress = progress
        self._interrupts = interrupts
        self._sync = sync
        self._guard = threading.Lock()
        self._failed: BaseException | None = None

    def write(self, drafts: Sequence[Draft]) -> list[Written]:
        """Write all ``drafts``; raise the first error, when no thread works any more."""
        self._progress.step("writing", len(drafts))
        written: list[Written | None] = [None] * len(drafts)
        numbers = iter(range(len(drafts)))
        size = sum(draft.content.size for draft in drafts)
        # Few files are written one after another, in order: that costs less, and every test runs the same way.
        if size < _WORTH_THREADS and len(drafts) < _WORTH_THREADS_FILES:
            for number in numbers:
                written[number] = self._write(drafts[number])
        else:
            self._share(drafts, numbers, written)
        return [one for one in written if one is not None]

    def _share(self, drafts: Sequence[Draft], numbers: Iterator[int], written: list[Written | None]) -> None:
        threads = [
            threading.Thread(target=self._work, args=(drafts, numbers, written), daemon=True) for _ in range(_THREADS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failed is not None:
            raise self._failed

    def _work(self, drafts: Sequence[Draft], numbers: Iterator[int], written: list[Written | None]) -> None:
        while self._failed is None:
            with self._guard:
                number = next(numbers, None)
            if number is None:
                return
            try:
                written[number] = self._write(drafts[number])
            except BaseException as error:
                with self._guard:
                    self._failed = self._failed or error
                return

    def _write(self, draft: Draft) -> Written:
        content = draft.content
        read = content.unhashed_chunks if isinstance(content, _Unhashed) else content.chunks
        chunks = self._interrupts.between(read())
        try:
            done = write_new(
                self._parent,
                draft.name,
                chunks,
                draft.mode,
                sync=self._sync,
                owner=draft.owner,
                exact_mode=draft.exact_mode,
            )
        except OSError as error:
            raise target_error(error, "write", self._where / draft.path) from error
        if (done.size, done.sha256) != (draft.content.size, draft.content.sha256):
            raise TargetError("what was written is not what the bundle promised", where=draft.path)
        self._progress.advance()
        return done
