"""Security schemes as auth definitions, and which of them an operation is sent with."""

from __future__ import annotations

from typing import Any

from tests.each_case import each_case
from tests.unit.importers.openapi.documents import (
    document,
    environments,
    imported,
    only,
    operation,
    told,
)

CLIENT = {"tokenUrl": "https://login.example/token", "scopes": {"a": "", "b": ""}}
SIGN_IN = {**CLIENT, "authorizationUrl": "https://login.example/authorize"}
SCHEMES: dict[str, Any] = {
    "basic": {"type": "http", "scheme": "Basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "bearer": {"type": "http", "scheme": "BEARER"},
    "odd": {"type": "http", "scheme": "HOBA"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "client": {"type": "oauth2", "flows": {"clientCredentials": CLIENT}},
    "user": {"type": "oauth2", "flows": {"authorizationCode": SIGN_IN}},
    "password": {"type": "oauth2", "flows": {"password": CLIENT}},
    "device": {
        "type": "oauth2",
        "flows": {
            "deviceAuthorization": {**CLIENT, "deviceAuthorizationUrl": "https://login.example/d"}
        },
    },
    "every": {
        "type": "oauth2",
        "flows": {
            "implicit": SIGN_IN,
            "password": CLIENT,
            "authorizationCode": SIGN_IN,
            "clientCredentials": CLIENT,
        },
    },
    "implicit": {"type": "oauth2", "flows": {"implicit": SIGN_IN}},
    "openid": {
        "type": "openIdConnect",
        "openIdConnectUrl": "https://login.example/x/.well-known/openid-configuration",
    },
    "tls": {"type": "mutualTLS"},
    "nothing": {"type": "none of these"},
}
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def auth(name: str, **server: Any) -> dict[str, Any]:
    """What a scheme becomes."""
    servers = [{"url": "https://api.example/v1", **server}]
    components = {"securitySchemes": {name: SCHEMES[name]}}
    (one,) = environments(document(components=components, servers=servers))
    return dict(one["auth"][name])


CLIENT_KEYS = {"client_id": "{{client_id}}", "client_secret": "{{client_secret}}"}
MADE: dict[str, dict[str, Any]] = {
    "basic": {"type": "basic", "username": "{{username}}", "password": "{{password}}"},
    "digest": {"type": "digest", "username": "{{username}}", "password": "{{password}}"},
    "bearer": {"type": "bearer", "token": "{{token}}"},
    "odd": {
        "type": "api_key",
        "value": "{{credentials}}",
        "placement": {"in": "header", "name": "Authorization", "prefix": "HOBA"},
    },
    "header": {
        "type": "api_key",
        "value": "{{api_key}}",
        "placement": {"in": "header", "name": "X-Key", "prefix": ""},
    },
    "query": {
        "type": "api_key",
        "value": "{{api_key}}",
        "placement": {"in": "query", "name": "key", "prefix": ""},
    },
    "cookie": {
        "type": "api_key",
        "value": "{{api_key}}",
        "placement": {"in": "cookie", "name": "sid", "prefix": ""},
    },
    "client": {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "https://login.example/token",
        **CLIENT_KEYS,
    },
    "user": {
        "type": "oauth2",
        "grant_type": "authorization_code",
        "token_endpoint": "https://login.example/token",
        "authorization_endpoint": "https://login.example/authorize",
        **CLIENT_KEYS,
    },
    "password": {
        "type": "oauth2",
        "grant_type": "password",
        "token_endpoint": "https://login.example/token",
        **CLIENT_KEYS,
        "username": "{{username}}",
        "password": "{{password}}",
    },
    "device": {
        "type": "oauth2",
        "grant_type": DEVICE,
        "token_endpoint": "https://login.example/token",
        "device_authorization_endpoint": "https://login.example/d",
        **CLIENT_KEYS,
    },
    "implicit": {
        "type": "oauth2",
        "grant_type": "implicit",
        "token_endpoint": "https://login.example/token",
        "authorization_endpoint": "https://login.example/authorize",
        "client_id": "{{client_id}}",
    },
    "openid": {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "issuer": "https://login.example/x",
        **CLIENT_KEYS,
    },
}
MADE["every"] = MADE["client"]


@each_case(MADE)
def test_a_scheme_is_an_auth_definition(name: str) -> None:
    assert auth(name) == MADE[name]


def test_every_credential_is_a_secret_that_is_asked_for() -> None:
    (one,) = environments(document(components={"securitySchemes": SCHEMES}))
    written = str(one["auth"])
    assert all("{{" + name + "}}" in written for name in one["secrets"])
    assert all(secret == {"prompt": True} for secret in one["secrets"].values())
    assert len(one["secrets"]) == written.count("{{")


RELATIVE = {
    "/token": "https://{{region}}.example/token",
    "token": "https://{{region}}.example/v1/token",
    "//login.example/token": "https://login.example/token",
    "https://{tenant}.example/token": "https://{{tenant}}.example/token",
}


@each_case(RELATIVE)
def test_a_relative_endpoint_is_that_of_the_server(url: str) -> None:
    flows = {"clientCredentials": {"tokenUrl": url}}
    data = document(
        components={"securitySchemes": {"o": {"type": "oauth2", "flows": flows}}},
        servers=[
            {
                "url": "https://{region}.example/v1",
                "variables": {"region": {"default": "eu"}},
            }
        ],
    )
    assert environments(data)[0]["auth"]["o"]["token_endpoint"] == RELATIVE[url]


CHOSEN: dict[str, tuple[Any, Any]] = {
    "one": ([{"basic": []}], {"use": "basic"}),
    "none": ([], {"type": "none"}),
    "the first that is possible": ([{"implicit": []}, {"header": []}], {"use": "header"}),
    "a client before a key": ([{"header": []}, {"client": ["a"]}], {"use": "client"}),
    "the author's order": ([{"bearer": []}, {"user": ["a"]}], {"use": "bearer"}),
    "optional, and possible": ([{}, {"basic": []}], {"use": "basic"}),
    "optional, and not possible": ([{"implicit": []}, {}], {"type": "none"}),
    "only what is not possible": ([{"implicit": []}], {"use": "implicit"}),
    "unknown": ([{"nobody": []}], {"type": "none"}),
    "unknown, and another": ([{"nobody": []}, {"basic": []}], {"use": "basic"}),
    "a certificate": ([{"tls": []}], {"type": "none"}),
    "a certificate and a token": ([{"tls": [], "bearer": []}], {"use": "bearer"}),
    "nonsense": ("yes", {"type": "none"}),
}


@each_case(CHOSEN)
def test_one_of_the_alternatives_is_chosen(name: str) -> None:
    security, wanted = CHOSEN[name]
    data = operation(secured=security, components={"securitySchemes": SCHEMES})
    # Another operation has another auth, which the collection has then.
    data["paths"]["/b"] = {one: {"security": [{"digest": []}]} for one in ("get", "put")}
    request = next(one for one in imported(data).requests if one.method == "POST")
    assert request.auth is not None
    assert dict(request.auth.table) == wanted


def test_keys_besides_an_auth_are_rows() -> None:
    security: Any = [{"header": [], "query": [], "cookie": [], "bearer": []}]
    request = only(operation(secured=security, components={"securitySchemes": SCHEMES}))
    assert request["headers"] == [
        {"name": "X-Key", "value": "{{api_key}}"},
        {"name": "Cookie", "value": "sid={{cookie_api_key}}"},
    ]
    assert request["query"] == [{"name": "key", "value": "{{query_api_key}}"}]


def test_what_is_common_stands_once_and_the_rest_with_its_scope() -> None:
    paths = {
        f"/{name}": {"get": {"security": [{"client": scopes}], "summary": name}}
        for name, scopes in {"r1": ["a"], "r2": ["a"], "w": ["a", "b"], "none": []}.items()
    }
    data = document(paths, components={"securitySchemes": SCHEMES})
    result = imported(data)
    assert dict(result.folders[0].auth.table) == {"use": "client"}  # type: ignore[union-attr]
    auths = {one.name: one.auth and dict(one.auth.table) for one in result.requests}
    assert auths == {
        "r1": None, "r2": None, "none": None, "w": {"extends": "client", "scope": "a b"}
    }  # fmt: skip
    assert environments(data)[0]["auth"]["client"]["scope"] == "a"


def test_the_scopes_of_the_document_are_those_of_the_environment() -> None:
    data = operation(secured=[{"client": ["a"]}], security=[{"client": ["b"]}],
                     components={"securitySchemes": SCHEMES})  # fmt: skip
    assert environments(data)[0]["auth"]["client"]["scope"] == "b"


def test_roles_of_what_has_no_token_are_told() -> None:
    data = operation(secured=[{"bearer": ["admin"]}], components={"securitySchemes": SCHEMES})
    assert "The operation requires the roles admin." in told(data)


def test_no_variable_has_the_name_of_a_secret() -> None:
    data = operation(
        path="/reset/{token}.json",
        parameters=[{"name": "token", "in": "path", "required": True, "example": "x"}],
        secured=[{"bearer": []}],
        components={"securitySchemes": SCHEMES},
        servers=[{"url": "https://{token}.example", "variables": {"token": {"default": "y"}}}],
    )
    request = only(data)
    assert request["url"] == "{{base_url}}/reset/{{path_token}}.json"
    assert request["variables"] == {"path_token": "x"}
    (one,) = environments(data)
    assert one["variables"]["base_url"] == "https://{{server_token}}.example"


def test_everything_that_is_left_out_is_told() -> None:
    said = told(operation(
        secured=[{"basic": [], "bearer": []}, {"nobody": []}],
        components={"securitySchemes": SCHEMES},
    ))  # fmt: skip
    for words in (
        'Grant type "implicit" is not supported',
        "the document also has authorization_code, password, implicit",
        'Security scheme "nothing" was not imported: its type is "none of these".',
        "The client certificate was not imported",
        'Auth definition "bearer" is not used besides "basic".',
        'the document also accepts "nobody"',
        "uses the client credentials grant",
        "authenticate the client by client_secret_basic",
    ):
        assert words in said, said
