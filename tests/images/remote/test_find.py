from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.remote.find import find_remote

A = "https://a.example/"


def uses(name: str, text: str) -> list[tuple[str, str]]:
    data = text.encode()
    return [(data[use.start : use.end].decode(), use.what) for use in find_remote(PurePosixPath(name), data)]


def pictures(name: str, text: str) -> list[str]:
    return [url for url, what in uses(name, text) if what == "picture"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.html", '<img src="URL">'),
        ("p.html", "<img src=URL>"),
        ("p.html", '<img data-src="URL" src="x.gif">'),
        ("p.html", '<img src="x.gif" srcset="URL 2x">'),
        ("p.html", '<picture><source srcset="URL"><img src="x.gif"></picture>'),
        ("p.html", '<link rel="preload" as="image" imagesrcset="URL 1x" href="x.jpg">'),
        ("p.html", '<link rel="preload" as="image" href="URL">'),
        ("p.html", '<link rel="shortcut icon" href="URL">'),
        ("p.html", '<link rel="image_src" href="URL">'),
        ("p.html", '<video poster="URL"></video>'),
        ("p.html", '<td background="URL">'),
        ("p.html", '<input type="image" src="URL">'),
        ("p.html", '<p style="background: url(URL)">'),
        ("p.html", "<p style=\"background-image:url('URL')\">"),
        ("p.html", "<style>p { background: url(URL) }</style>"),
        ("p.html", '<meta property="og:image" content="URL">'),
        ("p.html", '<meta name="twitter:image" content="URL">'),
        ("p.html", '<meta itemprop="image" content="URL">'),
        ("p.html", '<svg><image href="URL"/></svg>'),
        ("p.html", '<svg><image xlink:href="URL"/></svg>'),
        ("p.html", '<script type="application/ld+json">{"@context":"https://schema.org","logo":"URL"}</script>'),
        ("p.html", '<noscript><img src="URL"></noscript>'),
        ("p.php", '<?php get_header(); ?><img src="URL">'),
        ("p.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="URL"/></svg>'),
        ("s.css", "p { background: url(URL) }"),
        ("s.css", 'p { background-image: image-set("URL" 1x) }'),
        ("p.md", "![alt](URL)"),
        ("p.md", '![alt](URL "title")'),
        ("p.md", "![alt][one]\n\n[one]: URL\n"),
        ("p.md", "---\nimage: URL\n---\n"),
        ("p.md", '---\ncover: "URL"\n---\n'),
        ("p.md", '<img src="URL">'),
        ("d.json", '{"html": "<img src=\\"URL\\">"}'),
        ("feed.xml", '<enclosure url="URL" type="image/jpeg"/>'),
        ("feed.xml", '<media:thumbnail url="URL"/>'),
        ("feed.xml", "<channel><image><url>URL</url></image></channel>"),
        ("atom.xml", '<entry><link rel="enclosure" type="image/png" href="URL"/></entry>'),
        ("p.md", '{\n"title": "a",\n"image": "URL"\n}\ntext'),
        ("p.md", "---\nheader:\n  teaser: URL\n---\n"),
        ("p.md", "---\nheader:\n  overlay_image: URL\n---\n"),
        ("p.md", '---\nfeature-img: "URL"\n---\n'),
        ("app.webmanifest", '{"icons": [{"src": "URL", "sizes": "192x192", "type": "image/png"}]}'),
        ("p.rst", ".. figure:: URL\n   :alt: A hill\n"),
        ("p.rst", ".. |hill| image:: URL\n"),
        (
            "p.html",
            '<script type="application/ld+json">{"publisher":{"logo":{"@type":"ImageObject","url":"URL"}}}</script>',
        ),
        (
            "p.html",
            '<script type="application/ld+json">{"logo":{"url":"URL","size":{"a":1},"@type":"ImageObject"}}</script>',
        ),
    ],
)
def test_a_picture_is_known_by_where_it_stands(name: str, text: str) -> None:
    url = f"{A}render/17"
    assert pictures(name, text.replace("URL", url)) == [url]
    assert pictures(name, text.replace("URL", url.removeprefix("https:"))) == [url.removeprefix("https:")]


def test_pictures_of_asciidoc_are_known_and_the_words_of_its_texts_are_not() -> None:
    text = f"image::{A}render/17[A hill,300,200]\n\nWords image:{A}render/18[] and {A}photo.jpg[a photo]."
    assert pictures("p.adoc", text) == [f"{A}render/17", f"{A}render/18"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.html", '<a href="URL">large</a>'),
        ("p.html", '<div data-anything="URL"></div>'),
        ("p.html", '<script>const a = "URL";</script>'),
        ("p.html", '<!-- <img src="URL"> -->'),
        ("s.js", "load('URL')"),
        ("s.js", "load(`URL`)"),
        ("s.js", 'html = "<img src=\\"URL\\">"'),
        ("s.js", 'set = "x.jpg 1x, URL 2x"'),
        ("d.json", '{"photo": "URL"}'),
        ("site.webmanifest", '{"icons": [{"src": "URL", "sizes": "192x192"}]}'),
        ("d.yaml", "hero:\n  src: URL\n"),
        ("d.yaml", "slides:\n  - URL\n"),
        ("d.yaml", "hero: {src: URL, alt: Hero}\n"),
        ("p.md", "[large](URL)"),
        ("p.md", "---\nslides:\n  - URL\n---\n"),
        ("products.csv", "id,images\n1,URL\n"),
        ("feed.xml", "<description><![CDATA[<img src='URL'>]]></description>"),
        ("export.xml", "<wp:attachment_url>URL</wp:attachment_url>"),
        ("dump.sql", "INSERT INTO posts VALUES (1, '<img src=\\\"URL\\\">');"),
        ("p.tpl", '{include file="a"} <div style="background-image: url(&quot;URL&quot;)">'),
    ],
)
@pytest.mark.parametrize("url", [f"{A}photo.jpg", f"{A}photo.png?v=2#top", "https://picsum.photos/id/3/300/200"])
def test_an_address_that_names_a_picture_is_found_wherever_it_is_a_value(name: str, text: str, url: str) -> None:
    assert pictures(name, text.replace("URL", url)) == [url]


@pytest.mark.parametrize("slash", ["\\/", "\\\\\\/", "\\u002F", "\\u002f"])
def test_slashes_escaped_for_json_are_understood(slash: str) -> None:
    url = f"{A}a/photo.jpg".replace("/", slash)
    (use,) = find_remote(PurePosixPath("d.json"), f'{{"a": "{url}"}}'.encode())
    assert use.slash == slash.encode()
    assert use.address.url == f"{A}a/photo.jpg"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.html", f"<p>From {A}photo.jpg and <b>{A}photo.jpg</b></p>"),
        ("p.html", f'<a href="{A}">page</a><a href="https://unsplash.com/photos/abc">by Ann</a>'),
        ("p.html", f'<script src="{A}a.js"></script><link rel="stylesheet" href="{A}a.css">'),
        ("p.html", f'<link rel="canonical" href="{A}"><meta property="og:url" content="{A}">'),
        ("p.html", '<iframe src="https://www.youtube.com/embed/1"></iframe>'),
        ("p.html", f'<style>@font-face {{ src: url("{A}font.svg#f") }}</style>'),
        ("p.html", f'<svg><use href="{A}icons.svg#a"/></svg>'),
        ("s.css", f'@import "{A}a.css"; @font-face {{ src: url({A}f.woff2), url({A}f.svg#f) }}'),
        ("s.js", f"// see {A}photo.jpg\nx = 'https://www.gravatar.com/avatar/' + hash;"),
        ("p.md", f"Read {A}photo.jpg or <{A}photo.jpg>.\n\n[one]: {A}page\n[link]({A}page)\n"),
        ("p.md", f"---\nlink: {A}page\n---\nphoto: {A}photo.jpg\n"),
        (
            "p.html",
            f'<script type="application/ld+json">{{"url":"{A}","a":{{"@type":"ImageObject"}}}}</script>',
        ),
        ("a.webmanifest", f'{{"start_url": "{A}", "related_applications": [{{"url": "{A}"}}]}}'),
        ("atom.xml", f'<entry><link rel="alternate" type="text/html" href="{A}"/></entry>'),
        ("p.rst", f"`words <{A}photo.jpg>`_ and {A}photo.jpg\n"),
        ("d.json", f'{{"url": "{A}", "doc": "{A}page.html"}}'),
        ("p.html", '<svg xmlns="http://www.w3.org/2000/svg"></svg><img src="photo.jpg"><img src="/photo.jpg">'),
    ],
)
def test_words_and_other_addresses_are_no_pictures(name: str, text: str) -> None:
    assert pictures(name, text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.html", '<img src="https://a.example/{{ page.photo }}.jpg">'),
        ("p.html", '<img src="https://a.example/<?= $photo ?>">'),
        ("s.js", "`https://a.example/${name}.jpg`"),
        ("s.js", '"https://tile.example/{z}/{x}/{y}.png"'),
    ],
)
def test_an_address_put_together_later_is_told_apart(name: str, text: str) -> None:
    assert [what for _, what in uses(name, text)] == ["template"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("p.html", f'<video src="{A}film.mp4"></video>', [f"{A}film.mp4"]),
        ("p.html", f'<video><source src="{A}film.webm"></video>', [f"{A}film.webm"]),
        ("p.html", f'<audio src="{A}song.mp3"></audio>', [f"{A}song.mp3"]),
        ("p.html", f'<embed src="{A}paper.pdf">', [f"{A}paper.pdf"]),
        ("p.html", f'<a href="{A}paper.pdf">terms</a>', []),
        ("s.js", f"play('{A}film.mp4')", [f"{A}film.mp4"]),
    ],
)
def test_films_sounds_and_shown_documents_are_media(name: str, text: str, found: list[str]) -> None:
    assert uses(name, text) == [(url, "medium") for url in found]


def hint(text: str, name: str = "p.html", index: int = 0) -> Any:
    return find_remote(PurePosixPath(name), text.encode())[index].hint


def test_what_markup_says_about_the_size_is_read() -> None:
    one = hint(f'<img src="{A}1" width="300" height="200px">')
    assert (one.width, one.height) == (300, 200)
    assert hint(f'<img src="{A}1" width="100%">').width is None
    assert hint(f'<img src="{A}1" style="width: 30px; height: 20px">').box == (30, 20)
    assert hint(f'<img src="{A}1" style="width: 30px; aspect-ratio: 3 / 2">').box == (30, 20)
    assert hint(f"a {{ width: 40px; height: 30px; background: url({A}1.png) }}", "s.css").box == (40, 30)
    icon = hint(f'<link rel="icon" sizes="16x16 64x64" href="{A}i.png">')
    assert (icon.width, icon.height) == (64, 64)
    assert hint(f'<meta property="og:image" content="{A}1">').usual == (1200, 630)


def test_candidates_have_their_own_widths_and_one_ratio() -> None:
    page = (
        f'<picture><source srcset="{A}1 400w, {A}2 800w"><img src="{A}3" width="300" height="150" '
        f'srcset="{A}4 2x"></picture>'
    )
    found = [hint(page, index=index) for index in range(4)]
    assert [(one.width, one.ratio) for one in found[:2]] == [(400, 2.0), (800, 2.0)]
    assert (found[2].width, found[2].height) == (300, 150)
    assert (found[3].width, found[3].height) == (600, 300)


def test_data_beside_an_address_says_its_size() -> None:
    for text in (
        f'{{"src": "{A}p.png", "sizes": "192x100"}}',
        f'{{"src": "{A}p.png", "width": 192, "height": "100"}}',
        f"{{src: '{A}p.png', w: 192, h: 100}}",
    ):
        found = hint(text, "d.js")
        assert (found.width, found.height) == (192, 100)
    found = hint(f"![a]({A}1.png){{: width=192 height=100}}", "p.md")
    assert (found.width, found.height) == (192, 100)


parts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [f'"{A}p.jpg"', f"'{A}a(b).png'", f"url({A}c.webp)", f'<img src="{A}1"', ">", "//", "https:", "{{", "<", '"']
    ),
)


@given(st.lists(parts, max_size=8), st.sampled_from(["p.html", "s.css", "p.md", "d.json", "s.js", "f.xml", "d.yaml"]))
def test_any_text_can_be_searched_and_what_is_found_is_in_order(texts: list[str], name: str) -> None:
    data = "".join(texts).encode("utf-8", "surrogatepass")
    found = find_remote(PurePosixPath(name), data)
    ends = [0, *(use.end for use in found)]
    for before, use in zip(ends, found, strict=False):
        assert before <= use.start < use.end <= len(data)
