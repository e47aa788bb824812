"""What ``launcher export`` writes, by those who read it: PHP in a real WordPress, and Playground's own schema."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import jsonschema
import pytest

from launcher.bundle.pack import pack
from launcher.export.operation import Request, export
from tests.support.npm import fetch_package
from tests.support.wordpress.cores import NEWER
from tests.support.wordpress_sources import theme_and_export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.wordpress.site import Sites

pytestmark = pytest.mark.real
_BLUEPRINTS = ("@wp-playground/blueprints", "3.1.54")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    return pack(theme_and_export(folder / "demo"), folder / "a.launcher.zip").path


def test_a_blueprint_is_one_by_playgrounds_schema(bundle: Path, tmp_path: Path, program: Callable[..., str]) -> None:
    folder = fetch_package(program("npm"), *_BLUEPRINTS)
    schema = json.loads((folder / "blueprint-schema.json").read_text())
    with zipfile.ZipFile(export(Request(bundle, "blueprint", tmp_path / "a.zip")).path) as archive:
        blueprint = json.loads(archive.read("blueprint.json"))
    validator = jsonschema.Draft7Validator(schema)
    assert list(validator.iter_errors(blueprint)) == []
    assert list(validator.iter_errors({**blueprint, "steps": [{"step": "unzip", "path": 1}]}))


def test_a_blueprints_program_imports_into_a_site_with_sqlite(bundle: Path, tmp_path: Path, sites: Sites) -> None:
    site = sites.new(tmp_path / "site", NEWER, sqlite=True)
    folder = tmp_path / "blueprint"
    with zipfile.ZipFile(export(Request(bundle, "blueprint", tmp_path / "a.zip")).path) as archive:
        archive.extractall(folder)
    with zipfile.ZipFile(folder / "wp-content.zip") as archive:
        archive.extractall(site.content)
    job = (folder / "job").read_text().replace('"/wordpress"', json.dumps(str(site.folder)), 1)
    (folder / "job").write_text(job.replace("/tmp/launcher", str(folder)))
    done = subprocess.run(["php", folder / "importer.php"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    found = site.php(
        "$post = get_page_by_path('hello', OBJECT, 'post');"
        "return [get_stylesheet(), $post->post_title, wp_get_attachment_url(get_post_thumbnail_id($post)),"
        " is_file(get_attached_file(get_post_thumbnail_id($post)))];"
    )
    assert found == ["clinic", "Hello & <welcome>", "http://site.example/wp-content/uploads/2024/05/hero.jpg", True]
    # What goes wrong is seen: Playground stops at an uncaught error.
    document = folder / "document"
    document.write_bytes(document.read_bytes().replace(b'"document":1', b'"document":9'))
    done = subprocess.run(["php", folder / "importer.php"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "the demo was not imported" in done.stdout + done.stderr


# What an import leaves: a page that had another name's place, an attachment in another folder, addresses in a text.
_IMPORTED = """
    [$front, $hero] = $given['guids'];
    $new = ['post_status' => 'publish', 'post_title' => 'x'];
    $page = wp_insert_post($new + ['post_type' => 'page', 'post_name' => 'sample-page', 'guid' => $front]);
    $uploads = wp_upload_dir('2025/01');
    foreach (['hero-1.jpg', 'hero-1-300x169.jpg'] as $name) {
        file_put_contents($uploads['path'] . '/' . $name, 'x');
    }
    $attachment = ['post_mime_type' => 'image/jpeg', 'post_title' => 'Hero', 'guid' => $hero];
    wp_insert_attachment($attachment, $uploads['path'] . '/hero-1.jpg');
    $text = wp_insert_post($new + ['post_content' => wp_slash($given['text'])]);
    $menu = wp_create_nav_menu('Main');
"""


def test_the_hook_registers_the_demo_and_sets_what_an_import_leaves(bundle: Path, tmp_path: Path, sites: Sites) -> None:
    site = sites.new(tmp_path / "site", NEWER)
    demo = site.content / "themes/clinic/demo"
    demo.parent.mkdir(parents=True)
    export(Request(bundle, "ocdi", demo))
    settings = json.loads((demo / "settings.json").read_text())
    guids = ["https://demo.example/?p=1", next(iter(settings["media"]["files"]))]
    settings |= {"permalinks": "/%postname%/", "menus": {"primary": "main"}}
    settings["pages"] = {
        "page_on_front": {"guid": guids[0], "path": "nowhere"},
        "page_for_posts": {"guid": "https://demo.example/?p=2", "path": "sample-page"},
    }
    (demo / "settings.json").write_text(json.dumps(settings))
    media = "http://localhost:8080/uploads"
    names = ("2024/05/hero.jpg", "2024/05/hero-300x169.jpg", "2024/05/hero-9x9.jpg", "2024/05/hero-old.jpg", "else.jpg")
    text = " ".join(f'<img src="{media}/{name}">' for name in names)
    registered, page, menu, found, changed = site.php(
        "require get_theme_root() . '/clinic/demo/demo-import.php';"
        + _IMPORTED
        + "$demos = apply_filters('ocdi/import_files', []);"
        "do_action('ocdi/after_import', ['import_file_name' => 'Another']);"
        "$before = get_option('blogname');"
        "do_action('ocdi/after_import', $demos[0]);"
        "return [$demos, $page, $menu, [$before, get_option('blogname'), get_option('show_on_front'),"
        " (int) get_option('page_on_front'), (int) get_option('page_for_posts'), get_theme_mod('nav_menu_locations'),"
        " get_option('permalink_structure')], get_post($text)->post_content];",
        guids=guids,
        text=text,
    )
    assert [demo["import_file_name"] for demo in registered] == ["Quiet Clinic"]
    assert registered[0]["local_import_file"] == str(demo / "content.xml")
    assert registered[0]["local_import_customizer_file"] == str(demo / "customizer.dat")
    assert "local_import_widget_file" not in registered[0]
    assert found == ["The owner&#039;s site", "Demo", "page", page, 2, {"primary": menu}, "/%postname%/"]
    here = "http://site.example/wp-content/uploads/2025/01"
    whole, sized = f"{here}/hero-1.jpg", f"{here}/hero-1-300x169.jpg"
    kept = [f"{media}/{name}" for name in names[3:]]
    assert re.findall('src="([^"]*)"', changed) == [whole, sized, whole, *kept]
