"""Test scripts of Postman become captures and expectations; what is left is told."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.importers.postman.collection_builders import (
    changed,
    collection,
    environment,
    folder,
    lost,
    named,
    only,
    read,
    request,
    script,
    told,
)

from outrider.model.import_result import ImportResult, ImportVerdict
from outrider.storage.reading.expectation_schema import encode_capture, encode_expectation


def scripted(text: str, *documents: Any) -> ImportResult:
    return read(collection(request(event=[script(text, "test")])), *documents)


def captures(imported: ImportResult) -> list[dict[str, Any]]:
    return [encode_capture(one) for one in only(imported).captures]


def expectations(imported: ImportResult) -> list[dict[str, Any]]:
    return [encode_expectation(one) for one in only(imported).expectations]


CAPTURED = {
    "pm.environment.set('x', pm.response.json().a.b[0]['c d']);": {"jq": '.a.b[0]."c d"'},
    "const {a: {b}} = pm.response.json(); pm.globals.set('x', b);": {"jq": ".a.b"},
    "pm.variables.set('x', JSON.stringify(pm.response.json().a));": {"jq": ".a | tojson"},
    "pm.collectionVariables.set('x', 'Bearer ' + pm.response.json().t);": {
        "jq": '.t | strings, numbers | "Bearer \\(.)"'
    },
    "postman.setEnvironmentVariable('x', JSON.parse(responseBody).a);": {"jq": ".a"},
    "pm.environment.set('x', pm.response.headers.get('ETag'));": {"header": "ETag"},
    "pm.environment.set('x', pm.cookies.get('sid'));": {"cookie": "sid"},
    "pm.environment.set('x', pm.response.code);": {"status": True},
    "pm.environment.set('x', pm.response.text());": {"body": True},
    "pm.environment.set('x', pm.response.text().match(/id=(\\d+)/)[1]);": {
        "body": True,
        "regex": "(?a:id=(\\d+))",
    },
    "pm.environment.set('x', pm.response.headers.get('Location').split('/').pop());": {
        "header": "Location",
        "regex": "([^/]*)\\Z",
    },
    "const m = /a(b)/.exec(pm.response.text()); pm.environment.set('x', m[0]);": {
        "body": True,
        "regex": "(a(b))",
    },
}


@pytest.mark.parametrize(("text", "wanted"), CAPTURED.items())
def test_a_part_of_the_response_that_is_stored_is_captured(
    text: str, wanted: dict[str, Any]
) -> None:
    imported = scripted(text)
    assert captures(imported) == [{"name": "x", **wanted}]
    assert not lost(imported)


LEFT = {
    "if (pm.response.code === 200) { pm.test('a', () => {}); }": "It does not always run",
    "for (const one of pm.response.json()) { pm.expect(one).to.exist; }": "not always run",
    "pm.test('a', done => { pm.expect(pm.response.code).to.eql(200); });": "asynchronous",
    "pm.expect(pm.response.json().a).to.equal({b: 1});": "one and the same",
    "pm.expect(pm.response.json().a).to.satisfy(x => x);": '"satisfy" has no expectation',
    "pm.expect(pm.response.json().find(one => one.id)).to.exist;": "not known without running",
    "pm.expect(pm.response.json().a).to.eql(pm.environment.get('no'));": "nothing",
    "pm.expect(pm.response.json().a).to.match(/\\p{L}/u);": "in Python",
    "pm.response.to.not.have.status(500);": "single statuses",
    "pm.response.to.have.status('ok');": "not exactly one of RFC 9110",
    "pm.expect(pm.response.reason()).to.eql(' OK');": "not exactly one of RFC 9110",
    "pm.response.to.have.jsonBody({a: 1});": "checks nothing",
    "const j = pm.response.json(); j.a.push(1); pm.expect(j.a.length).to.eql(2);":
        "changes the JSON",
    "pm.expect(pm.response.json().id).to.eql(9007199254740993);": "larger than",
    "pm.environment.set('x', 'fixed'); pm.response.to.be.ok;": "not in the response",
    "pm.environment.unset('x'); pm.response.to.be.ok;": "not understood",
    "pm.expect(pm.response.json().t).to.eql('ghp_016C7gh2Yp7bZ2v2cZJ4u9kQ5rT1sX3wYzAb');":
        "credential",
}  # fmt: skip


@pytest.mark.parametrize(("text", "why"), LEFT.items())
def test_what_does_not_say_the_same_is_told_and_kept(text: str, why: str) -> None:
    imported = scripted(text)
    reasons = " ".join(one.why for one in told(imported, ImportVerdict.NOT_CARRIED))
    assert why.lower() in reasons.lower()
    assert any(text[:20] in line for line in imported.comments["requests/one"])


def test_true_is_no_number_although_python_takes_it_for_one() -> None:
    for check, kinds in (
        ("true.and.to.equal(1)", [True, 1]),
        ("equal(1).and.to.be.true", [1, True]),
        ("equal(0).and.to.equal(false)", [0, False]),
        ("false.and.to.equal(0)", [False, 0]),
    ):
        found = expectations(scripted(f"pm.expect(pm.response.json().a).to.be.{check};"))
        made = [value for one in found for key, value in one.items() if key == "equals"]
        assert [(type(one), one) for one in made] == [(type(one), one) for one in kinds], check


def test_only_what_always_runs_is_expected() -> None:
    imported = scripted(
        "let id = pm.response.json().id;\n"
        "if (pm.response.json().other) { id = 5; }\n"
        "pm.test('a', () => { pm.response.to.be.ok; pm.expect(id).to.eql(7); });\n"
        "pm.test('b', () => { if (!id) { return; } pm.expect(1).to.eql(1); });\n"
        "console.log('done');"
    )
    assert expectations(imported) == [{"name": "a", "status": 200}]
    assert [one.line for one in told(imported, ImportVerdict.NOT_CARRIED)] == [2, 3, 4, 4]


def test_a_check_of_the_value_from_before_is_left() -> None:
    imported = scripted(
        "pm.expect(pm.response.json().id).to.not.eql(pm.environment.get('id'));\n"
        "pm.environment.set('id', pm.response.json().id);",
        environment(id="1"),
    )
    assert captures(imported) == [{"name": "id", "jq": ".id"}]
    assert not expectations(imported)
    assert len(lost(imported)) == 1


def test_a_check_of_a_value_that_was_set_before_refers_to_it() -> None:
    imported = scripted(
        "pm.environment.set('id', pm.response.json().id);\n"
        "pm.expect(pm.environment.get('id')).to.be.a('number');\n"
        "pm.expect(pm.response.json().copy).to.eql(pm.environment.get('id'));"
    )
    assert expectations(imported) == [
        {"jq": ".id", "type": "number"},
        {"jq": ".copy", "equals": "{{id}}"},
    ]


def test_a_folders_check_of_what_a_request_sets_later_is_left() -> None:
    imported = read(
        collection(
            request(event=[script("pm.environment.set('id', pm.response.json().id);", "test")]),
            event=[script("pm.expect(pm.response.json().a).to.eql(pm.environment.get('id'));",
                          "test")],
        ),
        environment(id="1"),
    )  # fmt: skip
    assert not expectations(imported)
    assert len(lost(imported)) == 1


def test_variables_are_references_with_their_names_here() -> None:
    imported = scripted(
        "pm.expect(pm.response.json().a).to.eql(pm.environment.get('my id'));"
        "pm.expect(pm.response.text()).to.include(`x-${pm.variables.get('my id')}`);"
        "pm.expect(pm.response.text()).to.eql('{{literal}}');",
        environment(**{"my id": "1"}),
    )
    assert expectations(imported) == [
        {"jq": ".a", "equals": "{{my_id}}"},
        {"body": True, "contains": "x-{{my_id}}", "equals": "\\{{literal}}"},
    ]


def test_scripts_of_the_collection_and_its_folders_go_to_all_below_in_their_order() -> None:
    def event(title: str) -> list[dict[str, Any]]:
        return [script(f"pm.test('{title}', () => pm.response.to.be.ok);", "test")]

    imported = read(
        collection(
            folder("Deep", request("In", event=event("request")), event=event("folder")),
            request("Out"),
            event=event("collection"),
        )
    )
    names = [one.name for one in named(imported, "deep/in").expectations]
    assert names == ["collection", "folder", "request"]
    assert [one.name for one in named(imported, "out").expectations] == ["collection"]
    assert "1 expectation, copied to 2 requests" in " ".join(changed(imported))


def test_a_captured_variable_is_no_secret_and_its_old_value_is_told() -> None:
    imported = scripted(
        "pm.environment.set('session', pm.response.json().session);"
        "pm.environment.set('apiToken', pm.response.json().t);",
        environment(session=("s3cr3t-of-old", "secret"), apiToken="Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5"),
    )
    [made] = imported.environments
    assert not made.environment.secrets
    assert not made.values
    assert "apiToken" not in made.environment.variables
    assert all(one["secret"] for one in captures(imported))
    assert sum("was not imported" in one for one in changed(imported)) == 2


def test_a_capture_behind_a_check_and_a_cookie_are_told_as_changed() -> None:
    imported = scripted(
        "pm.test('a', () => { pm.response.to.be.ok; pm.environment.set('x', "
        "pm.cookies.get('sid')); });"
    )
    assert sum("captured even where" in one for one in changed(imported)) == 1
    assert sum('Cookie "sid"' in one for one in changed(imported)) == 1


def test_a_schema_is_a_file_that_says_its_dialect() -> None:
    imported = scripted(
        "const s = {type: 'object', properties: {a: {format: 'email'}}};"
        "pm.test('t', () => { pm.response.to.have.jsonSchema(s); "
        "pm.expect(tv4.validate(pm.response.json(), s)).to.be.true; });"
    )
    paths = [one["schema"] for one in expectations(imported)]
    assert paths == ["schemas/one.json", "schemas/one-2.json"]
    assert [b"draft-07" in imported.files[paths[0]], b"draft-04" in imported.files[paths[1]]] == [
        True,
        True,
    ]
    assert sum("is not checked" in one for one in changed(imported)) == 2


def test_a_login_that_is_no_token_request_captures_its_token() -> None:
    body = {"mode": "raw", "raw": '{"user": "me"}', "options": {"raw": {"language": "json"}}}
    login = request("Login", method="POST", body=body, event=[
        script("pm.environment.set('token', pm.response.json().token);", "test")])  # fmt: skip
    imported = read(collection(login), environment(token=""))
    assert captures(imported) == [{"name": "token", "jq": ".token"}]
    assert "token" not in imported.environments[0].environment.variables
    assert not lost(imported)
