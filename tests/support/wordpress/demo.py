"""A small demo for WordPress alone: a block theme, a page, a post with a picture, an answer."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from launcher.bundle.pack import pack
from tests.support.trees import build_file_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_YAML = """
launcher: 1
name: clinic
version: VERSION
title: Clinic
license: MIT
platforms: [wordpress]
options:
  site_title: {ask: Title, default: The Clinic}
wordpress: true
configuration:
  - {file: wordpress/themes/clinic/answers.php, values: {title: {answer: site_title}}}
"""
_SITE = """
document: 1
title: "{launcher:answer:site_title}"
permalinks: /%postname%/
front_page: page/home
theme: {stylesheet: clinic, sizes: {card: {width: 400, height: 200, crop: true}}}
terms:
  - {ref: category/news, taxonomy: category, slug: news, name: News}
posts:
  - ref: page/home
    type: page
    slug: home
    title: Home
    date: 2024-05-01
    content: "<!-- wp:paragraph --><p>GREETING {launcher:answer:site_title}</p><!-- /wp:paragraph -->"
  - ref: post/one
    type: post
    slug: one
    title: One
    date: 2024-05-02
    terms: [category/news]
    thumbnail: attachment/hero
    content: >-
      <!-- wp:image {"id":{launcher:id:attachment/hero}} --><figure class="wp-block-image"><img
      src="{launcher:upload:2024/05/hero.jpg}" alt="" class="wp-image-{launcher:id:attachment/hero}"/></figure><!--
      /wp:image -->
  - ref: attachment/hero
    type: attachment
    slug: hero
    title: Hero
    date: 2024-05-01
    mime_type: image/jpeg
    file: {source: images/hero.jpg, path: 2024/05/hero.jpg}
    meta: {_wp_attachment_image_alt: A hero}
"""


def pack_demo(
    folder: Path,
    version: str = "1.0.0",
    greeting: str = "Hello",
    *,
    picture: bool = True,
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """Write the demo below ``folder`` and return its bundle.

    It is without its post and the picture of that if asked, and has ``more`` files.
    """
    photo = io.BytesIO()
    Image.linear_gradient("L").resize((1200, 800)).convert("RGB").save(photo, "JPEG")
    source = folder / f"demo-{version}"
    build_file_tree(
        source,
        {
            "launcher.yaml": _YAML.replace("VERSION", version),
            "images/hero.jpg": photo.getvalue(),
            "wordpress/site.yaml": (_SITE if picture else _SITE.partition("  - ref: post/one")[0]).replace(
                "GREETING", greeting
            ),
            **(more or {}),
            "wordpress/themes/clinic/style.css": "/*\nTheme Name: Clinic\nVersion: 1.0\n*/\n",
            "wordpress/themes/clinic/functions.php": "<?php\n",
            "wordpress/themes/clinic/templates/index.html": "<!-- wp:post-title /--><!-- wp:post-content /-->",
        },
    )
    return pack(source, folder / f"clinic-{version}.launcher.zip").path
