"""What the report says of scripts that decide by the name of the environment."""

from __future__ import annotations

from typing import Any

from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    read,
    request,
    script,
)
from tests.unit.importers.postman.scripts.script_pieces import STORE, URL
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.import_result import ImportResult

BY_NAME = f"""const client = pm.environment.name === 'dev' ? 'shop-dev' : 'shop-prod';
pm.sendRequest({{{URL}, body: {{mode: 'urlencoded', urlencoded: [
    {{key: 'grant_type', value: 'client_credentials'}}, {{key: 'client_id', value: client}},
    {{key: 'client_secret', value: pm.environment.get('key')}}]}}}}, {STORE});"""


def imported(*names: str) -> ImportResult:
    environments: list[Any] = [
        environment(name, tokenUrl="https://id.example/token", key="k-1") for name in names
    ]
    return read(collection(request(), auth=BEARER, event=[script(BY_NAME)]), *environments)


def test_one_environment_is_told_with_what_others_need() -> None:
    assert (
        "The auth was decided for the environments that came along: dev; "
        "define client_id in any other environment."
    ) in changed(imported("dev"))


def test_several_environments_are_told_with_what_others_need() -> None:
    assert (
        "The auth was decided for the environments that came along: dev, prod; "
        "define client_id in any other environment."
    ) in changed(imported("dev", "prod"))
