"""The built-in demo as a bundle: packed once, then taken from the user's cache."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.read import open_bundle
from launcher.errors import FetchError
from launcher.fetch.source import open_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_it_is_packed_once_and_then_taken_from_the_cache(cache: Path) -> None:
    with open_source(None) as path, open_bundle(path) as reader:
        assert reader.manifest.name == "trigger-point-clinic"
        first = path.stat().st_mtime_ns
    assert path.is_relative_to(cache)
    with open_source(None) as again:
        assert again == path
        assert again.stat().st_mtime_ns == first
    assert [file for file in cache.rglob("*") if file.is_file()] == [path]


def test_an_older_one_is_dropped_when_a_new_one_is_packed(cache: Path) -> None:
    older = cache / "demo-launcher" / "builtin-0.0.1-0123.launcher.zip"
    older.parent.mkdir(parents=True)
    older.write_bytes(b"older")
    with open_source(None) as path:
        assert path.exists()
    assert not older.exists()


def test_without_a_cache_a_temporary_file_serves_and_is_gone_after(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write_text("a file where the folder would be")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with open_source(None) as path:
        assert path.is_relative_to(temporary)
        with open_bundle(path) as reader:
            assert reader.manifest.name == "trigger-point-clinic"
    assert list(temporary.iterdir()) == []


def test_without_any_place_to_pack_it_the_error_says_so(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.write_text("a file where the folder would be")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(FetchError, match="temporary folder"), open_source(None):
        pass
