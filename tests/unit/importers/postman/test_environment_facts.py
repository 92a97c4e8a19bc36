"""Variables that several scopes of Postman's hold: a script gets those of the scope it asks."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    lost,
    read,
    request,
    root,
    script,
    table,
    told,
)
from tests.unit.importers.postman.scripts.script_pieces import STORE, URL
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.import_result import ImportResult, ImportVerdict

ENDPOINT = "https://id.example/token"


def asked(client_id: str, secret: str, *documents: Any, **own: str) -> ImportResult:
    """A collection with variables of its own, whose script asks with these expressions."""
    text = f"""pm.sendRequest({{{URL}, body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}},
        {{key: 'client_id', value: {client_id}}}, {{key: 'client_secret', value: {secret}}}]}}}},
        {STORE});"""
    variables = [{"key": name, "value": value} for name, value in own.items()]
    return read(
        collection(request(), auth=BEARER, event=[script(text)], variable=variables), *documents
    )


def shared(**values: str) -> Any:
    return {**environment("g", **values), "_postman_variable_scope": "globals"}


def sent(imported: ImportResult, key: str, index: int = 0) -> str:
    """What an environment makes of a part of the auth that is a literal or a reference."""
    one = imported.environments[index]
    written = str(table(root(imported))[key])
    while written.startswith("{{"):
        name = written[2:-2]
        secret = one.values.get(name)
        written = secret.reveal() if secret else str(one.environment.variables[name].value)
    return written


READS = {
    "collectionVariables": ("pm.collectionVariables.get('NAME')", "of-collection"),
    "globals": ("pm.globals.get('NAME')", "of-globals"),
    "the first sandbox's": ("globals['NAME']", "of-globals"),
    "the first sandbox's getter": ("postman.getGlobalVariable('NAME')", "of-globals"),
    "an object": ("pm.collectionVariables.toObject().NAME", "of-collection"),
    "environment": ("pm.environment.get('NAME')", "of-environment"),
    "variables": ("pm.variables.get('NAME')", "of-environment"),
    "a choice": ("pm.globals.get('NAME') || 'other'", "of-globals"),
    "has": ("pm.globals.has('NAME') ? pm.globals.get('NAME') : 'x'", "of-globals"),
}


@pytest.mark.parametrize(("expression", "owed"), READS.values(), ids=READS)
def test_a_scope_gives_its_own_value(expression: str, owed: str) -> None:
    imported = asked(
        expression.replace("NAME", "client"),
        expression.replace("NAME", "key"),
        environment(tokenUrl=ENDPOINT, client="of-environment", key="key-of-environment"),
        shared(client="of-globals", key="key-of-globals"),
        client="of-collection",
        key="key-of-collection",
    )
    assert sent(imported, "client_id") == owed
    assert sent(imported, "client_secret") == f"key-{owed}"
    assert lost(imported) == []
    if owed != "of-environment":
        assert any('depends on "client", "key"' in one for one in changed(imported))


def test_a_value_that_nothing_shadows_is_a_reference() -> None:
    imported = asked(
        "pm.collectionVariables.get('client')",
        "pm.globals.get('key')",
        environment(tokenUrl=ENDPOINT),
        shared(key="k-1"),
        client="c-1",
    )
    assert table(root(imported))["client_id"] == "{{client}}"
    assert table(root(imported))["client_secret"] == "{{key}}"
    assert not any("depends on" in one for one in changed(imported))


@pytest.mark.parametrize("scope", ["globals", "collectionVariables", "iterationData"])
@pytest.mark.parametrize("operator", ["||", "??"])
def test_a_scope_without_the_name_gives_the_other_side(scope: str, operator: str) -> None:
    imported = asked(
        f"pm.{scope}.get('client') {operator} 'fallback'",
        "pm.environment.get('key')",
        environment(tokenUrl=ENDPOINT, client="of-environment", key="k-1"),
    )
    assert table(root(imported))["client_id"] == "fallback"


def test_a_scope_without_the_name_gives_no_other_scopes_value() -> None:
    imported = asked(
        "pm.globals.get('client')",
        "pm.environment.get('key')",
        environment(tokenUrl=ENDPOINT, client="of-environment", key="k-1"),
    )
    assert table(root(imported))["client_id"] == "{{globals_client}}"
    assert any('"globals_client" has no value' in one for one in changed(imported))
    assert not any(
        "was replaced by an auth definition" in one.what
        for one in told(imported, ImportVerdict.CARRIED)
    )


def test_each_environment_shadows_for_itself() -> None:
    imported = asked(
        "pm.collectionVariables.get('client')",
        "pm.environment.get('key')",
        environment("dev", tokenUrl=ENDPOINT, client="of-dev", key="k-1"),
        environment("prod", tokenUrl=ENDPOINT, key="k-2"),
        client="of-collection",
    )
    first, second = imported.environments
    name = table(root(imported))["client_id"][2:-2]
    assert first.environment.variables[name].value == "of-collection"
    assert second.environment.variables[name].value == "{{client}}"
