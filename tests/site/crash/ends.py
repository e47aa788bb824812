"""What shall be on a disk after a scenario, said by hand: code that is wrong all the way is found by this."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.model_disk.tree import Node, Tree

#: The user and group that a web server has.
SERVER = 33
#: A date of the owner's files, in nanoseconds.
LONG_AGO = 1_500_000_000_000_000_001
#: Where Launcher's own things are: in the target, or where ``--state`` says.
OURS = (".launcher", "state")


class Entry(NamedTuple):
    """What stands at a path; ``modified`` counts where it is given."""

    mode: int  # with its kind
    data: bytes = b""
    user: int = 0
    group: int = 0
    modified: int | None = None


def a_file(content: str | bytes, mode: int = 0o644, **more: int) -> Entry:
    """Return a file."""
    data = content.encode() if isinstance(content, str) else content
    return Entry(stat.S_IFREG | mode, data, **more)


def a_folder(mode: int = 0o755, **more: int) -> Entry:
    """Return a folder."""
    return Entry(stat.S_IFDIR | mode, b"", **more)


def a_link(where: str) -> Entry:
    """Return a link."""
    return Entry(stat.S_IFLNK | 0o777, where.encode())


def differences(tree: Tree, expected: Mapping[str, Entry], *, installed: bool) -> list[str]:
    """Say in what ``tree`` is not as ``expected``, by path, and in whether something is installed on it."""
    paths = tree.paths()
    found = {path: node for path, node in paths.items() if not _is_ours(path)}
    wrong = [f"{path} is missing" for path in sorted(expected.keys() - found.keys())]
    wrong += [f"{path} is there" for path in sorted(found.keys() - expected.keys())]
    for path in sorted(expected.keys() & found.keys()):
        if not _is_as(found[path], expected[path]):
            wrong.append(f"{path} is {found[path]._replace(data=found[path].data[:30])}, and not {expected[path]}")
    return wrong + _wrong_of_ours({path: node for path, node in paths.items() if _is_ours(path)}, installed=installed)


def _wrong_of_ours(ours: Mapping[str, Node], *, installed: bool) -> list[str]:
    """Say what is wrong about our own files: others may read none of them, and without a receipt there are none."""
    if not installed:
        return [f"{path} stayed" for path in sorted(ours)]
    # The name that a target has for a state elsewhere says where that is, and nothing else; originals keep their modes.
    open_ones = [
        path
        for path, node in ours.items()
        if node.mode & 0o077 and not (node.is_file and (path.endswith("/.launcher") or "/originals/" in path))
    ]
    wrong = [f"{path} is not for its owner alone" for path in sorted(open_ones)]
    return wrong if any(path.endswith("/receipt.json") for path in ours) else ["there is no receipt", *wrong]


def _is_ours(path: str) -> bool:
    return any(part in OURS for part in path.split("/"))


def _is_as(node: Node, entry: Entry) -> bool:
    modified = entry.modified is None or node.modified == entry.modified
    return modified and (node.mode, node.data, node.user, node.group) == entry[:4]
