"""Install a bundle: check it, ask, plan, and carry the plan out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launcher.errors import AnswerError, BundleError
from launcher.site.handle import OpenFolder
from launcher.site.receipt_file import receipts_of
from launcher.site.session import Settings
from launcher.site.target import find_place, nearest_folder, refuse_installed
from launcher.site.transaction import apply, check_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from launcher.bundle.manifest import Manifest
    from launcher.bundle.read import BundleReader
    from launcher.bundle.signing.verify import Trust
    from launcher.demo.model import AnswerValue, Option
    from launcher.platforms.plan import Plan
    from launcher.platforms.setup import SiteSetup
    from launcher.progress import Progress
    from launcher.site.receipt import Receipt
    from launcher.site.transaction import Manner


@dataclass(frozen=True, slots=True)
class InstallResult:
    """What was installed; ``target`` is the real, absolute path, ``bytes`` the size of all ``files``."""

    target: Path
    name: str
    version: str
    title: str
    platform: str
    files: int
    bytes: int


def install(
    bundle: Path,
    target: Path,
    *,
    given: Mapping[str, str | AnswerValue] | None = None,
    ask: Callable[[Option], str] | None = None,
    platform: str | None = None,
    trust: Trust | None = None,
    progress: Progress | None = None,
    manner: Manner | None = None,
    settings: Settings | None = None,
    setup: SiteSetup | None = None,
) -> InstallResult:
    """Install ``bundle`` into ``target``, whole or not at all.

    The bundle must be sound as a zip, and its files byte for byte what its manifest promises; whether what it holds is
    right for those who hand it out is for :func:`launcher.validate`.

    ``given`` has answers by key; ``ask`` is called for the others, or without it their defaults hold. ``trust`` says
    whose bundle it must be, ``manner`` what becomes of files that are there already, ``setup`` how a site is made of a
    target that is only its program. Raises BundleError, AnswerError, TemplateError, ConflictError (with every path in
    the way), BusyError, TargetError.
    """
    settings = settings or Settings(progress=progress)
    request = Request(bundle, target, given or {}, ask, platform, settings, trust, setup)
    with planned_install(request) as planned:
        receipt = apply(planned.plan, target, manner=manner, settings=settings)
        return InstallResult(
            target=find_place(target).path,
            name=receipt.name,
            version=receipt.version,
            title=planned.manifest.title,
            platform=receipt.platform,
            files=len(receipt.files),
            bytes=sum(file.size for file in receipt.files),
        )


@contextmanager
def plan_install(
    bundle: Path,
    target: Path,
    *,
    given: Mapping[str, str | AnswerValue] | None = None,
    ask: Callable[[Option], str] | None = None,
    platform: str | None = None,
    trust: Trust | None = None,
    progress: Progress | None = None,
    manner: Manner | None = None,
    settings: Settings | None = None,
    setup: SiteSetup | None = None,
) -> Iterator[PlannedInstall]:
    """Yield what :func:`install` would do, and raise what it would raise for this target; change nothing.

    The plan's contents can be read inside this context.
    """
    settings = settings or Settings(progress=progress)
    request = Request(bundle, target, given or {}, ask, platform, settings, trust, setup)
    with planned_install(request) as planned:
        plan, found = check_target(planned.plan, target, manner=manner, settings=settings)
        yield PlannedInstall(plan, tuple(found.adopted) if found else (), tuple(found.overwritten) if found else ())


@dataclass(frozen=True, slots=True)
class PlannedInstall:
    """What an install would do, and what of it is there already: the same, or the owner's and to be overwritten."""

    plan: Plan
    adopted: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks for: which bundle, into which target, answered how."""

    bundle: Path
    target: Path
    given: Mapping[str, str | AnswerValue]
    ask: Callable[[Option], str] | None
    platform: str | None
    settings: Settings
    trust: Trust | None = None
    setup: SiteSetup | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A checked bundle and what it would do; readable while its context lasts."""

    plan: Plan
    manifest: Manifest


@contextmanager
def planned_install(request: Request) -> Iterator[Planned]:
    """Yield the plan of an install, its bundle checked and its options answered."""
    _refuse_hopeless(request)

    def choose(reader: BundleReader) -> None:
        _refuse_hopeless(request, reader.manifest.name)

    with planned_bundle(request, choose) as (planned, _):
        yield planned


@contextmanager
def planned_bundle(
    request: Request, choose: Callable[[BundleReader], Receipt | None]
) -> Iterator[tuple[Planned, Receipt | None]]:
    """Yield the plan of a bundle, checked, its options answered, and the receipt of what it succeeds.

    ``choose`` is shown the bundle and returns that receipt, whose platform and answers hold on, or raises; with None
    everything is new.
    """
    from launcher.bundle.read import naming_damage
    from launcher.demo.options import carry_answers, resolve_answers
    from launcher.platforms.table import find_platform

    progress = request.settings.progress
    progress.step("reading the bundle")
    with _open(request) as reader, naming_damage(reader.archive):
        old = choose(reader)
        name = request.platform if old is None else old.platform
        platform = find_platform(name, request.target, reader.manifest)
        if request.setup is not None:
            platform = platform.setting_up(request.setup)
        options = platform.options(reader.manifest)
        _refuse_two_of_a_key(options, request.bundle)
        given = request.given if old is None else carry_answers(options, old.answers, request.given)
        answers = resolve_answers(options, given, ask=request.ask)
        progress.step("planning")
        with platform.plan(reader, answers, request.target) as plan:
            signer = reader.signed.key if reader.signed else ""
            yield Planned(replace(plan, signer=signer), reader.manifest), old


def _open(request: Request) -> BundleReader:
    """Open the bundle; an error about something in it names the bundle too."""
    from launcher.bundle.read import open_bundle

    try:
        # Each file is compared with the manifest when it is written, so the seal would say nothing more about the site.
        return open_bundle(request.bundle, request.settings.limits, trust=request.trust, whole=False)
    except BundleError as error:
        if error.where in {None, str(request.bundle)}:
            raise
        message, hint = f"the bundle is not valid: {error}", f"`launcher validate {request.bundle}` lists every finding"
        raise BundleError(message, code=error.code, where=request.bundle, hint=error.hint or hint) from error


def _refuse_hopeless(request: Request, name: str | None = None) -> None:
    """Raise for a target that cannot be installed to, before a person answers questions for nothing."""
    place = find_place(request.target)
    if not place.exists:
        nearest_folder(place.path)
        return
    with OpenFolder.open(place.path) as folder:
        receipts = receipts_of(folder, request.settings.state)
    if name is not None:
        refuse_installed(receipts, name, request.target)


def _refuse_two_of_a_key(options: Sequence[Option], bundle: Path) -> None:
    keys: set[str] = set()
    for option in options:
        if option.key in keys:
            raise AnswerError(f'the demo and its platform both ask for "{option.key}"', where=bundle)
        keys.add(option.key)
