from __future__ import annotations

from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.references import Reference, resolve, scan_css, scan_html, splice


def values(html: str | bytes) -> list[str]:
    data = html.encode() if isinstance(html, str) else html
    return [found.value for found in scan_html(data)]


def kinds(html: str) -> list[tuple[str, str]]:
    return [(found.kind, found.value) for found in scan_html(html.encode())]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="a.html">', [("href", "a.html")]),
        ("<A HREF=a.html>", [("href", "a.html")]),
        ("<link rel=stylesheet href='a.css?v=1'>", [("href", "a.css?v=1")]),
        ("<img src=a.png/>", [("src", "a.png/")]),
        ("<img src=a.png />", [("src", "a.png")]),
        ("<img\nsrc\n=\n'a.png'>", [("src", "a.png")]),
        ('<img src=" a b.png\n">', [("src", "a b.png")]),
        ('<img src="a.png" src="b.png">', [("src", "a.png")]),
        ('<img srcset="a.png 1x, b,c.png 2x,d.png 300w">', [("srcset", v) for v in ("a.png", "b,c.png", "d.png")]),
        ('<img srcset="a.png, b.png">', [("srcset", "a.png"), ("srcset", "b.png")]),
        ('<link rel=preload as=image imagesrcset="a.png 1x">', [("srcset", "a.png")]),
        ("<video poster=p.jpg src=v.mp4>", [("poster", "p.jpg"), ("src", "v.mp4")]),
        ("<form action=/send><button formaction=b.php>", [("action", "/send"), ("action", "b.php")]),
        ("<object data=m.pdf></object><div data=no>", [("data", "m.pdf")]),
        ("<div data-src='a.png' data-bg=\"b.png\">", [("data", "a.png"), ("data", "b.png")]),
        ("<td background=a.gif>", [("src", "a.gif")]),
        ("<svg><use xlink:href='s.svg#a'/><image href=p.png></svg>", [("href", "s.svg#a"), ("href", "p.png")]),
        ('<p style="background: url(a.png)">', [("style-url", "a.png")]),
        ('<p style="background: url(&quot;a b.png&quot;)">', [("style-url", "a b.png")]),
        ("<p style='background: url(&#39;a.png&#39;)'>", [("style-url", "a.png")]),
        ("<style>@import 'a.css'; p{background:url(b.png)}</style>", [("style-url", "a.css"), ("style-url", "b.png")]),
        ('<meta property="og:image" content="/a.jpg">', [("meta", "/a.jpg")]),
        ('<meta content="/a.jpg" name="twitter:image">', [("meta", "/a.jpg")]),
        ('<meta http-equiv="refresh" content="0; url=\'/new/\'">', [("meta", "/new/")]),
        ("<template><img src=a.png></template>", [("src", "a.png")]),
        ("<noscript><img src=a.png></noscript>", [("src", "a.png")]),
        ("<![if IE]><img src=a.png><![endif]>", [("src", "a.png")]),
        ('<a title=">" href="a">', [("href", "a")]),
        ("<p don't><img src=a.png>", [("src", "a.png")]),
        ("<svg><style/></svg><img src=a.png>", [("src", "a.png")]),
        ('<script src="a.js">"<img src=no>"</script><img src=b>', [("src", "a.js"), ("src", "b")]),
    ],
)
def test_a_reference_is_found_where_html_has_one(html: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <img src=a> -->",
        "<!--[if lt IE 9]><script src=a.js></script><![endif]-->",
        "<script>var x = '<img src=a>'</script>",
        "<script><!-- <script> </script> <img src=a> --></script>",
        "<textarea><img src=a></textarea>",
        "<title><img src=a></title>",
        "<svg><![CDATA[<img src=a>]]></svg>",
        "<img src='unclosed>",
        "<img src=",
        "</p <img src=a>",
        "<base href='/x/'>",
        "<a href>",
        '<meta name="description" content="/a.jpg">',
        '<style>/* url(a) */ .a{content:"url(b)"}</style>',
        "<plaintext><img src=a>",
        "a < b and <3 src=a>",
        "<? src=a ?>",
    ],
)
def test_what_a_browser_does_not_load_is_no_reference(html: str) -> None:
    assert values(html) == []


@pytest.mark.parametrize(
    ("html", "value"),
    [
        ("<a href='?a=1&amp;b=2'>", "?a=1&b=2"),
        ("<a href='?a=1&copy=2'>", "?a=1&copy=2"),
        ("<a href='?a=1&copyright'>", "?a=1&copyright"),
        ("<a href='&#47;x&#x2f;'>", "/x/"),
        ("<a href='/&eacute;'>", "/é"),
        ("<a href='/&eacute/'>", "/é/"),
        ("<a href='/é'>", "/é"),
    ],
)
def test_character_references_are_decoded_as_in_attributes(html: str, value: str) -> None:
    assert values(html) == [value]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a{background:url(a.png)}", ["a.png"]),
        ("a{background:URL( 'a b.png' )}", ["a b.png"]),
        ('a{background:url("a\\"b.png")}', ['a"b.png']),
        ("a{background:url(a\\ b\\29.png)}", ["a b).png"]),
        ("@import 'a.css' screen;", ["a.css"]),
        ("@import url(a.css);", ["a.css"]),
        ('@import\n"a.css"', ["a.css"]),
        (
            "a{background:image-set('a.avif' type('image/avif') 1x, url(b.png) 2x)} b{c:url(d)}",
            ["a.avif", "b.png", "d"],
        ),
        ("@font-face{src:url(a.woff2) format('woff2'),url(a.woff)}", ["a.woff2", "a.woff"]),
        ("/* url(no) */ a{content:'url(no)'} b{c:url(yes)}", ["yes"]),
        ("@namespace url(http://www.w3.org/1999/xhtml); a{b:url(c)}", ["c"]),
        ("a{b:my-url(no)}", []),
        ("a{b:url(unclosed", []),
        ("/* url(a)", []),
    ],
)
def test_css_references_are_found(css: str, expected: list[str]) -> None:
    assert [found.value for found in scan_css(css.encode())] == expected


def test_lines_and_positions_point_into_the_file() -> None:
    data = b"<p>\n<img src='a.png'\n srcset='b.png 1x,\n c.png 2x'>\n<style>\na{b:url(d.png)}</style>"
    found = list(scan_html(data))
    assert [(item.line, data[item.start : item.end]) for item in found] == [
        (2, b"a.png"), (3, b"b.png"), (4, b"c.png"), (6, b"d.png"),
    ]  # fmt: skip
    assert (found[0].element, found[0].attribute) == ("img", "src")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("a.png", "blog/x/a.png"),
        ("./a.png?v=1#x", "blog/x/a.png"),
        ("../a.png", "blog/a.png"),
        ("/a.png", "a.png"),
        ("/", "index.html"),
        ("./", "blog/x/index.html"),
        (".", "blog/x/index.html"),
        ("..", "blog/index.html"),
        ("../y/", "blog/y/index.html"),
        ("a%20b%C3%A9.png", "blog/x/a bé.png"),
        ("a\\b.png", "blog/x/a/b.png"),
        (" a.\npng ", "blog/x/a.png"),
    ],
)
def test_a_reference_resolves_to_a_name_in_the_tree(reference: str, expected: str) -> None:
    assert resolve(PurePosixPath("blog/x/index.html"), reference) == PurePosixPath(expected)


@pytest.mark.parametrize(
    "reference",
    [
        "", " ", "#a", "?a=1", "//cdn.example/a.js", "https://example.com/", "data:image/png;base64,AA", "mailto:a@b.c",
        "tel:1", "javascript:void(0)", "{{ site.url }}/a.png", "<?= $x ?>", "<%= a %>", "${a}/b.png", "{% url %}",
        "../../../a.png", "a\0b",
    ],
)  # fmt: skip
def test_what_is_outside_the_tree_does_not_resolve(reference: str) -> None:
    assert resolve(PurePosixPath("blog/x/index.html"), reference) is None


def test_splicing_changes_the_spans_and_nothing_else() -> None:
    assert splice(b"abcdef", [(1, 2, b"XX"), (2, 4, b""), (6, 6, b"!")]) == b"aXXef!"
    with pytest.raises(ValueError, match="out of order"):
        splice(b"abcdef", [(3, 4, b""), (1, 2, b"")])


pieces = st.sampled_from(
    [
        "<img src=",
        "a.png",
        "'",
        '"',
        ">",
        "<",
        " ",
        "/",
        "=",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "url(",
        ")",
        "@import ",
        "\\",
        "srcset=",
        ",",
        " 2x",
        "<svg>",
        "</svg>",
        "<a href='b'>",
        "style=",
        "&quot;",
        "\n",
        "/*",
        "*/",
        "image-set(",
        "é",
        "<![CDATA[",
        "]]>",
        "<meta property=og:image content=",
        "\0",
    ]
)


def spliced_with_itself(data: bytes, found: list[Reference]) -> bytes:
    return splice(data, [(item.start, item.end, data[item.start : item.end]) for item in found])


@given(st.lists(pieces, max_size=40).map("".join).map(str.encode) | st.binary(max_size=200))
def test_splicing_every_reference_with_itself_gives_the_same_bytes(data: bytes) -> None:
    assert spliced_with_itself(data, list(scan_html(data))) == data
    assert spliced_with_itself(data, list(scan_css(data))) == data


@given(st.lists(pieces, max_size=40).map("".join).map(str.encode))
def test_asked_for_each_value_once_the_first_of_each_is_found(data: bytes) -> None:
    firsts: dict[str, Reference] = {}
    for found in scan_html(data):
        firsts.setdefault(found.value, found)
    assert list(scan_html(data, once=True)) == list(firsts.values())


class Oracle(HTMLParser):
    """Collects the plain URL attributes as the standard library sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "poster"} and value is not None:
                self.found.append(value.strip(" \t\n\f\r"))


names = st.sampled_from(["href", "src", "poster", "alt", "class", "data-x"])
texts = st.text("ab/.é &<>'#?= ", max_size=10)


def attribute(name: str, value: str) -> str:
    escaped = value.replace("&", "&amp;").replace('"', "&quot;")
    return f' {name}="{escaped}"'


elements = st.dictionaries(names, texts, max_size=4).flatmap(
    lambda attributes: st.sampled_from(
        [
            f"<{tag}{''.join(attribute(*pair) for pair in attributes.items())}>text</{tag}>"
            for tag in ("p", "a", "img", "script", "style", "div")
        ]
        + ["<!-- <a href=b> -->", "<script>'<a href=c>'</script>", "a &lt; b", "<!doctype html>", "<br/>", "</i>"]
    )
)


@given(st.lists(elements, max_size=8).map("".join))
def test_well_formed_html_gives_what_the_standard_library_finds(html: str) -> None:
    oracle = Oracle()
    oracle.feed(html)
    oracle.close()
    assert values(html) == oracle.found


@pytest.mark.parametrize(
    "data",
    [b'<a href="' * 20_000, b"<a b=" * 20_000, b"<!--" * 50_000, b"<" * 100_000, b"<script><!--<script>" * 5_000,
     b"<!doctype" * 20_000, b'<img srcset="' + b"a(," * 50_000 + b'">', b"<p " + b'a="b" ' * 20_000],
)  # fmt: skip
def test_hostile_html_ends_with_few_references(data: bytes) -> None:
    assert len(list(scan_html(data))) <= 1


@pytest.mark.parametrize(
    "data", [b"url(" * 50_000, b"url(a\\" * 50_000, b'"' * 100_001, b"/*" * 50_000, b"@import " * 20_000,
             b"image-set(" * 9_000],
)  # fmt: skip
def test_hostile_css_ends_without_references(data: bytes) -> None:
    assert list(scan_css(data + b" url(")) == []
