"""Read the key ``options`` of ``launcher.yaml``: what the demo asks a site builder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from launcher.demo.model import Option, OptionType
from launcher.demo.options import check_default
from launcher.errors import AnswerError

if TYPE_CHECKING:
    from launcher.demo.fields import Fields
    from launcher.demo.model import AnswerValue

_OPTION_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")


def read_options(fields: Fields) -> tuple[Option, ...]:
    """Return the options of a manifest, in its order; a default must be an answer that the option takes."""
    inner = fields.inner("options")
    if inner is None:
        return ()
    return tuple(_option(inner, key) for key in inner.mapping)


def _option(options: Fields, key: str) -> Option:
    if not _OPTION_KEY.fullmatch(key):
        raise options.wrong(f'an option\'s key must be small letters, digits and _, not "{key}"', key)
    fields = options.inner(key)
    assert fields is not None
    fields.only("ask", "type", "default", "choices", "help")
    types: tuple[OptionType, ...] = get_args(OptionType)
    chosen = fields.choice("type", types, "text")
    kind = next(known for known in types if known == chosen)
    choices = fields.texts("choices", ())
    for index, choice in enumerate(choices):
        if choice in choices[:index]:
            raise fields.wrong(f'"choices" has "{choice}" twice', "choices", index)
    if kind == "choice" and not choices:
        raise fields.wrong(f'option "{key}" is a choice and lacks "choices"')
    if kind != "choice" and choices:
        raise fields.wrong(f'"choices" belong to an option of type choice, and "{key}" is of type {kind}', "choices")
    option = Option(
        key=key,
        ask=fields.line("ask", empty=False),
        type=kind,
        default=_default(fields),
        choices=choices,
        help=fields.paragraphs("help", ""),
    )
    try:
        check_default(option)
    except AnswerError as error:
        raise fields.wrong(error.message, "default", hint=error.hint) from error
    return option


def _default(fields: Fields) -> AnswerValue | None:
    value = fields.mapping.get("default")
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise fields.wrong('"default" must be a text, a whole number, true or false', "default")
