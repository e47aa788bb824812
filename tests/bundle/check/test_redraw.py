from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.check import check_bundle
from launcher.bundle.check.redraw import PlaceholderProof
from launcher.bundle.limits import Limits as BundleLimits
from launcher.bundle.manifest import canonical_bytes
from launcher.images import drawing_pool
from launcher.images.child import Limits
from launcher.images.draw import draw
from launcher.images.ledger import DRAWING, Inline, LedgerEntry, Recipe
from tests.support.bundles import make_manifest, write_bundle

if TYPE_CHECKING:
    from pathlib import Path

# Together they are enough for a pool of processes, and the last is always drawn there.
RECIPES = [
    Recipe("", "jpeg", 1900, 1400, style="plain"),
    Recipe("", "png", 1800, 1300, mode="L", style="plain"),
    Recipe("", "gif", 1700, 1300, mode="P", style="plain"),
    Recipe("", "webp", 1600, 1300, style="plain"),
    Recipe("", "jpeg", 1500, 1300, style="plain", progressive=True),
    Recipe("", "svg", 90, 60, style="plain"),
    Recipe("", "ico", 48, 48, mode="RGBA", style="plain", sizes=((48, 48), (16, 16))),
    Recipe("", "png", 3500, 3000, mode="1", style="plain"),
]
INLINE = Recipe("", "png", 30, 20, style="plain")
#: Which bytes of the bundle's pictures are changed, far enough from each end.
CHANGED = 60


def entry(path: str, recipe: Recipe, inline: Inline | None = None) -> LedgerEntry:
    return LedgerEntry(
        PurePosixPath(path), recipe.format, recipe.width, recipe.height, "placeholder", recipe=recipe, inline=inline
    )


@pytest.fixture(scope="module")
def pictures() -> dict[str, bytes]:
    return {f"{number}.{recipe.format}": draw(recipe) for number, recipe in enumerate(RECIPES)}


def bundle(path: Path, pictures: dict[str, bytes], shown: Recipe = INLINE) -> Path:
    """Write a bundle of all pictures, one of them twice, and a page that shows one inline."""
    encoded = base64.b64encode(draw(shown))
    start = b"<p>\n<img src=data:image/png;base64,"
    page = entry("page.html", INLINE, Inline(len(start), len(encoded), "base64"))
    entries = [entry(name, RECIPES[int(name.split(".")[0])]) for name in pictures]
    again = entry("z.jpeg", RECIPES[0])
    files = {**pictures, "page.html": start + encoded + b">", "z.jpeg": pictures["0.jpeg"]}
    return write_bundle(path, files, images=(*entries, page, again))


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_placeholder_is_proven_whoever_draws_it(tmp_path: Path, pictures: dict[str, bytes], jobs: int) -> None:
    assert check_bundle(bundle(tmp_path / "a.zip", pictures), jobs=jobs).findings == ()


def test_many_placeholders_are_proven_by_processes_that_started_before_their_recipes_were_known(tmp_path: Path) -> None:
    recipes = {f"{side}.png": Recipe("", "png", side, 9, style="plain") for side in range(1, 250)}
    files = {name: draw(recipe) for name, recipe in recipes.items()}
    files["100.png"] = files["101.png"]
    path = write_bundle(tmp_path / "a.zip", files, images=tuple(entry(name, recipes[name]) for name in sorted(recipes)))
    for jobs in (1, 2):
        found = check_bundle(path, jobs=jobs).findings
        assert [(finding.code, finding.path) for finding in found] == [("image-differs", "100.png")]


def test_recipes_that_are_none_are_left_to_who_reads_the_manifest(tmp_path: Path) -> None:
    recipe = Recipe("", "png", 9, 9, style="plain")
    files = {f"{number}.png": draw(recipe) for number in range(250)}
    data = canonical_bytes(make_manifest(files, images=tuple(entry(name, recipe) for name in sorted(files))))
    for wrong in (b"[" * 100_000 + b"]" * 100_000, b"9" * 5000, b'"\\ud800"', b"NaN", b'1,"width":1'):
        changed = data.replace(b'"width":9', b'"width":' + wrong, 1)
        with PlaceholderProof(2) as proof:
            proof.prepare(changed, BundleLimits())


def test_placeholders_of_another_drawing_version_are_one_finding(tmp_path: Path) -> None:
    recipes = {f"{side}.png": Recipe("", "png", side, 9, style="plain") for side in range(1, 4)}
    files = {name: draw(recipe) for name, recipe in recipes.items()}
    files["3.png"] += b"!"
    said = {name: replace(recipe, drawing=99) if name != "3.png" else recipe for name, recipe in recipes.items()}
    path = write_bundle(tmp_path / "a.zip", files, images=tuple(entry(name, said[name]) for name in sorted(said)))
    version, differs = check_bundle(path).findings
    assert (version.code, version.path) == ("image-version", "1.png")
    assert (
        version.message == f"the drawing version of placeholders (2) is 99 and here {DRAWING}: they were not compared"
    )
    assert (differs.code, differs.path) == ("image-differs", "3.png")


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_changed_picture_is_found_whoever_draws_it(tmp_path: Path, pictures: dict[str, bytes], jobs: int) -> None:
    changed = {
        name: data[:CHANGED] + bytes([data[CHANGED] ^ 1]) + data[CHANGED + 1 :] for name, data in pictures.items()
    }
    report = check_bundle(
        bundle(tmp_path / "a.zip", changed, Recipe("", "png", 30, 20, mode="L", style="plain")), jobs=jobs
    )
    found = {(finding.code, finding.path, finding.line) for finding in report.findings}
    assert found == {
        *(("image-differs", name, None) for name in [*pictures, "z.jpeg"]),
        ("image-differs", "page.html", 2),
    }


def test_what_no_process_can_draw_within_its_limits_is_not_proven(
    tmp_path: Path, pictures: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing_pool, "_LIMITS", Limits(clock_seconds=0))
    report = check_bundle(bundle(tmp_path / "a.zip", pictures), jobs=1)
    assert [(finding.code, finding.path) for finding in report.findings] == [("image-unchecked", "7.png")]
    assert "it was killed, or reached a limit" in report.findings[0].message
