"""Templates that write a page as blocks, where its Markdown alone does not say how it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from launcher.demo.content.front_matter import split_front_matter
from launcher.demo.fields import Fields
from launcher.platforms.static_child.templates import Templates
from launcher.platforms.wordpress_child.blocks import attributes_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from launcher.platforms.static_child.context import Images
    from launcher.platforms.wordpress_child.media import Media


class BlockTemplates:
    """The templates of a demo's ``blocks`` folder, by the name of the static template that each stands for.

    A template may begin with front matter that names the theme's template for the page (``template: wide``).
    """

    def __init__(self, sources: Mapping[str, str], *, root: str, images: Images, media: Media) -> None:
        self._media = media
        self._theme_templates: dict[str, str] = {}
        bodies = {}
        for name, source in sources.items():
            bodies[name], self._theme_templates[name] = _read(source, f"{root}/{name}")
        functions = {
            "attachment": lambda src, alt="", caption="": media.attach(str(src), alt=str(alt), caption=str(caption))
        }
        filters = {
            "address": lambda url: media.address(str(url)),
            "block_json": lambda attributes: Markup(attributes_json(attributes)),  # noqa: S704  # nothing in it is markup
        }
        self._templates = Templates(
            bodies, root=root, site_url="", image_size=images.require, functions=functions, filters=filters
        )

    def find(self, *names: str) -> str:
        """Return the first name that there is a template for; "" for none."""
        return next((name for name in names if name in self._templates), "")

    def theme_template(self, name: str) -> str:
        """Return which of the theme's templates a page of this one asks for; "" for the usual."""
        return self._theme_templates[name]

    def render(self, name: str, context: Mapping[str, Any], *, url: str) -> str:
        """Return a page's blocks."""
        return self._media.rewrite(self._templates.render(name, context, url=url).strip())


def _read(source: str, where: str) -> tuple[str, str]:
    """Return a template without its front matter, its lines where they were, and the theme's template that it names."""
    if not source.startswith("---"):
        return source, ""
    parts = split_front_matter(source, where=where)
    fields = Fields(parts.document, title="the front matter")
    fields.only("template")
    return "\n" * (parts.body_line - 1) + parts.body, fields.text("template", "")
