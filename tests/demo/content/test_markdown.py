from __future__ import annotations

from launcher.demo.content.markdown import MarkdownRenderer, Rendered


def sizes(src: str) -> dict[str, int] | None:
    return {"width": 800, "height": 600} if src == "/images/a.jpg" else None


def render(text: str) -> Rendered:
    return MarkdownRenderer(sizes).render(text)


def test_headings_get_ids_that_are_unique() -> None:
    rendered = render("# Top\n\n## Über *uns* & `code`\n\n## Über uns & code\n\n### !!!\n\n##### Deep\n")
    assert '<h2 id="uber-uns-code">' in rendered.html
    assert [(item.id, item.text, item.level) for item in rendered.toc] == [
        ("uber-uns-code", "Über uns & code", 2), ("uber-uns-code-2", "Über uns & code", 2), ("section", "!!!", 3),
    ]  # fmt: skip


def test_an_image_of_the_bundle_has_its_size_and_loads_late() -> None:
    html = render("Text ![x](/images/a.jpg) ![y](/images/b.jpg)").html
    assert '<img src="/images/a.jpg" alt="x" width="800" height="600" loading="lazy" decoding="async" />' in html
    assert '<img src="/images/b.jpg" alt="y" />' in html


def test_an_image_alone_with_a_title_is_a_figure() -> None:
    html = render('![x](/images/b.jpg "A <b>")\n').html
    assert html == (
        '<figure class="figure"><img src="/images/b.jpg" alt="x" /><figcaption>A &lt;b&gt;</figcaption></figure>\n'
    )


def test_a_linked_image_alone_with_a_title_is_a_figure_too() -> None:
    html = render('[![x](/b.jpg "C")](/c/)\n').html
    assert html == (
        '<figure class="figure"><a href="/c/"><img src="/b.jpg" alt="x" /></a><figcaption>C</figcaption></figure>\n'
    )


def test_an_image_among_words_stays_in_its_paragraph() -> None:
    assert render('a ![x](/b.jpg "T")\n').html == '<p>a <img src="/b.jpg" alt="x" title="T" /></p>\n'


def test_tables_strikethrough_footnotes_and_html_work() -> None:
    html = render("|a|b|\n|-|-|\n|1|~~2~~|\n\nNote[^1].\n\n<div class='x'>y</div>\n\n[^1]: Foot.\n").html
    for part in ("<table>", "<s>2</s>", 'class="footnotes"', "<div class='x'>y</div>"):
        assert part in html


def test_text_is_what_a_reader_sees_and_the_lead_is_the_first_paragraph() -> None:
    rendered = render("![x](/b.jpg)\n\nFirst *words*\nhere &amp; there.\n\n- one\n- two\n\n<script>no</script>\n")
    assert rendered.lead == "First words here & there."
    assert rendered.text == "First words here & there. one two"
