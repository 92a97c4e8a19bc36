"""What a script decides by an environment is that environment's own, of a later one too."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    collection,
    environment,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.scripts.script_pieces import STORE, URL
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.import_result import ImportResult


def ask(client: str, secret: str, url: str = URL) -> str:
    return f"""pm.sendRequest({{{url}, body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}}, {{key: 'audience', value: 'shop'}},
        {{key: 'client_id', value: {client}}}, {{key: 'client_secret', value: {secret}}}]}}}},
        {STORE});"""


def brought(text: str, *documents: Any, **own: str) -> ImportResult:
    variables = [{"key": name, "value": value} for name, value in own.items()]
    return read(
        collection(request(), auth=BEARER, event=[script(text)], variable=variables), *documents
    )


def held(imported: ImportResult, key: str) -> tuple[str, str]:
    """What the auth has, and what the first environment gives for it."""
    written = str(table(root(imported))[key])
    [one, *_] = imported.environments
    secret = one.values.get(written[2:-2])
    plain = one.environment.variables.get(written[2:-2])
    return written, secret.reveal() if secret else str(plain.value if plain else "")


NAME = "pm.environment.name"
DECIDED = {
    "the name, in a branch": (
        f"let id = 'dev-id', key = 'dev-key-1'; if ({NAME} === 'prod') {{ id = 'p'; key = 'q-1'; }}"
        + ask("id", "key"),
        "dev-id",
        "dev-key-1",
    ),
    "the name, in a table": (
        f"const c = {{dev: ['dev-id', 'dev-key-1'], prod: ['p', 'q-1']}}[{NAME}];"
        + ask("c[0]", "c[1]"),
        "dev-id",
        "dev-key-1",
    ),
    "what is in a variable": (
        "const live = pm.environment.get('base').includes('live');"
        + ask("live ? 'p' : 'dev-id'", "live ? 'q-1' : 'dev-key-1'"),
        "dev-id",
        "dev-key-1",
    ),
    "another spelling of a variable": (
        ask("pm.environment.get('mine').toUpperCase()", "pm.environment.get('hush').slice(2)"),
        "MINE-ID",
        "sh-value-1",
    ),
    "a member of a variable": (
        "const c = JSON.parse(pm.environment.get('both'));" + ask("c.id", "c.key"),
        "dev-id",
        "dev-key-1",
    ),
    "a variable that is not set": (
        ask("pm.environment.get('nowhere') || 'dev-id'", "pm.environment.get('no') || 'dev-key-1'"),
        "dev-id",
        "dev-key-1",
    ),
    "which variable is read": (
        f"const p = {NAME} === 'prod' ? 'prod' : 'dev';"
        + ask("pm.environment.get(p + 'Id')", "pm.environment.get(p + 'Key')"),
        "{{devId}}",
        "{{devKey}}",
    ),
}
DEV = environment(
    "dev",
    tokenUrl="https://id.example/token",
    base="https://dev.example",
    mine="mine-id",
    hush="hush-value-1",
    both='{"id": "dev-id", "key": "dev-key-1"}',
    devId="d",
    devKey="k-1",
    prodId="p",
    prodKey="q-1",
)


@pytest.mark.parametrize(("text", "client", "secret"), DECIDED.values(), ids=DECIDED)
def test_one_environment_has_what_was_decided_for_it(text: str, client: str, secret: str) -> None:
    imported = brought(text, DEV)
    assert held(imported, "client_id") == ("{{client_id}}", client)
    assert held(imported, "client_secret") == ("{{client_secret}}", secret)
    # What nothing decides is the auth's own.
    made = table(root(imported))
    assert made["token_endpoint"] == "{{tokenUrl}}"
    assert made["token_parameters"] == {"audience": "shop"}


def test_an_environment_that_comes_later_changes_nothing_but_itself() -> None:
    text = DECIDED["the name, in a branch"][0]
    prod = environment("prod", tokenUrl="https://id.example/token")
    first, second = brought(text, DEV), brought(text, prod)
    assert table(root(first)) == table(root(second))
    assert held(second, "client_id") == ("{{client_id}}", "p")
    assert held(second, "client_secret") == ("{{client_secret}}", "q-1")


def test_a_request_that_one_environment_alone_sends_is_all_its_own() -> None:
    text = f"if ({NAME} === 'prod') {{ {ask(chr(34) + 'p' + chr(34), chr(34) + 'q-1' + chr(34))} }}"
    other = ask("'dev-id'", "'dev-key-1'")
    imported = brought(f"{text} else {{\n{other} }}", DEV)
    assert held(imported, "client_id") == ("{{client_id}}", "dev-id")
    assert held(imported, "token_endpoint") == ("{{token_endpoint}}", "{{tokenUrl}}")


def test_what_only_the_collection_holds_is_every_environments() -> None:
    text = ask(
        "pm.collectionVariables.get('own').trim()", "pm.collectionVariables.get('hush2').trim()"
    )
    imported = brought(text, DEV, own=" own-id ", hush2=" own-key-1 ")
    assert table(root(imported))["client_id"] == "own-id"


def test_the_new_variable_takes_no_name_of_the_collection() -> None:
    imported = brought(DECIDED["the name, in a branch"][0], DEV, client_id="another")
    assert held(imported, "client_id") == ("{{client_id_2}}", "dev-id")


def test_a_condition_on_the_scripts_own_variable_decides_nothing() -> None:
    text = f"if (!pm.environment.get('accessToken')) {{ {ask('{x}', '{y}')} }}"
    text = text.replace("{x}", "'one-id'").replace("{y}", f"{NAME} === 'prod' ? 'q-1' : 'd-1'")
    imported = brought(text, DEV)
    assert table(root(imported))["client_id"] == "one-id"
    assert held(imported, "client_secret") == ("{{client_secret}}", "d-1")


LOOKED_UP = f"""const known = {{dev: {{id: 'dev-id', scope: 'd'}},
    prod: {{id: 'prod-id', scope: 'p'}}}};
const c = known[{NAME}.toLowerCase()];
"""
PROD = environment("prod", tokenUrl="https://id.example/token", devKey="k-2")
KEY = "pm.environment.get('devKey')"


def by_basic(header: str) -> str:
    return f"""{LOOKED_UP}pm.sendRequest({{{URL}, {header}, body: {{mode: 'urlencoded',
        urlencoded: [{{key: 'grant_type', value: 'client_credentials'}},
        {{key: 'scope', value: c.scope}}]}}}}, {STORE});"""


@pytest.mark.parametrize(
    "header",
    [
        f"header: [`Authorization: Basic ${{btoa([c.id, {KEY}].join(':'))}}`]",
        f"header: ['Authorization: Basic ' + btoa(c.id + ':' + {KEY})]",
        f"header: 'Authorization: Basic ' + btoa(`${{c.id}}:${{{KEY}}}`)",
        f"header: {{Authorization: `Basic ${{btoa(c.id + ':' + {KEY})}}`}}",
        f"header: [{{key: 'Authorization', value: 'Basic ' + btoa(c.id + ':' + {KEY})}}]",
    ],
)
def test_what_differs_is_a_variable_of_each_environment_and_the_rest_is_the_auths(
    header: str,
) -> None:
    imported = brought(by_basic(header), DEV, PROD)
    made = table(root(imported))
    assert "extends" not in made
    assert held(imported, "client_id") == ("{{client_id}}", "dev-id")
    assert held(imported, "scope") == ("{{scope}}", "d")
    assert made["client_secret"] == "{{devKey}}"
    assert made["token_endpoint"] == "{{tokenUrl}}"
    assert "in more than values" not in repr(imported.remarks)


@pytest.mark.parametrize(
    "guard",
    [
        "",
        "if (pm.info.requestName === 'login') return;",
        "if (pm.request.method !== 'GET') return;",
        "if (pm.info.eventName === 'test' || pm.environment.get('accessToken')) return;",
    ],
)
@pytest.mark.parametrize("change", ["split(' ')[0]", "trim()", "toLowerCase()"])
@pytest.mark.parametrize("environments", [1, 2])
def test_one_part_that_is_computed_leaves_the_others_as_they_are(
    guard: str, change: str, environments: int
) -> None:
    sent = ask("'cid'", KEY).replace(
        "{key: 'audience', value: 'shop'}", "{key: 'scope', value: scope}"
    )
    text = f"{guard}\nconst scope = pm.environment.get('mine').{change};\n{sent}"
    known = [
        environment(
            name, mine=" Api.Read x ", tokenUrl="https://id.example/token", devKey=("k", "secret")
        )
        for name in ("dev", "prod")
    ]
    imported = brought(text, *known[:environments])
    made = table(root(imported))
    assert made["token_endpoint"] == "{{tokenUrl}}"
    assert (made["client_id"], made["client_secret"]) == ("cid", "{{devKey}}")
    for one in imported.environments:
        assert one.environment.variables.keys() <= {"tokenUrl", "mine", "scope"}


def test_a_way_to_authenticate_that_nobody_knows_is_told_as_that() -> None:
    imported = brought(by_basic(f"header: made({NAME}, '')"), DEV)
    assert table(root(imported)).get("type") != "oauth2"
    sent = "const basic = {dev: 'Authorization: Basic ' + btoa('d:e')}[" + NAME + "];\n"
    imported = brought(sent + by_basic("header: [basic]"), DEV)
    assert "extends" in table(root(imported))
    assert "in more than values" not in repr(imported.remarks)
    assert "How the client authenticates in another environment" in repr(imported.remarks)
