"""A demo as data: what launcher.yaml says, parsed and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.demo.configuration import ConfigurationFile

OptionType = Literal["text", "email", "url", "bool", "int", "choice"]
AnswerValue = str | bool | int
#: What a homepage must be, where there is one: an address on the web.
HOMEPAGE = re.compile(r'https?://[^\s\x00-\x1f\x7f-\x9f"<>]+')

_CONTENT = PurePosixPath("content")
_TEMPLATES = PurePosixPath("templates")
_WORDPRESS = PurePosixPath("wordpress")


@dataclass(frozen=True, slots=True)
class Option:
    """One question that a demo or a platform asks; the answer is a :data:`AnswerValue` of its type."""

    key: str
    ask: str
    type: OptionType = "text"
    default: AnswerValue | None = None  # None: there is no default, an answer is required
    choices: tuple[str, ...] = ()  # for type "choice" alone
    help: str = ""


@dataclass(frozen=True, slots=True)
class KeepRule:
    """Images that stay: gitignore-style globs with the licence and source that allow it."""

    paths: tuple[str, ...]
    license: str
    source: str


@dataclass(frozen=True, slots=True)
class ImageRules:
    """The ``images`` part of launcher.yaml."""

    keep: tuple[KeepRule, ...] = ()
    omit: tuple[str, ...] = ()  # globs of images that the author leaves out on purpose
    replace: tuple[str, ...] = ()  # globs of images that no keep rule and no default keeps
    style: Literal["sample", "plain"] = "sample"
    svg: Literal["keep", "replace"] = "keep"


@dataclass(frozen=True, slots=True)
class ContentLayout:
    """Where a demo with a content model keeps its articles and templates, and how they are listed."""

    root: PurePosixPath = _CONTENT
    templates: PurePosixPath = _TEMPLATES
    posts_per_page: int = 5
    language: str = "en"


@dataclass(frozen=True, slots=True)
class WordPressLayout:
    """Where a demo keeps what WordPress alone needs: themes, uploads, the site document.

    ``copy`` leads from files and folders of the demo to where they go as well, below wp-content.
    """

    root: PurePosixPath = _WORDPRESS
    copy: Mapping[PurePosixPath, PurePosixPath] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WordPressImport:
    """Where a demo keeps what was exported of a WordPress site, for ``pack`` to read; paths are inside the demo.

    ``theme`` is the folder of the theme, ``.`` for the demo's own. ``content`` are WXR files in their order.
    ``widgets``, ``customizer`` and ``redux`` (by the option that keeps them) are files of One Click Demo Import.
    """

    theme: PurePosixPath
    content: tuple[PurePosixPath, ...]
    widgets: PurePosixPath | None = None
    customizer: PurePosixPath | None = None
    redux: Mapping[str, PurePosixPath] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A tree that is packed otherwise than it lies: folders that move, files that were read, files that were made."""

    moved: Mapping[PurePosixPath, PurePosixPath]
    read: Mapping[PurePosixPath, str]  # -> why they are not packed themselves
    made: Mapping[PurePosixPath, Path]  # path in the bundle -> file

    def place(self, path: PurePosixPath) -> PurePosixPath:
        """Return where a file of the tree stands in the bundle."""
        for source, target in self.moved.items():
            if path.is_relative_to(source):
                return target / path.relative_to(source)
        return path


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo's source tree and everything its launcher.yaml says; ``content`` is None for a tree of plain files."""

    root: Path
    name: str
    version: str
    title: str
    license: str
    description: str = ""
    author: str = ""
    homepage: str = ""
    platforms: tuple[str, ...] = ("static",)
    options: tuple[Option, ...] = ()
    images: ImageRules = ImageRules()
    ignore: tuple[str, ...] = ()
    content: ContentLayout | None = None
    configuration: tuple[ConfigurationFile, ...] = ()
    wordpress: WordPressLayout | None = None
    imports: WordPressImport | None = None
    arrangement: Arrangement | None = None
