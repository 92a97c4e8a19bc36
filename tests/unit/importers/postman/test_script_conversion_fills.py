"""What a script sets beside the token is named with the script, for the error at a send."""

from __future__ import annotations

from typing import Any

from tests.each_case import each_case
from tests.unit.importers.postman.collection_builders import collection, read, request, script
from tests.unit.importers.postman.token_script_examples import BEARER

TOKEN = "pm.environment.set('accessToken', pm.response.json().access_token);"
SETS = {
    "of the response": f"{TOKEN}\npm.environment.set('other', pm.response.json().refresh_token);",
    "in the old spelling": "var j = JSON.parse(responseBody);\n"
    "postman.setEnvironmentVariable('other', j.refresh_token);\n"
    "postman.setEnvironmentVariable('accessToken', j.access_token);",
    "taken apart": "const {access_token, url} = pm.response.json();\n"
    "pm.collectionVariables.set('other', url); pm.globals.set('accessToken', access_token);",
    "of the clock": f"{TOKEN}\npm.globals.set('other', new Date());",
    "of a number": f"{TOKEN}\npm.environment.set('other', Date.now());",
}


@each_case(SETS.items())
def test_a_test_script_of_the_token_request(case: tuple[str, str]) -> None:
    rows: list[Any] = [
        {"key": "grant_type", "value": "client_credentials"},
        {"key": "client_id", "value": "me"},
        {"key": "client_secret", "value": "{{key}}"},
    ]
    login = request(
        "Log in",
        "https://as.example/token",
        method="POST",
        body={"mode": "urlencoded", "urlencoded": rows},
        auth={"type": "noauth"},
        event=[script(case[1], "test")],
    )
    asks = request("Use", "https://api.example/x?a={{other}}")
    imported = read(collection(login, asks, auth=BEARER))
    said = [one for lines in imported.comments.values() for one in lines if "variable other" in one]
    assert said == ["variable other: set by the test script of Log in, line 2"]
    told = [one.what for one in imported.remarks if "other" in one.what]
    assert told == ['The test script also sets "other"; Outrider does not.']
