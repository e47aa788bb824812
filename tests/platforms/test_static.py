"""The static platform, observed through its plans: every page here was rendered by the real child process."""

from __future__ import annotations

import json
import stat
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import pytest
import yaml

from launcher.demo.configuration import ConfigurationFile
from launcher.demo.model import AnswerValue, ContentLayout, Option, WordPressLayout
from launcher.demo.options import resolve_answers
from launcher.demo.references import resolve, scan_html
from launcher.errors import AnswerError, ContentError, TemplateError
from launcher.images.ledger import Inline, LedgerEntry, Recipe
from launcher.platforms.static import StaticPlatform, preview
from tests.support.memory_bundle import MemoryBundle

LAYOUT = ContentLayout(posts_per_page=2)
BASE = """<!doctype html>
<html lang="{{ site.language }}"><head><title>{{ page.title }} | {{ site.title }}</title>
<link rel="canonical" href="{{ page.canonical }}"><link rel="stylesheet" href="/assets/css/site.css"></head><body>
<nav>{% for item in menus.main %}<a href="{{ item.url }}"{% if item.current %} aria-current="page"{% endif %}
{%- if item.active %} class="active"{% endif %}>{{ item.title }}</a>{% endfor %}</nav>
{% block main %}{{ page.content }}{% endblock %}</body></html>
"""
LIST = """{% extends "base.html" %}{% block main %}<h1>{{ page.kind }}: {{ page.title }}</h1>
{% for post in page.posts %}<h2><a href="{{ post.url }}">{{ post.title }}</a></h2>{% endfor %}
{% if page.pager %}<p>{{ page.pager.number }}/{{ page.pager.pages }}
{% if page.pager.next_url %}<a rel="next" href="{{ page.pager.next_url }}">next</a>{% endif %}</p>{% endif %}
{% endblock %}
"""
POST = """{% extends "base.html" %}{% block main %}<article>{{ page.content }}</article>
<p class="by">{{ page.author.name if page.author }} {{ page.date | date("%-d %B %Y") }} {{ page.reading_minutes }}</p>
{% if page.image %}<img src="{{ page.image.src }}" width="{{ page.image.width }}">{% endif %}
<p>{{ page.previous.title if page.previous }}|{{ page.next.title if page.next }}</p>
<p class="related">{% for post in page.related %}{{ post.slug }} {% endfor %}</p>
{% macro thread(comments) %}{% for one in comments %}<div id="c-{{ one.id }}">{{ one.author }}: {{ one.body }}
{{ thread(one.replies) }}</div>{% endfor %}{% endmacro %}
{{ thread(page.comment_tree) }}<p>{{ page.comment_count }} comments, form {{ page.comments }}</p>{% endblock %}
"""


def article(title: str, date: str = "", body: str = "Text.", **fields: object) -> str:
    lines = {"title": title, **({"date": date} if date else {}), **fields}
    return f"---\n{yaml.safe_dump(lines)}---\n{body}\n"


def demo(**changes: str | bytes | None) -> dict[str, str | bytes]:
    """Return a small demo; ``changes`` map a path, with __ for a slash, to other content or to None."""
    files: dict[str, str | bytes | None] = {
        "templates/base.html": BASE,
        "templates/home.html": LIST,
        "templates/list.html": LIST,
        "templates/post.html": POST,
        "templates/page.html": '{% extends "base.html" %}',
        "templates/404.html": '{% extends "base.html" %}{% block main %}'
        '<a href="/">home</a> <a href="/blog/#x">x</a>{% endblock %}',
        "templates/search.html": '{% extends "base.html" %}{% block main %}'
        '<script src="/search-index.js"></script>{% endblock %}',
        "assets/css/site.css": "body{background:url(../../images/a.jpg)}",
        "images/a.jpg": b"jpeg",
        "content/authors.yaml": "ann: {name: Ann & Co, portrait: {src: /images/a.jpg, alt: Ann}}\nbo: {name: Bo}\n",
        "content/menus.yaml": "main:\n - {title: Home, url: /}\n - {title: Blog, url: /blog/}\n"
        " - {title: About, url: /about/}\n",
        "content/posts/one.md": article(
            "One", "2024-05-01", author="ann", categories=["Desk life"], tags=["neck", "x"]
        ),
        "content/posts/two.md": article(
            "Two <b>",
            "2024-05-02",
            "See [one](/blog/one/?a=1&b=2#top) and ![i](/images/a.jpg).",
            tags=["neck"],
            image={"src": "/images/a.jpg"},
            redirect_from=["/old/two/", "/two.html"],
        ),
        "content/posts/three.md": article(
            "Three", "2024-05-03T10:00:00+02:00", categories=["Desk life"], updated="2024-06-01"
        ),
        "content/posts/draft.md": article("Draft", "2024-05-04", draft=True),
        "content/pages/about.md": article("About", body="## Part\n\nWe."),
        "content/pages/deep.md": article(
            "Deep", slug="a/b/c", body='<p style="background:url(&quot;/images/a.jpg&quot;)">'
        ),
        "content/comments/one.yaml": "- {id: 1, author: C, date: 2024-05-02, approved: true, "
        "body: '<b>hi</b><img src=x>'}\n"
        "- {id: 2, parent: 1, author: D, date: 2024-05-02, approved: true, body: yo}\n",
        "content/data/hours.yaml": "monday: 9 to 5\n",
    }
    files.update({path.replace("__", "/").replace("_DOT_", "."): content for path, content in changes.items()})
    return {path: content for path, content in files.items() if content is not None}


def bundle(files: dict[str, str | bytes] | None = None, *options: Option) -> MemoryBundle:
    sizes = {"images/a.jpg": (1200, 800)}
    return MemoryBundle(files if files is not None else demo(), content=LAYOUT, options=options, sizes=sizes)


def install(source: MemoryBundle, **given: AnswerValue) -> dict[str, bytes]:
    platform = StaticPlatform()
    answers = resolve_answers(platform.options(source.manifest), given)
    with platform.plan(source, answers, Path("unused")) as plan:
        assert [str(write.path) for write in plan.writes] == sorted(str(write.path) for write in plan.writes)
        return {str(write.path): b"".join(write.content.chunks()) for write in plan.writes}


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return install(bundle(), site_url="https://example.com/sub/")


def text(site: dict[str, bytes], path: str) -> str:
    return site[path].decode()


def test_every_page_stands_where_its_address_says(site: dict[str, bytes]) -> None:
    assert sorted(site) == sorted(
        [
            "404.html",
            "a/b/c/index.html",
            "about/index.html",
            "assets/css/site.css",
            "author/ann/index.html",
            "author/bo/index.html",
            "blog/index.html",
            "blog/one/index.html",
            "blog/page/2/index.html",
            "blog/three/index.html",
            "blog/two/index.html",
            "category/desk-life/index.html",
            "feed.xml",
            "images/a.jpg",
            "index.html",
            "old/two/index.html",
            "robots.txt",
            "search-index.js",
            "search/index.html",
            "site.yaml",
            "sitemap.xml",
            "tag/neck/index.html",
            "tag/x/index.html",
            "two.html",
        ]
    )


def test_neither_content_nor_templates_are_copied(site: dict[str, bytes]) -> None:
    assert not [path for path in site if path.startswith(("content/", "templates/"))]
    assert site["assets/css/site.css"] == b"body{background:url(../../images/a.jpg)}"


@pytest.mark.parametrize("clean", [True, False])
def test_every_link_of_every_page_leads_to_a_file(clean: bool) -> None:
    site = install(bundle(), clean_urls=clean)
    for path, data in site.items():
        if path.endswith(".html"):
            for found in scan_html(data):
                target = resolve(PurePosixPath(path), found.value)
                assert target is None or str(target) in site, (path, found)
                if clean:
                    assert "index.html" not in found.value


def test_links_are_relative_so_that_the_site_opens_anywhere(site: dict[str, bytes]) -> None:
    page = text(site, "blog/two/index.html")
    assert '<link rel="stylesheet" href="../../assets/css/site.css">' in page
    assert '<a href="../../blog/one/index.html?a=1&amp;b=2#top">one</a>' in page
    assert '<a href="../../index.html">Home</a>' in page
    assert '<img src="../../images/a.jpg" alt="i" width="1200" height="800" loading="lazy" decoding="async" />' in page
    assert '<a href="index.html" aria-current="page" class="active">Home</a>' in text(site, "index.html")
    assert "background:url(&quot;../../../images/a.jpg&quot;)" in text(site, "a/b/c/index.html")


def test_clean_urls_leave_index_html_out() -> None:
    site = install(bundle(), clean_urls=True)
    assert '<a href="./" aria-current="page" class="active">Home</a>' in text(site, "index.html")
    assert '<a href="../../" ' not in text(site, "about/index.html")
    assert '<a href="../">Home</a>' in text(site, "about/index.html")
    assert '<a href="../../blog/one/?a=1&amp;b=2#top">one</a>' in text(site, "blog/two/index.html")
    assert '"url":"blog/one/"' in text(site, "search-index.js")


def test_the_404_page_works_at_any_depth_of_the_site(site: dict[str, bytes]) -> None:
    page = text(site, "404.html")
    assert '<a href="/sub/">home</a> <a href="/sub/blog/#x">x</a>' in page
    assert 'href="/sub/assets/css/site.css"' in page


def test_what_is_absolute_names_the_site(site: dict[str, bytes]) -> None:
    assert '<link rel="canonical" href="https://example.com/sub/blog/one/">' in text(site, "blog/one/index.html")
    assert "Sitemap: https://example.com/sub/sitemap.xml" in text(site, "robots.txt")


def test_lists_are_cut_into_pages(site: dict[str, bytes]) -> None:
    first, second = text(site, "blog/index.html"), text(site, "blog/page/2/index.html")
    assert first.index(">Three<") < first.index(">Two &lt;b&gt;<")
    assert "1/2" in first
    assert '<a rel="next" href="../blog/page/2/index.html">' in first
    assert ">One<" in second
    assert "2/2" in second
    assert 'rel="next"' not in second


def test_terms_and_authors_list_their_posts(site: dict[str, bytes]) -> None:
    category = text(site, "category/desk-life/index.html")
    assert "<h1>category: Desk life</h1>" in category
    assert ">Three<" in category
    assert ">Two" not in category
    assert ">One<" in text(site, "author/ann/index.html")
    assert "<h1>author: Ann &amp; Co</h1>" in text(site, "author/ann/index.html")
    assert "<h2>" not in text(site, "author/bo/index.html")


def test_a_post_knows_its_author_neighbours_and_kin(site: dict[str, bytes]) -> None:
    page = text(site, "blog/two/index.html")
    assert "<p>One|Three</p>" in page
    assert '<p class="related">one </p>' in page
    assert "Ann &amp; Co 1 May 2024 1" in text(site, "blog/one/index.html")
    assert '<img src="../../images/a.jpg" width="1200">' in page


def test_comments_are_shown_as_a_tree_and_cleaned(site: dict[str, bytes]) -> None:
    page = text(site, "blog/one/index.html")
    assert '<div id="c-1">C: <b>hi</b>\n<div id="c-2">D: yo' in page
    assert "<img src=x>" not in page
    assert "2 comments, form True" in page


def test_the_feed_is_rss_with_absolute_links(site: dict[str, bytes]) -> None:
    channel = ET.fromstring(site["feed.xml"])[0]
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["Three", "Two <b>", "One"]
    assert items[0].findtext("pubDate") == "Fri, 03 May 2024 08:00:00 +0000"
    content = items[1].findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    assert 'href="https://example.com/sub/blog/one/?a=1&amp;b=2#top"' in content
    assert 'src="https://example.com/sub/images/a.jpg"' in content
    assert channel.findtext("description") == "A <clinic>."


def test_the_sitemap_lists_pages_with_their_last_change(site: dict[str, bytes]) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    urls = {
        entry.findtext(f"{space}loc"): entry.findtext(f"{space}lastmod") for entry in ET.fromstring(site["sitemap.xml"])
    }
    assert urls["https://example.com/sub/blog/three/"] == "2024-06-01"
    assert urls["https://example.com/sub/blog/two/"] == "2024-05-02"
    assert urls["https://example.com/sub/about/"] is None
    assert not [url for url in urls if url and ("404" in url or "search" in url or "old" in url)]


def test_the_search_index_is_a_script_with_every_text(site: dict[str, bytes]) -> None:
    script = text(site, "search-index.js")
    assert script.startswith("window.launcherSearchIndex = [")
    assert "<" not in script
    entries = json.loads(script.removeprefix("window.launcherSearchIndex = ").rstrip(";\n"))
    assert [entry["title"] for entry in entries] == ["Three", "Two <b>", "One", "About", "Deep"]
    assert entries[2] == {
        "title": "One",
        "url": "blog/one/index.html",
        "text": "Text.",
        "excerpt": "Text.",
        "kind": "post",
        "date": "2024-05-01",
        "categories": ["Desk life"],
        "tags": ["neck", "x"],
    }


def test_old_addresses_lead_to_the_new_one(site: dict[str, bytes]) -> None:
    page = text(site, "old/two/index.html")
    assert '<meta http-equiv="refresh" content="0; url=../../blog/two/index.html">' in page
    assert '<link rel="canonical" href="https://example.com/sub/blog/two/">' in page
    assert '<a href="../../blog/two/index.html">Two &lt;b&gt;</a>' in page
    assert '<a href="blog/two/index.html">' in text(site, "two.html")


def test_site_yaml_tells_what_was_installed(site: dict[str, bytes]) -> None:
    config = yaml.safe_load(site["site.yaml"])
    assert config == {
        "title": "Demo & Clinic",
        "url": "https://example.com/sub/",
        "language": "en",
        "bundle": {"name": "clinic", "version": "1.2.3", "digest": "d" * 64},
        "answers": {"site_url": "https://example.com/sub/", "clean_urls": False},
    }
    assert site["site.yaml"].startswith(b"# ")


def test_site_yaml_is_private() -> None:
    source = bundle()
    with StaticPlatform().plan(source, {}, Path("unused")) as plan:
        modes = {str(write.path): write.mode for write in plan.writes}
    assert stat.filemode(stat.S_IFREG | modes["site.yaml"]) == "-rw-------"
    assert modes["index.html"] == 0o666


def test_the_same_bundle_and_answers_give_the_same_bytes(site: dict[str, bytes]) -> None:
    assert install(bundle(), site_url="https://example.com/sub/") == site


def test_answers_reach_the_templates_escaped() -> None:
    options = [Option("site_title", "T", default="x"), Option("mail", "M", "email", "hello@example.com")]
    page = '{% extends "base.html" %}{% block main %}{{ answers.mail | obfuscate_email }}{% endblock %}'
    site = install(bundle(demo(templates__home_DOT_html=page), *options), site_title="<Ann's> {{ 7 * 7 }}")
    assert "| &lt;Ann&#39;s&gt; {{ 7 * 7 }}</title>" in text(site, "index.html")
    assert '<a class="email" data-user="hello" data-host="example.com">hello [at] example.com</a>' in text(
        site, "index.html"
    )
    assert "hello@example.com" not in text(site, "index.html")
    assert ET.fromstring(site["feed.xml"])[0].findtext("title") == "<Ann's> {{ 7 * 7 }}"


def test_articles_called_home_blog_search_and_404_lend_their_text() -> None:
    files = demo(
        content__pages__home_DOT_md=article("Welcome", body="Hello home"),
        content__pages__blog_DOT_md=article("Journal", body="About it"),
        content__pages__404_DOT_md=article("Lost", slug="404"),
        templates__wide_DOT_html='{% extends "base.html" %}',
    )
    site = install(bundle(files))
    assert "<h1>home: Welcome</h1>" in text(site, "index.html")
    assert "<h1>list: Journal</h1>" in text(site, "blog/index.html")
    assert "<title>Lost |" in text(site, "404.html")
    assert "home/index.html" not in site


def test_an_article_may_choose_its_template() -> None:
    files = demo(
        content__pages__about_DOT_md=article("About", template="wide.html"),
        templates__wide_DOT_html="wide {{ page.title }}",
    )
    assert site_text(files, "about/index.html") == "wide About"


def site_text(files: dict[str, str | bytes], path: str) -> str:
    return install(bundle(files))[path].decode()


def test_the_demos_own_robots_txt_stands() -> None:
    site = install(bundle(demo(robots_DOT_txt="User-agent: *\nDisallow: /\n")))
    assert text(site, "robots.txt").endswith("Disallow: /\n")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"content__posts__uno_DOT_md": article("Uno", "2024-01-01", slug="one")},
            "content/posts/uno.md: it comes out at blog/one/index.html, and so does content/posts/one.md",
        ),
        (
            {"about__index_DOT_html": "x"},
            "content/pages/about.md: it comes out at about/index.html, and so does the demo's file about/index.html",
        ),
        (
            {"content__pages__x_DOT_md": article("X", slug="About")},
            "content/pages/x.md: it comes out at About/index.html, and",
        ),
        (
            {"content__pages__x_DOT_md": article("X", redirect_from=["/about"])},
            "content/pages/x.md (redirect_from): it comes out at about/index.html, and so does content/pages/about.md",
        ),
        (
            {"content__posts__x_DOT_md": article("X", "2024-01-01", tags=["Neck"])},
            'content/posts/x.md:4: the tag "Neck" has the same address as "neck"',
        ),
        (
            {"content__pages__x_DOT_md": article("X", template="no.html")},
            'content/pages/x.md:2: there is no template "no.html"',
        ),
        (
            {"content__posts__x_DOT_md": "no front matter"},
            "content/posts/x.md:1: the file does not begin with front matter",
        ),
        ({"content__posts__x_DOT_md": b"---\ntitle: \xff\n---\n"}, "content/posts/x.md:2: the file is not UTF-8 text"),
        ({"content__pages__con_DOT_md": article("Con")}, "the page cannot be written: 'con' is a device on Windows"),
    ],
)
def test_content_that_cannot_become_a_site_is_named(changes: dict[str, str | bytes], message: str) -> None:
    with pytest.raises(ContentError) as caught:
        install(bundle(demo(**changes)))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"templates__home_DOT_html": None}, "templates/home.html: the template is missing"),
        ({"templates__post_DOT_html": None}, "templates/post.html: the template is missing"),
        ({"templates__home_DOT_html": "a\n{% if %}"}, "templates/home.html:2: "),
        (
            {"templates__home_DOT_html": "a\n\n{{ page.subtitle }}"},
            "templates/home.html:3: there is no field 'subtitle' (rendering /)",
        ),
        ({"templates__home_DOT_html": "{{ answers.mail }}"}, "templates/home.html:1: there is no field 'mail'"),
        (
            {"templates__home_DOT_html": "{% include 'bas.html' %}"},
            'templates/home.html:1: there is no template "bas.html"',
        ),
        (
            {
                "templates__home_DOT_html": "\n{% include 'part.html' %}",
                "templates__part_DOT_html": "\n\n{{ nothing }}",
            },
            "templates/part.html:3: 'nothing' is undefined (rendering /)",
        ),
        (
            {"templates__home_DOT_html": "{% extends 'b.html' %}", "templates__b_DOT_html": "x\n{{ 1 / 0 }}"},
            "templates/b.html:2: division by zero",
        ),
        ({"templates__home_DOT_html": "{% include 'home.html' %}"}, "templates include or call each other without end"),
        ({"templates__home_DOT_html": "{{ ''.__class__.__mro__ }}"}, "templates/home.html:1: "),
        ({"templates__home_DOT_html": "{{ page.title.format.__globals__ }}"}, "templates/home.html:1: "),
        ({"templates__home_DOT_html": "{% for i in range(10**9) %}{% endfor %}"}, "templates/home.html:1: "),
        (
            {"templates__home_DOT_html": "{{ page.date | date('%Q') }}{{ '2024-01-01' | date('%Q') }}"},
            'does not know "%Q"',
        ),
        (
            {"templates__home_DOT_html": "{{ image_size('/no.jpg').width }}"},
            'there is no image "/no.jpg" in the bundle',
        ),
        (
            {"templates__home_DOT_html": "{{ 'x' * 10**10 }}"},
            "templates/home.html:1: the template takes too much memory",
        ),
        ({"templates__home_DOT_html": "{% set _ = page.update({'a': 1}) %}"}, "templates/home.html:1: "),
        ({"templates__home_DOT_html": "{% include '../content/authors.yaml' %}"}, "there is no template"),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(changes: dict[str, str | bytes | None], message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        install(bundle(demo(**changes)))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_preview_finds_a_template_that_no_page_uses() -> None:
    source = bundle(demo(templates__spare_DOT_html="ok\n{% endfor %}"))
    assert "index.html" in install(source)
    with pytest.raises(TemplateError, match=r"templates/spare\.html:2"), preview(source):
        pass


def test_a_preview_names_a_template_that_is_nested_too_deeply() -> None:
    source = bundle(demo(templates__spare_DOT_html="{% if 1 %}" * 500 + "{% endif %}" * 500))
    with (
        pytest.raises(TemplateError, match=r"templates/spare\.html: the template is nested too deeply"),
        preview(source),
    ):
        pass


def test_a_preview_answers_options_without_default_itself() -> None:
    page = "{{ answers.mail }} {{ answers.many + 1 }}"
    options = [Option("mail", "M", "email"), Option("many", "N", "int")]
    with preview(bundle(demo(templates__home_DOT_html=page), *options)) as result:
        assert result.read(PurePosixPath("index.html")) == b"hello@example.com 2"
        assert PurePosixPath("index.html") in result.rendered
        assert PurePosixPath("images/a.jpg") in set(result.files) - result.rendered


def test_a_demo_of_plain_files_is_copied_as_it_is() -> None:
    files: dict[str, str | bytes] = {
        "index.html": "<a href='/x'>{{ not a template }}</a>",
        "content/posts/a.md": "raw",
        "templates/x": "y",
        "img/\u00e9 a.png": b"\0",
    }
    source = MemoryBundle(files)
    site = install(source)
    assert {path: data for path, data in site.items() if path != "site.yaml"} == {
        path: data.encode() if isinstance(data, str) else data for path, data in files.items()
    }
    assert [option.key for option in StaticPlatform().options(source.manifest)] == ["site_url"]


def test_a_site_yaml_of_the_demo_is_left_alone() -> None:
    site = install(MemoryBundle({"index.html": "", "Site.yaml": "theirs"}))
    assert site["Site.yaml"] == b"theirs"
    assert b"answers" in site["launcher-site.yaml"]


def test_the_demos_own_words_for_a_platform_option_win() -> None:
    own = Option("site_url", "Where?", "url", "https://mine.example/")
    source = bundle(None, own)
    assert [option.ask for option in StaticPlatform().options(source.manifest) if option.key == "site_url"] == [
        "Where?"
    ]
    assert "Sitemap: https://mine.example/sitemap.xml" in text(install(source), "robots.txt")


def test_a_site_url_with_a_query_is_refused() -> None:
    with pytest.raises(AnswerError, match="without \\? and #"):
        install(bundle(), site_url="https://example.com/?a=b")


def test_a_demo_without_posts_still_has_a_list() -> None:
    files = {path: data for path, data in demo().items() if not path.startswith(("content/posts", "content/comments"))}
    site = install(bundle(files))
    assert "<h1>list: Blog</h1>" in text(site, "blog/index.html")
    assert ET.fromstring(site["feed.xml"])[0].findall("item") == []


def test_a_plan_names_the_pictures_that_the_owner_will_want_to_replace() -> None:
    drawn = Recipe("hills", "jpeg", 3, 2)
    inline = Inline(9, 4, "base64")
    kept = LedgerEntry(PurePosixPath("kept.png"), "png", 1, 1, "kept", license="MIT", source="us", rule="kept.png")
    images = (
        LedgerEntry(PurePosixPath("images/a.jpg"), "jpeg", 3, 2, "placeholder", drawn),
        LedgerEntry(PurePosixPath("site.css"), "jpeg", 3, 2, "placeholder", drawn, inline=inline),
        LedgerEntry(PurePosixPath("templates/page.html"), "jpeg", 3, 2, "placeholder", drawn, inline=inline),
        kept,
    )
    files = demo(site_DOT_css="css", kept_DOT_png=b"png")
    source = MemoryBundle(files, content=LAYOUT, images=images)
    answers = resolve_answers(StaticPlatform().options(source.manifest), {})
    with StaticPlatform().plan(source, answers, Path("site")) as plan:
        assert plan.images == images[:2]


def test_what_wordpress_alone_needs_is_no_part_of_a_static_site() -> None:
    files = {"index.html": "", "wordpress/site.yaml": "document: 1", "wordpress/themes/clinic/style.css": ""}
    assert "wordpress/site.yaml" in install(MemoryBundle(files))
    assert sorted(install(MemoryBundle(files, wordpress=WordPressLayout()))) == ["index.html", "site.yaml"]
    answers = ConfigurationFile(PurePosixPath("wordpress/themes/clinic/answers.php"), "php", {})
    bundle = MemoryBundle(files, wordpress=WordPressLayout(), configuration=[answers])
    assert sorted(install(bundle)) == ["index.html", "site.yaml"]
