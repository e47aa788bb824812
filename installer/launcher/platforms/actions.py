"""How an action is made again from what the journal or a receipt says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launcher.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from launcher.platforms.plan import Action


def _wordpress_import(data: Mapping[str, Any]) -> Action:
    from launcher.platforms.wordpress.actions import make_import

    return make_import(data)


def _wordpress_setup(data: Mapping[str, Any]) -> Action:
    from launcher.platforms.wordpress.setup import make_setup

    return make_setup(data)


#: An action's name -> what makes it from its data. A platform with actions has its entries here.
ACTIONS: dict[str, Callable[[Mapping[str, Any]], Action]] = {
    "wordpress/import": _wordpress_import,
    "wordpress/setup": _wordpress_setup,
}


def restore_action(name: str, title: str, data: Mapping[str, Any]) -> Action:
    """Return the action called ``name``; TargetError where this Launcher does not know it or cannot read its data."""
    make = ACTIONS.get(name)
    if make is None:
        raise TargetError(
            f"this Launcher does not know how to take part in: {title}",
            hint="use the Launcher that installed it, or a newer one",
        )
    try:
        return make(data)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise TargetError(f"what is known of it is damaged: {title}: {error}") from error
