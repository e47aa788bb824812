"""What a platform is, and what it needs of a bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path, PurePosixPath

    from launcher.bundle.manifest import Manifest
    from launcher.demo.model import AnswerValue, Option
    from launcher.platforms.plan import Content, Plan
    from launcher.platforms.setup import SiteSetup


class Bundle(Protocol):
    """An open bundle, as platforms see it; :class:`launcher.bundle.read.BundleReader` is one."""

    @property
    def manifest(self) -> Manifest:
        """What the bundle says about itself."""

    @property
    def digest(self) -> str:
        """The content digest, 64 hex digits."""

    def names(self) -> Iterable[PurePosixPath]:
        """Return the demo's files, sorted."""

    def read(self, path: PurePosixPath) -> bytes:
        """Return a file's bytes, checked against the manifest."""

    def content(self, path: PurePosixPath) -> Content:
        """Return a file for a plan's write; it stays readable while the bundle is open."""


class Platform(Protocol):
    """Turns a bundle and answers into a plan; never writes to a target."""

    @property
    def name(self) -> str:
        """The name by which launcher.yaml and the command line call it."""

    def recognises(self, target: Path) -> bool:
        """Say whether an existing target is one of this platform's sites."""

    def options(self, manifest: Manifest) -> tuple[Option, ...]:
        """Return every question of an install: the demo's options and the platform's own."""

    def setting_up(self, setup: SiteSetup) -> Platform:
        """Return the platform that also sets the site up; TargetError where none of its sites is set up."""

    def plan(self, bundle: Bundle, answers: Mapping[str, AnswerValue], target: Path) -> AbstractContextManager[Plan]:
        """Return the plan of an install; its contents can be read inside the context and while the bundle is open."""
