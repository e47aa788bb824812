from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.demo.model import Option
from launcher.demo.options import parse_answer, read_answers, resolve_answers, sample_answers
from launcher.errors import AnswerError

if TYPE_CHECKING:
    from pathlib import Path

TITLE = Option("site_title", "Site title", default="Clinic")
EMAIL = Option("contact_email", "Email", "email")
COUNT = Option("count", "How many", "int", 3)
DARK = Option("dark", "Dark", "bool", default=False)
COLOUR = Option("colour", "Colour", "choice", "red", ("red", "Blue"))
URL = Option("site_url", "URL", "url", "http://localhost:8000/")


def test_given_answers_win_and_defaults_fill_the_rest() -> None:
    answers = resolve_answers([TITLE, EMAIL, COUNT], {"contact_email": "a@b.example", "count": "7"})
    assert answers == {"site_title": "Clinic", "contact_email": "a@b.example", "count": 7}
    assert list(answers) == ["site_title", "contact_email", "count"]


def test_what_was_not_given_is_asked_for() -> None:
    asked: list[str] = []

    def ask(option: Option) -> str:
        asked.append(option.key)
        return "" if option.default is not None else "a@b.example"

    assert resolve_answers([TITLE, EMAIL, DARK], {"dark": True}, ask=ask) == {
        "site_title": "Clinic", "contact_email": "a@b.example", "dark": True,
    }  # fmt: skip
    assert asked == ["site_title", "contact_email"]


def test_an_unknown_option_is_refused_with_a_suggestion() -> None:
    with pytest.raises(AnswerError, match=r'unknown option "site_titel" \(did you mean "site_title"\?\)') as caught:
        resolve_answers([TITLE], {"site_titel": "x"})
    assert caught.value.hint == "the options are site_title"


def test_an_option_without_answer_and_default_is_refused() -> None:
    with pytest.raises(AnswerError, match=r'"contact_email" has no answer \(Email\)'):
        resolve_answers([EMAIL], {})


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        (TITLE, " Ann's \\ 'x' {{ 1 }} ", " Ann's \\ 'x' {{ 1 }} "),
        (TITLE, "", "Clinic"),
        (EMAIL, " a.b+c@mail.example.com ", "a.b+c@mail.example.com"),
        (COUNT, "-12", -12),
        (DARK, "Yes", True),
        (DARK, "0", False),
        (COLOUR, "blue", "Blue"),
        (URL, "https://example.com/sub?x=1", "https://example.com/sub?x=1"),
        (URL, "http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_answer_becomes_its_type(option: Option, text: str, value: object) -> None:
    answer = parse_answer(option, text)
    assert answer == value
    assert type(answer) is type(value)


@pytest.mark.parametrize(
    ("option", "text", "form"),
    [
        (TITLE, "two\nlines", "a line of text"),
        (TITLE, "\x1b[31m", "a line of text"),
        (EMAIL, "a b@c", "an email address"),
        (EMAIL, "a@b@c", "an email address"),
        (EMAIL, "a@-b.example", "an email address"),
        (EMAIL, "", "an email address"),
        (COUNT, "1.5", "a whole number"),
        (COUNT, "9" * 30, "a whole number"),
        (COUNT, "١", "a whole number"),
        (DARK, "maybe", "yes or no"),
        (COLOUR, "green", "one of red, Blue"),
        (URL, "example.com", "a URL"),
        (URL, "javascript:alert(1)", "a URL"),
        (URL, "https://a.example/ b", "a URL"),
        (URL, "https://user@a.example/", "a URL"),
        (URL, "http://[::1", "a URL"),
        (URL, "http://a.example:99999/", "a URL"),
        (TITLE, "x" * 10_001, "at most 10000 characters long, not 10001"),
    ],
)
def test_an_answer_of_the_wrong_type_is_named_with_its_form(option: Option, text: str, form: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse_answer(option, text)
    assert f'"{option.key}" must be {form}' in caught.value.message
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(("option", "value"), [(TITLE, 5), (TITLE, True), (COUNT, True), (DARK, 1)])
def test_a_typed_answer_must_fit(option: Option, value: int) -> None:
    with pytest.raises(AnswerError):
        resolve_answers([option], {option.key: value})


def test_a_number_for_a_text_gets_the_hint_to_quote_it() -> None:
    with pytest.raises(AnswerError) as caught:
        resolve_answers([TITLE], {"site_title": 2024})
    assert caught.value.hint == 'put quotes around it: "2024"'


def test_answers_are_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("site_title: Ann's\ncount: 5\ndark: true\n")
    assert read_answers(tmp_path / "a.yaml") == {"site_title": "Ann's", "count": 5, "dark": True}


@pytest.mark.parametrize(
    ("text", "message"),
    [("a: [1]\n", 'a.yaml:1: "a" must be a text'), ("- a", "a.yaml:1: the file must be"), ("a: 1\na: 2", "a.yaml:2: ")],
)
def test_an_answers_file_that_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(AnswerError) as caught:
        read_answers(tmp_path / "a.yaml")
    assert message in str(caught.value)


def test_an_answers_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AnswerError, match="cannot be read: No such file"):
        read_answers(tmp_path / "a.yaml")


def test_every_option_has_a_sample_answer_of_its_type() -> None:
    options = [TITLE, EMAIL, COUNT, DARK, COLOUR, URL, Option("c", "C", "choice", None, ("x",))]
    samples = sample_answers(options)
    assert samples["site_title"] == "Clinic"
    assert resolve_answers(options, samples) == samples
