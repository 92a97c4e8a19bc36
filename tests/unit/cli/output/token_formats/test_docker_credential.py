"""A token by the protocol of docker's credential helpers."""

from __future__ import annotations

import json

import pytest
from tests.unit.cli.output.token_formats.handed_tokens import TOKEN, written

from outrider.cli.output.token_formats.docker_credential import DockerCredentialFormat
from outrider.cli.output.token_formats.token_format import ProgramCall, TokenPurpose
from outrider.errors import UsageError


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("registry.example.com", "https://registry.example.com"),
        ("registry.example.com:5000\n", "https://registry.example.com:5000"),
        ("https://index.docker.io/v1/", "https://index.docker.io"),
        ("http://localhost:5000", "http://localhost:5000"),
    ],
)
def test_the_registry_is_named_as_docker_writes_it(given: str, url: str) -> None:
    call = ProgramCall("get", given)
    assert DockerCredentialFormat().query(call).url == url
    assert json.loads(written(DockerCredentialFormat(), call)) == {
        "ServerURL": given.strip(),
        "Username": "oauth2",
        "Secret": TOKEN,
    }


def test_another_user_name_is_the_users_choice() -> None:
    call = ProgramCall("get", "gcr.io", username="oauth2accesstoken")
    found = json.loads(written(DockerCredentialFormat(), call))
    assert found["Username"] == "oauth2accesstoken"


def test_the_other_operations() -> None:
    form = DockerCredentialFormat()
    erase = form.query(ProgramCall("erase", "registry.example.com\n"))
    assert (erase.purpose, erase.url) == (TokenPurpose.DROP, "https://registry.example.com")
    for operation, text in (("store", ""), ("list", "{}\n")):
        query = form.query(ProgramCall(operation, '{"Secret": "CANARY"}'))
        assert (query.purpose, query.text) == (TokenPurpose.NOTHING, text)
    assert form.query(ProgramCall("version")).text.startswith("outrider ")


@pytest.mark.parametrize(
    "given", ["", " \n", "a b", "a\nb", "ftp://a", "a\\@b", "a%2fb", "https://"]
)
def test_what_names_no_registry_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="does not name a registry"):
        DockerCredentialFormat().query(ProgramCall("get", given))


def test_an_operation_that_is_not_known_is_refused() -> None:
    with pytest.raises(UsageError, match='Unknown operation "Get"'):
        DockerCredentialFormat().query(ProgramCall("Get", "a"))
