"""The table of platforms, and which one a target is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from launcher.errors import TargetError
from launcher.platforms.static import StaticPlatform
from launcher.platforms.wordpress.platform import WordPressPlatform

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from launcher.bundle.manifest import Manifest
    from launcher.platforms.base import Platform

_STATIC: Platform = StaticPlatform()

#: Every platform by name. A new platform is one module and one entry here.
PLATFORMS: Mapping[str, Platform] = MappingProxyType(
    {platform.name: platform for platform in (_STATIC, WordPressPlatform())}
)


def find_platform(name: str | None, target: Path, manifest: Manifest) -> Platform:
    """Return the platform called ``name``, or else the one that ``target`` is, or else one that the demo supports.

    Any folder can be a static site, so that is taken before others that the target would have to be. Raises TargetError
    for a platform that does not exist or that the demo does not support. The static platform takes every demo: it
    copies the files of one that is made for something else.
    """
    from launcher.demo.fields import did_you_mean

    if name is not None:
        if name not in PLATFORMS:
            listed = ", ".join(PLATFORMS)
            hint = f"the platforms are {listed}"
            raise TargetError(f'there is no platform "{name}"{did_you_mean(name, PLATFORMS)}', hint=hint)
        if name != _STATIC.name and name not in manifest.platforms:
            listed = ", ".join(manifest.platforms)
            raise TargetError(f'{manifest.name} does not support the platform "{name}"', hint=f"it supports {listed}")
        return PLATFORMS[name]
    for platform in PLATFORMS.values():
        if platform is not _STATIC and platform.recognises(target):
            return platform
    if _STATIC.name not in manifest.platforms:
        for supported in manifest.platforms:
            if supported in PLATFORMS:
                return PLATFORMS[supported]
    return _STATIC
