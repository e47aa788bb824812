from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from launcher.demo.model import ContentLayout, WordPressLayout
from launcher.errors import DemoError
from tests.support.manifests import HEAD, load


def test_content_true_means_the_usual_layout(tmp_path: Path) -> None:
    assert load(tmp_path, HEAD + "content: true\n").content == ContentLayout()
    assert load(tmp_path, HEAD + "content: false\n").content is None
    assert load(tmp_path, HEAD).content is None


def test_wordpress_true_means_the_usual_layout(tmp_path: Path) -> None:
    assert load(tmp_path, HEAD + "wordpress: true\n").wordpress == WordPressLayout()
    assert load(tmp_path, HEAD + "wordpress: false\n").wordpress is None
    assert load(tmp_path, HEAD).wordpress is None


def test_a_layout_for_wordpress_says_what_is_copied_where(tmp_path: Path) -> None:
    demo = load(tmp_path, HEAD + "wordpress: {root: wp/, copy: {assets/: themes/clinic/assets, images: uploads}}\n")
    copy = {
        PurePosixPath("assets"): PurePosixPath("themes/clinic/assets"),
        PurePosixPath("images"): PurePosixPath("uploads"),
    }
    assert demo.wordpress == WordPressLayout(PurePosixPath("wp"), copy)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wordpress: {rot: x}", 'unknown key "rot" (did you mean "root"?)'),
        ("wordpress: {root: ..}", '"root" must be a folder inside the demo'),
        (
            "wordpress: {copy: {a: plugins/x}}",
            '"a" must be copied to themes/SLUG/... or uploads/..., not to "plugins/x"',
        ),
        ("wordpress: {copy: {a: themes}}", '"a" must be copied to themes/SLUG/...'),
        ("wordpress: {copy: {../a: uploads}}", "must be a file or folder inside the demo"),
        ("wordpress: {copy: {a: uploads, b: uploads}}", 'two things are copied to "uploads"'),
        ("wordpress: {copy: {wordpress/x: uploads}}", "need not be copied"),
        ("content: true\nwordpress: {root: content/wp}", "lie inside each other"),
    ],
)
def test_a_wrong_layout_for_wordpress_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DemoError) as caught:
        load(tmp_path, HEAD + text + "\n")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "content: yes please", 'launcher.yaml:6: "content" must be a mapping'),
        (HEAD + "content: {root: ../x}", 'launcher.yaml:6: "root" must be a folder inside the demo'),
        (HEAD + "content: {root: a, templates: a/b}", 'launcher.yaml:6: "root" and "templates" must be two folders'),
        (HEAD + "content: {posts_per_page: 0}", 'launcher.yaml:6: "posts_per_page" must be from 1 to 1000, not 0'),
        (HEAD + "content: {language: no way}", 'launcher.yaml:6: "language" must be a language tag'),
    ],
)
def test_a_mistake_in_the_layout_of_content_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DemoError) as caught:
        load(tmp_path, text)
    assert message in str(caught.value)


def test_configuration_files_are_read_with_their_values_and_answers(tmp_path: Path) -> None:
    text = """configuration:
  - file: assets/site.json
    values: {title: {answer: site_title}, results: 20, links: [a, {answer: site_url}], on: {quiet: true}}
  - {file: settings, format: php, values: {a: b}, private: true}
"""
    first, second = load(tmp_path, HEAD + text).configuration
    assert (str(first.path), first.format, first.private) == ("assets/site.json", "json", False)
    assert list(first.answers()) == ["site_title", "site_url"]
    assert (str(second.path), second.format, second.values, second.private) == ("settings", "php", {"a": "b"}, True)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("  - {values: {a: 1}}", 7, 'lacks the key "file"'),
        ("  - {file: a.json}", 7, "values must be a mapping"),
        ("  - {file: ../a.json, values: {a: 1}}", 7, "must be a file inside the demo"),
        ("  - {file: a.conf, values: {a: 1}}", 7, '"a.conf" does not say its format'),
        ("  - {file: a.conf, format: yml, values: {a: 1}}", 7, '"format" must be one of html, ini'),
        ("  - {file: a.json, values: {a: 1}}\n  - {file: a.json, values: {a: 1}}", 8, '"a.json" twice'),
        ("  - {file: a.json, values: {a: 1.5}}", 7, "a must be a text, a whole number"),
        ("  - {file: a.json, values: {a: 1}, mode: 7}", 7, 'unknown key "mode"'),
    ],
)
def test_a_wrong_configuration_file_is_refused_at_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(DemoError) as caught:
        load(tmp_path, f"{HEAD}configuration:\n{text}\n")
    assert message in caught.value.message
    assert caught.value.line == line
