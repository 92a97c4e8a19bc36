"""A script that fetches a token, the auth that it becomes, and what uses it."""

from __future__ import annotations

from tests.unit.importers.postman.collection_builders import auth, environment, script
from tests.unit.importers.postman.scripts.script_pieces import BASIC, FORM, URL, ask

FETCH = script(ask(f"{URL}, {BASIC}, {FORM}"))
NATIVE = {
    "type": "oauth2",
    "grant_type": "client_credentials",
    "token_endpoint": "{{tokenUrl}}",
    "client_id": "{{clientId}}",
    "client_secret": "{{clientSecret}}",
    "scope": "{{scope}}",
    "basic_encoding": "raw",
}
BEARER = auth("bearer", token="{{accessToken}}")
OLD_TOKEN = auth("oauth2", accessToken="{{accessToken}}")
IN_QUERY = auth("oauth2", accessToken="{{accessToken}}", addTokenTo="queryParams")
HEADER = [{"key": "Authorization", "value": "Bearer {{accessToken}}"}]
TOKEN_ROWS = [{"key": "t", "value": "{{accessToken}}"}]
ENVIRONMENT = environment(
    tokenUrl="https://as.example/token",
    clientId="me",
    clientSecret=("hush", "secret"),
    scope="a",
    accessToken="an old one",
    expiry="17",
)
