"""Parameters, headers and members of a definition's token request and response."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.auth.definitions import named_auth
from outrider.errors import Fault, Severity, WorkspaceError
from outrider.model.auth import AuthConfig

HEAD = """[auth.default]
type = "oauth2"
token_endpoint = "https://login.example.com/token"
client_id = "orders"
client_secret = "s"
"""


def config_of(tmp_path: Path, more: str, name: str = "default") -> AuthConfig:
    lab = Lab(tmp_path.resolve()).write({"outrider.toml": "", "environments/dev.toml": HEAD + more})
    environment = lab.reader().environment("dev")
    return named_auth(environment, name)


def faults_of(tmp_path: Path, more: str) -> list[Fault]:
    lab = Lab(tmp_path.resolve()).write({"outrider.toml": "", "environments/dev.toml": HEAD + more})
    reader = lab.reader()
    with pytest.raises(WorkspaceError) as raised:
        named_auth(reader.environment("dev"), "default")
    return [
        Fault(
            fault.code,
            fault.what,
            reader.with_line(fault.place) if fault.place else None,
            fault.why,
            fault.advice,
        )
        for fault in raised.value.faults
    ]


def test_headers_parameters_and_members_are_kept_in_their_order(tmp_path: Path) -> None:
    config = config_of(
        tmp_path,
        """[auth.default.token_parameters]
resource = ["https://b", "https://a"]
audience = "x"
tenant = 5
[auth.default.token_headers]
X-Tenant = "orders"
Accept = "application/jwt"
X-Count = 3
[auth.default.token_response]
access_token = "data.accessToken"
scope = ["may", "do.this"]
""",
    )
    assert config.token_parameters == (
        ("resource", ("https://b", "https://a")),
        ("audience", ("x",)),
        ("tenant", ("5",)),
    )
    assert config.token_headers == (
        ("X-Tenant", "orders"),
        ("Accept", "application/jwt"),
        ("X-Count", "3"),
    )
    assert dict(config.token_response) == {
        "access_token": ("data", "accessToken"),
        "scope": ("may", "do.this"),
    }


def test_extends_merges_them_and_unset_removes_one(tmp_path: Path) -> None:
    config = config_of(
        tmp_path,
        """token_headers = { X-A = "1", X-B = "2" }
token_response = { access_token = "a", scope = "s" }
[auth.other]
extends = "default"
unset = ["token_headers.X-A", "token_response.scope"]
token_headers = { X-C = "3" }
""",
        "other",
    )
    assert config.token_headers == (("X-B", "2"), ("X-C", "3"))
    assert dict(config.token_response) == {"access_token": ("a",)}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Authorization", "Set token_endpoint_auth_method in [auth.default]"),
        ("authorization", "Set token_endpoint_auth_method in [auth.default]"),
        ("Content-Type", "Remove it."),
        ("content-length", "Remove it."),
        ("Content-Encoding", "Remove it."),
        ("Host", "Remove it."),
        ("Transfer-Encoding", "Remove it."),
        ("Connection", "Remove it."),
        ("DPoP", "Remove it."),
        ("Proxy-Authorization", "url of [proxy]"),
    ],
)
@pytest.mark.parametrize("inline", [True, False])
def test_a_header_that_is_the_request_s_own_is_a_fault_at_its_line(
    header: str, words: str, inline: bool, tmp_path: Path
) -> None:
    more = f'[auth.default.token_headers]\n"{header}" = "x"\n'
    if inline:
        more = f'token_headers = {{ X-A = "1", "{header}" = "x" }}\n'
    (fault,) = faults_of(tmp_path, more)
    assert fault.what == f"{header} is not allowed in token_headers."
    assert words in fault.advice
    assert fault.why
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == ("environments/dev.toml", 6 if inline else 7)
    assert fault.place.dotted_key == f"auth.default.token_headers.{header}"


@pytest.mark.parametrize("header", ["X A", "X:", "é", "", "X\\nY"])
def test_a_header_needs_a_name(header: str, tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, f'[auth.default.token_headers]\n"{header}" = "x"\n')
    assert fault.code == "token_header_name"


def test_a_header_is_there_once_whatever_its_case(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, 'token_headers = { X-A = "1", x-a = "2" }\n')
    assert fault.what == 'token_headers has "X-A" and "x-a": they are the same header.'


@pytest.mark.parametrize("name", ["grant_type", "scope", "client_id", "client_secret"])
def test_a_parameter_that_has_a_key_is_a_fault_that_says_where_it_belongs(
    name: str, tmp_path: Path
) -> None:
    (fault,) = faults_of(tmp_path, f'token_parameters = {{ a = "1", {name} = "x" }}\n')
    assert fault.what == f"{name} is not allowed in token_parameters."
    assert fault.advice == f"Set {name} in [auth.default] instead."
    assert fault.place is not None
    assert fault.place.line == 6


def test_an_assertion_that_a_method_makes_is_no_parameter(tmp_path: Path) -> None:
    assertion = 'token_parameters = { client_assertion = "x" }\n'
    (fault,) = faults_of(tmp_path, f'token_endpoint_auth_method = "client_secret_jwt"\n{assertion}')
    assert fault.advice == "Remove it: client_secret_jwt makes a new assertion for each request."
    assert config_of(tmp_path, assertion).token_parameters == (("client_assertion", ("x",)),)


@pytest.mark.parametrize(
    ("more", "what", "severity"),
    [
        (
            'token_response = { acess_token = "a" }',
            "Did you mean access_token?",
            Severity.WARNING,
        ),
        ('token_headrs = { X-A = "a" }', "Did you mean token_headers?", Severity.WARNING),
        ('token_respone = { scope = "a" }', "Did you mean token_response?", Severity.WARNING),
        ('token_response = { scope = "a..b" }', "is not a path of member names.", Severity.ERROR),
        ("token_response = { scope = [] }", "is not a path of member names.", Severity.ERROR),
        ("token_response = { scope = true }", "is not a path of member names.", Severity.ERROR),
        ('token_response = "a"', "must be a table", Severity.ERROR),
        ("token_headers = { X-A = [1] }", "must be", Severity.ERROR),
        ('token_headers = ["X-A"]', "must be a table", Severity.ERROR),
    ],
)
def test_a_file_that_is_wrong_names_its_line(
    more: str, what: str, severity: Severity, tmp_path: Path
) -> None:
    lab = Lab(tmp_path.resolve())
    lab.write({"outrider.toml": "", "environments/dev.toml": f"{HEAD}{more}\n"})
    reader = lab.reader()
    if severity is Severity.ERROR:
        with pytest.raises(WorkspaceError) as raised:
            reader.environment("dev")
        (found,) = raised.value.faults
    else:
        reader.environment("dev")
        (found,) = reader.warnings
    assert what in f"{found.what} {found.advice}"
    assert found.severity is severity
    assert found.place is not None
    assert found.place.line == 6
