"""Copies of secrets that are kept, in whatever spelling, and what stands for them."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.importers.file_naming import SecretVault
from outrider.model.secret import MASK, Secret
from outrider.model.workspace import GraphQLBody, NameValueRow, Request, TextBody
from outrider.variables.secret_copies import SecretCopies, refer_in_request

VALUE = 'p@ss/w"rd-9x8y7z'


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def percent(text: str) -> str:
    return quote(text, safe="")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "base64": encoded,
    "base64url": lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "behind a user": lambda text: f"Basic {encoded(f'a-user:{text}')}",
    "a URL's": percent,
    "a URL's, twice": lambda text: percent(percent(text)),
    "JSON's": lambda text: json.dumps(text)[1:-1],
    "hex": lambda text: text.encode().hex(),
}


def referred(request: Request, *secrets: tuple[str, str]) -> tuple[Request, dict[str, str]]:
    """The request without copies, and the secrets that were made of them."""
    copies = SecretCopies(secrets)
    vault = SecretVault({name: Secret("") for name, _ in secrets})
    made = refer_in_request(request, copies, copies.referring(vault.put))
    return made, {name: value.reveal() for name, value in vault.values.items()}


def header(value: str) -> Request:
    return Request("a", "A", "a.toml", headers=(NameValueRow("X-Copy", value),))


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=list(SPELLINGS))
@given(value=st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=10))
def test_a_copy_is_sent_as_it_was_and_is_in_no_file(
    spell: Callable[[str], str], value: str
) -> None:
    value = f"k7{value.replace('{', '').replace(chr(92), '')}z9"
    text = f"before {spell(value)} behind"
    made, secrets = referred(header(text), ("key", value))
    written = made.headers[0].value
    assert value not in written
    for name, one in {"key": value, **secrets}.items():
        written = written.replace("{{" + name + "}}", one)
    assert written == text
    assert SecretCopies([("key", value)]).masked(text).count(MASK) == 1


def test_a_reference_to_the_secret_itself_stands_where_it_is_spelled_alike() -> None:
    body = TextBody("json", json.dumps({"a": VALUE, "b": encoded(VALUE)}))
    request = Request(
        "a", "A", "a.toml", url=f"https://h.test/x?a={percent(VALUE)}&b=1#top", body=body
    )
    made, secrets = referred(request, ("key", VALUE))
    assert made.url == "https://h.test/x?a={{key}}&b=1#top"
    assert made.body == TextBody("json", '{"a": "{{key}}", "b": "{{key_encoded}}"}')
    assert secrets == {"key_encoded": encoded(VALUE)}


def test_variables_of_graphql_are_json() -> None:
    body = GraphQLBody("{ a }", json.dumps({"a": VALUE}), None)
    made, secrets = referred(Request("a", "A", "a.toml", body=body), ("key", VALUE))
    assert made.body == GraphQLBody("{ a }", '{"a": "{{key}}"}', None)
    assert not secrets


def test_a_part_that_opens_something_by_itself_is_found_too() -> None:
    basic = encoded("bob:hunter2-9x9")
    made, secrets = referred(header("the pw hunter2-9x9"), ("basic", basic))
    assert made.headers[0].value == "the pw {{basic_password}}"
    assert secrets == {"basic_password": "hunter2-9x9"}


def test_a_host_never_depends_on_a_secret() -> None:
    url = "https://acme-prod-1.api.test/acme-prod-1"
    made, _ = referred(Request("a", "A", "a.toml", url=url), ("key", "acme-prod-1"))
    assert made.url == "https://acme-prod-1.api.test/{{key}}"


@pytest.mark.parametrize(
    "text",
    [
        "sent by production",
        "k7Jq9ZvT1mX is longer",
        "XJq9ZvT1m",
        "aGVsbG8gd29ybGQ=",
        "see https://h.test/%2Fx?a=b",
    ],
)
def test_other_texts_stay(text: str) -> None:
    made, secrets = referred(header(text), ("a", "k7Jq9ZvT1m"), ("b", "production"), ("c", "short"))
    assert made == header(text)
    assert not secrets
