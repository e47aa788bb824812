"""Ask for the headers of hot-linked pictures while packing, and warn of those that did not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.bundle.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from launcher.images.info import ImageInfo


class RemoteProbe:
    """Asks the network, as `pack --probe-remote` does; ``allow_private`` lets it ask this machine and its network."""

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._failures: tuple[tuple[str, str], ...] = ()

    def ask(self, urls: Sequence[str]) -> Mapping[str, ImageInfo]:
        """Return what the headers of pictures say, by address; what did not answer is remembered."""
        from launcher.images.remote.headers import ask_headers

        asked = ask_headers(urls, allow_private=self._allow_private)
        self._failures = asked.failures
        return asked.infos

    def findings(self) -> Iterator[Finding]:
        """Yield a warning for each picture whose size had to be guessed."""
        for where, reason in self._failures:
            message = f"the picture's header could not be read, so its size is guessed: {reason}"
            yield Finding("image-remote-unread", "warning", message, where)
