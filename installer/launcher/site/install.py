"""Install a bundle: check it, ask, plan, and carry the plan out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.errors import AnswerError, FetchError, InvalidBundle
from launcher.progress import SilentProgress
from launcher.site.folder import Folder
from launcher.site.target import find_place, nearest_folder, refuse_installed
from launcher.site.transaction import apply, check_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from launcher.bundle.findings import Finding, Report
    from launcher.bundle.manifest import Manifest
    from launcher.demo.model import AnswerValue, Option
    from launcher.platforms.plan import Plan
    from launcher.progress import Progress


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
    warnings: tuple[Finding, ...] = ()


def install(
    bundle: Path,
    target: Path,
    *,
    given: Mapping[str, str | AnswerValue] | None = None,
    ask: Callable[[Option], str] | None = None,
    platform: str | None = None,
    progress: Progress | None = None,
) -> InstallResult:
    """Install ``bundle`` into ``target``, whole or not at all.

    ``given`` has answers by key; ``ask`` is called for the others, or without it their defaults hold. Raises
    BundleError, InvalidBundle, AnswerError, TemplateError, ConflictError (with every path in the way), TargetError.
    """
    request = _Request(bundle, target, given or {}, ask, platform, progress or SilentProgress())
    with _planned(request) as planned:
        receipt = apply(planned.plan, target, progress=request.progress)
        return InstallResult(
            target=find_place(target).path,
            name=receipt.name,
            version=receipt.version,
            title=planned.manifest.title,
            platform=receipt.platform,
            files=len(receipt.files),
            bytes=sum(file.size for file in receipt.files),
            warnings=planned.report.warnings,
        )


@contextmanager
def plan_install(
    bundle: Path,
    target: Path,
    *,
    given: Mapping[str, str | AnswerValue] | None = None,
    ask: Callable[[Option], str] | None = None,
    platform: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Plan]:
    """Yield what :func:`install` would do, and raise what it would raise for this target; change nothing.

    The plan's contents can be read inside this context.
    """
    request = _Request(bundle, target, given or {}, ask, platform, progress or SilentProgress())
    with _planned(request) as planned:
        check_target(planned.plan, target)
        yield planned.plan


@dataclass(frozen=True, slots=True)
class _Request:
    bundle: Path
    target: Path
    given: Mapping[str, str | AnswerValue]
    ask: Callable[[Option], str] | None
    platform: str | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Planned:
    plan: Plan
    manifest: Manifest
    report: Report


@contextmanager
def _planned(request: _Request) -> Iterator[_Planned]:
    from launcher.bundle.read import open_bundle
    from launcher.demo.options import resolve_answers
    from launcher.platforms.table import find_platform

    _refuse_hopeless(request.target)
    report = _check(request.bundle, request.progress)
    with open_bundle(request.bundle) as reader:
        if reader.digest != report.digest:
            raise FetchError("the file changed while it was read", where=request.bundle)
        platform = find_platform(request.platform, request.target, reader.manifest)
        options = platform.options(reader.manifest)
        _refuse_two_of_a_key(options, request.bundle)
        answers = resolve_answers(options, request.given, ask=request.ask)
        request.progress.step("planning")
        with platform.plan(reader, answers, request.target) as plan:
            yield _Planned(plan, reader.manifest, report)


def _refuse_hopeless(target: Path) -> None:
    """Raise for a target that cannot be installed to, before a person answers questions for nothing."""
    place = find_place(target)
    if not place.exists:
        nearest_folder(place.path)
        return
    with Folder.open(place.path) as folder:
        refuse_installed(folder, target)


def _check(bundle: Path, progress: Progress) -> Report:
    """Validate all but what concerns who hands a bundle out: what placeholders show, and pages with other answers."""
    from launcher.bundle.check import check_bundle

    report = check_bundle(bundle, progress=progress, draw=False, render=False)
    if not report.ok:
        raise InvalidBundle(bundle, report.findings)
    return report


def _refuse_two_of_a_key(options: Sequence[Option], bundle: Path) -> None:
    keys: set[str] = set()
    for option in options:
        if option.key in keys:
            raise AnswerError(f'the demo and its platform both ask for "{option.key}"', where=bundle)
        keys.add(option.key)
