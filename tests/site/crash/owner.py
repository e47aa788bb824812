"""What is the owner's in a target, whatever was installed there: a model that knows nothing of receipts and journals.

It knows what the owner did, what the versions of each bundle hold, and which command was given; from that it follows
what must stand in the target, and what a command may have changed of the owner's.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

#: What a bundle of a version puts at each path; of some paths there are two kinds, by what was installed before it.
Table = dict[str, frozenset[bytes]]

_BESIDE = re.compile(r"(.*)\.launcher-new(-\d+)?")


class Node(NamedTuple):
    """What stands at a path: a "file" with its bytes, a "link" with where it leads, or a "folder"."""

    kind: str
    data: bytes = b""
    mode: int = 0


def look(root: Path) -> dict[str, Node]:
    """Return everything in a target but what is in Launcher's own folder; nothing where there is no target."""
    found: dict[str, Node] = {}
    waiting = [root] if root.is_dir() else []
    while waiting:
        for path in waiting.pop().iterdir():
            name = path.relative_to(root).as_posix()
            status = path.lstat()
            if name == ".launcher":
                continue
            if stat.S_ISDIR(status.st_mode):
                found[name] = Node("folder")
                waiting.append(path)
            elif stat.S_ISLNK(status.st_mode):
                found[name] = Node("link", bytes(str(path.readlink()), "utf-8"))
            else:
                found[name] = Node("file", path.read_bytes(), stat.S_IMODE(status.st_mode))
    return found


@dataclass
class Owner:
    """``things`` are the owner's files and links, ``folders`` their folders. ``hidden`` are files of theirs that a
    bundle of that name has overwritten, and has to give back. ``made`` are folders that a command made at some time:
    nobody can tell an empty one from a folder of the owner's in its place.
    """

    tables: Mapping[tuple[str, int], Table]
    things: dict[str, Node] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    hidden: dict[str, tuple[str, Node]] = field(default_factory=dict)
    installed: dict[str, int] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    def holds(self, bundle: tuple[str, int] | None, path: str, data: bytes) -> bool:
        """Say whether a version of a bundle has this at a path."""
        return bundle is not None and data in self.tables[bundle].get(path, ())

    def is_installed_at(self, path: str, data: bytes) -> bool:
        """Say whether this is what one of the installed bundles has there."""
        return any(self.holds(bundle, path, data) for bundle in self.installed.items())

    def is_of_a_bundle(self, path: str) -> bool:
        """Say whether an installed bundle has a file there, or beside it."""
        offered = _BESIDE.fullmatch(path)
        places = {path, offered[1] if offered else path}
        return any(place in self.tables[bundle] for bundle in self.installed.items() for place in places)

    # What the owner does

    def did(self, before: Mapping[str, Node], now: Mapping[str, Node]) -> None:
        """Take all that is different in the target for the owner's doing."""
        for path in before.keys() | now.keys():
            node, old = now.get(path), before.get(path)
            if node == old:
                continue
            mine = self.things.pop(path, None)
            self.folders.discard(path)
            if node is None:
                continue
            if node.kind == "folder":
                self.folders.add(path)
            elif old is not None and old.kind == "file" and node == old._replace(mode=node.mode):
                if mine is not None:  # another mode alone makes no file of a bundle the owner's
                    self.things[path] = node
            elif node.kind == "link" or not self.is_installed_at(path, node.data):
                self.things[path] = node

    def put(self, path: str, now: Mapping[str, Node]) -> None:
        """Note that the owner had a picture put at a path."""
        self.things[path] = now[path]

    # What a command did

    def judge(
        self,
        now: Mapping[str, Node],
        bundle: str,
        old: int | None,
        *,
        overwrite: bool = False,
        adopt: bool = False,
        merged: Collection[str] = (),
    ) -> list[str]:
        """Say what a command that succeeded has done to the target and should not have.

        The command changed ``bundle``, which had the version ``old`` and now has the one in :attr:`installed`. It was
        allowed to ``overwrite``, and to ``adopt`` what is the same; it said of ``merged`` paths that it merged them.
        """
        new = (bundle, self.installed[bundle]) if bundle in self.installed else None
        before = None if old is None else (bundle, old)
        if new is not None and old is None and overwrite and not adopt:
            self._hide_the_same(new)
        return [
            *self._judge_things(now, before, new, overwrite=overwrite, merged=merged),
            *self._judge_hidden(now, bundle),
            *self._judge_rest(now),
            *self._judge_folders(now),
        ]

    def _hide_the_same(self, new: tuple[str, int]) -> None:
        """An install that overwrites and does not adopt replaces also what is the same."""
        for path, node in list(self.things.items()):
            if node.kind == "file" and self.holds(new, path, node.data):
                self.hidden[path] = (new[0], self.things.pop(path))

    def _judge_things(
        self,
        now: Mapping[str, Node],
        old: tuple[str, int] | None,
        new: tuple[str, int] | None,
        *,
        overwrite: bool,
        merged: Collection[str],
    ) -> Iterator[str]:
        for path, node in list(self.things.items()):
            found = now.get(path)
            if found == node:
                was_there = old is not None and path in self.tables[old] and not self.holds(old, path, node.data)
                if was_there and self.holds(new, path, node.data):
                    del self.things[path]  # they had made of ours what the new version is: taken as installed
            elif found is None or "file" not in {found.kind, node.kind} or found.kind != node.kind:
                yield f"{path} was {node} of the owner's and is {found}"
            elif self.holds(new, path, found.data) and (overwrite or self.holds(old, path, node.data)):
                self.hidden[path] = (new[0] if new else "", self.things.pop(path))
            elif path in merged and set(_own_lines(node.data)) <= set(_own_lines(found.data)):
                self.things[path] = found
            else:
                yield f"{path} was {node} of the owner's and is {found}"

    def _judge_hidden(self, now: Mapping[str, Node], bundle: str) -> Iterator[str]:
        for path, (whose, node) in list(self.hidden.items()):
            if whose != bundle:
                continue
            beside = re.compile(rf"{re.escape(path)}(\.launcher-original(-\d+)?)?")
            back = [place for place in sorted(now) if beside.fullmatch(place) and now[place] == node]
            back = [place for place in back if place not in self.things]
            if bundle in self.installed and self.holds((bundle, self.installed[bundle]), path, node.data):
                continue  # it may be either
            if back:
                self.things[back[0]] = node
                del self.hidden[path]
            elif bundle not in self.installed:
                yield f"{path} was overwritten and did not come back"

    def _judge_rest(self, now: Mapping[str, Node]) -> Iterator[str]:
        for path, node in now.items():
            if path in self.things or node.kind == "folder":
                continue
            offered = _BESIDE.fullmatch(path)
            ours = self.is_installed_at(path, node.data) or (offered and self.is_installed_at(offered[1], node.data))
            if node.kind == "link" or not ours:
                yield f"{path} is {node}, which is nobody's"

    def _judge_folders(self, now: Mapping[str, Node]) -> Iterator[str]:
        for path in sorted(self.folders - now.keys()):
            self.folders.discard(path)
            if path not in self.made:
                yield f"the owner's folder {path} is gone"
        for path in sorted(path for path, node in now.items() if node.kind == "folder" and path not in self.folders):
            self.made.add(path)
            if self.installed:
                continue
            if any(thing.startswith(f"{path}/") for thing in (*self.things, *self.folders)):
                self.folders.add(path)  # it stays for what is in it
            else:
                yield f"the folder {path} was left"


def _own_lines(data: bytes) -> list[bytes]:
    return [line for line in data.splitlines() if line.startswith(b"owner")]
