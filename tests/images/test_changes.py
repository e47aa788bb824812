from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launcher.bundle.check import check_bundle
from launcher.bundle.pack import PackResult, pack
from launcher.bundle.read import open_bundle
from launcher.bundle.remote_probe import RemoteProbe
from launcher.demo.model import Demo
from launcher.demo.tree import walk
from launcher.images.changes import Changes
from launcher.images.probe import probe
from launcher.images.text import rewrite
from tests.support.demos import small_demo, templated_demo
from tests.support.pictures import picture
from tests.support.trees import build_file_tree
from tests.support.web import body, serve_web

if TYPE_CHECKING:
    from collections.abc import Mapping

A = "https://a.example"
PHOTO = f"{A}/photo.jpg"


class Packed:
    """A packed demo: its files, and what pack said."""

    def __init__(self, result: PackResult) -> None:
        self.result = result
        with open_bundle(result.path) as reader:
            self.files = {str(name): reader.read(name) for name in reader.names()}
        self.brought = {name for name in self.files if name.startswith("launcher-remote")}

    def text(self, name: str) -> str:
        return self.files[name].decode()

    def size(self, name: str) -> tuple[int, int]:
        info = probe(self.files[name])
        assert info is not None
        return info.width, info.height


def pack_small(folder: Path, files: Mapping[str, str | bytes]) -> Packed:
    return Packed(pack(small_demo(folder / "demo", dict(files)), folder / "demo.zip", jobs=1))


def test_a_hot_linked_picture_becomes_a_local_placeholder_of_its_size(tmp_path: Path) -> None:
    page = f'<p><img src="{PHOTO}?token=secret" width="300" height="200" alt="Photo"></p>'
    packed = pack_small(tmp_path, {"about/us.html": page})
    local = "launcher-remote/a.example-photo-300x200.jpg"
    assert packed.text("about/us.html") == page.replace(f"{PHOTO}?token=secret", f"../{local}")
    assert packed.brought == {local}
    assert packed.size(local) == (300, 200)
    (entry,) = [entry for entry in packed.result.manifest.images if entry.origin]
    assert (str(entry.path), entry.decision, entry.origin) == (local, "placeholder", PHOTO)
    (row,) = [row for row in packed.result.rows if row.decision == "replaced (remote)"]
    assert row.path == local
    assert "secret" not in row.reason
    assert b"secret" not in (tmp_path / "demo.zip").read_bytes()
    report = check_bundle(packed.result.path)
    assert (report.errors, report.warnings) == ((), ())


@pytest.mark.parametrize(
    ("name", "text", "reference"),
    [
        ("p.html", '<img src="URL">', "launcher-remote/a.example-photo-1200x800.jpg"),
        ("sub/p.html", '<a href="URL">large</a>', "../launcher-remote/a.example-photo-1200x800.jpg"),
        ("css/a.css", "p { background: url(URL) }", "../launcher-remote/a.example-photo-1200x800.jpg"),
        ("img/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="URL" width="9" height="6"/></svg>',
         "../launcher-remote/a.example-photo-9x6.jpg"),
        ("README.md", "![a](URL)", "launcher-remote/a.example-photo-1200x800.jpg"),
        ("post/p.md", "---\nimage: URL\n---\n", "/launcher-remote/a.example-photo-1200x800.jpg"),
        ("pwa/site.webmanifest", '{"icons":[{"src":"URL","sizes":"96x96"}]}',
         "../launcher-remote/a.example-photo-96x96.jpg"),
        ("feed.xml", "<rss><enclosure url='URL'/></rss>", "launcher-remote/a.example-photo-1200x800.jpg"),
        ("data/d.json", '{"a": "URL"}', "launcher-remote/a.example-photo-1200x800.jpg"),
        ("js/a.js", "a = 'URL'", "launcher-remote/a.example-photo-1200x800.jpg"),
    ],
)  # fmt: skip
def test_a_reference_is_written_as_its_file_wants_it(tmp_path: Path, name: str, text: str, reference: str) -> None:
    files = {"index.html": '<link rel="stylesheet" href="css/site.css"><img src="images/bread.jpg">'}
    if not name.endswith(".html"):
        packed = pack_small(tmp_path, {**files, name: text.replace("URL", PHOTO)})
    else:
        packed = pack_small(tmp_path, {name: text.replace("URL", PHOTO)})
    assert packed.text(name) == text.replace("URL", reference)


def test_a_script_refers_from_the_page_that_loads_it(tmp_path: Path) -> None:
    page = '<script src="../js/gallery.js"></script>'
    script = f"show('{PHOTO}')"
    packed = pack_small(
        tmp_path, {"a/one.html": page, "a/two.html": page, "js/gallery.js": script, "js/shared.js": script}
    )
    assert packed.text("js/gallery.js") == "show('../launcher-remote/a.example-photo-1200x800.jpg')"
    assert packed.text("js/shared.js") == "show('/launcher-remote/a.example-photo-1200x800.jpg')"


def test_content_and_templates_refer_from_the_top_of_the_site(tmp_path: Path) -> None:
    base = (
        f'<!doctype html><html lang=en><head><meta property="og:image" content="{PHOTO}"><title>T</title>'
        f'<script type="application/ld+json">{{"@context":"https://schema.org","logo":"{A}/logo.png"}}</script></head>'
        f'<body>{{{{ page.content }}}}<img src="{{{{ page.description or "{PHOTO}" }}}}"></body></html>'
    )
    post = f"---\ntitle: First\ndate: 2026-01-02\nimage: {{src: {A}/front.jpg, alt: Front}}\n---\n![a]({A}/in.jpg)\n"
    demo = templated_demo(
        tmp_path / "demo", {"templates/post.html": base, "templates/page.html": base, "content/posts/first.md": post}
    )
    packed = Packed(pack(demo, tmp_path / "demo.zip", jobs=1))
    template = packed.text("templates/post.html")
    assert '<meta property="og:image" content="{{ "/launcher-remote/a.example-photo-1200x630.jpg" | absolute }}">' in (
        template
    )
    assert '"logo":"{{ "/launcher-remote/a.example-logo-1200x800.png" | absolute }}"' in template
    assert 'page.description or "/launcher-remote/a.example-photo-1200x630.jpg"' in template
    article = packed.text("content/posts/first.md")
    assert "src: /launcher-remote/a.example-front-1200x800.jpg" in article
    assert "![a](/launcher-remote/a.example-in-1200x800.jpg)" in article
    report = check_bundle(packed.result.path)
    assert (report.errors, report.warnings) == ((), ())


def test_variants_of_a_picture_keep_their_widths_and_one_scene(tmp_path: Path) -> None:
    page = f'<img src="{A}/p?w=400" srcset="{A}/p?w=400 400w, {A}/p?w=800 800w" width="300" height="150">'
    packed = pack_small(tmp_path, {"p.html": page})
    found = {str(entry.path): entry for entry in packed.result.manifest.images if entry.origin}
    assert sorted(found) == ["launcher-remote/a.example-400x200.jpg", "launcher-remote/a.example-800x400.jpg"]
    sizes = sorted((entry.width, entry.height) for entry in found.values())
    assert sizes == [(400, 200), (800, 400)]
    assert len({entry.recipe.sample for entry in found.values() if entry.recipe}) == 1


def test_pictures_of_one_name_get_files_of_their_own(tmp_path: Path) -> None:
    page = (
        f'<img src="{A}/a/x.jpg"><img src="{A}/b/x.jpg"><img src="{A}/b/x.jpg?q=80"><img src="https://b.example/x.jpg">'
    )
    packed = pack_small(tmp_path, {"p.html": page})
    assert sorted(packed.brought) == [
        "launcher-remote/a.example-x-1200x800.jpg",
        "launcher-remote/a.example-x-2-1200x800.jpg",
        "launcher-remote/b.example-x-1200x800.jpg",
    ]


def test_the_folder_steps_aside_for_one_of_the_demo(tmp_path: Path) -> None:
    packed = pack_small(tmp_path, {"p.html": f'<img src="{PHOTO}">', "Launcher-Remote/own.txt": "mine"})
    assert packed.text("p.html") == '<img src="launcher-remote-2/a.example-photo-1200x800.jpg">'


def test_an_address_on_the_demos_own_site_becomes_that_file(tmp_path: Path) -> None:
    yaml = "launcher: 1\nname: a\nversion: 1.0.0\ntitle: A\nlicense: MIT\nhomepage: https://demo.example/theme/\n"
    page = (
        '<img src="https://www.demo.example/theme/images/bread.jpg?v=2"><img src="http://demo.example/theme/gone.jpg">'
        '<a href="https://demo.example/theme/">live</a>'
    )
    packed = pack_small(tmp_path, {"launcher.yaml": yaml, "sub/p.html": page})
    text = packed.text("sub/p.html")
    assert '<img src="../images/bread.jpg">' in text
    assert '<img src="../launcher-remote/demo.example-gone-1200x800.jpg">' in text
    assert '<a href="https://demo.example/theme/">' in text


def test_films_become_samples_and_the_rest_of_the_web_stays(tmp_path: Path) -> None:
    page = (
        f'<video src="{A}/film.mp4" width="640" height="360"></video><iframe src="https://tube.example/embed/1"></iframe>'
        f'<script src="{A}/a.js"></script>'
    )
    packed = pack_small(tmp_path, {"p.html": page})
    assert packed.text("p.html") == page.replace(f"{A}/film.mp4", "launcher-remote/a.example-film.mp4")
    (row,) = [row for row in packed.result.rows if row.decision == "sample (remote)"]
    assert row.path == "launcher-remote/a.example-film.mp4"


def test_a_file_that_a_keep_rule_names_stays_as_it_is(tmp_path: Path) -> None:
    yaml = (
        "launcher: 1\nname: a\nversion: 1.0.0\ntitle: A\nlicense: MIT\n"
        'images: {keep: [{paths: ["p.html"], license: MIT, source: mine}]}\n'
    )
    page = f'<img src="{PHOTO}">'
    packed = pack_small(tmp_path, {"launcher.yaml": yaml, "p.html": page})
    assert packed.text("p.html") == page
    assert packed.brought == set()


def test_slashes_are_written_back_as_they_were(tmp_path: Path) -> None:
    packed = pack_small(tmp_path, {"d.json": '{"a": "https:\\/\\/a.example\\/photo.jpg"}'})
    assert packed.text("d.json") == '{"a": "launcher-remote\\/a.example-photo-1200x800.jpg"}'


def test_packing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    files = {"p.html": f'<img src="{PHOTO}"><img src="https://picsum.photos/300/200?random=1">'}
    first = pack(small_demo(tmp_path / "demo", dict(files)), tmp_path / "1.zip", jobs=1)
    second = pack(tmp_path / "demo", tmp_path / "2.zip", jobs=1)
    assert first.path.read_bytes() == second.path.read_bytes()


def sri(algorithm: str, data: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"


def test_hashes_follow_the_files_that_change_in_any_order(tmp_path: Path) -> None:
    uri = "data:image/png;base64," + base64.b64encode(picture("PNG")).decode()
    style = f"p {{ background: url({uri}) }} i {{ background: url({PHOTO}) }}".encode()
    still = b"i { color: red }"
    script = f'check("{sri("sha256", style)}"); show("{PHOTO}")'.encode()
    page = (
        f'<link rel="stylesheet" href="z/a.css" integrity="{sri("sha384", style)} {sri("sha512", style)}">'
        f'<link rel="stylesheet" href="z/b.css" integrity="{sri("sha384", still)}">'
        f'<script src="z/a.js" integrity="{sri("sha384", script)}"></script>'
    )
    list_ = {"/z/a.css": sri("sha384", style)}
    packed = pack_small(
        tmp_path,
        {"a.html": page, "z/a.css": style, "z/b.css": still, "z/a.js": script, "list.json": json.dumps(list_)},
    )
    new_style, new_script = packed.files["z/a.css"], packed.files["z/a.js"]
    assert new_style != style
    assert sri("sha256", new_style) in new_script.decode()
    for value in (sri("sha384", new_style), sri("sha512", new_style), sri("sha384", still), sri("sha384", new_script)):
        assert value in packed.text("a.html")
    assert json.loads(packed.text("list.json")) == {"/z/a.css": sri("sha384", new_style)}


def test_a_reference_that_was_broken_before_stays_a_warning(tmp_path: Path) -> None:
    packed = pack_small(tmp_path, {"p.html": f'<img src="{PHOTO}"><img src="lost.jpg">'})
    assert [(found.code, found.path) for found in packed.result.warnings] == [("reference-broken-in-source", "p.html")]


pieces = st.one_of(
    st.text(max_size=20),
    st.sampled_from([f'<img src="{PHOTO}">', f"<img src={A}/2.png>", '<a href="x.jpg">', "<style>", "url(", "&amp;"]),
)


@given(st.lists(pieces, max_size=8))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_differs_only_where_its_hot_links_were(tmp_path: Path, texts: list[str]) -> None:
    data = "".join(texts).encode("utf-8", "surrogatepass")
    root = build_file_tree(tmp_path / "demo", {"p.html": data})
    demo = Demo(root, "a", "1", "A", "MIT")
    changes = Changes(demo, ["p.html"])
    changes.survey(lambda: walk(demo))
    spans = changes.references(PurePosixPath("p.html"), data)
    new = rewrite(data, spans, placeholders=None)  # type: ignore[arg-type]  # nothing is drawn
    before = after = 0
    for span in spans:
        assert isinstance(span.new, bytes)
        assert new[after : after + span.offset - before] == data[before : span.offset]
        after += span.offset - before + len(span.new)
        before = span.end
    assert new[after:] == data[before:]


def test_with_a_probe_the_real_size_and_format_count_and_failures_are_named(tmp_path: Path) -> None:
    answers = {"/real": body(picture("PNG", "RGBA", (70, 50)), "text/plain"), "/page": body(b"<html></html>")}
    with serve_web(answers) as web:
        page = f'<img src="{web.url}/real?key=secret" width="300" height="200"><img src="{web.url}/page">'
        demo = small_demo(tmp_path / "demo", {"p.html": page})
        packed = Packed(pack(demo, tmp_path / "demo.zip", jobs=1, probe=RemoteProbe(allow_private=True)))
        address = f"{web.url}/page"
    assert packed.brought == {"launcher-remote/127.0.0.1-real-70x50.png", "launcher-remote/127.0.0.1-page-1200x800.jpg"}
    assert [(found.code, found.path) for found in packed.result.warnings] == [("image-remote-unread", address)]


def test_without_a_probe_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    with serve_web({}) as web:
        pack_small(tmp_path, {"p.html": f'<img src="{web.url}/real.png">'})
        assert web.requests == []


def test_lengths_around_a_hot_link_in_serialised_data_stay_right(tmp_path: Path) -> None:
    text = f'<img src="{PHOTO}">'
    packed = pack_small(tmp_path, {"options.txt": f'a:1:{{s:4:"html";s:{len(text)}:"{text}";}}'})
    new = '<img src="launcher-remote/a.example-photo-1200x800.jpg">'
    assert packed.text("options.txt") == f'a:1:{{s:4:"html";s:{len(new)}:"{new}";}}'
    unclear = f's:99999:"{text}'
    assert pack_small(tmp_path / "2", {"options.txt": unclear}).text("options.txt") == unclear
