from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from launcher.demo.model import WordPressLayout
from launcher.platforms.wordpress.files import file_problems, is_unused, places_of

LAYOUT = WordPressLayout(
    copy={
        PurePosixPath("assets"): PurePosixPath("themes/clinic/assets"),
        PurePosixPath("images"): PurePosixPath("uploads/clinic"),
    }
)


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("wordpress/themes/clinic/style.css", ["themes/clinic/style.css"]),
        ("wordpress/uploads/2024/05/a.jpg", ["uploads/2024/05/a.jpg"]),
        ("assets/css/site.css", ["themes/clinic/assets/css/site.css"]),
        ("images/a.jpg", ["uploads/clinic/a.jpg"]),
        ("wordpress/site.yaml", []),
        ("wordpress/themes/loose.css", []),
        ("index.html", []),
        ("templates/home.html", []),
    ],
)
def test_a_file_goes_where_the_layout_says(path: str, places: list[str]) -> None:
    assert [str(place) for place in places_of(PurePosixPath(path), LAYOUT)] == places


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("wordpress/plugins/x/x.php", "brings no plugins"),
        ("wordpress/plugins/readme.txt", "brings no plugins"),
        ("wordpress/mu-plugins/x.php", "brings no mu-plugins"),
        ("wordpress/object-cache.php", "no PHP but that of its theme"),
        ("wordpress/blocks/x.php", "no PHP but that of its theme"),
        ("wordpress/uploads/x.php", "no PHP into the uploads"),
        ("wordpress/uploads/x.PHP.jpg", "no PHP into the uploads"),
        ("wordpress/uploads/x.phar", "no PHP into the uploads"),
        ("wordpress/uploads/.php", "no PHP into the uploads"),
        ("images/shell.phtml", "no PHP into the uploads"),
        ("wordpress/uploads/.htaccess", "tells a web server"),
        ("wordpress/themes/clinic/.htaccess", "tells a web server"),
        ("assets/.user.ini", "tells a web server"),
    ],
)
def test_what_could_run_or_change_the_server_is_refused(path: str, problem: str) -> None:
    [(found, message)] = file_problems([PurePosixPath(path)], LAYOUT)
    assert str(found) == path
    assert problem in message


def test_the_php_of_a_theme_and_files_of_the_static_site_are_fine() -> None:
    paths = ["wordpress/themes/clinic/functions.php", "form.php", ".htaccess", "wordpress/uploads/a.jpg"]
    assert list(file_problems(map(PurePosixPath, paths), LAYOUT)) == []


def test_what_goes_nowhere_is_known() -> None:
    unused = ["wordpress/readme.txt", "wordpress/themes/loose.css"]
    used = ["wordpress/site.yaml", "wordpress/blocks/home.html", "wordpress/themes/a/b.css", "index.html"]
    assert [path for path in (*unused, *used) if is_unused(PurePosixPath(path), LAYOUT)] == unused
