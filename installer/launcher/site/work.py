"""Collect what a command changes in a target, stage it, and carry it out as one transaction."""

from __future__ import annotations

import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from launcher.site.bases import bases_path, make_bases
from launcher.site.durable import syncs_each
from launcher.site.engine import clear, run
from launcher.site.folder import NOBODY_ELSE, Owner
from launcher.site.journal import Journal
from launcher.site.new_folders import NewFolders, seen
from launcher.site.ownership import Dress
from launcher.site.receipt import Ownership
from launcher.site.receipt_file import receipts_to_bytes
from launcher.site.recovery import collect_garbage
from launcher.site.reserve import keep_reserve
from launcher.site.scene import Scene
from launcher.site.staging import Draft, Writer
from launcher.site.stamps import Fresh, clock_now, write_stamps
from launcher.site.state import BACKUP, ORIGINALS, PAYLOADS, RECEIPT, STAGING
from launcher.site.steps.action import Act
from launcher.site.steps.files import Keep, Put, Remove
from launcher.site.steps.folders import RemoveFolder
from launcher.site.steps.step import Seen

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from launcher.platforms.plan import Action, Content, Plan
    from launcher.site.folder import Written
    from launcher.site.receipt import InstalledAction, Receipt
    from launcher.site.session import Session
    from launcher.site.steps.step import Step

    #: Returns the receipts as they will be, told what was written, by path.
    MakeReceipts = Callable[[Mapping[str, Written]], tuple[Receipt, ...]]


class Work:
    """What one command will change. Nothing is changed before :meth:`commit`; the order of the calls does not matter.

    Paths are relative to the target. With a ``plan``, the texts of its bundle are kept for later merges.
    """

    def __init__(
        self, session: Session, command: str, ownership: Ownership | None = None, *, plan: Plan | None = None
    ) -> None:
        self.session = session
        self._command = command
        self._plan = plan
        self._dress = Dress(session.site, ownership or Ownership())
        self._drafts: list[Draft] = []
        self._old: dict[str, Seen] = {}
        self._moves: list[Put] = []
        self._removed: list[tuple[str, Seen]] = []
        self._emptied: list[str] = []
        self._folders: list[str] = []
        self._kept: list[tuple[str, str, Seen]] = []
        self._actions: list[tuple[Act, Action]] = []
        self._undone: list[Act] = []
        self._receipt = b""
        self._state_files: list[tuple[str, Content]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing but the receipt would be changed."""
        return not any(
            (self._drafts, self._moves, self._removed, self._emptied, self._folders, self._kept, self._actions)
        ) and not (self._undone or self._state_files)

    def put(
        self,
        path: str,
        content: Content,
        mode: int = 0o666,
        *,
        old: tuple[Seen, os.stat_result] | None = None,
        keep_mode: bool = False,
    ) -> None:
        """Write a new file, or replace the file ``old``, whose owner, and mode if asked, the new one takes over."""
        owner, exact = self._dress.owner(path), self._dress.file_mode(mode)
        if old is not None:
            seen, status = old
            self._old[path] = seen
            owner = _owner_of(status)
            exact = stat.S_IMODE(status.st_mode) if keep_mode else exact
        self._drafts.append(Draft("", path, content, mode, owner, exact))

    def bring_back(self, path: str, original: str, new: Seen, old: Seen | None) -> None:
        """Put the owner's file that is kept as ``original`` back to its place, over our unchanged file ``old``."""
        backup = f"{BACKUP}/m{len(self._moves)}" if old is not None else ""
        self._moves.append(Put(path, f"{ORIGINALS}/{original}", new, backup, old))

    def remove(self, path: str, old: Seen) -> None:
        """Remove the file ``old``."""
        self._removed.append((path, old))

    def remove_folder(self, path: str) -> None:
        """Remove a folder that Launcher made, if nothing is in it in the end."""
        self._emptied.append(path)

    def make_folder(self, path: str) -> None:
        """Make a folder; parents come first."""
        self._folders.append(path)

    def keep(self, path: str, name: str, old: Seen) -> None:
        """Keep the owner's file at ``path``, which is about to be replaced, as the original ``name``."""
        self._kept.append((path, f"{ORIGINALS}/{name}", old))

    def act(self, action: Action) -> None:
        """Make a change beside files."""
        payload = action.payload
        name = "" if payload is None else payload.sha256
        if payload is not None:
            self.write_state(f"{PAYLOADS}/{name}", payload)
        needs = tuple(str(write.path) for write in self._plan.writes if write.given) if self._plan is not None else ()
        self._actions.append((Act(action.name, action.title, dict(action.data), name, needs=needs), action))

    def take_back(self, action: InstalledAction) -> None:
        """Take an installed change beside files back."""
        self._undone.append(Act(action.name, action.title, dict(action.data), action.payload, back=True))

    def write_state(self, path: str, content: Content) -> None:
        """Write a file into our own folder, over an older one."""
        self._state_files.append((path, content))

    # Carrying out

    def commit(self, make_receipts: MakeReceipts, *, known: Mapping[str, Fresh] | None = None) -> Scene:
        """Do it, whole or not at all; return the scene, which knows what was left because somebody changed it.

        ``known`` are files that are installed by this, though not written: they hold what the receipt says.
        """
        session = self.session
        try:
            steps, written, receipts = self._stage(make_receipts)
        except BaseException:
            clear(session.state)
            collect_garbage(session.state, session.receipts())
            raise
        scene = Scene(session.site, session.state, self._actions, sync=session.settings.sync)
        journal = Journal(self._command, tuple(steps))
        session.progress.step("installing", len(steps))
        latest = clock_now()
        run(scene, journal, self._each)
        with suppress(Exception, KeyboardInterrupt):  # it is done, whatever becomes of this
            collect_garbage(session.state, receipts)
            fresh = {**(known or {}), **self._fresh(written, receipts, latest)}
            write_stamps(session.site, session.state, receipts, self._receipt, fresh)
            keep_reserve(session.state, receipts)
        return scene

    def _fresh(
        self, written: Mapping[str, Written], receipts: tuple[Receipt, ...], latest: int
    ) -> dict[str, Fresh | None]:
        """Return what is known of the files that were ``written``, before ``latest`` where nobody else could be."""
        ours = {(file.path, file.sha256) for receipt in receipts for file in receipt.files}
        new = NewFolders(self._folders)
        fresh: dict[str, Fresh | None] = {}
        for path, done in written.items():
            # Those of folders that exist were linked into place, which changes that time.
            changed = done.changed if new.holds(path) and done.changed < latest else 0
            mine = (path, done.sha256) in ours  # what was put there for the owner is to be compared each time
            fresh[path] = Fresh(done.identity, done.size, done.modified, changed) if mine else None
        return fresh

    def _each(self) -> None:
        self.session.interrupts.check()
        self.session.progress.advance()

    def _stage(self, make_receipts: MakeReceipts) -> tuple[list[Step], dict[str, Written], tuple[Receipt, ...]]:
        """Write everything that is new into our own folder, and bring it to the disk."""
        session, state = self.session, self.session.state
        sync = session.settings.sync
        state.make_folder(STAGING, 0o700)
        if self._kept:
            with suppress(FileExistsError):
                state.make_folder(ORIGINALS, 0o700)
        each = sync and syncs_each(len(self._drafts))
        new = NewFolders(self._folders)
        inodes = {path: self._stage_folder(path, f"{STAGING}/{place}") for path, place in new.places.items()}
        drafts = new.stage(self._drafts)
        loose = [draft for draft in drafts if not new.holds(draft.path)]
        filled = [f"{STAGING}/{place}" for place in reversed(new.places.values())]
        parts = sorted({f"{STAGING}/{draft.name}".rpartition("/")[0] for draft in loose} - {STAGING})
        for part in parts:
            state.make_folder(part, 0o700)
        with state.below(STAGING) as staging:
            where = session.site.where
            flush = sync and not each
            writer = Writer(staging, where, session.progress, session.interrupts, sync=each, flush=flush)
            done = writer.write(drafts)
        written = {draft.path: one for draft, one in zip(drafts, done, strict=True)}
        receipts = make_receipts(written)
        self._keep_bases(receipts)
        steps: list[Step] = [
            *(Remove(path, f"{BACKUP}/r{number}", old) for number, (path, old) in enumerate(self._removed)),
            *self._folder_removals(),
            *new.steps(inodes, drafts, done),
            *(Keep(path, name, old) for path, name, old in self._kept),
            *self._moves,
            *(self._put(draft, written[draft.path]) for draft in loose),
            *self._stage_state_files(sync=each),
            *(act for act, _ in self._actions),
            *self._undone,
            *self._stage_receipt(receipts, sync=each),
        ]
        if sync and each:
            for part in (*filled, *parts, STAGING, ""):
                state.sync_names(part)
            session.sync_home()
        elif sync:
            state.sync_everything()
        return steps, written, receipts

    def _keep_bases(self, receipts: tuple[Receipt, ...]) -> None:
        for receipt in receipts:
            if self._plan is not None and receipt.name == self._plan.name:
                contents = {write.content.sha256: write.content for write in self._plan.writes}
                bases = make_bases(self.session.state, receipt, contents)
                if bases is not None:
                    self.write_state(bases_path(receipt.name), bases)

    def _stage_folder(self, path: str, source: str) -> int:
        """Make an empty folder as it will be, in our own; return its inode."""
        state = self.session.state
        state.make_folder(source)
        status = state.look(source)
        assert status is not None
        mode, owner = self._dress.folder_mode(path, stat.S_IMODE(status.st_mode)), self._dress.owner(path)
        if mode != stat.S_IMODE(status.st_mode) or owner != NOBODY_ELSE:
            state.dress(source, mode, owner)
        return status.st_ino

    def _put(self, draft: Draft, written: Written) -> Put:
        old = self._old.get(draft.path)
        backup = "" if old is None else f"{BACKUP}/{draft.name.replace('/', '-')}"
        return Put(draft.path, f"{STAGING}/{draft.name}", seen(written), backup, old)

    def _folder_removals(self) -> list[RemoveFolder]:
        removals = []
        for path in sorted(self._emptied, reverse=True):
            status = self.session.site.look(path)
            if status is not None and stat.S_ISDIR(status.st_mode):
                mode = stat.S_IMODE(status.st_mode)
                removals.append(RemoveFolder(path, mode, status.st_uid, status.st_gid, status.st_mtime_ns))
        return removals

    def _stage_state_files(self, *, sync: bool) -> list[Put]:
        """Write files for our own folder; one that is there already, byte for byte, stays."""
        state = self.session.state
        puts = []
        for number, (path, content) in enumerate(dict(self._state_files).items()):
            old = seen_at(state, path)
            if old is not None and old.sha256 == content.sha256:
                continue
            with suppress(FileExistsError):
                state.make_folder(path.partition("/")[0], 0o700)
            source = f"{STAGING}/s{number}"
            written = state.write(source, content.chunks(), 0o600, sync=sync)
            puts.append(Put(path, source, seen(written), f"{BACKUP}/s{number}" if old else "", old, area="state"))
        return puts

    def _stage_receipt(self, receipts: tuple[Receipt, ...], *, sync: bool) -> list[Step]:
        state = self.session.state
        old = seen_at(state, RECEIPT)
        backup = f"{BACKUP}/receipt" if old else ""
        if not receipts:
            return [] if old is None else [Remove(RECEIPT, backup, old, area="state")]
        source = f"{STAGING}/receipt"
        self._receipt = receipts_to_bytes(receipts)
        written = state.write(source, [self._receipt], 0o600, sync=sync)
        return [Put(RECEIPT, source, seen(written), backup, old, area="state")]


def seen_at(folder: Any, path: str) -> Seen | None:
    """Return the file at ``path`` as a step remembers it, or None where nothing is."""
    status = folder.look(path)
    return None if status is None else seen_as(status, folder.digest(path))


def seen_as(status: os.stat_result, sha256: str) -> Seen:
    """Return a file with ``status`` and known content as a step remembers it."""
    return Seen(status.st_ino, status.st_size, status.st_mtime_ns, sha256)


def _owner_of(status: os.stat_result) -> Owner:
    return Owner(status.st_uid, status.st_gid)
