from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.errors import FetchError
from launcher.fetch.local import open_source
from tests.support.bundles import write_bundle

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


def test_an_address_gets_the_hint_to_download_it() -> None:
    with pytest.raises(FetchError) as caught, open_source("https://example.com/theme.launcher.zip"):
        pass
    assert caught.value.hint == "download it first, then name the file"


@pytest.mark.parametrize("name", ["nothing.zip", "a\0b", "x" * 5000])
def test_what_is_not_there_is_one_clear_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(FetchError), open_source(f"{tmp_path}/{name}"):
        pass
