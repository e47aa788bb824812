from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.images.fingerprint import fingerprint, fingerprint_of

if TYPE_CHECKING:
    from pathlib import Path

LONG = bytes(range(256)) * 200


@pytest.mark.parametrize("data", [b"", b"a", LONG[:5000], LONG])
def test_a_file_has_the_fingerprint_of_its_bytes(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "picture"
    file.write_bytes(data)
    assert fingerprint_of(file) == fingerprint(data)


@pytest.mark.parametrize(
    "other", [b"", LONG + b"a", b"a" + LONG[1:], LONG[:-1] + b"a", LONG[:25_700] + b"a" + LONG[25_701:]]
)
def test_other_bytes_have_another(other: bytes) -> None:
    assert fingerprint(other) != fingerprint(LONG)
