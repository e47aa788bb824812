"""What a disk holds, as a value that costs little to copy, and the changes of it, one for each system call."""

from __future__ import annotations

import stat
from typing import NamedTuple

#: The number of the folder that everything is in.
ROOT = 2
#: :attr:`Change.sync` of a call that brings nothing, or everything, to the disk.
NOTHING, EVERYTHING = 0, -1


class Node(NamedTuple):
    """A file, folder or link; ``data`` is what a file holds, or where a link leads. Times are in nanoseconds."""

    number: int
    mode: int  # with its kind
    user: int
    group: int
    modified: int
    changed: int
    data: bytes = b""

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.mode)

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)


class Change(NamedTuple):
    """What one system call changed: names (folder, name, node or None), nodes anew, and what it brought to the disk."""

    call: str
    names: tuple[tuple[int, str, int | None], ...] = ()
    nodes: tuple[Node, ...] = ()
    sync: int = NOTHING
    time: int = 0
    database: bytes | None = None


class Tree:
    """Nodes by number, the names in each folder, and a database, which keeps what is committed to it."""

    def __init__(
        self, nodes: dict[int, Node], names: dict[int, dict[str, int]], database: bytes = b"", time: int = 0
    ) -> None:
        self.nodes = nodes
        self.names = names
        self.database = database
        self.time = time

    @classmethod
    def empty(cls) -> Tree:
        """Return a disk with nothing but its outermost folder."""
        return cls({ROOT: Node(ROOT, stat.S_IFDIR | 0o755, 0, 0, 0, 0)}, {ROOT: {}}, time=1_700_000_000_123_456_789)

    def copy(self) -> Tree:
        """Return a tree that can be changed without changing this one."""
        return Tree(dict(self.nodes), dict(self.names), self.database, self.time)

    def apply(self, change: Change) -> None:
        """Make a change; the names of a folder are replaced, never changed, so copies may share them."""
        for node in change.nodes:
            self.nodes[node.number] = node
            if node.number not in self.names and node.is_folder:
                self.names[node.number] = {}
        for folder, name, number in change.names:
            self.rename(folder, name, number)
            held = self.nodes.get(folder)
            if held is not None:
                self.nodes[folder] = held._replace(modified=change.time, changed=change.time)
        if change.database is not None:
            self.database = change.database
        self.time = max(self.time, change.time)

    def rename(self, folder: int, name: str, number: int | None) -> None:
        """Let a name in a folder be that of another node, or of none."""
        names = dict(self.names.get(folder, {}))
        if number is None:
            names.pop(name, None)
        else:
            names[name] = number
        self.names[folder] = names

    def links(self, number: int) -> int:
        """Return how many names a node has."""
        return sum(held == number for names in self.names.values() for held in names.values())

    def reachable(self) -> set[int]:
        """Return the numbers of all nodes that have a path."""
        found = {ROOT}
        waiting = [ROOT]
        while waiting:
            for number in self.names[waiting.pop()].values():
                if number in self.nodes and number not in found:
                    found.add(number)
                    if self.nodes[number].is_folder:
                        waiting.append(number)
        return found

    def mounted(self) -> Tree:
        """Return the tree as a system finds it when it starts: nothing that has no path, no name of nothing."""
        kept = self.reachable()
        nodes = {number: node for number, node in self.nodes.items() if number in kept}
        names = {
            folder: {name: number for name, number in held.items() if number in kept}
            for folder, held in self.names.items()
            if folder in kept
        }
        return Tree(nodes, names, self.database, self.time + 1_000_000_000)

    def key(self) -> object:
        """Return a value that is the same for trees that no program can tell apart by what is in them."""
        return (
            frozenset((folder, name, number) for folder, names in self.names.items() for name, number in names.items()),
            frozenset(
                (node.number, node.mode, node.user, node.group, node.data, 0 if node.is_folder else node.modified)
                for node in self.nodes.values()
            ),
            self.database,
        )

    def paths(self) -> dict[str, Node]:
        """Return every node by its path, without the outermost folder."""
        found: dict[str, Node] = {}
        waiting = [("", ROOT)]
        while waiting:
            above, folder = waiting.pop()
            for name, number in self.names[folder].items():
                path = f"{above}/{name}" if above else name
                found[path] = self.nodes[number]
                if self.nodes[number].is_folder:
                    waiting.append((path, number))
        return found
