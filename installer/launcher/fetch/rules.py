"""What may be fetched, and how; without what fetching itself needs, so that a local bundle costs nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Download:
    """How a bundle may be fetched: bytes at most, seconds for everything, and from where.

    ``digest`` is the SHA-256 that its file should have, where it is known; ``allow_private`` allows addresses that are
    not public, and http on this machine.
    """

    bytes: int = 2 * 1024**3
    seconds: float = 1800.0
    digest: str = ""
    allow_private: bool = False


def is_address(bundle: str) -> bool:
    """Say whether what a user calls a bundle is an address on the web."""
    return bundle.lower().startswith(("http://", "https://"))
