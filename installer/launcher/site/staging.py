"""Write many new files at once, hashed while they are written, and compared with what was promised."""

from __future__ import annotations

import os
import threading
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from launcher.errors import TargetError
from launcher.site import system
from launcher.site.folder import NOBODY_ELSE, Owner, Written, write_new
from launcher.site.reasons import target_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from launcher.platforms.plan import Content
    from launcher.progress import Progress
    from launcher.site.handle import OpenFolder
    from launcher.site.interrupts import Interrupts

#: Hashing, inflating and writing let other threads run; one more than processors, for some wait for the disk.
_THREADS = min(8, (os.cpu_count() or 1) + 1)
#: Files of one folder that a thread writes before another one may go on with them.
_BATCH = 250
#: Seconds between two times at which what was written meanwhile is brought to the disk.
_FLUSH_EACH = 1.0
#: Below this many bytes, starting threads costs more than they gain; the files of a typical site are made in one.
_WORTH_THREADS = 32 << 20


class Draft(NamedTuple):
    """A file to write: its name below the open folder, what it is for in the site, and what becomes of it."""

    name: str
    path: str
    content: Content
    mode: int = 0o666  # before the umask
    owner: Owner = NOBODY_ELSE
    exact_mode: int | None = None  # instead of what the umask leaves


class Writer:
    """Writes drafts below ``folder``; errors name them below ``where``.

    ``sync`` brings each to the disk. With ``flush`` the disk begins while there is still something to write; the
    caller has to wait for the rest of it.
    """

    def __init__(
        self,
        folder: OpenFolder,
        where: Path,
        progress: Progress,
        interrupts: Interrupts,
        *,
        sync: bool,
        flush: bool = False,
    ) -> None:
        self._folder = folder
        self._where = where
        self._progress = progress
        self._interrupts = interrupts
        self._sync = sync
        self._flush = flush
        self._written = threading.Event()
        self._guard = threading.Lock()
        self._failed: BaseException | None = None

    def write(self, drafts: Sequence[Draft]) -> list[Written]:
        """Write all ``drafts``; raise the first error, when no thread works any more."""
        self._progress.step("writing", len(drafts))
        written: list[Written | None] = [None] * len(drafts)
        size = sum(draft.content.size for draft in drafts)
        batches = _batches(drafts)
        # Few files are written one after another, in order: that costs less, and every test runs the same way.
        if size < _WORTH_THREADS:
            for batch in batches:
                self._fill(batch, drafts, written)
        else:
            self._share(batches, drafts, written)
        return [one for one in written if one is not None]

    def _share(self, batches: Sequence[range], drafts: Sequence[Draft], written: list[Written | None]) -> None:
        """Let threads write, each a folder at a time: two that make files in one folder wait for each other."""
        waiting = iter(batches)
        threads = [
            threading.Thread(target=self._work, args=(drafts, waiting, written), daemon=True)
            for _ in range(min(_THREADS, len(batches)))
        ]
        flushing = threading.Thread(target=self._flush_often, daemon=True)
        for thread in threads:
            thread.start()
        if self._flush:
            flushing.start()
        for thread in threads:
            thread.join()
        self._written.set()
        if self._flush:
            flushing.join()
        if self._failed is not None:
            raise self._failed

    def _work(self, drafts: Sequence[Draft], batches: Iterator[range], written: list[Written | None]) -> None:
        while self._failed is None:
            with self._guard:
                batch = next(batches, None)
            if batch is None:
                return
            try:
                self._fill(batch, drafts, written)
            except BaseException as error:
                self._fail(error)
                return

    def _flush_often(self) -> None:
        """Keep the disk busy. An error counts: the system tells one only once, and the last sync would not see it."""
        try:
            while not self._written.wait(_FLUSH_EACH):
                system.calls.sync_all(self._folder.handle)
        except OSError as error:
            self._fail(target_error(error, "write to the disk", self._where))

    def _fail(self, error: BaseException) -> None:
        with self._guard:
            self._failed = self._failed or error

    def _fill(self, numbers: Sequence[int], drafts: Sequence[Draft], written: list[Written | None]) -> None:
        """Write those drafts of these ``numbers``, all of one folder, until another thread fails."""
        with self._folder.below(_folder_of(drafts[numbers[0]])) as folder:
            for number in numbers:
                written[number] = self._write(folder.handle, drafts[number])
                if self._failed is not None:
                    return

    def _write(self, folder: int, draft: Draft) -> Written:
        content = draft.content
        # A bundle's content hashes itself when it is read, and need not where that is done here.
        read: Callable[[], Iterator[bytes]] = getattr(content, "unhashed_chunks", content.chunks)
        chunks = self._interrupts.between(read())
        try:
            done = write_new(
                folder,
                draft.name.rpartition("/")[2],
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


def _batches(drafts: Sequence[Draft]) -> list[range]:
    """Return the numbers of ``drafts``, those of one folder together, if they are not too many."""
    batches = []
    for _, group in groupby(range(len(drafts)), lambda number: _folder_of(drafts[number])):
        numbers = list(group)
        end = numbers[-1] + 1
        batches += [range(start, min(start + _BATCH, end)) for start in range(numbers[0], end, _BATCH)]
    return batches


def _folder_of(draft: Draft) -> str:
    return draft.name.rpartition("/")[0]
