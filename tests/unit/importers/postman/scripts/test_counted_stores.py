"""Several values for one variable: the last counts, or the script is not understood."""

from __future__ import annotations

import pytest
from tests.unit.importers.postman.scripts.script_pieces import BASIC, FORM, URL, ask

from outrider.importers.postman.scripts.recognition import ScriptReading, read_prerequest
from outrider.importers.postman.scripts.script_state import EnvironmentFacts
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript


def reading(statements: str, facts: EnvironmentFacts | None = None) -> ScriptReading:
    callback = f"(err, res) => {{ const r = res.json();\n{statements} }}"
    return read_prerequest(ask(f"{URL}, {BASIC}, {FORM}", callback), facts)


def store(value: str) -> str:
    return f"pm.environment.set('accessToken', {value});\n"


ACCESS, OTHER, ID = store("r.access_token"), store("r.refresh_token"), store("r.id_token")


def test_the_last_of_two_values_counts() -> None:
    [found] = reading(ID + ACCESS).tokens
    assert found.variables == {"accessToken": "{{access_token}}"}
    [found] = reading(f"if (r.id_token) {{ {ID} }} {ACCESS}").tokens
    assert found.variables == {"accessToken": "{{access_token}}"}


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        (
            ACCESS + ID,
            'the value that it stores in "accessToken" is not the access token itself: r.id_token',
        ),
        (ACCESS + f"if (r.id_token) {{ {ID} }}", "which is used is not known"),
        (f"if (r.scope) {{ {ACCESS} }} else {{ {ID} }}", "which is used is not known"),
        (store("r.access_token.slice(2)"), "r.access_token.slice(2)"),
        (store("btoa(r.access_token)"), "btoa(r.access_token)"),
        (store("res.headers.get('X-Token')"), "res.headers.get('X-Token')"),
        (store("r.id_token || r.access_token"), "r.id_token || r.access_token"),
    ],
)
def test_what_is_surely_no_access_token_is_named(statements: str, why: str) -> None:
    with pytest.raises(UnsupportedScript) as caught:
        reading(statements)
    assert why in caught.value.why


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_the_branch_of_the_environment_counts(name: str) -> None:
    script = f"if (pm.environment.name === 'prod') {{ {ACCESS} }} else {{ {OTHER} }}"
    if name == "prod":
        [found] = reading(script, EnvironmentFacts(name)).tokens
        assert found.variables == {"accessToken": "{{access_token}}"}
        return
    with pytest.raises(UnsupportedScript, match="not the access token itself"):
        reading(script, EnvironmentFacts(name))


@pytest.mark.parametrize(
    ("expression", "scope"),
    [
        ("pm.environment.get('none') ?? 'given'", ""),
        ("pm.environment.get('gone') ?? 'given'", "given"),
        ("pm.environment.get('none') || 'given'", "given"),
        ("pm.environment.get('none') === undefined ? 'a' : 'b'", "b"),
        ("pm.environment.has('none') ? 'a' : 'b'", "a"),
        ("'' ?? 'given'", ""),
    ],
)
def test_an_empty_text_is_not_nothing(expression: str, scope: str) -> None:
    form = FORM.replace("pm.environment.get('scope')", expression)
    facts = EnvironmentFacts("dev", {"none": ""})
    [found] = read_prerequest(ask(f"{URL}, {BASIC}, {form}"), facts).tokens
    assert found.request is not None
    assert (found.request.scope or "").replace("{{none}}", "") == scope
