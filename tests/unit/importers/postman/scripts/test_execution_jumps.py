"""What a script chooses by its control flow is what its import sends, in each environment."""

from __future__ import annotations

import re
from typing import Any

from tests.each_case import each_case
from tests.unit.importers.postman.collection_builders import (
    collection,
    environment,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.scripts.control_flow_shapes import (
    CHOOSING,
    NOT_FOLLOWED,
    choosing,
)
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.import_result import ImportResult

VALUES: dict[str, Any] = {"tokenUrl": "https://as.example/token", "clientId": "me",
                          "clientSecret": ("hush-hush", "secret")}  # fmt: skip


def brought(written: str, *names: str) -> ImportResult:
    whole = collection(request(), auth=BEARER, event=[script(written)])
    return read(whole, *(environment(name, **VALUES) for name in names))


def scopes(imported: ImportResult) -> dict[str, str]:
    written = table(root(imported)).get("scope", "")
    found = {}
    for one in imported.environments:
        values = {name: str(row.value) for name, row in one.environment.variables.items()}
        found[one.environment.name] = values.get(written.strip("{}"), written)
    return found


@each_case(CHOOSING.items())
def test_each_environment_gets_what_the_script_chooses_for_it(
    case: tuple[str, tuple[str, str, str]],
) -> None:
    _, (written, dev, prod) = case
    imported = brought(choosing(written), "dev", "prod")
    assert table(root(imported))["type"] == "oauth2"
    assert scopes(imported) == {"dev": dev, "prod": prod}


@each_case([one for one in CHOOSING.items() if one[1][1] != one[1][2]])
def test_without_an_environment_nothing_is_chosen(
    case: tuple[str, tuple[str, str, str]],
) -> None:
    _, (written, _, _) = case
    imported = brought(choosing(written))
    assert table(root(imported))["type"] == "bearer"
    assert "[auth]" in "\n".join(line for one in imported.comments.values() for line in one)
    assert any("could not be converted" in one.what for one in imported.remarks)


@each_case([one for one in CHOOSING.items() if one[1][1] != one[1][2]])
def test_a_later_environment_gets_a_variable_of_its_own(
    case: tuple[str, tuple[str, str, str]],
) -> None:
    _, (written, dev, _) = case
    imported = brought(choosing(written), "dev")
    assert re.fullmatch(r"\{\{\w+\}\}", table(root(imported))["scope"])
    assert scopes(imported) == {"dev": dev}


@each_case(NOT_FOLLOWED.items())
def test_what_is_not_followed_is_named(case: tuple[str, str]) -> None:
    _, written = case
    imported = brought(choosing(written), "dev", "prod")
    assert table(root(imported))["type"] == "bearer"
    assert "[auth]" in "\n".join(line for one in imported.comments.values() for line in one)
    assert any(
        "could not be converted: the parameter scope" in one.what for one in imported.remarks
    )


SENDING = {
    "return": "function f() { if (name === 'prod') { send('p'); return; } send('d'); } f();",
    "throw": "try { if (name === 'prod') throw 1; send('d'); } catch (e) { send('p'); }",
    "switch": "switch (true) { case name === 'prod': send('p'); break; default: send('d'); }",
    "label": "x: { if (name === 'prod') { send('p'); break x; } send('d'); }",
}


@each_case(SENDING.items())
def test_each_environment_gets_the_request_that_is_sent_for_it(case: tuple[str, str]) -> None:
    _, written = case
    [before, behind] = choosing("\0").split("\0")
    head = before.replace("let scope;", f"function send(scope) {{ {behind} }}")
    assert scopes(brought(head + written, "dev", "prod")) == {"dev": "d", "prod": "p"}
