from __future__ import annotations

import errno
import io
import os
import stat
import subprocess
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from launcher.bundle import pack as pack_module
from launcher.bundle.check import check_bundle
from launcher.bundle.pack import pack
from launcher.bundle.read import open_bundle
from launcher.bundle.write import BundleWriter
from launcher.errors import DemoError, InvalidBundle, LauncherError
from tests.support.trees import build_file_tree, read_file_tree

if TYPE_CHECKING:
    from collections.abc import Callable

YAML = """\
launcher: 1
name: small-theme
version: 1.2.0
title: Small theme
license: MIT
images:
  style: plain
  keep:
    - {paths: ["icons/**"], license: MIT, source: drawn for this theme}
ignore: ["*.psd", "notes/"]
"""


def picture(form: str = "PNG", size: tuple[int, int] = (120, 80)) -> bytes:
    from PIL import Image

    output = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(output, form)
    return output.getvalue()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    page = (
        '<link rel="stylesheet" href="css/site.css"><img src="img/photo.jpg"><img src="img/lost.png">'
        '<a href="notes/a.txt">notes</a><img src="icons/star.png">'
    )
    return build_file_tree(
        tmp_path / "theme",
        {
            "launcher.yaml": YAML,
            "index.html": page,
            "css/site.css": "body { background: url(../img/tile) }",
            "img/photo.jpg": picture("JPEG"),
            "img/tile": picture("PNG", (64, 64)),
            "icons/star.png": picture("PNG", (16, 16)),
            "design.psd": b"8BPS" + bytes(30),
            "notes/a.txt": "note",
            ".git/config": "[core]",
        },
    )


def test_a_demo_becomes_a_valid_bundle_without_its_images(tmp_path: Path, source: Path) -> None:
    result = pack(source, tmp_path / "out.zip")
    assert result.path == tmp_path / "out.zip"
    report = check_bundle(result.path)
    assert report.ok
    assert report.digest == result.digest
    with open_bundle(result.path) as reader:
        names = [str(name) for name in reader.names()]
        assert names == ["css/site.css", "icons/star.png", "img/photo.jpg", "img/tile", "index.html"]
        assert reader.manifest == result.manifest
        for name in ("css/site.css", "index.html", "icons/star.png"):
            assert reader.read(PurePosixPath(name)) == (source / name).read_bytes()
        for name in ("img/photo.jpg", "img/tile"):
            assert reader.read(PurePosixPath(name)) != (source / name).read_bytes()
    assert {str(entry.path): entry.decision for entry in result.manifest.images} == {
        "icons/star.png": "kept",
        "img/photo.jpg": "placeholder",
        "img/tile": "placeholder",
    }


def test_the_result_says_what_became_of_every_file(tmp_path: Path, source: Path) -> None:
    result = pack(source, tmp_path / "out.zip")
    assert {row.path: row.decision for row in result.rows} == {
        "css/site.css": "copied",
        "design.psd": "left out",
        "icons/star.png": "kept",
        "img/photo.jpg": "replaced",
        "img/tile": "replaced",
        "index.html": "copied",
        "notes": "left out",
    }
    assert [row.path for row in result.rows] == sorted(row.path for row in result.rows)
    assert all(row.reason for row in result.rows if row.decision != "copied")
    assert result.counts["replaced"] == result.counts["left out"] == 2
    assert [(entry.path, entry.asked) for entry in result.manifest.left_out] == [("design.psd", True), ("notes", True)]


def test_references_that_lead_nowhere_are_warnings(tmp_path: Path, source: Path) -> None:
    result = pack(source, tmp_path / "out.zip")
    assert [(found.code, found.path) for found in result.warnings] == [
        ("reference-broken-in-source", "index.html"),
        ("reference-left-out", "index.html"),
    ]
    assert [entry.reference for entry in result.manifest.broken_references] == ["img/lost.png"]


def test_packing_twice_gives_the_same_bytes(tmp_path: Path, source: Path) -> None:
    first = pack(source, tmp_path / "a.zip").path.read_bytes()
    for file in source.rglob("*"):
        os.utime(file, (1, 1))
    (source / "index.html").chmod(0o755)
    assert pack(source, tmp_path / "b.zip").path.read_bytes() == first


def test_unzip_and_python_read_the_bundle(tmp_path: Path, source: Path) -> None:
    path = pack(source, tmp_path / "out.zip").path
    subprocess.run(["unzip", "-qt", path], check=True, timeout=60, stdout=subprocess.DEVNULL)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "launcher.json"


def test_the_default_name_is_that_of_the_demo(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert pack(source).path == Path("small-theme-1.2.0.launcher.zip")
    assert (tmp_path / "small-theme-1.2.0.launcher.zip").is_file()


def test_a_bundle_in_its_own_source_is_not_packed_into_the_next(source: Path) -> None:
    first = pack(source, source / "out.launcher.zip").path.read_bytes()
    assert pack(source, source / "out.launcher.zip").path.read_bytes() == first


def test_the_bundle_has_the_mode_that_the_umask_gives(tmp_path: Path, source: Path) -> None:
    previous = os.umask(0o027)
    try:
        path = pack(source, tmp_path / "out.zip").path
    finally:
        os.umask(previous)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def make_nothing(folder: Path) -> None:
    """Leave the folder missing."""


def make(*files: str) -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        build_file_tree(folder, {name: YAML if name == "launcher.yaml" else "text" for name in files})

    return build


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (make_nothing, "theme"),
        (make("launcher.yaml"), "no files"),
        (make("launcher.yaml", "notes/a.txt"), "left out"),
        (make("launcher.yaml", "index.html"), "no images"),
    ],
    ids=["no source", "no files", "only ignored files", "no images"],
)
def test_a_source_that_is_no_demo_is_refused(tmp_path: Path, build: Callable[[Path], None], match: str) -> None:
    build(tmp_path / "theme")
    with pytest.raises(DemoError, match=match):
        pack(tmp_path / "theme", tmp_path / "out.zip")
    assert [file.name for file in tmp_path.iterdir() if file.name != "theme"] == []


def test_an_output_that_cannot_be_written_is_refused_before_anything_is_done(tmp_path: Path, source: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    before = read_file_tree(tmp_path)
    for output in (tmp_path, tmp_path / "missing" / "out.zip", tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(LauncherError):
            pack(source, output)
    assert read_file_tree(tmp_path) == before
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_an_error_while_writing_leaves_what_was_there(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    output = tmp_path / "out.zip"
    output.write_bytes(b"precious")
    before = read_file_tree(tmp_path)

    def fail(self: BundleWriter, *arguments: object) -> bytes:
        raise error

    for method in ("add", "finish"):
        with monkeypatch.context() as patch:
            patch.setattr(BundleWriter, method, fail)
            with pytest.raises((LauncherError, KeyboardInterrupt)) as caught:
                pack(source, output)
        if isinstance(error, OSError):
            assert "disk is full" in str(caught.value)
        assert read_file_tree(tmp_path) == before


def test_a_bundle_that_would_not_validate_is_not_written(tmp_path: Path, source: Path) -> None:
    (source / "index.html").write_text('<a href="theme.zip">download</a>')
    with zipfile.ZipFile(source / "theme.zip", "w") as archive:
        archive.writestr("photo.jpg", picture("JPEG"))
    with pytest.raises(InvalidBundle) as caught:
        pack(source, tmp_path / "out.zip")
    assert [finding.code for finding in caught.value.findings if finding.severity == "error"] == ["reference-missing"]
    assert caught.value.hint
    assert not (tmp_path / "out.zip").exists()


def test_inline_images_are_rewritten_and_listed(tmp_path: Path, source: Path) -> None:
    import base64

    text = base64.b64encode(picture("PNG", (20, 10))).decode()
    page = f'<p>before</p><img src="data:image/png;base64,{text}"><p>after</p><img src="img/photo.jpg">'
    (source / "index.html").write_text(page)
    result = pack(source, tmp_path / "out.zip")
    assert {row.path: row.decision for row in result.rows}["index.html"] == "rewritten"
    with open_bundle(result.path) as reader:
        packed = reader.read(PurePosixPath("index.html")).decode()
    assert packed.startswith('<p>before</p><img src="data:image/png;base64,')
    assert packed.endswith('"><p>after</p><img src="img/photo.jpg">')
    assert text not in packed
    assert check_bundle(result.path).ok


def test_the_public_function_is_this_one() -> None:
    import launcher

    assert launcher.pack is pack_module.pack


def test_the_number_of_processes_changes_no_byte(tmp_path: Path) -> None:
    # Large enough together that a pool of processes draws them, and one so large that none is drawn here.
    sizes = ((3000, 2500), (1600, 1200), (2000, 1500), (1800, 1400), (2400, 1400), (1900, 1900), (640, 480))
    files = {f"img/photo-{width}.jpg": picture("JPEG", (width, height)) for width, height in sizes}
    build_file_tree(tmp_path / "theme", {"launcher.yaml": YAML, "index.html": "<p>", **files, "z.png": picture()})
    bundles = [tmp_path / f"{jobs}.zip" for jobs in (1, 2, 4)]
    for jobs, bundle in zip((1, 2, 4), bundles, strict=True):
        assert pack(tmp_path / "theme", bundle, jobs=jobs).counts["replaced"] == 8
    assert len({bundle.read_bytes() for bundle in bundles}) == 1
    assert check_bundle(bundles[0]).ok


def test_a_drawing_process_that_is_killed_is_one_error_that_names_the_file(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from launcher.images import drawing_pool
    from launcher.images.child import Limits

    build_file_tree(source, {"img/large.jpg": picture("JPEG", (3000, 2500))})
    monkeypatch.setattr(drawing_pool, "_LIMITS", Limits(clock_seconds=0))
    with pytest.raises(DemoError, match=r"large\.jpg: no placeholder can be drawn: the process that draws it ended"):
        pack(source, source.parent / "out.zip")
    assert [path.name for path in source.parent.iterdir()] == ["theme"]
