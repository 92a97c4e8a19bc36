"""Variables that only the text of a script names, and the error at a send that names the script."""

from __future__ import annotations

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    environment,
    folder,
    lost,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.scripts.script_pieces import BASIC, FORM, URL

from outrider.importers.postman.scripts.written_names import sets_unknown_names, written_fills

NAMED = {
    "a row": "pm.environment.values.upsert({key: 'token', value: make()});",
    "a row the other way": 'pm.globals.values.add({"value": 1, "key": "token"});',
    "a row on several lines": "pm.environment.values.upsert({\n  key: 'token',\n  value: x\n});",
    "an evaluated text": "eval('pm.environment.set(\"token\", make())');",
    "an evaluated text with escapes": 'eval("pm.environment.set(\\"token\\", 1)");',
    "a helper": "remember('token', make());",
    "a helper of a library": "utils.vars.put(`token`, make());",
    "a row of a helper": "store.upsert([{ key: 'token', value: 1 }]);",
}


def test_a_script_of_one_long_word_is_read_once() -> None:
    """What grows with the square of a word takes hours here."""
    word = "a" * 1_000_000
    assert not written_fills(f"{word};{word}", {"token"})
    assert written_fills(f"{word}('token', 1)", {"token"}) == {"token": 1}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_a_variable_that_a_script_seems_to_set_names_it(text: str) -> None:
    made = collection(
        folder("Deep", request("One", "https://a.example/{{token}}"), event=[script(f"\n{text}")])
    )
    [comment] = [
        line for line in read(made).comments["requests/folder"] if line.startswith("variable token")
    ]
    assert comment == "variable token: set by the pre-request script of Deep, line 2"


@pytest.mark.parametrize(
    "text",
    [
        "pm.request.headers.upsert({key: 'token', value: 1});",
        "pm.test('token', () => {});",
        "console.log('token', 1);",
        "remember('other', 1);",
        "const a = pm.environment.get('token');",
    ],
)
def test_what_sets_nothing_is_not_named(text: str) -> None:
    assert written_fills(text, {"token"}) == {}
    assert sets_unknown_names(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "eval(pm.globals.get('code'));",
        "new Function('x', code)(pm);",
        "pm.environment.set(name, 1);",
        "postman.setGlobalVariable(name, 1);",
        "pm.collectionVariables.values.upsert(row);",
    ],
)
def test_a_script_that_may_set_anything_is_named_as_a_guess(text: str) -> None:
    made = collection(
        request("One", "https://{{host}}/{{token}}?a={{$guid}}&b={{empty}}"),
        event=[script(f"\n\n{text}")],
        variable=[{"key": "host", "value": "a.example"}],
    )
    found = read(made, environment(empty="")).comments["requests/folder"]
    assert [line for line in found if line.startswith("variable ")] == [
        "variable token: set by the pre-request script of Shop, line 3, as it seems"
    ]


def test_a_token_that_is_put_into_a_row_is_an_auth() -> None:
    store = (
        "(err, res) => { pm.environment.values.upsert("
        "{key: 'token', value: res.json().access_token, type: 'any'}); }"
    )
    text = f"pm.sendRequest({{{URL}, {BASIC}, {FORM}}}, {store});"
    imported = read(
        collection(request(), event=[script(text)], auth=auth("bearer", token="{{token}}")),
        environment(
            tokenUrl="https://id.example/token", clientId="c", clientSecret="k-1", scope="a"
        ),
    )
    assert table(root(imported))["type"] == "oauth2"
    assert lost(imported) == []
    assert changed(imported) == []
