"""A credential that a variable holds and a request has as a literal is one secret."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    collection,
    environment,
    folder,
    named,
    only,
    read,
    request,
    script,
)

from outrider.model.import_result import ImportResult
from outrider.model.workspace import TextBody

VALUE = "hunter2-of-1984-long"
BODY = {"mode": "raw", "raw": f'{{"pw":"{VALUE}"}}', "options": {"raw": {"language": "json"}}}
LOGIN = request("Login", method="POST", body=BODY)


def sent(imported: ImportResult) -> str:
    body = only(imported).body
    assert isinstance(body, TextBody)
    return body.content or ""


def secrets(imported: ImportResult) -> dict[str, list[str]]:
    """The names of the secrets of each environment."""
    return {one.environment.id: sorted(one.values) for one in imported.environments}


@pytest.mark.parametrize("name", ["password", "pw", "db_secret", "mine"])
def test_a_literal_is_the_secret_that_a_variable_holds(name: str) -> None:
    imported = read(collection(LOGIN), environment(**{name: VALUE}))
    assert sent(imported) == f'{{"pw":"{{{{{name}}}}}"}}'
    assert secrets(imported) == {"dev": [name]}


def test_a_variable_of_the_collection_counts_where_no_environment_has_another() -> None:
    rows = [{"key": "password", "value": VALUE}]
    imported = read(collection(LOGIN, variable=rows), environment(other="1"))
    assert sent(imported) == '{"pw":"{{password}}"}'
    assert secrets(imported) == {"dev": ["password"]}
    imported = read(collection(LOGIN, variable=rows), environment(password="another-one-of-9"))
    assert sent(imported) == '{"pw":"{{pw}}"}'
    assert secrets(imported) == {"dev": ["password", "pw"]}


def test_a_variable_that_differs_between_environments_is_another_thing() -> None:
    """The literal is the same in all of them."""
    dev, prod = environment("dev", password=VALUE), environment("prod", password="another-of-9")
    imported = read(collection(LOGIN), dev, prod)
    assert sent(imported) == '{"pw":"{{pw}}"}'
    imported = read(collection(LOGIN), dev, environment("prod", other="1"))
    assert sent(imported) == '{"pw":"{{pw}}"}'
    imported = read(collection(LOGIN), dev, environment("prod", password=VALUE))
    assert sent(imported) == '{"pw":"{{password}}"}'


def test_two_variables_that_are_changed_separately_stay_two() -> None:
    imported = read(collection(LOGIN), environment(password=VALUE, admin_password=VALUE))
    assert sent(imported) == '{"pw":"{{pw}}"}'
    assert secrets(imported) == {"dev": ["admin_password", "password", "pw"]}
    imported = read(collection(LOGIN), environment(password=VALUE, pw=VALUE))
    assert sent(imported) == '{"pw":"{{pw}}"}'
    assert secrets(imported) == {"dev": ["password", "pw"]}


def test_a_variable_that_a_script_sets_is_none_for_a_literal() -> None:
    sets = script("pm.environment.set('password', pm.variables.get('x') + 1);")
    imported = read(collection(LOGIN, event=[sets]), environment(password=VALUE))
    assert "{{pw}}" in sent(imported)


@pytest.mark.parametrize(
    "more",
    [
        {"header": [{"key": "X-Api-Key", "value": VALUE}]},
        {"auth": auth("basic", username="ann", password=VALUE)},
        {"auth": auth("apikey", key="X-Key", value=VALUE)},
        {"url": f"https://api.example/x?api_key={VALUE}"},
        {"url": f"https://ann:{VALUE}@api.example/x"},
    ],
    ids=["header", "basic", "key", "query", "user info"],
)
def test_one_value_is_one_secret_wherever_it_stands(more: dict[str, Any]) -> None:
    imported = read(
        collection(LOGIN, folder("F", request("Other", **more))), environment(password=VALUE)
    )
    assert secrets(imported) == {"dev": ["password"]}
    other = named(imported, "f/other")
    assert "{{password}}" in f"{other}{dict(other.auth.table) if other.auth else ''}"
