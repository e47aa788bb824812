"""Block markup before the real block editor: what it is given is what it would save."""

from __future__ import annotations

import json
import random
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from launcher.data import shipped
from launcher.platforms.wordpress_child.markdown import BlockRenderer
from launcher.platforms.wordpress_child.media import Media
from tests.support.servers import serve_folder
from tests.support.wordpress.cores import DEBIAN, NEWER, core

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.xdist_group("wordpress-face")

PIECES = (
    'A paragraph with **bold *nested*** `code <x> & "y"`, ~~gone~~ and a [link](/a/?b=1&c=2#d "A \\"title\\"").',
    "Two\nlines, a hard\\\nbreak, nbsp\u00a0here, <kbd>Ctrl</kbd> &amp; &copy; 1 < 2, {launcher:literal}x}.",
    "Text ![inline](/images/a.jpg) text, <https://example.com/?x=1&y=2> and <b>open.",
    '![An "alt" & <more>](/images/a.jpg)',
    '![Alt](/images/a.jpg "Caption with -- dashes & <signs>")',
    '[![Linked](/images/a.jpg "T")](https://example.com/)\n\n![Elsewhere](https://example.com/x.png)',
    "# Title\n\n## Same\n\n### Same\n\n###### Deep `code` and *more*",
    "- one\n- two **b**\n  - inner\n    1. deep\n- [ ] three",
    "7. seven\n8. eight\n\n   - below",
    "- loose\n\n- list\n\n  with two paragraphs",
    "> quoted\n>\n> - list\n>\n> ![Alt](/images/a.jpg)",
    "```php\n<?php echo \"[gallery]\" && 'x'; // https://example.com/\n\nhttps://example.com/a\n```",
    "    indented <code>",
    "| A | B | C |\n|:--|:-:|--:|\n| 1 | **2** | `3` |\n| <i>4</i> | | [5](/x/) |",
    "---",
    '<aside class="note two" id="n" aria-label="Note">\n\n*Inside*\n\n- a\n\n</aside>',
    '<div style="color: red">\n\n*Styled*\n\n</div>',
    '<section>\n\n<div class="in">\n\nDeep\n\n</div>\n\n</section>',
    """<figure><video controls poster="/images/a.jpg"><source src="/film.mp4"></video>
<figcaption>A <b>film</b> &amp; more</figcaption></figure>""",
    "<table><tbody><tr><td>raw</td></tr></tbody></table>\n\n<!-- wp:paragraph --><!-- /wp:html -->",
    "A note[^1] and again[^1].\n\n[^1]: The note with *words*.",
)

CHECK = """(markups) => markups.map((markup) => {
  const blocks = wp.blocks.parse(markup);
  const bad = (all) => all.flatMap((block) => [
    ...(block.isValid && !['core/missing', 'core/freeform'].includes(block.name) ? [] : [block.name]),
    ...bad(block.innerBlocks),
  ]);
  return [bad(blocks), wp.blocks.serialize(blocks)];
})"""


def random_articles(count: int) -> list[str]:
    chance = random.Random(20261123)  # the same articles in every run
    return [*PIECES, *("\n\n".join(chance.sample(PIECES, chance.randint(2, 6))) for _ in range(count))]


def markup_of(article: str) -> str:
    media = Media("demo", {"images/a.jpg": (400, 300), "film.mp4": None}, places={}, theme="", front="/blog/")
    blocks = BlockRenderer(media).render(article).html
    blocks = re.sub(r"\{launcher:id:[^}]*\}", "12", blocks)
    return re.sub(r"\{launcher:(?:url|upload):/?([^}]*)\}", r"http://site.example/\1", blocks)


def editor_scripts(folder: Path) -> list[str]:
    """Return the scripts of the block library and what they need, in order, by WordPress's own list of them."""
    code = "define('ABSPATH', 'x'); echo json_encode(require $argv[1]);"
    listed = folder / "wp-includes/assets/script-loader-packages.min.php"
    done = subprocess.run(["php", "-r", code, "--", str(listed)], capture_output=True, check=True)
    packages: dict[str, dict[str, Any]] = json.loads(done.stdout)
    needs = {
        f"wp-{name.removesuffix('.min.js').removesuffix('.js')}": item["dependencies"]
        for name, item in packages.items()
    }
    needs["react-dom"] = ["react"]
    order: list[str] = []

    def add(name: str) -> None:
        for other in needs.get(name, []):
            if other not in order:
                add(other)
        order.append(name)

    add("wp-block-library")
    scripts = folder / "wp-includes/js/dist"
    places = [
        f"{'' if name in packages or name.startswith('wp-') else 'vendor/'}{name.removeprefix('wp-')}.min.js"
        for name in order
    ]
    found = [place if (scripts / place).exists() else f"vendor/wp-{place}" for place in places]
    return [f"wp-includes/js/dist/{place}" for place in found if (scripts / place).exists()]


@pytest.mark.parametrize("version", [DEBIAN, NEWER])
def test_the_editor_takes_every_block_and_would_save_the_same(
    version: str, browser: Browser, program: Callable[..., str]
) -> None:
    for name in ("php", "npm", "apt-get", "dpkg"):
        program(name)
    folder = core(version)
    with serve_folder(folder) as url:
        page = browser.new_page()
        page.goto(f"{url}readme.html")
        page.set_content("<!doctype html><meta charset='utf-8'><body>")
        for script in editor_scripts(folder):
            page.add_script_tag(url=url + script)
            if "lodash" in script:
                page.evaluate("() => { window.lodash = _.noConflict(); }")
        page.evaluate("() => wp.blockLibrary.registerCoreBlocks()")
        articles = random_articles(60)
        markups = [markup_of(article) for article in articles]
        answers = page.evaluate(CHECK, markups)
        theme = sorted((shipped("demo_content") / "wordpress/themes").glob("*/*/*.html"))
        assert len(theme) >= 10
        for path, (invalid, _) in zip(theme, page.evaluate(CHECK, [file.read_text() for file in theme]), strict=True):
            assert invalid == [], path
        page.close()
    for article, markup, (invalid, saved) in zip(articles, markups, answers, strict=True):
        assert invalid == [], article
        assert plain(saved) == plain(markup), article


def plain(markup: str) -> str:
    """Return markup without what differs between versions: whose a class is, and the spelling of free HTML."""
    markup = re.sub(r"(<!-- wp:html -->).*?(<!-- /wp:html -->)", r"\1\2", markup, flags=re.DOTALL)
    markup = re.sub(r',?"className":"wp-block-(?:list|heading)"', "", markup).replace(" {}", "")
    markup = re.sub(r'\{"hasFixedLayout":false\} ', "", markup).replace("{,", "{")
    # An attribute may hold "<" as it is.
    return markup.replace("&lt;more&gt;", "<more&gt;")
