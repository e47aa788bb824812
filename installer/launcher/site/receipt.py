"""The receipt: what was installed into a target, as ``TARGET/.launcher/receipt.json``.

It imports little, for ``launcher status`` must start fast; for the same reason these rooms use NamedTuple, which is
made in a tenth of the time of a frozen dataclass. docs/transaction.md describes the file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import stat_result

    from launcher.site.folder import Folder

#: Version of the receipt's format; readers refuse a newer one.
RECEIPT = 1
#: Everything of ours in a target that is not the site itself stands in this folder.
STATE = ".launcher"
RECEIPT_PATH = f"{STATE}/receipt.json"
#: A receipt of a million files is smaller.
_MAXIMUM_SIZE = 256 << 20


class Stamp(NamedTuple):
    """A file's inode and the time of its last change of any kind, in nanoseconds, which no program can set back.

    While both are the same, the file is. Another copy of the site has other stamps, and is compared by content.
    """

    inode: int
    changed: int

    @classmethod
    def of(cls, status: stat_result) -> Stamp:
        """Return the stamp of what ``status`` describes."""
        return cls(status.st_ino, status.st_ctime_ns)


class InstalledFile(NamedTuple):
    """A file as it was installed: path in the target, bytes, SHA-256 as 64 hex digits, permission bits.

    ``stamp`` is None where it could not tell a later change. ``put`` is the SHA-256 of the picture that the owner put
    in its place with `launcher images put`, or "".
    """

    path: str
    size: int
    sha256: str
    mode: int
    stamp: Stamp | None = None
    put: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the file as JSON values."""
        value: dict[str, Any] = {"path": self.path, "size": self.size, "sha256": self.sha256}
        value["mode"] = f"{self.mode:04o}"
        if self.stamp is not None:
            value["stamp"] = list(self.stamp)
        if self.put:
            value["put"] = self.put
        return value


class Receipt(NamedTuple):
    """What was installed; ``files`` and ``folders`` (those that were made for it) are sorted.

    ``images`` are entries of the bundle's image ledger as JSON values: what stands for a picture that the owner will
    want to replace, with its path in the target. They are read where they are needed, so that a status stays fast.
    """

    name: str
    version: str
    digest: str  # content digest of the bundle
    platform: str
    answers: Mapping[str, str | bool | int]
    launcher: str  # version of the program that installed it
    installed: str  # when, in UTC, as ISO 8601
    files: tuple[InstalledFile, ...]
    folders: tuple[str, ...]
    made_target: bool  # whether the install made the target folder itself
    made_parents: tuple[str, ...] = ()  # absolute paths of folders above the target that it made, outermost first
    actions: tuple[str, ...] = ()  # titles of the changes beside files
    images: tuple[Mapping[str, Any], ...] = ()

    def to_bytes(self) -> bytes:
        """Return the receipt as JSON."""
        value = {
            "receipt": RECEIPT,
            "bundle": {"name": self.name, "version": self.version, "digest": self.digest},
            "platform": self.platform,
            "answers": dict(self.answers),
            "launcher": self.launcher,
            "installed": self.installed,
            "made_target": self.made_target,
            "made_parents": list(self.made_parents),
            "actions": list(self.actions),
            "folders": list(self.folders),
            "files": [file.to_json() for file in self.files],
            "images": list(self.images),
        }
        return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def read_receipt(folder: Folder) -> Receipt | None:
    """Return the receipt of the target ``folder``, or None where nothing is installed."""
    status = folder.look(RECEIPT_PATH)
    if status is None:
        return None
    where = f"{folder.name}/{RECEIPT_PATH}"
    if status.st_size > _MAXIMUM_SIZE:
        raise TargetError("the receipt is too large to be one", where=where)
    return parse_receipt(b"".join(folder.read(RECEIPT_PATH)), where=where)


def parse_receipt(data: bytes, *, where: object) -> Receipt:
    """Read what :meth:`Receipt.to_bytes` wrote; TargetError for a newer version and for anything that is wrong."""
    try:
        value = json.loads(data)
        version = value["receipt"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TargetError("the receipt cannot be read", where=where) from error
    if not isinstance(version, int) or version > RECEIPT:
        raise TargetError(
            f"the receipt has version {version!r}, and this Launcher knows version {RECEIPT}",
            where=where,
            hint="install the Launcher that wrote it, or a newer one",
        )
    try:
        return _receipt(value)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise TargetError(f"the receipt is damaged: {error}", where=where) from error


def _receipt(value: Any) -> Receipt:
    bundle = value["bundle"]
    return Receipt(
        name=_text(bundle["name"]),
        version=_text(bundle["version"]),
        digest=_text(bundle["digest"]),
        platform=_text(value["platform"]),
        answers={_text(key): _answer(answer) for key, answer in value["answers"].items()},
        launcher=_text(value["launcher"]),
        installed=_text(value["installed"]),
        files=tuple(_file(file) for file in value["files"]),
        folders=tuple(_path(folder) for folder in value["folders"]),
        made_target=bool(value["made_target"]),
        made_parents=tuple(_text(path) for path in value["made_parents"]),
        actions=tuple(_text(title) for title in value["actions"]),
        images=tuple(_image(image) for image in value.get("images", ())),
    )


def _file(value: Any) -> InstalledFile:
    size, stamp = value["size"], value.get("stamp")
    if not isinstance(size, int):
        raise TypeError(f"{size!r} is no size")
    return InstalledFile(
        _path(value["path"]),
        size,
        _text(value["sha256"]),
        int(value["mode"], 8),
        None if stamp is None else Stamp(int(stamp[0]), int(stamp[1])),
        _text(value.get("put", "")),
    )


def _image(value: Any) -> Mapping[str, Any]:
    _path(value["path"])
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no image")
    return value


def _path(value: Any) -> str:
    """Accept only a path that stays in the target and out of our state: a receipt may have been tampered with."""
    names = _text(value).split("/")
    if names[0] == STATE or any(name in {"", ".", ".."} or "\0" in name for name in names):
        raise ValueError(f"{value!r} is no path of a site")
    return "/".join(names)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _answer(value: Any) -> str | bool | int:
    if not isinstance(value, str | bool | int):
        raise TypeError(f"{value!r} is no answer")
    return value
