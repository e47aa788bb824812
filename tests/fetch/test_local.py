from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest
from tests.support.bundles import write_bundle

from launcher.bundle.read import open_bundle
from launcher.errors import FetchError
from launcher.fetch.local import open_source

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_itself(tmp_path: Path) -> None:
    path = write_bundle(tmp_path / "a.zip")
    with open_source(str(path)) as found:
        assert found == path


def test_a_folder_is_refused_with_a_hint_to_pack_it(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="folder") as caught, open_source(str(tmp_path)):
        pass
    assert caught.value.hint
    assert "launcher pack" in caught.value.hint


@pytest.mark.parametrize("name", ["nothing.zip", "a\0b", "x" * 5000])
def test_what_is_not_there_is_one_clear_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError), open_source(f"{tmp_path}/{name}"):
        pass


def test_nothing_means_the_built_in_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with open_source(None) as path:
        with open_bundle(path) as reader:
            assert reader.manifest.name == "trigger-point-clinic"
        assert path.is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_built_in_demo_that_cannot_be_packed_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(FetchError, match="temporary folder"), open_source(None):
        pass
