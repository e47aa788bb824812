"""What a site document may hold: lengths of WordPress's columns, names of things, options that no bundle may set."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

# Lengths of the columns of wp-admin/includes/schema.php; a longer text would be cut off, or refused, by the database.
LONGEST_SLUG = 200
LONGEST_TYPE = 20
LONGEST_TAXONOMY = 32
LONGEST_LOGIN = 60
LONGEST_EMAIL = 100
LONGEST_URL = 200
LONGEST_AUTHOR_URL = 100
LONGEST_NAME = 250
LONGEST_META_KEY = 255
LONGEST_OPTION = 191
LONGEST_PASSWORD = 255
LONGEST_MIME_TYPE = 100
LONGEST_TEXT = 65_535  # bytes of TEXT: titles and excerpts
LONGEST_COMMENT_AUTHOR = 255  # bytes of TINYTEXT
#: Bytes of a post with all that is its own, of a site document in parts: MariaDB takes no longer statement by default.
LONGEST_POST = 16 * 1024 * 1024
#: Into how many files a site document may be divided.
MAX_PARTS = 9999

#: A reference: one line that fits into a token, nothing around it.
REF = re.compile(r"[^\s{}\x00-\x1f\x7f](?:[^{}\x00-\x1f\x7f\u2028\u2029]{0,498}[^\s{}\x00-\x1f\x7f])?")
#: What WordPress's sanitize_key lets through.
KEY = re.compile(r"[a-z0-9_-]+")
#: A taxonomy. register_taxonomy takes any name: themes use capital letters, attributes of a shop letters of any script.
TAXONOMY = re.compile(r"[\w-]+")
#: The folder of a theme.
THEME_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*", re.IGNORECASE)
#: An address of a menu's entry that is no script, and a target such as _blank.
MENU_ADDRESS = r"(?!\s*(?i:javascript|data|vbscript)\s*:)[^\x00-\x1f\x7f<>\"]*"
MENU_TARGET = r"_[a-z]+"
#: How deeply the entries of a menu may be nested.
MENU_DEPTH = 20
#: How many whole levels a parent, a reply or a menu entry may be deep.
MAX_DEPTH = 100

#: Who an author of a bundle may become. An administrator of a stranger's would own the site.
ROLES = ("subscriber", "contributor", "author", "editor")
# Addresses that reach nobody (RFC 2606): any other would let its owner ask for a new password of the author's account.
_RESERVED = re.compile(
    r"[^@\s{}]+@(?:[a-z0-9-]+\.)*(?:example\.(?:com|net|org)|example|invalid|test|localhost)", re.IGNORECASE
)
_ANSWER = re.compile(r"\{launcher:answer:[a-z][a-z0-9_]*\}")

#: An address on the web, which may be a token.
WEB_ADDRESS = r"https?://[^\s<>\"']+|\{launcher:(?:url|answer):[^\s{}]+\}"

# Options that a bundle has no business with: who may log in, which code runs, where the site is, what WordPress counts
# and caches, and what the document has a place of its own for. In small letters.
_OPTIONS = frozenset((
    "active_plugins", "active_sitewide_plugins", "admin_email", "adminhash", "auth_key", "auth_salt",
    "auto_update_plugins", "auto_update_themes", "blogdescription", "blogname", "can_compress_scripts", "cron",
    "current_theme", "dashboard_widget_options", "db_upgraded", "db_version", "default_role",
    "finished_splitting_shared_terms", "fresh_site", "gmt_offset", "hack_file", "home", "html_type",
    "https_detection_errors", "initial_db_version", "logged_in_key", "logged_in_salt", "mailserver_login",
    "mailserver_pass", "mailserver_port", "mailserver_url", "nav_menu_options", "new_admin_email", "nonce_key",
    "nonce_salt", "page_for_posts", "page_on_front", "permalink_structure", "ping_sites", "posts_per_page",
    "recently_activated", "recovery_keys", "recovery_mode_email_last_sent", "rewrite_rules", "secret",
    "secure_auth_key", "secure_auth_salt", "show_on_front", "sidebars_widgets", "site_icon_preview", "siteurl",
    "sticky_posts", "stylesheet", "stylesheet_root", "template", "template_root", "theme_switched", "timezone_string",
    "uninstall_plugins", "upload_path", "upload_url_path", "user_count", "user_roles", "users_can_register",
    "wp_force_deactivated_plugins", "wplang",
))  # fmt: skip
# Endings that servers hand to PHP, whatever comes after them: Apache's AddHandler heeds each of x.php.jpg.
_PHP = frozenset(("php", "php3", "php4", "php5", "php7", "php8", "phtml", "phar", "pht", "phps", "shtml"))
# Files by which a folder says to a web server or to PHP how it is to be served.
_SERVER = frozenset((".htaccess", ".htpasswd", ".user.ini", "php.ini", "web.config"))
_OPTION_PREFIXES = ("_launcher_", "_transient_", "_site_transient_", "theme_mods_", "widget_", "mods_")
_OPTION_SUFFIX = "user_roles"  # its name begins with the prefix of the tables, whichever that is
#: Types of posts that are made of something else in a document, or are no content.
_TYPES = {
    "nav_menu_item": "menus have a place of their own, menus",
    "revision": "older versions of a post are no part of a demo",
    "customize_changeset": "settings that wait to be published are no part of a demo",
    "oembed_cache": "what others' sites answered is no part of a demo",
    "user_request": "requests for personal data are no part of a demo",
}


def option_problem(name: str) -> str:
    """Return why a bundle may not set an option of this name, "" where it may."""
    # For the collation of the column names are the same whatever their case and accents, with spaces at the end, or
    # with signs that nobody sees: "d\u00e9fault_role" is default_role.
    if not name or name != name.strip() or len(name) > LONGEST_OPTION or not (name.isascii() and name.isprintable()):
        return f"is no name of an option: at most {LONGEST_OPTION} letters without accents, digits and signs"
    folded = name.lower()
    if folded in _OPTIONS or folded.startswith(_OPTION_PREFIXES):
        return "is an option that a bundle may not set"
    return "is an option that a bundle may not set" if folded.endswith(_OPTION_SUFFIX) else ""


def type_problem(name: str) -> str:
    """Return why no post may be of this type, "" where one may."""
    if not KEY.fullmatch(name) or len(name) > LONGEST_TYPE:
        return f"is no type of at most {LONGEST_TYPE} small letters, digits, _ and -"
    return f"is no type of a post here: {_TYPES[name]}" if name in _TYPES else ""


def upload_problem(path: PurePosixPath) -> str:
    """Return why no bundle may bring a file of this path into the uploads folder, "" where one may."""
    return server_problem(path) or ("a bundle brings no PHP into the uploads folder" if is_php(path) else "")


def is_php(path: PurePosixPath) -> bool:
    """Say whether a web server may hand a file of this name to PHP."""
    # A name that begins with a point has an ending too: servers run ".php".
    return not _PHP.isdisjoint(path.name.casefold().split(".")[1:])


def server_problem(path: PurePosixPath) -> str:
    """Return why no bundle may bring a file of this name anywhere, "" where one may."""
    return (
        "a bundle brings no file that tells a web server or PHP what to do" if path.name.casefold() in _SERVER else ""
    )


def email_problem(address: str) -> str:
    """Return why no author and no comment may have this address, "" where one may."""
    if not address or _RESERVED.fullmatch(address) or _ANSWER.fullmatch(address):
        return ""
    return "must be an address that reaches nobody, such as name@example.com, or an answer"


def read_moment(text: str) -> str:
    """Return a moment as ``YYYY-MM-DD HH:MM:SS``; a day alone begins at midnight. ValueError for what is none."""
    if not text:
        return ""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None or not re.match(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?\Z", text):
        raise ValueError(text)
    return moment.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")
