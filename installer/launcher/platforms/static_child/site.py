"""Plan the pages of a site, render them, and write what needs no template."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from launcher.demo.content.library import read_library
from launcher.errors import ContentError
from launcher.platforms.static_child import feeds
from launcher.platforms.static_child.context import SPECIAL_SLUGS, Images, SiteModel
from launcher.platforms.static_child.links import Links
from launcher.platforms.static_child.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from launcher.demo.content.articles import Article
    from launcher.platforms.static_child.writer import SpoolWriter

    Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: where it goes, by which template, with which values, and what it comes from."""

    path: str
    template: str
    values: Values
    owner: str


def build_site(job: Mapping[str, Any], writer: SpoolWriter) -> None:
    """Render the job's whole site into ``writer``; ContentError and TemplateError name file and line."""
    images = Images(job["sizes"])
    library = read_library(job["content"], root=job["content_root"])
    model = SiteModel(job["site"], library, images)
    templates = Templates(
        job["templates"], root=job["templates_root"], site_url=job["site"]["url"], image_size=images.require
    )
    if job.get("check_templates"):
        templates.check()
    builder = _Builder(job, model, templates)
    pages = list(builder.pages())
    paths = _Paths(job["copied"])
    for page in pages:
        paths.claim(page.path, page.owner)
    redirects = [*_redirects(library.posts, model.posts), *_redirects(library.pages, model.pages)]
    for path, owner, _ in redirects:
        paths.claim(path, f"{owner} (redirect_from)")
    made = [name for name in ("feed.xml", "sitemap.xml", "robots.txt", "search-index.js") if paths.free(name)]
    files = {*paths.taken.values(), *made}
    links = Links(files, clean=job["clean_urls"])
    served = Links(files, clean=True)  # for links that only a web server can follow

    for page in pages:
        html = templates.render(page.template, builder.context(page.values), url=page.values["url"])
        if page.values["kind"] == "not_found":
            # A server shows this page at any address, so its links cannot be relative to one.
            writer.add(page.path, served.below(html, f"{job['site']['path']}/"))
        else:
            writer.add(page.path, links.relative(html, page.path))
    for path, _, target in redirects:
        html = feeds.redirect(job["site"]["language"], target["title"], target["url"], target["canonical"])
        writer.add(path, links.relative(html, path))
    makers = {
        "feed.xml": lambda: _feed(model, served),
        "sitemap.xml": lambda: feeds.sitemap(job["site"]["url"], _sitemap(pages)),
        "robots.txt": lambda: feeds.robots(job["site"]["url"]),
        "search-index.js": lambda: feeds.search_index(_search_entries(model, links)),
    }
    for name in made:
        writer.add(name, makers[name]())


class _Paths:
    """The files that a site will have, each with what it comes from."""

    def __init__(self, copied: Sequence[str]) -> None:
        self._owners: dict[str, str] = {}
        self.taken: dict[str, str] = {}
        for path in copied:
            self.claim(path, f"the demo's file {path}")

    def claim(self, path: str, owner: str) -> None:
        """Take a path; ContentError names both where something has it already."""
        key = unicodedata.normalize("NFKC", path).casefold()
        if key in self._owners:
            raise ContentError(f"it comes out at {path}, and so does {self._owners[key]}", where=owner)
        self._owners[key] = owner
        self.taken[key] = path

    def free(self, path: str) -> bool:
        """Say whether nothing has the path: a demo's own feed or robots.txt stands before ours."""
        return path.casefold() not in self._owners


class _Builder:
    """Lists the pages of a site and knows what they have in common."""

    def __init__(self, job: Mapping[str, Any], model: SiteModel, templates: Templates) -> None:
        self._model = model
        self._templates = templates
        self._per_page: int = job["posts_per_page"]
        self._special = {
            page.slug: (page, values)
            for page, values in zip(model.library.pages, model.pages, strict=True)
            if page.slug in SPECIAL_SLUGS
        }
        self._shared: Values = {
            "site": job["site"],
            "answers": job["answers"],
            "data": model.library.data,
            "authors": list(model.authors.values()),
            "categories": model.categories.all(),
            "tags": model.tags.all(),
            "posts": model.post_summaries,
            "pages": model.page_summaries,
        }

    def context(self, page: Values) -> Values:
        """Return everything that the page's template sees."""
        return {**self._shared, "page": page, "menus": self._model.menus(page["url"])}

    def pages(self) -> Iterator[Page]:
        """Yield every page of the site."""
        site, model = self._model.site, self._model
        newest = model.post_summaries[: self._per_page]
        yield self._special_page(
            "home", "home", site["title"], "/", "home.html", description=site["description"], posts=newest
        )
        yield from self._articles()
        list_template = self._templates.require("list.html")
        blog = self._special.get("blog")
        lent = {} if blog is None else _lent(blog[1])
        for page in self._list("list", "Blog", "/blog/", list_template, model.post_summaries, "the list of posts"):
            page.values.update(lent)
            yield page
        yield from self._term_pages()
        if "search.html" in self._templates:
            yield self._special_page("search", "search", "Search", "/search/", "search.html")
        if "404.html" in self._templates:
            page = self._special_page("404", "not_found", "Page not found", "/404.html", "404.html")
            yield Page("404.html", page.template, page.values, page.owner)

    def _special_page(self, slug: str, kind: str, title: str, url: str, template: str, **fields: Any) -> Page:
        """Return a page that exists in any case, with the text of the article that is called like it."""
        values = self._model.blank(kind, title, url, **fields)
        owner = f"{self._templates.require(template)} of the templates"
        if slug in self._special:
            article, lent = self._special[slug]
            values.update(_lent(lent))
            template, owner = self._template_of(article, template), article.path
        return Page(_file_of(url), self._templates.require(template), values, owner)

    def _articles(self) -> Iterator[Page]:
        library, model = self._model.library, self._model
        for articles, values, template in (
            (library.posts, model.posts, "post.html"),
            (library.pages, model.pages, "page.html"),
        ):
            for article, page in zip(articles, values, strict=True):
                if article.kind == "page" and article.slug in SPECIAL_SLUGS:
                    continue
                yield Page(_file_of(page["url"]), self._template_of(article, template), page, article.path)

    def _template_of(self, article: Article, standard: str) -> str:
        if article.template and article.template not in self._templates:
            raise article.wrong(f'there is no template "{article.template}"', "template")
        return self._templates.require(article.template or standard)

    def _term_pages(self) -> Iterator[Page]:
        template, model = self._templates.require("term.html", "list.html"), self._model
        for terms in (model.categories, model.tags):
            for term in terms.all():
                posts = [model.post_summaries[index] for index in terms.posts[term["slug"]]]
                owner = f'the {terms.kind} "{term["name"]}"'
                reference = {"name": term["name"], "slug": term["slug"], "kind": terms.kind}
                for page in self._list(terms.kind, term["name"], term["url"], template, posts, owner):
                    page.values["term"] = reference
                    yield page
        by_author: dict[str, list[Values]] = {key: [] for key in model.authors}
        for post in model.post_summaries:
            if post["author"]:
                by_author[post["author"]["key"]].append(post)
        for key, author in model.authors.items():
            reference = {"name": author["name"], "slug": key, "kind": "author"}
            owner = f'the author "{key}"'
            for page in self._list("author", author["name"], author["url"], template, by_author[key], owner):
                page.values.update(term=reference, author=author)
                yield page

    def _list(  # noqa: PLR0917  # the six facts of a list, each given once
        self, kind: str, title: str, url: str, template: str, posts: Sequence[Values], owner: str
    ) -> Iterator[Page]:
        """Yield the pages of a list of posts, at least one."""
        size = self._per_page
        count = max(1, -(-len(posts) // size))
        urls = [url, *(f"{url}page/{number}/" for number in range(2, count + 1))]
        for index, own in enumerate(urls):
            pager = {
                "number": index + 1,
                "pages": count,
                "previous_url": urls[index - 1] if index else None,
                "next_url": urls[index + 1] if index + 1 < count else None,
                "urls": urls,
            }
            shown = posts[index * size : (index + 1) * size]
            values = self._model.blank(kind, title, own, posts=list(shown), pager=pager if count > 1 else None)
            yield Page(_file_of(own), template, values, owner)


_LENT = ("title", "menu_title", "image", "content", "toc", "word_count", "reading_minutes", "extra", "slug", "updated")


def _lent(page: Mapping[str, Any]) -> Values:
    """Return what an article lends to a page that exists anyway."""
    lent = {key: page[key] for key in _LENT}
    return lent | {key: page[key] for key in ("description", "excerpt") if page[key]}


def _file_of(url: str) -> str:
    """Return the file that a root-relative URL of this site is."""
    path = unquote(url).lstrip("/")
    if not path or path.endswith("/"):
        return f"{path}index.html"
    return path if "." in path.rpartition("/")[2] else f"{path}/index.html"


def _redirects(articles: Sequence[Article], pages: Sequence[Values]) -> Iterator[tuple[str, str, Values]]:
    """Yield the file of each old address, the article that it led to, and that article's page."""
    for article, page in zip(articles, pages, strict=True):
        for address in article.redirect_from:
            yield _file_of(address), article.path, page


def _feed(model: SiteModel, links: Links) -> bytes:
    site, posts = model.site, model.posts[: feeds.FEED_POSTS]
    contents = [links.below(str(post["content"]), f"{site['url']}/").decode() for post in posts]
    return feeds.rss(site, posts, contents)


def _sitemap(pages: Sequence[Page]) -> Iterator[tuple[str, str]]:
    for page in pages:
        if page.values["kind"] not in {"search", "not_found"}:
            yield page.values["url"], page.values["updated"] or page.values["date"]


def _search_entries(model: SiteModel, links: Links) -> list[Values]:
    """Return what the search knows: every post and page with text, newest posts first."""
    return [
        {
            "title": page["title"],
            "url": links.target(page["url"]),
            "text": model.texts[page["url"]][: feeds.SEARCH_TEXT],
            "excerpt": page["excerpt"],
            "kind": page["kind"],
            "date": page["date"],
            "categories": [term["name"] for term in page["categories"]],
            "tags": [term["name"] for term in page["tags"]],
        }
        for page in (*model.posts, *model.pages)
        if page["slug"] not in {"search", "404", "blog"} or page["kind"] == "post"
    ]
