"""Templates: the sandboxed environment, its filters, and errors that name template and line."""

from __future__ import annotations

import re
import sys
from collections.abc import ItemsView, Iterator, KeysView, ValuesView
from typing import TYPE_CHECKING, Any

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, Undefined, nodes
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from launcher.demo.content.comments import ALLOWED
from launcher.demo.content.text import parse_date, slugify
from launcher.demo.fields import did_you_mean
from launcher.errors import TemplateError
from launcher.platforms.static_child.run import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from jinja2 import Environment
    from jinja2.compiler import Frame

_DIRECTIVE = re.compile(r"%(-?[a-zA-Z%])")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DIRECTIVES: Mapping[str, Callable[[datetime], str]] = {
    "d": lambda moment: f"{moment.day:02}",
    "-d": lambda moment: str(moment.day),
    "e": lambda moment: str(moment.day),
    "m": lambda moment: f"{moment.month:02}",
    "-m": lambda moment: str(moment.month),
    "B": lambda moment: _MONTHS[moment.month - 1],
    "b": lambda moment: _MONTHS[moment.month - 1][:3],
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "A": lambda moment: _DAYS[moment.weekday()],
    "a": lambda moment: _DAYS[moment.weekday()][:3],
    "H": lambda moment: f"{moment.hour:02}",
    "I": lambda moment: f"{(moment.hour + 11) % 12 + 1:02}",
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "p": lambda moment: "AM" if moment.hour < 12 else "PM",
    "%": lambda _: "%",
}


class Templates:
    """The demo's templates; ``root`` is the folder that errors name them in."""

    def __init__(
        self,
        sources: Mapping[str, str],
        *,
        root: str,
        site_url: str,
        image_size: Callable[[str], Any],
        filters: Mapping[str, Callable[..., object]] | None = None,
        functions: Mapping[str, Callable[..., object]] | None = None,
    ) -> None:
        self._sources = sources
        self._root = root
        self._environment = _Environment(
            loader=_Loader(sources),
            undefined=StrictUndefined,
            autoescape=True,
            finalize=_printable,
            auto_reload=False,
            cache_size=-1,
        )
        #: The filters that templates have beside Jinja's.
        self.own_filters: dict[str, Callable[..., object]] = {
            "date": format_date,
            "absolute": lambda url: absolute(str(url), site_url),
            "slugify": lambda text: slugify(str(text)),
            "obfuscate_email": obfuscate_email,
            **(filters or {}),
        }
        self._environment.filters.update(self.own_filters)
        self._environment.globals.clear()
        self._environment.globals.update(
            image_size=image_size,
            comment_allowed=[[tag, list(attributes)] for tag, attributes in ALLOWED],
            **(functions or {}),
            **_plain_globals(),
        )

    def __contains__(self, name: str) -> bool:
        return name in self._sources

    def require(self, *names: str) -> str:
        """Return the first template of ``names`` that exists; TemplateError where none does."""
        for name in names:
            if name in self._sources:
                return name
        raise TemplateError("the template is missing", where=f"{self._root}/{names[0]}")

    def check(self) -> None:
        """Parse every HTML template, those too that no page uses; TemplateError for the first that does not."""
        for name, source in self._sources.items():
            if name.endswith((".html", ".jinja", ".j2")):
                try:
                    self._environment.parse(source, name, name)
                except TemplateSyntaxError as error:
                    raise self._explain(error, name) from error
                except RecursionError as error:
                    raise TemplateError("the template is nested too deeply", where=f"{self._root}/{name}") from error

    def render(self, name: str, context: Mapping[str, Any], *, url: str) -> str:
        """Return a page; TemplateError names the template, the line in it and the page where it fails."""
        # Should a limit kill this process, the parent finds here what it was at.
        sys.stderr.write(f"at {self._root}/{name} {url}\n")
        sys.stderr.flush()
        try:
            return self._environment.get_template(name).render(context)
        except TemplateError:
            raise
        except Exception as error:  # a template can raise whatever its filters and data raise
            raise self._explain(error, name, url) from error

    def _explain(self, error: Exception, name: str, url: str = "") -> TemplateError:
        place, line = _position(error, self._sources) or (name, None)
        page = f" (rendering {url})" if url and not isinstance(error, TemplateSyntaxError) else ""
        return TemplateError(_message(error, self._sources) + page, where=f"{self._root}/{place}", line=line)


def _printable(value: object) -> object:
    """Return what ``{{ }}`` may print: plain values. The name of a function or class is of no use to a visitor."""
    if _is_plain(value):
        return value
    hint = "; add | list" if isinstance(value, (Iterator, KeysView, ValuesView, ItemsView)) else ""
    raise TypeError(f"only texts, numbers and lists of them can be printed{hint}")


def _is_plain(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value)) and all(map(_is_plain, value.values()))
    return value is None or isinstance(value, (str, int, float, Undefined))


class _Generator(CodeGenerator):
    """Computes nothing while it compiles: a constant would be turned into text before ``finalize`` sees it."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class _Environment(ImmutableSandboxedEnvironment):
    code_generator_class = _Generator


class _Loader(BaseLoader):
    """Sees the bundle's templates alone; a template's file name is its name, so that errors can be placed."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        del environment
        if template not in self._sources:
            raise TemplateNotFound(template)
        return self._sources[template], template, None


def _plain_globals() -> dict[str, Any]:
    """Return Jinja's own globals without ``lipsum``, which is random, and ``self``-made classes that none needs."""
    from jinja2.defaults import DEFAULT_NAMESPACE
    from jinja2.sandbox import safe_range

    kept = {name: DEFAULT_NAMESPACE[name] for name in ("dict", "cycler", "joiner", "namespace")}
    return {**kept, "range": safe_range}


def _position(error: Exception, sources: Mapping[str, str]) -> tuple[str, int] | None:
    """Return the innermost template line that the error came through."""
    if isinstance(error, TemplateSyntaxError):
        return (error.name or "", error.lineno)
    found = None
    trace = error.__traceback__
    while trace is not None:
        # Jinja writes the traceback anew so that its frames carry the template's name and line.
        if trace.tb_frame.f_code.co_filename in sources:
            found = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _message(error: Exception, sources: Mapping[str, str]) -> str:
    """Say in one line what went wrong."""
    if isinstance(error, TemplateNotFound):
        return f'there is no template "{error.name}"{did_you_mean(str(error.name), sources)}'
    if isinstance(error, UndefinedError):
        text = str(error.message).replace("'dict object' has no attribute", "there is no field")
        return " ".join(text.split())
    for kind, message in (
        (OutOfTimeError, "the template takes too much processor time"),
        (MemoryError, "the template takes too much memory"),
        (RecursionError, "templates include or call each other without end"),
    ):
        if isinstance(error, kind):
            return message
    if isinstance(error, SecurityError):
        return f"this is not allowed in a template: {error}"
    return " ".join(str(error).split()) or type(error).__name__


def format_date(value: object, form: str = "%d %B %Y") -> str:
    """Return an ISO date in the form of ``strftime``, with English names whatever the machine speaks."""
    if not value:
        return ""
    moment = parse_date(str(value))

    def replace(found: re.Match[str]) -> str:
        directive = _DIRECTIVES.get(found.group(1))
        if directive is None:
            raise ValueError(f'the filter "date" does not know "{found.group()}"')
        return directive(moment)

    return _DIRECTIVE.sub(replace, form)


def absolute(url: str, site_url: str) -> str:
    """Return a root-relative URL as an absolute one; any other stays."""
    return f"{site_url}{url}" if url.startswith("/") and not url.startswith("//") else url


def obfuscate_email(value: object) -> Markup:
    """Return an address that people can read and harvesters cannot; a script may join its two parts to a link."""
    user, at, host = str(value).rpartition("@")
    if not at:
        return escape(str(value))
    return Markup('<a class="email" data-user="{0}" data-host="{1}">{0} [at] {1}</a>').format(user, host)
