"""Bundles that were downloaded, kept under the SHA-256 of their files so that they need not come twice."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from launcher.errors import FetchError
from launcher.fetch.builtin import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Version of the notes beside the bundles.
_LAYOUT = 1
#: Bytes of all bundles that are kept; those that were used longest ago go first.
KEPT = 4 * 1024**3
_SUFFIX = ".launcher.zip"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_NOTE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bundle came from: its address without secrets, a digest of the whole one, and the server's tag for it."""

    url: str
    url_digest: str
    tag: str


@dataclass(frozen=True, slots=True)
class Cached:
    """A bundle in the cache. ``used`` is when it was last wanted, in seconds since 1970."""

    path: Path
    digest: str
    size: int
    used: float
    source: Source | None


def digest_of(url: str) -> str:
    """Return what an address is remembered by: it may hold what is secret."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


class BundleCache:
    """The folder of downloaded bundles. What goes wrong with it costs a download, never an install."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or cache_folder() / "bundles"

    def entries(self) -> list[Cached]:
        """Return all bundles, the one that was used last first."""
        found: list[Cached] = []
        with suppress(OSError):
            for path in sorted(self.folder.iterdir()):
                digest = path.name.removesuffix(_SUFFIX)
                if path.name.endswith(_SUFFIX) and _DIGEST.fullmatch(digest):
                    facts = path.stat()
                    found.append(Cached(path, digest, facts.st_size, facts.st_mtime, self._source(digest)))
        return sorted(found, key=lambda entry: entry.used, reverse=True)

    def by_digest(self, digest: str) -> Path | None:
        """Return a bundle by the SHA-256 of its file; one whose bytes have changed meanwhile is dropped."""
        if not _DIGEST.fullmatch(digest):
            return None
        path = self._path(digest)
        try:
            with path.open("rb") as file:
                right = hashlib.file_digest(file, "sha256").hexdigest() == digest
            if right:
                os.utime(path)
                return path
        except OSError:
            return None
        self._drop(digest)
        return None

    def by_url(self, url: str) -> Cached | None:
        """Return the bundle that came from an address last."""
        wanted = digest_of(url)
        return next((each for each in self.entries() if each.source and each.source.url_digest == wanted), None)

    @contextmanager
    def new_file(self) -> Iterator[tuple[Path, BinaryIO]]:
        """Yield a file to download into; it is gone at the end unless it was kept. OSError where there can be none."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f".{secrets.token_hex(8)}.part"
        with path.open("xb") as file:
            try:
                yield path, file
            finally:
                path.unlink(missing_ok=True)

    def keep(self, downloaded: Path, digest: str, source: Source) -> Path:
        """Give a downloaded file its name and remember where it came from; return its new path."""
        path = self._path(digest)
        downloaded.replace(path)
        with suppress(OSError):
            note = self.folder / f".{secrets.token_hex(8)}.part"
            note.write_text(json.dumps({"layout": _LAYOUT, **asdict(source)}), encoding="utf-8")
            note.replace(self._note(digest))
        self._trim(path)
        return path

    def clear(self) -> tuple[int, int]:
        """Drop every bundle and every rest of a download; return how many there were, and their bytes."""
        entries = self.entries()
        for entry in entries:
            self._drop(entry.digest)
        with suppress(OSError):
            for rest in self.folder.glob(".*.part"):
                rest.unlink(missing_ok=True)
        left = self.entries()
        if left:
            raise FetchError("the bundle cannot be removed", where=left[0].path)
        return len(entries), sum(entry.size for entry in entries)

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}{_SUFFIX}"

    def _note(self, digest: str) -> Path:
        return self.folder / f"{digest}.json"

    def _drop(self, digest: str) -> None:
        for path in (self._path(digest), self._note(digest)):
            with suppress(OSError):
                path.unlink()

    def _source(self, digest: str) -> Source | None:
        try:
            with self._note(digest).open("rb") as file:
                value: Any = json.loads(file.read(_LONGEST_NOTE))
            if value["layout"] != _LAYOUT:
                return None
            return Source(str(value["url"]), str(value["url_digest"]), str(value["tag"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _trim(self, current: Path) -> None:
        total = 0
        for entry in self.entries():
            total += entry.size
            if total > KEPT and entry.path != current:
                self._drop(entry.digest)
