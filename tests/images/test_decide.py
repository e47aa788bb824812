from __future__ import annotations

import base64
import gzip
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launcher.demo.model import Demo, ImageRules, KeepRule
from launcher.demo.tree import walk
from launcher.errors import DemoError
from launcher.images.decide import decide
from launcher.images.decision import FileDecision
from launcher.images.inline import find_inline
from launcher.images.probe import probe
from launcher.images.produce import produce
from tests.support.fonts import TABLES, open_type, woff2
from tests.support.pictures import animation, huge_png, picture, turned
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from launcher.images.ledger import Recipe
    from launcher.images.samples import Library

VECTOR = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="12"><path d="M0 0L9 9"/></svg>'
PNG64 = base64.b64encode(picture("PNG", "RGB", (120, 90))).decode()
WITH_PICTURE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><image href="data:image/png;base64,{PNG64}"/></svg>'
)
KEEP = ImageRules(keep=(KeepRule(("icons/**", "*.psd"), "MIT", "drawn for this theme"),))


@pytest.mark.parametrize(
    ("form", "mode", "name"),
    [
        ("JPEG", "RGB", "jpeg"),
        ("JPEG", "CMYK", "jpeg"),
        ("PNG", "P", "png"),
        ("PNG", "I;16", "png"),
        ("GIF", "P", "gif"),
        ("WEBP", "RGBA", "webp"),
        ("AVIF", "RGB", "avif"),
        ("BMP", "RGB", "bmp"),
        ("TIFF", "1", "tiff"),
        ("JPEG2000", "RGB", "jp2"),
    ],
)
def test_every_raster_is_replaced_in_its_own_format_and_size(decided: Any, form: str, mode: str, name: str) -> None:
    original = picture(form, mode, (130, 97))
    result = decided({"a/photo.dat": original})
    decision = result["a/photo.dat"]
    assert decision.action == "draw"
    assert decision.reason
    info, before = probe(result.content["a/photo.dat"]), probe(original)
    assert info is not None
    assert before is not None
    assert (info.format, info.width, info.height, info.mode) == (name, 130, 97, before.mode)
    assert decision.entries[0].format == name
    assert decision.entries[0].recipe.width == 130


def test_equal_originals_get_equal_placeholders_wherever_they_stand(decided: Any) -> None:
    data = picture("JPEG", size=(300, 200))
    result = decided(
        {
            "a/hero.jpg": data,
            "a/other.jpg": picture("JPEG", size=(300, 200), other=1),
            "textures/copy-of-it": data,
            "z/team/anna.jpg": data,
            "z/page.html": f'<img src="data:image/jpeg;base64,{base64.b64encode(data).decode()}">',
        }
    )
    first = result["a/hero.jpg"].entries[0].recipe
    for name in ("textures/copy-of-it", "z/team/anna.jpg", "z/page.html"):
        assert result[name].entries[0].recipe == first
    assert result["a/other.jpg"].entries[0].recipe.sample != first.sample


def test_a_turned_photograph_keeps_the_size_it_is_shown_in(decided: Any) -> None:
    result = decided({"a.jpg": turned("JPEG", 6)})
    info = probe(result.content["a.jpg"])
    assert info is not None
    assert (info.width, info.height, info.orientation) == (30, 40, 1)


def test_an_animation_stays_one(decided: Any) -> None:
    result = decided({"a.gif": animation("GIF", [50, 60, 70], loop=0)})
    info = probe(result.content["a.gif"])
    assert info is not None
    assert (info.frames, info.durations, info.loop) == (3, (50, 60, 70), 0)


def test_a_kept_file_names_licence_source_and_rule(decided: Any) -> None:
    files = {"icons/a.png": picture("PNG", size=(16, 16)), "icons/b.svg": VECTOR, "x.psd": b"8BPS\0\1 layers"}
    result = decided(files, KEEP)
    for name, data in files.items():
        entry = result[name].entries[0]
        assert result[name].action == "copy"
        assert (entry.decision, entry.license, entry.source) == ("kept", "MIT", "drawn for this theme")
        assert entry.rule in {"icons/**", "*.psd"}
        assert result.content[name] == (data.encode() if isinstance(data, str) else data)
    assert (result["icons/a.png"].entries[0].width, result["icons/b.svg"].entries[0].width) == (16, 24)


def test_an_omit_rule_leaves_out_what_it_names(decided: Any) -> None:
    result = decided({"docs/screen.png": picture("PNG")}, ImageRules(omit=("docs/",)))
    decision = result["docs/screen.png"]
    assert (decision.action, decision.asked) == ("leave-out", True)
    assert 'omit "docs/"' in decision.reason


def test_a_replace_rule_wins_over_a_broader_keep_rule_and_over_what_is_kept_by_default(decided: Any) -> None:
    rules = replace(KEEP, replace=("icons/partners/*", "!icons/partners/ours.png", "logo.svg"))
    icon = picture("PNG", size=(16, 16))
    css = f"a {{ b: url(data:image/png;base64,{PNG64}) }}"
    files = {f"icons/partners/{name}": icon for name in ("a.png", "ours.png")}
    result = decided({**files, "icons/partners/a.css": css, "logo.svg": VECTOR, "other.svg": VECTOR}, rules)
    assert {name: decision.action for name, decision in result.decisions.items()} == {
        "icons/partners/a.css": "rewrite",
        "icons/partners/a.png": "draw",
        "icons/partners/ours.png": "copy",
        "logo.svg": "draw",
        "other.svg": "copy",
    }
    assert 'images.replace "logo.svg"' in result["logo.svg"].reason


def test_an_omit_rule_wins_over_replace_and_keep(decided: Any) -> None:
    rules = replace(KEEP, replace=("icons/**",), omit=("icons/a.png",))
    decision = decided({"icons/a.png": picture("PNG")}, rules)["icons/a.png"]
    assert (decision.action, decision.reason) == ("leave-out", 'images.omit "icons/a.png"')


def test_ignored_files_and_links_are_left_out_with_their_reason(decided: Any, tmp_path: Path) -> None:
    build_file_tree(tmp_path / "demo", {"a.jpg": picture("JPEG")})
    (tmp_path / "demo" / "b.jpg").symlink_to("a.jpg")
    result = decided({"c.jpg": picture("JPEG")}, ignore=("c.jpg",))
    assert (result["b.jpg"].action, result["b.jpg"].asked) == ("leave-out", False)
    assert (result["c.jpg"].action, result["c.jpg"].asked) == ("leave-out", True)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.psd", b"8BPS\0\1 layers", "design source"),
        ("a.zip", b"PK\3\4 archive", "archive"),
        ("a.swf", b"CWS\x0a flash", "Flash"),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif cannot be drawn"),
        ("a.jxl", b"\xff\x0a\xfa\x1f\0", "jxl cannot be drawn"),
        ("a.webm", b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "no sample in webm"),
        ("a.png", picture("PNG")[:20], "cannot be read: it is cut short"),
        ("a.png", huge_png(60_000, 60_000), "50,000,000 pixels"),
        ("a.webp", b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(10), "has no picture in it"),
        (
            "a.bmp",
            picture("BMP", size=(1, 1))[:18] + b"\x20\x4e\0\0\0\x08\0\0\1\0\x18\0" + bytes(40),
            "makes too long a file",
        ),
        ("a.svgz", gzip.compress(VECTOR.encode(), mtime=0)[:-4], "SVG cannot be read"),
    ],
)
def test_what_cannot_be_drawn_or_read_is_left_out_and_named(decided: Any, name: str, data: bytes, reason: str) -> None:
    decision = decided({name: data})[name]
    assert (decision.action, decision.asked) == ("leave-out", False)
    assert reason in decision.reason


def test_an_empty_file_called_jpg_is_copied_for_it_shows_nothing(decided: Any) -> None:
    assert decided({"a.jpg": b""})["a.jpg"].action == "copy"


def test_films_and_documents_become_samples_of_their_format(decided: Any, library: Library) -> None:
    result = decided({"intro.mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  film", "menu.pdf": b"%PDF-1.7 food"})
    assert [result[name].action for name in ("intro.mov", "menu.pdf")] == ["sample", "sample"]
    assert result.content["menu.pdf"] == library.medium("note").file.read_bytes()
    assert result["intro.mov"].entries[0].decision == "sample"


def test_a_vector_drawing_is_kept_under_the_demos_licence(decided: Any) -> None:
    result = decided({"a.svg": VECTOR, "b.svgz": gzip.compress(VECTOR.encode(), mtime=0)})
    for name in ("a.svg", "b.svgz"):
        entry = result[name].entries[0]
        assert (result[name].action, entry.decision, entry.license) == ("copy", "kept", "CC0-1.0")
        assert (entry.width, entry.height) == (24, 12)


def test_vector_drawings_are_replaced_where_the_demo_says_so(decided: Any) -> None:
    result = decided({"a.svg": VECTOR, "b.svgz": gzip.compress(VECTOR.encode(), mtime=0)}, ImageRules(svg="replace"))
    assert [result[name].action for name in ("a.svg", "b.svgz")] == ["draw", "draw"]
    assert b'width="24"' in result.content["a.svg"]
    assert gzip.decompress(result.content["b.svgz"]) == result.content["a.svg"]


def test_a_raster_inside_an_svg_is_replaced_and_the_drawing_stays(decided: Any) -> None:
    result = decided({"a.svg": WITH_PICTURE})
    assert result["a.svg"].action == "rewrite"
    kept, inside = result["a.svg"].entries
    assert (kept.decision, inside.decision) == ("kept", "placeholder")
    assert result.content["a.svg"].startswith(WITH_PICTURE.split("iVBOR", maxsplit=1)[0].encode())
    assert PNG64.encode() not in result.content["a.svg"]


def test_a_packed_svg_with_a_raster_inside_is_drawn_anew(decided: Any) -> None:
    result = decided({"a.svgz": gzip.compress(WITH_PICTURE.encode(), mtime=0)})
    assert result["a.svgz"].action == "draw"
    assert b"image" not in gzip.decompress(result.content["a.svgz"])


def test_inline_pictures_of_a_text_are_replaced_and_listed_by_their_place(decided: Any) -> None:
    page = f'<p>é</p><img src="data:image/png;base64,{PNG64}"><img src="data:image/png;base64,{PNG64}"> end'
    result = decided({"index.html": page})
    decision, content = result["index.html"], result.content["index.html"]
    assert decision.action == "rewrite"
    assert content.startswith("<p>é</p><img".encode())
    assert content.endswith(b'"> end')
    images = list(find_inline(content))
    assert [image.inline for image in images] == [entry.inline for entry in decision.entries]
    assert [(image.info.width, image.info.height) for image in images if image.info] == [(120, 90), (120, 90)]
    assert images[0].data == images[1].data


def test_a_text_without_pictures_is_copied_as_it_is(decided: Any) -> None:
    result = decided({"a.css": "a { color: red }", "b.woff2": b"wOF2\0\1\0\0" + bytes(40)})
    assert [(result[name].action, result[name].entries) for name in ("a.css", "b.woff2")] == [("copy", ())] * 2


def test_an_inline_picture_that_cannot_be_drawn_is_taken_out(decided: Any) -> None:
    broken = base64.b64encode(picture("PNG")[:16] + bytes(100)).decode()
    film = base64.b64encode(b"\0\0\0\x18ftypisom\0\0\0\0isommp42 film").decode()
    result = decided({"a.css": f"a {{ b: url(data:image/png;base64,{broken}) url(data:video/mp4;base64,{film}) }}"})
    assert result.content["a.css"] == b"a { b: url(data:image/png;base64,) url(data:video/mp4;base64,) }"
    assert "2 inline taken out" in result["a.css"].reason


def test_a_keep_rule_keeps_the_inline_pictures_of_a_text(decided: Any) -> None:
    css = f"a {{ b: url(data:image/png;base64,{PNG64}) }}"
    result = decided({"icons/a.css": css})
    assert result["icons/a.css"].action == "rewrite"
    kept = decided({"icons/a.css": css}, KEEP)
    assert kept.content["icons/a.css"] == css.encode()
    entry = kept["icons/a.css"].entries[0]
    assert (entry.decision, entry.license, entry.inline.length) == ("kept", "MIT", len(PNG64))


def test_a_keep_rule_keeps_the_picture_inside_a_drawing_too(decided: Any) -> None:
    result = decided({"icons/a.svg": WITH_PICTURE}, KEEP)
    whole, inside = result["icons/a.svg"].entries
    assert (whole.inline, whole.decision, inside.decision) == (None, "kept", "kept")
    assert [image.inline for image in find_inline(result.content["icons/a.svg"])] == [inside.inline]


def test_the_lengths_of_serialised_text_are_corrected(decided: Any) -> None:
    text = f"<img src=data:image/png;base64,{PNG64}>"
    result = decided({"dump.sql": f"INSERT 'a:1:{{i:0;s:{len(text)}:\"{text}\";}}'"})
    count, _, rest = result.content["dump.sql"].partition(b"s:")[2].partition(b":")
    assert rest[1 : 1 + int(count)].endswith(b">")
    assert rest[1 + int(count) :] == b"\";}'"
    assert result["dump.sql"].entries[0].inline.offset == result.content["dump.sql"].index(b"base64,") + 7


def test_serialised_text_whose_length_is_wrong_is_left_out(decided: Any) -> None:
    text = f"<img src=data:image/png;base64,{PNG64}>"
    decision = decided({"dump.sql": f"INSERT 'a:1:{{i:0;s:{len(text) + 1}:\"{text}\";}}'"})["dump.sql"]
    assert decision.action == "leave-out"
    assert "serialised" in decision.reason


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-be"])
def test_a_picture_in_a_text_of_two_byte_signs_is_replaced_in_its_charset(decided: Any, charset: str) -> None:
    mark = "\ufeff" if charset == "utf-16-be" else ""
    text = f"{mark}é <img src=data:image/png;base64,{PNG64}> 漢"
    result = decided({"a.txt": text.encode(charset), "b.txt": f"{mark}hello".encode(charset)})
    assert [result[name].action for name in ("a.txt", "b.txt")] == ["rewrite", "copy"]
    content = result.content["a.txt"]
    before, _, after = content.decode("utf-16").partition("base64,")
    assert (before, after[-3:]) == ("é <img src=data:image/png;", "> 漢")
    assert PNG64[-40:] not in after
    (entry,) = result["a.txt"].entries
    assert [image.inline for image in find_inline(content)] == [entry.inline]


def test_size_variants_and_equal_pictures_share_a_scene(decided: Any) -> None:
    result = decided(
        {
            "a/photo.jpg": picture("JPEG", size=(300, 200)),
            "a/photo-150x150.jpg": picture("JPEG", size=(150, 150)),
            "a/other.jpg": picture("JPEG", size=(300, 200), other=1),
        }
    )
    scenes = {name: decision.entries[0].recipe.sample for name, decision in result.decisions.items()}
    assert scenes["a/photo.jpg"] == scenes["a/photo-150x150.jpg"] != scenes["a/other.jpg"]


@pytest.mark.parametrize(
    ("name", "size", "likely"),
    [
        ("a/x.png", (64, 64), True),
        ("a/x.png", (65, 64), False),
        ("icons/x.png", (200, 200), True),
        ("img/sprites.png", (400, 200), True),
        ("a/photo.png", (400, 200), False),
    ],
)
def test_likely_theme_assets_are_marked(decided: Any, name: str, size: tuple[int, int], likely: bool) -> None:
    assert decided({name: picture("PNG", size=size)})[name].hint_asset == likely


@pytest.mark.parametrize(
    ("name", "size", "label"),
    [
        ("photo.jpg", (400, 300), True),
        ("photo.jpg", (95, 300), False),
        ("textures/wood.jpg", (400, 300), False),
        ("bg-pattern.jpg", (400, 300), False),
        ("sprite.jpg", (400, 300), False),
    ],
)
def test_labels_stand_only_where_they_do_no_harm(decided: Any, name: str, size: tuple[int, int], label: bool) -> None:
    assert decided({name: picture("JPEG", size=size)})[name].entries[0].recipe.label == label


def test_the_plain_style_asks_for_no_scene(decided: Any) -> None:
    recipe = decided({"a.jpg": picture("JPEG")}, ImageRules(style="plain"))["a.jpg"].entries[0].recipe
    assert (recipe.sample, recipe.style) == ("", "plain")


def test_a_drawing_without_a_licence_is_replaced(tmp_path: Path, library: Library) -> None:
    build_file_tree(tmp_path, {"a.svg": VECTOR})
    demo = Demo(tmp_path, "shop", "1", "Shop", "")
    assert [decision.action for decision in decide(demo, walk(demo), library)] == ["draw"]


def test_equal_recipes_are_drawn_once(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    import launcher.images.draw

    drawn = []
    real = launcher.images.draw.draw

    def counting(recipe: Recipe, library: Library) -> bytes:
        drawn.append(recipe)
        return real(recipe, library)

    monkeypatch.setattr(launcher.images.draw, "draw", counting)
    build_file_tree(tmp_path, {f"{folder}/a.jpg": picture("JPEG") for folder in "abcdefghijklmnopqrst"})
    demo = Demo(tmp_path, "shop", "1", "Shop", "MIT", images=ImageRules(style="plain"))
    contents = [produce(decision) for decision in decide(demo, walk(demo), library)]
    assert len(set(contents)) == 1
    assert len(drawn) == 1


def test_a_file_that_goes_away_is_named(tmp_path: Path, library: Library) -> None:
    build_file_tree(tmp_path, {"a.jpg": picture("JPEG")})
    demo = Demo(tmp_path, "shop", "1", "Shop", "MIT")
    files = [replace(file, file=tmp_path / "gone.jpg") for file in walk(demo)]
    with pytest.raises(DemoError, match=r"gone\.jpg: the file cannot be read"):
        list(decide(demo, files, library))


def test_what_is_left_out_has_no_content() -> None:
    with pytest.raises(ValueError, match="no content"):
        produce(FileDecision(PurePosixPath("a"), Path("a"), "leave-out"))


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("fonts/a.woff2", woff2({**TABLES, "priv": picture("JPEG")}), "compressed data with a JPEG"),
        ("fonts/a.ttf", open_type({**TABLES, "CBDT": picture("PNG")}), 'in the font\'s table "CBDT"'),
        ("app.wasm", b"\0asm\1\0\0\0" + picture("JPEG"), "a JPEG picture of 37×21"),
        ("page.html", b"<p>" + b"hello " * 4000 + picture("JPEG"), "a JPEG picture of 37×21"),
    ],
)
def test_a_picture_hidden_in_another_file_leaves_that_file_out_unless_a_rule_keeps_it(
    decided: Any, name: str, data: bytes, what: str
) -> None:
    decision = decided({name: data})[name]
    assert decision.action == "leave-out"
    assert what in decision.reason
    assert "images.keep" in decision.reason
    rules = ImageRules(keep=(KeepRule((name,), "OFL-1.1", "the foundry"),))
    kept = decided({name: data}, rules)[name]
    assert (kept.action, [entry.decision for entry in kept.entries]) == ("copy", ["kept"])


def test_a_font_or_program_with_no_picture_in_it_is_copied(decided: Any) -> None:
    result = decided({"a.woff2": woff2(), "a.ttf": open_type(), "a.wasm": b"\0asm\1\0\0\0"})
    assert {decision.action for decision in result.decisions.values()} == {"copy"}


def test_an_svg_with_binary_parts_is_drawn_anew(decided: Any) -> None:
    decision = decided({"a.svg": VECTOR.encode() + b"<!--" + b" " * 20_000 + picture("JPEG") + b"-->"})["a.svg"]
    assert decision.action == "draw"


_NAMES = st.sampled_from(["a.jpg", "b.png", "c", "d.svg", "e.zip", "f.css", "g.ttf", "h.mp4", "i.pdf", "j.gz", "k.ico"])
_CONTENTS = st.sampled_from(
    [
        picture("JPEG"),
        picture("PNG")[:30],
        b"\xff\xd8\xff\xe0",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        VECTOR.encode(),
        WITH_PICTURE.encode(),
        b"PK\3\4 archive",
        b"%PDF-1.7",
        b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
        f"<img src=data:image/png;base64,{PNG64}>".encode(),
        b"\xff\xfe<\0s\0",
        b"",
    ]
)
_RULES = st.lists(st.sampled_from(["*.jpg", "x/", "*.svg", "*", "!a.jpg", "f.css"]), max_size=2).map(tuple)


@given(
    files=st.dictionaries(
        st.tuples(st.sampled_from(["", "x/", "y/"]), _NAMES).map("".join),
        _CONTENTS | st.binary(max_size=64),
        max_size=6,
    ),
    rules=st.tuples(_RULES, _RULES, _RULES),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_file_of_a_demo_is_decided_about_once_and_what_is_not_copied_says_why(
    library: Library, tmp_path: Path, files: dict[str, bytes], rules: tuple[tuple[str, ...], ...]
) -> None:
    keep = (KeepRule(rules[2], "MIT", "ours"),) if rules[2] else ()
    with TemporaryDirectory(dir=tmp_path) as folder:
        root = build_file_tree(Path(folder), files)
        demo = Demo(root, "shop", "1", "Shop", "MIT", images=ImageRules(keep=keep, omit=rules[0], replace=rules[1]))
        decisions = list(decide(demo, walk(demo), library))
        assert [str(decision.path) for decision in decisions] == sorted(files)
        for decision in decisions:
            assert decision.reason or (decision.action == "copy" and not decision.entries)
