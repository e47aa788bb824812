from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.bundle.check.references import Paths, ReferenceCheck, has_references, unresolved
from launcher.bundle.manifest import BrokenReference, LeftOut
from launcher.demo.model import ContentLayout
from tests.support.bundles import make_manifest

TREE = ["index.html", "a b.png", "blog/index.html", "shop/index.php", "css/site.css", "css/bg.png", "é.html"]


def lost(name: str, text: str) -> list[str]:
    return [found.reference for found in unresolved(PurePosixPath(name), text.encode(), Paths(TREE))]


@pytest.mark.parametrize(
    "reference",
    [
     "a%20b.png", "a b.png", "./index.html#top", "blog/", "blog", "shop/", "/", "?q=1", "#top", "/css/bg.png",
     "%C3%A9.html",
     "https://example.com/x.png", "//cdn.example.com/x.js", "mailto:a@example.com", "data:image/png;base64,AA",
     "{{ url }}",
     "javascript:void(0)", "tel:1", "blog/../css/site.css", "../above.html"],
)  # fmt: skip
def test_what_a_browser_finds_or_asks_elsewhere_is_no_finding(reference: str) -> None:
    assert lost("index.html", f'<a href="{reference}">x</a>') == []


@pytest.mark.parametrize("reference", ["nothing.png", "A b.png", "css/", "index.htm", "/blog/x/", "Blog/"])
def test_what_is_not_there_is_found(reference: str) -> None:
    assert lost("index.html", f'<img src="{reference}">') == [reference]


def test_css_is_resolved_from_where_it_stands() -> None:
    assert lost("css/site.css", "a { background: url(bg.png) } b { background: url('../bg.png') }") == ["../bg.png"]


def test_a_base_element_moves_every_reference() -> None:
    assert lost("blog/index.html", '<base href="/"><img src="css/bg.png"><img src="bg.png">') == ["bg.png"]
    assert lost("blog/index.html", '<base href="https://example.com/"><img src="nothing.png">') == []


def test_a_reference_that_stands_twice_is_one_finding_at_its_first_line() -> None:
    data = b'<p>\n<img src="x.png">\n<img src="x.png">'
    found = list(unresolved(PurePosixPath("index.html"), data, Paths(TREE)))
    assert [(item.reference, item.target, item.line) for item in found] == [("x.png", PurePosixPath("x.png"), 2)]


def test_html_and_css_are_scanned_but_not_templates_and_content() -> None:
    layout = ContentLayout()
    scanned = ["index.html", "a.HTM", "css/site.css", "templates/a.html", "content/pages/a.html", "a.js", "a.md"]
    assert [name for name in scanned if has_references(PurePosixPath(name), None)] == scanned[:5]
    assert [name for name in scanned if has_references(PurePosixPath(name), layout)] == scanned[:3]


def test_a_reference_is_judged_by_what_the_manifest_says_about_its_target() -> None:
    manifest = make_manifest(
        dict.fromkeys(TREE, b""),
        left_out=(LeftOut("big.zip", "archive", asked=False), LeftOut("psd", 'ignore rule "psd/"', asked=True)),
        broken_references=(BrokenReference(PurePosixPath("index.html"), "old.png"),),
    )
    page = b'<a href="psd/a.psd"></a>\n<a href="big.zip"></a>\n<a href="old.png"></a>\n<a href="gone.png"></a>'
    found = list(ReferenceCheck(manifest).look(PurePosixPath("index.html"), page))
    assert [(finding.code, finding.severity, finding.line) for finding in found] == [
        ("reference-left-out", "warning", 1),
        ("reference-missing", "error", 2),
        ("reference-broken-in-source", "warning", 3),
        ("reference-missing", "error", 4),
    ]
    assert found[1].hint
    elsewhere = list(ReferenceCheck(manifest).look(PurePosixPath("blog/index.html"), b'<a href="/old.png"></a>'))
    assert [finding.code for finding in elsewhere] == ["reference-missing"]
