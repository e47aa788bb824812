"""Lay out the files of a bundle in ``wp-content``: the theme, configuration files, attachments and their sizes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import size_path
from launcher.demo.wordpress.layout import UPLOADS
from launcher.demo.wordpress.lazy_posts import map_posts
from launcher.errors import BundleError, ContentError
from launcher.platforms.configuration import write_configuration
from launcher.platforms.plan import BytesContent
from launcher.platforms.wordpress.files import file_problems, places_of
from launcher.platforms.wordpress.pictures import Picture, look, made_sizes
from launcher.platforms.wordpress.sizes import sizes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import PurePosixPath

    from launcher.demo.model import AnswerValue
    from launcher.demo.wordpress.document import File, Post, SiteDocument, Size
    from launcher.images.ledger import LedgerEntry
    from launcher.platforms.base import Bundle
    from launcher.platforms.plan import Content
    from launcher.platforms.wordpress.pictures import Wanted
    from launcher.platforms.wordpress.target import WordPress


@dataclass(frozen=True, slots=True)
class Laid:
    """Files by their path in the target, those that only their owner may read, and the ledger's entries of them.

    ``document`` knows of each attachment its real pixels and the sizes that lie beside it.
    """

    document: SiteDocument
    files: Mapping[PurePosixPath, Content]
    private: frozenset[PurePosixPath]
    images: tuple[LedgerEntry, ...]


@contextmanager
def laid_out(
    bundle: Bundle, document: SiteDocument, answers: Mapping[str, AnswerValue], site: WordPress
) -> Iterator[Laid]:
    """Yield the files of a bundle as they will lie in ``site``; all can be read inside the context.

    BundleError for a file that no bundle may bring, ContentError where two want one place or an attachment has none.
    """
    laying = _Laying(bundle, site)
    laying.copy()
    laying.configure(answers)
    registered = {**site.sizes, **(document.theme.sizes if document.theme else {})}
    attached = [(index, laying.attach(post.file, registered)) for index, post in enumerate(document.posts) if post.file]
    with made_sizes([picture for _, (_, picture) in attached if picture is not None]) as made:
        finished = {
            index: file if picture is None else laying.put_sizes(file, picture, made)
            for index, (file, picture) in attached
        }

        def changed(index: int, post: Post) -> Post:
            return replace(post, file=finished[index]) if index in finished else post

        yield Laid(
            replace(document, posts=map_posts(document.posts, changed)),
            laying.files,
            frozenset(laying.private),
            tuple(laying.images.values()),
        )


class _Laying:
    """Collects what lies where."""

    def __init__(self, bundle: Bundle, site: WordPress) -> None:
        layout = bundle.manifest.wordpress
        assert layout is not None
        self._bundle = bundle
        self._layout = layout
        self._site = site
        self._names = frozenset(bundle.names())
        self._entries = {
            entry.path: entry for entry in bundle.manifest.images if entry.decision != "kept" and entry.inline is None
        }
        self.files: dict[PurePosixPath, Content] = {}
        self.private: set[PurePosixPath] = set()
        self.images: dict[PurePosixPath, LedgerEntry] = {}
        for path, problem in file_problems(sorted(self._names), layout):
            raise BundleError(problem, code="wordpress-file", where=path)

    def copy(self) -> None:
        """Lay out the theme, the uploads and what is to be copied."""
        for path in sorted(self._names):
            for target in self._targets(path):
                self._put(target, self._bundle.content(path), path)
                self._list(path, target)

    def configure(self, answers: Mapping[str, AnswerValue]) -> None:
        """Write the configuration files that go into the site, in place of the author's own copies."""
        for file in self._bundle.manifest.configuration:
            for target in self._targets(file.path):
                self.files[target] = BytesContent(write_configuration(file, answers))
                if file.private:
                    self.private.add(target)

    def attach(self, file: File, registered: Mapping[str, Size]) -> tuple[File, Picture | None]:
        """Lay out an attachment's file; return it with its real pixels and the sizes that are wanted of it."""
        if file.source not in self._names:
            raise ContentError("an attachment names it, and the bundle has no such file", where=file.source)
        content = self._bundle.content(file.source)
        target = self._site.uploads / file.path
        self._put(target, content, file.source)
        self._list(file.source, target)
        info = look(self._bundle.read(file.source))
        if info is None:
            return replace(file, sizes={}), None
        # What an export lists is made too, for its texts name these files; where the site has a size of that name,
        # the site's counts.
        sizes = {**file.sizes, **sizes_of(info.width, info.height, registered)}
        wanted = {(size.width, size.height, size.crop) for size in sizes.values() if not self._has(file, size)}
        file = replace(file, width=info.width, height=info.height, sizes=sizes)
        return file, Picture(content, frozenset(wanted))

    def put_sizes(self, file: File, picture: Picture, made: Mapping[tuple[str, Wanted], Content]) -> File:
        """Lay out the sizes of a picture; return it with those that there are."""
        there: dict[str, Size] = {}
        for name, size in file.sizes.items():
            content = made.get((picture.content.sha256, (size.width, size.height, size.crop)))
            if content is not None:
                target = self._site.uploads / size_path(file.path, size)
                self._put(target, content, file.source, either=True)
                self._list(file.source, target, size)
            elif not self._has(file, size):
                continue
            there[name] = size
        return replace(file, sizes=there)

    def _targets(self, path: PurePosixPath) -> Iterator[PurePosixPath]:
        for place in places_of(path, self._layout):
            folder = self._site.uploads if place.parts[0] == UPLOADS else self._site.themes
            yield folder.joinpath(*place.parts[1:])

    def _has(self, file: File, size: Size) -> bool:
        """Say whether the bundle itself brings a size of a picture."""
        path = self._site.uploads / size_path(file.path, size)
        return path in self.files and size_path(file.source, size) in self._names

    def _put(self, target: PurePosixPath, content: Content, source: PurePosixPath, *, either: bool = False) -> None:
        """Lay a file out; two sizes of the same pixels are one file, whichever was made ``either`` way."""
        known = self.files.setdefault(target, content)
        if known is not content and known.sha256 != content.sha256 and not either:
            raise ContentError(f"another file goes to {target} too", where=source)

    def _list(self, source: PurePosixPath, target: PurePosixPath, size: Size | None = None) -> None:
        """List a placeholder under its path in the site, so that its owner can put a picture of theirs there."""
        entry = self._entries.get(source)
        if entry is None or target in self.images:
            return
        if size is not None:
            if entry.recipe is None:
                return
            recipe = replace(entry.recipe, width=size.width, height=size.height)
            entry = replace(entry, width=size.width, height=size.height, recipe=recipe)
        self.images[target] = replace(entry, path=target)
