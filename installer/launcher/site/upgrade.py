"""Bring another version of an installed bundle into a target, and leave what the owner made or changed."""

from __future__ import annotations

import stat
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.bundle.versions import is_older
from launcher.errors import TargetError
from launcher.site.bases import read_bases
from launcher.site.handle import OpenFolder
from launcher.site.install import Request, planned_bundle
from launcher.site.installed import open_installed
from launcher.site.layout import avoid_others, check_paths, original_name
from launcher.site.observed import observe
from launcher.site.record import installed_action, now
from launcher.site.session import Settings, open_session
from launcher.site.stamps import Fresh
from launcher.site.state import ORIGINALS, find_home, home_folder
from launcher.site.target import find_place
from launcher.site.three_way import decide
from launcher.site.work import Work, seen_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from launcher.bundle.read import BundleReader
    from launcher.bundle.signing.verify import Trust
    from launcher.demo.model import AnswerValue, Option
    from launcher.platforms.plan import Action, Plan
    from launcher.progress import Progress
    from launcher.site.folder import Written
    from launcher.site.merge import MergeMode
    from launcher.site.receipt import InstalledAction, InstalledFile, Receipt
    from launcher.site.session import Session
    from launcher.site.upgrade_decision import Decision, Row


@dataclass(frozen=True, slots=True)
class UpgradeResult:
    """What an upgrade did; ``rows`` say what became of every path that is not simply as it was, sorted by path."""

    target: Path
    name: str
    title: str
    old_version: str
    version: str
    platform: str
    rows: tuple[Row, ...]
    actions: tuple[str, ...]  # titles of changes beside files, those taken back with "undo: " in front
    changed: bool  # whether anything was written

    def paths(self, *fates: str) -> tuple[str, ...]:
        """Return the paths that had one of these fates."""
        return tuple(row.path for row in self.rows if row.fate in fates)


@dataclass(frozen=True, slots=True)
class Manner:
    """How an upgrade treats what the owner has.

    ``merge`` texts that both sides changed; ``overwrite`` files of the owner's where the bundle has new ones, keeping
    them until an uninstall. An older version is refused without ``downgrade``, another bundle than ``only`` always,
    and one that is signed by somebody else than the installed one was without ``change_signer``.
    """

    merge: MergeMode = "no"
    overwrite: bool = False
    downgrade: bool = False
    only: str | None = None
    change_signer: bool = False


def upgrade(
    bundle: Path,
    target: Path,
    *,
    given: Mapping[str, str | AnswerValue] | None = None,
    ask: Callable[[Option], str] | None = None,
    trust: Trust | None = None,
    manner: Manner | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> UpgradeResult:
    """Bring ``bundle``, another version of one that is installed, into ``target``, whole or not at all.

    Files that the owner did not change are replaced, or removed where the bundle has them no more; those that they
    changed stay, and new versions lie beside them as ``NAME.launcher-new``. Options keep their answers; new ones are
    in ``given``, asked for, or take their defaults. Where nothing is to be done nothing is written.
    """
    settings = settings or Settings(progress=progress)
    with plan_upgrade(bundle, target, given=given, ask=ask, trust=trust, manner=manner, settings=settings) as planned:
        if planned.result.changed:
            with open_session(target, settings) as session:
                _carry_out(planned, session, target)
        return planned.result


@dataclass(frozen=True, slots=True)
class PlannedUpgrade:
    """An upgrade, decided. Contents can be read while the context lasts."""

    plan: Plan
    old: Receipt
    others: tuple[Receipt, ...]
    decision: Decision
    result: UpgradeResult


@contextmanager
def plan_upgrade(
    bundle: Path,
    target: Path,
    *,
    given: Mapping[str, str | AnswerValue] | None = None,
    ask: Callable[[Option], str] | None = None,
    trust: Trust | None = None,
    manner: Manner | None = None,
    settings: Settings | None = None,
) -> Iterator[PlannedUpgrade]:
    """Yield what :func:`upgrade` would do, and raise what it would raise; change nothing."""
    settings, manner = settings or Settings(), manner or Manner()
    with open_installed(target, settings.state, wait=settings.wait) as (_, receipts):
        _refuse_empty(receipts, target)
    request = Request(bundle, target, given or {}, ask, None, settings, trust)

    def choose(reader: BundleReader) -> Receipt:
        name, version = reader.manifest.name, reader.manifest.version
        if manner.only not in {None, name}:
            raise TargetError(f"it is the bundle {name}, not {manner.only}", where=bundle)
        old = _find(receipts, name, target)
        if is_older(version, old.version) and not manner.downgrade:
            raise TargetError(
                f"{name} {old.version} is installed, and {version} is older",
                where=target,
                hint="--downgrade installs it all the same",
            )
        _refuse_other_signer(reader, old, manner, trust)
        return old

    with planned_bundle(request, choose) as (found, old):
        assert old is not None
        others = tuple(receipt for receipt in receipts if receipt is not old)
        plan = avoid_others(found.plan, others, old)
        check_paths(plan)
        place = find_place(target)
        with OpenFolder.open(place.real) as site:
            decision = decide(
                site,
                old,
                plan,
                others,
                _base_reader(site, old.name, settings),
                mode=manner.merge,
                overwrite=manner.overwrite,
                needed=_needed(site, old, plan, settings),
            )
        titles = (
            *(action.title for action in _new_actions(plan, old)),
            *(f"undo: {action.title}" for action in _old_actions(plan, old)),
        )
        result = UpgradeResult(
            target=place.path,
            name=plan.name,
            title=found.manifest.title,
            old_version=old.version,
            version=plan.version,
            platform=plan.platform,
            rows=tuple(decision.rows),
            actions=titles,
            changed=bool(titles) or _changes(decision, plan, old),
        )
        yield PlannedUpgrade(plan, old, others, decision, result)


def _needed(site: OpenFolder, old: Receipt, plan: Plan, settings: Settings) -> frozenset[str]:
    """Return the files that the new version has no more, and that something of the owner's needs."""
    gone = {file.path for file in old.files}.difference(str(write.path) for write in plan.writes)
    things = observe(site, old, settings.state) if gone else ()
    return frozenset(path for action in things for path in action.files if path in gone)


def _new_actions(plan: Plan, old: Receipt) -> list[Action]:
    """Return the changes beside files that are still to be made."""
    return [action for action in plan.actions if installed_action(action) not in old.actions]


def _old_actions(plan: Plan, old: Receipt) -> list[InstalledAction]:
    """Return those to be taken back; one that has a successor of its name is in its hands."""
    names = {action.name for action in plan.actions} | plan.lasting
    return [action for action in reversed(old.actions) if action.name not in names]


def _actions_after(plan: Plan, old: Receipt) -> tuple[InstalledAction, ...]:
    """Return all that is made beside files once the upgrade is done, in the order in which it was made."""
    names = {action.name for action in plan.actions}
    lasting = (action for action in old.actions if action.name in plan.lasting - names)
    return (*lasting, *(installed_action(action) for action in plan.actions))


def _refuse_empty(receipts: Sequence[Receipt], target: Path) -> None:
    if not receipts:
        hint = f"`launcher install BUNDLE {target}` installs a bundle"
        raise TargetError("nothing is installed here by Launcher", where=target, hint=hint)


def _refuse_other_signer(reader: BundleReader, old: Receipt, manner: Manner, trust: Trust | None) -> None:
    """Hold a new version to the key that the installed one was signed with, unless the user names another."""
    signer = reader.signed.key if reader.signed else ""
    if old.signer in {"", signer} or manner.change_signer or (trust is not None and trust.key is not None):
        return
    found = "is signed with another key" if reader.signed else "is not signed"
    raise TargetError(
        f"{old.name} {old.version} was signed with {old.signer}, and this one {found}",
        where=reader.path,
        hint="if its author says so, --key names the new key; --change-signer takes any",
    )


def _find(receipts: Sequence[Receipt], name: str, target: Path) -> Receipt:
    for receipt in receipts:
        if receipt.name == name:
            return receipt
    names = ", ".join(f"{receipt.name} {receipt.version}" for receipt in receipts)
    raise TargetError(
        f"the bundle is {name}, and here is {names}",
        where=target,
        hint=f"`launcher install` puts {name} beside it, where no path is in the way",
    )


def _base_reader(site: OpenFolder, name: str, settings: Settings) -> Callable[[str], bytes | None]:
    """Return what reads the texts of the installed version; the zip of them is opened when the first is wanted."""
    texts: dict[str, bytes] = {}
    loaded = False

    def read(sha256: str) -> bytes | None:
        nonlocal loaded
        if not loaded:
            home = find_home(site, settings.state)
            with home_folder(site, home) as parent, parent.below(home.name) as state:
                texts.update(read_bases(state, name))
            loaded = True
        return texts.get(sha256)

    return read


def _changes(decision: Decision, plan: Plan, old: Receipt) -> bool:
    """Say whether anything is to be written: files, folders, or what the receipt knows."""
    if any(row.content is not None or row.found is not None or row.original for row in decision.rows):
        return True
    if decision.folders.remove or decision.folders.make:
        return True
    files = tuple(file for _, file in sorted(decision.files.items()))
    images = tuple(image.to_json() for image in plan.images)
    known = (old.version, old.digest, dict(old.answers), old.files, old.images, old.signer)
    return known != (plan.version, plan.digest, dict(plan.answers), files, images, plan.signer)


def _carry_out(planned: PlannedUpgrade, session: Session, target: Path) -> None:
    receipts = session.receipts()
    if receipts != tuple(sorted((planned.old, *planned.others), key=lambda one: one.name)):
        raise TargetError("what is installed was changed meanwhile; try again", where=target)
    decision, old = planned.decision, planned.old
    work = Work(session, "upgrade", old.ownership, plan=planned.plan)
    modes = {file.path: file.mode for file in old.files}
    for row in decision.rows:
        _do(row, work, session, modes)
    for folder in decision.folders.remove:
        work.remove_folder(folder)
    for folder in decision.folders.make:
        work.make_folder(folder)
    for action in _new_actions(planned.plan, old):
        work.act(action)
    for back in _old_actions(planned.plan, old):
        work.take_back(back)
    known = {}
    for row in decision.rows:
        if row.fate == "adopt" and (status := session.site.look(row.path)) is not None:
            known[row.path] = Fresh.of(status)
    work.commit(lambda written: (_receipt(planned, written), *planned.others), known=known)


def _do(row: Row, work: Work, session: Session, modes: Mapping[str, int]) -> None:
    """Say what is to be done about one path."""
    place, found = row.place or row.path, row.found
    old = None if found is None else (seen_as(found.status, found.sha256), found.status)
    if row.original is not None:
        kept = session.state.look(f"{ORIGINALS}/{row.original.name}")
        if kept is not None:
            seen = seen_as(kept, row.original.sha256)
            work.bring_back(place, row.original.name, seen, None if old is None else old[0])
    elif row.content is not None:
        if row.fate == "overwrite" and old is not None:
            work.keep(row.path, original_name(row.path), old[0])
        keep_mode = found is not None and (
            row.fate in {"merge", "conflict"} or stat.S_IMODE(found.status.st_mode) != modes.get(place, -1)
        )
        work.put(place, row.content, row.mode, old=old, keep_mode=keep_mode and row.fate != "overwrite")
    elif old is not None:
        work.remove(row.path, old[0])


def _receipt(planned: PlannedUpgrade, written: Mapping[str, Written]) -> Receipt:
    from launcher import __version__

    plan = planned.plan

    def entry(file: InstalledFile) -> InstalledFile:
        done = written.get(file.path)
        return file if done is None else file._replace(mode=done.mode, stamp=None)

    return planned.old._replace(
        version=plan.version,
        digest=plan.digest,
        platform=plan.platform,
        answers=plan.answers,
        launcher=__version__,
        installed=now(),
        files=tuple(entry(file) for _, file in sorted(planned.decision.files.items())),
        folders=planned.decision.folders.after,
        actions=_actions_after(plan, planned.old),
        images=tuple(image.to_json() for image in plan.images),
        signer=plan.signer,
    )
