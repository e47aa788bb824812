from __future__ import annotations

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from launcher.demo.documents import load_yaml
from launcher.platforms.site_config import write_site_config

texts = st.text(st.characters(codec="utf-8"), max_size=60)
answers = st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,10}", fullmatch=True), texts | st.booleans() | st.integers())


@given(texts, answers)
@example("a\x85b", {"line": "\u2028", "paragraph": "\u2029"})
def test_any_answer_survives_a_round_trip(title: str, given_answers: dict[str, str | bool | int]) -> None:
    data = write_site_config(title=title, url="http://a", language="en", bundle={"name": "n"}, answers=given_answers)
    value = yaml.safe_load(data)
    assert value["title"] == title
    assert value["answers"] == given_answers
    assert list(value["answers"]) == list(given_answers)


def test_the_file_is_one_that_the_yaml_gate_accepts() -> None:
    data = write_site_config(
        title="A: 'b' \"c\" #d",
        url="http://a",
        language="",
        bundle={"digest": "0" * 64},
        answers={"a": "no", "b": "1e5"},
    )
    assert load_yaml(data, where="site.yaml").value["answers"] == {"a": "no", "b": "1e5"}
