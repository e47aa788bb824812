"""Hostile comments, cleaned and then read by a real browser: nothing beyond the list is there, and nothing runs."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

from launcher.demo.content.comments import ALLOWED, clean_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ELEMENTS = (
    "a", "abbr", "applet", "audio", "b", "base", "blockquote", "body", "button", "code", "del", "details", "dialog",
    "div", "embed", "form", "frame", "frameset", "h1", "head", "html", "iframe", "img", "input", "isindex", "keygen",
    "link", "listing", "marquee", "math", "meta", "noembed", "noscript", "object", "option", "p", "plaintext", "q",
    "script", "select", "slot", "source", "style", "svg", "table", "template", "textarea", "title", "video", "xmp",
    "xss",
)  # fmt: skip
ATTRIBUTES = (
    "onload=ran()", "onerror=ran()", "onclick=ran()", "onfocus=ran() autofocus tabindex=1", "onmouseover=ran()",
    "ontoggle=ran() open", "onanimationstart=ran() style=animation:a", "style=background:url(javascript:ran())",
    "src=x:x onerror=ran()", "srcdoc='<script>parent.ran()</script>'", "href=javascript:ran()",
    "formaction=javascript:ran()", "action=javascript:ran()", "data=javascript:ran()", "background=javascript:ran()",
    "xlink:href=javascript:ran()", "id=body name=body", "class=x dir=rtl lang=xx", "contenteditable", "is=x-y",
    "slot=a part=b",
)  # fmt: skip
ADDRESSES = (
    "javascript:ran()", "JaVaScRiPt:ran()", "java\tscript:ran()", "java\nscript:ran()", "&#106;avascript:ran()",
    "&#x6A&#x61;vascript:ran()", "javascript&colon;ran()", "javascript&#58;ran()", "\x01javascript:ran()",
    " javascript:ran()", "&Tab;javascript:ran()", "javascript&NewLine;:ran()", "vbscript:ran()",
    "data:text/html,<script>ran()</script>", "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=ran()>", "blob:x", "file:///etc/passwd", "//evil.example/", "\\\\evil.example",
    "/\\evil.example", "https:evil.example", "https:///evil.example", "http://", "https://a b",
    "https://a.example/\u202ex", "https://a.example/\u200b", "https://a.example/\x7f", "ftp://a.example",
    "mailto:a@b", "tel:1", "feed:javascript:ran()", "view-source:x", "intent://x", "about:blank", "#x", "", "?x",
    "ws://a", "jar:x!/", "mhtml:x",
)  # fmt: skip
WRAPPERS = (
    "{0}", "<b>{0}</b>", "<svg>{0}</svg>", "<math><mtext>{0}</mtext></math>", "<noscript>{0}</noscript>",
    "<!--{0}-->", "<!--><b>{0}", "<style>{0}</style>", "<title>{0}</title>", "<textarea>{0}</textarea>",
    "<select>{0}</select>", "<table>{0}</table>", "<template>{0}</template>", "<svg><style>{0}</style></svg>",
    "<a title='{0}'>x</a>", "<b {0}", "<math><mi><table><mglyph><style><!--</style>{0}",
    "<svg></p><style><a id='</style>{0}'>", "]]>{0}", "<![CDATA[{0}]]>",
    "<form><math><mtext></form><form><mglyph><style></math>{0}", "<xmp><p title='</xmp>{0}'>", "<?php {0} ?>",
    "<%{0}%>",
)  # fmt: skip
# What the browser sees of each: elements with their attributes, and whether anything ran.
LOOK = """(bodies) => {
  window.count = 0;
  window.ran = () => { window.count += 1; };
  return bodies.map((body) => {
    const holder = document.createElement('div');
    document.body.append(holder);
    holder.innerHTML = body;
    const seen = [...holder.querySelectorAll('*')].map((element) =>
      [element.localName, [...element.attributes].map((each) => [each.name, each.value])]);
    for (const link of holder.querySelectorAll('a')) if (!link.href.startsWith('http')) link.click();
    for (const element of holder.querySelectorAll('*')) element.dispatchEvent(new Event('click'));
    holder.remove();
    return seen;
  });
}"""


def payloads() -> Iterator[str]:
    """Yield elements with attributes in wrappers, links to addresses, and each wrapper with a script."""
    wrappers = itertools.cycle(WRAPPERS)
    for count, (element, attribute) in enumerate(itertools.product(ELEMENTS, ATTRIBUTES)):
        # A third of all pairs has every element and attribute several times.
        if count % 3 == 0:
            yield next(wrappers).format(f"<{element} {attribute}>text</{element}>")
            yield f"<{element} {attribute}"
    for address in ADDRESSES:
        for quote in ("'", '"'):
            yield f"<a href={quote}{address}{quote}>x</a>"
            yield f"<q cite={quote}{address}{quote}>x</q>"
    for wrapper in WRAPPERS:
        yield wrapper.format("<script>ran()</script>")
        yield wrapper.format("<img src=x:x onerror=ran()>")


def test_no_comment_brings_anything_beyond_the_list_into_a_page(browser: Browser) -> None:
    tried = sorted(set(payloads()))
    assert len(tried) >= 500
    page = browser.new_page()
    seen = page.evaluate(LOOK, [clean_body(body) for body in tried])
    assert page.evaluate("new Promise((done) => setTimeout(() => done(window.count)))") == 0
    page.close()
    allowed = {tag: set(attributes) for tag, attributes in ALLOWED}
    for body, elements in zip(tried, seen, strict=True):
        for tag, attributes in elements:
            assert tag in allowed, f"{body!r} left <{tag}>"
            for name, value in attributes:
                assert name in allowed[tag], f"{body!r} left {name} on <{tag}>"
                if name in {"href", "cite"}:
                    assert value.lower().startswith(("http://", "https://")), f"{body!r} left {json.dumps(value)}"
