"""Scripts with several tokens, and scripts that are another in each environment."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    environment,
    folder,
    lost,
    named,
    read,
    request,
    root,
    script,
    table,
    told,
)
from tests.unit.importers.postman.scripts.script_pieces import BASIC, FORM, URL, ask
from tests.unit.importers.postman.token_script_examples import BEARER, ENVIRONMENT, FETCH, NATIVE

from outrider.model.import_result import ImportResult, ImportVerdict

OTHER = auth("bearer", token="{{other}}")
BOTH = script(
    ask(f"{URL}, {BASIC}, {FORM}")
    + ask(f"{URL}, {BASIC}, {FORM}")
    .replace("accessToken", "other")
    .replace("get('scope')", "get('wide')")
)
TWO = (environment("dev", which="a"), environment("prod", which="b"))
SWITCH = "const c = {dev: {id: 'd', secret: 'd-pass'}, prod: {id: 'p', secret: 'p-pass'}}[NAME];\n"


def by_environment(name: str, *environments: dict[str, Any]) -> ImportResult:
    """A script whose client is another in each environment."""
    text = SWITCH.replace("NAME", name) + ask(
        f"{URL}, header: {{Authorization: 'Basic ' + btoa(c.id + ':' + c.secret)}}, {FORM}"
    )
    return read(collection(request(), event=[script(text)], auth=BEARER), *environments)


def test_two_tokens_are_two_auths_by_the_variable_that_requests_use() -> None:
    imported = read(
        collection(
            request("One"), folder("Wide", request("Two"), auth=OTHER), event=[BOTH], auth=BEARER
        ),
        ENVIRONMENT,
    )
    [wide] = [one for one in imported.folders if one.id == "wide"]
    assert table(root(imported))["scope"] == "{{scope}}"
    assert table(wide) == NATIVE | {"scope": "{{wide}}"}
    assert named(imported, "wide/two").auth is None
    assert lost(imported) == []


def test_requests_without_auth_of_a_folder_keep_each_its_token() -> None:
    rows = [{"key": "Authorization", "value": "Bearer {{other}}"}]
    imported = read(
        collection(
            request("One", header=[{"key": "Authorization", "value": "Bearer {{accessToken}}"}]),
            request("Two", header=rows),
            request("None"),
            event=[BOTH],
        ),
        ENVIRONMENT,
    )
    used = {one.id: table(one) or table(root(imported)) for one in imported.requests}
    assert used["one"]["type"] == used["two"]["type"] == "oauth2"
    assert used["none"] == {"type": "none"}


def test_a_request_that_uses_two_tokens_is_told() -> None:
    rows = [{"key": "X-Other", "value": "{{other}}"}]
    imported = read(
        collection(request(header=rows), event=[BOTH], auth=BEARER), ENVIRONMENT
    )  # fmt: skip
    assert "The request uses the tokens of two token requests." in lost(imported)


def test_a_token_that_nothing_uses_is_told_and_no_more() -> None:
    imported = read(collection(request(), event=[BOTH], auth=BEARER), ENVIRONMENT)
    assert table(root(imported)) == NATIVE
    assert any('fetches "other", but no request' in one for one in changed(imported))
    assert lost(imported) == []


def test_what_differs_by_the_environments_name_is_a_variable_of_each() -> None:
    imported = by_environment("pm.environment.name", *TWO)
    made = table(root(imported))
    assert (made["client_id"], made["client_secret"]) == ("{{client_id}}", "{{client_secret}}")
    for one, client in zip(imported.environments, "dp", strict=True):
        assert one.environment.variables["client_id"].value == client
        assert one.values["client_secret"].reveal() == f"{client}-pass"
        assert "client_secret" not in one.environment.variables
    assert any('depends on "pm.environment.name"' in one for one in changed(imported))


def test_what_a_variable_decides_is_decided_as_it_is_at_the_import() -> None:
    name = "pm.environment.get('which') === 'a' ? 'dev' : 'prod'"
    imported = by_environment(name, *TWO)
    ids = [one.environment.variables["client_id"].value for one in imported.environments]
    assert ids == ["d", "p"]


def test_without_an_environment_its_name_is_not_guessed() -> None:
    imported = by_environment("pm.environment.name")
    assert table(root(imported))["type"] == "bearer"
    [what] = [one for one in lost(imported) if "not be converted" in one]
    assert "pm.environment.name" in what


def test_no_secret_stands_in_the_report_or_beside_the_auth() -> None:
    imported = by_environment("pm.environment.name", *TWO)
    assert "-pass" not in str([*imported.remarks, table(root(imported))])


@pytest.mark.parametrize(
    ("given", "scope"),
    [({"scope": "a"}, "a"), ({}, "api.read"), ({"scope": ""}, "api.read")],
)
def test_a_default_holds_where_the_variable_is_not_set(given: dict[str, Any], scope: str) -> None:
    form = FORM.replace("pm.environment.get('scope')", "pm.environment.get('scope') || 'api.read'")
    imported = read(
        collection(request(), event=[script(ask(f"{URL}, {BASIC}, {form}"))], auth=BEARER),
        environment(tokenUrl="https://as.example/t", clientId="me", clientSecret="x", **given),
    )
    [one] = imported.environments
    # Another environment may have a scope: it is no part of the auth.
    assert one.environment.variables[table(root(imported))["scope"][2:-2]].value == scope


def test_a_header_that_the_script_adds_is_the_auth_of_all_below() -> None:
    store = "(e, r) => pm.request.headers.upsert({key: 'X-Token', value: r.json().access_token})"
    imported = read(
        collection(
            folder("In", request("A"), event=[script(ask(f"{URL}, {BASIC}, {FORM}", store))]),
            request("Out"),
        ),
        ENVIRONMENT,
    )
    [inside] = [one for one in imported.folders if one.id == "in"]
    assert table(inside) == NATIVE | {
        "placement": {"in": "header", "name": "X-Token", "prefix": ""}
    }
    assert table(root(imported)) == {"type": "none"}
    assert named(imported, "in/a").auth is None


def test_postmans_own_auth_comes_after_the_script() -> None:
    store = """(e, r) => pm.request.headers.add(
        {key: 'Authorization', value: 'Bearer ' + r.json().access_token})"""
    basic = auth("basic", username="u", password="{{p}}")
    imported = read(
        collection(
            request("A"),
            request("B", auth=basic),
            event=[script(ask(f"{URL}, {BASIC}, {FORM}", store))],
        ),
        ENVIRONMENT,
    )
    assert table(root(imported)) == NATIVE
    assert table(named(imported, "b"))["type"] == "basic"


@pytest.mark.parametrize("missing", ["clientId", "clientSecret", "tokenUrl"])
def test_nothing_is_carried_while_a_value_is_missing(missing: str) -> None:
    values = {"tokenUrl": "https://as.example/t", "clientId": "me", "clientSecret": "x"}
    imported = read(
        collection(request(), event=[FETCH], auth=BEARER),
        environment(**{**values, "scope": "a", missing: ""}),
    )
    assert told(imported, ImportVerdict.CARRIED) == []
    assert any(f'"{missing}" has no value' in one for one in changed(imported))


@pytest.mark.parametrize(
    ("member", "path"),
    [
        (".data.accessToken", "data.accessToken"),
        ("['da.ta'].access_token", ["da.ta", "access_token"]),
    ],
)
def test_a_token_elsewhere_in_the_answer_has_its_path(member: str, path: object) -> None:
    store = f"(e, r) => pm.environment.set('accessToken', r.json(){member})"
    imported = read(
        collection(request(), event=[script(ask(f"{URL}, {BASIC}, {FORM}", store))], auth=BEARER),
        ENVIRONMENT,
    )
    found = table(root(imported))
    assert found["type"] == "oauth2"
    assert found["token_response"] == {"access_token": path}


def test_headers_of_a_script_s_token_request_are_converted() -> None:
    headers = """header: {'X-Tenant': '{{tenant}}', 'X-Api-Key': '3a7f9c0d12ab45ef',
        'Content-Type': 'application/x-www-form-urlencoded', 'Connection': 'close',
        Accept: '*/*', 'User-Agent': 'Me/1', 'X-Empty': '',
        Authorization: 'Basic ' + btoa('{{clientId}}:{{clientSecret}}')}"""
    imported = read(
        collection(request(), event=[script(ask(f"{URL}, {headers}, {FORM}"))], auth=BEARER),
        environment(tenant="orders"),
    )
    found = table(root(imported))["token_headers"]
    assert found["X-Tenant"] == "{{tenant}}"
    assert found["X-Api-Key"].startswith("{{")
    assert set(found) == {"X-Tenant", "X-Api-Key", "User-Agent", "X-Empty"}
    assert any('Header "Connection" of the token request' in one for one in changed(imported))


def test_the_statement_that_was_not_understood_is_shown() -> None:
    text = "const url = 'https://' + host();\n" + ask(f"url, method: 'POST', {BASIC}, {FORM}")
    imported = read(collection(request(), event=[script(text)], auth=BEARER), ENVIRONMENT)
    [remark] = [one for one in imported.remarks if "not be converted" in one.what]
    assert (remark.line, remark.why) == (1, "Line 1: const url = 'https://' + host();")


def test_an_empty_variable_that_a_script_would_fill_is_not_kept() -> None:
    text = ask(f"url: host(), method: 'POST', {BASIC}, {FORM}")
    values = environment(accessToken=("", "secret"), other="")
    imported = read(collection(request(), event=[script(text)], auth=BEARER), values)
    [dev] = imported.environments
    assert "accessToken" not in {**dev.environment.variables, **dev.environment.secrets}
    assert "other" in dev.environment.variables
    lines = imported.comments["requests/folder"]
    assert any(one.startswith("variable accessToken: set by the pre-request") for one in lines)


@pytest.mark.parametrize(
    ("proof", "encoding"),
    [
        ("btoa(id + ':' + secret)", "raw"),
        ("btoa(encodeURIComponent(id) + ':' + encodeURIComponent(secret))", None),
    ],
)
def test_basic_is_encoded_as_the_script_did(proof: str, encoding: str | None) -> None:
    text = "const id = pm.variables.get('clientId'), secret = pm.variables.get('clientSecret');\n"
    text += ask(f"{URL}, header: {{Authorization: 'Basic ' + {proof}}}, {FORM}")
    imported = read(collection(request(), event=[script(text)], auth=BEARER), ENVIRONMENT)
    assert table(root(imported)).get("basic_encoding") == encoding


def test_a_name_that_a_script_makes_has_to_be_there_in_each_environment() -> None:
    text = ask(
        f"url: pm.environment.get(pm.environment.get('which') + '_url'), method: 'POST', "
        f"{BASIC}, {FORM}"
    )
    values = {"clientId": "me", "clientSecret": "x", "scope": "a"}
    environments = (
        environment("dev", which="a", a_url="https://as.example/t", **values),
        environment("prod", which="b", **values),
    )
    imported = read(collection(request(), event=[script(text)], auth=BEARER), *environments)
    assert told(imported, ImportVerdict.CARRIED) == []
    assert any('"b_url" has no value' in one for one in changed(imported))


def test_a_request_that_is_not_understood_leaves_no_half_auth_beside_a_whole_one() -> None:
    text = ask(f"{URL}, {BASIC}, {FORM}")
    text += "\n" + text.replace("accessToken", "other").replace("access_token)", "id_token)")
    imported = read(collection(request(), event=[script(text)], auth=BEARER), ENVIRONMENT)
    assert table(root(imported)) == NATIVE
    [what] = lost(imported)
    assert what.startswith("A token request of the pre-request script was not converted: ")
    assert "part of the auth" not in repr(imported)


def test_a_branch_for_another_environment_converts_nothing() -> None:
    store = """(e, r) => { if (pm.environment.name === 'prod')
        pm.environment.set('accessToken', r.json().access_token);
        else pm.environment.set('accessToken', r.json().refresh_token); }"""
    text = ask(f"{URL}, {BASIC}, {FORM}", store)
    imported = read(collection(request(), event=[script(text)], auth=BEARER), environment("dev"))
    assert table(root(imported)) == {"type": "bearer", "token": "{{accessToken}}"}
    [what] = lost(imported)
    assert 'stores in "accessToken" is not the access token itself' in what
    imported = read(collection(request(), event=[script(text)], auth=BEARER), environment("prod"))
    assert table(root(imported)) == NATIVE
