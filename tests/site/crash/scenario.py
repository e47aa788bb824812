"""A change of a site that is interrupted in every way: the disk that it starts from, what is done, what it leaves."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import ConflictError, LauncherError
from tests.site.crash.database import actions_of, new_database
from tests.site.crash.ends import a_file, a_folder
from tests.support.model_disk.disk import PLACE, ModelDisk, Traits
from tests.support.model_disk.mounting import mounted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site.crash.ends import Entry

SITE_PATH = Path(PLACE, "sites/clinic")
STATE_PATH = Path(PLACE, "state")

#: What is beside the site, and nobody's business.
OTHER: Mapping[str, Entry] = {"other": a_folder(), "other/file.txt": a_file("not ours")}


@dataclass(frozen=True)
class Scenario:
    """``prepare`` fills a disk that is mounted; ``operate`` changes the site on it, and says what it raises.

    Then there are the paths that it ``leaves``, our ``rows`` in the database, and whether something is ``installed``.
    """

    name: str
    prepare: Callable[[ModelDisk], object]
    operate: Callable[[ModelDisk], object]
    leaves: Mapping[str, Entry] = field(default_factory=lambda: OTHER)
    rows: tuple[tuple[str, str], ...] = ()
    installed: bool = True
    traits: Traits = field(default_factory=Traits)
    state: bool = False  # whether the state is outside of the target
    fails: bool = False  # whether the operation comes to nothing
    says: str = ""  # what is in the error then
    succeeds: Callable[[ModelDisk], object] | None = None  # the same without an error that comes late
    afterwards: Callable[[ModelDisk], object] | None = None  # what the owner does, and brings to the disk

    def disk(self) -> ModelDisk:
        """Return the disk before the operation."""
        disk = ModelDisk(traits=self.traits)
        disk.tree.database = disk.base.database = new_database()
        with mounted(disk), actions_of(disk):
            (Path(PLACE) / "other").mkdir()
            write(PLACE + "/other/file.txt", "not ours")
            self.prepare(disk)
        return disk.settled()

    def run(self, disk: ModelDisk, operate: Callable[[ModelDisk], object] | None = None) -> str | None:
        """Do the operation on ``disk``; return the error that it ends with."""
        with mounted(disk), actions_of(disk):
            try:
                (operate or self.operate)(disk)
            except ConflictError as error:
                return f"{error}: {', '.join(error.paths)}"
            except LauncherError as error:
                return str(error)
        return None

    @property
    def options(self) -> tuple[str, ...]:
        """What a user adds to commands on this target."""
        return ("--state", str(STATE_PATH)) if self.state else ()


def write(path: str, data: str | bytes, mode: int = 0o644, *, user: int = 0, group: int = 0, modified: int = 0) -> None:
    """Write a file of the owner's; ``modified`` is in nanoseconds, where it is given."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        os.ftruncate(handle, 0)
        rest = data.encode() if isinstance(data, str) else data
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fchown(handle, user, group)
        os.fchmod(handle, mode)
        if modified:
            os.utime(handle, ns=(modified, modified))
    finally:
        os.close(handle)
