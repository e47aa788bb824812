"""Take an installed bundle out of a target, whole or not at all, and leave what the owner made or changed."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from launcher.errors import BusyError, ConflictError, TargetError
from launcher.platforms.actions import restore_action
from launcher.site.ending import lock_beside
from launcher.site.folder import Folder
from launcher.site.installed import open_installed
from launcher.site.interrupts import Interrupts
from launcher.site.layout import Ground, folders_of
from launcher.site.neighbour import Neighbour
from launcher.site.observed import observe
from launcher.site.reserve import release_reserve
from launcher.site.scene import ORIGINAL_SUFFIX
from launcher.site.session import Settings, recover_neighbours, session_of
from launcher.site.state import ORIGINALS, STATE
from launcher.site.status import Survey, compare
from launcher.site.target import find_place, require_receipt
from launcher.site.work import Work, seen_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from launcher.progress import Progress
    from launcher.site.handle import OpenFolder, StrPath
    from launcher.site.observed import Observed
    from launcher.site.receipt import Original, Receipt
    from launcher.site.session import Session
    from launcher.site.status import Comparison


@dataclass(frozen=True, slots=True)
class UninstallResult:
    """What an uninstall did; paths are sorted.

    ``kept`` is ``changed`` (ours, but the owner changed it), ``needed`` (ours, but something of the owner's needs it,
    such as a page that shows it), ``added`` (the owner's), ``adopted`` (the owner's from before, the same as ours) and
    ``beside``: what the owner had before in place of what stays. What the install had overwritten is ``restored``.
    ``left_over`` is Launcher's own folder where it could not be removed.
    """

    name: str
    version: str
    target: Path
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    needed: tuple[str, ...] = ()
    adopted: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()  # titles of changes beside files that were taken back
    kept_things: tuple[str, ...] = ()  # what of those stays, mostly because the owner had changed it
    removed_target: bool = False
    left_over: str = ""

    @property
    def kept(self) -> tuple[str, ...]:
        """Everything that stays and is the owner's."""
        return tuple(sorted({*self.changed, *self.needed, *self.added, *self.adopted, *self.beside}))


def plan_uninstall(target: Path, *, bundle: str | None = None, state: StrPath | None = None) -> UninstallResult:
    """Say what :func:`uninstall` would do; nothing is changed."""
    with open_installed(target, state) as (folder, receipts):
        receipt = require_receipt(receipts, target, bundle)
        things = observe(folder, receipt, state)
        taking = _Taking(folder, receipt, compare(folder, receipt), things)
        others = [other for other in receipts if other is not receipt]
        added = Survey(folder).added(receipts)
        kept = (*taking.changed, *taking.needed, *taking.adopted, *added)
        empty = receipt.made_target and not others and not kept and not taking.originals
        return taking.result(folder.where, added, removed_target=empty)


def uninstall(
    target: Path,
    *,
    bundle: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> UninstallResult:
    """Remove ``bundle`` from ``target``: what is ours and unchanged, and the folders that we made and are empty.

    What an install had overwritten is brought back. With the last bundle our own folder goes too. Whatever is raised,
    Ctrl-C too, ``target`` is as it was before; a crash is cleaned up after by the next command.
    """
    settings = settings or Settings(progress=progress)
    with Interrupts() as interrupts:
        recover_neighbours(find_place(target).real, settings)
        while True:
            with _farewell(target, settings) as farewell:
                with session_of(target, settings, interrupts) as session:
                    if farewell is None and _takes_target(session.receipts()):
                        continue  # while we waited, another command took the other bundles out
                    result = _uninstall(session, target, bundle)
                return _finished(result, session, farewell)


def _uninstall(session: Session, target: Path, bundle: str | None) -> UninstallResult:
    receipts = session.receipts()
    receipt = require_receipt(receipts, target, bundle)
    for action in receipt.actions:
        restore_action(action.name, action.title, action.data)  # before anything is changed
    session.progress.step("comparing", len(receipt.files))

    def each() -> None:
        session.interrupts.check()
        session.progress.advance()

    things = observe(session.site, receipt, session.settings.state)
    taking = _Taking(session.site, receipt, compare(session.site, receipt, each), things)
    others = tuple(other for other in receipts if other is not receipt)
    work = Work(session, "uninstall")
    taking.fill(work)
    release_reserve(session.state)
    scene = work.commit(lambda _: _hand_over(receipt, others))
    added: tuple[str, ...] = ()
    with suppress(TargetError):  # it is done, whether or not it can be said what else is there
        added = Survey(session.site).added((receipt, *others))
    return taking.result(session.site.where, added, left=scene.left)


class _Taking:
    """What of one bundle is taken out of ``folder``, with the ``things`` beside files that it made."""

    def __init__(
        self, folder: OpenFolder, receipt: Receipt, found: Comparison, things: Sequence[Observed] = ()
    ) -> None:
        self._folder = folder
        self._receipt = receipt
        self._files = {file.path: file for file in receipt.files}
        unchanged = {file.path: status for file, status in found.unchanged}
        self.kept_things = tuple(thing for action in things for thing in (*action.changed, *action.stays))
        needed = {path for action in things for path in action.files}
        self.needed = tuple(path for path in unchanged if path in needed and not self._files[path].adopted)
        self._removable: Mapping[str, os.stat_result] = {
            path: status for path, status in unchanged.items() if not self._files[path].adopted and path not in needed
        }
        self.changed = found.changed
        staying = {*found.changed, *self.needed}
        self.adopted = tuple(path for path in unchanged if self._files[path].adopted)
        #: Path -> the owner's file that was there before, and the path where it will be.
        self.originals = {
            file.path: (file.original, file.path if file.path not in staying else self._free_name(file.path))
            for file in receipt.files
            if file.original is not None
        }

    def fill(self, work: Work) -> None:
        """Say what is to be done."""
        for path, status in self._removable.items():
            if path not in self.originals:
                work.remove(path, seen_as(status, self._files[path].sha256))
        filled = self._bring_back(work)
        for folder in self._receipt.folders:
            if folder not in filled:
                work.remove_folder(folder)
        for action in reversed(self._receipt.actions):
            work.take_back(action)

    def _bring_back(self, work: Work) -> set[str]:
        """Say what comes back; return the folders that it comes into, which stay though they may be empty by now."""
        places = []
        for path, (original, place) in self.originals.items():
            kept = self._state_status(work, original)
            if kept is None:
                continue
            places.append(place)
            status = self._removable.get(path)
            old = None if status is None or place != path else seen_as(status, self._files[path].sha256)
            work.bring_back(place, original.name, seen_as(kept, original.sha256), old)
        ground = Ground(self._folder, places)
        if ground.conflicts:
            hint = "what was there before the install comes back into them, so they must be folders; move them away"
            raise ConflictError(self._folder.where, ground.conflicts, hint=f"{hint}; nothing was changed")
        for folder in ground.missing:
            work.make_folder(folder)
        return set(folders_of(places))

    @staticmethod
    def _state_status(work: Work, original: Original) -> os.stat_result | None:
        return work.session.state.look(f"{ORIGINALS}/{original.name}")

    def _free_name(self, path: str) -> str:
        """Return a free name beside a file that the owner changed, for what they had there before."""
        for number in range(1000):
            name = f"{path}{ORIGINAL_SUFFIX}{f'-{number + 1}' if number else ''}"
            if self._folder.look(name) is None:
                return name
        raise TargetError("a thousand older versions lie beside it", where=self._folder.where / path)

    def result(
        self, target: Path, added: tuple[str, ...], *, left: list[str] | None = None, removed_target: bool = False
    ) -> UninstallResult:
        """Return what was done; what was ``left`` was changed by its owner at the last moment."""
        changed = tuple(sorted({*self.changed, *(path for path in left or () if path in self._files)}))
        restored = tuple(place for path, (_, place) in self.originals.items() if place == path)
        beside = tuple(place for path, (_, place) in self.originals.items() if place != path)
        removed = (path for path in self._removable if path not in changed and path not in restored)
        return UninstallResult(
            name=self._receipt.name,
            version=self._receipt.version,
            target=target,
            removed=tuple(removed),
            changed=changed,
            added=tuple(path for path in added if path not in {*changed, *self.needed, *beside}),
            needed=self.needed,
            adopted=self.adopted,
            restored=restored,
            beside=beside,
            actions=tuple(action.title for action in self._receipt.actions),
            kept_things=self.kept_things,
            removed_target=removed_target,
        )


def _hand_over(receipt: Receipt, others: tuple[Receipt, ...]) -> tuple[Receipt, ...]:
    """Return the receipts that remain; what was made for ``receipt`` and still holds another bundle passes to that."""
    if not others:
        return ()
    heirs = list(others)
    for number, other in enumerate(heirs):
        needed = set(folders_of(file.path for file in other.files))
        folders = needed.intersection(receipt.folders).union(other.folders)
        heirs[number] = other._replace(folders=tuple(sorted(folders)))
    if receipt.made_target:
        heirs[0] = heirs[0]._replace(made_target=True, made_parents=receipt.made_parents)
    return tuple(heirs)


@contextmanager
def _farewell(target: Path, settings: Settings) -> Iterator[Callable[[], bool] | None]:
    """Note beside a target that Launcher made that it goes, with the folders above it that were made for it.

    Yield what removes them and says whether the target is gone. Where the note cannot be made, on a full disk, they are
    removed all the same; only a crash may leave them, empty.
    """
    with open_installed(target, settings.state, wait=settings.wait) as (folder, receipts):
        if not _takes_target(receipts):
            yield None
            return
    places = [folder.name]
    while (parent := os.path.dirname(places[-1])) in receipts[0].made_parents:  # noqa: PTH120 - strings, as in the receipt
        places.append(parent)
    paths = [os.path.relpath(place, parent) for place in places]
    with ExitStack() as stack:
        farewell: Callable[[], bool] = partial(_remove_empty, parent, paths)
        with _going_on_without():
            beside = stack.enter_context(lock_beside(Neighbour(parent, paths[0]), settings))
            farewell = beside.remove_folders
            beside.end_with(paths)
        yield farewell


def _takes_target(receipts: Sequence[Receipt]) -> bool:
    """Say whether the target goes with the next bundle that is taken out."""
    return len(receipts) == 1 and receipts[0].made_target


def _remove_empty(parent: str, paths: Sequence[str]) -> bool:
    """Remove those of the folders ``paths`` that are empty, where no note says so; say whether the first is gone."""
    gone = False
    with suppress(TargetError), Folder.open(parent) as folder:
        for path in paths:
            if not folder.remove_folder(path):
                break
            gone = True
    return gone


@contextmanager
def _going_on_without() -> Iterator[None]:
    """Go on where nothing can be made beside the target; but not where another command is at work there."""
    try:
        yield
    except BusyError:
        raise
    except TargetError:
        pass


def _finished(result: UninstallResult, session: Session, farewell: Callable[[], bool] | None) -> UninstallResult:
    """Remove the target, if nothing is in it; say what remains of ours."""
    if farewell is not None and farewell():
        return replace(result, removed_target=True)
    left_over = STATE if os.path.lexists(f"{session.site.name}/{STATE}") else ""
    return replace(result, left_over=left_over)
