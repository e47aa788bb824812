from __future__ import annotations

import base64
from pathlib import Path

import pytest

from launcher.bundle.pack import pack
from launcher.bundle.rule_watch import license_hint
from tests.support.pictures import picture
from tests.support.trees import build_file_tree

SCENE = Path(__file__).parents[2] / "sample_images" / "scenes" / "tea-tray.jpg"
HEAD = "launcher: 1\nname: shop\nversion: 1.0.0\ntitle: Shop\nlicense: MIT\nimages:\n  style: plain\n"


def warnings(tmp_path: Path, rules: str, files: dict[str, str | bytes]) -> list[tuple[str, str, str]]:
    source = build_file_tree(tmp_path / "shop", {"launcher.yaml": HEAD + rules, "a.png": picture("PNG"), **files})
    found = pack(source, tmp_path / "out.zip").warnings
    return [(finding.code, finding.path, finding.message) for finding in found]


def keep(*globs: str, license_: str = "MIT") -> str:
    return f"  keep:\n    - {{paths: {list(globs)}, license: {license_}, source: drawn for this}}\n"


def test_a_kept_photograph_is_named(tmp_path: Path) -> None:
    page = f"<img src=data:image/jpeg;base64,{base64.b64encode(SCENE.read_bytes()).decode()}>"
    files: dict[str, str | bytes] = {
        "icons/tea.jpg": SCENE.read_bytes(),
        "icons/dot.png": picture("PNG", size=(16, 16)),
        "icons/a.html": page,
    }
    found = warnings(tmp_path, keep("icons/*"), files)
    assert [(code, path) for code, path, _ in found] == [
        ("keep-photograph", "icons/a.html"),
        ("keep-photograph", "icons/tea.jpg"),
    ]
    assert 'keep rule "icons/*" keeps it' in found[1][2]
    assert "inline at byte" in found[0][2]


def test_rules_that_name_nothing_are_named(tmp_path: Path) -> None:
    rules = "  omit: [gone/, '*.png']\n  replace: [lost.svg, '!found.svg']\n" + keep("site.css", "nothing/*")
    found = warnings(tmp_path, rules, {"site.css": "a {}", "b.jpg": picture("JPEG")})
    assert [(code, message) for code, _, message in found] == [
        ("rule-unused", 'images.omit "gone/" names no file'),
        ("rule-unused", 'images.replace "lost.svg" names no file'),
        ("rule-unused", 'keep rule "site.css" names 1 file, and no picture'),
        ("rule-unused", 'keep rule "nothing/*" names no file'),
    ]


def test_a_rule_that_others_hide_is_named_with_them(tmp_path: Path) -> None:
    rules = "  replace: [icons/]\n" + keep("icons/star.png", "other/*.png", "*.png")
    files: dict[str, str | bytes] = {name: picture("PNG", size=(8, 8)) for name in ("icons/star.png", "other/a.png")}
    found = warnings(tmp_path, rules, files)
    assert [(code, message) for code, _, message in found] == [
        (
            "rule-hidden",
            'keep rule "icons/star.png" never decides: all that it names is decided by images.replace "icons/"',
        ),
        ("rule-hidden", 'keep rule "other/*.png" never decides: all that it names is decided by keep rule "*.png"'),
    ]


def test_a_licence_that_no_tool_can_read_is_named(tmp_path: Path) -> None:
    found = warnings(tmp_path, keep("a.png", license_="CC0"), {})
    assert found == [
        ("license-unknown", "launcher.yaml", 'a keep rule has the licence "CC0", which is no SPDX expression')
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("MIT", ""),
        ("cc-by-4.0 or MIT", ""),
        ("LicenseRef-Unsplash", ""),
        ("CC BY 4.0", "did you mean CC-BY-4.0?"),
        ("Apache 2", "did you mean Apache-2.0?"),
        ("ours alone, ask first", "for terms of their own"),
    ],
)
def test_the_hint_names_the_identifier_that_was_meant(name: str, hint: str) -> None:
    assert license_hint(name).startswith(hint)
    assert bool(license_hint(name)) == bool(hint)


def test_a_demo_without_rules_has_no_warnings(tmp_path: Path) -> None:
    assert warnings(tmp_path, "", {}) == []
