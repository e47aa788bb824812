from __future__ import annotations

import errno
import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from launcher.bundle.pack import pack
from launcher.demo.wordpress.document import File, Post, Structure
from launcher.demo.wordpress.reading import read_site
from launcher.errors import LauncherError, TargetError
from launcher.export.operation import Request, export
from launcher.platforms.wordpress.php import program
from tests.support.bundles import write_bundle
from tests.support.command import launcher
from tests.support.plans import picture
from tests.support.wordpress_sources import theme_and_export

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

    from launcher.export.operation import Format


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    page = Post("page/hidden", "page", "hidden", "Bell \x07", meta=(("n", Structure([1])),))
    return pack(theme_and_export(folder / "demo", page), folder / "a.launcher.zip").path


def test_wxr_is_a_folder_with_content_media_and_the_theme(bundle: Path, tmp_path: Path) -> None:
    result = export(Request(bundle, "wxr", tmp_path / "out", media_url="https://media.example/up/"))
    assert result.path == tmp_path / "out"
    assert {"content.xml", "clinic.zip", "uploads/2024/05/hero.jpg", "uploads/2024/05/hero-300x169.jpg"} <= set(
        result.files
    )
    assert set(result.files) == {file for file in picture(tmp_path / "out") if (tmp_path / "out" / file).is_file()}
    root = ElementTree.parse(tmp_path / "out/content.xml").getroot()
    urls = [one.text for one in root.iter("{http://wordpress.org/export/1.2/}attachment_url")]
    # The second one is a picture on another host, which only a text names.
    remote = "launcher-remote/images.unsplash.com-photo-2-800x600.jpg"
    assert urls == [f"https://media.example/up/{path}" for path in ("2024/05/hero.jpg", remote)]
    with zipfile.ZipFile(tmp_path / "out/clinic.zip") as theme:
        assert "clinic/style.css" in theme.namelist()
    assert any("serve the folder uploads/" in note for note in result.notes)


def test_what_no_importer_brings_is_named_and_found_where_it_is_copied_to(tmp_path: Path) -> None:
    drawing = Post(
        "attachment/plan",
        "attachment",
        "plan",
        "Plan",
        mime_type="image/svg+xml",
        file=File(PurePosixPath("plan.svg"), PurePosixPath("2024/05/plan.svg")),
    )
    page = Post("page/plan", "page", "plan", "Plan", '<img src="{launcher:upload:2024/05/plan.svg}">')
    folder = theme_and_export(tmp_path / "demo", drawing, page)
    bundle = pack(folder, tmp_path / "a.launcher.zip").path
    result = export(Request(bundle, "wxr", tmp_path / "out", url="https://example.com/"))
    # A picture on another host that the theme's style sheet names has no item either.
    style = "launcher-remote/images.unsplash.com-photo-1-640x480.jpg"
    named = next(note for note in result.notes if "an importer brings no" in note)
    assert named.startswith(f"an importer brings no 2024/05/plan.svg, {style}: copy them from uploads/ into")
    assert {"uploads/2024/05/plan.svg", f"uploads/{style}"} <= set(result.files)
    assert 'src="https://example.com/wp-content/uploads/2024/05/plan.svg"' in (tmp_path / "out/content.xml").read_text()
    assert not any("--url names the site" in note for note in result.notes)


def test_ocdi_has_the_hook_and_its_settings_too(bundle: Path, tmp_path: Path) -> None:
    result = export(Request(bundle, "ocdi", tmp_path / "out"))
    assert {"customizer.dat", "settings.json", "demo-import.php"} <= set(result.files)
    assert "widgets.wie" not in result.files  # it has none
    assert json.loads((tmp_path / "out/settings.json").read_text())["name"] == "Quiet Clinic"


def test_a_blueprint_has_everything_in_it(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.blueprint.zip"
    export(Request(bundle, "blueprint", path))
    with zipfile.ZipFile(path) as archive:
        steps = json.loads(archive.read("blueprint.json"))["steps"]
        named = {value["path"].lstrip("/") for step in steps for value in step.values() if isinstance(value, dict)}
        assert named == set(archive.namelist()) - {"blueprint.json"}
        job, go = map(json.loads, archive.read("job").splitlines())
        document = archive.read("document")
        with archive.open("wp-content.zip") as stream, zipfile.ZipFile(stream) as content:
            assert {"themes/clinic/style.css", "uploads/2024/05/hero-150x150.jpg"} <= set(content.namelist())
        assert archive.read("importer.php").startswith(program()[:1000])
    assert (job["mode"], job["document"]) == ("import", "/tmp/launcher/document")
    assert go == {"go": True}
    assert read_site(document, where=PurePosixPath("site.json")).title == "Demo"


@pytest.mark.parametrize("form", ["wxr", "ocdi", "blueprint"])
def test_the_same_bundle_gives_the_same_export(bundle: Path, tmp_path: Path, form: Format) -> None:
    one, two = (export(Request(bundle, form, tmp_path / name)).path for name in ("one", "two"))
    assert contents(one) == contents(two)


def contents(path: Path) -> dict[str, bytes]:
    files: Iterable[Path] = path.rglob("*") if path.is_dir() else [path]
    return {str(file.relative_to(path)): file.read_bytes() for file in files if file.is_file()}


def test_what_is_there_is_not_overwritten(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    before = picture(tmp_path)
    outcome = launcher("export", bundle, "--format", "wxr", "-o", tmp_path / "out")
    assert outcome.code == 1
    assert "it is there already, and nothing is overwritten" in outcome.err
    outcome = launcher("export", bundle, "--format", "wxr", "-o", tmp_path / "no/out")
    assert f"there is no folder {tmp_path / 'no'}" in outcome.err
    assert picture(tmp_path) == before


def test_a_disk_that_fills_up_leaves_nothing(bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("launcher.export.archive.write_zip", full)
    with pytest.raises(LauncherError, match="the export cannot be written: the disk is full"):
        export(Request(bundle, "wxr", tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_without_a_part_for_wordpress_says_what_its_author_can_do(tmp_path: Path) -> None:
    plain = write_bundle(tmp_path / "a.zip")
    with pytest.raises(TargetError, match="has nothing for WordPress") as caught:
        export(Request(plain, "wxr", tmp_path / "out"))
    assert "wordpress: true" in str(caught.value.hint)


def test_the_command_prints_the_path_and_says_what_is_missing(bundle: Path, tmp_path: Path) -> None:
    outcome = launcher("export", bundle, "--format", "wxr", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (0, "quiet-clinic-1.2.0-wxr\n")
    assert "note: an importer fetches the media from http://localhost:8080/uploads" in outcome.err
    assert "note: links lead to https://demo.example where an importer leaves them alone" in outcome.err
    value = json.loads(launcher("export", bundle, "--format", "blueprint", "--json", cwd=tmp_path).out)
    assert value["path"] == "quiet-clinic-1.2.0.blueprint.zip"
    for url in ("nowhere", "http://example.com:99999/", "http://[x]/"):
        assert launcher("export", bundle, "--format", "wxr", "--url", url, cwd=tmp_path).code == 2
    assert launcher("export", bundle, "--format", "zip", cwd=tmp_path).code == 2
