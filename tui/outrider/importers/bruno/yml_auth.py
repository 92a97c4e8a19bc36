"""Auth of Bruno's files in YAML as the table of its JSON export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.importers.building.loose_values import Json, tables, text_of

_FLOWS = {"resource_owner_password_credentials": "password"}
_STEPS = {
    "authorizationRequest": "authorization",
    "accessTokenRequest": "token",
    "refreshTokenRequest": "refresh",
}
_PLACES = {"header": "headers", "query": "queryparams", "body": "body"}
_SAME = ("accessTokenUrl", "refreshTokenUrl", "authorizationUrl", "callbackUrl", "scope", "state")
_GROUPS = ("credentials", "resourceOwner")
_OF_OAUTH2 = frozenset(
    ("type", "flow", "tokenConfig", "pkce", "settings", "additionalParameters", *_SAME, *_GROUPS)
)


def read_yml_auth(auth: Json) -> dict[str, Any]:
    """The table; ``none`` where nothing is written."""
    if not isinstance(auth, Mapping):
        return {"mode": text_of(auth) or "none"}
    kind = text_of(auth.get("type"))
    if kind == "oauth2":
        return {"mode": kind, kind: _oauth2(auth)}
    values = {key: value for key, value in auth.items() if key != "type"}
    if isinstance(key := values.get("privateKey"), Mapping):
        written = text_of(key.get("value"))
        values["privateKey"] = f"@file({written})" if key.get("type") == "file" else written
    if kind == "apikey":
        placement = text_of(values.get("placement"))
        values["placement"] = {"query": "queryparams"}.get(placement, placement)
    return {"mode": kind, kind: values}


def _oauth2(auth: Mapping[str, Json]) -> dict[str, Any]:
    flow = text_of(auth.get("flow"))
    found: dict[str, Any] = {"grantType": _FLOWS.get(flow, flow)}
    found |= {key: text_of(auth.get(key)) for key in _SAME}
    for group in _GROUPS:
        for key, value in _table(auth.get(group)).items():
            found["credentialsPlacement" if key == "placement" else key] = value
    token = _table(auth.get("tokenConfig"))
    placement = _table(token.get("placement"))
    found |= {"credentialsId": token.get("id"), "tokenSource": token.get("source")}
    if "query" in placement:
        found |= {"tokenPlacement": "url", "tokenQueryKey": placement["query"]}
    elif "header" in placement:
        found |= {"tokenPlacement": "header", "tokenHeaderPrefix": placement["header"]}
    if isinstance(auth.get("pkce"), Mapping):
        found["pkce"] = _table(auth["pkce"]).get("disabled") is not True
    found |= _table(auth.get("settings"))
    found["additionalParameters"] = {
        _STEPS.get(step, step): [
            {
                "name": text_of(row.get("name")),
                "value": text_of(row.get("value")),
                "sendIn": _PLACES.get(text_of(row.get("placement")), "body"),
                "enabled": row.get("disabled") is not True,
            }
            for row in tables(rows)
        ]
        for step, rows in _table(auth.get("additionalParameters")).items()
    }
    return found | {key: value for key, value in auth.items() if key not in _OF_OAUTH2}


def _table(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
