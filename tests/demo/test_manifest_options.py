from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.errors import DemoError
from tests.support.manifests import HEAD, load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD + "options:\n  a: {ask: A, type: int, default: x}",
            'launcher.yaml:7: "a" must be a whole number, not "x"',
        ),
        (HEAD + "options:\n  a: {ask: A, type: choice}", 'launcher.yaml:7: option "a" is a choice and lacks "choices"'),
        (
            HEAD + "options:\n  a: {ask: A, choices: [b]}",
            'launcher.yaml:7: "choices" belong to an option of type choice',
        ),
        (
            HEAD + "options:\n  a: {ask: A, type: choice, choices: [b, c, b]}",
            'launcher.yaml:7: "choices" has "b" twice',
        ),
        (
            HEAD + "options:\n  a: {ask: A, type: bool, default: yes}",
            'launcher.yaml:7: "a" must be true or false, not "yes"',
        ),
        (HEAD + "options:\n  a: {ask: A, default: 5}", 'launcher.yaml:7: "a" must be a line of text, not "5"'),
        (HEAD + "options:\n  a: {ask: A, type: url, default: ftp://x}", 'launcher.yaml:7: "a" must be a URL'),
        (HEAD + "options:\n  A-b: {ask: A}", "launcher.yaml:7: an option's key"),
        (HEAD + "options:\n  a: What?", 'launcher.yaml:7: "a" must be a mapping'),
    ],
)
def test_a_mistake_in_an_option_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DemoError) as caught:
        load(tmp_path, text)
    assert message in str(caught.value)
