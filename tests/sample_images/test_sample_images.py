"""The sample images that ship: their index tells the truth, and every file is what a placeholder can be cut from."""

from __future__ import annotations

import json
import subprocess
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import yaml
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parents[2] / "sample_images"
INDEX: dict[str, Any] = yaml.safe_load((FOLDER / "index.yaml").read_text(encoding="utf-8"))
SCENES: list[dict[str, Any]] = INDEX["scenes"]
MEDIA: list[dict[str, Any]] = INDEX["media"]
KINDS = {
    "landscape",
    "interior",
    "portrait",
    "hands",
    "food",
    "object",
    "texture",
    "abstract",
    "logo",
    "architecture",
}

each_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: str(scene["name"]))
each_medium = pytest.mark.parametrize("medium", MEDIA, ids=lambda medium: str(medium["name"]))


def segments(data: bytes) -> list[tuple[int, bytes]]:
    """The marker segments of a JPEG up to the first scan, as (marker, payload)."""
    assert data[:2] == b"\xff\xd8"
    found, place = [], 2
    while True:
        assert data[place] == 0xFF
        marker, size = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        found.append((marker, data[place + 4 : place + 2 + size]))
        place += 2 + size
        if marker == 0xDA:
            return found


def test_the_index_has_its_version() -> None:
    assert INDEX["index"] == 1


def test_the_index_lists_every_file_and_no_other() -> None:
    listed = sorted(entry["file"] for entry in SCENES + MEDIA)
    stored = [path for part in ("scenes", "media") for path in (FOLDER / part).iterdir()]
    assert listed == sorted(path.relative_to(FOLDER).as_posix() for path in stored)


def test_names_are_unique() -> None:
    names = [entry["name"] for entry in SCENES + MEDIA]
    assert len(names) == len(set(names))


def test_there_are_scenes_of_every_kind() -> None:
    kinds = [scene["kind"] for scene in SCENES]
    assert set(kinds) == KINDS
    assert len(kinds) >= 18
    assert kinds.count("landscape") >= 4
    assert kinds.count("portrait") >= 3
    assert kinds.count("texture") >= 2


def test_all_files_stay_small_enough_to_ship() -> None:
    assert sum((FOLDER / scene["file"]).stat().st_size for scene in SCENES) < 4_200_000
    assert sum((FOLDER / medium["file"]).stat().st_size for medium in MEDIA) < 900_000


@each_scene
def test_an_entry_says_what_the_scene_is(scene: dict[str, Any]) -> None:
    required = {"name", "file", "kind", "subject", "width", "height", "focus", "license"}
    assert required <= set(scene) <= required | {"tiles"}
    assert scene["license"] == "CC0-1.0"
    assert scene["file"] == f"scenes/{scene['name']}.jpg"
    assert all(0 < place < 1 for place in scene["focus"])


@each_scene
def test_a_scene_has_the_size_of_its_entry(scene: dict[str, Any]) -> None:
    with Image.open(FOLDER / scene["file"]) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (scene["width"], scene["height"]))
    assert sorted((scene["width"], scene["height"])) == [1440, 1920]


@each_scene
def test_a_scene_is_a_baseline_jpeg_without_metadata(scene: dict[str, Any]) -> None:
    found = segments((FOLDER / scene["file"]).read_bytes())
    applications = [(marker, payload[:5]) for marker, payload in found if 0xE0 <= marker <= 0xEF or marker == 0xFE]
    assert applications == [(0xE0, b"JFIF\x00")]
    frames = [(marker, payload) for marker, payload in found if 0xC0 <= marker <= 0xC3]
    assert [marker for marker, _ in frames] == [0xC0]
    # Sampling factors 2x2 for luma and 1x1 for both chroma planes are 4:2:0.
    assert [frames[0][1][place] for place in (7, 10, 13)] == [0x22, 0x11, 0x11]


@each_scene
def test_a_scene_shows_something_everywhere_a_crop_may_fall(scene: dict[str, Any]) -> None:
    with Image.open(FOLDER / scene["file"]) as image:
        # A texture is even when seen from afar; its threads and chips show close by.
        part = image.crop((600, 400, 984, 784)) if scene["kind"] == "texture" else image
        small = np.asarray(part.convert("L").resize((96, 96)), dtype=np.float64)
    assert small.std() > 3.5
    x, y = (round(place * 96) for place in scene["focus"])
    around = small[max(0, y - 24) : y + 24, max(0, x - 24) : x + 24]
    assert around.std() > 2.5


@pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if scene["kind"] == "texture"], ids=lambda scene: str(scene["name"])
)
def test_a_texture_tiles(scene: dict[str, Any]) -> None:
    assert scene["tiles"] is True
    with Image.open(FOLDER / scene["file"]) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=np.float64)
    for picture in (pixels, pixels.transpose(1, 0, 2)):
        inside = np.abs(np.diff(picture, axis=1)).mean(axis=(0, 2))
        seam = np.abs(picture[:, 0] - picture[:, -1]).mean()
        # A step over the seam is no larger than steps inside the picture are.
        assert seam <= inside.max() * 1.1
        near = picture[:, :40].mean(axis=(0, 1))
        far = picture[:, -40:].mean(axis=(0, 1))
        assert np.abs(near - far).max() < 8


def test_only_textures_claim_to_tile() -> None:
    assert {scene["kind"] for scene in SCENES if scene.get("tiles")} == {"texture"}


@each_medium
def test_a_medium_has_the_content_of_its_format(medium: dict[str, Any]) -> None:
    data = (FOLDER / medium["file"]).read_bytes()
    marks = {
        "mp4": (4, b"ftyp"),
        "m4a": (4, b"ftyp"),
        "webm": (0, b"\x1a\x45\xdf\xa3"),
        "ogv": (0, b"OggS"),
        "ogg": (0, b"OggS"),
        "wav": (8, b"WAVE"),
        "mp3": (0, b"\xff"),
        "pdf": (0, b"%PDF-1."),
    }
    place, mark = marks[medium["format"]]
    assert data[place : place + len(mark)] == mark
    assert medium["file"].endswith("." + medium["format"])
    assert medium["license"] == "CC0-1.0"
    assert len(data) < 160_000


def test_there_is_a_medium_of_every_format() -> None:
    assert {medium["format"] for medium in MEDIA} == {"mp4", "webm", "ogv", "wav", "mp3", "ogg", "m4a", "pdf"}


@each_medium
def test_a_medium_carries_no_date_title_or_encoder_settings(medium: dict[str, Any]) -> None:
    data = (FOLDER / medium["file"]).read_bytes()
    for text in (b"x264 - core", b"ID3", b"\xa9too", b"\xa9nam", b"/CreationDate", b"/Producer", b"/Info"):
        assert text not in data


@pytest.mark.parametrize(
    "medium", [medium for medium in MEDIA if medium["seconds"]], ids=lambda medium: str(medium["name"])
)
def test_a_film_or_sound_plays_as_its_entry_says(medium: dict[str, Any], program: Callable[..., str]) -> None:
    command = [
        program("ffprobe"),
        "-v",
        "error",
        "-of",
        "json",
        "-show_streams",
        "-show_format",
        FOLDER / medium["file"],
    ]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    (stream,) = answer["streams"]
    assert (stream.get("width", 0), stream.get("height", 0)) == (medium["width"], medium["height"])
    assert stream["codec_type"] == ("video" if medium["width"] else "audio")
    assert float(answer["format"]["duration"]) == pytest.approx(medium["seconds"], abs=0.15)


def test_the_chime_ends_in_silence_and_never_clips() -> None:
    with wave.open(str(FOLDER / "media" / "chime.wav")) as sound:
        assert sound.getnchannels() == 1
        samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")
    assert 8000 < np.abs(samples).max() < 32000
    assert np.abs(samples[-100:]).max() < 100


def test_the_document_is_a_one_page_pdf_whose_table_points_at_its_objects() -> None:
    data = (FOLDER / "media" / "document.pdf").read_bytes()
    assert data.count(b"/Type /Page ") == 1
    table = int(data.split(b"startxref\n")[1].split(b"\n")[0])
    rows = data[table:].split(b"\n")[3:]
    for number, row in enumerate(rows[:5], start=1):
        place = int(row[:10])
        assert data[place:].startswith(b"%d 0 obj" % number)
