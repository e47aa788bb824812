"""Launcher makes a theme's live demo installable.

The public API, each loaded when it is first used:

- :func:`pack` bundles a demo, with every real image replaced by a sample image;
- :func:`validate` checks a bundle and reports every finding;
- :func:`prove` compares a bundle with its originals and finds whatever of them is in it;
- :func:`install` puts a bundle into a target, :func:`upgrade` another version of it; :func:`status`,
  :func:`uninstall` and :func:`recover` look after it.

Errors are :class:`launcher.errors.LauncherError`.
"""

from __future__ import annotations

# As in __main__, nothing that takes time is imported here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from launcher.bundle.check import check_bundle as validate
    from launcher.bundle.pack import pack
    from launcher.bundle.prove import prove
    from launcher.site.install import install
    from launcher.site.recover import recover
    from launcher.site.status import status
    from launcher.site.uninstall import uninstall
    from launcher.site.upgrade import upgrade

__version__ = "0.1.0"

__all__ = ["install", "pack", "prove", "recover", "status", "uninstall", "upgrade", "validate"]

_OPERATIONS = {
    "install": ("launcher.site.install", "install"),
    "pack": ("launcher.bundle.pack", "pack"),
    "prove": ("launcher.bundle.prove", "prove"),
    "recover": ("launcher.site.recover", "recover"),
    "status": ("launcher.site.status", "status"),
    "uninstall": ("launcher.site.uninstall", "uninstall"),
    "upgrade": ("launcher.site.upgrade", "upgrade"),
    "validate": ("launcher.bundle.check", "check_bundle"),
}


def __getattr__(name: str) -> Any:
    """Load an operation when it is first used, so that importing the package costs nothing."""
    if name not in _OPERATIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _OPERATIONS[name]
    return getattr(import_module(module), attribute)
