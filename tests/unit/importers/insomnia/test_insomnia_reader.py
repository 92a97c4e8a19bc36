"""Requests of Insomnia's: URL, rows, path parameters, scripts, names."""

from __future__ import annotations

from tests.each_case import each_case
from tests.unit.importers.insomnia.insomnia_exports import (
    base,
    export,
    group,
    one,
    read,
    request,
    told,
    workspace,
)

from outrider.model.expectation import Subject

URLS = {
    "https://h/x?a=1": "https://h/x?a=1",
    "h:4010/x": "http://h:4010/x",
    "{{ _.base }}/x": "{{base}}/x",
    "https://h/:id/a:b": "https://h/:id/a:b",
    "https://h/:other": "https://h/\\:other",
    "https://h/x#top": "https://h/x",
    "": "",
}


@each_case(URLS.items())
def test_a_url_is_sent_as_insomnia_sends_it(case: tuple[str, str]) -> None:
    written, url = case
    _, only = one(request(url=written, pathParameters=[{"name": "id", "value": "7"}]))
    assert only.url == url


def test_parameters_come_after_the_query_of_the_url() -> None:
    rows = [
        {"name": "a", "value": "2"},
        {"name": "off", "value": "x", "disabled": True, "description": "d"},
        {"name": "", "value": ""},
    ]
    _, only = one(request(url="https://h/x?a=1", parameters=rows))
    assert only.url == "https://h/x?a=1"
    assert [(row.name, row.value, row.enabled, row.description) for row in only.query_params] == [
        ("a", "2", True, ""),
        ("off", "x", False, "d"),
    ]


def test_headers_keep_their_order_switches_and_doubles() -> None:
    rows = [
        {"name": "X-A", "value": "1"},
        {"name": "X-A", "value": "{{ _.v }}"},
        {"name": "X-B", "value": "3", "disabled": True},
    ]
    _, only = one(request(headers=rows))
    assert [(row.name, row.value, row.enabled) for row in only.headers] == [
        ("X-A", "1", True),
        ("X-A", "{{v}}", True),
        ("X-B", "3", False),
    ]


def test_path_parameters_have_values_and_others_are_told() -> None:
    rows = [{"name": "id", "value": "{{ _.id }}"}, {"name": "unused", "value": "1"}]
    found, only = one(request(url="https://h/:id", pathParameters=rows))
    assert only.path_params["id"] == "{{id}}"
    assert told(found) == ['Path parameter "unused" is not in the URL; it is sent nowhere.']


def test_names_that_meet_get_numbers_and_keep_their_labels() -> None:
    found = read(
        export(
            request("Get it", _id="req_1", metaSortKey=1),
            request("get IT", _id="req_2", metaSortKey=2),
            group("a/b", metaSortKey=3),
        )
    )
    assert [(one.id, one.name) for one in found.requests] == [
        ("get-it", "Get it"),
        ("get-it-2", "get IT"),
    ]
    assert [one.name for one in found.folders] == ["Shop", "a/b"]


def test_tests_of_a_response_are_expectations_and_captures() -> None:
    script = (
        "insomnia.test('ok', () => { insomnia.expect(insomnia.response.code).to.eql(201); });\n"
        "insomnia.environment.set('order_id', insomnia.response.json().id);"
    )
    _, only = one(request(afterResponseScript=script))
    assert [each.subject for each in only.expectations] == [Subject.STATUS]
    assert [(each.name, each.argument) for each in only.captures] == [("order_id", ".id")]


def test_a_script_that_is_not_run_is_kept_as_it_was() -> None:
    script = "const a = insomnia.request.url;\ninsomnia.expect(a).to.eql('x');"
    found, only = one(request(afterResponseScript=script))
    kept = "\n".join(found.comments[f"requests/{only.id}"])
    assert "insomnia.expect(a)" in kept
    assert "pm." not in kept
    assert "pm." not in " ".join(told(found))


def test_a_script_that_fetches_a_token_is_an_auth() -> None:
    script = """
const request = {
  url: 'https://login.example/token', method: 'POST',
  header: {'Content-Type': 'application/x-www-form-urlencoded'},
  body: {mode: 'urlencoded', urlencoded: [
    {key: 'grant_type', value: 'client_credentials'},
    {key: 'client_id', value: 'shop'},
    {key: 'client_secret', value: insomnia.environment.get('client_secret')}]}
};
insomnia.sendRequest(request, (err, res) => {
  insomnia.environment.set('token', res.json().access_token);
});
"""
    found = read(
        export(
            base({"client_secret": "5up3r-s3cr3t-0f-shop"}),
            request(
                preRequestScript=script,
                headers=[{"name": "Authorization", "value": "Bearer {{ _.token }}"}],
            ),
        )
    )
    (only,) = found.requests
    assert only.auth is not None
    assert only.auth.table["token_endpoint"] == "https://login.example/token"
    assert "{{token}}" not in str(only.headers)


def test_what_has_no_place_is_told() -> None:
    found, _ = one(
        workspace(),
        request(
            newMember={"a": 1}, parameters=[{"name": "a", "value": "b"}], settingEncodeUrl=False
        ),
        {"_id": "x_1", "_type": "caterpillar", "parentId": "wrk_1"},
    )
    said = told(found)
    assert 'Member "newMember" was not imported.' in said
    assert 'A resource of type "caterpillar" was not imported.' in said
    assert "Parameters are encoded, although Insomnia was set not to encode them." in said


def test_settings_of_the_program_are_told_as_what_to_set_here() -> None:
    settings = {
        "_id": "set_1",
        "_type": "settings",
        "parentId": None,
        "proxyEnabled": True,
        "httpProxy": "http://me:pass-1@p.example:3128",
        "httpsProxy": "p2.example:8080",
        "noProxy": "localhost",
        "validateSSL": False,
        "followRedirects": False,
    }
    found, _ = one(workspace(), request(), settings)
    assert [one.id for one in found.folders] == [""]
    said = told(found)
    assert said == [
        "The proxy was not imported.",
        "The proxy, its user name and its password were not imported.",
        'Setting "noProxy" was not imported: localhost.',
        "The setting that TLS certificates are not verified was not imported.",
        "The setting that redirects are not followed was not imported.",
    ]
    advice = [one.advice for one in found.remarks]
    assert 'Set in [proxy] of the environment: url = "http://p2.example:8080".' in advice
    assert "pass-1" not in str(found.remarks)

    off, _ = one(workspace(), request(), {**settings, "proxyEnabled": False})
    assert "The proxy was not imported." not in told(off)


def test_no_text_reads_the_machine() -> None:
    _, only = one(
        request(
            url="https://h/{{ $env.HOME }}/{{ _.a }}",
            headers=[{"name": "X", "value": "\\{{$env.HOME}}"}],
        )
    )
    assert "\\{{$env.HOME}}" in only.url
