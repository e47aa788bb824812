from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.images.ledger import Inline, LedgerEntry, Recipe

RECIPE = Recipe("hills", "jpeg", 1200, 800, label=True)
PLACEHOLDER = LedgerEntry(PurePosixPath("a/b.jpg"), "jpeg", 1200, 800, "placeholder", recipe=RECIPE)
KEPT = LedgerEntry(PurePosixPath("i.png"), "png", 16, 16, "kept", license="MIT", source="drawn for it", rule="i.png")
SAMPLE = LedgerEntry(PurePosixPath("a.mp4"), "mp4", 640, 360, "sample", sample="film")

sides = st.integers(1, 7000)
recipes = st.builds(
    Recipe,
    sample=st.text(min_size=1, max_size=20),
    format=st.sampled_from(["jpeg", "png", "gif", "webp", "avif", "ico", "svg"]),
    width=sides,
    height=sides,
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"]),
    shape=st.sampled_from(["full", "rounded"]),
    label=st.booleans(),
    loop=st.none() | st.integers(0, 65536),
    progressive=st.booleans(),
    sizes=st.lists(st.tuples(st.integers(1, 256), st.integers(1, 256)), max_size=4).map(tuple),
    root=st.sampled_from([(), (("viewBox", "0 0 24 24"),), (("height", "1em"), ("width", "1em"))]),
)


def through_json(value: dict[str, Any]) -> dict[str, Any]:
    again: dict[str, Any] = json.loads(json.dumps(value))
    return again


@given(recipes)
def test_a_recipe_survives_json(recipe: Recipe) -> None:
    assert Recipe.from_json(through_json(recipe.to_json())) == recipe


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_durations_survive_json(durations: list[int]) -> None:
    recipe = Recipe("a", "gif", 10, 10, frames=len(durations), durations=tuple(durations), loop=0)
    assert Recipe.from_json(through_json(recipe.to_json())) == recipe


@pytest.mark.parametrize("entry", [PLACEHOLDER, KEPT, SAMPLE, replace(PLACEHOLDER, inline=Inline(3, 9, "base64"))])
def test_an_entry_survives_json(entry: LedgerEntry) -> None:
    assert LedgerEntry.from_json(through_json(entry.to_json())) == entry


def test_defaults_are_left_out_of_json() -> None:
    assert Recipe("hills", "png", 3, 4).to_json() == {
        "sample": "hills",
        "format": "png",
        "width": 3,
        "height": 4,
        "drawing": 4,
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": 1}, 'unknown field "colour"'),
        ({"width": 0}, "width must be"),
        ({"width": True}, "width must be"),
        ({"width": "12"}, "width must be"),
        ({"width": 60_000, "height": 60_000}, "more than 50,000,000 pixels"),
        ({"frames": 500}, "frames make more"),
        ({"frames": 2, "durations": [1]}, "one a frame"),
        ({"format": "exe"}, "format must be one of"),
        ({"mode": "HSV"}, "mode must be one of"),
        ({"label": 1}, "label must be"),
        ({"sizes": [[1]]}, "sizes must be"),
        ({"root": {"onload": "x"}}, 'unknown field "onload"'),
        ({"root": []}, "root: must be an object"),
        ({"sample": ""}, "sample must be named"),
        ({"style": "plain"}, "sample must be named"),
        ({"drawing": None}, "drawing must be"),
    ],
)
def test_a_wrong_recipe_is_refused_by_field(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Recipe.from_json(RECIPE.to_json() | change)


@pytest.mark.parametrize("missing", ["sample", "format", "width", "height", "drawing"])
def test_a_missing_field_is_named(missing: str) -> None:
    value = RECIPE.to_json()
    del value[missing]
    with pytest.raises(ValueError, match=f"{missing} is missing"):
        Recipe.from_json(value)


@pytest.mark.parametrize(
    ("entry", "change", "message"),
    [
        (PLACEHOLDER, {"recipe": None}, "recipe is missing"),
        (PLACEHOLDER, {"license": "MIT"}, "license does not belong"),
        (PLACEHOLDER, {"width": 5}, "must be those of the recipe"),
        (PLACEHOLDER, {"recipe": 3}, "recipe must be an object"),
        (PLACEHOLDER, {"inline": {"offset": 1, "length": 0, "encoding": "base64"}}, "length must be"),
        (PLACEHOLDER, {"inline": {"offset": 1, "length": 2, "encoding": "octal"}}, "encoding must be"),
        (PLACEHOLDER, {"path": ""}, "path must not be empty"),
        (KEPT, {"license": ""}, "license is missing"),
        (KEPT, {"recipe": RECIPE.to_json()}, "recipe does not belong"),
        (SAMPLE, {"sample": ""}, "sample is missing"),
        (SAMPLE, {"decision": "guessed"}, "decision must be one of"),
    ],
)
def test_there_is_no_third_kind_of_image(entry: LedgerEntry, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LedgerEntry.from_json(entry.to_json() | change)


def test_a_ledger_entry_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="must be an object"):
        LedgerEntry.from_json([])  # type: ignore[arg-type]  # what a hostile manifest may hold
