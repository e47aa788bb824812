"""A whole WordPress site from its exports: the document, post by post, and the files that its media stand for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import SiteDocument, Theme, size_path
from launcher.demo.wordpress.sources.contents import Contents
from launcher.demo.wordpress.sources.index import MENU_ITEM, SKIPPED_STATUS, index_of
from launcher.demo.wordpress.sources.menus import menus_of
from launcher.demo.wordpress.sources.posts import PostMaker
from launcher.demo.wordpress.sources.privacy import Privacy
from launcher.demo.wordpress.sources.settings import Customizer, read_customizer, read_redux, read_widgets
from launcher.demo.wordpress.sources.wxr import read_wxr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from launcher.demo.wordpress.document import Post, Term
    from launcher.demo.wordpress.sources.attachments import MediaFile


@dataclass(frozen=True, slots=True)
class ExportFiles:
    """The files of one site: exports in their order, and what One Click Demo Import has beside them."""

    content: tuple[Path, ...]
    widgets: Path | None = None
    customizer: Path | None = None
    redux: Mapping[str, Path] = field(default_factory=dict)  # option -> file
    theme: str = ""  # the folder's name of the theme that is activated
    template: str = ""  # that of its parent, "" where it has none


class ExportedSite:
    """A site that is read from exports.

    ``frame`` and then ``posts`` may be asked for once, after which the report is whole.
    """

    def __init__(self, files: ExportFiles, uploads: PurePosixPath) -> None:
        """``uploads`` is the folder of the bundle for files of attachments. DemoError for what cannot be read."""
        self._files = files
        self.privacy = Privacy()
        self._index = index_of(files.content, self.privacy)
        places = {str(media.path) for media in self._index.media.values()}
        places |= {
            str(size_path(media.path, size)) for media in self._index.media.values() for size in media.sizes.values()
        }
        folders = {media.folder for media in self._index.media.values()}
        contents = Contents(self._index.addresses, sorted(folders), self._index.refs, places.__contains__)
        self._maker = PostMaker(self._index, contents, self.privacy, uploads)
        self._contents = contents
        self.refused_options: tuple[str, ...] = ()

    @property
    def media(self) -> list[MediaFile]:
        """Return the files of all attachments, by path, each once."""
        found = {media.path: media for media in self._index.media.values()}
        return [found[path] for path in sorted(found, key=str)]

    @property
    def skipped(self) -> Mapping[str, int]:
        """How many of what was left out, by kind."""
        return {kind: count for kind, count in sorted(self._index.skipped.items()) if count}

    def document(self) -> SiteDocument:
        """Return the document whole."""
        frame = self.frame()
        return replace(frame, posts=tuple(self.posts()))

    def posts(self) -> Iterator[Post]:
        """Yield the posts, one at a time in memory."""
        for path in self._files.content:
            for part in read_wxr(path):
                if part.name == "item" and part.get("wp:post_type") != MENU_ITEM:
                    number = part.get("wp:post_id").strip()
                    if number.isdecimal() and self._has(int(number), part.get("wp:status")):
                        yield self._maker.post(part)

    def _has(self, number: int, status: str) -> bool:
        return number in self._index.refs and status not in SKIPPED_STATUS

    def frame(self) -> SiteDocument:
        """Return everything but the posts."""
        index, files = self._index, self._files
        customizer = read_customizer(files.customizer, index, self._maker) if files.customizer else Customizer("")
        self.refused_options = tuple(customizer.refused)
        options = dict(customizer.options)
        options |= {name: read_redux(path, self._maker) for name, path in files.redux.items()}
        text = self._contents.text
        return SiteDocument(
            title=text(index.title),
            tagline=text(index.tagline),
            language=index.language,
            front_page=customizer.front_page,
            posts_page=customizer.posts_page,
            theme=self._theme(customizer),
            options=options,
            authors=tuple(index.authors[login] for login in sorted(index.authors)),
            terms=tuple(self._term(term) for _, term in sorted(index.terms.items())),
            menus=menus_of(index, customizer.locations, text),
            sidebars=read_widgets(files.widgets, index, self._maker) if files.widgets else {},
        )

    def _theme(self, customizer: Customizer) -> Theme | None:
        if not self._files.theme:
            return None
        return Theme(
            self._files.theme, self._files.template, mods=customizer.mods, css=self._contents.text(customizer.css)
        )

    def _term(self, term: Term) -> Term:
        """Return a term whose parent is a reference; a parent that is nowhere is none."""
        parent = self._index.terms.get((term.taxonomy, term.parent)) if term.parent else None
        return replace(
            term,
            name=self._contents.text(term.name),
            description=self._contents.text(term.description),
            parent=parent.ref if parent is not None and parent is not term else "",
            meta=tuple((key, self._maker.stored(str(value))) for key, value in term.meta),
        )
