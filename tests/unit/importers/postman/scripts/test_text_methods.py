"""Methods of texts that variables hold: computed where they are known, never passed over."""

from __future__ import annotations

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    lost,
    read,
    request,
    root,
    script,
    table,
)
from tests.unit.importers.postman.scripts.script_pieces import URL, ask
from tests.unit.importers.postman.token_script_examples import BEARER

from outrider.model.import_result import ImportResult

HELD = "pm.environment.get('held')"


def carried(expression: str, *environments: object) -> ImportResult:
    """A collection whose script sends this as client_secret."""
    form = f"""body: {{mode: 'urlencoded', urlencoded: [
        {{key: 'grant_type', value: 'client_credentials'}},
        {{key: 'client_id', value: 'shop'}}, {{key: 'client_secret', value: {expression}}}]}}"""
    event = [script(ask(f"{URL}, {form}"))]
    return read(collection(request(), auth=BEARER, event=event), *environments)


def dev(held: str) -> object:
    return environment(tokenUrl="https://id.example/token", held=held)


CHANGED = {
    "replace": (".replace('@@', '')", "@@mn-4+x@@", "mn-4+x@@"),
    "replace by a word": (".replace('_', ' ')", "mn_4_x", "mn 4_x"),
    "replaceAll": (".replaceAll('@', '')", "@@mn-4@x", "mn-4x"),
    "trim": (".trim()", " \tmn-4 x\n", "mn-4 x"),
    "trimEnd": (".trimEnd()", "mn-4 x \n", "mn-4 x"),
    "slice": (".slice(-4)", "key:mn-4", "mn-4"),
    "substring turned round": (".substring(6, 2)", "--mn-4--", "mn-4"),
    "substr": (".substr(2, 4)", "--mn-4--", "mn-4"),
    "split": (".split(':')[1]", "key:mn-4", "mn-4"),
    "toLowerCase": (".toLowerCase()", "MN-4", "mn-4"),
    "one after the other": (".trim().replace('v1.', '').slice(0, 4)", " v1.mn-4.x ", "mn-4"),
}


@pytest.mark.parametrize(("method", "held", "sent"), CHANGED.values(), ids=CHANGED)
def test_a_changed_secret_is_a_secret_of_its_own(method: str, held: str, sent: str) -> None:
    imported = carried(HELD + method, dev(held))
    [one] = imported.environments
    written = table(root(imported))["client_secret"]
    assert one.values[written[2:-2]].reveal() == sent
    assert "held" in one.environment.secrets
    assert any('depends on "held"' in told for told in changed(imported))


FUNCTIONS = {
    "atob": (f"atob({HELD})", "bW4tNCB4", "mn-4 x"),
    "atob without padding": (f"atob({HELD})", "bW4tNA", "mn-4"),
    "Buffer": (f"Buffer.from({HELD}, 'base64').toString()", "bW4tNA==", "mn-4"),
    "decodeURIComponent": (f"decodeURIComponent({HELD})", "mn%2B4", "mn+4"),
}


@pytest.mark.parametrize(("expression", "held", "sent"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_decoded_secret_is_a_secret_of_its_own(expression: str, held: str, sent: str) -> None:
    imported = carried(expression, dev(held))
    [one] = imported.environments
    written = table(root(imported))["client_secret"]
    assert one.values[written[2:-2]].reveal() == sent
    assert "held" in one.environment.secrets


@pytest.mark.parametrize("method", [".trim()", ".replace('@@', '')", ".toLowerCase()", ".slice(0)"])
def test_a_method_that_changes_nothing_leaves_the_reference(method: str) -> None:
    imported = carried(HELD + method, dev("mn-4"))
    assert table(root(imported))["client_secret"] == "{{held}}"


@pytest.mark.parametrize(
    "expression",
    [
        *(HELD + method for method, _, _ in CHANGED.values()),
        *(expression for expression, _, _ in FUNCTIONS.values()),
        f"encodeURI({HELD})",
        f"escape({HELD})",
        f"Array.from({HELD}).join('')",
    ],
)
@pytest.mark.parametrize("held", ["nothing is imported", "left out of the export"])
def test_a_method_of_what_nobody_knows_is_not_understood(expression: str, held: str) -> None:
    environments = [] if held == "nothing is imported" else [dev("")]
    imported = carried(expression, *environments)
    assert table(root(imported)).get("grant_type") != "client_credentials"
    assert any("could not be converted" in one for one in lost(imported))


@pytest.mark.parametrize(
    "method",
    [
        ".replace(/^mn/, '')",
        ".replace('m', '$&$&')",
        ".padStart(9, '0')",
        ".repeat(2)",
        ".match('m')",
        ".charAt(0)",
        ".reverse()",
        ".toString(CryptoJS.enc.Hex)",
        ".split('', 2)",
        ".split('-', 1)[0]",
        ".codePointAt(0)",
        ".unheard()",
        ".at(0)",
    ],
)
def test_a_method_that_is_not_computed_is_not_understood(method: str) -> None:
    imported = carried(HELD + method, dev("mn-4"))
    assert table(root(imported)).get("grant_type") != "client_credentials"
    assert any("could not be converted" in one for one in lost(imported))


def test_each_environment_has_what_the_method_gives_there() -> None:
    clean = environment("prod", tokenUrl="https://id.example/token", held="qr-7")
    imported = carried(HELD + ".replace('@@', '')", dev("@@mn-4"), clean)
    name = table(root(imported))["client_secret"][2:-2]
    first, second = imported.environments
    assert first.values[name].reveal() == "mn-4"
    assert second.environment.variables[name].value == "{{held}}"


def test_a_template_that_is_filled_in_keeps_its_references() -> None:
    expression = f"'ID-SECRET'.replace('ID', 'shop').replace('SECRET', {HELD})"
    imported = carried(expression)
    assert table(root(imported))["client_secret"].endswith("{{held}}")
