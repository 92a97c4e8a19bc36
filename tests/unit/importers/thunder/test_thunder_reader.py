"""Thunder Client's collections: layouts, order, URL and rows, bodies, environments."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.each_case import each_case
from tests.unit.importers.thunder.thunder_exports import (
    ThunderFiles,
    export,
    folder,
    one,
    read,
    read_folder,
    request,
    told,
)

from outrider.errors import ImportRejected
from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.importers.thunder.thunder_bodies import once
from outrider.model.secret import reveal
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)

COLLECTION = {"_id": "c1", "colName": "Shop", "sortNum": 1, "folders": [folder("F", sortNum=20)]}
REQUESTS = [
    request("Last", sortNum=30),
    request("First", sortNum=10),
    request("In", containerId="f_F", sortNum=1),
]
ENVIRONMENT = {
    "_id": "e1", "name": "dev", "default": True, "sortNum": 1,
    "data": [{"name": "base", "value": "https://h"}],
}  # fmt: skip
LAYOUTS: dict[str, dict[str, Any]] = {
    "old": {
        "thunder-tests/thunderCollection.json": [COLLECTION],
        "thunder-tests/thunderclient.json": REQUESTS,
        "thunder-tests/thunderEnvironment.json": [ENVIRONMENT],
        "thunder-tests/thunderActivity.json": [],
    },
    "new": {
        "thunder-tests/collections/tc_col_shop.json": {**COLLECTION, "requests": REQUESTS},
        "thunder-tests/environments/tc_env_dev.json": ENVIRONMENT,
        "package.json": {"colName": "not ours"},
    },
}


@each_case(LAYOUTS)
def test_each_layout_of_a_folder(name: str) -> None:
    found = read_folder(LAYOUTS[name])
    assert [each.id for each in found.requests] == ["first", "last", "f/in"]
    assert found.folders[0].order == ("first", "f", "last")
    assert [each.environment.name for each in found.environments] == ["dev"]
    assert [(each.name, each.origin) for each in found.collections] == [("Shop", "c1")]
    assert not told(found)


def test_a_file_of_the_old_layout_brings_those_that_belong_to_it() -> None:
    files = {name.rpartition("/")[2]: each for name, each in LAYOUTS["old"].items()}
    text = json.dumps(REQUESTS)
    beside = ThunderFiles(files)
    found = read_sources([ImportSource("x/thunderclient.json", text, folder=beside)])
    assert [each.name for each in found.collections] == ["Shop"]
    assert told(found) == ["The file beside it was imported as well."] * 2
    places = [each.place for each in found.remarks]
    assert places == ["thunderCollection.json", "thunderEnvironment.json"]
    alone = read_sources([ImportSource("thunderclient.json", text)])
    assert [each.name for each in alone.requests] == ["In", "First", "Last"]


def test_the_query_is_sent_once() -> None:
    on, off = NameValueRow("a", "1"), NameValueRow("b", "2", enabled=False)
    assert once("https://h?a=1", [on, off]) == ("https://h", (on, off))
    assert once("https://h?c=3&a=1&a=1", [on]) == ("https://h?c=3&a=1", (on,))
    assert once("https://h", [on]) == ("https://h", (on,))
    spaced = NameValueRow("q", "a b")
    assert once("https://h?q=a%20b", [spaced]) == ("https://h", (spaced,))
    encoded = NameValueRow("q", "a%20b")
    assert once("https://h?q=a%20b&z=1", [encoded, off]) == ("https://h?q=a%20b&z=1", (off,))


def test_path_parameters_in_both_spellings() -> None:
    rows = [
        {"name": "id", "value": "{{x}}", "isPath": True},
        {"name": "kind", "value": "7", "isPath": True},
        {"name": "q", "value": "1", "isPath": False, "isDisabled": True},
    ]
    _, only = one(url="https://h/:id/{kind}/{other}", params=rows)
    assert only.url == "https://h/:id/:kind/{other}"
    assert dict(only.path_params) == {"id": "{{x}}", "kind": "7"}
    assert only.query_params == (NameValueRow("q", "1", enabled=False),)


BODIES: list[tuple[dict[str, Any], Body | None, list[str]]] = [
    ({"type": "json", "raw": '{"a": {{x}}}', "form": []}, TextBody("json", '{"a": {{x}}}'), []),
    ({"type": "json", "raw": "{ no"}, TextBody("text", "{ no"), ["application/json"]),
    ({"type": "xml", "raw": "<a/>"}, TextBody("xml", "<a/>"), []),
    ({"type": "text", "raw": "a"}, TextBody("text", "a"), ["text/plain"]),
    ({"type": "text", "raw": ""}, None, []),
    ({"type": "formencoded", "raw": "left", "form": [
        {"name": "a", "value": "{{x}}"}, {"name": "b", "value": "2", "isDisabled": True}]},
     FormBody((NameValueRow("a", "{{x}}"), NameValueRow("b", "2", enabled=False))), []),
    ({"type": "formdata", "form": [{"name": "a", "value": "1"}],
      "files": [{"name": "f", "value": "../up.bin"}, {"name": "", "value": ""}]},
     MultipartBody((MultipartPart("a", "1"), MultipartPart("f", file="../up.bin"))), []),
    ({"type": "graphql", "graphql": {"query": "{ a }", "variables": '{"n": {{n}}}'}},
     GraphQLBody("{ a }", '{"n": {{n}}}'), []),
    ({"type": "binary", "binary": "/tmp/a.bin"},
     FileBody("/tmp/a.bin", "application/octet-stream"), []),
    ({"type": "none"}, None, []),
]  # fmt: skip


@each_case(BODIES)
def test_each_body_and_its_type(case: tuple[dict[str, Any], Body | None, list[str]]) -> None:
    written, body, typed = case
    _, only = one(method="POST", body=written)
    assert only.body == body
    assert [row.value for row in only.headers] == typed


TEXTS = {
    "{{ x }}": "{{x}}",
    "{{a b}}": "{{a_b}}",
    "{{#guid}}": "{{$guid}}",
    "{{#dateISO}}": "{{$isoTimestamp}}",
    "{{}}": "\\{{}}",
    "{{x | lower}}": "{{thunder_x_lower}}",
    "{{#date, 'YYYY'}}": "{{thunder_date_YYYY}}",
}


@each_case(TEXTS.items())
def test_variables_filters_and_system_variables(case: tuple[str, str]) -> None:
    written, text = case
    found, only = one(headers=[{"name": "X", "value": written}])
    assert only.headers[0].value == text
    assert ("thunder_" in text) == any("replaces it" in line for line in told(found))


def test_environments_that_are_always_active_are_shared() -> None:
    shared = {**ENVIRONMENT, "name": "(Global Env)", "global": True, "default": False}
    rows = [
        {"name": "token", "value": "5up3r-s3cr3t-t0k3n", "isSecret": True},
        {"name": "asked", "value": "", "isSecret": True},
        {"name": "off", "value": "1", "isDisabled": True},
    ]
    found = read([shared, {**ENVIRONMENT, "data": rows}])
    assert found.variables["base"].value == "https://h"
    (made,) = found.environments
    assert {name: reveal(each) for name, each in made.values.items()} == {
        "token": "5up3r-s3cr3t-t0k3n"
    }
    assert made.environment.secrets["asked"].provider == "prompt"
    assert 'Variable "off" is switched off; it was kept as a comment.' in told(found)


def test_a_dotenv_file_fills_what_the_environment_does_not_say() -> None:
    files = {
        "thunder-tests/environments/tc_env_dev.json": {**ENVIRONMENT, "envFile": "env/dev.env"},
        "env/dev.env": "base=other\nmore=1\nbroken\n",
    }
    found = read_folder(files)
    (made,) = found.environments
    assert {name: each.value for name, each in made.environment.variables.items()} == {
        "more": "1",
        "base": "https://h",
    }
    assert told(found) == ["A line of the dotenv file was not imported: broken has no value."]
    alone = read({**ENVIRONMENT, "envFile": "env/dev.env"})
    assert told(alone) == ['Dotenv file "env/dev.env" of the environment was not found.']


def test_what_has_no_place_is_told() -> None:
    found = read(
        export(
            request(preReq={"options": {"clearCookies": True}}, options={"timeout": 5}),
            settings={"envId": "e1", "runOptions": {"delay": 1}, "options": {}},
        )
    )
    assert told(found) == [
        "The environment that is attached to the folder was not imported.",
        'Member "runOptions" of the settings was not imported.',
        'Member "options" of the request was not imported.',
        'Scripts and chained requests ("preReq") were not imported.',
    ]


def test_what_names_itself_its_own_parent_is_not_lost() -> None:
    found = read(
        export(
            request("A", containerId="f_F"),
            request("B", containerId="gone"),
            folders=[folder("F", containerId="f_G"), folder("G", containerId="f_F")],
        )
    )
    assert {each.name for each in found.requests} == {"A", "B"}


def test_one_broken_file_of_a_folder_does_not_stop_the_rest() -> None:
    files = {**LAYOUTS["new"], "thunder-tests/collections/tc_col_bad.json": '{"colName": ['}
    found = read_folder(files)
    assert len(found.requests) == 3
    (remark,) = found.remarks
    assert remark.place == "thunder-tests/collections/tc_col_bad.json"
    assert "is not JSON" in remark.what
    with pytest.raises(ImportRejected, match="is not JSON"):
        read('{"colName": "x", "requests": [')


OTHERS = ['{"v": 1, "folders": [], "requests": []}', '{"info": {}, "item": []}', "colName: x\n"]


@each_case(OTHERS)
def test_other_texts_are_not_taken(text: str) -> None:
    importer = find_importer(text)
    assert importer is None or importer.name != "thunder"


def test_no_text_reads_the_machine() -> None:
    _, only = one(url="https://h/{{$env.HOME}}")
    assert "{{$env" not in only.url
