from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.sources import wxr
from launcher.demo.wordpress.sources.wxr import is_wxr, read_wxr
from launcher.errors import DemoError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Site</title>"""
VERSION = "<wp:wxr_version>1.2</wp:wxr_version>"
ITEM = "<item><title>One</title><content:encoded><![CDATA[<p>a ]]]]><![CDATA[> b</p>]]></content:encoded></item>"
END = "</channel></rss>"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return tmp_path / "content.xml"


def parts(path: Path, text: str) -> list[wxr.Element]:
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return list(read_wxr(path))


def test_the_channel_comes_first_and_then_each_part_in_order(export: Path) -> None:
    author = "<wp:author><wp:author_login>amara</wp:author_login></wp:author>"
    channel, person, item = parts(export, HEAD + VERSION + author + ITEM + "<generator>x</generator>" + END)
    assert (channel.get("title"), person.get("wp:author_login"), item.get("title")) == ("Site", "amara", "One")
    assert item.get("content:encoded") == "<p>a ]]> b</p>"
    assert item.line == 3


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_namespaces_are_those_that_the_document_names(export: Path, version: str, scheme: str) -> None:
    text = HEAD.replace("http://wordpress.org/export/1.2/", f"{scheme}://wordpress.org/export/{version}/")
    text = text.replace("xmlns:wp=", "xmlns:anything=")
    version = f"<anything:wxr_version>{version}</anything:wxr_version>"
    item = "<item><anything:post_type>page</anything:post_type></item>"
    assert parts(export, text + version + item + END)[1].get("wp:post_type") == "page"


def test_an_empty_line_and_a_byte_order_mark_before_the_declaration_do_no_harm(export: Path) -> None:
    assert len(parts(export, "\ufeff" + HEAD + VERSION + ITEM + END)) == 2
    assert len(parts(export, "\n \n" + HEAD + VERSION + ITEM + END)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "b">]>' + HEAD.partition("?>")[2] + VERSION + END, "document type declaration"),
        (HEAD + VERSION + ITEM, "no XML: no element found"),
        (HEAD + VERSION + "<item></channel>", "no XML: mismatched tag"),
        (HEAD + VERSION + "<item>\udc80</item>" + END, "no XML: not well-formed"),
        (HEAD + ITEM + END, "does not say its version"),
        (HEAD + "<wp:wxr_version>2.0</wp:wxr_version>" + END, 'is of version "2.0"'),
        ("<html><body/></html>", "begins with <html>"),
        (HEAD + VERSION + "<item>" + "<a>" * 20 + "</a>" * 20 + "</item>" + END, "more than 16 levels deep"),
        ("", "no XML: no element found"),
    ],
)
def test_what_is_no_export_is_refused_with_the_line(export: Path, text: str, message: str) -> None:
    with pytest.raises(DemoError) as caught:
        parts(export, text)
    assert message in caught.value.message
    assert caught.value.where == str(export)
    assert caught.value.line


def test_one_part_cannot_fill_the_memory(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wxr, "MAX_PART", 1000)
    monkeypatch.setattr(wxr, "MAX_ELEMENTS", 100)
    many = "".join(f"<item><title>{'a' * 900}</title></item>" for _ in range(20))
    assert len(parts(export, HEAD + VERSION + many + END)) == 21
    for part in (f"<item><title>{'a' * 1001}</title></item>", f"<item>{'<a/>' * 100}</item>"):
        with pytest.raises(DemoError, match="one part of the export has more than"):
            parts(export, HEAD + VERSION + part + END)


def test_a_tag_or_comment_without_an_end_cannot_fill_the_memory(export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wxr, "MAX_PART", 1000)
    monkeypatch.setattr(wxr, "_CHUNK", 100)
    for part in (f"<!-- {'a' * 2000} -->", f'<item a="{"a" * 2000}"/>', f"<?a {'a' * 2000}?>"):
        with pytest.raises(DemoError, match="one tag or comment of the export has more than 1,000 bytes"):
            parts(export, HEAD + VERSION + part + END)
    with pytest.raises(DemoError, match="one part of the export has more than 1,000 bytes"):
        parts(export, HEAD + VERSION + f'<item>{f"""<a b="{"a" * 300}"/>""" * 4}</item>' + END)


def test_control_characters_become_spaces_so_that_lengths_stay(export: Path) -> None:
    text = 's:9:"\x00*\x00\x08ab\x0b\x1fc";\t\n'
    item = parts(export, f"{HEAD}{VERSION}<item><title><![CDATA[{text}]]></title></item>{END}")[1]
    assert item.get("title") == 's:9:" *  ab  c";\t\n'


def test_an_export_in_utf_16_is_read(export: Path) -> None:
    export.write_text((HEAD + VERSION + ITEM + END).replace('encoding="UTF-8" ', ""), encoding="utf-16")
    assert [one.get("title") for one in read_wxr(export)] == ["Site", "One"]


def test_lines_are_counted_from_the_first_of_the_file(export: Path) -> None:
    assert parts(export, "\n\n" + HEAD + VERSION + ITEM + END)[1].line == 5
    with pytest.raises(DemoError) as caught:
        parts(export, "\n\n" + HEAD + VERSION + "\n<item></channel>")
    assert caught.value.line == 6


def test_what_stands_between_the_parts_is_not_kept(export: Path) -> None:
    channel, _ = parts(export, HEAD + VERSION + ITEM + "<a>x</a>" * 10 + END)
    assert not channel.get("a")


def test_bytes_that_are_no_text_have_a_hint(export: Path) -> None:
    with pytest.raises(DemoError) as caught:
        parts(export, HEAD + VERSION + "<item>\udcff</item>" + END)
    assert "UTF-8" in (caught.value.hint or "")


def test_an_export_is_told_by_its_beginning() -> None:
    assert is_wxr((HEAD + VERSION).encode())
    assert is_wxr(("\n\ufeff" + HEAD).encode())
    assert not is_wxr(b'<?xml version="1.0"?><rss version="2.0"><channel>')
    assert not is_wxr(b"<html>see xmlns='http://wordpress.org/export/1.2/'")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="cannot be read: No such file"):
        list(read_wxr(tmp_path / "no.xml"))
