"""Download a bundle: bounded in bytes and time, resumed where the connection breaks, and kept by its digest."""

from __future__ import annotations

import hashlib
import re
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from launcher.errors import FetchError
from launcher.fetch.cache import BundleCache, Source, digest_of
from launcher.fetch.http import Limits, ask, shown_address
from launcher.fetch.rules import Download
from launcher.progress import SilentProgress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.fetch.http import Answer
    from launcher.progress import Progress

#: How often a broken connection is taken up again.
_RESUMES = 3
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_REASONS: Mapping[int, tuple[str, str | None]] = {
    401: ("the server wants to know who asks", "put a user and a token into the address, or into ~/.netrc"),
    403: ("the server does not give it out", "put a user and a token into the address, or into ~/.netrc"),
    404: ("the server has no such file", None),
    407: ("the proxy wants to know who asks", None),
    410: ("the server has no such file any more", None),
    429: ("the server is asked too often", "try again later"),
}


@contextmanager
def downloaded(
    url: str, rules: Download | None = None, *, cache: BundleCache | None = None, progress: Progress | None = None
) -> Iterator[Path]:
    """Yield the path of the bundle at an address, from the cache where the server says that it is still the same.

    A bundle whose digest is given and in the cache is not asked for. FetchError in every other case; an interrupted
    download leaves nothing.
    """
    rules = rules or Download()
    cache = cache or BundleCache()
    known = cache.by_digest(rules.digest.lower())
    if known is not None:
        yield known
        return
    with ExitStack() as stack:
        yield _Fetching(url, rules, cache, progress or SilentProgress()).run(stack)


class _Fetching:
    """One download."""

    def __init__(self, url: str, rules: Download, cache: BundleCache, progress: Progress) -> None:
        self._url = url
        self._rules = rules
        self._cache = cache
        self._progress = progress
        self._deadline = time.monotonic() + rules.seconds
        self._received = 0
        self._digest = hashlib.sha256()
        self._tag = ""

    def run(self, stack: ExitStack) -> Path:
        """Return the path of the file; one that cannot be kept lives as long as ``stack``."""
        self._progress.step("connecting")
        earlier = self._cache.by_url(self._url)
        if earlier and earlier.source and earlier.source.tag:
            unchanged = self._unchanged(earlier.source.tag, earlier.digest)
            if unchanged is not None:
                return unchanged
        path, file = self._new_file(stack)
        self._fill(file)
        digest = self._digest.hexdigest()
        source = Source(shown_address(self._url), digest_of(self._url), self._tag)
        try:
            return self._cache.keep(path, digest, source)
        except OSError:
            return path

    def _new_file(self, stack: ExitStack) -> tuple[Path, BinaryIO]:
        """Return a file to download into, in the cache where there can be one."""
        try:
            return stack.enter_context(self._cache.new_file())
        except OSError:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="launcher-")))
            path = folder / "bundle.launcher.zip"
            return path, stack.enter_context(path.open("xb"))

    def _unchanged(self, tag: str, digest: str) -> Path | None:
        """Return the bundle of an earlier download where the server says that it is still the same."""
        with self._asked({"If-None-Match": tag}) as answer:
            if answer.status != 304:
                return None
        return self._cache.by_digest(digest)

    def _asked(self, headers: Mapping[str, str]) -> AbstractContextManager[Answer]:
        left = max(0.01, self._deadline - time.monotonic())
        return ask(
            self._url,
            limits=Limits(connect=10.0, read=30.0, total=left),
            headers=headers,
            allow_private=self._rules.allow_private,
            https_only=True,
            as_user=True,
        )

    def _fill(self, file: BinaryIO) -> None:
        """Download into ``file``, taking a broken connection up again where the server can."""
        for attempt in range(_RESUMES + 1):
            before = self._received
            try:
                self._take(file)
                break
            except FetchError:
                # Nothing came since the last time, or the time is up: another attempt would be no better.
                over = time.monotonic() >= self._deadline
                if attempt == _RESUMES or over or self._received <= before or not self._tag:
                    raise
        try:
            file.flush()
        except OSError as error:
            raise self._unwritable(error) from error

    def _take(self, file: BinaryIO) -> None:
        """Take what one connection brings; FetchError where that was not the end of the file."""
        headers = {"Range": f"bytes={self._received}-", "If-Range": self._tag} if self._received else {}
        with self._asked(headers) as answer:
            length = self._begin(answer, file)
            if length is not None and length > self._rules.bytes:
                raise self._too_long()
            for piece in answer.pieces(self._rules.bytes + 1 - self._received):
                self._received += len(piece)
                if self._received > self._rules.bytes:
                    raise self._too_long()
                self._digest.update(piece)
                try:
                    file.write(piece)
                except OSError as error:
                    raise self._unwritable(error) from error
                self._progress.advance(len(piece))
        if length is not None and self._received != length:
            raise FetchError(f"the server broke off after {self._received} bytes", where=self._where)

    def _begin(self, answer: Answer, file: BinaryIO) -> int | None:
        """Check the head of an answer; return how long the file is, where the server says so."""
        if answer.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
            raise FetchError("the server packed the file once more, which was not asked for", where=self._where)
        declared = answer.headers.get("Content-Length", "")
        if self._received and answer.status == 206:
            found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if found is None or int(found[1]) != self._received:
                raise FetchError("the server sent another part than the one that was missing", where=self._where)
            return int(found[3])
        if answer.status != 200:
            message, hint = _REASONS.get(answer.status, ("the server does not have it ready", None))
            raise FetchError(f"{message} (HTTP {answer.status})", where=self._where, hint=hint)
        if self._received:
            # It is another file now, or the server knows no parts: from the beginning.
            file.seek(0)
            file.truncate()
            self._received, self._digest = 0, hashlib.sha256()
        self._tag = _strong_tag(answer.headers.get("ETag", ""))
        length = int(declared) if declared.isascii() and declared.isdigit() else None
        self._progress.step("downloading", length)
        return length

    @property
    def _where(self) -> str:
        return shown_address(self._url)

    def _too_long(self) -> FetchError:
        return FetchError(
            f"the file is longer than {self._rules.bytes} bytes", where=self._where, hint="--max-download allows more"
        )

    def _unwritable(self, error: OSError) -> FetchError:
        return FetchError(f"the download cannot be written: {error.strerror}", where=self._where)


def _strong_tag(tag: str) -> str:
    """Return an entity tag that names exact bytes; a weak one (W/) does not: RFC 9110, 8.8.1."""
    return tag if re.fullmatch(r'"[\x21\x23-\x7e]{1,200}"', tag) else ""
