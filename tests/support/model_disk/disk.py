"""A file system in memory that answers system calls as Linux does, and remembers each change for a crash to forget."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from tests.support.model_disk.tree import EVERYTHING, ROOT, Change, Node, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Where the disk is, for whoever looks at it while it is mounted; no such path is on the real one.
PLACE = "/model-disk"
#: Numbers of handles below this are the real system's.
FIRST_HANDLE = 1 << 20
#: One write(2) takes no more, as near the end of a disk: so that files can be found half written.
_MOST = 4096
_DEVICE = 77
_STEP = 4_000_037  # nanoseconds; files get the same date where less time goes by


def refuse(number: int) -> NoReturn:
    raise OSError(number, os.strerror(number))


@dataclass
class Open:
    """An open file or folder."""

    number: int
    flags: int
    offset: int = 0
    shared: int = 1  # how many handles it has


@dataclass
class Fault:
    """Which call fails: the ``at``th (from 0) of those that change anything, or with ``reads`` of all.

    ``lasting``: so does every one after it. ``after``: the call is done all the same.
    """

    at: int
    error: int
    reads: bool = False
    lasting: bool = False
    after: bool = False
    hit: str = ""
    passed: int = 0

    def concerns(self, call: str, *, changes: bool) -> bool:
        """Say whether it is one of the calls that are counted."""
        if self.error in {errno.EMFILE, errno.ENFILE} and self.reads:
            return call.startswith(("open", "dup"))
        return changes or (self.reads and call != "fstat")  # which cannot fail


@dataclass(frozen=True)
class Traits:
    """What a file system can do: hard links, renameat2(2), and syncfs(2), which is cheaper ``from_many`` files on."""

    links: bool = True
    renames_free: bool = True
    syncs_all: bool = True
    from_many: int = 64


class ModelDisk:
    """A disk with its open handles and locks; :attr:`log` has what was changed since :attr:`base` was on the disk."""

    def __init__(self, base: Tree | None = None, log: Iterable[Change] = (), *, traits: Traits | None = None) -> None:
        self.base = base or Tree.empty()
        self.log = list(log)
        self.tree = self.base.copy()
        for change in self.log:
            self.tree.apply(change)
        self.traits = traits or Traits()
        self.fault: Fault | None = None
        self.meanwhile: Callable[[], None] | None = None  # called before each change
        self.gone_wrong_at: int | None = None  # how much was in the log when something beside the disk went wrong
        self.changes = len(self.log)
        self._open: dict[int, Open] = {}
        self._locked: dict[int, Open] = {}
        self._taken = {node.number for change in self.log for node in change.nodes} | set(self.base.nodes)

    def killed(self, at: int) -> ModelDisk:
        """Return the disk as it is where the process is killed before change number ``at``, counted from the base."""
        return ModelDisk(self.base, self.log[:at], traits=self.traits)

    def started(self, tree: Tree) -> ModelDisk:
        """Return a disk that holds ``tree`` when the machine starts again."""
        return ModelDisk(tree.mounted(), traits=self.traits)

    def settled(self) -> ModelDisk:
        """Return the same disk, everything on it safe."""
        return self.started(self.tree)

    def handles(self) -> int:
        """Return how many handles are open."""
        return len(self._open)

    # Calls

    def _enter(self, call: str, *, changes: bool = False) -> Callable[[], None]:
        """Count a call, and let it fail if it is its turn; what is returned is called once it is done."""
        if changes:
            self.changes += 1
            if self.meanwhile is not None:
                self.meanwhile()
        fault = self.fault
        if fault is None or not fault.concerns(call, changes=changes):
            return _nothing
        number, fault.passed = fault.passed, fault.passed + 1
        if number == fault.at or (fault.lasting and number > fault.at):
            fault.hit = fault.hit or call
            if not fault.after:
                refuse(fault.error)
            return lambda: refuse(fault.error)
        return _nothing

    def commit(
        self,
        call: str,
        names: tuple[tuple[int, str, int | None], ...] = (),
        nodes: tuple[Node, ...] = (),
        **more: Any,
    ) -> None:
        """Make a change."""
        change = Change(call, names, nodes, time=self._now(), **more)
        self.log.append(change)
        self.tree.apply(change)

    def set_database(self, data: bytes) -> None:
        """Commit a transaction of the database, which brings it to its disk."""
        done = self._enter("commit", changes=True)
        self.commit("commit to the database", database=data)
        done()

    def _now(self) -> int:
        # The clock for files moves every third change: several get the same time.
        return self.base.time + 1 + self.changes // 3 * _STEP

    def clock(self) -> int:
        """Return the time, in nanoseconds since 1970."""
        return self._now() + 100 * _STEP

    def _new_number(self) -> int:
        """Return the lowest free number, as file systems do: one of a file that is gone is used again.

        But not where the disk may still hold the old file.
        """
        if self.log and self.log[-1].sync == EVERYTHING:
            self._taken = self.tree.reachable() | {held.number for held in self._open.values()}
        number = ROOT + 1
        while number in self._taken:
            number += 1
        self._taken.add(number)
        return number

    # Finding the way

    def handle(self, number: int, flags: int = 0) -> int:
        """Open a node."""
        handle = FIRST_HANDLE
        while handle in self._open:
            handle += 1
        self._open[handle] = Open(number, flags)
        return handle

    def _held(self, handle: int) -> Open:
        if handle not in self._open:
            refuse(errno.EBADF)
        return self._open[handle]

    def node(self, number: int) -> Node:
        return self.tree.nodes[number]

    def find(self, path: str, folder: int | None = None, *, follow: bool = True) -> int:
        """Return the number of what is at ``path``, absolute or relative to the open ``folder``."""
        above, name = self._parent(path, folder)
        if not name:
            return above
        return self._step(above, name, follow=follow)

    def _start(self, path: str, folder: int | None) -> tuple[int, list[str]]:
        if path.startswith("/"):
            if path != PLACE and not path.startswith(PLACE + "/"):
                refuse(errno.ENOENT)
            return ROOT, [name for name in path[len(PLACE) :].split("/") if name not in {"", "."}]
        assert folder is not None, f"a path that is relative to the working folder: {path}"
        return self._held(folder).number, [name for name in path.split("/") if name not in {"", "."}]

    def _parent(self, path: str, folder: int | None) -> tuple[int, str]:
        """Return the folder that the last name of ``path`` is in, and that name."""
        if not path:
            refuse(errno.ENOENT)
        number, names = self._start(path, folder)
        for name in names[:-1]:
            number = self._step(number, name)
        if not self.node(number).is_folder:
            refuse(errno.ENOTDIR)
        return number, names[-1] if names else ""

    def _step(self, folder: int, name: str, *, follow: bool = True, depth: int = 0) -> int:
        if not self.node(folder).is_folder:
            refuse(errno.ENOTDIR)
        if len(os.fsencode(name)) > 255:
            refuse(errno.ENAMETOOLONG)
        if depth > 40:
            refuse(errno.ELOOP)
        if name == "..":
            return next((above for above, names in self.tree.names.items() if folder in names.values()), ROOT)
        number = self.tree.names[folder].get(name)
        if number is None:
            refuse(errno.ENOENT)
        node = self.node(number)
        if not (node.is_link and follow):
            return number
        target = os.fsdecode(node.data)
        number, names = self._start(target, None) if target.startswith("/") else (folder, target.split("/"))
        for part in names:
            number = self._step(number, part, depth=depth + 1)
        return number

    # Reading

    def status(self, path: str, folder: int | None = None, *, follow: bool = True) -> os.stat_result:
        self._enter(f"stat {path}")
        return self._status(self.find(path, folder, follow=follow))

    def status_of(self, handle: int) -> os.stat_result:
        self._enter("fstat")
        return self._status(self._held(handle).number)

    def _status(self, number: int) -> os.stat_result:
        node = self.node(number)
        size = len(node.data)
        links = 2 if node.is_folder else self.tree.links(number)
        seconds = (node.modified // 10**9, node.modified // 10**9, node.changed // 10**9)
        parts = (node.modified / 1e9, node.modified / 1e9, node.changed / 1e9)
        exact = (node.modified, node.modified, node.changed)
        head = (node.mode, number, _DEVICE, links, node.user, node.group, size)
        return os.stat_result((*head, *seconds, *parts, *exact))

    def list(self, handle: int) -> list[str]:
        self._enter("getdents")
        return list(reversed(self.tree.names[self._held(handle).number]))  # in no order that anybody may rely on

    def read_link(self, path: str, folder: int | None = None) -> str:
        self._enter(f"readlink {path}")
        node = self.node(self.find(path, folder, follow=False))
        if not node.is_link:
            refuse(errno.EINVAL)
        return os.fsdecode(node.data)

    def read(self, handle: int, count: int) -> bytes:
        self._enter("read")
        held = self._held(handle)
        if self.node(held.number).is_folder:
            refuse(errno.EISDIR)
        data = self.node(held.number).data[held.offset : held.offset + count]
        held.offset += len(data)
        return data

    # Handles

    def open(self, path: str, flags: int, mode: int = 0o777, folder: int | None = None) -> int:
        creates = bool(flags & os.O_CREAT)
        done = self._enter(f"open {path}", changes=creates)
        above, name = self._parent(path, folder)
        if creates and name and name not in self.tree.names[above]:
            self._exists(above)
            number = self._new_number()
            self._make(f"create {path}", above, name, Node(number, stat.S_IFREG | self._masked(mode), *self._owner()))
        else:
            if creates and flags & os.O_EXCL:
                refuse(errno.EEXIST)
            number = self.find(path, folder, follow=not flags & os.O_NOFOLLOW)
        node = self.node(number)
        if node.is_link or (flags & os.O_DIRECTORY and not node.is_folder):
            refuse(errno.ELOOP if node.is_link and not flags & os.O_DIRECTORY else errno.ENOTDIR)
        done()
        return self.handle(number, flags)

    def open_below(self, folder: int, path: str, flags: int) -> int:
        """Open as openat2(2) does with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS."""
        self._enter(f"openat2 {path}")
        number, names = self._start(path, folder)
        for name in names:
            if name == "..":
                refuse(errno.EXDEV)
            number = self._step(number, name, follow=False)
            if self.node(number).is_link:
                refuse(errno.ELOOP)
        if flags & os.O_DIRECTORY and not self.node(number).is_folder:
            refuse(errno.ENOTDIR)
        return self.handle(number, flags)

    def dup(self, handle: int) -> int:
        self._enter("dup")
        held = self._held(handle)
        twin = self.handle(held.number)
        held.shared += 1
        self._open[twin] = held
        return twin

    def close(self, handle: int) -> None:
        held = self._held(handle)
        del self._open[handle]
        held.shared -= 1
        if not held.shared and self._locked.get(held.number) is held:
            del self._locked[held.number]

    def lock(self, handle: int, how: int) -> None:
        """Lock as flock(2) does with LOCK_NB."""
        held = self._held(handle)
        if how & fcntl.LOCK_UN:
            self._locked.pop(held.number, None)
        elif self._locked.setdefault(held.number, held) is not held:
            refuse(errno.EWOULDBLOCK)

    # Changing

    def _masked(self, mode: int) -> int:
        return mode & ~0o022 & 0o7777

    def _owner(self) -> tuple[int, int, int, int]:
        return 0, 0, self._now(), self._now()

    def _exists(self, folder: int) -> None:
        """Refuse to make a name in a folder that was removed while it was open."""
        if folder != ROOT and not self.tree.links(folder):
            refuse(errno.ENOENT)

    def _make(self, call: str, folder: int, name: str, node: Node) -> None:
        self.commit(call, ((folder, name, node.number),), (node,))

    def _free(self, path: str, folder: int | None) -> tuple[int, str]:
        above, name = self._parent(path, folder)
        if not name or name in self.tree.names[above]:
            refuse(errno.EEXIST)
        self._exists(above)
        return above, name

    def make_folder(self, path: str, mode: int = 0o777, folder: int | None = None) -> None:
        done = self._enter(f"mkdir {path}", changes=True)
        above, name = self._free(path, folder)
        node = Node(self._new_number(), stat.S_IFDIR | self._masked(mode), *self._owner())
        self._make(f"mkdir {path}", above, name, node)
        done()

    def make_link(self, where: str, path: str, folder: int | None = None) -> None:
        done = self._enter(f"symlink {path}", changes=True)
        above, name = self._free(path, folder)
        node = Node(self._new_number(), stat.S_IFLNK | 0o777, *self._owner(), data=os.fsencode(where))
        self._make(f"symlink {path}", above, name, node)
        done()

    def remove_folder(self, path: str, folder: int | None = None) -> None:
        done = self._enter(f"rmdir {path}", changes=True)
        above, name = self._parent(path, folder)
        number = self._step(above, name, follow=False)
        if not self.node(number).is_folder:
            refuse(errno.ENOTDIR)
        if self.tree.names[number]:
            refuse(errno.ENOTEMPTY)
        self.commit(f"rmdir {path}", ((above, name, None),))
        done()

    def remove(self, path: str, folder: int | None = None) -> None:
        done = self._enter(f"unlink {path}", changes=True)
        above, name = self._parent(path, folder)
        number = self._step(above, name, follow=False)
        if self.node(number).is_folder:
            refuse(errno.EISDIR)
        self.commit(f"unlink {path}", ((above, name, None),))
        done()

    def link(self, path: str, new: str, folder: int | None, new_folder: int | None) -> None:
        done = self._enter(f"link {path} {new}", changes=True)
        number = self.find(path, folder, follow=False)
        if not self.traits.links or self.node(number).is_folder:
            refuse(errno.EPERM)
        above, name = self._free(new, new_folder)
        self.commit(f"link {path} {new}", ((above, name, number),))
        done()

    def rename(self, path: str, new: str, folder: int | None, new_folder: int | None, *, replace: bool = True) -> None:
        done = self._enter(f"rename {path} {new}", changes=True)
        if not replace and not self.traits.renames_free:
            refuse(errno.EINVAL)
        above, name = self._parent(path, folder)
        number = self._step(above, name, follow=False)
        new_above, new_name = self._parent(new, new_folder)
        self._exists(new_above)
        old = self.tree.names[new_above].get(new_name)
        if old is not None:
            if not replace:
                refuse(errno.EEXIST)
            if old == number:
                done()
                return
            self._check_over(self.node(number), self.node(old))
        names = ((above, name, None), (new_above, new_name, number))
        self.commit(f"rename {path} {new}", names)
        done()

    def _check_over(self, node: Node, old: Node) -> None:
        if old.is_folder:
            if not node.is_folder:
                refuse(errno.EISDIR)
            if self.tree.names[old.number]:
                refuse(errno.ENOTEMPTY)
        elif node.is_folder:
            refuse(errno.ENOTDIR)

    def write(self, handle: int, data: bytes) -> int:
        done = self._enter("write", changes=True)
        held = self._held(handle)
        node, data = self.node(held.number), bytes(data[:_MOST])
        content = node.data[: held.offset].ljust(held.offset, b"\0") + data + node.data[held.offset + len(data) :]
        self.commit("write", nodes=(node._replace(data=content, modified=self._now(), changed=self._now()),))
        held.offset += len(data)
        done()
        return len(data)

    def truncate(self, handle: int, size: int) -> None:
        done = self._enter("truncate", changes=True)
        node = self.node(self._held(handle).number)
        content = node.data[:size].ljust(size, b"\0")
        self.commit("truncate", nodes=(node._replace(data=content, modified=self._now(), changed=self._now()),))
        done()

    def set_mode(self, handle: int, mode: int) -> None:
        done = self._enter("chmod", changes=True)
        node = self.node(self._held(handle).number)
        self.commit("chmod", nodes=(node._replace(mode=stat.S_IFMT(node.mode) | mode, changed=self._now()),))
        done()

    def set_owner(self, handle: int, user: int, group: int) -> None:
        done = self._enter("chown", changes=True)
        node = self.node(self._held(handle).number)
        mode = node.mode & ~0o6000 if node.is_file else node.mode
        user, group = node.user if user == -1 else user, node.group if group == -1 else group
        self.commit("chown", nodes=(node._replace(mode=mode, user=user, group=group, changed=self._now()),))
        done()

    def set_modified(self, handle: int, modified: int) -> None:
        done = self._enter("utime", changes=True)
        node = self.node(self._held(handle).number)
        self.commit("utime", nodes=(node._replace(modified=modified, changed=self._now()),))
        done()

    def sync(self, handle: int) -> None:
        done = self._enter("fsync", changes=True)
        self.commit("fsync", sync=self._held(handle).number)
        done()

    def sync_all(self, handle: int) -> None:
        done = self._enter("syncfs", changes=True)
        self._held(handle)
        self.commit("syncfs", sync=EVERYTHING)
        done()


def _nothing() -> None:
    """A call that is done."""
