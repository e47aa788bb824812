"""How much a bundle may ask of the machine that reads it."""

from __future__ import annotations

from dataclasses import dataclass

from launcher.bundle.names import MAX_DEPTH, MAX_PATH_BYTES

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that the reader keeps; each stands in the error that it causes.

    ``entries``, ``total_bytes`` and ``file_bytes`` end where a zip without zip64 ends; ``path_bytes`` and ``depth``
    end where :func:`launcher.bundle.names.parse_name` ends: these cannot be raised.
    """

    #: Entries of the zip, folders and the manifest included.
    entries: int = 65_534
    #: Bytes of all files together, inflated.
    total_bytes: int = 4 * GIB - 1
    #: Bytes of one file, inflated.
    file_bytes: int = GIB
    #: All files inflated, over the size of the bundle. It counts beyond ``ratio_floor`` alone.
    ratio: int = 20
    #: Bytes that every bundle may inflate to, whatever the ratio.
    ratio_floor: int = 512 * MIB
    #: Bytes of a file that is read into memory at once.
    memory_bytes: int = 64 * MIB
    #: UTF-8 bytes of a name.
    path_bytes: int = MAX_PATH_BYTES
    #: Components of a name.
    depth: int = MAX_DEPTH
    #: Pixels of all placeholders that `validate` draws, each distinct recipe once: some minutes of work.
    drawn_pixels: int = 50_000_000_000
    #: Bytes that are unpacked of streams inside the files of a bundle, and that candidates in them are judged by.
    searched_bytes: int = 8 * GIB
