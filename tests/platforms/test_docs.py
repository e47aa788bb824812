"""The documents say what the code does: every key, field and filter is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from launcher.demo.content.articles import _KEYS as FRONT_MATTER
from launcher.demo.content.comments import ALLOWED
from launcher.demo.content.library import Library
from launcher.demo.manifest_file import _KEYS as MANIFEST
from launcher.demo.manifest_file import read_demo
from launcher.platforms.static_child.context import _SUMMARY, Images, SiteModel
from launcher.platforms.static_child.templates import _DIRECTIVES, Templates

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


def document(name: str) -> str:
    return (DOCS / name).read_text()


@pytest.mark.parametrize("key", MANIFEST)
def test_every_key_of_launcher_yaml_is_described(key: str) -> None:
    assert f"`{key}`" in document("launcher-yaml.md")


@pytest.mark.parametrize("key", FRONT_MATTER)
def test_every_key_of_front_matter_is_described(key: str) -> None:
    assert f"`{key}`" in document("static-platform.md").partition("### authors.yaml")[0]


def test_every_field_of_a_page_is_described() -> None:
    model = SiteModel({"url": ""}, Library(), Images({}))
    section = document("static-platform.md").partition("### page\n")[2]
    table, _, rest = section.partition("A **summary**")
    assert [field for field in model.blank("home", "", "/") if f"`{field}`" not in table] == []
    assert [field for field in _SUMMARY if f"`{field}`" not in rest.partition("### Filters")[0]] == []


def test_every_filter_and_directive_is_described() -> None:
    section = document("static-platform.md").partition("### Filters")[2]
    templates = Templates({}, root="templates", site_url="", image_size=lambda _: None)
    assert [name for name in templates.own_filters if f"`{name}" not in section] == []
    assert [directive for directive in _DIRECTIVES if f"%{directive}" not in section] == []


def test_every_element_that_a_comment_may_hold_is_described() -> None:
    section = document("static-platform.md").partition("### comments")[2].partition("### data")[0]
    for element, attributes in ALLOWED:
        expected = f"`{element}` ({', '.join(attributes)})" if attributes else f"`{element}`"
        assert expected in section


def test_the_example_of_launcher_yaml_is_accepted(tmp_path: Path) -> None:
    example = document("launcher-yaml.md").partition("```yaml\n")[2].partition("```")[0]
    assert read_demo(example.encode(), root=tmp_path, where="launcher.yaml").name == "trigger-point-clinic"
