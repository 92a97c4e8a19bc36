"""What of a token request is known is carried where the script as a whole is not understood."""

from __future__ import annotations

import pytest
from tests.unit.importers.postman.collection_builders import (
    auth,
    collection,
    lost,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.token_script_examples import BEARER

TOKEN = "https://login.example/token"
FORM = """body: {mode: 'urlencoded', urlencoded: [
    {key: 'grant_type', value: 'client_credentials'},
    {key: 'client_id', value: %s}, {key: 'client_secret', value: %s}]}"""
LITERAL = FORM % ("'cid-1'", "pm.environment.get('secret')")
STORE = "(e, r) => pm.environment.set('accessToken', r.json().access_token)"


def ask(form: str = LITERAL, store: str = STORE) -> str:
    return f"pm.sendRequest({{url: '{TOKEN}', method: 'POST', {form}}}, {store});"


KNOWN = {
    "token_endpoint": TOKEN,
    "client_id": "cid-1",
    "client_secret": "{{secret}}",
    "token_endpoint_auth_method": "client_secret_post",
}


def half_filled(text: str, *, listen: str = "prerequest") -> dict[str, str]:
    """The rows of the auth that is a comment; a remark stands behind its value."""
    imported = read(collection(request(), event=[script(text, listen)], auth=BEARER))
    assert table(root(imported)).get("type") != "oauth2"
    rows = [line.partition(" = ") for line in imported.comments["requests/folder"]]
    found = {key: value.replace('"', "") for key, mark, value in rows if mark}
    return {key: found[key] for key in found if key in {*KNOWN, "scope", "audience"}}


@pytest.mark.parametrize(
    "statement",
    [
        "eval(pm.globals.get('helpers'));",
        "new Function('pm', pm.globals.get('helpers'))(pm);",
        "const made = Function('return 1')();",
        "function run(text) { return eval(text); }\nrun('1');",
        "globalThis.eval('1');",
    ],
)
def test_what_runs_text_leaves_literals_alone(statement: str) -> None:
    """And is named, for it may do anything else."""
    text = f"{statement}\n{ask()}"
    imported = read(collection(request(), event=[script(text)], auth=BEARER))
    expected = {"type": "oauth2", "grant_type": "client_credentials", **KNOWN}
    assert table(root(imported)) == expected
    assert any("was not converted" in one for one in lost(imported))
    kept = "\n".join(imported.comments["requests/folder"])
    assert statement.splitlines()[0] in kept


@pytest.mark.parametrize(
    ("before", "uses"),
    [
        ("let id = 'cid-1';", "id"),
        ("var id = 'cid-1';", "id"),
        ("const client = {id: 'cid-1'};", "client.id"),
        ("const ids = ['cid-1'];", "ids[0]"),
        ("const [id] = ['cid-1']; const client = {id};", "client.id"),
    ],
)
def test_what_text_that_is_run_may_change_is_to_be_checked(before: str, uses: str) -> None:
    form = FORM % (uses, "pm.environment.get('secret')")
    found = half_filled(f"{before}\neval(pm.globals.get('helpers'));\n{ask(form)}")
    remark = "  # to be checked: line 2 was not understood"
    assert found == KNOWN | {"client_id": f"cid-1{remark}"}


@pytest.mark.parametrize(
    ("before", "uses"),
    [
        ("const client = new Proxy({id: 'cid-1'}, {});", "client.id"),
        ("const client = {...outside, id: 'cid-1'};", "client.id"),
        ("const client = {[outside]: 1, id: 'cid-1'};", "client.id"),
        ("const client = {id: 'cid-1'}; new Function('c', 'c.id = 2')(client);", "client.id"),
    ],
)
def test_what_something_unknown_is_beside_is_to_be_checked(before: str, uses: str) -> None:
    form = FORM % (uses, "pm.environment.get('secret')")
    found = half_filled(f"{before}\n{ask(form)}")
    remark = "  # to be checked: line 1 was not understood"
    assert found == KNOWN | {"client_id": f"cid-1{remark}"}


@pytest.mark.parametrize(
    ("before", "uses"),
    [
        ("const client = { get id() { return 'cid-1'; }, other: 1 };", "client.id"),
        ("const client = { name: 'cid-1', get id() { return this.name; } };", "client.id"),
        ("let id = 'cid-1'; new Function('return this')().x = 1;", "id"),
    ],
)
def test_what_nothing_changes_is_carried(before: str, uses: str) -> None:
    form = FORM % (uses, "pm.environment.get('secret')")
    text = script(f"{before}\n{ask(form)}")
    imported = read(collection(request(), event=[text], auth=BEARER))
    assert table(root(imported))["client_id"] == "cid-1"


@pytest.mark.parametrize("before", ["const id = 'cid-1';", "const {id} = {id: 'cid-1'};"])
def test_constants_are_certain(before: str) -> None:
    form = FORM % ("id", "pm.environment.get('secret')")
    imported = read(
        collection(request(), event=[script(f"{before}\neval(make());\n{ask(form)}")], auth=BEARER)
    )
    assert table(root(imported))["client_id"] == "cid-1"


def test_a_value_that_is_made_by_text_is_to_be_completed() -> None:
    text = ask(FORM % ("'cid-1'", "made('x')")) + "\nfunction made(s) { return eval(s) }"
    found = half_filled(text)
    assert found["token_endpoint"] == TOKEN
    assert found["client_id"] == "cid-1"
    assert found["client_secret"].endswith("# to be completed")


@pytest.mark.parametrize(
    "text",
    [
        f"{ask()}\nif (x {{",
        f"const s = await?.();\n{ask()}\n)",
        f"if (true) {{\n{ask()}\n",
    ],
    ids=["open bracket", "odd operator", "open block"],
)
def test_what_is_valid_of_a_broken_script_is_to_be_checked(text: str) -> None:
    found = half_filled(text)
    for key in ("token_endpoint", "client_id", "client_secret"):
        assert found[key].startswith(f"{KNOWN[key]}  # to be checked: line ")


@pytest.mark.parametrize(
    "text",
    [
        f"function login() {{ {ask()} }}",
        f"const api = {{ login() {{ {ask()} }} }};\nhooks.before(api);",
        f"const login = async () => {{ {ask()} }};\npm.globals.set('login', login.toString());",
        "const depth = " + "(" * 180 + "1" + ")" * 180 + f";\n{ask()}",
    ],
    ids=["function", "method", "arrow", "deep"],
)
def test_what_is_not_reached_is_known_all_the_same(text: str) -> None:
    found = half_filled(text)
    values = {key: value.partition("  #")[0] for key, value in found.items()}
    assert values == KNOWN


@pytest.mark.parametrize(
    "store",
    [
        "(e, r) => pm.environment.set('accessToken', r.headers.get('X-Auth-Token'))",
        "(e, r) => pm.environment.set('accessToken', r.headers.find(h => h.key == 'T').value)",
        "(e, r) => pm.environment.set('accessToken', r.cookies.get('session'))",
        "(e, r) => pm.environment.set('accessToken', r.text())",
        "(e, r) => pm.environment.set('accessToken', /token:(.*)/.exec(r.text())[1])",
        "(e, r) => console.log(r.status)",
    ],
)
def test_a_token_from_elsewhere_than_the_body_is_not_carried(store: str) -> None:
    assert half_filled(ask(store=store)) == KNOWN


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_another_method_is_not_carried(method: str) -> None:
    assert half_filled(ask().replace("'POST'", f"'{method}'")) == KNOWN


def test_the_query_of_a_token_request_by_get_is_taken_apart() -> None:
    query = "grant_type=client_credentials&tenant=a&client_id=cid-1&client_secret="
    found = half_filled(
        f"pm.sendRequest('{TOKEN}?{query}' + pm.environment.get('secret'), {STORE});"
    )
    expected = {key: KNOWN[key] for key in KNOWN} | {"token_endpoint": f"{TOKEN}?tenant=a"}
    assert found == expected


@pytest.mark.parametrize(
    ("method", "stored"),
    [
        ("POST", "pm.response.headers.get('X-Auth-Token')"),
        ("GET", "pm.response.json().access_token"),
    ],
)
def test_a_login_request_that_is_no_token_request_is_half_filled(method: str, stored: str) -> None:
    rows = [("grant_type", "client_credentials"), ("client_id", "cid-1")]
    form = [{"key": key, "value": value} for key, value in (*rows, ("client_secret", "{{secret}}"))]
    login = request(
        "Login",
        TOKEN,
        method=method,
        body={"mode": "urlencoded", "urlencoded": form},
        event=[script(f"pm.environment.set('accessToken', {stored});", "test")],
        auth=auth("noauth"),
    )
    imported = read(collection(request(), login, auth=BEARER))
    assert table(root(imported)).get("type") != "oauth2"
    lines = "\n".join(imported.comments["requests/folder"])
    assert f'# token_endpoint = "{TOKEN}"'.removeprefix("# ") in lines
    assert 'client_id = "cid-1"' in lines or method == "GET"


def test_an_auth_that_has_no_place_keeps_what_is_known() -> None:
    other = script(ask().replace("cid-1", "cid-2"))
    imported = read(
        collection(request(event=[other]), event=[script(ask())], auth=BEARER),
    )
    lines = "\n".join(line for one in imported.comments.values() for line in one)
    assert "to be completed" not in lines


FETCHED = "pm.sendRequest('https://login.example/.well-known/x', (e, d) => { SEND });"
TAKEN = "d.json().token_endpoint"


@pytest.mark.parametrize(
    "text",
    [
        ask()
        .replace("pm.sendRequest({", "pm.sendRequest(new sdk.Request({")
        .replace("}, (e", "}), (e"),
        FETCHED.replace("SEND", ask().replace("url: '", f"url: {TAKEN} || '")),
        FETCHED.replace("SEND", ask().replace("url: '", f"url: {TAKEN} ?? '")),
        FETCHED.replace("SEND", ask().replace("url: '", f"url: {TAKEN} ? {TAKEN} : '")),
        f"if (pm.globals.get('ready') === 'yes') {{ {ask()} }}",
        f"if (false) {{ {ask()} }}",
    ],
    ids=["a class of Postman's", "or", "nullish", "ternary", "a condition", "never"],
)
def test_what_is_plain_to_see_is_written(text: str) -> None:
    found = half_filled("const sdk = require('postman-collection');\n" + text)
    values = {key: value.partition("  #")[0] for key, value in found.items()}
    assert values == KNOWN
