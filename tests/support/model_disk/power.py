"""What a disk may hold after a power cut: everything that was synced, and any of the rest that its order allows.

*Ordered*, as ext4 and XFS are: changes of names, sizes and modes reach the disk in their order, all or none before a
moment, and an fsync(2) of anything brings all of them; the bytes of a file that was not synced itself may be missing,
or be there in part.

*Weakly ordered*, as POSIX allows: each name reaches the disk or does not, whatever became of the others; a name may be
there without the bytes, with half of them, or with zeros in their place. A rename(2) is one change of both its names.
An fsync(2) brings the bytes of that file, or the names in that folder, and nothing else.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from tests.support.model_disk.tree import EVERYTHING, NOTHING, Tree

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from tests.support.model_disk.disk import ModelDisk
    from tests.support.model_disk.tree import Change, Node

#: A change that is to be decided on: the versions that the disk may have, the one that was meant last.
_Choice = tuple[int, ...]


def ordered_losses(disk: ModelDisk, at: int, limit: int, dice: random.Random) -> Iterator[Tree]:
    """Yield what an ordered file system may hold where the power goes before change ``at``; at most ``limit`` trees."""
    changes = disk.log[:at]
    synced = max((number + 1 for number, change in enumerate(changes) if change.sync != NOTHING), default=0)
    for moment in _sample(range(synced, at + 1), max(1, limit // 3), dice):
        tree = disk.base.copy()
        for change in changes[:moment]:
            tree.apply(change)
        tree.database = _database(disk.base, changes)
        yield tree
        unsafe = [number for number in _unsynced_files(changes) if number in tree.nodes]
        for torn in ([0] * len(unsafe), [dice.randrange(3) for _ in unsafe]) if unsafe else ():
            other = tree.copy()
            for number, way in zip(unsafe, torn, strict=True):
                node = tree.nodes[number]
                other.nodes[number] = node._replace(data=node.data[: len(node.data) * way // 2])
            yield other


def _unsynced_files(changes: Sequence[Change]) -> list[int]:
    """Return the files whose bytes are not on the disk."""
    found: dict[int, None] = {}
    known: dict[int, bytes] = {}
    for change in changes:
        if change.sync == EVERYTHING:
            found.clear()
        found.pop(change.sync, None)
        for node in change.nodes:
            if node.is_file and known.get(node.number, b"") != node.data:
                known[node.number] = node.data
                found[node.number] = None
    return list(found)


def _database(base: Tree, changes: Sequence[Change]) -> bytes:
    """Return what the database holds: it syncs each commit itself, perhaps on another disk."""
    return next((change.database for change in reversed(changes) if change.database is not None), base.database)


class WeakLosses:
    """What a weakly ordered file system may hold where the power goes before change ``at``."""

    def __init__(self, disk: ModelDisk, at: int) -> None:
        self._base = disk.base
        self._changes = disk.log[:at]
        safe = _safe_from(disk.log)
        self._safe = [number <= at for number in safe.names[:at]]
        self._names = [n for n, change in enumerate(self._changes) if change.names and not self._safe[n]]
        self._sure: dict[int, Node] = {}  # what is on the disk of each node at the least, once a name leads to it
        unsafe: dict[int, list[Node]] = {}
        for number, change in enumerate(self._changes):
            for node in change.nodes:
                # A change of both is what makes a file; its number may be that of one that is gone for good.
                if safe.nodes[number] <= at or change.names:
                    self._sure[node.number] = node
                    unsafe.pop(node.number, None)
                else:
                    unsafe.setdefault(node.number, []).append(node)
        self._files = {
            number: _versions(self._sure.get(number) or disk.base.nodes[number], nodes)
            for number, nodes in unsafe.items()
        }

    def trees(self, limit: int, dice: random.Random) -> Iterator[Tree]:
        """Yield at most ``limit`` trees: all there are where they are few, else telling ones and then any."""
        sizes = [2] * len(self._names) + [len(versions) for versions in self._files.values()]
        if math.prod(sizes) <= limit:
            choices: Iterator[_Choice] = itertools.product(*(range(size) for size in sizes))
        else:
            choices = itertools.islice(_unique(_telling(sizes, dice)), limit)
        for choice in choices:
            yield self._tree(choice)

    def _tree(self, choice: _Choice) -> Tree:
        kept = {number for number, chosen in zip(self._names, choice, strict=False) if chosen}
        tree = self._base.copy()
        tree.nodes.update(self._sure)
        for node in self._sure.values():
            if node.is_folder:
                tree.names.setdefault(node.number, {})
        for number, change in enumerate(self._changes):
            if self._safe[number] or number in kept:
                for folder, name, held in change.names:
                    tree.rename(folder, name, held)
        for versions, chosen in zip(self._files.values(), choice[len(self._names) :], strict=True):
            tree.nodes[versions[chosen].number] = versions[chosen]
        tree.database = _database(self._base, self._changes)
        tree.time = self._changes[-1].time if self._changes else self._base.time
        return tree


class _Safe:
    """From how many changes on each one is on the disk for sure: its names, and its nodes."""

    def __init__(self, names: list[int], nodes: list[int]) -> None:
        self.names = names
        self.nodes = nodes


_NEVER = 1 << 60


def _safe_from(log: Sequence[Change]) -> _Safe:
    """Find the sync of each change: of one of the folders for its names, of the file for the rest."""
    names, nodes = [_NEVER] * len(log), [_NEVER] * len(log)
    next_sync: dict[int, int] = {}
    for number in reversed(range(len(log))):
        change = log[number]
        if change.sync == EVERYTHING:
            next_sync = {EVERYTHING: number + 1}
        elif change.sync != NOTHING:
            next_sync[change.sync] = number + 1
        everything = next_sync.get(EVERYTHING, _NEVER)
        names[number] = min([next_sync.get(folder, _NEVER) for folder, _, _ in change.names] + [everything])
        nodes[number] = min([next_sync.get(node.number, _NEVER) for node in change.nodes] + [everything])
    return _Safe(names, nodes)


def _versions(sure: Node, nodes: list[Node]) -> list[Node]:
    """Return what may be on the disk of a node that was ``sure`` there once: the last version is at the end."""
    last = nodes[-1]
    options = [sure, *nodes[:-1]]
    if last.is_file and len(last.data) > len(sure.data) + 1:
        more = len(last.data) - len(sure.data)
        options += [last._replace(data=last.data[: -(more // 2)]), last._replace(data=last.data[:-more] + bytes(more))]
    options = [node for node in options if (node.data, node.mode) != (last.data, last.mode)]
    return [*options[:1], *options[-3:], last] if len(options) > 4 else [*options, last]


def _telling(sizes: Sequence[int], dice: random.Random) -> Iterator[_Choice]:
    """Yield choices that find most mistakes first: nothing lost, all lost, one lost, one kept, then any."""
    last = tuple(size - 1 for size in sizes)
    none = (0,) * len(sizes)
    yield none
    yield last
    for place in dice.sample(range(len(sizes)), len(sizes)):
        for value in range(sizes[place] - 1):
            yield (*last[:place], value, *last[place + 1 :])
        yield (*none[:place], last[place], *none[place + 1 :])
    while True:
        share = dice.random()
        yield tuple(
            whole if dice.random() < share else dice.randrange(size) for whole, size in zip(last, sizes, strict=True)
        )


def _unique(choices: Iterator[_Choice]) -> Iterator[_Choice]:
    seen: set[_Choice] = set()
    misses = 0
    for choice in choices:
        if choice in seen:
            misses += 1
            if misses > 100:
                return
            continue
        misses = 0
        seen.add(choice)
        yield choice


def _sample(values: range, limit: int, dice: random.Random) -> Sequence[int]:
    return values if len(values) <= limit else sorted({values[0], values[-1], *dice.sample(values, limit)})
