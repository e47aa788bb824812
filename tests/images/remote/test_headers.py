from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from launcher.images.remote.headers import HEAD, ask_headers
from tests.support.pictures import animation, huge_png, picture
from tests.support.web import body, broken, dripping, endless, redirect, serve_web, silent

if TYPE_CHECKING:
    from launcher.images.info import ImageInfo


def ask(answer: Any) -> ImageInfo | str:
    """Return what is learned of one picture, or why nothing is."""
    with serve_web({"/p": answer}) as web:
        asked = ask_headers([f"{web.url}/p?token=secret"], allow_private=True)
    if asked.infos:
        return next(iter(asked.infos.values()))
    ((where, reason),) = asked.failures
    assert where == f"{web.url}/p"
    return reason


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "JPEG2000"])
def test_the_header_of_every_format_is_read_whatever_its_type_says(form: str) -> None:
    info = ask(body(picture(form, "P" if form == "GIF" else "RGB", (301, 203)), "text/html"))
    assert not isinstance(info, str)
    assert (info.width, info.height) == (301, 203)


def test_transparency_frames_and_drawings_are_known() -> None:
    clear = ask(body(picture("PNG", "RGBA", (50, 40))))
    moving = ask(body(animation("GIF", [100, 200])))
    drawing = ask(body(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"></svg>'))
    assert not isinstance(clear, str)
    assert not isinstance(moving, str)
    assert not isinstance(drawing, str)
    assert (clear.alpha, moving.frames) == (True, 2)
    assert (drawing.format, drawing.width, drawing.height) == ("svg", 30, 20)


def test_only_the_beginning_of_a_picture_is_read() -> None:
    info = ask(endless(picture("JPEG", size=(300, 200))))
    assert not isinstance(info, str)
    assert (info.width, info.height) == (300, 200)
    assert ask(endless(picture("PNG", size=(300, 200))[:HEAD])) == info.__class__("png", 300, 200)


def test_a_large_picture_is_asked_for_its_beginning_alone() -> None:
    with serve_web({"/p": body(picture("PNG", size=(900, 700)))}) as web:
        asked = ask_headers([f"{web.url}/p"], allow_private=True)
    assert [(info.width, info.height) for info in asked.infos.values()] == [(900, 700)]
    assert [headers["Range"] for _, headers in web.requests] == ["bytes=0-65535"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (body(b"<html>Not found</html>", "image/png"), "no picture"),
        (body(b""), "no picture"),
        (body(picture("PNG")[:20]), "cannot be read"),
        (body(huge_png(60_000, 60_000)), "60000×60000"),
        (endless(), "no picture"),
        (redirect("/p"), "redirected more than 5 times"),
        (broken(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), "answered 500"),
    ],
    ids=["page", "empty", "cut short", "huge", "endless", "loop", "error"],
)
def test_what_is_no_picture_is_a_reason_and_no_error(answer: Any, reason: str) -> None:
    found = ask(answer)
    assert isinstance(found, str)
    assert reason in found


def test_all_pictures_together_have_a_time_that_ends() -> None:
    answers = {"/drip": dripping(), "/silent": silent(), "/good": body(picture("PNG"))}
    with serve_web(answers) as web:
        asked = ask_headers([web.url + path for path in answers], allow_private=True, altogether=0.5)
    assert [url.rpartition("/")[2] for url in asked.infos] == ["good"]
    assert [url.rpartition("/")[2] for url, _ in asked.failures] == ["drip", "silent"]


def test_hosts_on_this_machine_are_not_asked() -> None:
    with serve_web({"/p": body(picture("PNG"))}) as web:
        asked = ask_headers([f"{web.url}/p"])
        assert web.requests == []
    assert "127.0.0.1 is not an address of the public network" in asked.failures[0][1]
