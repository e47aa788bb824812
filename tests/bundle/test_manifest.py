from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.bundle.check.structure import load_schema, schema_findings
from launcher.bundle.manifest import (
    BrokenReference,
    FileEntry,
    LeftOut,
    Manifest,
    broken_reference_key,
    canonical_bytes,
    content_digest,
    file_key,
    image_key,
    left_out_key,
    parse_manifest,
)
from launcher.bundle.names import UniqueNames, parse_name
from launcher.demo.configuration import AnswerOf, ConfigurationFile
from launcher.demo.model import ContentLayout, Option, WordPressLayout
from launcher.errors import BundleError
from launcher.images.ledger import Inline, LedgerEntry, Recipe
from tests.support.bundles import FILES, make_manifest

LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12)
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}", fullmatch=True)
RECIPE = Recipe(sample="hills", format="png", width=20, height=10, mode="RGBA", shape="rounded", label=True)

FACE = WordPressLayout(PurePosixPath("wp"), {PurePosixPath("z"): PurePosixPath("themes/clinic/ä")})


def is_name(text: str) -> bool:
    try:
        parse_name(text)
    except BundleError:
        return False
    return True


def are_unique(texts: list[str]) -> bool:
    names = UniqueNames()
    try:
        for text in texts:
            names.add(text)
    except BundleError:
        return False
    return True


NAMES = st.lists(
    st.lists(LINES, min_size=1, max_size=3).map("/".join).filter(is_name), min_size=1, max_size=6, unique=True
).filter(are_unique)


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    names = [PurePosixPath(name) for name in draw(NAMES)]
    digests = st.binary(max_size=3).map(lambda data: hashlib.sha256(data).hexdigest())
    files = [FileEntry(name, draw(st.integers(0, 2**53 - 1)), draw(digests)) for name in names]
    images = {
        image_key(entry): entry
        for entry in draw(
            st.lists(
                st.one_of(
                    st.builds(
                        LedgerEntry, st.sampled_from(names), st.just("png"), st.just(20), st.just(10),
                        st.just("placeholder"), recipe=st.just(RECIPE),
                        inline=st.none() | st.builds(Inline, st.integers(0, 99), st.integers(1, 99), st.just("base64")),
                    ),
                    st.builds(
                        LedgerEntry, st.sampled_from(names), SLUGS, st.integers(0, 99), st.integers(0, 99),
                        st.just("kept"), license=LINES, source=LINES, rule=LINES,
                    ),
                )
            )
        )
    }  # fmt: skip
    options = st.one_of(
        st.builds(Option, SLUGS.map(lambda s: "o" + s.replace("-", "_")), LINES, st.just("text"), st.none() | LINES),
        st.builds(Option, st.just("flag"), LINES, st.just("bool"), st.booleans(), help=LINES),
        st.builds(Option, st.just("count"), LINES, st.just("int"), st.integers(-99, 99)),
        st.builds(Option, st.just("pick"), LINES, st.just("choice"), st.just("a"), st.just(("a", "b"))),
    )
    left_out = st.builds(LeftOut, LINES, LINES, st.booleans())
    broken = st.builds(BrokenReference, st.sampled_from(names), st.text(st.characters(exclude_categories=["Cs"])))
    return Manifest(
        name=draw(SLUGS),
        version=draw(
            st.from_regex(r"[0-9]+(\.[0-9]+){0,2}(-[a-z0-9]+)?", fullmatch=True).filter(
                lambda text: text.isascii() and len(text) <= 64
            )
        ),
        title=draw(LINES),
        license=draw(LINES),
        description=draw(LINES | st.just("two\nlines")),
        author=draw(LINES | st.just("")),
        homepage=draw(st.sampled_from(["", "https://example.com/", "http://ä.example/?a=b#c"])),
        platforms=tuple(draw(st.lists(SLUGS, max_size=3, unique=True))),
        options=tuple(draw(st.lists(options, max_size=3, unique_by=lambda option: option.key))),
        content=draw(
            st.none() | st.just(ContentLayout()) | st.just(ContentLayout(PurePosixPath("ä"), language="de-CH"))
        ),
        files=tuple(sorted(files, key=file_key)),
        images=tuple(images[key] for key in sorted(images)),
        left_out=tuple(sorted(draw(st.lists(left_out, max_size=3, unique_by=left_out_key)), key=left_out_key)),
        broken_references=tuple(
            sorted(draw(st.lists(broken, max_size=3, unique_by=broken_reference_key)), key=broken_reference_key)
        ),
        generator=draw(LINES),
        configuration=tuple(draw(st.lists(configuration_files(), max_size=2, unique_by=lambda file: file.path))),
        wordpress=draw(st.none() | st.just(WordPressLayout()) | st.just(FACE)),
    )


def configuration_files() -> st.SearchStrategy[ConfigurationFile]:
    keys = st.from_regex(r"[a-z_][a-z0-9_-]{0,5}", fullmatch=True)
    single = LINES | st.booleans() | st.integers(-99, 99) | st.builds(AnswerOf, keys)
    nested = st.recursive(single, lambda inner: st.lists(inner, max_size=2).map(tuple), max_leaves=3)
    return st.builds(
        ConfigurationFile,
        st.sampled_from(["config/a.json", "config/b.php"]).map(PurePosixPath),
        st.sampled_from(["json", "php", "yaml"]),
        st.dictionaries(keys.filter(lambda key: key != "answer"), nested, min_size=1, max_size=3),
        private=st.booleans(),
    )


@given(manifests())
def test_what_is_written_is_read_back_and_fits_the_schema(manifest: Manifest) -> None:
    data = canonical_bytes(manifest)
    assert parse_manifest(data) == manifest
    assert json.loads(data) == manifest.to_json()
    assert list(schema_findings(data)) == []


def test_the_schema_is_a_right_schema_and_closed_everywhere() -> None:
    schema = load_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    open_objects = [
        place
        for place, value in walk(schema, "$")
        if value.get("type") == "object" and "additionalProperties" not in value
    ]
    assert open_objects == []


def walk(value: Any, place: str) -> list[tuple[str, dict[str, Any]]]:
    found = [(place, value)] if isinstance(value, dict) else []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [inner for key, item in pairs for inner in walk(item, f"{place}.{key}")]


def test_the_spelling_is_the_one_that_the_format_describes() -> None:
    data = canonical_bytes(make_manifest({"é.txt": b""}, title='A "b" \\ ü'))
    text = data.decode()
    assert text.startswith(
        '{"author":"","broken_references":[],"configuration":[],"content":null,"description":"","files":[{"path":"é.txt",'
    )
    assert text.endswith('"title":"A \\"b\\" \\\\ ü","version":"1.0.0"}\n')
    assert content_digest(data) == hashlib.sha256(data).hexdigest()


def image(**changes: Any) -> dict[str, Any]:
    return {**LedgerEntry(PurePosixPath("a.png"), "png", 20, 10, "placeholder", RECIPE).to_json(), **changes}


def manifest_json(**changes: Any) -> dict[str, Any]:
    return {**make_manifest(FILES).to_json(), **changes}


def code_of(value: Any) -> str:
    data = value if isinstance(value, bytes) else spelled(value)
    with pytest.raises(BundleError) as caught:
        parse_manifest(data)
    assert caught.value.message.isprintable()
    return caught.value.code


def spelled(value: Any) -> bytes:
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in manifest_json().items() if name != key}


FILE = {"path": "a", "size": 1, "sha256": "0" * 64}
OPTION = {"key": "a", "ask": "A", "type": "text"}
LAYOUT = {"root": "content", "templates": "templates", "posts_per_page": 5, "language": "en"}
WRONG_SHAPE: list[Any] = [
    [], 1, None, "x", {}, {"format": True}, {"format": 0}, {"format": "1"},
    *(without(key) for key in manifest_json() if key != "format"),
    manifest_json(extra=1),
    manifest_json(name="Small"), manifest_json(name=""), manifest_json(name="a" * 65), manifest_json(name="a\n"),
    manifest_json(version="one"), manifest_json(version="1" * 65), manifest_json(version="1.0\n"),
    manifest_json(title=""), manifest_json(title=1), manifest_json(title="a\nb"), manifest_json(title="a\x1b[0m"),
    manifest_json(title="x" * 1001), manifest_json(description="a\0"), manifest_json(license=None),
    manifest_json(platforms="static"), manifest_json(platforms=["Static"]), manifest_json(platforms=["a", "a"]),
    manifest_json(options={}), manifest_json(options=[1]), manifest_json(options=[OPTION, OPTION]),
    manifest_json(options=[{**OPTION, "key": "A"}]), manifest_json(options=[{**OPTION, "type": "colour"}]),
    manifest_json(options=[{**OPTION, "default": 1}]), manifest_json(options=[{**OPTION, "default": None}]),
    manifest_json(options=[{**OPTION, "type": "int", "default": True}]),
    manifest_json(options=[{**OPTION, "type": "bool", "default": "yes"}]),
    manifest_json(options=[{**OPTION, "type": "choice"}]), manifest_json(options=[{**OPTION, "choices": ["a"]}]),
    manifest_json(options=[{**OPTION, "type": "choice", "choices": ["a", "a"]}]),
    manifest_json(options=[{**OPTION, "type": "choice", "choices": ["a"], "default": "b"}]),
    manifest_json(options=[{**OPTION, "extra": 1}]), manifest_json(options=[{"key": "a", "type": "text"}]),
    manifest_json(content=[]), manifest_json(content={}), manifest_json(content={**LAYOUT, "posts_per_page": 0}),
    manifest_json(content={**LAYOUT, "language": "x"}),
    manifest_json(files={}), manifest_json(files=[1]), manifest_json(files=[{**FILE, "size": -1}]),
    manifest_json(files=[{**FILE, "size": "1"}]), manifest_json(files=[{**FILE, "sha256": "A" * 64}]),
    manifest_json(files=[{**FILE, "mode": 0}]), manifest_json(files=[{**FILE, "path": 1}]),
    manifest_json(files=[{**FILE, "path": "a" * 1025}]),
    manifest_json(images=[{}]), manifest_json(images=[image(decision="mine")]),
    manifest_json(images=[image(license="MIT")]),
    manifest_json(images=[image(width=21)]), manifest_json(images=[image(recipe=None)]), manifest_json(images=[[]]),
    manifest_json(left_out=[{"path": "a", "reason": "b"}]),
    manifest_json(left_out=[{"path": "a", "reason": "b", "asked": 1}]),
    manifest_json(broken_references=[{"path": "a"}]),
]  # fmt: skip


@pytest.mark.parametrize("value", WRONG_SHAPE, ids=range(len(WRONG_SHAPE)))
def test_a_manifest_of_the_wrong_shape_is_refused(value: Any) -> None:
    assert code_of(value) == "manifest-schema"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"", "manifest-json"),
        (b"PK", "manifest-json"),
        (b"[" * 1000, "manifest-json"),
        (b'{"format":1,"format":1}\n', "manifest-json"),
        (manifest_json(format=2), "manifest-newer"),
        ({"format": 2, "anything": "else"}, "manifest-newer"),
        (json.dumps(manifest_json()).encode(), "manifest-spelling"),
        (canonical_bytes(make_manifest(FILES))[:-1], "manifest-spelling"),
        (canonical_bytes(make_manifest(FILES)).replace(b"Small", b"Sm\\u0061ll"), "manifest-spelling"),
        (canonical_bytes(make_manifest(FILES)).replace(b"Small", b"\\ud800"), "manifest-json"),
        (manifest_json(options=[{**OPTION, "help": ""}]), "manifest-spelling"),
        (manifest_json(images=[image(path="empty.txt", license="")]), "manifest-spelling"),
        (manifest_json(files=[{**FILE, "path": "b"}, FILE]), "manifest-order"),
        (manifest_json(files=[FILE, FILE]), "manifest-order"),
        (manifest_json(left_out=[{"path": p, "reason": "r", "asked": True} for p in "ba"]), "manifest-order"),
        (manifest_json(images=[image(path="empty.txt")] * 2), "manifest-order"),
        (manifest_json(images=[image(path="other.png")]), "manifest-unlisted"),
        (manifest_json(broken_references=[{"path": "other", "reference": "x"}]), "manifest-unlisted"),
        (manifest_json(files=[{**FILE, "path": "A"}, FILE]), "name-collision"),
        (manifest_json(files=[{**FILE, "path": "../a"}]), "name-parent"),
        (manifest_json(images=[image(path="../a")]), "name-parent"),
        (manifest_json(content={**LAYOUT, "root": "/etc"}), "name-absolute"),
    ],
)
def test_each_other_fault_has_its_code(value: Any, code: str) -> None:
    assert code_of(value) == code


def test_a_newer_format_says_what_to_do() -> None:
    with pytest.raises(BundleError) as caught:
        parse_manifest(spelled(manifest_json(format=7)))
    assert "format 7" in caught.value.message
    assert caught.value.hint


@given(st.data())
def test_whatever_stands_in_a_field_is_refused_or_read_as_it_is(data: st.DataObject) -> None:
    value = manifest_json(images=[image(path="empty.txt")], options=[OPTION], content=dict(LAYOUT))
    places = [(place, inner) for place, inner in walk(value, "") if inner]
    _, target = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(sorted(target)))
    others: st.SearchStrategy[Any] = st.sampled_from([None, True, False, [], {}, [[]]]) | st.integers(-5, 5)
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
    target[key] = data.draw(others | texts)
    spelling = spelled(value)
    try:
        manifest = parse_manifest(spelling)
    except BundleError as error:
        assert error.code.split("-")[0] in {"manifest", "name"}
    else:
        assert canonical_bytes(manifest) == spelling
        assert list(schema_findings(spelling)) == []


def test_the_schema_knows_what_recipes_can_be() -> None:
    from launcher.images import ledger

    recipe = load_schema()["properties"]["images"]["items"]["properties"]["recipe"]
    assert set(recipe["properties"]["format"]["enum"]) == ledger.RECIPE_FORMATS
    assert set(recipe["properties"]["mode"]["enum"]) == ledger.RECIPE_MODES
    assert recipe["properties"]["width"]["maximum"] == ledger.MAX_SIDE
    full = Recipe(
        "hills", "gif", 9, 9, "P", "sample", "rounded", label=True, frames=2, durations=(1, 2), loop=0,
        progressive=True, lossless=True, dpi=(300, 72), sizes=((1, 2),), codings=("bmp",), hotspots=((0, 9),),
        root=(("width", "9"),),
    )  # fmt: skip
    assert {*full.to_json(), "style"} == set(recipe["properties"])
    files = {"a": b""}
    entry = LedgerEntry(PurePosixPath("a"), "gif", 9, 9, "placeholder", full, inline=Inline(0, 1, "percent"))
    data = canonical_bytes(make_manifest(files, images=(entry,)))
    assert parse_manifest(data).images == (entry,)
    assert list(schema_findings(data)) == []


@pytest.mark.parametrize("key", ["decision\x7f", "a\nb", "\x1b[2J", "\u202e", "k" * 5000])
def test_an_unknown_field_is_named_in_one_line_that_moves_no_cursor(key: str) -> None:
    value = json.loads(canonical_bytes(make_manifest(FILES)))
    entry = LedgerEntry(PurePosixPath("index.html"), "png", 20, 10, "placeholder", recipe=RECIPE)
    ledger = json.loads(canonical_bytes(make_manifest(FILES, images=(entry,))))
    value[key] = 1
    ledger["images"][0][key] = 1
    for document in (value, ledger):
        data = json.dumps(document).encode()
        with pytest.raises(BundleError) as caught:
            parse_manifest(data)
        assert caught.value.message.isprintable()
        assert len(caught.value.message) < 1000
        for finding in schema_findings(data):
            assert finding.message.isprintable()
            assert len(finding.message) < 1000


def test_a_manifest_of_a_time_before_wordpress_is_read_and_keeps_its_spelling() -> None:
    data = canonical_bytes(make_manifest(FILES))
    assert b"wordpress" not in data
    assert parse_manifest(data).wordpress is None


@pytest.mark.parametrize(
    "wordpress",
    [
        None,
        {},
        {"root": "wordpress"},
        {"root": "../x", "copy": {}},
        {"root": "wordpress", "copy": {"a": "plugins/x"}},
        {"root": "wordpress", "copy": {"a": "themes"}},
        {"root": "wordpress", "copy": {"../a": "themes/x"}},
        {"root": "wordpress", "copy": {"a": "uploads", "b": "uploads"}},
        {"root": "wordpress", "copy": {}, "more": 1},
    ],
)
def test_a_wrong_layout_for_wordpress_is_refused(wordpress: Any) -> None:
    value = {**make_manifest(FILES).to_json(), "wordpress": wordpress}
    data = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    with pytest.raises(BundleError):
        parse_manifest(data)
