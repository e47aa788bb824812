from __future__ import annotations

from launcher.demo.wordpress.document import Post, SiteDocument, Theme
from launcher.demo.wordpress.merging import merge


def post(ref: str, title: str) -> Post:
    return Post(ref, "page", ref, title)


def test_entries_are_added_and_take_the_place_of_those_of_their_reference() -> None:
    base = SiteDocument(title="Demo", tagline="Calm", posts=(post("a", "A"), post("b", "B")))
    merged = merge(base, SiteDocument(title="Mine", posts=(post("c", "C"), post("a", "New"))))
    assert merged == SiteDocument(
        title="Mine", tagline="Calm", posts=(post("a", "New"), post("b", "B"), post("c", "C"))
    )


def test_settings_of_the_same_theme_are_joined_and_another_theme_wins() -> None:
    base = SiteDocument(theme=Theme("clinic", mods={"a": "1", "b": "1"}, css="x"), options={"o": "1"})
    same = merge(base, SiteDocument(theme=Theme("clinic", mods={"b": "2"}), options={"p": "2"}))
    assert same.theme == Theme("clinic", mods={"a": "1", "b": "2"}, css="x")
    assert same.options == {"o": "1", "p": "2"}
    assert merge(base, SiteDocument(theme=Theme("other"))).theme == Theme("other")
