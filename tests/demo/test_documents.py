from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from launcher.demo.documents import MAX_BYTES, MAX_DEPTH, MAX_EVENTS, load_yaml
from launcher.errors import ContentError, DemoError


def read(text: str | bytes) -> object:
    data = text.encode() if isinstance(text, str) else text
    return load_yaml(data, where="x.yaml").value


def test_scalars_keep_the_type_their_author_meant() -> None:
    text = "a: 1\nb: 1.50\nc: true\nd: no\ne: 2024-05-01\nf: '12'\ng: ~\nh:\ni: 012\nj: 1:30\nk: -.5e+3\nl: |\n  12\n"
    assert read(text) == {
        "a": 1, "b": 1.5, "c": True, "d": "no", "e": "2024-05-01", "f": "12", "g": None, "h": None, "i": "012",
        "j": "1:30", "k": -500.0, "l": "12\n",
    }  # fmt: skip


def test_keys_are_always_texts() -> None:
    assert read("404: a\ntrue: b\n2.5: c\n") == {"404": "a", "true": "b", "2.5": "c"}


def test_every_value_knows_its_line() -> None:
    document = load_yaml(b"# top\na: 1\nb:\n  - x\n  -\n    c: 1\n    d: {e: 1}\n", where="x.yaml", first_line=10)
    assert document.line() == 11
    assert document.line("a") == 11
    assert document.line("b") == 12
    assert document.line("b", 0) == 13
    assert document.line("b", 1, "d") == 16
    assert document.line("b", 1, "d", "e") == 16
    assert document.line("b", 7) is None
    assert document.line("nothing", "here") is None


def test_an_empty_document_is_none() -> None:
    assert read("") is None
    assert read("# a comment alone\n") is None


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert read(b"\xef\xbb\xbfa: 1") == {"a": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x", "x.yaml:1: YAML anchors"),
        ("a: 1\nb: *x", "x.yaml:2: YAML aliases"),
        ("a:\n  <<: {b: 1}", "x.yaml:2: YAML merge keys"),
        ("a: !!python/object:os.system x", "x.yaml:1: YAML tags"),
        ("a: !!str 1", "x.yaml:1: YAML tags"),
        ("a: 1\nb: 2\na: 3", 'x.yaml:3: the key "a" stands here twice, first on line 1'),
        ("--- a\n--- b", "x.yaml:2: a second YAML document"),
        ("? [a]\n: b", "x.yaml:1: a key must be a word"),
        ("a: b: c", "x.yaml:1: this is not valid YAML: a colon inside plain text"),
        ("a:\n\t- b", "x.yaml:2: this is not valid YAML"),
        ("a: 'open", "x.yaml:1: this is not valid YAML"),
        (b"a: 1\nb: \xff", "x.yaml:2: the file is not UTF-8"),
        (b"a: 1\nb: \x01", "x.yaml:2: the YAML holds a character"),
        ("[" * 100_000, "x.yaml:1: the YAML is nested more than 50 levels"),
        ("{" * 100_000, "x.yaml:1: a key must be a word"),
        ("- " * 100_000, "x.yaml:1: the YAML is nested more than 50 levels"),
        ("a: {b: " * 100_000, "x.yaml:1: "),
        ("- a\n" * 210_000, "the YAML has more than 200,000 parts"),
        ("#" * (MAX_BYTES + 1), "the YAML is larger than 1024 KiB"),
    ],
)
def test_what_is_outside_the_subset_is_refused_with_its_line(text: str | bytes, message: str) -> None:
    with pytest.raises(DemoError) as caught:
        read(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def billion_laughs(*, merge: bool) -> bytes:
    """Return 25 lines, each of which holds the one before nine times."""
    lines = ["a0: &a0 {k: v}"]
    for number in range(1, 25):
        names = ", ".join([f"*a{number - 1}"] * 9)
        lines.append(f"a{number}: &a{number} {{<<: [{names}]}}" if merge else f"a{number}: &a{number} [{names}]")
    return "\n".join(lines).encode()


@pytest.mark.parametrize("merge", [False, True])
def test_a_small_document_that_unfolds_without_end_is_refused_at_its_first_anchor(merge: bool) -> None:
    data = billion_laughs(merge=merge)
    assert data.count(b"\n") == 24
    with pytest.raises(DemoError, match="anchors"):
        read(data)


def test_a_document_at_each_limit_is_read_and_one_beyond_it_is_not() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    filler = "#" * (MAX_BYTES - 5) + "\na: 1"
    assert len(filler) == MAX_BYTES
    assert read(filler) == {"a": 1}
    scalars = MAX_EVENTS - 6  # begin and end of stream, document and list
    assert len(read("[" + "1," * scalars + "]")) == scalars  # type: ignore[arg-type] # it is a list
    for beyond in ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), filler + "2", "[" + "1," * (scalars + 1) + "]"):
        with pytest.raises(DemoError):
            read(beyond)


def test_a_merge_key_in_quotes_is_an_ordinary_key() -> None:
    assert read('"<<": 1') == {"<<": 1}


def test_the_error_is_of_the_type_that_was_asked_for() -> None:
    with pytest.raises(ContentError, match=r"post\.md:3"):
        load_yaml(b"a: 1\na: 2", where="post.md", error=ContentError, first_line=2)


@given(st.binary(max_size=300) | st.text(alphabet="[]{}:,-?&*!|>'\"%@`# \n\tab<0", max_size=200).map(str.encode))
def test_any_bytes_give_a_value_or_one_clear_error(data: bytes) -> None:
    try:
        load_yaml(data, where="x.yaml")
    except DemoError as error:
        assert "\n" not in error.message


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz", min_size=1), inner, max_size=4),
    max_leaves=15,
)


@given(values)
def test_what_a_yaml_writer_wrote_is_read_back(value: object) -> None:
    # Without allow_unicode, with which PyYAML loses a NEL in a plain text.
    assert read(yaml.safe_dump(value)) == value
