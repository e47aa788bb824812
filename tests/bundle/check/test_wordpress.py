from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from launcher.bundle.check import check_bundle
from launcher.demo.model import Option, WordPressLayout
from tests.support.bundles import write_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.bundle.findings import Finding

STYLE = "wordpress/themes/clinic/style.css"


def findings(tmp_path: Path, files: dict[str, str], **changes: Any) -> list[tuple[str, str, str]]:
    fields = {"wordpress": WordPressLayout(), "platforms": ("wordpress",), **changes}
    bundle = write_bundle(tmp_path / "b.zip", {name: text.encode() for name, text in files.items()}, **fields)
    return [_told(finding) for finding in check_bundle(bundle).findings]


def _told(finding: Finding) -> tuple[str, str, str]:
    line = "" if finding.line is None else f":{finding.line}"
    return finding.code, f"{finding.path}{line}", finding.message


def test_a_sound_bundle_for_wordpress_has_no_findings(tmp_path: Path) -> None:
    site = 'document: 1\ntitle: "{launcher:answer:name}"\ntheme: {stylesheet: clinic}\n'
    files = {"wordpress/site.yaml": site, STYLE: "/* Theme Name: Clinic */"}
    assert findings(tmp_path, files, options=(Option("name", "Name?", default="x"),)) == []


def test_every_file_that_no_bundle_may_bring_is_named(tmp_path: Path) -> None:
    files = {"wordpress/plugins/x.php": "<?php", "wordpress/uploads/y.php": "<?php", "wordpress/notes.txt": "x"}
    assert [(code, path) for code, path, _ in findings(tmp_path, files)] == [
        ("wordpress-file", "wordpress/plugins/x.php"),
        ("wordpress-file", "wordpress/uploads/y.php"),
        ("wordpress-unused", "wordpress/notes.txt"),
    ]


def test_every_mistake_of_the_document_is_named_with_its_place(tmp_path: Path) -> None:
    site = """document: 1
front_page: page/gone
posts:
  - {ref: page/a, type: page, parent: page/b}
  - {ref: attachment/x, type: attachment, file: {source: x.jpg, path: x.jpg}}
"""
    told = findings(tmp_path, {"wordpress/site.yaml": site})
    assert {(code, path) for code, path, _ in told} == {("wordpress-document", "wordpress/site.yaml")}
    assert sorted(message for _, _, message in told) == [
        'front_page: there is no "page/gone" (did you mean "page/a"?)',
        'posts[0].parent: there is no "page/b" (did you mean "page/a"?)',
        "posts[1].file: the bundle has no file x.jpg",
    ]


def test_a_mistake_between_posts_in_parts_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    posts = '{"ref":"page/a","type":"page"}\n{"ref":"page/b","type":"page","parent":"page/c"}\n'
    files = {"wordpress/site.json": '{"document":1,"parts":1}', "wordpress/site/posts-0001.jsonl": posts}
    [(_, path, message)] = findings(tmp_path, files)
    assert path == "wordpress/site.json"
    assert message.startswith('wordpress/site/posts-0001.jsonl:2: parent: there is no "page/c"')


def test_a_mistake_of_form_is_named_with_its_line(tmp_path: Path) -> None:
    told = findings(tmp_path, {"wordpress/site.yaml": "document: 1\ntittle: x\n"})
    assert told == [("wordpress-document", "wordpress/site.yaml:2", 'unknown key "tittle" (did you mean "title"?)')]


def test_an_answer_that_nobody_asks_for_is_named(tmp_path: Path) -> None:
    [(code, _, message)] = findings(tmp_path, {"wordpress/site.yaml": 'document: 1\ntitle: "{launcher:answer:x}"\n'})
    assert (code, message) == ("wordpress-document", 'title: a text asks for an option "x", which there is not')


def test_a_theme_that_is_not_in_the_bundle_is_a_warning(tmp_path: Path) -> None:
    [(code, path, _)] = findings(tmp_path, {"wordpress/site.yaml": "document: 1\ntheme: {stylesheet: clinic}\n"})
    assert (code, path) == ("wordpress-theme", STYLE)


def test_a_demo_for_wordpress_with_nothing_for_it_is_an_error(tmp_path: Path) -> None:
    [(code, _, _)] = findings(tmp_path, {"index.html": "x"}, wordpress=None)
    assert code == "wordpress-missing"


def test_another_folder_may_have_the_wordpress_part(tmp_path: Path) -> None:
    layout = WordPressLayout(PurePosixPath("wp"))
    [(_, path, _)] = findings(tmp_path, {"wp/site.yaml": "document: 1\nx: 1\n"}, wordpress=layout)
    assert path == "wp/site.yaml:2"
