"""The WordPress platform: what of a bundle goes where in a WordPress, as a plan."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from launcher.errors import ContentError, TargetError
from launcher.platforms.wordpress.target import (
    WordPress,
    is_configured,
    is_wordpress,
    owner_of,
    read_core,
    read_probe,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from launcher.bundle.manifest import Manifest
    from launcher.demo.model import AnswerValue, Option
    from launcher.demo.wordpress.document import Post, SiteDocument
    from launcher.demo.wordpress.texts import Keys
    from launcher.platforms.base import Bundle
    from launcher.platforms.plan import Action, Plan
    from launcher.platforms.setup import SiteSetup
    from launcher.platforms.spool import Spool
    from launcher.platforms.wordpress.layout import Laid
    from launcher.platforms.wordpress.setup import Setting

#: What a post of a type is called in counts; other types go by their own name.
_KINDS = {
    "post": "posts",
    "page": "pages",
    "attachment": "attachments",
    "wp_navigation": "navigation menus",
    "wp_template": "templates",
    "wp_template_part": "template parts",
    "wp_block": "patterns",
    "wp_global_styles": "styles",
}


class WordPressPlatform:
    """Puts a demo into a WordPress."""

    name = "wordpress"

    def __init__(self, setup: SiteSetup | None = None) -> None:
        self._setup = setup

    def recognises(self, target: Path) -> bool:
        """Say whether ``target`` is a WordPress."""
        return is_wordpress(target)

    def options(self, manifest: Manifest) -> tuple[Option, ...]:
        """Return the demo's options: a WordPress itself knows where it is."""
        return manifest.options

    def setting_up(self, setup: SiteSetup) -> WordPressPlatform:
        """Return the platform that sets a WordPress up which has no configuration."""
        return WordPressPlatform(setup)

    @contextmanager
    def plan(self, bundle: Bundle, answers: Mapping[str, AnswerValue], target: Path) -> Iterator[Plan]:
        """Yield the plan; TargetError for a WordPress that cannot be used, ContentError for a wrong site document."""
        from launcher.platforms.spool import Spool
        from launcher.platforms.wordpress.layout import laid_out

        _check_bundle(bundle)
        site = find_site(target, self._setup)
        document = finished_document(bundle, answers)
        _check_theme(document, bundle, target, site)
        setting = None
        if self._setup is not None:
            from launcher.platforms.wordpress.setup import plan_setup

            setting = plan_setup(self._setup, target, document.title or bundle.manifest.title)
        with laid_out(bundle, document, answers, site) as laid, Spool() as spool:
            yield replace(_plan(bundle, answers, laid, setting, spool), owner=owner_of(target))


def find_site(target: Path, setup: SiteSetup | None = None) -> WordPress:
    """Return the WordPress in ``target``; TargetError where there is none that can be used, or set up as asked."""
    if not is_wordpress(target):
        raise TargetError(
            "it is no WordPress: it has no wp-load.php",
            where=target,
            hint="unpack a WordPress there first, or name another folder",
        )
    core = read_core(target)
    if not is_configured(target):
        if setup is None:
            raise TargetError(
                "this WordPress has no configuration (wp-config.php)",
                where=target,
                hint="--url, --db-name, --db-user, --admin-name and --admin-email set it up",
            )
        return core
    if setup is not None:
        raise TargetError(
            "this WordPress has a configuration, which is used as it is",
            where=target,
            hint="leave --url, --admin-... and --db-... out",
        )
    from launcher.platforms.wordpress.php import probe

    return read_probe(probe(target), target)


def finished_document(bundle: Bundle, answers: Mapping[str, AnswerValue]) -> SiteDocument:
    """Return the site document of a bundle, its parts checked, its answers put in."""
    from launcher.demo.wordpress.references import document_problems
    from launcher.platforms.wordpress.answers import put_answers, unknown_answers
    from launcher.platforms.wordpress.content import site_document

    document = site_document(bundle, answers)

    def unasked(thing: SiteDocument | Post, keys: Keys) -> Iterator[tuple[Keys, str]]:
        return unknown_answers(thing, answers, keys)

    for keys, problem in document_problems(document, unasked):
        raise ContentError(f"{place_text(keys)}: {problem}", where="the site document")
    return put_answers(document, answers)


def place_text(keys: tuple[str | int, ...]) -> str:
    """Return a place in a document as people write it, such as ``posts[3].title``, or ``FILE:17: title`` of a part."""
    if keys and ":" in str(keys[0]):
        return ": ".join(filter(None, (str(keys[0]), place_text(keys[1:]))))
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")


def counts_of(document: SiteDocument) -> dict[str, int]:
    """Return how many of each kind of thing a document brings; nothing that it has none of."""
    counts = _Counts()
    for _ in counts.passing(document.posts):
        pass
    return counts.all(document)


class _Counts:
    """Counts posts as they are gone through for something else: those of a large site are not read once more."""

    def __init__(self) -> None:
        self._posts: dict[str, int] = {}
        self._comments = 0

    def passing(self, posts: Iterable[Post]) -> Iterator[Post]:
        """Yield the posts."""
        for post in posts:
            kind = _KINDS.get(post.type, post.type)
            self._posts[kind] = self._posts.get(kind, 0) + 1
            self._comments += len(post.comments)
            yield post

    def all(self, document: SiteDocument) -> dict[str, int]:
        """Return all counts of a document whose posts have passed."""
        counts = {
            **self._posts,
            "comments": self._comments,
            "terms": len(document.terms),
            "authors": len(document.authors),
            "menus": len(document.menus),
            "widgets": sum(map(len, document.sidebars.values())),
            "options": len(document.options),
        }
        return {kind: count for kind, count in counts.items() if count}


def _check_bundle(bundle: Bundle) -> None:
    if bundle.manifest.wordpress is None:
        raise TargetError(
            f"{bundle.manifest.name} has nothing for WordPress",
            hint="its author adds `wordpress: true` to launcher.yaml; --platform static installs it as a static site",
        )


def _check_theme(document: SiteDocument, bundle: Bundle, target: Path, site: WordPress) -> None:
    """Refuse a document whose theme is neither in the bundle nor in the site."""
    from launcher.demo.wordpress.layout import THEMES
    from launcher.platforms.wordpress.files import places_of

    layout = bundle.manifest.wordpress
    assert layout is not None
    if document.theme is None:
        return
    places = {place for path in bundle.names() for place in places_of(path, layout)}
    for theme in filter(None, (document.theme.stylesheet, document.theme.template)):
        style = PurePosixPath(THEMES, theme, "style.css")
        if style not in places and not (target / site.themes / theme / "style.css").is_file():
            where = layout.root / style
            raise ContentError(f'the theme "{theme}" is neither in the bundle nor in the site', where=where)


def _plan(
    bundle: Bundle, answers: Mapping[str, AnswerValue], laid: Laid, setting: Setting | None, spool: Spool
) -> Plan:
    from launcher.demo.wordpress.writing import site_chunks
    from launcher.platforms.plan import Plan, Write
    from launcher.platforms.wordpress.actions import ImportAction
    from launcher.platforms.wordpress.setup import NAME as SETUP

    manifest = bundle.manifest
    counts = _Counts()
    payload = spool.fill(site_chunks(laid.document, counts.passing(laid.document.posts)))
    writes = [Write(path, content, 0o600 if path in laid.private else 0o666) for path, content in laid.files.items()]
    writes += () if setting is None else setting.writes
    actions: tuple[Action, ...] = (ImportAction(manifest.name, payload),)
    return Plan(
        name=manifest.name,
        version=manifest.version,
        digest=bundle.digest,
        platform=WordPressPlatform.name,
        answers=dict(answers),
        writes=tuple(sorted(writes, key=lambda write: str(write.path))),
        actions=actions if setting is None else (setting.action, *actions),
        images=tuple(sorted(laid.images, key=lambda entry: str(entry.path))),
        counts=counts.all(laid.document),
        lasting=frozenset({SETUP}),
    )
