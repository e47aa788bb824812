"""The file ``receipt.json`` in the state folder of a target, written and read; docs/transaction.md describes it.

A receipt may have been tampered with: what would lead out of the target is refused. Like the receipts themselves it
imports little.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any

from launcher.errors import TargetError
from launcher.site.receipt import InstalledAction, InstalledFile, Original, Ownership, Receipt
from launcher.site.state import RECEIPT as FILE
from launcher.site.state import STATE, find_home, home_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from launcher.site.handle import OpenFolder, StrPath
    from launcher.site.receipt import Stamp

#: Version of the receipt's format; readers refuse a newer one. Version 1 is one bundle without a list around it.
RECEIPT = 2
#: A receipt of a million files is smaller.
_MAXIMUM_SIZE = 256 << 20
#: The fields from `put` on, and what they are of a file that has nothing special.
_SPECIAL = InstalledFile._fields.index("put")
_PLAIN = tuple(InstalledFile._field_defaults[name] for name in InstalledFile._fields[_SPECIAL:])


def receipts_to_bytes(receipts: tuple[Receipt, ...]) -> bytes:
    """Return the file ``receipt.json``, a line for each installed file; bundles are sorted by name."""
    encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps() would make one for every file
    bundles = []
    for receipt in sorted(receipts, key=lambda one: one.name):
        head = encode(receipt.to_json())
        files = ",\n".join(_line(file, encode) for file in receipt.files)
        bundles.append(f'{head[:-1]}, "files": [\n{files}\n]}}')
    return (f'{{"receipt": {RECEIPT}, "bundles": [\n' + ",\n".join(bundles) + "\n]}\n").encode()


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


# Components that are not "", "." or "..", the first of which is not our own folder.
_COMPONENT = r"(?!\.{0,2}(?:/|\Z))[^/\0]+"
_is_path = re.compile(f"(?!{re.escape(STATE)}(?:/|\\Z)){_COMPONENT}(?:/{_COMPONENT})*").fullmatch


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
