"""How much a bundle may ask of the machine that reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launcher.bundle.names import MAX_DEPTH, MAX_PATH_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that the reader keeps; each stands in the error that it causes, with the option that moves it.

    ``entries``, ``total_bytes`` and ``file_bytes`` end where a zip without zip64 ends; ``path_bytes`` and ``depth``
    end where :func:`launcher.bundle.names.parse_name` ends. :data:`NAMES` has what users call them.
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


#: What a user calls each limit (``--limit file=2G``), and its field.
NAMES: Mapping[str, str] = {
    "entries": "entries",
    "total": "total_bytes",
    "file": "file_bytes",
    "ratio": "ratio",
    "ratio-floor": "ratio_floor",
    "memory": "memory_bytes",
    "path": "path_bytes",
    "depth": "depth",
    "pixels": "drawn_pixels",
    "searched": "searched_bytes",
}
#: The most that the format itself holds or allows, by name: no option goes beyond.
FORMAT_MOST: Mapping[str, int] = {
    "entries": 65_534,
    "total": 4 * GIB - 1,
    "file": 4 * GIB - 2,
    "path": MAX_PATH_BYTES,
    "depth": MAX_DEPTH,
}
_MOST = 2**63 - 1
_UNITS = {"K": 1024, "M": MIB, "G": GIB, "T": 1024 * GIB}


def parse_limit(text: str) -> tuple[str, int]:
    """Return name and value of ``NAME=VALUE``, such as ``file=2G``; ValueError says what is wrong with it."""
    name, _, value = text.partition("=")
    if name not in NAMES:
        raise ValueError(f"there is no limit {name!r}; there are {', '.join(NAMES)}")
    unit = _UNITS.get(value[-1:].upper(), 1)
    digits = (value if unit == 1 else value[:-1]).replace("_", "").replace(",", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 19 or not int(digits):
        raise ValueError(f"{text!r} has no number from 1 on, such as {name}=500 or {name}=2G")
    number = int(digits) * unit
    most = FORMAT_MOST.get(name, _MOST)
    if number > most:
        reason = "which is all that the format holds" if name in FORMAT_MOST else "which is more than enough"
        raise ValueError(f"the limit {name} can be at most {most:,}, {reason}")
    return name, number


def changed_limits(values: Mapping[str, int]) -> Limits:
    """Return the default limits with some of them changed, by the names of :data:`NAMES`."""
    return replace(Limits(), **{NAMES[name]: value for name, value in values.items()})


def limit_hint(limits: Limits, name: str) -> str:
    """Return how a user moves a limit that refused something."""
    value = getattr(limits, NAMES[name])
    if value >= FORMAT_MOST.get(name, _MOST):
        return "it is a limit of the format; it cannot be raised"
    return f"if you trust the bundle, `--limit {name}=VALUE` raises it from {value:,}"
