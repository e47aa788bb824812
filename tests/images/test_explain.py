from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from launcher.demo.documents import load_yaml
from launcher.demo.model import Demo, ImageRules, KeepRule
from launcher.errors import DemoError
from launcher.images.explain import Explanation, explain
from tests.support.pictures import picture, turned
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.images.samples import Library

RULES = ImageRules(
    keep=(KeepRule(("icons/**",), "MIT", "drawn"),), replace=("icons/theirs/",), omit=("icons/theirs/old.png",)
)
PNG64 = base64.b64encode(picture("PNG", "RGB", (120, 90))).decode()


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    root = build_file_tree(
        tmp_path / "shop",
        {
            "icons/star.png": picture("PNG", size=(16, 16)),
            "icons/theirs/logo.png": picture("PNG", size=(90, 16)),
            "icons/theirs/old.png": picture("PNG"),
            "img/team/anna's [1].dat": turned("JPEG", 6),
            "img/broken.png": picture("PNG")[:20],
            "page.html": f"<p>\n<img src='data:image/png;base64,{PNG64}'>",
            "notes/a.txt": "notes",
            "site.css": "a {}",
            "film.zip": b"PK\3\4 archive",
        },
    )
    return Demo(root, "shop", "1", "Shop", "MIT", images=RULES, ignore=("notes/",))


def test_a_replaced_picture_tells_bytes_header_scene_and_the_rule_that_would_keep_it(
    demo: Demo, library: Library
) -> None:
    (found,) = explain(demo, ["img/team/anna's [1].dat"], library)
    assert (found.decision, found.kind and found.kind.format) == ("replaced", "jpeg")
    assert found.first_bytes.startswith("ff d8 ff")
    assert found.info is not None
    assert (found.info.width, found.info.height, found.info.orientation) == (30, 40, 6)
    assert found.rules == ()
    assert 'for the word "team"' in found.scene
    assert [entry.decision for entry in found.ledger] == ["placeholder"]
    value = load_yaml(found.yaml.replace("...", "x").encode(), where="hint").value
    rule = KeepRule(tuple(value["images"]["keep"][0]["paths"]), "MIT", "x")
    kept = Demo(demo.root, "shop", "1", "Shop", "MIT", images=ImageRules(keep=(rule,)))
    assert [item.decision for item in explain(kept, ["img"], library)] == ["left out", "kept"]


@pytest.mark.parametrize(
    ("path", "decision", "rules"),
    [
        ("icons/star.png", "kept", ['keep rule "icons/**"']),
        ("icons/theirs/logo.png", "replaced", ['images.replace "icons/theirs/"', 'keep rule "icons/**"']),
        (
            "icons/theirs/old.png",
            "left out",
            ['images.omit "icons/theirs/old.png"', 'images.replace "icons/theirs/"', 'keep rule "icons/**"'],
        ),
        ("notes/a.txt", "left out", ['ignore rule "notes/"']),
        ("site.css", "copied", []),
        ("film.zip", "left out", []),
        ("img/broken.png", "left out", []),
    ],
)
def test_every_rule_that_names_a_file_is_told_the_deciding_one_first(
    demo: Demo, library: Library, path: str, decision: str, rules: list[str]
) -> None:
    (found,) = explain(demo, [path], library)
    assert (found.decision, list(found.rules)) == (decision, rules)
    assert found.reason
    assert bool(found.hint) == (path != "site.css")


def test_what_cannot_be_read_says_why(demo: Demo, library: Library) -> None:
    (found,) = explain(demo, ["img/broken.png"], library)
    assert found.trouble == "it is cut short"


def test_inline_pictures_are_told_by_line_and_byte_of_the_source(demo: Demo, library: Library) -> None:
    (found,) = explain(demo, ["page.html"], library)
    data = (demo.root / "page.html").read_bytes()
    (inline,) = found.inline
    assert (inline.line, inline.offset, inline.what) == (2, data.index(PNG64.encode()), "png, 120×90")
    assert inline.decision == "replaced"


def names(found: tuple[Explanation, ...]) -> list[str]:
    return [str(item.path) for item in found]


def test_folders_globs_and_paths_on_the_disk_name_files_too(
    demo: Demo, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names(explain(demo, ["icons"], library)) == names(explain(demo, ["icons/**"], library))
    assert names(explain(demo, ["*.png", "site.css"], library))[-1] == "site.css"
    monkeypatch.chdir(demo.root.parent)
    assert names(explain(demo, ["shop/site.css", str(demo.root / "page.html")], library)) == ["page.html", "site.css"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("icons/stra.png", 'no file "icons/stra.png" (did you mean "icons/star.png"?)'),
        ("logo.png", 'did you mean "icons/theirs/logo.png"?'),
        ("*.webp", 'no file of the demo matches "*.webp"'),
        ("a[", "bad glob"),
        ("../x", 'no file "../x"'),
        ("", 'no file ""'),
        ("launcher.yaml", "never part of a demo"),
    ],
)
def test_a_path_that_names_nothing_is_an_error_that_says_what_may_be_meant(
    demo: Demo, library: Library, path: str, message: str
) -> None:
    (demo.root / "launcher.yaml").write_text("x")
    with pytest.raises(DemoError) as caught:
        explain(demo, [path], library)
    assert message in str(caught.value)


def test_explaining_writes_nothing_and_json_has_it_all(demo: Demo, library: Library) -> None:
    import json

    before = sorted(demo.root.rglob("*"))
    found = explain(demo, ["**"], library)
    assert len(found) == 9
    assert sorted(demo.root.rglob("*")) == before
    value = json.loads(json.dumps([item.to_json() for item in found]))
    assert {item["path"]: item["decision"] for item in value}["icons/star.png"] == "kept"
