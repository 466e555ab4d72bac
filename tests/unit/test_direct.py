"""Templates compiled to plainer Python say what Jinja makes of them, and escape what it escapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from atlas import direct
from atlas.compiled import Compiled
from atlas.direct import Direct


@pytest.mark.parametrize(
    "source",
    [
        "{{ words }}{{ number }}{{ none }}{{ other }}{{ list }}",
        "{{ markup }}{{ safe }}{{ words | safe }}{{ words ~ markup }}",
        "{{ record.words }}{{ record.inner.words | upper }}{{ keys['words'] }}{{ list[0] }}{{ list[:1] }}",
        "{{ make('<', more=words) }}{{ make(*list) }}{{ make(**keys) }}{{ record.make(words) }}",
        "{% macro m(a, b='<') %}{{ a }}{{ b }}{% endmacro %}{{ m(words) }}{{ m(markup, b=2) }}{{ m(b=words, a=m(2)) }}",
        "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ words }}{% endcall %}",
        "{% for x in list recursive %}{{ loop.index }}{{ x }}{{ loop.cycle('<', '>') }}{% endfor %}",
        "{{ words if number else markup }}{{ (words, markup) | join('<') }}{{ words == '<' }}{{ -number + 2 }}",
        "{% set x = record.words %}{{ x }}{% set y %}{{ words }}{% endset %}{{ y }}{{ 'a<' }}",
        "{% autoescape false %}{{ words }}{{ markup }}{% endautoescape %}{{ record.__class__.__name__ }}",
    ],
)
def test_templates_give_what_jinja_makes_of_them(source: str) -> None:
    class Words(str):
        """Text of a kind of its own."""

    class Known:
        words = "<i>'\"&"

        @staticmethod
        def make(*words: object, **more: object) -> str:
            return f"{words}{more}<"

    inner = Known()
    inner.inner = Known()  # type: ignore[attr-defined]
    given = {
        "words": "<b>\"'&",
        "number": 3,
        "none": None,
        "other": Words("<&"),
        "markup": Markup("<em>&amp;</em>"),
        "safe": type("Safe", (), {"__html__": lambda self: "<hr>"})(),
        "list": ["<", Markup("<br>"), 2.5],
        "keys": {"words": "<u>"},
        "record": inner,
        "make": Known.make,
    }
    plain = Environment(autoescape=True, undefined=StrictUndefined)
    assert Direct(autoescape=True, undefined=StrictUndefined).from_string(source).render(given) == plain.from_string(
        source
    ).render(given)


def test_no_attribute_is_an_error_and_so_is_nothing() -> None:
    environment = Direct(autoescape=True, undefined=StrictUndefined)
    with pytest.raises(AttributeError):
        environment.from_string("{{ keys.words }}").render(keys={"words": "x"})
    with pytest.raises(Exception, match="nothing"):
        environment.from_string("{{ nothing.words }}").render()


def test_what_was_compiled_in_another_way_is_not_taken(tmp_path: Path) -> None:
    given = {"keys": {"words": "x"}}
    templates = DictLoader({"a": "{{ keys.words }}"})
    Environment(loader=templates, bytecode_cache=Compiled(tmp_path)).get_template("a").render(given)
    mine = Direct(loader=templates, bytecode_cache=Compiled(tmp_path, direct.way()))
    with pytest.raises(AttributeError):
        mine.get_template("a").render(given)
    assert len(list(tmp_path.iterdir())) == 2
