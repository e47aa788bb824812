"""Install into a target that does not exist: build it beside its place, then rename it there in one step."""

from __future__ import annotations

import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import ConflictError, TargetError
from launcher.site.bases import bases_path, make_bases
from launcher.site.durable import syncs_each
from launcher.site.ending import ROOT, lock_beside
from launcher.site.folder import NOBODY_ELSE, Folder
from launcher.site.handle import Identity
from launcher.site.layout import all_folders, avoid_others
from launcher.site.lock import Lock
from launcher.site.neighbour import Neighbour
from launcher.site.ownership import Dress
from launcher.site.receipt import InstalledFile
from launcher.site.receipt_file import receipts_to_bytes
from launcher.site.record import make_receipt
from launcher.site.reserve import keep_reserve
from launcher.site.staging import Draft, Writer
from launcher.site.stamps import Fresh, write_stamps
from launcher.site.state import BASES, RECEIPT, STATE
from launcher.site.target import nearest_folder

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from launcher.platforms.plan import Plan
    from launcher.site.ending import Beside
    from launcher.site.folder import Written
    from launcher.site.interrupts import Interrupts
    from launcher.site.receipt import Ownership, Receipt
    from launcher.site.session import Settings

_APPEARED = "it appeared during the install; nothing was changed"


def build_beside(plan: Plan, real: str, ownership: Ownership, settings: Settings, interrupts: Interrupts) -> Receipt:
    """Install ``plan`` as the folder ``real``; folders above it that are missing come with it in the same step."""
    neighbour = _neighbour(real)
    with lock_beside(neighbour, settings) as beside:
        return _Build(avoid_others(plan, ()), real, ownership, settings, interrupts, beside).run(neighbour.path)


@contextmanager
def made_for(real: str, ownership: Ownership, settings: Settings) -> Iterator[tuple[str, ...]]:
    """Make the target ``real`` as an empty folder, for an install that cannot be built beside its place.

    Yield the folders above it that were made for it. If nothing is installed in it in the end, all of them go again,
    after a crash too.
    """
    neighbour = _neighbour(real)
    with lock_beside(neighbour, settings) as beside:
        paths = _ways(neighbour.path)
        beside.end_with(paths[::-1])
        try:
            dress = Dress(beside.folder, ownership)
            for path in paths:
                _make_folder(beside.folder, path, path, dress)
                if settings.sync:  # changes beside files must not outlive the target that says how to undo them
                    beside.folder.sync_names(path.rpartition("/")[0])
            yield tuple(f"{neighbour.parent.rstrip('/')}/{path}" for path in paths[:-1])
        except BaseException:
            beside.remove_folders()
            raise


def _neighbour(real: str) -> Neighbour:
    parent = nearest_folder(Path(real))
    return Neighbour(str(parent), Path(real).relative_to(parent).as_posix())


def _ways(path: str) -> list[str]:
    """Return ``path`` and every folder above it, outermost first."""
    names = path.split("/")
    return ["/".join(names[: number + 1]) for number in range(len(names))]


def _make_folder(folder: Folder, path: str, meant: str, dress: Dress) -> None:
    """Make a folder that will be ``meant``, with owner and mode."""
    try:
        folder.make_folder(path)
    except FileExistsError as error:
        raise ConflictError(folder.where, [meant], hint=_APPEARED) from error
    status = folder.look(path)
    assert status is not None
    made = stat.S_IMODE(status.st_mode)
    mode, owner = dress.folder_mode(meant, made), dress.owner(meant)
    if mode != made or owner != NOBODY_ELSE:
        folder.dress(path, mode, owner)


class _Build:
    """One install beside; paths are relative to the folder above the target that exists."""

    def __init__(  # noqa: PLR0917 - made in one place
        self,
        plan: Plan,
        real: str,
        ownership: Ownership,
        settings: Settings,
        interrupts: Interrupts,
        beside: Beside,
    ) -> None:
        self._plan = plan
        self._real = real
        self._ownership = ownership
        self._settings = settings
        self._interrupts = interrupts
        self._folder = beside.folder
        self._root = f"{beside.name}/{ROOT}"
        self._dress = Dress(beside.folder, ownership)
        self._each = settings.sync and syncs_each(len(plan.writes))

    def run(self, target: str) -> Receipt:
        """Build and move in. What fails leaves the folder beside, which whoever locked it removes."""
        self._folder.remove_tree(self._root)
        self._folder.make_folder(self._root, 0o700)
        ways = _ways(target)
        for path in ways:
            _make_folder(self._folder, f"{self._root}/{path}", path, self._dress)
        parents = tuple(f"{self._folder.name.rstrip('/')}/{path}" for path in ways[:-1])
        with self._folder.below(f"{self._root}/{target}", self._real) as site:
            lock = Lock(
                site, STATE, Path(self._real)
            )  # it goes along, so nobody works on the target before we are done
            lock.take()
            try:
                lock.deny(sync=self._each)
                receipt = self._fill(site, parents)
                self._sync(site, ways)
                self._interrupts.check()
                self._move_in(ways)
            finally:
                lock.release()
        return receipt

    def _fill(self, site: Folder, parents: tuple[str, ...]) -> Receipt:
        """Write the site's folders and files, the receipt, and what tells later changes."""
        folders = all_folders(self._plan)
        dress = Dress(site, self._ownership)
        for path in self._interrupts.between(folders):
            _make_folder(site, path, path, dress)
        drafts = [
            Draft(
                str(write.path),
                str(write.path),
                write.content,
                write.mode,
                dress.owner(str(write.path)),
                dress.file_mode(write.mode),
            )
            for write in self._plan.writes
        ]
        flush = self._settings.sync and not self._each
        writer = Writer(site, site.where, self._settings.progress, self._interrupts, sync=self._each, flush=flush)
        written = writer.write(drafts)
        given = {str(write.path) for write in self._plan.writes if write.given}
        files = [
            _installed(draft.path, done) for draft, done in zip(drafts, written, strict=True) if draft.path not in given
        ]
        receipt = make_receipt(self._plan, files, folders, self._ownership, made_target=True, made_parents=parents)
        with site.below(STATE) as state:
            data = receipts_to_bytes((receipt,))
            state.write(RECEIPT, [data], 0o600, sync=self._each)
            contents = {write.content.sha256: write.content for write in self._plan.writes}
            bases = make_bases(state, receipt, contents)
            if bases is not None:
                state.make_folder(BASES, 0o700)
                state.write(bases_path(receipt.name), bases.chunks(), 0o600, sync=self._each)
            fresh = {  # nobody else can be in there
                draft.path: Fresh(done.identity, done.size, done.modified, done.changed)
                for draft, done in zip(drafts, written, strict=True)
            }
            with suppress(TargetError):
                write_stamps(site, state, (receipt,), data, fresh)
            keep_reserve(state, (receipt,))
        return receipt

    def _sync(self, site: Folder, ways: Sequence[str]) -> None:
        if self._each:
            for path in (f"{STATE}/{BASES}", STATE, *reversed(all_folders(self._plan)), ""):
                site.sync_names(path)
            for path in reversed(ways[:-1]):
                self._folder.sync_names(f"{self._root}/{path}")
        elif self._settings.sync:
            self._folder.sync_everything()

    def _move_in(self, ways: Sequence[str]) -> None:
        """Rename the outermost folder that is missing to its place, with the whole site in it.

        Where another command has made that one meanwhile, the next is tried in it.
        """
        for number, path in enumerate(ways):
            built = f"{self._root}/{path}"
            status = self._folder.look(built)
            assert status is not None
            try:
                self._folder.move_free(self._folder, built, path)
                if self._settings.sync:
                    self._folder.sync_names(path.rpartition("/")[0])
            except FileExistsError as error:
                if number + 1 < len(ways) and _is_folder(self._folder.look(path)):
                    continue
                raise ConflictError(self._folder.where, [path], hint=_APPEARED) from error
            except BaseException:
                if self._folder.is_here(path, Identity.of(status)):
                    self._folder.move_over(self._folder, path, built)
                raise
            return


def _installed(path: str, done: Written) -> InstalledFile:
    return InstalledFile(path, done.size, done.sha256, done.mode)


def _is_folder(status: os.stat_result | None) -> bool:
    return status is not None and stat.S_ISDIR(status.st_mode)
