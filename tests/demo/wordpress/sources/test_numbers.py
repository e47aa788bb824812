from __future__ import annotations

import pytest

from launcher.demo.wordpress.sources.numbers import Numbers

NUMBERS = Numbers(
    {1: "post/a", 2: "page/b", 7: "attachment/c", 8: "wpcf7_contact_form/d"},
    {"post/a": "post", "page/b": "page", "attachment/c": "attachment", "wpcf7_contact_form/d": "wpcf7_contact_form"},
    {1: "category/x", 2: "category/y", 7: "post_tag/z"},
    {1: "author/amara"},
)
A, B, C, D = (f"{{launcher:id:{ref}}}" for ref in NUMBERS.posts.values())
W = "{launcher:id:author/amara}"
X, Y, Z = (f"{{launcher:id:{ref}}}" for ref in NUMBERS.terms.values())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<!-- wp:image {"id":7,"width":"7px"} -->', f'<!-- wp:image {{"id":{C},"width":"7px"}} -->'),
        ('<!-- wp:core/block {"ref":2} /-->', f'<!-- wp:core/block {{"ref":{B}}} /-->'),
        ('<!-- wp:page-list {"parentPageID":2} /-->', f'<!-- wp:page-list {{"parentPageID":{B}}} /-->'),
        (
            '<!-- wp:navigation-link {"label":"X","type":"category","id":1,"kind":"taxonomy"} /-->',
            f'<!-- wp:navigation-link {{"label":"X","type":"category","id":{X},"kind":"taxonomy"}} /-->',
        ),
        (
            '<!-- wp:navigation-submenu {"id":2,"kind":"post-type"} -->',
            f'<!-- wp:navigation-submenu {{"id":{B},"kind":"post-type"}} -->',
        ),
        (
            '<!-- wp:latest-posts {"categories":[{"id":2,"name":"Y"}],"selectedAuthor":1} /-->',
            f'<!-- wp:latest-posts {{"categories":[{{"id":{Y},"name":"Y"}}],"selectedAuthor":{W}}} /-->',
        ),
        (
            '<!-- wp:query {"query":{"author":"1","exclude":[1],"categoryIds":[1,2],"perPage":2}} -->',
            f'<!-- wp:query {{"query":{{"author":"{W}","exclude":[{A}],"categoryIds":[{X},{Y}],"perPage":2}}}} -->',
        ),
        (
            '<!-- wp:query {"query":{"taxQuery":{"include":{"category":[1],"post_tag":[7]}}}} -->',
            f'<!-- wp:query {{"query":{{"taxQuery":{{"include":{{"category":[{X}],"post_tag":[{Z}]}}}}}}}} -->',
        ),
        ('<!-- wp:kadence/column {"id":2} -->', '<!-- wp:kadence/column {"id":2} -->'),
        ('<!-- wp:kadence/image {"id":7} -->', f'<!-- wp:kadence/image {{"id":{C}}} -->'),
        (
            '<!-- wp:contact-form-7/contact-form-selector {"id":8} -->',
            f'<!-- wp:contact-form-7/contact-form-selector {{"id":{D}}} -->',
        ),
        ('<!-- wp:html {"id":99} -->', '<!-- wp:html {"id":99} -->'),
        # No end of a block is the end of another.
        (
            '<!-- wp:image {"id":7 --> "id":7} <!-- wp:image {"id":7} -->',
            f'<!-- wp:image {{"id":7 --> "id":7}} <!-- wp:image {{"id":{C}}} -->',
        ),
    ],
)
def test_numbers_of_blocks_are_those_of_what_they_name(before: str, after: str) -> None:
    assert NUMBERS.text(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[gallery columns="2" ids="7,99" exclude=\'1\']', f'[gallery columns="2" ids="{C},99" exclude=\'{A}\']'),
        ('[gallery id="2"]', f'[gallery id="{B}"]'),
        ('{"a":"[gallery ids=\\"7\\"]"}', f'{{"a":"[gallery ids=\\"{C}\\"]"}}'),
        ('[vc_single_image image="7" img_size="2"]', f'[vc_single_image image="{C}" img_size="2"]'),
        ('[contact-form-7 id="8" title="2"]', f'[contact-form-7 id="{D}" title="2"]'),
        ('[contact-form-7 id="8ab" title="2"]', '[contact-form-7 id="8ab" title="2"]'),
        ('[tabs id="2"][gallery_of id="2"]', '[tabs id="2"][gallery_of id="2"]'),
    ],
)
def test_numbers_of_shortcodes_are_those_of_what_they_name(before: str, after: str) -> None:
    assert NUMBERS.text(before) == after


def test_a_picture_of_an_old_gallery_has_its_number_everywhere() -> None:
    before = '<img src="x" data-id="7" data-link="y" class="wp-image-7"/><a data-id="7">'
    assert NUMBERS.text(before) == f'<img src="x" data-id="{C}" data-link="y" class="wp-image-{C}"/><a data-id="7">'


def test_blocks_without_an_end_take_no_longer_than_others() -> None:
    text = '<!-- wp:image {"id":7 ' * 50_000
    assert NUMBERS.text(text) == text
