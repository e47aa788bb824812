"""A whole WordPress site from its exports: the document, post by post, and the files that its media stand for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import SiteDocument, Theme
from launcher.demo.wordpress.rules import LONGEST_NAME, LONGEST_SLUG
from launcher.demo.wordpress.sources.contents import Contents
from launcher.demo.wordpress.sources.index import MENU_ITEM, SKIPPED_STATUS, Numbering, index_of
from launcher.demo.wordpress.sources.menus import menus_of
from launcher.demo.wordpress.sources.numbers import Numbers
from launcher.demo.wordpress.sources.parents import without_circles
from launcher.demo.wordpress.sources.posts import PostMaker
from launcher.demo.wordpress.sources.privacy import Privacy
from launcher.demo.wordpress.sources.settings import Customizer, read_customizer, read_redux, read_widgets
from launcher.demo.wordpress.sources.wxr import read_wxr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from launcher.demo.wordpress.document import Author, Post, Term
    from launcher.demo.wordpress.sources.attachments import MediaFile
    from launcher.demo.wordpress.sources.wxr import Element


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
        media = self._index.media.values()
        places = dict(pair for file in media for pair in file.places())
        places |= {str(file.old): str(file.path) for file in media}  # one's own is not another's size
        folders = {file.folder for file in media}
        numbers = Numbers(self._index.refs, self._index.types, self._index.term_numbers, self._index.author_numbers)
        contents = Contents(self._index.addresses, sorted(folders), numbers, places)
        self._maker = PostMaker(self._index, contents, self.privacy, uploads)
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
        numbering = Numbering()
        for path in self._files.content:
            for part in read_wxr(path):
                if part.name == "item":
                    number = numbering.of(part)
                    if part.get("wp:post_type").strip() != MENU_ITEM and self._has(number, part):
                        yield self._maker.post(part, number)

    def _has(self, number: int, item: Element) -> bool:
        if item.get("wp:status").strip() in SKIPPED_STATUS:
            return False
        return number in self._index.refs and number not in self._index.doubles

    def frame(self) -> SiteDocument:
        """Return everything but the posts."""
        index, files = self._index, self._files
        customizer = read_customizer(files.customizer, index, self._maker) if files.customizer else Customizer("")
        self.refused_options = tuple(customizer.refused)
        options = dict(customizer.options)
        options |= {name: read_redux(path, self._maker) for name, path in files.redux.items()}
        text = self._maker.text
        front, blog = (customizer.pages.get(name, "") for name in ("page_on_front", "page_for_posts"))
        return SiteDocument(
            title=text(index.title),
            tagline=text(index.tagline),
            language=index.language,
            front_page=front,
            posts_page=blog if blog != front else "",
            theme=self._theme(customizer),
            options=options,
            authors=tuple(self._author(index.authors[login]) for login in sorted(index.authors)),
            terms=tuple(self._terms()),
            menus=menus_of(index, customizer.locations, self._maker),
            sidebars=read_widgets(files.widgets, index, self._maker) if files.widgets else {},
        )

    def _theme(self, customizer: Customizer) -> Theme | None:
        if not self._files.theme:
            return None
        return Theme(
            self._files.theme, self._files.template, mods=customizer.mods, css=self._maker.text(customizer.css)
        )

    def _author(self, author: Author) -> Author:
        return replace(author, name=self._maker.name(author.name, LONGEST_NAME))

    def _terms(self) -> Iterator[Term]:
        """Yield the terms, with references instead of the slugs of their parents."""
        terms, text = self._index.terms, self._maker.text
        above = {term.ref: terms.get((term.taxonomy, term.parent)) for term in terms.values()}
        parents = without_circles({ref: parent.ref if parent else "" for ref, parent in above.items()})
        for _, term in sorted(terms.items()):
            yield replace(
                term,
                name=self._maker.name(self.privacy.text(term.name), LONGEST_SLUG),
                description=text(term.description),
                parent=parents[term.ref],
                meta=tuple(self._maker.meta((key, str(value)) for key, value in term.meta)),
            )
