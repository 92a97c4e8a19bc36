"""Credentials in what no request sends: scripts that are kept, descriptions, saved answers."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    folder,
    only,
    read,
    request,
    root,
    script,
)

from outrider.model.import_result import ImportResult
from outrider.model.secret import MASK, Secret, masked

TOKEN = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"


def kept(imported: ImportResult) -> dict[str, Secret]:
    """The secrets for the overlay of the first environment."""
    return dict(imported.environments[0].values)


def test_a_script_that_is_kept_gives_nothing_away() -> None:
    text = "const secret = 'hush-4711-script';\nconsole.log(secret);"
    imported = read(collection(request(event=[script(text)])))
    lines = imported.comments["requests/one"]
    assert any("const secret = '{{secret}}';" in line for line in lines)
    assert any("console.log(secret);" in line for line in lines)
    assert kept(imported) == {"secret": Secret("hush-4711-script")}


def test_a_script_that_compares_gives_nothing_away() -> None:
    text = "pm.expect(json.token).to.eql('hush4711token9');\nrun(['Bearer hushhushhush']);"
    imported = read(collection(request(event=[script(text, "test")])))
    assert "hush" not in repr(imported.comments)
    values = {one.reveal() for one in kept(imported).values()}
    assert values == {"hush4711token9", "hushhushhush"}


@pytest.mark.parametrize(
    "text",
    [
        f"Use {TOKEN} for tests.",
        "use the key 4f2a9c8e7b6d5a43",
        "The password is `tr0ub4dor&3x`",
    ],
)
def test_a_description_gives_nothing_away(text: str) -> None:
    imported = read(collection(request(description=text)))
    assert "{{" in only(imported).description
    assert len(kept(imported)) == 1


@pytest.mark.parametrize(
    "text",
    ["Send your token here.", "Authorization: Bearer <token>", "The key X is unique. Password: no"],
)
def test_words_about_credentials_stay(text: str) -> None:
    imported = read(collection(request(description=text)))
    assert only(imported).description == text
    assert imported.environments == ()


def test_an_example_keeps_no_token_and_no_cookie() -> None:
    response = {
        "name": "Fine",
        "code": 200,
        "header": [
            {"key": "Set-Cookie", "value": "sid=hush-1; Path=/; HttpOnly"},
            {"key": "Content-Type", "value": "application/json"},
        ],
        "body": '{"access_token": "hush-2-abc", "expires_in": 3600, "next_page_token": "p2"}',
    }
    imported = read(collection(request(response=[response])))
    [example] = imported.responses
    assert [masked(field.value) for field in example.fields] == [
        f"sid={MASK}; Path=/; HttpOnly",
        "application/json",
    ]
    assert example.body == (
        f'{{"access_token": "{MASK}", "expires_in": 3600, "next_page_token": "p2"}}'
    )
    assert any('example "fine" were masked' in one for one in changed(imported))
    assert imported.environments == ()


def test_an_example_keeps_no_credential_of_any_document() -> None:
    value = "Qx7Lr2Vn9Tb4Wm"
    response = {
        "name": f"Fine (token: {value})",
        "code": 302,
        "header": [{"key": "Location", "value": f"/cb?next=%2Fx%3Faccess_token%3D{value}"}],
        "body": f"access_token: {value}\nuser: bob\n",
    }
    [example] = read(collection(request(response=[response]))).responses
    assert masked(example.fields[0].value) == f"/cb?next=%2Fx%3Faccess_token%3D{MASK}"
    assert example.body == f"access_token: {MASK}\nuser: bob\n"
    assert example.name == "fine-token"


def test_one_value_is_one_secret_and_others_have_other_names() -> None:
    def header(value: str) -> list[dict[str, str]]:
        return [{"key": "X-Api-Key", "value": value}]

    imported = read(
        collection(
            request("A", header=header("hush-1")),
            request("B", header=header("hush-2")),
            request("C", header=header("hush-1")),
            request("D", "https://a.example/{{x_api_key_3}}", header=header("hush-3")),
        ),
        environment("dev", x_api_key="plain"),
    )
    values = {one.id: one.headers[0].value for one in imported.requests}
    # The environment and a request have names of their own.
    assert values == {
        "a": "{{x_api_key_2}}",
        "b": "{{x_api_key_4}}",
        "c": "{{x_api_key_2}}",
        "d": "{{x_api_key_5}}",
    }


def test_variables_of_folders_with_one_name_keep_their_own_values() -> None:
    def scoped(name: str, value: str) -> dict[str, object]:
        return folder(name, request(), variable=[{"key": "apiKey", "value": value}])

    imported = read(collection(scoped("A", "hush-1"), scoped("B", "hush-2")))
    found = {one.id: one.variables for one in imported.folders}
    assert found["a"]["apiKey"].value == "{{api_key}}"
    assert found["b"]["apiKey"].value == "{{api_key_2}}"
    assert root(imported).variables == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token_url", "https://login.example/token"),
        ("tokenType", "Bearer"),
        ("api_key", "{{other}}"),
        ("password", "<your password>"),
        ("secret", "true"),
        ("pageToken", "abc123abc123abc123"),
        ("csrf_token", "abc123abc123abc123"),
        ("token_expiry", "1700000000"),
    ],
)
def test_what_only_sounds_like_a_credential_stays(name: str, value: str) -> None:
    imported = read(collection(request()), environment("dev", **{name: value}))
    [found] = imported.environments
    assert found.environment.variables[name].value == value
    assert found.values == {}


def test_the_queries_of_an_auths_urls_give_nothing_away() -> None:
    rows = {
        "grant_type": "client_credentials",
        "accessTokenUrl": "https://id.example/t?api_key=hush-4712&page=2",
        "clientId": "me",
        "clientSecret": "{{s}}",
    }
    auth = {"type": "oauth2", "oauth2": [{"key": k, "value": v} for k, v in rows.items()]}
    imported = read(collection(request(auth=auth)))
    found = only(imported).auth
    assert found is not None
    assert found.table["token_endpoint"] == "https://id.example/t?api_key={{api_key}}&page=2"
    assert kept(imported)["api_key"] == Secret("hush-4712")


def test_a_kept_script_names_its_credentials_by_reference_and_is_else_the_same() -> None:
    text = (
        "pm.environment.set('password', 'hush-4713');\n"
        "odd['api_key'] = 'hush-4714'; // token is hush4715abc\n"
        "pm.sendRequest(odd.url + '&client_secret=' + encodeURIComponent(pm.environment.get('s')));"
    )
    imported = read(collection(request(event=[script(text)])))
    lines = "\n".join(imported.comments["requests/one"])
    assert not any(f"hush{mark}471" in lines for mark in ("-", ""))
    assert "pm.environment.set('password', '{{" in lines
    assert "'&client_secret=' + encodeURIComponent(pm.environment.get('s'))" in lines


def test_a_name_gives_nothing_away_and_its_credential_is_kept() -> None:
    made = collection(
        folder(
            f"With {TOKEN}",
            request(f"GET with token {TOKEN}", response=[{"name": f"Fine {TOKEN}", "code": 200}]),
            request("Log in, password=tr0ub4dor3x"),
        ),
        variable=[{"key": TOKEN, "value": "1"}],
    )
    made["info"]["name"] = f"Shop {TOKEN}"
    imported = read(made, environment(f"dev {TOKEN}"))
    shown = repr(structs.replace(imported, environments=()))
    shown += repr([one.environment for one in imported.environments])
    assert TOKEN not in shown
    assert "tr0ub4dor3x" not in shown
    assert {one.reveal() for one in kept(imported).values()} == {TOKEN, "tr0ub4dor3x"}
    told = [one for one in imported.remarks if "A credential in a name was masked" in one.what]
    assert {one.place for one in told} == {
        "",
        f"With {MASK}",
        f"With {MASK} / GET with token {MASK}",
        f"With {MASK} / Log in, password={MASK}",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Get token oauth2client",
        "Change password",
        "Key rsa2048b",
        "POST /token",
        "Reset the secret",
    ],
)
def test_a_name_that_speaks_of_credentials_stays(name: str) -> None:
    imported = read(collection(request(name)))
    assert only(imported).name == name
    assert imported.environments == ()
