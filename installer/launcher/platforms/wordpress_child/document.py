"""Make the site document of a demo's content."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.demo.content.library import Library, read_library
from launcher.demo.fields import Fields
from launcher.demo.wordpress.document import Author, Post, SiteDocument, Structure, Theme
from launcher.demo.wordpress.merging import merge
from launcher.demo.wordpress.reading import read_site
from launcher.demo.wordpress.tokens import OPENING, escape_tokens
from launcher.platforms.static_child.context import SPECIAL_SLUGS, Images, SiteModel
from launcher.platforms.wordpress_child.markdown import BlockRenderer
from launcher.platforms.wordpress_child.media import Media
from launcher.platforms.wordpress_child.navigation import Navigation, Target
from launcher.platforms.wordpress_child.posts import PostMaker, missing_parents
from launcher.platforms.wordpress_child.templates import BlockTemplates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from launcher.demo.content.articles import Article
    from launcher.demo.content.people import Author as Person

#: The addresses of a static site's posts; those of categories and tags are options.
PERMALINKS = "/blog/%postname%/"
_OPTIONS = {"category_base": "category", "tag_base": "tag"}


def build_document(job: Mapping[str, Any]) -> SiteDocument:
    """Return the document of the job's articles, with what the demo's ``site.yaml`` adds."""
    made = _Site(job).document() if job["content_root"] else SiteDocument()
    if not job["additions"]:
        return made
    where = PurePosixPath(job["additions_path"])
    return merge(made, read_site(job["additions"].encode(), where=where, complete=False))


class _Site:
    """A demo's content on its way into a document."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        self._job = job
        library = read_library(job["content"], root=job["content_root"])
        values = job["answers"]
        if any(OPENING in text for text in job["content"].values()) or OPENING in str(values):
            library, values = _escaped(library), _escaped(values)
        self._library: Library = library
        self._media = Media(job["site"]["name"], job["files"], places=job["places"], theme=job["theme"], front="/blog/")
        images = Images({path: size for path, size in job["files"].items() if size})
        self._markdown = BlockRenderer(self._media)
        self._model = SiteModel(job["site"], library, images, self._markdown)
        self._templates = BlockTemplates(job["blocks"], root=job["blocks_root"], images=images, media=self._media)
        self._maker = PostMaker(library.authors, self._model.categories.by_slug, self._model.tags.by_slug)
        self._shared = {
            "site": job["site"],
            "answers": values,
            "data": library.data,
            "authors": list(self._model.authors.values()),
            "categories": self._model.categories.all(),
            "tags": self._model.tags.all(),
            "posts": self._model.post_summaries,
            "pages": self._model.page_summaries,
        }

    def document(self) -> SiteDocument:
        """Return the document."""
        library, site = self._library, self._job["site"]
        authors = tuple(map(self._author, library.authors.values()))
        posts = (*self._articles(), *missing_parents([*library.pages, *library.drafts]), *self._navigation())
        return SiteDocument(
            title=escape_tokens(site["title"]),
            tagline=escape_tokens(site["tagline"]),
            permalinks=PERMALINKS,
            front_page="page/home",
            posts_page="page/blog",
            posts_per_page=self._job["posts_per_page"],
            theme=Theme(self._job["theme"]) if self._job["theme"] else None,
            options=_OPTIONS,
            authors=authors,
            terms=tuple(self._maker.terms()),
            # Attachments first: the others name them.
            posts=(*self._media.attachments(), *posts),
            menus=tuple(self._menu(name) for name in sorted(library.menus)),
        )

    def _author(self, person: Person) -> Author:
        portrait = person.portrait and self._media.reference(person.portrait.src, alt=person.portrait.alt)
        meta = (("job_title", person.role),) if person.role else ()
        return Author(
            ref=f"author/{person.key}",
            login=person.key,
            name=person.name,
            description=person.bio,
            meta=(*meta, ("portrait", Structure({"$id": portrait}))) if portrait else meta,
        )

    def _articles(self) -> Iterator[Post]:
        library, model = self._library, self._model
        for article, values in zip(library.posts, model.posts, strict=True):
            yield self._post(article, values, "post.html")
        special = dict.fromkeys(("home", "blog"))
        for article, values in zip(library.pages, model.pages, strict=True):
            if article.slug in special:
                del special[article.slug]
                yield self._post(article, values, "home.html" if article.slug == "home" else "")
            elif article.slug not in SPECIAL_SLUGS:
                yield self._post(article, values, "page.html")
        # A static site has these two pages without an article too.
        if "home" in special:
            yield self._standing("home", model.blank("home", self._job["site"]["title"], "/"), "home.html")
        if "blog" in special:
            yield self._standing("blog", model.blank("list", "Blog", "/blog/"), "")
        for draft in library.drafts:
            content = self._markdown.render(draft.body).html
            yield self._maker.post(
                draft, content, excerpt=draft.excerpt, template="", thumbnail=self._thumbnail(draft), replies=()
            )

    def _post(self, article: Article, values: dict[str, Any], standard: str) -> Post:
        name = self._templates.find(article.template, standard)
        return self._maker.post(
            article,
            self._templates.render(name, self._context(values), url=values["url"]) if name else str(values["content"]),
            excerpt=values["excerpt"] if article.kind == "post" else article.excerpt or article.description,
            template=self._templates.theme_template(name) if name else "",
            thumbnail=self._thumbnail(article),
            replies=self._library.comments.get(article.slug, []) if article.kind == "post" else [],
        )

    def _standing(self, slug: str, values: dict[str, Any], standard: str) -> Post:
        name = self._templates.find(standard)
        content = self._templates.render(name, self._context(values), url=values["url"]) if name else ""
        template = self._templates.theme_template(name) if name else ""
        return Post(f"page/{slug}", "page", slug, escape_tokens(values["title"]), content, template=template)

    def _thumbnail(self, article: Article) -> str:
        picture = article.image
        return self._media.reference(picture.src, alt=picture.alt, caption=picture.caption) if picture else ""

    def _context(self, page: dict[str, Any]) -> dict[str, Any]:
        return {**self._shared, "page": page, "menus": self._model.menus(page["url"])}

    def _navigation(self) -> Iterator[Post]:
        navigation = Navigation(self._targets(), self._media)
        for name in sorted(self._library.menus):
            yield navigation.post(name, self._library.menus[name])

    def _menu(self, name: str) -> Any:
        return Navigation(self._targets(), self._media).menu(name, self._library.menus[name])

    def _targets(self) -> dict[str, Target]:
        """Return what the addresses of a static site lead to."""
        model = self._model
        targets: dict[str, Target] = {
            post["url"]: (f"post/{post['slug']}", "post", "post-type") for post in model.posts
        }
        for page in model.pages:
            if page["slug"] not in SPECIAL_SLUGS:
                targets[page["url"]] = (f"page/{page['slug']}", "page", "post-type")
        for kind, terms in (("category", model.categories), ("tag", model.tags)):
            for slug, term in terms.by_slug.items():
                targets[term["url"]] = (f"{kind}/{slug}", kind if kind == "category" else "post_tag", "taxonomy")
        for url, slug in (("/", "home"), ("/blog/", "blog")):
            targets[url] = (f"page/{slug}", "page", "post-type")
        return targets


def _escaped(value: Any) -> Any:
    """Return a value in which no text of the author's is taken for a token."""
    if isinstance(value, str):
        return escape_tokens(value)
    if isinstance(value, dict):
        return {_escaped(key): _escaped(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_escaped(item) for item in value)
    if is_dataclass(value) and not isinstance(value, (type, Fields)):
        return replace(value, **{field.name: _escaped(getattr(value, field.name)) for field in fields(value)})
    return value
