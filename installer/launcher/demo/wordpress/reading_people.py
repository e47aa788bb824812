"""Authors and terms of a site document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.demo.wordpress import rules
from launcher.demo.wordpress.document import Author, Term

if TYPE_CHECKING:
    from launcher.demo.wordpress.reading_fields import SiteFields

# What WordPress's sanitize_user lets through in its strict form.
_LOGIN = r"[A-Za-z0-9_.@-](?:[A-Za-z0-9 _.@-]*[A-Za-z0-9_.@-])?"


def read_author(fields: SiteFields) -> Author:
    """Return an author."""
    fields.only(
        "ref", "login", "name", "first_name", "last_name", "description", "url", "email", "role", "meta"
    )  # fmt: skip
    login = fields.matching("login", _LOGIN, "letters without accents, digits and any of _.@-", empty=False)
    if len(login) > rules.LONGEST_LOGIN:
        raise fields.wrong(f'"login" must be at most {rules.LONGEST_LOGIN} characters long', "login")
    meta = fields.meta()
    for key, _ in meta:
        # They say who may do what and who is logged in: PREFIX_capabilities, PREFIX_user_level, session_tokens.
        if key.endswith(("capabilities", "user_level")) or key in {"session_tokens", "_application_passwords"}:
            raise fields.wrong(f'"{key}" is nothing that a bundle may say of a user', "meta")
    return Author(
        ref=fields.reference("ref", empty=False),
        login=login,
        name=fields.plain("name", rules.LONGEST_NAME, empty=False),
        first_name=fields.plain("first_name", rules.LONGEST_NAME),
        last_name=fields.plain("last_name", rules.LONGEST_NAME),
        description=fields.long("description"),
        url=read_url(fields, rules.LONGEST_AUTHOR_URL),
        email=read_email(fields),
        role=fields.choice("role", rules.ROLES, "author"),
        meta=meta,
    )


def read_term(fields: SiteFields) -> Term:
    """Return a term of a taxonomy that is no menu."""
    fields.only("ref", "taxonomy", "slug", "name", "description", "parent", "meta")
    taxonomy = fields.matching("taxonomy", rules.TAXONOMY, "letters, digits, _ and -", empty=False)
    if len(taxonomy) > rules.LONGEST_TAXONOMY:
        raise fields.wrong(f'"taxonomy" must be at most {rules.LONGEST_TAXONOMY} characters long', "taxonomy")
    if taxonomy == "nav_menu":
        raise fields.wrong("menus have a place of their own, menus", "taxonomy")
    return Term(
        ref=fields.reference("ref", empty=False),
        taxonomy=taxonomy,
        slug=fields.plain("slug", rules.LONGEST_SLUG, empty=False),
        name=fields.plain("name", rules.LONGEST_SLUG, empty=False),
        description=fields.long("description"),
        parent=fields.reference("parent"),
        meta=fields.meta(),
    )


def read_email(fields: SiteFields) -> str:
    """Return an address that reaches nobody."""
    email = fields.plain("email", rules.LONGEST_EMAIL)
    problem = rules.email_problem(email)
    if problem:
        raise fields.wrong(f'"email" {problem}', "email")
    return email


def read_url(fields: SiteFields, longest: int = rules.LONGEST_URL) -> str:
    """Return an address on the web, which may be a token."""
    url = fields.matching("url", rules.WEB_ADDRESS, "an http or https address")
    if len(url) > longest:
        raise fields.wrong(f'"url" must be at most {longest} characters long', "url")
    return url
