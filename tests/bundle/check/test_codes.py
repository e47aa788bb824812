from __future__ import annotations

import re
from pathlib import Path

import launcher

ROOT = Path(__file__).parents[3]
PREFIXES = (
    "bundle|zip|limit|name|manifest|file|image|sample"
    "|export|wordpress|reference|template|content|configuration|signature|rule|keep|license|prove|integrity"
)
#: Words of such a form in the source that are no codes of findings.
NO_CODES = frozenset({"no-php"})


def codes_in_the_source() -> set[str]:
    package = Path(launcher.__file__).parent
    found: set[str] = set()
    for room in ("bundle", "fetch", "site"):
        for file in (package / room).rglob("*.py"):
            found.update(re.findall(rf'"((?:{PREFIXES})-[a-z0-9-]+)"', file.read_text(encoding="utf-8")))
    return found - NO_CODES


def codes_in_the_table() -> list[str]:
    text = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE)


def test_every_code_is_explained_and_every_explanation_has_a_code() -> None:
    table = codes_in_the_table()
    assert sorted(table) == sorted(set(table))
    assert set(table) == codes_in_the_source()


def test_every_code_of_a_finding_or_refusal_has_a_known_prefix() -> None:
    package = Path(launcher.__file__).parent
    pattern = re.compile(r'(?:Finding\(|_refusal\(|_error\(|_broken\(|code=)\s*"([a-z0-9-]+)"')
    used = {code for file in package.rglob("*.py") for code in pattern.findall(file.read_text(encoding="utf-8"))}
    assert used
    assert used - NO_CODES <= set(codes_in_the_table())


def test_the_limits_in_the_format_are_those_of_the_code() -> None:
    from launcher.bundle import manifest_reading, names
    from launcher.bundle.limits import GIB, MIB, Limits
    from launcher.images.hidden import FILE_BUDGET

    text = (ROOT / "docs" / "bundle-format.md").read_text(encoding="utf-8")
    limits = Limits()
    assert f"{limits.entries:,} (also" in text
    assert limits.total_bytes == 4 * GIB - 1
    assert limits.file_bytes == GIB
    assert f"| {limits.ratio}, beyond {limits.ratio_floor // MIB} MiB |" in text
    assert f"| {limits.memory_bytes // MIB} MiB |" in text
    assert f"| {limits.drawn_pixels:,} |" in text
    assert f"| {FILE_BUDGET // MIB} MiB of one file, {limits.searched_bytes // GIB} GiB of all |" in text
    manifest = manifest_reading
    assert f"{manifest.MAX_BYTES // MIB} MiB, nested {manifest.MAX_DEPTH} deep, {manifest.MAX_VALUES:,} values" in text
    assert f"at most {names.MAX_PATH_BYTES} bytes, at most {names.MAX_DEPTH} components" in text
