from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.errors import FetchError
from launcher.fetch.rules import Download
from launcher.fetch.source import open_source
from tests.support.bundles import write_bundle
from tests.support.web import body, serve_web

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


def test_an_address_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with (
        serve_web({"/theme.launcher.zip": body(b"bundle")}) as web,
        open_source(web.url + "/theme.launcher.zip", download=Download(allow_private=True)) as path,
    ):
        assert path.read_bytes() == b"bundle"
        assert path.is_relative_to(tmp_path)


@pytest.mark.parametrize("name", ["nothing.zip", "a\0b", "x" * 5000])
def test_what_is_not_there_is_one_clear_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError), open_source(f"{tmp_path}/{name}"):
        pass
