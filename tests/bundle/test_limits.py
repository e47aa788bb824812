from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from launcher.bundle.layout import walk
from launcher.bundle.limits import FORMAT_MOST, NAMES, Limits, changed_limits, limit_hint, parse_limit
from launcher.bundle.zip_read import ZipReader
from launcher.errors import BundleError
from tests.support.zips import RawEntry, build_zip

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("file=2G", ("file", 2 * 1024**3)),
        ("file=100", ("file", 100)),
        ("total=1_000", ("total", 1000)),
        ("memory=1,024K", ("memory", 1024**2)),
        ("pixels=1t", ("pixels", 1024**4)),
        ("ratio=1000", ("ratio", 1000)),
        ("entries=65534", ("entries", 65_534)),
    ],
)
def test_a_limit_is_a_name_and_a_number_with_a_unit(text: str, value: tuple[str, int]) -> None:
    assert parse_limit(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "file", "file=", "file=G", "file=0", "file=-1", "file=1.5G", "file=1X", "file=²", "files=1", "=1", "file=1 G",
     "ratio=" + "9" * 20, "memory=9999999T", "file=" + "9" * 5000],
)  # fmt: skip
def test_what_is_no_limit_is_an_error_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"there is no limit|has no number|can be at most"):
        parse_limit(text)


@pytest.mark.parametrize("name", FORMAT_MOST)
def test_a_limit_of_the_format_is_reached_and_not_passed(name: str) -> None:
    most = FORMAT_MOST[name]
    assert parse_limit(f"{name}={most}") == (name, most)
    with pytest.raises(ValueError, match="all that the format holds"):
        parse_limit(f"{name}={most + 1}")
    assert "cannot be raised" in limit_hint(changed_limits({name: most}), name)
    assert f"--limit {name}=" in limit_hint(changed_limits({name: 1}), name)


def test_every_limit_has_a_name_and_can_be_changed_alone() -> None:
    assert sorted(NAMES.values()) == sorted(field.name for field in fields(Limits))
    for name, field in NAMES.items():
        changed = changed_limits({name: 3})
        assert getattr(changed, field) == 3
        assert changed_limits({name: getattr(Limits(), field)}) == Limits()


REFUSALS = {
    "limit-entries": {"entries": 1},
    "limit-file": {"file": 1299},
    "limit-total": {"total": 1304},
    "limit-ratio": {"ratio": 2, "ratio-floor": 1100},
    "name-long": {"path": 6},
    "name-deep": {"depth": 1},
    "limit-memory": {"memory": 1299},
}


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_has_the_number_and_the_option_that_raises_it(code: str, tmp_path: Path) -> None:
    values = REFUSALS[code]
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip([RawEntry("a.txt", b"hello"), RawEntry("b/c.txt", b"h" * 1300, method=8)]))
    with pytest.raises(BundleError) as caught, ZipReader(path, changed_limits(values)) as archive:
        archive.read("b/c.txt")
    assert caught.value.code == code
    for name, value in values.items():
        assert f"{value:,}" in caught.value.message, name
    assert f"--limit {next(iter(values))}=VALUE" in (caught.value.hint or "")
    raised = changed_limits({name: value * 10 for name, value in values.items()})
    with ZipReader(path, raised) as archive:
        assert len(archive.read("b/c.txt")) == 1300


def test_the_table_of_limits_is_that_of_the_code() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8").partition("\n## Limits\n")[2]
    table = re.findall(r"^\| `([a-z-]+)` \| ([0-9,]+) \| ([0-9,]*) ?\|", text, re.MULTILINE)
    right = [
        (name, f"{getattr(Limits(), field):,}", f"{FORMAT_MOST[name]:,}" if name in FORMAT_MOST else "")
        for name, field in NAMES.items()
    ]
    assert table == right


def test_a_file_longer_than_the_default_is_walked_with_a_raised_limit(tmp_path: Path) -> None:
    size = 3 * 1024**3
    sizes = {"size": size, "compressed": 1300}
    entry = RawEntry("a.bin", method=8, body=bytes(1300), local=sizes, central=sizes)
    path = tmp_path / "a.zip"
    path.write_bytes(build_zip([entry]))
    raised = changed_limits({"file": size, "ratio": 10_000_000})
    with path.open("rb") as file:
        assert walk(file, path.stat().st_size, raised).entries[0].size == size
        with pytest.raises(BundleError, match="1,073,741,824"):
            walk(file, path.stat().st_size, Limits())
