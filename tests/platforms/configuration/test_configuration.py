"""Configuration files, read back by the parsers that will read them: what a person typed comes back unchanged."""

from __future__ import annotations

import configparser
import html.parser
import json
import tomllib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, get_args
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from launcher.demo.configuration import AnswerOf, ConfigurationFile, ConfigurationFormat, read_values
from launcher.demo.documents import load_yaml
from launcher.errors import AnswerError
from launcher.platforms.configuration import write_configuration
from tests.support.answers import HOSTILE_ANSWERS

if TYPE_CHECKING:
    from launcher.demo.model import AnswerValue

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
VALUES: dict[str, Any] = {
    "title": {"answer": "text"},
    "count": 3,
    "shown": True,
    "section": {"text": {"answer": "text"}, "hidden": False, "many": ["a", {"answer": "text"}]},
}
FLAT = {"title": {"answer": "text"}, "count": 3, "shown": True}


def written(form: ConfigurationFormat, values: dict[str, Any], answers: dict[str, AnswerValue]) -> str:
    file = ConfigurationFile(PurePosixPath(f"config.{form}"), form, read_values(values, form))
    return write_configuration(file, answers).decode()


@given(texts)
@example("a\x85b\u2028c\u2029d")
@example("1e5")
@example("</script><!--")
def test_json_toml_and_yaml_give_every_text_back(text: str) -> None:
    expected = {
        "title": text,
        "count": 3,
        "shown": True,
        "section": {"text": text, "hidden": False, "many": ["a", text]},
    }
    assert json.loads(written("json", VALUES, {"text": text})) == expected
    assert tomllib.loads(written("toml", VALUES, {"text": text})) == expected
    assert yaml.safe_load(written("yaml", VALUES, {"text": text})) == expected


def test_yaml_is_the_same_to_a_reader_of_version_1_2() -> None:
    for text in HOSTILE_ANSWERS:
        data = written("yaml", FLAT, {"text": text}).encode()
        assert load_yaml(data, where="config.yaml").value["title"] == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"), max_size=40))
@example("\t\n\r\r\n ]]> &amp; <![CDATA[")
def test_xml_gives_every_text_back(text: str) -> None:
    root = ET.fromstring(written("xml", VALUES, {"text": text}))
    assert (root.findtext("title"), root.findtext("count"), root.findtext("shown")) == (text, "3", "true")
    section = root.find("section")
    assert section is not None
    assert (section.findtext("text"), section.findtext("hidden")) == (text, "false")
    assert [item.text or "" for item in section.iter("item")] == ["a", text]


@pytest.mark.parametrize("text", ["a\0", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(AnswerError, match=r"XML cannot hold the character U\+[0-9A-F]{4}"):
        written("xml", FLAT, {"text": text})


@pytest.mark.parametrize("form", ["ini", "html"])
def test_a_nul_is_refused_where_a_format_cannot_hold_it(form: ConfigurationFormat) -> None:
    with pytest.raises(AnswerError, match=r"cannot hold the character U\+0000"):
        written(form, FLAT, {"text": "a\0b"})


@pytest.mark.parametrize("form", get_args(ConfigurationFormat))
def test_half_a_surrogate_pair_is_refused(form: ConfigurationFormat) -> None:
    with pytest.raises(AnswerError, match="half a surrogate pair"):
        written(form, FLAT, {"text": "\ud800"})


class Metas(html.parser.HTMLParser):
    """Collects the name and content of each element, and whatever else there is."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.rest = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.rest += data


@given(texts.filter(lambda text: "\r" not in text))
def test_html_gives_every_text_back_as_one_attribute(text: str) -> None:
    page = Metas()
    page.feed(written("html", FLAT, {"text": text}))
    page.close()
    assert page.found[0] == ("meta", {"name": "title", "content": text})
    assert [name for name, _ in page.found] == ["meta"] * 3
    assert page.rest.strip() == ""


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=40))
def test_an_ini_file_has_one_line_a_value_whatever_the_text(text: str) -> None:
    lines = written("ini", VALUES, {"text": text}).splitlines()
    assert [line.partition(" = ")[0] for line in lines[1:]] == [
        "title", "count", "shown", "", "[section]", "text", "hidden", "many[]", "many[]",
    ]  # fmt: skip
    parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=None)
    parser.read_string("[top]\n" + written("ini", {"count": 3}, {}))
    assert parser["top"]["count"] == "3"


def test_a_missing_option_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(AnswerError, match=r'an option "titel".*did you mean "title"') as caught:
        written("json", {"a": {"answer": "titel"}}, {"title": "x"})
    assert caught.value.where == "config.json"


@pytest.mark.parametrize(
    ("form", "values", "message"),
    [
        ("json", {}, "at least one entry"),
        ("json", {"a b": 1}, "must be letters, digits"),
        ("json", {"a": {"b": {"c": {"d": {"e": 1}}}}}, "deeper than 4 levels"),
        ("json", {"a": 1.5}, "a must be a text, a whole number"),
        ("json", {"a": None}, "a must be a text, a whole number"),
        ("json", {"a": {"answer": 3}}, "a must name an option"),
        ("json", {"a": 2**60}, "a must be a whole number up to"),
        ("json", {"a": "x" * 10_001}, "a must be at most 10000 characters"),
        ("json", {"a": list(range(2000))}, "at most 1000"),
        ("html", {"a": [1]}, "a must be a single value"),
        ("ini", {"a": {"b": {"c": 1}}}, "a.b must not be a mapping"),
        ("ini", {"a": [[1]]}, "a must be a list of single values"),
        ("ini", {"null": 1}, "null cannot be a key"),
        ("ini", {"a": {"Yes": 1}}, "a.Yes cannot be a key"),
    ],
)
def test_values_that_a_format_cannot_say_are_refused(form: ConfigurationFormat, values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_values(values, form)


def test_an_answer_inside_lists_and_mappings_is_known_to_be_asked_for() -> None:
    values = read_values(VALUES, "json")
    file = ConfigurationFile(PurePosixPath("a.json"), "json", values)
    assert list(file.answers()) == ["text", "text", "text"]
    assert values["title"] == AnswerOf("text")
