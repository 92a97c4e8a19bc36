"""Credentials that are written out in what a request captures and expects."""

from __future__ import annotations

from outrider.errors import SourceLocation
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.workspace import Request
from outrider.variables.literal_credentials import hide_in_request
from outrider.variables.literal_places import literals_in_request

TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
SECRET = "k3yV4lu3-Zm9vYmFyYmF6"


def request(*expectations: Expectation, captures: tuple[Capture, ...] = ()) -> Request:
    return Request("a", "A", "requests/a.toml", captures=captures, expectations=expectations)


def expect(subject: Subject, argument: object, kind: CheckKind, expected: object) -> Expectation:
    return Expectation(subject, argument, (Check(kind, expected),))


def test_values_are_hidden_by_name_and_by_shape() -> None:
    given = request(
        expect(Subject.JQ, ".data.client_secret", CheckKind.EQUALS, SECRET),
        expect(Subject.HEADER, "Authorization", CheckKind.CONTAINS, f"Bearer {TOKEN}"),
        expect(Subject.COOKIE, "session_token", CheckKind.ONE_OF, [SECRET, "x"]),
        expect(Subject.BODY, True, CheckKind.MATCHES, f"token {TOKEN}"),
        expect(Subject.JQ, ".", CheckKind.EQUALS, {"api_key": SECRET, "n": 1, "list": [TOKEN]}),
        expect(Subject.JQ, f'select(.t == "{TOKEN}")', CheckKind.EXISTS, True),
        captures=(Capture("id", Subject.JQ, f'select(.t == "{TOKEN}")', f"{TOKEN}(.)"),),
    )
    found = literals_in_request(given)
    assert {(place.key[0], place.key[1]) for _, place in found} == {
        ("capture", 0),
        *(("expect", index) for index in range(6)),
    }
    assert SourceLocation("requests/a.toml", ("expect", 4, "equals", "api_key")) in [
        place for _, place in found
    ]
    hidden = hide_in_request(given, lambda name, value, place: "{{it}}")
    assert TOKEN not in repr([one.argument for one in hidden.expectations])
    values = [check.expected for one in hidden.expectations for check in one.checks]
    assert SECRET not in str(values)
    assert TOKEN not in str(values)
    assert values[4] == {"api_key": "{{it}}", "n": 1, "list": ["{{it}}"]}
    assert TOKEN not in str(hidden.captures)


def test_what_is_no_credential_stays_the_same() -> None:
    given = request(
        Expectation(Subject.STATUS, (200, "3xx")),
        expect(Subject.JQ, ".orders | length", CheckKind.AT_LEAST, 1),
        expect(Subject.JQ, ".status", CheckKind.EQUALS, "open"),
        expect(Subject.JQ, ".token", CheckKind.EQUALS, "{{token}}"),
        expect(Subject.JQ, ".token", CheckKind.TYPE, "string"),
        expect(Subject.HEADER, "Content-Type", CheckKind.CONTAINS, "json"),
        Expectation(Subject.SCHEMA, "schemas/order.json"),
        captures=(Capture("id", Subject.JQ, ".id"), Capture("to", Subject.HEADER, "Location")),
    )
    assert literals_in_request(given) == []
    assert hide_in_request(given, lambda name, value, place: "{{it}}") == given
