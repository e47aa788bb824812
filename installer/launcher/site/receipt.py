"""The receipt: what was installed into a target, as ``receipt.json`` in its state folder.

It imports little, for ``launcher status`` must start fast; for the same reason these rooms use NamedTuple, which is
made in a tenth of the time of a frozen dataclass. docs/transaction.md describes the file.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from launcher.errors import TargetError
from launcher.site.state import RECEIPT as FILE
from launcher.site.state import STATE, find_home, home_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import stat_result

    from launcher.site.handle import OpenFolder, StrPath

#: Version of the receipt's format; readers refuse a newer one. Version 1 is one bundle without a list around it.
RECEIPT = 2
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


class Original(NamedTuple):
    """A file of the owner's that the install replaced; ``name`` is where it waits, in the state's ``originals``."""

    name: str
    size: int
    sha256: str
    mode: int


class InstalledFile(NamedTuple):
    """A file as it was installed: path in the target, bytes, SHA-256 as 64 hex digits, permission bits.

    ``stamp`` is stored apart (:mod:`launcher.site.stamps`); None where it could not tell a later change. ``put`` is the
    SHA-256 of the picture that the owner put in its place with `launcher images put`, or "".
    """

    path: str
    size: int
    sha256: str
    mode: int
    stamp: Stamp | None = None
    put: str = ""
    adopted: bool = False  # it stood there already, the same byte for byte, so it is the owner's
    original: Original | None = None  # what the owner had there before
    base: str = ""  # SHA-256 of the older version that the owner's own is made from, where it is not `sha256`
    beside: str = ""  # the path of the owner's file that this newer version lies beside

    def to_json(self) -> dict[str, Any]:
        """Return the file as JSON values."""
        value: dict[str, Any] = {"path": self.path, "size": self.size, "sha256": self.sha256}
        value["mode"] = f"{self.mode:04o}"
        if self.put:
            value["put"] = self.put
        if self.adopted:
            value["adopted"] = True
        if self.original is not None:
            value["original"] = {**self.original._asdict(), "mode": f"{self.original.mode:04o}"}
        if self.base:
            value["base"] = self.base
        if self.beside:
            value["beside"] = self.beside
        return value


#: The fields from `put` on, and what they are of a file that has nothing special.
_SPECIAL = InstalledFile._fields.index("put")
_PLAIN = tuple(InstalledFile._field_defaults[name] for name in InstalledFile._fields[_SPECIAL:])


class InstalledAction(NamedTuple):
    """A change beside files that was done; see :class:`launcher.platforms.plan.Action`."""

    name: str
    title: str
    data: Mapping[str, Any]
    payload: str = ""  # SHA-256 of its payload, which lies in the state's ``payloads``, or ""


class Ownership(NamedTuple):
    """Whom and how the files were given to, as the command line says it; "" where nothing was said."""

    owner: str = ""
    mode: str = ""


class Receipt(NamedTuple):
    """What was installed of one bundle; ``files`` and ``folders`` (those that were made for it) are sorted.

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
    actions: tuple[InstalledAction, ...] = ()
    ownership: Ownership = Ownership()
    images: tuple[Mapping[str, Any], ...] = ()
    signer: str = ""  # public key that signed the bundle: the next version is held to it

    def to_json(self) -> dict[str, Any]:
        """Return all but the files as JSON values."""
        return {
            "bundle": {"name": self.name, "version": self.version, "digest": self.digest},
            "platform": self.platform,
            "answers": dict(self.answers),
            "launcher": self.launcher,
            "installed": self.installed,
            "made_target": self.made_target,
            "made_parents": list(self.made_parents),
            "actions": [action._asdict() for action in self.actions],
            "ownership": self.ownership._asdict(),
            "images": list(self.images),
            "signer": self.signer,
            "folders": list(self.folders),
        }


def receipts_to_bytes(receipts: tuple[Receipt, ...]) -> bytes:
    """Return the file ``receipt.json``, a line for each installed file; bundles are sorted by name."""
    encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps() would make one for every file
    bundles = []
    for receipt in sorted(receipts, key=lambda one: one.name):
        head = encode(receipt.to_json())
        files = ",\n".join(_line(file, encode) for file in receipt.files)
        bundles.append(f'{head[:-1]}, "files": [\n{files}\n]}}')
    return (f'{{"receipt": {RECEIPT}, "bundles": [\n' + ",\n".join(bundles) + "\n]}\n").encode()


# Components that are not "", "." or "..", the first of which is not our own folder.
_COMPONENT = r"(?!\.{0,2}(?:/|\Z))[^/\0]+"
_is_path = re.compile(f"(?!{re.escape(STATE)}(?:/|\\Z)){_COMPONENT}(?:/{_COMPONENT})*").fullmatch


def _line(file: InstalledFile, encode: Callable[[Any], str]) -> str:
    if file[_SPECIAL:] != _PLAIN:
        return encode(file.to_json())
    # What to_json() says of most files, in a third of the time.
    path, sha256 = encode(file.path), encode(file.sha256)
    return f'{{"path": {path}, "size": {file.size}, "sha256": {sha256}, "mode": "{file.mode:04o}"}}'


def read_receipts(state: OpenFolder) -> tuple[Receipt, ...]:
    """Return the receipts in the state folder, sorted by the bundles' names; none where nothing is installed."""
    status = state.look(FILE)
    if status is None:
        return ()
    where = f"{state.name}/{FILE}"
    if status.st_size > _MAXIMUM_SIZE:
        raise TargetError("the receipt is too large to be one", where=where)
    from launcher.site.stamps import read_stamps_file

    return _parsed(b"".join(state.read(FILE)), read_stamps_file(state), where)


@lru_cache(maxsize=1)  # an upgrade reads them before and after it has the lock, and they are mostly the same
def _parsed(data: bytes, stamps: bytes, where: str) -> tuple[Receipt, ...]:
    from launcher.site.stamps import parse_stamps

    return parse_receipts(data, where=where, stamps=parse_stamps(stamps, data))


def receipts_of(site: OpenFolder, state: StrPath | None = None) -> tuple[Receipt, ...]:
    """Return the receipts of the target ``site``, wherever its state is."""
    home = find_home(site, state)
    with home_folder(site, home) as parent:
        if parent.look(home.name) is None:
            return ()
        with parent.below(home.name) as folder:
            return read_receipts(folder)


def parse_receipts(
    data: bytes, *, where: object, stamps: Mapping[str, list[Stamp | None]] | None = None
) -> tuple[Receipt, ...]:
    """Read what :func:`receipts_to_bytes` wrote; TargetError for a newer version and for anything that is wrong.

    ``stamps`` has those of each bundle's files, in their order.
    """
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
        found = [_receipt(bundle, stamps or {}) for bundle in (value["bundles"] if version > 1 else [value])]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise TargetError(f"the receipt is damaged: {error}", where=where) from error
    return tuple(sorted(found, key=lambda one: one.name))


def _receipt(value: Any, stamps: Mapping[str, list[Stamp | None]]) -> Receipt:
    bundle, ownership = value["bundle"], value.get("ownership", {})
    known = stamps.get(bundle["name"], [])
    stamped = known if len(known) == len(value["files"]) else repeat(None)
    return Receipt(
        name=_text(bundle["name"]),
        version=_text(bundle["version"]),
        digest=_text(bundle["digest"]),
        platform=_text(value["platform"]),
        answers={_text(key): _answer(answer) for key, answer in value["answers"].items()},
        launcher=_text(value["launcher"]),
        installed=_text(value["installed"]),
        files=tuple(map(_file, value["files"], stamped)),
        folders=tuple(_path(folder) for folder in value["folders"]),
        made_target=bool(value["made_target"]),
        made_parents=tuple(_text(path) for path in value["made_parents"]),
        actions=tuple(_action(action) for action in value["actions"]),
        ownership=Ownership(_text(ownership.get("owner", "")), _text(ownership.get("mode", ""))),
        images=tuple(_image(image) for image in value.get("images", ())),
        signer=_text(value.get("signer", "")),
    )


def _file(value: Any, stamp: Stamp | None) -> InstalledFile:
    path, size, sha256, mode = value["path"], value["size"], value["sha256"], value["mode"]
    if len(value) == 4:  # most have nothing special
        return InstalledFile(_path(path), _number(size), _text(sha256), int(mode, 8), stamp)
    original = value.get("original")
    return InstalledFile(
        _path(path),
        _number(size),
        _text(sha256),
        int(mode, 8),
        stamp,
        put=_text(value.get("put", "")),
        adopted=value.get("adopted", False) is True,
        original=None if original is None else _original(original),
        base=_text(value.get("base", "")),
        beside=_path(value["beside"]) if value.get("beside") else "",
    )


def _image(value: Any) -> Mapping[str, Any]:
    _path(value["path"])
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no image")
    return value


def _original(value: Any) -> Original:
    name = _text(value["name"])
    if not name.isalnum():
        raise ValueError(f"{name!r} is no name of an original")
    return Original(name, _number(value["size"]), _text(value["sha256"]), int(value["mode"], 8))


def _action(value: Any) -> InstalledAction:
    if isinstance(value, str):  # version 1 kept titles alone
        return InstalledAction("", value, {})
    payload = _text(value["payload"])
    if payload and not payload.isalnum():
        raise ValueError(f"{payload!r} is no name of a payload")
    return InstalledAction(_text(value["name"]), _text(value["title"]), dict(value["data"]), payload)


def _path(value: Any) -> str:
    """Accept only a path that stays in the target and out of our state: a receipt may have been tampered with."""
    if not _is_path(_text(value)):
        raise ValueError(f"{value!r} is no path of a site")
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no number")
    return value


def _answer(value: Any) -> str | bool | int:
    if not isinstance(value, str | bool | int):
        raise TypeError(f"{value!r} is no answer")
    return value
