"""Check the seal of a bundle in a thread of its own, for hashing leaves the interpreter to others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from launcher.bundle.zip_read import ZipReader


class SealCheck:
    """Reads the whole file while its context lasts; :meth:`result` waits for what came of it."""

    def __init__(self, archive: ZipReader) -> None:
        self._stop = Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="seal")
        self._checked = self._thread.submit(archive.check_seal, self._stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.shutdown()

    def result(self) -> None:
        """Return where the seal is right or there is none; BundleError ``zip-seal`` where a byte was changed."""
        self._checked.result()
