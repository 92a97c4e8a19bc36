"""JSON and YAML that somebody else wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import text_of
from outrider.importers.structured_text import looks_structured, read_structured

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


class Quoting(yaml.SafeDumper):
    """Writes each text in quotes: PyYAML leaves them out where its own rules, of 1.1, allow it."""


Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def value(text: str) -> Any:
    return read_structured(text, "one.yaml").value


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_json_is_read_as_json(table: dict[str, Any]) -> None:
    assert value(json.dumps(table)) == table


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
def test_yaml_is_read_back(table: dict[str, Any]) -> None:
    assert value(yaml.dump(table, Dumper=Quoting, allow_unicode=True)) == table


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("012", 12),
        ("0x1F", 31),
        ("12:30", "12:30"),
        ("2020-01-01", "2020-01-01"),
        ("~", None),
        ("", None),
        (".inf", ".inf"),
        ("!!timestamp 2020-01-01", "2020-01-01"),
        ("!!python/object:os.system x", "x"),
        ("!!binary aGVsbG8=", "aGVsbG8="),
        ("!secret name", "name"),
        ("9" * 500, "9" * 500),
    ],
)
def test_scalars_follow_the_core_schema(written: str, read: object) -> None:
    assert value(f"a: {written}\n") == {"a": read}


@pytest.mark.parametrize("text", ["a: 1.10", '{"a": 1.10}'])
def test_a_number_keeps_how_it_was_written(text: str) -> None:
    found = value(text)["a"]
    assert (found, text_of(found), json.dumps(found)) == (1.1, "1.10", "1.1")


def test_keys_are_texts() -> None:
    assert value("200: x\ntrue: y\n") == {"200": "x", "true": "y"}


def test_a_merged_table_is_overridden() -> None:
    found = read_structured("x: &a {k: 1, l: 2}\ny:\n  <<: *a\n  k: 3\n", "")
    assert (found.value["y"], found.repeated) == ({"k": 3, "l": 2}, ())


@pytest.mark.parametrize("text", ['{"a": 1, "b": 2, "a": 3}', "a: 1\nb: 2\na: 3\n"])
def test_a_key_that_stands_twice_is_told(text: str) -> None:
    found = read_structured(text, "")
    assert (found.value, found.repeated) == ({"a": 3, "b": 2}, ("a",))


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: b: c", "one.yaml is not YAML: mapping values are not allowed in this context at"),
        ("a:\n\t- b", "line 2, column 1"),
        ('{"a": 1,, }', "one.yaml is not JSON: "),
        ("[" * 5000 + "]" * 5000, "one.yaml is nested too deeply."),
        ("- " * 5000, "nest"),
        ("a: &x [*x]", "one.yaml is nested too deeply."),
        ("? [a]\n: b", "a key is a table or a list"),
        (BOMB, "one.yaml has more than 3000000 values."),
        ("a: " + "x" * 32_000_000, "one.yaml is larger than 32 MB."),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ImportRejected, match="one") as caught:
        read_structured(text, "one.yaml")
    assert said in caught.value.what


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ('{"a": 1}', True),
        ("openapi: 3.0.0\n", True),
        ("# a comment\n---\nopenapi: 3.0.0\n", True),
        ("- a\n- b\n", True),
        ("curl https://a.test", False),
        ("GET https://a.test\n", False),
        ("https://a.test:80/x", False),
        ("", False),
    ],
)
def test_looks_are_told_from_the_beginning(text: str, looks: bool) -> None:
    assert looks_structured(text) is looks
