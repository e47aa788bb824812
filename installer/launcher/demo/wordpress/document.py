"""The site document: everything that a WordPress site keeps in its database, with references instead of ids.

It stands in a bundle as ``wordpress/site.json`` (made by ``pack`` from an export; posts of a large site in parts beside
it) or ``wordpress/site.yaml`` (written by an author), it is made from a demo's articles where there are such, and the
importer writes it into a database.

**References.** Posts, terms, authors, comments and menus have a ``ref``, unique among all of them, such as
``post/hello-world``, ``page/about/team``, ``attachment/2024/05/hero.jpg``, ``category/news``, ``nav_menu/main``,
``author/amara``, ``comment/12``. Nothing in a document is a number of some database.

**Tokens.** In any text of a document ``{launcher:id:REF}`` stands for the number that the thing gets,
``{launcher:url:PATH}`` for the address of a root-relative path of the site (``/about/``) and
``{launcher:upload:PATH}`` for that of a file in the uploads folder; ``{launcher:theme:PATH}`` for that of a file of
the document's theme, ``{launcher:answer:KEY}`` for an answer (escaped for HTML in contents, excerpts, titles and
comments; as it is elsewhere), ``{launcher:literal}`` for the text ``{launcher:`` itself. Inside a
:class:`Structure` a mapping ``{"$id": "REF"}`` is the number as an integer.

**Stored values.** The value of a meta field or option is a string, stored as it is to the byte, or a
:class:`Structure`, which is stored as PHP serialises it: lists and mappings are arrays, ``{"$float": "1.5"}`` is a
float, ``{"$object": {...}}`` a ``stdClass``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import PurePosixPath

DOCUMENT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Structure:
    """A value that PHP keeps as an array, number, boolean or null: JSON, with ``$id``, ``$float``, ``$object``."""

    value: Any


#: What a meta field or an option holds.
Stored = str | Structure
#: Meta fields in their order; a key may stand several times.
Meta = tuple[tuple[str, Stored], ...]


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who wrote something; becomes a user who can log in once they set a password of their own."""

    ref: str
    login: str
    name: str
    first_name: str = ""
    last_name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""  # "" for one that reaches nobody
    role: str = "author"
    meta: Meta = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A category, tag or term of another taxonomy; menus are :class:`Menu`."""

    ref: str
    taxonomy: str
    slug: str
    name: str
    description: str = ""
    parent: str = ""  # a ref
    meta: Meta = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a post; the body is HTML, cleaned when the document is read."""

    ref: str
    author: str
    content: str
    date: str
    date_gmt: str
    email: str = ""
    url: str = ""
    parent: str = ""  # ref of a comment
    user: str = ""  # ref of an author
    approved: bool = True
    type: str = "comment"
    meta: Meta = ()


@dataclass(frozen=True, slots=True)
class Size:
    """One size of an attachment's picture, in pixels."""

    width: int
    height: int
    crop: bool = False  # cut to the aspect, else fitted


@dataclass(frozen=True, slots=True)
class File:
    """The file of an attachment: where it lies in the bundle and below the uploads folder, and its other sizes."""

    source: PurePosixPath
    path: PurePosixPath
    width: int = 0  # 0 for what is no picture
    height: int = 0
    sizes: Mapping[str, Size] = field(default_factory=dict)  # exact pixels; those of the site come on top


def size_path(path: PurePosixPath, size: Size) -> PurePosixPath:
    """Return where a size of the picture at ``path`` lies: beside it, the ending in small letters.

    After generate_filename of wp-includes/class-wp-image-editor.php, the same from 6.1 to 6.6.
    """
    return path.with_name(f"{path.stem}-{size.width}x{size.height}{path.suffix.lower()}")


@dataclass(frozen=True, slots=True)
class Post:
    """A row of the posts table: post, page, attachment, block template, part, navigation, custom type.

    Dates are ``YYYY-MM-DD HH:MM:SS`` in the site's time and in UTC; "" for the date of a draft in UTC and for what
    is to be as the other date says.
    """

    ref: str
    type: str
    slug: str
    title: str
    content: str = ""
    excerpt: str = ""
    status: str = "publish"
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    author: str = ""  # ref; "" for whoever installs
    parent: str = ""  # ref of a post
    order: int = 0
    comments_open: bool = False
    pings_open: bool = False
    password: str = ""
    mime_type: str = ""
    sticky: bool = False
    template: str = ""
    thumbnail: str = ""  # ref of an attachment
    terms: tuple[str, ...] = ()  # refs of terms
    meta: Meta = ()
    comments: tuple[Comment, ...] = ()
    file: File | None = None  # of an attachment
    origin: str = field(default="", compare=False)  # file and line of one that was read from a part; never written


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of a classic menu: a post or term (``object`` is its ref), an archive of a post type, or an address."""

    title: str
    type: str = "custom"  # or post_type, taxonomy, post_type_archive
    object: str = ""  # ref, or for an archive the post type's name
    url: str = ""
    target: str = ""
    classes: tuple[str, ...] = ()
    relation: str = ""
    description: str = ""
    attribute: str = ""  # the title attribute
    children: tuple[MenuItem, ...] = ()
    meta: Meta = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """A classic menu and the theme's locations that show it."""

    ref: str
    slug: str
    name: str
    locations: tuple[str, ...] = ()
    items: tuple[MenuItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget of a sidebar: ``base`` is its kind, such as ``text`` or ``block``."""

    base: str
    settings: Structure


@dataclass(frozen=True, slots=True)
class Theme:
    """The theme that is activated: its folder's name, its parent's, its settings and the picture sizes it registers."""

    stylesheet: str
    template: str = ""  # "" where it has no parent
    mods: Mapping[str, Stored] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)
    css: str = ""  # additional CSS


@dataclass(frozen=True, slots=True)
class SiteDocument:
    """Everything of one site. What is empty is left as the target has it."""

    title: str = ""
    tagline: str = ""
    language: str = ""
    timezone: str = ""  # of the IANA database, or "UTC+2"
    permalinks: str = ""  # such as /%postname%/
    front_page: str = ""  # ref of a page
    posts_page: str = ""  # ref of a page
    posts_per_page: int = 0
    theme: Theme | None = None
    options: Mapping[str, Stored] = field(default_factory=dict)
    authors: tuple[Author, ...] = ()
    terms: tuple[Term, ...] = ()
    posts: Sequence[Post] = ()  # a tuple, or LazyPosts, which are not in memory
    menus: tuple[Menu, ...] = ()
    sidebars: Mapping[str, tuple[Widget, ...]] = field(default_factory=dict)
