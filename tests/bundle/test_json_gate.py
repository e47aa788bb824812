from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.bundle.json_gate import JsonRefused, check_structure, load_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def load(data: bytes) -> object:
    return load_json(data, max_bytes=1_000_000, max_depth=50, max_values=10_000)


@given(VALUES)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert load(json.dumps(value).encode()) == value


@given(st.binary(max_size=60) | st.text('[]{}",:\\u0123ea \n').map(str.encode))
def test_any_bytes_are_read_as_json_reads_them_or_refused(data: bytes) -> None:
    try:
        value = load(data)
    except JsonRefused:
        return
    assert json.loads(data) == value


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[" * 100_000, "values"),
        (b"[" * 9_000, "nested"),
        (b'{"a":' * 9_000, "nested"),
        (b"[" + b"[]," * 200_000, "values"),
        (b'{"a":1,"a":2}', "twice"),
        (b'{"b":{"a":1,"\\u0061":2}}', "twice"),
        (b"1.0", "integer"),
        (b"1e5", "integer"),
        (b"NaN", "integer"),
        (b"-Infinity", "integer"),
        (b"9007199254740992", "large"),
        (b"1" * 5000, "large"),
        (b"\xff", "UTF-8"),
        (b"\xef\xbb\xbf{}", "JSON"),
        (b"{} {}", "JSON"),
        (b"", "JSON"),
        (b" " * 1_000_001, "longer"),
    ],
    ids=lambda value: ascii(value[:20]),
)
def test_what_two_parsers_could_read_differently_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(JsonRefused, match=reason):
        load(data)


def test_a_document_at_each_limit_is_read_and_one_beyond_it_is_not() -> None:
    assert load(b"[" * 50 + b"]" * 50)
    assert load(b" " * 999_998 + b"[]") == []
    # Brackets and commas are counted, for each can be a value.
    assert load(b"[" + b"1," * 9_997 + b"1]") == [1] * 9_998
    for beyond in (b"[" * 51 + b"]" * 51, b" " * 999_999 + b"[]", b"[" + b"1," * 10_000 + b"1]"):
        with pytest.raises(JsonRefused):
            load(beyond)


def test_brackets_inside_texts_do_not_count() -> None:
    assert load(json.dumps(["[" * 1000, '"[' * 100, "\\", '\\"[']).encode())


@pytest.mark.parametrize("data", [b'"' + b'\\"' * 400_000, b'"' * 800_001, b"\\" * 800_000, b'"\\' * 400_000])
def test_an_unending_text_is_refused_in_linear_time(data: bytes) -> None:
    with pytest.raises(JsonRefused):
        load(data)


@given(st.recursive(st.text('"\\[]{},a\n', max_size=6) | st.integers(0, 9), lambda inner: st.lists(inner, max_size=4)))
def test_the_structure_is_told_from_what_stands_in_strings(value: object) -> None:
    def depth(item: object) -> int:
        return 1 + max(map(depth, item), default=0) if isinstance(item, list) else 0

    for ascii_only in (True, False):
        data = json.dumps(value, ensure_ascii=ascii_only).encode()
        check_structure(data, max_depth=depth(value), max_values=len(data))
        if depth(value):
            with pytest.raises(JsonRefused, match="nested more than"):
                check_structure(data, max_depth=depth(value) - 1, max_values=len(data))


def test_very_many_short_strings_take_little_memory() -> None:
    data = b'["' + b'","' * 2_000_000 + b'"]'
    tracemalloc.start()
    check_structure(data, max_depth=1, max_values=3_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(data)
    with pytest.raises(JsonRefused, match="more than 1999999 values"):
        check_structure(data, max_depth=1, max_values=1_999_999)
