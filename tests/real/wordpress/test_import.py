"""A document comes into a real WordPress with everything that it has."""

# ruff: noqa: E501 - statements of PHP and SQL read better on one line
from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from launcher.demo.wordpress.document import File, Post, SiteDocument, Size, Term, size_path
from tests.real.wordpress.conftest import make_importing
from tests.support.wordpress.cores import DEBIAN, NEWER
from tests.support.wordpress.documents import AWKWARD, THEME, whole_document
from tests.support.wordpress.importing import lasting_rows
from tests.support.wordpress.site import ADDRESS

if TYPE_CHECKING:
    from tests.support.wordpress.importing import Importing
    from tests.support.wordpress.site import Sites, WordPressSite

_MAKE_SIZES = """
require_once ABSPATH . 'wp-admin/includes/image.php';
$upload = wp_upload_dir('2024/05');
$id = wp_insert_attachment(['post_mime_type' => 'image/jpeg', 'post_title' => 'x'], $upload['path'] . '/hero.jpg');
$metadata = wp_generate_attachment_metadata($id, $upload['path'] . '/hero.jpg');
wp_update_attachment_metadata($id, $metadata);
global $wpdb;
$stored = $wpdb->get_var("SELECT meta_value FROM $wpdb->postmeta WHERE post_id = $id
    AND meta_key = '_wp_attachment_metadata'");
foreach (['posts' => 'ID', 'postmeta' => 'post_id'] as $table => $key) {
    $wpdb->query("DELETE FROM {$wpdb->$table} WHERE $key = $id");
}
return ['metadata' => $metadata, 'stored' => $stored];
"""


def draw(site: WordPressSite) -> tuple[File, dict[str, Any]]:
    """Put a picture with all its sizes, as WordPress makes them, into the uploads; return what it notes."""
    folder = site.uploads / "2024/05"
    folder.mkdir(parents=True)
    Image.new("RGB", (1800, 1200), "teal").save(folder / "hero.jpg")
    made = site.php(_MAKE_SIZES)
    sizes = {name: Size(size["width"], size["height"]) for name, size in made["metadata"]["sizes"].items()}
    path = PurePosixPath("2024/05/hero.jpg")
    return File(PurePosixPath("x"), path, made["metadata"]["width"], made["metadata"]["height"], sizes), made


@pytest.fixture(scope="module", params=[(DEBIAN, False), (NEWER, False), (NEWER, True)], ids=["6.1", "6.5", "sqlite"])
def arrived(request: pytest.FixtureRequest, sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Arrived:
    version, sqlite = request.param
    importing = make_importing(sites, tmp_path_factory.mktemp("site"), version, sqlite=sqlite)
    picture, made = draw(importing.site)
    document = whole_document(picture)
    answer = importing.bring(document)
    return Arrived(importing, document, answer, made)


class Arrived:
    def __init__(self, importing: Importing, document: Any, answer: Any, made: dict[str, Any]) -> None:
        self.importing, self.site = importing, importing.site
        self.document, self.answer, self.made = document, answer, made
        self.ids = importing.ids()

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = self.site.php(
            """global $wpdb;
            return ['posts' => array_map(static fn($row) => (array) get_post((int) $row), $wpdb->get_col("SELECT ID FROM $wpdb->posts")),
                'meta' => $wpdb->get_results("SELECT post_id, meta_key, meta_value FROM $wpdb->postmeta ORDER BY meta_id", ARRAY_N)];"""
        )
        return found

    def post(self, ref: str) -> dict[str, Any]:
        """Return a post as WordPress has it."""
        found: dict[str, Any] = next(post for post in self._rows["posts"] if post["ID"] == self.ids[ref])
        return found

    def meta(self, ref: str) -> dict[str, list[str]]:
        """Return the meta fields of a post as the database has them."""
        found: dict[str, list[str]] = {}
        for post, key, value in self._rows["meta"]:
            if int(post) == self.ids[ref]:
                found.setdefault(key, []).append(value)
        return found


def test_the_importer_says_what_it_did(arrived: Arrived) -> None:
    assert arrived.answer["added"] == len(arrived.ids)
    assert [arrived.answer[key] for key in ("changed", "removed", "kept", "released", "lost", "notes")] == [
        0,
        0,
        [],
        [],
        [],
        [],
    ]


def test_a_text_arrives_byte_for_byte(arrived: Arrived) -> None:
    about = arrived.post("page/about")
    assert about["post_content"] == AWKWARD
    assert arrived.meta("post/first")["awkward"] == [AWKWARD]
    first = arrived.post("post/first")
    assert (first["post_title"], first["post_excerpt"]) == ("First & \\foremost", "An 'excerpt' \\")


def test_references_become_numbers_and_addresses(arrived: Arrived) -> None:
    hero = arrived.ids["attachment/hero"]
    content = arrived.post("post/first")["post_content"]
    assert f'"id":{hero},' in content
    assert f"wp-image-{hero}" in content
    assert f'src="{ADDRESS}/wp-content/uploads/2024/05/hero.jpg"' in content
    assert content.endswith(f"{{launcher:id:x}} {ADDRESS}/wp-content/themes/{THEME}/style.css")
    assert arrived.post("page/home")["post_content"] == f"<p>{arrived.ids['post/first']}</p>"
    assert arrived.post("page/about/team")["post_parent"] == arrived.ids["page/about"]
    assert arrived.meta("post/first")["_thumbnail_id"] == [str(hero)]


def test_stored_values_are_what_php_serialises(arrived: Arrived) -> None:
    meta = arrived.meta("post/first")
    about, home = arrived.ids["page/about"], str(arrived.ids["page/home"])
    assert meta["related"] == [f'a:4:{{i:0;i:{about};i:1;s:{len(home)}:"{home}";i:2;i:3;i:3;b:0;}}']
    assert meta["broken"] == ['a:1:{s:3:"too short";}']
    assert (meta["plain"], meta["empty"]) == (["one", "two"], [""])
    settings = arrived.site.php("return get_option('demo_settings');")
    assert settings == {"page": about, "ratio": 1.5, "on": True, "list": ["\\", "'"], "none": None}
    assert arrived.site.php("return get_class(get_option('demo_object')) . get_option('demo_object')->name;") == (
        f"stdClass{ADDRESS}/about/"
    )
    text = arrived.site.php(
        """global $wpdb;
        return $wpdb->get_var("SELECT option_value FROM $wpdb->options WHERE option_name = 'demo_text'");"""
    )
    assert text == 'a:1:{i:0;s:99:"wrong length";}'


def test_dates_follow_the_time_zone_and_drafts_have_none_in_utc(arrived: Arrived) -> None:
    first, draft, later = (arrived.post(ref) for ref in ("post/first", "post/draft", "post/later"))
    assert (first["post_date"], first["post_date_gmt"]) == ("2024-05-01 12:00:00", "2024-05-01 10:00:00")
    assert (first["post_modified"], first["post_modified_gmt"]) == ("2024-06-01 12:00:00", "2024-06-01 10:00:00")
    assert (draft["post_status"], draft["post_date_gmt"]) == ("draft", "0000-00-00 00:00:00")
    assert later["post_status"] == "future"
    assert arrived.site.php("return wp_next_scheduled('publish_future_post', [$given['id']]);", id=later["ID"]) > 4e9


def test_terms_comments_and_authors_hang_together(arrived: Arrived) -> None:
    found = arrived.site.php(
        """$terms = [];
        foreach (wp_get_object_terms($given['post'], ['category', 'post_tag'], ['orderby' => 'slug']) as $term) {
            $parent = $term->parent ? get_term($term->parent)->slug : '';
            $terms[] = [$term->slug, $term->name, $parent, $term->count, get_term_meta($term->term_id)['colour'] ?? []];
        }
        $comments = array_map(static fn($c) => [$c->comment_author, $c->comment_content, $c->comment_date_gmt,
            $c->comment_approved, $c->comment_parent ? get_comment($c->comment_parent)->comment_author : '', (int) $c->user_id],
            get_comments(['post_id' => $given['post'], 'status' => 'all', 'order' => 'ASC']));
        $author = get_userdata(get_post($given['post'])->post_author);
        return [$terms, $comments, (int) get_post($given['post'])->comment_count, [$author->user_login, $author->display_name,
            $author->last_name, $author->description, $author->roles, $author->user_nicename],
            get_term_by('slug', 'news', 'category')->description];""",
        post=arrived.ids["post/first"],
    )
    terms, comments, count, author, description = found
    assert [term[:4] for term in terms] == [["local", "Local", "news", 1], ["tea", "Tea", "", 1]]
    assert terms[0][4] == ["red"]
    amara = arrived.ids["author/amara"]
    assert comments == [
        ["Cy", "Nice \\ <b>work</b>", "2024-05-02 07:00:00", "1", "", 0],
        ["Amara", "Thanks", "2024-05-02 08:00:00", "1", "Cy", amara],
        ["Di", "Waiting", "2024-05-03 08:00:00", "0", "", 0],
    ]
    assert count == 2
    assert author == ["amara", "Amara O'Neil", "O'Neil", "Writes \\ things", ["editor"], "amara"]
    assert description == "All \\ the news"


def test_a_picture_is_known_as_wordpress_itself_would_know_it(arrived: Arrived) -> None:
    assert set(arrived.made["metadata"]["sizes"]) >= {"thumbnail", "medium", "large", "medium_large", "1536x1536"}
    meta = arrived.meta("attachment/hero")
    assert meta["_wp_attachment_metadata"] == [arrived.made["stored"]]
    assert meta["_wp_attached_file"] == ["2024/05/hero.jpg"]
    assert meta["_wp_attachment_image_alt"] == ["A hill \\ at dawn"]
    shown = arrived.site.php(
        "return wp_get_attachment_image($given['id'], 'large');", id=arrived.ids["attachment/hero"]
    )
    assert "hero-1024x683.jpg" in shown
    assert "srcset=" in shown


def test_menus_have_their_places_parents_and_targets(arrived: Arrived) -> None:
    found = arrived.site.php(
        """$places = get_nav_menu_locations();
        $items = wp_get_nav_menu_items($places['primary']);
        $titles = [];
        foreach ($items as $item) { $titles[$item->ID] = $item->title; }
        return [wp_get_nav_menu_object($places['footer'])->slug, array_map(static fn($i) => [$i->title, $i->url,
            $titles[$i->menu_item_parent] ?? '', $i->target, array_values(array_filter($i->classes)), $i->xfn, $i->attr_title,
            $i->description, $i->_invalid ?? false], $items), wp_get_nav_menu_object($places['primary'])->count];"""
    )
    foot, items, count = found
    assert (foot, count) == ("foot", 6)
    assert items == [
        ["Home", f"{ADDRESS}/", "", "", [], "", "", "", False],
        ["More \\ of us", f"{ADDRESS}/about/", "", "", ["a", "b"], "", "", "What &#038; who", False],
        ["Local", f"{ADDRESS}/category/news/local/", "More \\ of us", "", [], "", "", "", False],
        ["Deep", f"{ADDRESS}/x/", "Local", "", [], "", "", "", False],
        ["Team", f"{ADDRESS}/about/team/", "More \\ of us", "_blank", [], "me", "T&#8217;itle", "", False],
        ["Posts", f"{ADDRESS}/blog/", "", "", [], "", "", "", False],
    ]


def test_the_site_has_the_theme_its_settings_and_its_front_page(arrived: Arrived) -> None:
    found = arrived.site.php(
        """return [get_option('blogname'), get_option('blogdescription'), get_stylesheet(), get_template(),
        get_option('timezone_string'), get_option('permalink_structure'), get_option('show_on_front'),
        (int) get_option('page_on_front'), (int) get_option('page_for_posts'), (int) get_option('posts_per_page'),
        get_theme_mod('background_color'), get_theme_mod('custom_logo'), wp_get_custom_css(), get_option('sticky_posts'),
        get_permalink($given['post']), get_page_template_slug($given['about'])];""",
        post=arrived.ids["post/first"],
        about=arrived.ids["page/about"],
    )
    ids = arrived.ids
    assert found[:10] == [
        "Demo &amp; S\u00f6hne",
        "It&#039;s &quot;quoted&quot;",
        THEME,
        THEME,
        "Europe/Berlin",
        "/%year%/%postname%/",
        "page",
        ids["page/home"],
        ids["page/blog"],
        7,
    ]
    assert found[10:14] == ["d1e4dd", ids["attachment/hero"], "body { color: #123456 }", [ids["post/first"]]]
    assert found[14:] == [f"{ADDRESS}/2024/first/", "templates/wide.php"]


def test_widgets_stand_in_their_sidebar_and_those_of_before_wait(arrived: Arrived) -> None:
    lists, text, block = arrived.site.php(
        """$lists = wp_get_sidebars_widgets();
        $text = get_option('widget_text')[(int) substr($lists['sidebar-1'][0], 5)];
        return [$lists, $text, get_option('widget_block')[(int) substr($lists['sidebar-1'][1], 6)]];"""
    )
    assert len(lists["sidebar-1"]) == 2
    assert text == {"title": "Hello", "text": f"See {ADDRESS}/about/", "filter": True}
    assert block == {"content": "<!-- wp:search /-->"}
    assert set(lists["wp_inactive_widgets"]) >= {"block-2", "block-3", "block-4"}


def test_a_new_theme_stays_as_it_is_at_the_next_visit(arrived: Arrived) -> None:
    """WordPress moves menus and widgets about at the first request after a change of theme."""
    look = "return [get_nav_menu_locations(), wp_get_sidebars_widgets(), get_option('theme_switched')];"
    arrived.site.php("do_action('check_theme_switched'); check_theme_switched(); return 0;")
    places, lists, switched = arrived.site.php(look)
    assert set(places) == {"primary", "footer"}
    assert [one.rpartition("-")[0] for one in lists["sidebar-1"]] == ["text", "block"]
    assert not switched


def test_everything_is_as_it_was_imported(arrived: Arrived) -> None:
    assert set(arrived.importing.fates().values()) == {"unchanged"}


def test_a_second_time_nothing_happens(importing: Importing) -> None:
    importing.bring(whole_document())
    before = lasting_rows(importing.site)
    answer = importing.bring(whole_document())
    assert [answer[key] for key in ("added", "changed", "removed")] == [0, 0, 0]
    assert lasting_rows(importing.site) == before


def test_rows_are_the_same_as_those_that_wordpress_writes_itself(importing: Importing) -> None:
    importing.bring(whole_document())
    ids = importing.ids()
    pairs = importing.site.php(
        """global $wpdb;
        kses_remove_filters();
        $row = static fn($table, $key, $id) => $wpdb->get_row("SELECT * FROM {$wpdb->$table} WHERE $key = $id", ARRAY_A);
        $p = $row('posts', 'ID', $given['post']);
        $c = $row('comments', 'comment_ID', $given['comment']);
        $u = $row('users', 'ID', $given['user']);
        $post = wp_insert_post(wp_slash(array_intersect_key($p, array_flip(['post_content', 'post_title', 'post_excerpt',
            'post_date', 'post_author', 'comment_status', 'ping_status'])) + ['post_status' => 'publish', 'post_name' => 'twin']));
        $comment = wp_insert_comment(wp_slash(array_intersect_key($c, array_flip(['comment_author', 'comment_content',
            'comment_author_email', 'comment_date'])) + ['comment_post_ID' => $given['post']]));
        $user = wp_insert_user(wp_slash(['user_login' => 'twin', 'user_pass' => 'x', 'display_name' => $u['display_name'],
            'first_name' => 'Amara', 'last_name' => "O'Neil", 'nickname' => $u['display_name'],
            'description' => 'Writes \\\\ things', 'role' => 'editor']));
        $meta = static fn($id) => $wpdb->get_results("SELECT meta_key, meta_value FROM $wpdb->usermeta WHERE user_id = $id
            AND meta_key NOT LIKE '\\_launcher%' ORDER BY meta_key", ARRAY_N);
        return [[$p, $row('posts', 'ID', $post)], [$c, $row('comments', 'comment_ID', $comment)],
            [$u, $row('users', 'ID', $user)], [$meta($given['user']), $meta($user)]];""",
        post=ids["post/first"],
        comment=ids["comment/1"],
        user=ids["author/amara"],
    )
    own = {"ID", "post_name", "guid", "post_modified", "post_modified_gmt", "comment_count", "comment_ID", "user_login"}
    own |= {"user_pass", "user_nicename", "user_registered", "comment_author_IP", "comment_agent"}
    for ours, theirs in pairs[:3]:
        assert {key: value for key, value in ours.items() if key not in own} == {
            key: value for key, value in theirs.items() if key not in own
        }
    assert pairs[3][0] == pairs[3][1]


def test_numbers_of_which_something_is_left_are_not_given_again(importing: Importing) -> None:
    """What was a user's or a post's may still be there, its rights too."""
    for number in range(2, 30):
        importing.site.sql(
            "INSERT INTO wp_usermeta (user_id, meta_key, meta_value) VALUES"
            f""" ({number}, 'wp_capabilities', 'a:1:{{s:13:"administrator";b:1;}}');"""
            f"INSERT INTO wp_postmeta (post_id, meta_key, meta_value) VALUES ({number}, '_thumbnail_id', '1')"
        )
    importing.bring(whole_document())
    assert min(number for ref, number in importing.ids().items() if ref.startswith(("author", "post/"))) == 30
    roles = importing.site.php("return get_userdata($given['id'])->roles;", id=importing.ids()["author/bo"])
    assert roles == ["author"]
    assert set(importing.fates().values()) == {"unchanged"}


@pytest.mark.parametrize(
    ("zone", "name", "offset", "utc"),
    [
        ("UTC+5:30", "", "5.5", "04:30:00"),
        ("UTC-3:30", "", "-3.5", "13:30:00"),
        ("UTC+5.75", "", "5.75", "04:15:00"),
        ("Asia/Kolkata", "Asia/Kolkata", "", "04:30:00"),
    ],
)
def test_a_time_zone_may_be_a_name_or_an_offset(
    importing: Importing, zone: str, name: str, offset: str, utc: str
) -> None:
    importing.bring(SiteDocument(timezone=zone, posts=(Post("a", "post", "a", "A", date="2024-05-01 10:00:00"),)))
    query = "SELECT option_value FROM wp_options WHERE option_name IN ('gmt_offset', 'timezone_string') ORDER BY option_name"
    assert importing.site.sql(query) == [[offset], [name]]
    assert importing.site.sql("SELECT post_date_gmt FROM wp_posts WHERE post_name = 'a'") == [[f"2024-05-01 {utc}"]]


def test_slugs_and_addresses_are_cut_to_what_a_column_holds(importing: Importing) -> None:
    encoded, plain = "ab" + "%e3%81%82" * 22, "\u3042" * 200
    name = "x" * 240 + ".txt"
    importing.bring(
        SiteDocument(
            posts=(
                *(Post(f"post/{number}", "post", encoded, "A") for number in (1, 2)),
                *(Post(f"post/{number}", "post", plain, "A") for number in (3, 4)),
                Post(
                    "file", "attachment", "f", "F", status="inherit", file=File(PurePosixPath("x"), PurePosixPath(name))
                ),
            )
        )
    )
    slugs = [slug for [slug] in importing.site.sql("SELECT post_name FROM wp_posts WHERE post_title = 'A' ORDER BY ID")]
    assert slugs == [encoded, "ab" + "%e3%81%82" * 21 + "-2", plain, "\u3042" * 198 + "-2"]
    assert importing.site.php("return wp_get_attachment_url($given['id']);", id=importing.ids()["file"]).endswith(name)


def test_a_post_without_a_category_has_that_of_the_site(importing: Importing) -> None:
    importing.bring(
        SiteDocument(terms=(Term("t", "post_tag", "t", "T"),), posts=(Post("a", "post", "a", "A", terms=("t",)),))
    )
    look = "return [wp_list_pluck(get_the_category($given['id']), 'slug'), wp_list_pluck(get_the_tags($given['id']), 'slug')];"
    assert importing.site.php(look, id=importing.ids()["a"]) == [["uncategorized"], ["t"]]


def test_sizes_of_a_picture_are_found_whatever_its_name(importing: Importing) -> None:
    folder = importing.site.uploads / "2024"
    folder.mkdir()
    for name in ("H\u00fct\u4e16.JPG", "H\u00fct\u4e16-30x20.jpg"):
        (folder / name).write_bytes(b"x")
    path = PurePosixPath("2024/H\u00fct\u4e16.JPG")
    assert size_path(path, Size(30, 20)).name == "H\u00fct\u4e16-30x20.jpg"
    picture = File(PurePosixPath("x"), path, 300, 200, {"thumbnail": Size(30, 20)})
    importing.bring(SiteDocument(posts=(Post("a", "attachment", "a", "A", status="inherit", file=picture),)))
    sizes = importing.site.php("return wp_get_attachment_metadata($given['id'])['sizes'];", id=importing.ids()["a"])
    assert sizes["thumbnail"]["file"] == "H\u00fct\u4e16-30x20.jpg"
