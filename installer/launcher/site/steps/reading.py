"""Read steps that were stored in a journal, which may have been tampered with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launcher.errors import TargetError
from launcher.site.handle import check_name
from launcher.site.state import BACKUP, KEPT, STAGING, STATE
from launcher.site.steps.action import Act
from launcher.site.steps.files import Keep, Put, Remove
from launcher.site.steps.folders import MakeFolder, RemoveFolder
from launcher.site.steps.step import Seen

if TYPE_CHECKING:
    from launcher.site.steps.step import Step

_KINDS: dict[str, Any] = {step.kind: step for step in (Put, Remove, Keep, MakeFolder, RemoveFolder, Act)}


def read_step(value: Any) -> Step:
    """Return the step that was stored as ``value``; ValueError and the like where it is none.

    A journal may have been tampered with: a path that leaves its folder, or a site's path in our own, is refused.
    """
    content = dict(value)
    kind = _KINDS[content.pop("step")]
    for name in ("old", "new"):
        if name in content:
            content[name] = _read_seen(content[name])
    if kind is MakeFolder:
        content["folders"] = tuple((str(path), int(inode)) for path, inode in content.get("folders", ()))
        content["files"] = tuple((str(path), _read_seen(seen)) for path, seen in content.get("files", ()))
        for path, _ in (*content["folders"], *content["files"]):
            _check_path(path)
    if kind is Act:
        content["needs"] = tuple(map(str, content.get("needs", ())))
    step: Step = kind(**content)
    for name in ("source", "backup"):
        if content.get(name):
            _check_path(content[name], inside=(STAGING, BACKUP, *KEPT))
    if kind is Keep:
        _check_path(content["name"], inside=KEPT)
    if kind is not Act:
        _check_path(content["path"])
        if content.get("area", "site") == "site" and content["path"].split("/")[0] == STATE:
            raise ValueError(f"{content['path']!r} is no path of a site")
    return step


def _read_seen(value: Any) -> Seen:
    inode, size, modified, sha256 = value
    return Seen(int(inode), int(size), int(modified), str(sha256))


def _check_path(path: str, *, inside: tuple[str, ...] = ()) -> None:
    names = path.split("/")
    try:
        for name in names:
            check_name(name, path)
    except TargetError as error:
        raise ValueError(error.message) from error
    if inside and names[0] not in inside:
        raise ValueError(f"{path!r} is no place for a file of ours")
