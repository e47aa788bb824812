"""Markdown as block markup, to the letter; that the editor agrees is tested in tests/real/wordpress/."""

from __future__ import annotations

import pytest

from launcher.platforms.wordpress_child.markdown import BlockRenderer
from launcher.platforms.wordpress_child.media import Media


def markup(text: str) -> str:
    media = Media("demo", {"images/a.jpg": (400, 300), "film.mp4": None}, places={}, theme="", front="/blog/")
    return BlockRenderer(media).render(text).html


PICTURE = (
    '<img class="wp-image-{launcher:id:attachment/images/a.jpg}" src="{launcher:upload:demo/images/a.jpg}" alt="y">'
)
LINKS = '<a href="{launcher:url:/a/}" title="T">x</a> <a href="https://e.example/?a&amp;b">y</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* **c** ~~d~~ `<e>`\nf  \ng", "a <em>b</em> <strong>c</strong> <s>d</s> <code>&lt;e&gt;</code> f<br>g"),
        ("\"Q\" & 'A' < B", "\"Q\" &amp; 'A' &lt; B"),
        ('[x](/a/ "T") [y](https://e.example/?a&b)', LINKS),
        ("x <kbd>y</kbd>", "x <kbd>y</kbd>"),
        ("x ![y](/images/a.jpg)", f"x {PICTURE}"),
    ],
)
def test_a_paragraph_is_rich_text(text: str, html: str) -> None:
    assert markup(text) == f"<!-- wp:paragraph -->\n<p>{html}</p>\n<!-- /wp:paragraph -->"


def test_a_heading_has_the_anchor_of_the_static_site() -> None:
    assert markup("## One\n\n### One") == (
        '<!-- wp:heading -->\n<h2 class="wp-block-heading" id="one">One</h2>\n<!-- /wp:heading -->\n\n'
        '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading" id="one-2">One</h3>\n<!-- /wp:heading -->'
    )


def test_a_picture_alone_is_an_image_with_its_title_below() -> None:
    number = "{launcher:id:attachment/images/a.jpg}"
    assert markup('![An "alt"](/images/a.jpg "A & B")') == (
        f'<!-- wp:image {{"id":{number},"sizeSlug":"full","linkDestination":"none"}} -->\n'
        '<figure class="wp-block-image size-full"><img src="{launcher:upload:demo/images/a.jpg}" '
        f'alt="An &quot;alt&quot;" class="wp-image-{number}"/>'
        '<figcaption class="wp-element-caption">A &amp; B</figcaption></figure>\n<!-- /wp:image -->'
    )


def test_a_list_that_holds_more_than_a_list_block_can_stays_html() -> None:
    assert markup("- a\n\n  b") == "<!-- wp:html -->\n<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>\n<!-- /wp:html -->"
    assert markup("3. a\n   - b").startswith(
        '<!-- wp:list {"ordered":true,"start":3} -->\n<ol start="3" class="wp-block-list">'
    )


def test_an_element_around_markdown_is_a_group_and_others_stay_html() -> None:
    assert markup('<aside class="note" id="n" aria-label="Hint">\n\n*x*\n\n</aside>') == (
        '<!-- wp:group {"tagName":"aside","className":"note","layout":{"type":"default"}} -->\n<aside id="n" '
        'class="wp-block-group note"><!-- wp:paragraph -->\n<p><em>x</em></p>\n<!-- /wp:paragraph --></aside>\n'
        "<!-- /wp:group -->"
    )
    styled = markup('<div style="color: red">\n\n*x*\n\n</div>\n\nafter')
    assert styled.startswith(
        '<!-- wp:html -->\n<div style="color: red">\n<p><em>x</em></p>\n</div>\n<!-- /wp:html -->\n\n'
    )


def test_a_film_with_a_caption_is_a_video() -> None:
    html = (
        '<figure>\n<video controls poster="/images/a.jpg" width="3">\n<source src="/film.mp4" type="video/mp4">\n'
        "<p>None</p>\n</video>\n<figcaption>A <b>film</b> &amp; more</figcaption>\n</figure>\n"
    )
    assert markup(html) == (
        '<!-- wp:video {"id":{launcher:id:attachment/film.mp4}} -->\n<figure class="wp-block-video"><video controls '
        'poster="{launcher:upload:demo/images/a.jpg}" src="{launcher:upload:demo/film.mp4}"></video>'
        '<figcaption class="wp-element-caption">A <b>film</b> &amp; more</figcaption></figure>\n<!-- /wp:video -->'
    )


def test_html_cannot_pretend_to_be_a_block() -> None:
    assert "<!-- wp:" not in markup("x <!-- wp:html -->").removeprefix("<!-- wp:paragraph")
    assert markup("<div>\n<!-- /wp:html --><!-- wp:shortcode -->\n</div>").count("wp:") == 2


def test_text_whose_tags_are_not_closed_stays_html() -> None:
    assert markup("a <b>c").startswith("<!-- wp:html -->\n<p>a <b>c</b></p>")
    assert markup("</i>a<br> <b>c &amp; d").startswith("<!-- wp:html -->\n<p>a<br> <b>c &amp; d</b></p>")


def test_code_keeps_its_lines_and_its_language() -> None:
    assert markup("```py\na[0] < b\n\nhttps://e.example/\n```") == (
        '<!-- wp:code {"className":"language-py"} -->\n<pre class="wp-block-code language-py"><code>a&#91;0] &lt; b\n\n'
        "https:&#47;&#47;e.example/</code></pre>\n<!-- /wp:code -->"
    )


def test_footnotes_lead_to_each_other() -> None:
    html = markup("A[^1]\n\n[^1]: Note")
    assert '<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>' in html
    assert 'id="fn1"' in html
    assert 'href="#fnref1"' in html
