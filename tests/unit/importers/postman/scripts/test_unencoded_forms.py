"""Variables that a script writes into a form as they are."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    read,
    request,
    root,
    script,
    table,
    told,
)
from tests.unit.importers.postman.scripts.script_pieces import URL, ask
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.import_result import ImportResult, ImportVerdict

FORM = "`grant_type=client_credentials&client_id=shop&client_secret=${pm.environment.get('held')}`"


def carried(form: str, *environments: Any) -> ImportResult:
    event = [script(ask(f"{URL}, body: {{mode: 'raw', raw: {form}}}"))]
    return read(collection(request(), auth=BEARER, event=event), *environments)


def dev(held: str, name: str = "dev") -> Any:
    return environment(name, tokenUrl="https://id.example/token", held=held)


def test_a_value_that_is_encoded_already_is_decoded() -> None:
    imported = carried(FORM, dev("mn%2B4"))
    [one] = imported.environments
    assert one.values[table(root(imported))["client_secret"][2:-2]].reveal() == "mn+4"
    assert "held" in one.environment.secrets
    assert any('depends on "held"' in line for line in changed(imported))


def test_each_environment_decodes_its_own() -> None:
    imported = carried(FORM, dev("mn-4"), dev("qr%2F7", "prod"))
    name = table(root(imported))["client_secret"][2:-2]
    first, second = imported.environments
    assert first.environment.variables[name].value == "{{held}}"
    assert second.values[name].reveal() == "qr/7"


def test_a_value_that_encoding_leaves_is_a_reference_and_carried() -> None:
    imported = carried(FORM, dev("mn-4"))
    assert table(root(imported))["client_secret"] == "{{held}}"
    assert not any("depends on" in line for line in changed(imported))
    assert any(
        "was replaced by an auth definition" in one.what
        for one in told(imported, ImportVerdict.CARRIED)
    )


def test_a_value_that_nobody_knows_is_told_as_a_condition() -> None:
    imported = carried(FORM.replace("environment", "variables"))
    assert table(root(imported))["client_secret"] == "{{held}}"
    assert any('sends "held" percent-encoded' in line for line in changed(imported))
    assert not any(
        "was replaced by an auth definition" in one.what
        for one in told(imported, ImportVerdict.CARRIED)
    )


def test_a_value_left_out_of_the_export_is_told_as_a_condition() -> None:
    imported = carried(FORM, dev("mn-4"), dev("", "prod"))
    assert any('sends "held" percent-encoded' in line for line in changed(imported))
    assert not any(
        "was replaced by an auth definition" in one.what
        for one in told(imported, ImportVerdict.CARRIED)
    )


def test_what_the_script_encodes_is_a_reference() -> None:
    encoded = FORM.replace(
        "pm.environment.get('held')", "encodeURIComponent(pm.variables.get('held'))"
    )
    imported = carried(encoded, dev("mn%2B4"))
    assert table(root(imported))["client_secret"] == "{{held}}"


JOINED = (
    "'grant_type=client_credentials&client_id=sh+op&client_secret=' + pm.environment.get('held')"
)


@pytest.mark.parametrize("form", [FORM.replace("=shop", "=sh+op"), JOINED])
@pytest.mark.parametrize("held", ["mn+4 p%ss", "mn%2B4", "a&b=c"])
def test_a_text_of_mode_urlencoded_is_encoded_by_postman_and_refers(form: str, held: str) -> None:
    event = [script(ask(f"{URL}, body: {{mode: 'urlencoded', urlencoded: {form}}}"))]
    imported = read(collection(request(), auth=BEARER, event=event), dev(held), dev("x", "prod"))
    made = table(root(imported))
    assert (made["client_id"], made["client_secret"]) == ("sh+op", "{{held}}")
    for one in imported.environments:
        assert not one.values.keys() - {"held"}
        assert one.environment.variables.keys() == {"tokenUrl"}
    assert not any("depends on" in line or "encoded" in line for line in changed(imported))


def test_percent_signs_of_mode_urlencoded_are_letters() -> None:
    form = JOINED.replace("sh+op", "a%2Bb")
    event = [script(ask(f"{URL}, body: {{mode: 'urlencoded', urlencoded: {form}}}"))]
    imported = read(collection(request(), auth=BEARER, event=event), dev("x"))
    assert table(root(imported))["client_id"] == "a%2Bb"
