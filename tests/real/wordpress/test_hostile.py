"""What a bundle says becomes rows, and no more: no object of a class, no rights that somebody else had."""

# ruff: noqa: E501 - statements of PHP read better on one line
from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.wordpress.document import (
    Author,
    Comment,
    Menu,
    MenuItem,
    Post,
    SiteDocument,
    Structure,
    Term,
)

if TYPE_CHECKING:
    from launcher.demo.wordpress.document import Meta
    from tests.support.wordpress.importing import Importing

_OBJECT = 'O:8:"WP_Error":1:{s:6:"errors";a:0:{}}'
#: PHP makes the object before it notices that the array is broken.
_BROKEN = f" a:2:{{i:0;{_OBJECT}i:1;nothing;}} "
_INSIDE = f"a:1:{{i:0;{_OBJECT}}}"


def test_no_text_of_a_bundle_becomes_an_object_of_a_class(importing: Importing) -> None:
    meta = (("x", _OBJECT), ("y", _BROKEN), ("z", _INSIDE), ("e", 'a:1:{i:0;E:7:"Some:On";}'))
    document = SiteDocument(
        options={"demo_x": _OBJECT, "demo_y": _BROKEN},
        authors=(Author("author/a", "a", _OBJECT, _OBJECT, _BROKEN, _INSIDE, meta=meta),),
        terms=(Term("term", "category", "t", "T", meta=meta),),
        posts=(
            Post("post/a", "page", "a", "A", template=_OBJECT, meta=meta, comments=(
                Comment("comment/a", "A", "x", "2024-05-01 10:00:00", "", meta=meta),)),
        ),
        menus=(Menu("menu", "m", "M", items=(MenuItem("x", url="/", relation=_OBJECT, meta=meta),)),),
    )  # fmt: skip
    importing.bring(document)
    ids = importing.ids()
    item = next(number for ref, number in ids.items() if ref.startswith("menu/"))
    texts = importing.site.php(
        """$all = [get_option('demo_x'), get_option('demo_y'), get_post_meta($given['post'], '_wp_page_template', true),
            get_post_meta($given['item'], '_menu_item_xfn', true)];
        foreach (['nickname', 'first_name', 'last_name', 'description'] as $key) { $all[] = get_user_meta($given['user'], $key, true); }
        foreach (['post' => [$given['post'], $given['item']], 'user' => [$given['user']], 'term' => [$given['term']], 'comment' => [$given['comment']]] as $kind => $ids) {
            foreach ($ids as $id) { foreach (['x', 'y', 'z', 'e'] as $key) { $all[] = get_metadata($kind, $id, $key, true); } }
        }
        return array_map(static fn ($value) => is_string($value) ? $value : 'a ' . gettype($value), $all);""",
        post=ids["post/a"],
        item=item,
        user=ids["author/a"],
        term=ids["term"],
        comment=ids["comment/a"],
    )
    values = [value for _, value in meta]
    assert texts == [_OBJECT, _BROKEN, _OBJECT, _OBJECT, _OBJECT, _OBJECT, _BROKEN, _INSIDE, *values * 5]
    assert set(importing.fates().values()) == {"unchanged"}


def test_other_values_that_php_serialised_stay_what_they_are(importing: Importing) -> None:
    """A text in one may look like an object: it is a text for PHP too."""
    innocent = (
        'O:8:"stdClass":1:{s:1:"a";i:1;}',
        'a:1:{i:0;O:8:"stdClass":0:{}}',
        'a:1:{i:0;s:3:"O:8";}',
        "b:1;",
        f"such as {_OBJECT}",
    )
    values = Structure(["x", f"see;{_OBJECT}"])
    meta: Meta = (*((f"n{number}", text) for number, text in enumerate(innocent)), ("list", values))
    importing.bring(SiteDocument(posts=(Post("post/a", "page", "a", "A", meta=meta),)))
    stored = importing.site.php(
        """global $wpdb; return $wpdb->get_col("SELECT meta_value FROM $wpdb->postmeta WHERE post_id = {$given['id']} AND meta_key LIKE 'n_' ORDER BY meta_key");""",
        id=importing.ids()["post/a"],
    )
    assert stored == list(innocent)
    listed = importing.site.php("return get_post_meta($given['id'], 'list', true);", id=importing.ids()["post/a"])
    assert listed == ["x", f"see;{_OBJECT}"]
