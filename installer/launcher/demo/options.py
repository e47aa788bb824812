"""Answers to the options of a demo and a platform: given, read from a file, or asked for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launcher.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from launcher.demo.model import AnswerValue, Option

_TRUE = frozenset({"true", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "no", "n", "off", "0"})
# What browsers accept in <input type=email>, which is narrower than RFC 5322 and free of quoting surprises.
_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
URL = re.compile(r"https?://[^\s/?#@\"'<>\\^`{|}]+(?:[/?#][^\s\"'<>\\^`{|}]*)?", re.IGNORECASE)
# Control characters never belong into an answer: they end lines in configuration files and headers.
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})
_MAX_TEXT = 10_000
_FORMS = {
    "text": "a line of text",
    "email": "an email address such as name@example.com",
    "url": "a URL such as https://example.com/",
    "bool": "yes or no",
    "int": "a whole number",
}


def resolve_answers(
    options: Sequence[Option],
    given: Mapping[str, str | AnswerValue],
    *,
    ask: Callable[[Option], str] | None = None,
) -> dict[str, AnswerValue]:
    """Return an answer for every option, in the options' order.

    An option that ``given`` does not answer is asked for, or takes its default. Raises AnswerError for an unknown
    key, an answer of the wrong type, and an option that has neither answer nor default.
    """
    _refuse_unknown(options, given)
    answers: dict[str, AnswerValue] = {}
    for option in options:
        if option.key in given:
            answers[option.key] = check_answer(option, given[option.key])
        elif ask is not None:
            answers[option.key] = parse_answer(option, ask(option))
        elif option.default is not None:
            answers[option.key] = option.default
        else:
            hint = f"give one with --set {option.key}=..."
            raise AnswerError(f'"{option.key}" has no answer ({option.ask})', hint=hint, key=option.key)
    return answers


def _refuse_unknown(options: Sequence[Option], given: Mapping[str, str | AnswerValue]) -> None:
    from launcher.demo.fields import did_you_mean

    known = [option.key for option in options]
    for key in given:
        if key not in known:
            listed = f"the options are {', '.join(known)}" if known else "this demo has no options"
            raise AnswerError(f'unknown option "{key}"{did_you_mean(key, known)}', hint=listed, key=key)


def check_answer(option: Option, value: str | AnswerValue) -> AnswerValue:
    """Return a given value as an answer of the option's type; a string is parsed, a bool or int must fit."""
    if isinstance(value, str):
        # Nobody is at a prompt here: an empty text is meant to be empty, where it can be.
        return "" if not value and option.type == "text" else parse_answer(option, value)
    if option.type == "bool" and isinstance(value, bool):
        return value
    if option.type == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _wrong_type(option, value)


def parse_answer(option: Option, text: str) -> AnswerValue:
    """Return what someone typed as an answer of the option's type; an empty text takes the default if there is one."""
    if option.type != "text":
        text = text.strip()
    if not text and option.default is not None:
        return option.default
    if len(text) > _MAX_TEXT:
        raise AnswerError(
            f'"{option.key}" must be at most {_MAX_TEXT} characters long, not {len(text)}', key=option.key
        )
    if any(unicodedata.category(character) in _REFUSED for character in text):
        raise _wrong(option, text)
    if option.type == "bool":
        return _parse_bool(option, text)
    if option.type == "int":
        return _parse_int(option, text)
    if option.type == "choice":
        return _parse_choice(option, text)
    if (option.type == "email" and not _EMAIL.fullmatch(text)) or (option.type == "url" and not _is_url(text)):
        raise _wrong(option, text)
    return text


def _is_url(text: str) -> bool:
    if not URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0  # reading the port proves it
    except ValueError:  # half an IPv6 address, a port that is none
        return False


def _parse_bool(option: Option, text: str) -> bool:
    word = text.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise _wrong(option, text)


def _parse_int(option: Option, text: str) -> int:
    if not re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        raise _wrong(option, text)
    return int(text)


def _parse_choice(option: Option, text: str) -> str:
    if text in option.choices:
        return text
    same = [choice for choice in option.choices if choice.lower() == text.lower()]
    if len(same) == 1:
        return same[0]
    raise _wrong(option, text)


def _wrong(option: Option, text: str) -> AnswerError:
    form = f"one of {', '.join(option.choices)}" if option.type == "choice" else _FORMS[option.type]
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    shown = "".join(character if character.isprintable() else "�" for character in shown)
    return AnswerError(f'"{option.key}" must be {form}, not "{shown}"', key=option.key)


def _wrong_type(option: Option, value: AnswerValue) -> AnswerError:
    """Say how YAML writes what is meant: ``2024`` is a number there, and ``yes`` a word."""
    error = _wrong(option, str(value).lower() if isinstance(value, bool) else str(value))
    if option.type == "bool":
        error.message = error.message.replace(_FORMS["bool"], "true or false", 1)
    elif not isinstance(value, str):
        error.hint = f'put quotes around it: "{str(value).lower() if isinstance(value, bool) else value}"'
    return error


def carry_answers(
    options: Sequence[Option], old: Mapping[str, AnswerValue], given: Mapping[str, str | AnswerValue]
) -> dict[str, str | AnswerValue]:
    """Return what is given, and for all other options the old answers that still are answers to them."""
    answers = dict(given)
    for option in options:
        if option.key in given or option.key not in old:
            continue
        try:
            check_answer(option, old[option.key])
        except AnswerError:
            continue  # the option is of another type now, or has other choices: it is a new one
        answers[option.key] = old[option.key]
    return answers


def check_default(option: Option) -> None:
    """Raise AnswerError where the default is no answer of the option's own type; an empty one makes it optional."""
    default = option.default
    if default is None:
        return
    typed = {"bool": bool, "int": int}.get(option.type, str)
    if type(default) is not typed:
        raise _wrong_type(option, default)
    if isinstance(default, str) and default:
        parse_answer(option, default)
    elif default == "" and option.type == "choice":
        raise _wrong(option, "")


def sample_answers(options: Sequence[Option]) -> dict[str, AnswerValue]:
    """Return the defaults, and for an option without one an answer that is right by type, for previews."""
    samples: dict[str, AnswerValue] = {
        "text": "Example", "email": "hello@example.com", "url": "https://example.com/", "bool": False, "int": 1,
    }  # fmt: skip
    return {
        option.key: option.default
        if option.default is not None
        else option.choices[0]
        if option.type == "choice"
        else samples[option.type]
        for option in options
    }


def read_answers(path: Path) -> dict[str, AnswerValue]:
    """Read an answers file: a YAML mapping of option to text, whole number, true or false."""
    from launcher.demo.documents import load_yaml
    from launcher.demo.fields import Fields, describe

    try:
        data = path.read_bytes()
    except OSError as error:
        raise AnswerError(f"cannot be read: {error.strerror}", where=path) from error
    document = load_yaml(data, where=path, error=AnswerError)
    if document.value is None:
        return {}
    fields = Fields(document)
    for key, value in fields.mapping.items():
        if not isinstance(value, (str, bool, int)):
            raise fields.wrong(f'"{key}" must be a text, a whole number, true or false, not {describe(value)}', key)
    return dict(fields.mapping)
