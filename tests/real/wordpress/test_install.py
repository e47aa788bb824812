from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from launcher.bundle.pack import pack
from tests.support.command import launcher
from tests.support.trees import build_file_tree
from tests.support.wordpress.cores import DEBIAN, NEWER
from tests.support.wordpress.demo import pack_demo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.wordpress.site import Sites, WordPressSite

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("wordpress")]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack_demo(tmp_path_factory.mktemp("demo"))


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def rows_of(site: WordPressSite) -> dict[str, str]:
    """Return the state of all tables but that of options, to which WordPress adds whenever it is asked something."""
    tables = site.fingerprint() if site.database else {}
    return {table: state for table, state in tables.items() if table != "wp_options"}


@pytest.mark.parametrize(("version", "sqlite"), [(DEBIAN, False), (NEWER, False), (NEWER, True)])
def test_a_bundle_comes_into_a_site_and_leaves_it_as_it_was(
    sites: Sites, bundle: Path, tmp_path: Path, version: str, sqlite: bool
) -> None:
    site = sites.new(tmp_path / "site", version, sqlite=sqlite)
    before = files_of(site.folder), rows_of(site)
    planned = launcher("install", bundle, site.folder, "--yes", "--dry-run", "--json")
    assert json.loads(planned.out)["counts"] == {"pages": 1, "posts": 1, "attachments": 1, "terms": 1}
    done = launcher("install", bundle, site.folder, "--set", "site_title=Jo's & Co", "--yes")
    assert done.code == 0, done.err
    assert site.php("return get_option('blogname');") == "Jo&#039;s &amp; Co"
    assert site.php("return get_stylesheet();") == "clinic"
    assert "Hello Jo&#x27;s &amp; Co" in site.php("return get_post(get_option('page_on_front'))->post_content;")
    meta = site.php("return wp_get_attachment_metadata(get_posts(['post_type' => 'attachment'])[0]->ID);")
    sizes = {name: (size["width"], size["height"]) for name, size in meta["sizes"].items()}
    assert sizes.pop("card") == (400, 200)
    assert sizes == {"thumbnail": (150, 150), "medium": (300, 200), "medium_large": (768, 512), "large": (1024, 683)}
    assert all((site.uploads / "2024/05" / size["file"]).is_file() for size in meta["sizes"].values())
    assert (site.content / "themes/clinic/answers.php").read_text().endswith("'title' => 'Jo\\'s & Co',\n];\n")
    assert launcher("status", site.folder, "--exit-code").code == 0
    found = json.loads(launcher("status", site.folder, "--json").out)
    assert found["actions"] == [
        {
            "title": "import clinic into the database",
            "unchanged": 4,
            "changed": [],
            "lost": [],
            "stays": [],
            "trouble": "",
        }
    ]
    gone = launcher("uninstall", site.folder)
    assert gone.code == 0, gone.err
    assert (files_of(site.folder), rows_of(site)) == before


def test_an_upgrade_changes_posts_as_files_and_what_the_owner_edited_stays(
    sites: Sites, bundle: Path, tmp_path: Path
) -> None:
    newer = pack_demo(tmp_path, "1.1.0", "Welcome to")
    site = sites.new(tmp_path / "site", NEWER)
    assert launcher("install", bundle, site.folder, "--yes").code == 0
    done = launcher("upgrade", site.folder, newer, "--yes")
    assert done.code == 0, done.err
    assert "Welcome to The Clinic" in site.php("return get_post(get_option('page_on_front'))->post_content;")
    site.php("wp_update_post(['ID' => get_page_by_path('home')->ID, 'post_title' => 'Mine']); return 0;")
    shown = launcher("status", site.folder)
    assert "changed  page/home" in shown.out
    gone = launcher("uninstall", site.folder)
    assert gone.code == 0, gone.err
    assert "page/home" in gone.out
    assert site.php("return get_page_by_path('home')->post_title;") == "Mine"
    assert site.php("return get_posts(['name' => 'one']);") == []


def test_a_picture_that_a_post_of_the_owners_shows_stays_when_the_bundle_has_it_no_more_and_when_it_goes(
    sites: Sites, bundle: Path, tmp_path: Path
) -> None:
    site = sites.new(tmp_path / "site", NEWER)
    before = files_of(site.folder)
    assert launcher("install", bundle, site.folder, "--yes").code == 0
    site.php("$post = get_posts(['name' => 'one'])[0]; wp_update_post(['ID' => $post->ID, 'post_title' => 'Mine']);")
    pictures = {path for path in files_of(site.folder) - before if path.startswith("wp-content/uploads/")}
    assert len(pictures) == 6
    planned = launcher("uninstall", site.folder, "--dry-run")
    for path in pictures:
        assert f"keep    {path}\n" in planned.out
    assert "keep    attachment/hero\n" in planned.out
    done = launcher("upgrade", site.folder, pack_demo(tmp_path, "2.0.0", picture=False), "--yes")
    assert done.code == 0, done.err
    assert pictures <= files_of(site.folder)
    gone = launcher("uninstall", site.folder)
    assert gone.code == 0, gone.err
    assert files_of(site.folder) - before == pictures
    shown = "return wp_get_attachment_image_src(get_post_thumbnail_id(get_posts(['name' => 'one'])[0]), 'medium');"
    assert site.php(shown)[0].endswith("/2024/05/hero-300x200.jpg")


def test_a_picture_of_an_edited_post_stays_when_the_bundle_goes(sites: Sites, bundle: Path, tmp_path: Path) -> None:
    site = sites.new(tmp_path / "site", NEWER, sqlite=True)
    before = files_of(site.folder)
    assert launcher("install", bundle, site.folder, "--yes").code == 0
    site.php("$post = get_posts(['name' => 'one'])[0]; wp_update_post(['ID' => $post->ID, 'post_title' => 'Mine']);")
    gone = launcher("uninstall", site.folder)
    assert gone.code == 0, gone.err
    left = files_of(site.folder) - before
    assert len(left) == 6
    assert left == {line.split()[1] for line in gone.out.splitlines() if line.startswith("keep    wp-content/")}


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        ("content", "its content folder is "),
        ("multisite", "a network of sites"),
        ("old", "is WordPress 5.9, and 6.1 is the oldest"),
        ("config", "this WordPress has no configuration"),
        ("loader", "it is no WordPress"),
    ],
)
def test_a_site_that_cannot_be_used_is_refused_in_one_line(
    sites: Sites, bundle: Path, tmp_path: Path, break_it: str, message: str
) -> None:
    site = sites.new(tmp_path / "site", NEWER)
    match break_it:
        case "content":
            (tmp_path / "elsewhere/themes").mkdir(parents=True)
            site.configure(WP_CONTENT_DIR=str(tmp_path / "elsewhere"))
        case "multisite":
            site.configure(MULTISITE=True, SUBDOMAIN_INSTALL=False, DOMAIN_CURRENT_SITE="site.example")
        case "old":
            version = site.folder / "wp-includes/version.php"
            version.unlink()  # it is the same file as that of the shared core
            version.write_text("<?php\n$wp_version = '5.9';\n")
        case "config":
            (site.folder / "wp-config.php").unlink()
        case "loader":
            (site.folder / "wp-load.php").unlink()
    before = files_of(site.folder)
    done = launcher("install", bundle, site.folder, "--yes", "--platform", "wordpress")
    assert done.code == 1
    assert message in done.error
    assert files_of(site.folder) == before


def test_a_theme_stays_with_its_files_when_the_owner_has_made_a_child_of_it(
    sites: Sites, bundle: Path, tmp_path: Path
) -> None:
    site = sites.new(tmp_path / "site", NEWER)
    assert launcher("install", bundle, site.folder, "--yes").code == 0
    build_file_tree(site.content / "themes/own", {"style.css": "/*\nTheme Name: Own\nTemplate: clinic\n*/"})
    site.php("switch_theme('own');")
    gone = launcher("uninstall", site.folder)
    assert gone.code == 0, gone.err
    assert "theme clinic" in gone.out
    assert (site.content / "themes/clinic/templates/index.html").is_file()
    look = "return [get_stylesheet(), get_template(), wp_get_theme()->errors(), get_page_by_path('home')];"
    assert site.php(look) == ["own", "clinic", False, None]


def test_a_theme_may_be_copied_from_anywhere_in_the_demo(sites: Sites, tmp_path: Path) -> None:
    source = build_file_tree(
        tmp_path / "demo",
        {
            "launcher.yaml": "launcher: 1\nname: copied\nversion: 1.0.0\ntitle: Copied\nlicense: MIT\n"
            "platforms: [wordpress]\nwordpress: {copy: {theme: themes/copied}}\n",
            "wordpress/site.yaml": "document: 1\ntheme: {stylesheet: copied}\n",
            "theme/style.css": "/*\nTheme Name: Copied\n*/",
            "theme/index.php": "<?php\n",
            "theme/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        },
    )
    site = sites.new(tmp_path / "site", NEWER)
    done = launcher("install", pack(source, tmp_path / "copied.launcher.zip").path, site.folder, "--yes")
    assert done.code == 0, done.err
    assert site.php("return get_stylesheet();") == "copied"
