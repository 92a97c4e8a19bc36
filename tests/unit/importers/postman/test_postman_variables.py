"""Scripts that only set variables are variables; any other script is left alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.importers.postman.collection_builders import collection, only, read, request

from outrider.importers.postman.postman_variables import constants_of

VALUE = st.one_of(st.text(), st.booleans(), st.integers())


@given(st.dictionaries(st.text(), VALUE, min_size=1), st.booleans())
def test_what_is_set_is_read(values: dict[str, str | bool | int], weak: bool) -> None:
    lines = [
        (f"if (!pm.environment.has({json.dumps(name)})) " if weak else "")
        + f"pm.variables.set({json.dumps(name)}, {json.dumps(value)});"
        for name, value in values.items()
    ]
    assert constants_of("\n\n".join(lines), weak=weak) == values
    assert constants_of("\n".join(lines), weak=not weak) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        'pm.environment.set("a", "b");',
        'pm.variables.set("a", b);',
        'pm.variables.set("a", "b" + c());',
        'pm.variables.set("a", "\\x41");',
        'pm.variables.set("a", "b"); other();',
        'pm.variables.set("a", "b");\nconsole.log(1);',
        'if (!pm.environment.has("b")) pm.variables.set("a", "b");',
    ],
)
def test_any_other_script_is_none_of_these(text: str) -> None:
    assert constants_of(text, weak=False) is None
    assert constants_of(text, weak=True) is None


def test_what_is_switched_off_keeps_its_value_in_a_comment_unless_it_is_a_credential() -> None:
    rows = [
        {"key": "region", "value": "eu\nwest", "enabled": False},
        {"key": "password", "value": "hunter2-hunter2", "enabled": False},
        {"key": "other", "value": "hunter2-hunter2", "type": "secret", "enabled": False},
        {"key": "none", "value": "", "enabled": False},
    ]
    imported = read({"name": "dev", "values": rows})
    assert imported.comments["environments/dev"] == (
        'switched off: region = "eu\\nwest"',
        "switched off: password; its value is the secret password_switched_off",
        "switched off: other; its value is the secret other_switched_off",
        "switched off: none",
    )


def test_references_follow_a_variable_whose_name_has_blanks_at_its_ends() -> None:
    rows = [{"key": "trail ", "value": "T"}, {"key": "trail", "value": "U"}]
    url = "https://h/{{trail }}/{{trail}}/{{ trail}}"
    imported = read(collection(request(url=url)), {"name": "dev", "values": rows})
    values = imported.environments[0].environment.variables
    assert {name: one.value for name, one in values.items()} == {"trail_2": "T", "trail": "U"}
    assert only(imported).url == "https://h/{{trail_2}}/{{trail}}/\\{{ trail}}"
