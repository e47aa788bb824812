from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.wordpress.php_values import NotPhp, parse_php, serialise_php

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = TEXTS.filter(lambda key: not key.startswith("$"))
FLOATS = st.sampled_from(["0.5", "-1.25", "1.0E+25", "INF", "-INF", "NAN", "-0", "3"]).map(lambda d: {"$float": d})
SCALARS = st.none() | st.booleans() | st.integers(-(2**52), 2**52) | TEXTS | FLOATS
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(KEYS, inner, min_size=1, max_size=4)
        | st.dictionaries(KEYS, inner, max_size=3).map(lambda items: {"$object": items})
    ),
    max_leaves=20,
)


def is_list(value: Any) -> bool:
    return isinstance(value, dict) and all(key == str(index) for index, key in enumerate(value))


def settled(value: Any) -> Any:
    """Return a value as PHP has it: a mapping whose keys count from 0 is a list."""
    if isinstance(value, list):
        return [settled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$object"}:
        return {"$object": {key: settled(item) for key, item in value["$object"].items()}}
    inner = {key: settled(item) for key, item in value.items()}
    return list(inner.values()) if is_list(inner) else inner


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert parse_php(serialise_php(value).encode()) == settled(value)


@given(VALUES)
def test_what_is_read_is_written_again_to_the_byte(value: Any) -> None:
    text = serialise_php(value)
    assert serialise_php(parse_php(text.encode())) == text


@given(st.binary(max_size=60) | st.text('aOsibdNCE:;{}"0123456789.-', max_size=60).map(str.encode))
def test_any_bytes_are_a_value_or_none(data: bytes) -> None:
    try:
        value = parse_php(data)
    except NotPhp:
        return
    assert parse_php(serialise_php(value).encode()) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('O:8:"Anything":0:{}', "the class Anything"),
        ('a:1:{i:0;O:7:"WP_Post":0:{}}', "the class WP_Post"),
        ('C:3:"Foo":0:{}', "no serialised value at byte 0"),
        ('E:5:"A:B";', "no serialised value at byte 0"),
        ("a:2:{i:0;a:0:{}i:1;R:2;}", "no serialised value"),
        ('s:5:"four";', "no serialised value"),
        ('s:3:"four";', "no serialised value"),
        ("a:2:{i:0;i:1;}", "no serialised value"),
        ("a:2:{i:0;i:1;i:0;i:2;}", "one twice"),
        ("a:1:{b:1;i:1;}", "a key that is none"),
        ("i:1;i:2;", "more after the value, at byte 4"),
        ("i:01;", "no serialised value"),
        ("i:9999999999999999999999;", "no serialised value"),
        ("b:2;", "no serialised value"),
        ("", "no serialised value at byte 0"),
        ("a:1:{i:0;" * 100 + "N;" + "}" * 100, "too deep"),
        ("a:600000:{" + "".join(f"i:{number};N;" for number in range(300_000)), "too many values"),
    ],
)
def test_what_is_not_data_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotPhp, match=reason):
        parse_php(text.encode())


def test_a_text_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(NotPhp, match="not UTF-8"):
        parse_php(b's:2:"\xff\xfe";')


@pytest.mark.skipif(not shutil.which("php"), reason="needs php")
def test_php_reads_the_same_and_writes_the_same() -> None:
    values = [
        None,
        True,
        -7,
        'Zürich "quoted" ; {} \0 \n',
        [1, "2", [], {"a": {"5": "five", "-3": "minus", "05": "text"}}],
        {"$float": "0.1"},
        {"$object": {"a": 1, "5": [{"$float": "-2.5"}]}},
        {"1": "not a list"},
    ]
    texts = [serialise_php(value) for value in values]
    code = (
        "foreach (json_decode(stream_get_contents(STDIN)) as $t) echo json_encode(serialize(unserialize($t))), PHP_EOL;"
    )
    done = subprocess.run(["php", "-r", code], input=json.dumps(texts), capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in done.stdout.splitlines()] == texts
