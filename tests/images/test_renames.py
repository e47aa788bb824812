from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from PIL import Image

from launcher.bundle.check import check_bundle
from launcher.bundle.pack import PackResult, pack
from launcher.bundle.read import open_bundle
from tests.support.pictures import save
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from pathlib import Path

YAML = "launcher: 1\nname: names\nversion: 1.0.0\ntitle: Names\nlicense: MIT\n"
PHOTO, OTHER, HERO, TILE = (
    save(Image.new("RGB", (90, 60), colour), "JPEG") for colour in ("red", "tan", "blue", "sienna")
)
LONG, SAME = (f"{hashlib.sha256(data).hexdigest()}.jpg" for data in (PHOTO, OTHER))
SHORT = f"hero.{hashlib.md5(HERO).hexdigest()[:8]}.jpg"
SPACED = f"the tile.{hashlib.md5(TILE).hexdigest()[:10]}.jpg"


class Packed:
    """A packed demo and what is in it."""

    def __init__(self, folder: Path, files: dict[str, str | bytes], yaml: str = YAML) -> None:
        build_file_tree(folder / "demo", {"launcher.yaml": yaml, **files})
        self.result: PackResult = pack(folder / "demo", folder / "out.zip")
        assert check_bundle(self.result.path).ok
        with open_bundle(self.result.path) as reader:
            self.files = {str(name): reader.read(name) for name in reader.names()}

    def named(self, folder: str) -> list[str]:
        return [PurePosixPath(name).name for name in self.files if name.startswith(folder)]

    @property
    def everything(self) -> bytes:
        return b"".join(
            [json.dumps(sorted(self.files)).encode(), *self.files.values(), repr(self.result.manifest).encode()]
        )


@pytest.fixture
def packed(tmp_path: Path) -> Any:
    def run(files: dict[str, str | bytes], yaml: str = YAML) -> Packed:
        return Packed(tmp_path, files, yaml)

    return run


def test_a_digest_of_the_original_is_nowhere_and_every_reference_follows(packed: Any) -> None:
    page = f'<img src="img/{LONG}" srcset="img/{LONG} 1x, ./img/{SHORT} 2x"><p style="background: url(img/{SHORT})">'
    result = packed(
        {
            "index.html": page,
            "site.css": f"a {{ background: url('img/{SHORT}') }} b {{ background: url(img/{quote(SPACED)}) }}",
            "data.json": json.dumps({"image": f"img/{LONG}"}).replace("/", "\\/"),
            "app.js": f'const hash = "{LONG[:-4]}"; load("/img/" + hash + ".jpg"); load("{SPACED}")',
            "site.xml": f"<file>{SHORT}</file>",
            f"img/{LONG}": PHOTO,
            f"img/{SHORT}": HERO,
            f"img/{SPACED}": TILE,
        }
    )
    long, short, spaced = result.named("img/")
    assert hashlib.sha256(result.files[f"img/{long}"]).hexdigest() == long[:-4]
    assert hashlib.md5(result.files[f"img/{short}"]).hexdigest()[:8] == short.split(".")[1]
    assert hashlib.md5(result.files[f"img/{spaced}"]).hexdigest()[:10] == spaced.split(".")[1]
    for old in (LONG[:-4], SHORT.split(".")[1], SPACED.split(".")[1]):
        assert old.encode() not in result.everything
    assert result.files["index.html"].decode() == page.replace(LONG, long).replace(SHORT, short)
    assert json.loads(result.files["data.json"])["image"] == f"img/{long}"
    assert quote(spaced).encode() in result.files["site.css"]
    assert f'"{long[:-4]}"'.encode() in result.files["app.js"]
    assert result.files["site.xml"] == f"<file>{short}</file>".encode()
    assert not result.result.warnings


def test_nothing_else_in_a_text_changes(packed: Any) -> None:
    token = SHORT.split(".")[1]
    text = f"x{SHORT}|{token}|hero.{token}.png|hero-{token}.jpg|%2F{SHORT}|{SHORT}{SHORT}"
    result = packed({"index.html": f'<img src="{SHORT}">', "notes.txt": text, SHORT: HERO})
    (short,) = (name for name in result.files if name.startswith("hero"))
    assert result.files["notes.txt"].decode() == text.replace(SHORT, short)


def test_equal_placeholders_get_a_name_each(packed: Any) -> None:
    result = packed(
        {"index.html": f'<img src="{LONG}"><img src="{SAME}">', LONG: PHOTO, SAME: OTHER, "a.txt": ""},
        YAML + "images: {style: plain}\n",
    )
    names = [name for name in result.files if name.endswith(".jpg")]
    assert len(names) == 2
    assert len({result.files[name] for name in names}) == 1
    assert all(name.encode() in result.files["index.html"] for name in names)


def test_counted_lengths_of_serialised_data_stay_right(packed: Any) -> None:
    value = f"/img/{SHORT}"
    result = packed({"index.html": "<p>", "dump.sql": f's:{len(value)}:"{value}";', f"img/{SHORT}": HERO})
    (short,) = result.named("img/")
    assert result.files["dump.sql"].decode() == f's:{len(value)}:"/img/{short}";'


def test_a_name_that_a_kept_text_says_stays_and_is_warned_of(packed: Any) -> None:
    rules = "images:\n  keep:\n    - {paths: [kept.css], license: MIT, source: ours}\n"
    result = packed({"index.html": "<p>", "kept.css": f"a {{ background: url({SHORT}) }}", SHORT: HERO}, YAML + rules)
    assert SHORT in result.files
    finding = next(finding for finding in result.result.warnings if finding.code == "name-digest")
    assert finding.path == SHORT
    assert "kept.css" in finding.message


def test_a_kept_picture_keeps_its_name(packed: Any) -> None:
    rules = f"images:\n  keep:\n    - {{paths: [{SHORT}], license: MIT, source: ours}}\n"
    result = packed({"index.html": f'<img src="{SHORT}">', SHORT: HERO}, YAML + rules)
    assert result.files[SHORT] == HERO
