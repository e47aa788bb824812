from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from launcher.bundle.check import check_bundle
from launcher.bundle.check.remote import gather_hosts, integrity_findings, remote_findings
from launcher.bundle.findings import Finding
from launcher.bundle.pack import pack
from launcher.images.integrity import integrity_of
from tests.support.demos import small_demo

PAGE = PurePosixPath("sub/page.html")


def codes(text: str, path: PurePosixPath = PAGE) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in remote_findings(path, text.encode())]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.html", '\n<img src="https://a.example/1">'),
        ("p.css", "\np { background: url(//a.example/1) }"),
        ("p.md", "\n![a](https://a.example/1.jpg)"),
        ("p.js", "\nx = 'https://a.example/1.jpg'"),
        ("p.html", '\n<img src="https://a.example/{{ name }}.jpg">'),
        ("p.html", '\n<video src="https://a.example/film.mp4"></video>'),
    ],
)
def test_a_picture_of_another_host_is_a_warning_with_its_line(name: str, text: str) -> None:
    assert codes(text, PurePosixPath(name))[:1] == [("image-remote", 2)]


def test_no_secret_of_an_address_is_shown() -> None:
    (finding,) = remote_findings(PAGE, b'<img src="https://ann:pass@a.example/1?token=secret">')
    assert '"https://a.example/1"' in finding.message
    assert "secret" not in finding.message


def test_a_base_on_another_host_is_a_warning() -> None:
    assert codes('<base href="https://a.example/"><img src="photo.jpg">') == [("image-remote", None)]
    assert codes('<base href="/sub/"><img src="photo.jpg"><a href="https://a.example/">a</a>') == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<link rel="stylesheet" href="https://fonts.example/css">', "style sheets"),
        ('<script src="//cdn.example/a.js"></script>', "scripts"),
        ('<iframe src="https://tube.example/embed/1"></iframe>', "frames"),
        ("<style>@font-face { src: url(https://fonts.example/a.woff2) }</style>", "fonts"),
    ],
)
def test_a_host_that_is_asked_for_something_else_is_named(text: str, what: str) -> None:
    (finding,) = remote_findings(PAGE, text.encode())
    assert finding.code == "reference-remote"
    assert finding.message.startswith(what)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://a.example/page">a</a><form action="https://a.example/send"></form>',
        '<link rel="canonical" href="https://a.example/"><link rel="preconnect" href="https://a.example/">',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg><img src="photo.jpg">',
    ],
)
def test_what_no_browser_loads_is_no_finding(text: str) -> None:
    assert codes(text) == []


def test_a_host_is_named_once_for_all_files() -> None:
    text = b'<script src="https://cdn.example/a.js"></script><script src="https://cdn.example/b.js"></script>'
    found = [finding for name in "abc" for finding in remote_findings(PurePosixPath(f"{name}.html"), text)]
    other = Finding("file-size", "error", "wrong", "a.html")
    gathered = gather_hosts([other, *found])
    assert [finding.path for finding in gathered] == ["a.html", "a.html"]
    assert gathered[0] == other
    assert gathered[1].message.endswith("and in 2 more files")


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (integrity_of("sha256", b"new"), True),
        (f"{integrity_of('sha384', b'old')} {integrity_of('sha384', b'new')}", True),
        (integrity_of("sha256", b"old"), False),
        # The strongest algorithm alone counts.
        (f"{integrity_of('sha256', b'new')} {integrity_of('sha512', b'old')}", False),
        ("md5-abc", True),
    ],
)
def test_a_hash_is_compared_with_the_local_file(value: str, fits: bool) -> None:
    page = f'<script src="../a.js" integrity="{value}"></script><script src="https://cdn.example/a.js"></script>'
    files = {PurePosixPath("a.js"): b"new"}
    found = [finding.code for finding in integrity_findings(PAGE, page.encode(), files.get)]
    assert found == ([] if fits else ["integrity-differs"])


def test_a_packed_demo_has_no_hot_links_left_and_names_what_it_loads(tmp_path: Path) -> None:
    page = (
        '<link rel="stylesheet" href="https://fonts.example/css?family=A"><script src="a.js" integrity="sha256-'
        + "A" * 43
        + '="></script><img src="https://a.example/1.jpg">'
    )
    demo = small_demo(tmp_path / "demo", {"one.html": page, "two.html": page, "a.js": "1"})
    result = pack(demo, tmp_path / "demo.zip", jobs=1)
    report = check_bundle(result.path)
    assert report.errors == ()
    assert [(finding.code, finding.path) for finding in report.warnings] == [
        ("integrity-differs", "one.html"),
        ("reference-remote", "one.html"),
        ("integrity-differs", "two.html"),
    ]
