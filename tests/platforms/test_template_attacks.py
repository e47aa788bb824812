"""Templates that try to get out of the sandbox: each ends in one error, or prints nothing but plain values.

What they would find outside is :mod:`tests.test_confinement`'s to show.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from launcher.errors import TemplateError
from launcher.platforms.static_child.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECTS = (
    "''", "[]", "{}", "()", "1", "1.5", "true", "none", "site", "site.title", "posts", "page", "page.content",
    "answers", "range", "range(3)", "dict", "dict(a=1)", "cycler", "cycler(1)", "joiner", "joiner()", "namespace",
    "namespace(a=1)", "image_size", "comment_allowed", "self", "loop", "caller", "varargs", "kwargs", "missing",
    "'a'|upper", "'a'|safe", "[1]|map('string')", "'abc'|batch(2)", "posts|groupby('a')", "lambda", "('%s'|format)",
    "''.format", "''.join",
)  # fmt: skip
ATTRIBUTES = (
    "__class__", "__base__", "__bases__", "__mro__", "mro", "__subclasses__", "__init__", "__globals__", "__builtins__",
    "__import__", "__dict__", "__getattribute__", "__reduce__", "__reduce_ex__", "__code__", "__closure__", "__func__",
    "__self__", "__module__", "__wrapped__", "func_globals", "func_code", "im_func", "im_class", "gi_frame", "gi_code",
    "cr_frame", "ag_frame", "f_globals", "f_locals", "f_builtins", "f_back", "tb_frame", "co_code", "_environment",
    "environment", "_TemplateReference__context", "eval_ctx", "__call__", "__doc__", "__html__", "__html_format__",
)  # fmt: skip
# Each way to ask for attribute {1} of object {0}.
WAYS = (
    "{{{{ ({0}).{1} }}}}",
    "{{{{ ({0})['{1}'] }}}}",
    "{{{{ ({0})|attr('{1}') }}}}",
    "{{{{ ({0})|attr('{1}'[::-1][::-1]) }}}}",
    "{{{{ [{0}]|map(attribute='{1}')|list }}}}",
    "{{{{ [{0}]|sum(attribute='{1}', start='') }}}}",
    "{{{{ [{0}]|groupby('{1}') }}}}",
    "{{% set x = ({0}).{1} %}}{{{{ x }}}}",
    "{{{{ '{{0.{1}}}'.format({0}) }}}}",
    "{{{{ '{{a.{1}}}'.format_map({{'a': {0}}}) }}}}",
    "{{{{ ('{{0.{1}}}'|safe).format({0}) }}}}",
)
CHAINS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__['__builtins__']['open']('/etc/passwd').read() }}",
    "{{ namespace.__init__.__globals__.os.environ }}",
    "{{ self._TemplateReference__context.cycler.__init__.__globals__.os }}",
    "{{ image_size.__globals__ }}",
    "{{ (image_size|attr('__glo' ~ 'bals__')) }}",
    "{{ ('_' * 2 ~ 'class' ~ '_' * 2) and (''|attr('_' * 2 ~ 'class' ~ '_' * 2)) }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ''['\\u005f\\u005fclass\\u005f\\u005f'] }}",
    "{{ ().__class__.__base__.__subclasses__()|map(attribute='__name__')|list }}",
    "{{ '%c' % 0 ~ ''.__class__ }}",
    "{{ posts.append(1) }}",
    "{{ site.update(title='x') }}",
    "{{ site.clear() }}",
    "{{ answers.pop('a') }}",
    "{{ site.setdefault('a', 1) }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../../etc/passwd' %}",
    "{% include ['file:///etc/passwd', '/proc/self/environ'] %}",
    "{% extends '/etc/passwd' %}",
    "{% import '/etc/passwd' as x %}{{ x }}",
    "{% from 'os' import popen %}{{ popen('id') }}",
    "{% import 'a.html' as a %}{{ a.__class__ }}",
    "{% import 'a.html' as a %}{{ a }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% macro m() %}{% endmacro %}{{ m._func }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__.__func__ }}",
    "{% macro m() %}{% endmacro %}{{ m }}",
    "{% for a in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% for a in [1] %}{{ loop._iterator }}{{ loop }}{% endfor %}",
    "{% set ns = namespace() %}{% set ns.__class__ = 1 %}{{ ns.__class__ }}",
    "{% do site.update(a=1) %}",
    "{% debug %}",
    "{{ lipsum.__globals__ }}",
    "{{ config }}", "{{ request }}", "{{ g }}", "{{ get_flashed_messages }}",
    "{{ url_for.__globals__ }}", "{{ os }}", "{{ open('a') }}",
    "{{ range.__self__ }}",
    "{{ 'a'.__len__() }}",
    "{{ dict.__base__ }}",
    "{{ dict.fromkeys([1]).__class__ }}",
    "{{ dict.mro() }}",
    "{{ page.content.__class__ }}",
    "{{ page.content.format.__self__.__class__ }}",
    "{{ '{0.__class__}'|format(1) }}",
    "{{ '%(a)s' % {'a': ''.__class__} }}",
    "{{ ['a']|map('attr', '__class__')|list }}",
    "{{ [site]|map(attribute='__class__.__mro__')|list }}",
    "{{ [['a']]|map('first')|map('attr', '__class__')|first }}",
    "{{ [site]|selectattr('__class__')|list }}",
    "{{ [site]|sort(attribute='__class__')|list and '' }}",
    "{{ {'a b onload=x': 1}|xmlattr }}",
    "{{ {'a/onload': 1}|xmlattr }}",
    "{{ {'>': 1}|xmlattr }}",
)  # fmt: skip
#: What no plain value prints as.
MARKS = (
    "<class",
    "<function",
    "<bound",
    "<built-in",
    "<module",
    "<method",
    "object at 0x",
    "root:",
    "generator",
    "<frame",
)


def payloads() -> Iterator[str]:
    """Yield every way with every attribute, on the objects in turn, and the chains."""
    objects = itertools.cycle(OBJECTS)
    for way, attribute in itertools.product(WAYS, ATTRIBUTES):
        yield way.format(next(objects), attribute)
    for each in OBJECTS:
        yield f"{{{{ {each} }}}}"
        yield f"{{{{ ({each}).__class__ }}}}"
    yield from CHAINS


def outcome(template: str) -> str:
    """Return what the template printed, or the error that it ended in."""
    sources = {"attack.html": template, "a.html": "a"}
    templates = Templates(sources, root="templates", site_url="http://a", image_size=lambda _source: {"width": 1})
    context = {
        "site": {"title": "T", "url": "http://a"},
        "answers": {"a": "b"},
        "posts": [{"title": "p", "a": 1}],
        "page": {"content": Markup("<p>c</p>"), "title": "t"},
    }
    try:
        printed = templates.render("attack.html", context, url="/")
    except TemplateError as error:
        assert "\n" not in error.message
        return f"error: {error.message}"
    finally:
        assert context["site"] == {"title": "T", "url": "http://a"}
        assert context["posts"] == [{"title": "p", "a": 1}]
    return printed


def test_no_payload_gets_out_of_the_sandbox() -> None:
    tried = set(payloads())
    assert len(tried) >= 500
    escaped = {
        payload: printed
        for payload in sorted(tried)
        if not (printed := outcome(payload)).startswith("error: ") and any(mark in printed for mark in MARKS)
    }
    assert escaped == {}


@pytest.mark.parametrize(
    "payload", ["{{ image_size }}", "{{ cycler }}", "{{ [1]|map('string') }}", "{{ page.content.upper }}"]
)
def test_what_is_no_plain_value_is_not_printed(payload: str) -> None:
    assert outcome(payload).startswith("error: only texts, numbers and lists of them can be printed")


def test_the_error_says_how_to_print_what_a_filter_gives() -> None:
    assert "add | list" in outcome("{{ [1]|map('string') }}")


@given(
    st.lists(
        st.sampled_from([*OBJECTS, *ATTRIBUTES, ".", "['", "']", "|attr('", "')", "()", "[0]", "|", "~", " "]),
        max_size=9,
    )
)
def test_nothing_put_together_of_such_pieces_gets_out(pieces: list[str]) -> None:
    printed = outcome("{{ " + "".join(pieces) + " }}")
    assert printed.startswith("error: ") or not any(mark in printed for mark in MARKS)
