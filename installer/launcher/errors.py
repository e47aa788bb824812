"""Every exception that Launcher raises on purpose.

The tree::

    LauncherError
    ├── DemoError        a source tree or its launcher.yaml cannot be used
    │   └── ContentError an article, author, menu or comment of the demo is wrong
    ├── BundleError      a file is no sound bundle; has a stable finding code
    │   └── InvalidBundle  it was read, and validation found errors
    ├── TemplateError    a template does not parse or does not render
    ├── AnswerError      an answer is missing, unknown or of the wrong type
    ├── TargetError      a target cannot be installed to, read or changed
    │   ├── ConflictError  paths that an install would write exist already
    │   ├── BusyError      another command is working on the target
    │   └── WordPressError a WordPress or its database does not work, or cannot be used; has a code
    ├── PictureError     pictures of the owner's cannot be put into a site; lists every one
    ├── FetchError       a bundle could not be brought here
    ├── SigningError     a key cannot be made, read or used
    └── ServeError       a site could not be served

The CLI alone renders them: ``error: WHERE: MESSAGE`` and ``hint: HINT`` on stderr, exit code 1; 3 for BusyError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from launcher.bundle.findings import Finding


class LauncherError(Exception):
    """Something a user can understand: one line, where it happened, and a hint where there is one.

    ``where`` is a file name as the user gave it, or a name inside the demo or bundle; ``line`` is 1-based.
    """

    def __init__(
        self, message: str, *, where: object | None = None, line: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = None if where is None else str(where)
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        if self.where is None:
            return self.message
        place = self.where if self.line is None else f"{self.where}:{self.line}"
        return f"{place}: {self.message}"


class DemoError(LauncherError):
    """A source tree or its ``launcher.yaml`` cannot be used."""


class ContentError(DemoError):
    """An article, author, menu or comment of the demo is wrong."""


class BundleError(LauncherError):
    """A file is no sound bundle. ``code`` is the stable finding code, as listed in docs/findings.md."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        where: object | None = None,
        line: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, where=where, line=line, hint=hint)
        self.code = code


class InvalidBundle(BundleError):  # noqa: N818 - it says what was found, not that reading failed
    """Validation found errors; ``findings`` has all of them, warnings too."""

    def __init__(self, where: object, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        line = "" if first.line is None else f":{first.line}"
        place = f"{first.path}{line}: " if first.path else ""
        super().__init__(
            f"the bundle is not valid: {place}{first.message}{more}",
            code=first.code,
            where=where,
            hint=first.hint or f"`launcher validate {where}` lists every finding",
        )


class TemplateError(LauncherError):
    """A template does not parse or does not render; ``where`` is the template, ``line`` the line in it."""


class AnswerError(LauncherError):
    """An answer is missing, unknown or of the wrong type; ``key`` is the option's, where it is about one."""

    def __init__(
        self,
        message: str,
        *,
        where: object | None = None,
        line: int | None = None,
        hint: str | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(message, where=where, line=line, hint=hint)
        self.key = key


class TargetError(LauncherError):
    """A target cannot be installed to, read or changed."""


class ConflictError(TargetError):
    """Paths that an install would write exist already; ``paths`` is the full list, sorted."""

    def __init__(self, where: object, paths: Iterable[str], *, hint: str | None = None) -> None:
        self.paths = tuple(sorted(paths))
        noun = "path exists" if len(self.paths) == 1 else "paths exist"
        super().__init__(f"{len(self.paths)} {noun} already in the target", where=where, hint=hint)


class PictureError(LauncherError):
    """Pictures of the owner's cannot be put into a site; ``problems`` has a line for each."""

    def __init__(
        self, message: str, problems: Iterable[str], *, where: object | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.problems = tuple(problems)


class BusyError(TargetError):
    """Another command is working on the target; nothing was done."""


class WordPressError(TargetError):
    """A WordPress or its database does not work, or is of a kind that cannot be used; ``code`` says what it is."""

    def __init__(self, message: str, *, code: str, where: object | None = None, hint: str | None = None) -> None:
        super().__init__(message, where=where, hint=hint)
        self.code = code


class FetchError(LauncherError):
    """A bundle could not be brought here."""


class SigningError(LauncherError):
    """A key cannot be made, read or used. What is wrong with a bundle's signature is a BundleError."""


class ServeError(LauncherError):
    """A site could not be served."""
