"""Plan an upgrade: refuse what must not follow what is installed, and decide what becomes of everything else."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.bundle.versions import is_older
from launcher.errors import TargetError
from launcher.site.bases import read_bases
from launcher.site.handle import OpenFolder
from launcher.site.install import Request, planned_bundle
from launcher.site.installed import open_installed
from launcher.site.layout import avoid_others, check_paths
from launcher.site.observed import observe
from launcher.site.record import installed_action
from launcher.site.session import Settings
from launcher.site.state import find_home, home_folder
from launcher.site.target import find_place
from launcher.site.three_way import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from launcher.bundle.read import BundleReader
    from launcher.bundle.signing.verify import Trust
    from launcher.demo.model import AnswerValue, Option
    from launcher.platforms.plan import Action, Plan
    from launcher.site.install import Planned
    from launcher.site.merge import MergeMode
    from launcher.site.receipt import InstalledAction, Receipt
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


@dataclass(frozen=True, slots=True)
class PlannedUpgrade:
    """An upgrade, decided. Contents can be read while the context lasts.

    ``actions`` are the changes beside files that are still to be made, ``undone`` those to be taken back.
    """

    plan: Plan
    old: Receipt
    others: tuple[Receipt, ...]
    decision: Decision
    actions: tuple[Action, ...]
    undone: tuple[InstalledAction, ...]
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
        return _predecessor(reader, receipts, request, manner)

    with planned_bundle(request, choose) as (found, old):
        assert old is not None
        yield _decided(found, old, receipts, request, manner)


def _predecessor(reader: BundleReader, receipts: Sequence[Receipt], request: Request, manner: Manner) -> Receipt:
    """Return the receipt of the version that the bundle follows; TargetError where it must not."""
    name, version = reader.manifest.name, reader.manifest.version
    if manner.only not in {None, name}:
        raise TargetError(f"it is the bundle {name}, not {manner.only}", where=request.bundle)
    old = _find(receipts, name, request.target)
    if is_older(version, old.version) and not manner.downgrade:
        raise TargetError(
            f"{name} {old.version} is installed, and {version} is older",
            where=request.target,
            hint="--downgrade installs it all the same",
        )
    _refuse_other_signer(reader, old, manner, request.trust)
    return old


def _refuse_empty(receipts: Sequence[Receipt], target: Path) -> None:
    if not receipts:
        hint = f"`launcher install BUNDLE {target}` installs a bundle"
        raise TargetError("nothing is installed here by Launcher", where=target, hint=hint)


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


def _decided(
    found: Planned, old: Receipt, receipts: Sequence[Receipt], request: Request, manner: Manner
) -> PlannedUpgrade:
    """Compare the new version with the old one and with what stands in the target."""
    settings = request.settings
    others = tuple(receipt for receipt in receipts if receipt is not old)
    plan = avoid_others(found.plan, others, old)
    check_paths(plan)
    place = find_place(request.target)
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
    actions, undone = _new_actions(plan, old), _old_actions(plan, old)
    titles = (*(action.title for action in actions), *(f"undo: {action.title}" for action in undone))
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
    return PlannedUpgrade(plan, old, others, decision, actions, undone, result)


def _needed(site: OpenFolder, old: Receipt, plan: Plan, settings: Settings) -> frozenset[str]:
    """Return the files that the new version has no more, and that something of the owner's needs."""
    gone = {file.path for file in old.files}.difference(str(write.path) for write in plan.writes)
    things = observe(site, old, settings.state) if gone else ()
    return frozenset(path for action in things for path in action.files if path in gone)


def _new_actions(plan: Plan, old: Receipt) -> tuple[Action, ...]:
    """Return the changes beside files that are still to be made."""
    return tuple(action for action in plan.actions if installed_action(action) not in old.actions)


def _old_actions(plan: Plan, old: Receipt) -> tuple[InstalledAction, ...]:
    """Return those to be taken back; one that has a successor of its name is in its hands."""
    names = {action.name for action in plan.actions} | plan.lasting
    return tuple(action for action in reversed(old.actions) if action.name not in names)


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
