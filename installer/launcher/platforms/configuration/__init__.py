"""Write configuration files from answers, each format by a writer that knows how it escapes.

An answer is a value, never text that is pasted: whatever a person types comes back unchanged when the real parser of
the format reads the file, and never as code. What a format cannot hold is refused. docs/launcher-yaml.md has the table
of formats and their readers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from launcher.demo.configuration import AnswerOf
from launcher.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.demo.configuration import ConfigurationFile, ConfigurationFormat, ConfigurationValue
    from launcher.demo.model import AnswerValue

__all__ = ["HEADING", "write_configuration"]

#: What the first line says, in formats that have comments.
HEADING = "Written by launcher from the answers of the installation."
_WRITERS: Mapping[ConfigurationFormat, str] = {
    "html": "html_file",
    "ini": "ini_file",
    "json": "data_files",
    "php": "php_file",
    "toml": "data_files",
    "xml": "xml_file",
    "yaml": "yaml_file",
}


def write_configuration(file: ConfigurationFile, answers: Mapping[str, AnswerValue]) -> bytes:
    """Return the file's bytes; AnswerError where an answer is missing, or where the format cannot hold it."""
    from launcher.demo.fields import did_you_mean

    for key in file.answers():
        if key not in answers:
            raise AnswerError(
                f'the configuration asks for an option "{key}", which there is not{did_you_mean(key, answers)}',
                where=file.path,
                key=key,
            )
    module = import_module(f"{__name__}.{_WRITERS[file.format]}")
    try:
        text: str = getattr(module, f"write_{file.format}")(_filled(file.values, answers))
    except ValueError as error:  # UnicodeEncodeError is one too
        reason = "half a surrogate pair is no text" if isinstance(error, UnicodeError) else str(error)
        raise AnswerError(f"the configuration cannot be written: {reason}", where=file.path) from error
    return text.encode()


def _filled(value: ConfigurationValue, answers: Mapping[str, AnswerValue]) -> Any:
    """Return plain values, with every answer in its place; UnicodeEncodeError for what is no text."""
    if isinstance(value, AnswerOf):
        return _filled(answers[value.key], answers)
    if isinstance(value, tuple):
        return [_filled(item, answers) for item in value]
    if isinstance(value, str):
        value.encode()  # some writers would escape half a surrogate pair, and some readers refuse it
        return value
    if isinstance(value, int):
        return value
    return {key: _filled(item, answers) for key, item in value.items()}
