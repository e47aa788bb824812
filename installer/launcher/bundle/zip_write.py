"""Put a zip together: entries whose data is compressed already, one after another, with our one kind of headers."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from launcher.bundle import zip_format as z
from launcher.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class PackedEntry:
    """Data of an entry: where it stands in the spool and what its headers say."""

    position: int
    compressed_size: int
    size: int
    crc: int
    method: int


class ZipOutput:
    """Writes the records of a zip in order, and hashes them for the seal."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._digest = hashlib.sha256()
        self._position = 0
        self._central = bytearray()
        self._count = 0
        self._time, self._date = _timestamp()

    def _write(self, data: bytes) -> None:
        self._output.write(data)
        self._digest.update(data)
        self._position += len(data)

    def entry(self, name: str, packed: PackedEntry, data: Iterable[bytes]) -> None:
        """Write one entry and note it for the central directory."""
        encoded = name.encode()
        central = z.CentralHeader(
            version_made_by=z.MADE_BY,
            version_needed=z.VERSIONS_NEEDED[packed.method],
            flags=0 if name.isascii() else z.UTF8_FLAG,
            method=packed.method,
            time=self._time,
            date=self._date,
            crc=packed.crc,
            compressed_size=packed.compressed_size,
            size=packed.size,
            name_length=len(encoded),
            extra_length=0,
            comment_length=0,
            disk=0,
            internal_attributes=0,
            external_attributes=z.REGULAR_FILE_0644,
            offset=self._position,
        )
        if self._position + packed.compressed_size > 0xFFFFFFFE - len(self._central) - 1024:
            raise DemoError("the bundle would be longer than 4 GiB, which the format cannot hold")
        self._write(z.LocalHeader(*central[1:11]).pack() + encoded)
        for piece in data:
            self._write(piece)
        self._central += central.pack() + encoded
        self._count += 1

    def end(self) -> None:
        """Write the central directory, the end record and the seal."""
        offset, size = self._position, len(self._central)
        self._write(bytes(self._central))
        seal = z.SEAL_PREFIX + self._digest.hexdigest().encode()
        end = z.EndRecord(0, 0, self._count, self._count, size, offset, len(seal))
        self._output.write(end.pack() + seal)


def _timestamp() -> tuple[int, int]:
    """Return the DOS time and date of every entry: SOURCE_DATE_EPOCH, in UTC, or the first moment a zip can name.

    https://reproducible-builds.org/specs/source-date-epoch/; a zip counts from 1980 to 2107 in steps of 2 seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise DemoError(f"SOURCE_DATE_EPOCH is {text[:40]!r}, no number of seconds")
    moment = time.gmtime(min(max(int(text or 0), 315_532_800), 4_354_819_198))
    return (
        moment.tm_hour << 11 | moment.tm_min << 5 | moment.tm_sec // 2,
        (moment.tm_year - 1980) << 9 | moment.tm_mon << 5 | moment.tm_mday,
    )
