"""New versions come, the bundle goes, and what the owner made of it stays: rows are treated as files are."""

# ruff: noqa: E501 - statements of PHP and SQL read better on one line
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from launcher.demo.wordpress.document import (
    Author,
    Comment,
    Menu,
    MenuItem,
    Post,
    SiteDocument,
    Structure,
    Term,
    Theme,
    Widget,
)
from launcher.errors import WordPressError
from tests.support.wordpress.documents import THEME, small_document, whole_document
from tests.support.wordpress.importing import Importing, MemoryNotes, lasting_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def edited(document: SiteDocument, ref: str, **changes: object) -> SiteDocument:
    """Return a document in which one post is another."""
    posts = tuple(replace(post, **changes) if post.ref == ref else post for post in document.posts)  # type: ignore[arg-type]  # fields of a post
    return replace(document, posts=posts)


def without(document: SiteDocument, ref: str) -> SiteDocument:
    return replace(document, posts=tuple(post for post in document.posts if post.ref != ref))


def titles(importing: Importing) -> Mapping[str, str]:
    rows = importing.site.sql(
        "SELECT m.meta_value, p.post_title FROM wp_posts p JOIN wp_postmeta m ON m.post_id = p.ID"
        " WHERE m.meta_key = '_launcher_ref'"
    )
    return {ref.partition(":")[2]: title for ref, title in rows}


def retitle(importing: Importing, ref: str, title: str) -> None:
    """Edit a post as its owner does."""
    number = importing.ids()[ref]
    importing.site.php(
        "wp_update_post(['ID' => $given['id'], 'post_title' => $given['title']]);", id=number, title=title
    )


def test_what_a_bundle_brought_goes_and_leaves_nothing(importing: Importing) -> None:
    importing.site.php("return 0;")  # at its first visit WordPress adds options
    before = lasting_rows(importing.site)
    importing.bring(whole_document())
    answer = importing.take_out()
    assert answer["released"] == []
    after = lasting_rows(importing.site)
    for table, rows in after.items():
        assert [row for row in rows if row not in before[table]] == [], table
        assert [row for row in before[table] if row not in rows] == [], table


def test_the_options_and_theme_of_before_come_back_unless_the_owner_changed_them(importing: Importing) -> None:
    importing.bring(whole_document())
    importing.site.php("update_option('blogname', 'Mine'); set_theme_mod('background_color', '000000');")
    assert set(importing.take_out()["released"]) == {"blogname", f"theme_mods_{THEME}/background_color"}
    found = importing.site.php(
        "return [get_option('blogname'), get_option('blogdescription'), get_stylesheet(), get_option('show_on_front')];"
    )
    assert found == ["Mine", "", "twentytwentyfour", "posts"]


def test_an_edited_post_stays_without_marks_when_the_bundle_goes(importing: Importing) -> None:
    importing.bring(small_document())
    retitle(importing, "post/one", "Mine now")
    assert importing.fates() == {"post/one": "changed", "page/two": "unchanged"}
    assert importing.take_out()["released"] == ["post/one"]
    assert importing.site.sql("SELECT post_title FROM wp_posts WHERE post_name IN ('one', 'two')") == [["Mine now"]]
    assert importing.site.sql("SELECT * FROM wp_postmeta WHERE meta_key LIKE '\\_launcher%'") == []


def test_what_something_of_the_owners_hangs_on_stays(importing: Importing) -> None:
    importing.bring(whole_document())
    ids = importing.ids()
    importing.site.php(
        """wp_insert_comment(['comment_post_ID' => $given['plain'], 'comment_content' => 'from a visitor']);
        wp_insert_post(['post_type' => 'page', 'post_title' => 'Below', 'post_status' => 'publish', 'post_parent' => $given['about']]);
        $own = wp_insert_post(['post_title' => 'Own', 'post_status' => 'publish', 'post_author' => $given['bo']]);
        wp_set_object_terms($own, [$given['tea']], 'post_tag');
        wp_update_nav_menu_item($given['foot'], 0, ['menu-item-title' => 'Own', 'menu-item-url' => '/own', 'menu-item-status' => 'publish']);
        wp_insert_comment(['comment_post_ID' => 1, 'comment_parent' => 1, 'comment_content' => 'x']);""",
        plain=ids["post/plain"],
        about=ids["page/about"],
        bo=ids["author/bo"],
        tea=ids["post_tag/tea"],
        foot=ids["nav_menu/foot"],
    )
    stays = {"post/plain", "page/about", "author/bo", "post_tag/tea", "nav_menu/foot", "category/news"}
    action, place = importing.action(whole_document())
    assert set(action.status(place).stays) == stays
    assert set(importing.take_out()["released"]) == stays
    assert importing.site.sql("SELECT COUNT(*) FROM wp_comments WHERE comment_content = 'from a visitor'") == [["1"]]
    assert importing.site.sql(
        "SELECT count FROM wp_term_taxonomy x JOIN wp_terms t USING (term_id) WHERE slug = 'foot'"
    ) == [["1"]]


def test_a_picture_that_a_post_of_the_owners_shows_stays_with_its_file(importing: Importing) -> None:
    importing.bring(whole_document())
    (importing.site.uploads / "2024/05").mkdir(parents=True)
    importing.site.php(
        """$meta = wp_get_attachment_metadata($given['hero'], true);
        $meta['sizes']['thumbnail'] = ['file' => 'hero-9x9.jpg', 'width' => 9, 'height' => 9, 'mime-type' => 'image/jpeg'];
        wp_update_attachment_metadata($given['hero'], $meta);""",
        hero=importing.ids()["attachment/hero"],
    )
    action, place = importing.action(whole_document())
    assert "attachment/hero" not in action.status(place).stays
    files = {"wp-content/uploads/2024/05/hero.jpg", "wp-content/uploads/2024/05/hero-9x9.jpg"}
    for content, shown in (
        ('<img class="wp-image-HERO">', True),
        ('<img class="wp-image-HERO9">', False),
        ('<!-- wp:cover {"url":"http:\\/\\/site.example\\/wp-content\\/uploads\\/2024\\/05\\/hero.jpg"} /-->', True),
        ("<img src='/wp-content/uploads/2024/05/hero-9x9.jpg'>", True),
        ("<img src='/wp-content/uploads/2024/05/hero-of-others.jpg'>", False),
        ("<a href='/wp-content/uploads/2024%2F05/h%65ro.jpg'>x</a>", True),
        ('[gallery columns="2" ids="1, HERO"]', True),
        ("", False),
    ):
        importing.site.php(
            """$id = get_posts(['title' => 'Own', 'post_status' => 'any', 'numberposts' => 1])[0]->ID ?? 0;
            kses_remove_filters();
            wp_insert_post(wp_slash(['ID' => $id, 'post_title' => 'Own', 'post_status' => 'publish', 'post_content' => $given['content']]));""",
            content=content.replace("HERO", str(importing.ids()["attachment/hero"])),
        )
        status = action.status(place)
        assert ("attachment/hero" in status.stays, set(status.files)) == (shown, files if shown else set()), content
    importing.site.php(
        "set_post_thumbnail(get_posts(['title' => 'Own', 'numberposts' => 1])[0]->ID, $given['id']);",
        id=importing.ids()["attachment/hero"],
    )
    assert set(action.status(place).files) == files
    assert importing.take_out()["released"] == ["attachment/hero"]
    assert importing.site.sql("SELECT post_title FROM wp_posts WHERE post_type = 'attachment'") == [["Hero"]]


def test_a_copy_that_the_owner_made_is_the_owners(importing: Importing) -> None:
    importing.bring(small_document())
    importing.site.sql(
        "INSERT INTO wp_posts (post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered)"
        " VALUES ('copy', '', '', '', '', ''); SET @copy = LAST_INSERT_ID(); INSERT INTO wp_postmeta (post_id, meta_key, meta_value)"
        " SELECT @copy, meta_key, meta_value FROM wp_postmeta WHERE meta_key LIKE '\\_launcher%' AND meta_value LIKE '%post/one'"
    )
    importing.take_out()
    assert importing.site.sql("SELECT COUNT(*) FROM wp_posts WHERE post_title = 'copy'") == [["1"]]


def test_a_site_that_moved_to_another_address_is_unchanged(importing: Importing) -> None:
    importing.bring(whole_document())
    importing.site.sql(
        "UPDATE wp_options SET option_value = 'https://moved.example' WHERE option_name IN ('home', 'siteurl')"
    )
    for table, column in (("posts", "post_content"), ("postmeta", "meta_value"), ("options", "option_value")):
        guard = "AND option_value NOT LIKE 'a:%' AND option_value NOT LIKE 'O:%'" if table == "options" else ""
        importing.site.sql(
            f"UPDATE wp_{table} SET {column} = REPLACE({column}, 'http://site.example', 'https://moved.example')"
            f" WHERE {column} NOT LIKE 'a:%' {guard}"
        )
    assert {ref for ref, fate in importing.fates().items() if fate != "unchanged"} <= {"widget/sidebar-1/0"}


# The three sides of an upgrade: what the bundle had, what it has, and what stands in the site.


def test_what_the_bundle_changed_and_the_owner_left_alone_is_changed_in_place(importing: Importing) -> None:
    importing.bring(small_document())
    ids = importing.ids()
    answer = importing.bring(edited(small_document(), "post/one", title="One, anew", meta=(("new", "field"),)))
    assert (answer["added"], answer["changed"], answer["kept"]) == (0, 1, [])
    assert titles(importing) == {"post/one": "One, anew", "page/two": "Two"}
    assert importing.ids() == ids
    assert set(importing.fates().values()) == {"unchanged"}


def test_what_both_changed_stays_as_the_owner_has_it(importing: Importing) -> None:
    importing.bring(small_document())
    retitle(importing, "post/one", "Mine")
    answer = importing.bring(edited(small_document(), "post/one", title="Theirs"))
    assert (answer["changed"], answer["kept"]) == (0, ["post/one"])
    assert titles(importing)["post/one"] == "Mine"


def test_what_both_changed_to_the_same_is_the_bundles(importing: Importing) -> None:
    importing.bring(small_document())
    retitle(importing, "post/one", "Both")
    assert importing.bring(edited(small_document(), "post/one", title="Both"))["kept"] == []
    assert set(importing.fates().values()) == {"unchanged"}


def test_what_the_owner_removed_stays_away(importing: Importing) -> None:
    importing.bring(small_document())
    importing.site.php("wp_delete_post($given['id'], true);", id=importing.ids()["post/one"])
    assert importing.fates()["post/one"] == "lost"
    answer = importing.bring(edited(small_document(), "post/one", title="One, anew"))
    assert (answer["added"], answer["lost"]) == (0, ["post/one"])
    assert titles(importing) == {"page/two": "Two"}


def test_what_the_bundle_has_no_more_goes_unless_the_owner_changed_it(importing: Importing) -> None:
    importing.bring(small_document())
    retitle(importing, "post/one", "Mine")
    answer = importing.bring(replace(small_document(), posts=()))
    assert (answer["removed"], answer["released"]) == (1, ["post/one"])
    assert importing.site.sql("SELECT post_title FROM wp_posts WHERE post_name IN ('one', 'two')") == [["Mine"]]
    assert titles(importing) == {}


def test_a_new_version_brings_menus_widgets_options_and_comments_up_to_date(importing: Importing) -> None:
    old = whole_document()
    importing.bring(old)
    first = next(post for post in old.posts if post.ref == "post/first")
    comments = (*first.comments[:2], Comment("comment/9", "Eve", "New", "2024-06-01 10:00:00", ""))
    new = replace(
        edited(old, "post/first", comments=comments, sticky=False),
        title="Second",
        options={"demo_text": "changed", "demo_new": "new"},
        terms=(*old.terms, Term("category/fresh", "category", "fresh", "Fresh")),
        menus=(
            Menu("nav_menu/main", "main", "Main", ("primary",), (*old.menus[0].items, MenuItem("New", url="/new"))),
        ),
        sidebars={"sidebar-1": (Widget("text", Structure({"title": "Other"})),)},
    )
    entries = {ref: number for ref, number in importing.ids().items() if ref.startswith("nav_menu/main/")}
    importing.bring(new)
    ids = importing.ids()
    assert {ref: ids[ref] for ref in entries} == entries
    found = importing.site.php(
        """return [get_option('blogname'), get_option('demo_text'), get_option('demo_new'), get_option('demo_settings'),
        wp_get_nav_menu_object('foot'), array_keys(get_nav_menu_locations()), get_option('sticky_posts'),
        wp_get_sidebars_widgets()['sidebar-1'], wp_list_pluck(get_comments(['post_id' => $given['id'], 'order' => 'ASC',
        'status' => 'all']), 'comment_author'), (int) get_post($given['id'])->comment_count];""",
        id=ids["post/first"],
    )
    assert found[:7] == ["Second", "changed", "new", False, False, ["primary"], []]
    assert len(found[7]) == 1
    assert found[8:] == [["Cy", "Amara", "Eve"], 3]
    before = importing.bring(new)
    assert [before[key] for key in ("added", "changed", "removed", "kept")] == [0, 0, 0, []]


def test_what_the_owner_removed_stays_away_from_every_later_version(importing: Importing) -> None:
    document = replace(whole_document(), posts=(*small_document().posts, *whole_document().posts))
    importing.bring(document)
    ids = importing.ids()
    importing.site.php(
        """wp_delete_post($given['post'], true); wp_delete_term($given['term'], 'post_tag'); wp_delete_comment($given['comment'], true);
        require_once ABSPATH . 'wp-admin/includes/user.php'; wp_delete_user($given['user'], 1);""",
        post=ids["post/one"],
        term=ids["post_tag/tea"],
        comment=ids["comment/3"],
        user=ids["author/bo"],
    )
    removed = {"post/one", "post_tag/tea", "comment/3", "author/bo"}
    for title in ("Second", "Third", "Third"):
        answer = importing.bring(replace(document, title=title))
        assert (answer["added"], set(answer["lost"])) == (0, removed)
    assert {ref for ref, fate in importing.fates().items() if fate == "lost"} == removed
    importing.bring(without(document, "post/one"))
    assert "post/one" not in importing.fates()


def test_a_menu_that_the_owner_removed_gets_no_new_entries(importing: Importing) -> None:
    document = replace(small_document(), theme=Theme(THEME))
    items = (MenuItem("A", url="/a"),)
    importing.bring(replace(document, menus=(Menu("nav_menu/main", "main", "Main", ("primary",), items),)))
    importing.site.php("wp_delete_nav_menu($given['id']);", id=importing.ids()["nav_menu/main"])
    more = (*items, MenuItem("B", url="/b"))
    importing.bring(replace(document, menus=(Menu("nav_menu/main", "main", "Main", ("primary", "footer"), more),)))
    assert importing.site.sql("SELECT COUNT(*) FROM wp_posts WHERE post_type = 'nav_menu_item'") == [["0"]]
    assert not importing.site.php("return get_nav_menu_locations()['footer'] ?? null;")


def test_an_author_to_whom_the_owner_gave_a_password_is_the_owners(importing: Importing) -> None:
    importing.bring(whole_document())
    importing.site.php("wp_set_password('mine', $given['id']);", id=importing.ids()["author/bo"])
    assert importing.bring(replace(whole_document(), title="Second"))["kept"] == ["author/bo"]
    assert importing.fates()["author/bo"] == "changed"
    assert importing.take_out()["released"] == ["author/bo"]
    assert importing.site.php("return wp_check_password('mine', get_user_by('login', 'bo')->user_pass);")


def test_a_post_whose_day_a_new_version_moves_is_published_on_that_day(importing: Importing) -> None:
    importing.bring(small_document())
    number = importing.ids()["post/one"]
    for date in ("2098-01-01 10:00:00", "2097-01-01 10:00:00", "2024-01-01 10:00:00"):
        importing.bring(edited(small_document(), "post/one", date=date))
        planned = importing.site.php(
            "return array_keys(array_filter(_get_cron_array(), fn ($hooks) => isset($hooks['publish_future_post'])));"
        )
        status = importing.site.php("return get_post($given['id'])->post_status;", id=number)
        later = date > "2090"
        assert status == ("future" if later else "publish")
        assert [f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d}" for time in planned] == [date[:10]] * later


def test_slugs_that_are_one_for_the_database_are_one_for_us(importing: Importing) -> None:
    importing.site.php(
        """wp_insert_post(['post_title' => 'Own', 'post_name' => 'tea', 'post_status' => 'publish']);
        wp_insert_term('Own', 'category', ['slug' => 'tea']);"""
    )
    document = SiteDocument(
        posts=(Post("a", "post", "TEA", "A", terms=("t",)), Post("b", "post", "t\u00e9a", "B")),
        terms=(Term("t", "category", "Tea", "Tea"),),
    )
    importing.bring(document)
    found = importing.site.sql("SELECT post_name FROM wp_posts WHERE post_title IN ('A', 'B') ORDER BY post_title")
    assert found == [["TEA-2"], ["t\u00e9a-3"]]
    assert importing.site.php("return get_the_category($given['id'])[0]->name;", id=importing.ids()["a"]) == "Own"
    assert importing.bring(document)["changed"] == 0


def test_a_page_that_the_owner_made_the_front_page_stays(importing: Importing) -> None:
    importing.bring(whole_document())
    ids = importing.ids()
    action, place = importing.action(whole_document())
    assert action.status(place).stays == ()
    importing.site.php(
        "foreach ($given['options'] as $name => $id) { update_option($name, $id); }",
        options={
            "page_on_front": ids["page/about/team"],
            "wp_page_for_privacy_policy": ids["book/tea"],
            "default_category": ids["category/local"],
        },
    )
    stays = {"page/about/team", "page/about", "book/tea", "category/local", "category/news"}
    assert set(action.status(place).stays) == stays
    importing.bring(replace(whole_document(), posts=(), menus=(), front_page="", posts_page=""))
    assert importing.site.sql("SELECT post_name FROM wp_posts WHERE post_type = 'page' AND ID > 3 ORDER BY 1") == [
        ["about"],
        ["team"],
    ]
    importing.take_out()
    assert importing.site.php(
        "return [get_option('show_on_front'), get_post(get_option('page_on_front'))->post_name, get_option('page_for_posts'),"
        " get_term(get_option('default_category'))->slug];"
    ) == ["posts", "team", "0", "local"]


def test_what_the_owner_wrote_and_has_not_saved_stays(importing: Importing) -> None:
    importing.bring(small_document())
    importing.site.php(
        """wp_set_current_user(1);
        require_once ABSPATH . 'wp-admin/includes/post.php';
        wp_create_post_autosave(['post_ID' => $given['id'], 'post_type' => 'post', 'post_title' => 'Mine',
            'post_content' => 'Hours of work', 'post_excerpt' => '']);""",
        id=importing.ids()["post/one"],
    )
    assert importing.take_out()["released"] == ["post/one"]
    assert importing.site.sql("SELECT post_type FROM wp_posts WHERE post_content = 'Hours of work'") == [["revision"]]


def test_the_parent_of_a_theme_of_the_owners_stays_with_its_files(importing: Importing) -> None:
    """Whoever adapts a theme makes a child of it."""
    parent = "own-parent"
    for name, head in ((parent, ""), ("own-child", f"Template: {parent}\n")):
        folder = importing.site.content / "themes" / name
        (folder / "parts").mkdir(parents=True)
        (folder / "style.css").write_text(f"/*\nTheme Name: {name}\n{head}*/")
        (folder / "index.php").write_text("<?php\n")
        (folder / "parts/a.php").write_text("<?php\n")
    importing.bring(SiteDocument(theme=Theme(parent)))
    action, place = importing.action(SiteDocument(theme=Theme(parent)))
    assert action.status(place).files == ()
    importing.site.php("switch_theme('own-child');")
    status = action.status(place)
    files = [f"wp-content/themes/{parent}/{name}" for name in ("index.php", "parts/a.php", "style.css")]
    assert (status.stays, list(status.files)) == ((f"theme {parent}",), files)
    importing.bring(SiteDocument(theme=Theme(THEME)))
    importing.take_out()
    assert importing.site.php("return [get_option('template'), get_option('stylesheet')];") == [parent, "own-child"]


def test_what_the_owner_saves_while_an_upgrade_is_at_work_stays(importing: Importing) -> None:
    own = importing.site.content / "themes/own"
    own.mkdir()
    (own / "style.css").write_text("/*\nTheme Name: Own\n*/")
    (own / "index.php").write_text("<?php\n")
    # Code of a theme runs when the transaction has begun and sees what there was then.
    (own / "functions.php").write_text(
        "<?php\n$other = mysqli_connect('localhost', DB_USER, DB_PASSWORD, DB_NAME, 0, substr(DB_HOST, 10));\n"
        "$other->query(\"UPDATE wp_posts SET post_title = 'Mine' WHERE post_name = 'one'\");\n"
    )
    importing.bring(small_document())
    new = edited(edited(small_document(), "post/one", title="Theirs"), "page/two", title="Theirs")
    assert importing.bring(replace(new, theme=Theme("own")))["kept"] == ["post/one"]
    assert titles(importing) == {"post/one": "Mine", "page/two": "Theirs"}


# A transaction that fails later takes back what it did, to the very rows.


def test_an_upgrade_that_is_taken_back_leaves_the_rows_of_the_older_version(importing: Importing) -> None:
    importing.bring(whole_document())
    retitle(importing, "post/plain", "Mine")
    before = lasting_rows(importing.site)
    new = replace(edited(without(whole_document(), "post/secret"), "post/first", title="New"), title="New", menus=())
    action, place = importing.action(replace(new, posts=(*new.posts, Post("post/new", "post", "new", "New"))))
    action.do(place)
    assert action.check(place)
    action.undo(place._replace(aborting=True))
    assert lasting_rows(importing.site) == before
    action.undo(place._replace(aborting=True))  # recovered twice
    assert lasting_rows(importing.site) == before


def test_an_install_that_is_taken_back_leaves_the_rows_of_before(importing: Importing) -> None:
    before = lasting_rows(importing.site)
    action, place = importing.action(whole_document())
    action.undo(place._replace(aborting=True))  # it never began
    assert lasting_rows(importing.site) == before
    action.do(place)
    action.undo(place._replace(aborting=True))
    assert lasting_rows(importing.site) == before


def test_an_uninstall_that_is_taken_back_leaves_the_very_rows_that_it_took_out(importing: Importing) -> None:
    action, place = importing.action(whole_document())
    action.do(place)
    retitle(importing, "post/plain", "Mine")
    before = lasting_rows(importing.site)
    later = place._replace(notes=MemoryNotes())
    action.undo(later)
    assert not action.check(later)
    action.do(later)
    assert action.check(later)
    assert lasting_rows(importing.site) == before


def test_what_cannot_be_kept_for_taking_it_back_is_not_done(importing: Importing) -> None:
    before = lasting_rows(importing.site)
    action, place = importing.action(small_document())

    class Full(MemoryNotes):
        def write(self, chunks: Iterable[bytes]) -> None:
            del chunks
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        action.do(place._replace(notes=Full()))
    assert lasting_rows(importing.site) == before


def test_columns_that_the_database_fills_itself_do_not_keep_rows_from_coming_back(importing: Importing) -> None:
    importing.site.sql(
        "ALTER TABLE wp_posts ADD COLUMN twice BIGINT AS (ID * 2) VIRTUAL;"
        "ALTER TABLE wp_postmeta ADD COLUMN beginning VARCHAR(100) AS (LEFT(meta_value, 100)) STORED"
    )
    importing.bring(small_document())
    before = lasting_rows(importing.site)
    action, place = importing.action(edited(small_document(), "post/one", title="New"))
    action.do(place)
    action.undo(place._replace(aborting=True))
    assert lasting_rows(importing.site) == before


def test_two_bundles_in_one_site_do_not_touch_each_other(importing: Importing) -> None:
    other = replace(importing, bundle="shop_two")
    importing.bring(small_document())
    other.bring(small_document())
    assert importing.site.sql("SELECT post_name FROM wp_posts WHERE post_title = 'One' ORDER BY ID") == [
        ["one"],
        ["one-2"],
    ]
    importing.take_out()
    assert set(other.fates().values()) == {"unchanged"}


@pytest.mark.parametrize("mode", ["", "NO_BACKSLASH_ESCAPES"])
def test_bundles_are_told_by_the_very_letters_of_their_names(importing: Importing, mode: str) -> None:
    names = ("shop_two", "shopxtwo")
    importing.site.sql(f"SET GLOBAL sql_mode = '{mode}'")
    try:
        each = [replace(importing, bundle=name) for name in names]
        for one in each:
            assert one.bring(small_document())["added"] == 2
        for one in each:
            assert one.bring(small_document())["added"] == 0
            assert set(one.fates().values()) == {"unchanged"}
        each[0].take_out()
        assert [len(one.ids()) for one in each] == [0, 2]
    finally:
        importing.site.sql("SET GLOBAL sql_mode = DEFAULT")


def test_two_authors_of_a_document_share_neither_address_nor_name_in_addresses(importing: Importing) -> None:
    email = "hello@example.com"
    authors = (Author("a", "jo.lee", "Jo", email=email), Author("b", "jo-lee", "Jo", email=email.upper()))
    importing.bring(SiteDocument(authors=authors))
    found = importing.site.sql("SELECT user_nicename, user_email FROM wp_users WHERE ID > 1 ORDER BY ID")
    assert found == [["jo-lee", email], [f"jo-lee-{importing.ids()['b']}", ""]]
    assert importing.bring(SiteDocument(authors=authors))["changed"] == 0


def test_an_owners_page_or_menu_of_the_same_name_keeps_it(importing: Importing) -> None:
    importing.site.php(
        """wp_insert_post(['post_type' => 'page', 'post_title' => 'Two', 'post_name' => 'two', 'post_status' => 'publish']);
        wp_create_nav_menu('Main');"""
    )
    importing.bring(replace(small_document(), menus=(Menu("nav_menu/main", "main", "Main"),)))
    assert importing.site.sql("SELECT post_name FROM wp_posts WHERE post_title = 'Two' ORDER BY ID") == [
        ["two"],
        ["two-2"],
    ]
    assert importing.site.sql("SELECT name, slug FROM wp_terms WHERE slug LIKE 'main%' ORDER BY 2") == [
        ["Main", "main"],
        ["Main (2)", "main-2"],
    ]


def test_rows_that_others_add_meanwhile_collide_with_none_of_ours(importing: Importing) -> None:
    action, place = importing.action(whole_document())
    site = importing.site

    class Visited(MemoryNotes):
        def write(self, chunks: Iterable[bytes]) -> None:
            site.sql(
                "INSERT INTO wp_comments (comment_post_ID, comment_author, comment_content) VALUES (1, 'visitor', 'x');"
                "INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES (1, 'visited', 'x')"
            )
            super().write(chunks)

    action.do(place._replace(notes=Visited()))
    assert set(importing.fates().values()) == {"unchanged"}
    assert site.sql("SELECT COUNT(*) FROM wp_comments WHERE comment_author = 'visitor'") == [["1"]]


def test_a_document_with_an_administrator_is_refused(importing: Importing) -> None:
    with pytest.raises(WordPressError, match="administrator"):
        importing.bring(SiteDocument(authors=(Author("author/x", "x", "X", role="administrator"),)))
    with pytest.raises(WordPressError, match="wp_capabilities"):
        importing.bring(SiteDocument(authors=(Author("author/x", "x", "X", meta=(("wp_capabilities", "x"),)),)))


def test_what_was_kept_and_is_damaged_brings_nothing_back(importing: Importing) -> None:
    importing.bring(small_document())
    action, place = importing.action(replace(small_document(), title="Other"))
    action.do(place)
    rows = lasting_rows(importing.site)
    whole = importing.notes.data
    for cut in (whole[:-1], whole[:-20] + bytes(20), whole.replace(b"\n", b"\n\x00", 1)[:-1]):
        importing.notes.data = cut
        with pytest.raises(WordPressError) as caught:
            action.undo(place._replace(aborting=True))
        assert caught.value.code == "damaged"
        assert lasting_rows(importing.site) == rows
    importing.notes.data = whole
    action.undo(place._replace(aborting=True))
    assert importing.site.php("return get_option('blogname');") != "Other"
