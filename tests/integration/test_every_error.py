"""Every class of error as people meet it, on the command line and on the screen.

``every_error.txt`` is the table: change it with what is said.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from outrider.cli.output.error_output import write_error
from outrider.errors import (
    AuthorizationError,
    CommandFailed,
    DocumentError,
    Fault,
    HostNotAllowedError,
    ImportRejected,
    IncompleteResponse,
    MalformedTokenResponse,
    OutriderError,
    ProgramNotFound,
    ProgramNotRunnable,
    PromptUnanswered,
    ResolveError,
    SaveError,
    SecretError,
    SignInRequired,
    SourceLocation,
    TokenEndpointFailed,
    TokenRefused,
    TrustRequiredError,
    UnknownName,
    UnsupportedConfiguration,
    UsageError,
    WorkspaceError,
)
from outrider.model.trust import ConsentRequired, TrustKind, TrustNeed
from outrider.next_steps import (
    AllowHost,
    ChooseEnvironment,
    ConfirmSend,
    DefineVariable,
    EditKey,
    RaiseTimeout,
    SetOsVariable,
    TrustWorkspace,
)
from outrider.workbench.context.view_model_builders import problem_lines

TABLE = Path(__file__).with_name("every_error.txt")
DEV = "environments/dev.toml"
ENDPOINT = "POST https://login.example.com/token"


def place(key: str, line: int, file: str = DEV) -> SourceLocation:
    """Where a key of a file is."""
    return SourceLocation(file, tuple(key.split(".")), line)


def refused() -> TokenRefused:
    """A client whose secret is not the one that the server knows."""
    error = TokenRefused(
        "Token request refused: 401 invalid_client",
        where=ENDPOINT,
        why='The server rejected the secret of client "orders".',
        advice=f'Check secret "client_secret" ({DEV}:13), read from DEV_CLIENT_SECRET.',
        step=EditKey(DEV, 13, "secrets.client_secret"),
    )
    error.server_message = "The client_secret is wrong."
    error.see = "https://login.example.com/errors/401"
    return error


ERRORS: tuple[OutriderError, ...] = (
    UsageError("No environment selected.", step=ChooseEnvironment(("dev", "staging"))),
    UnknownName('Request "list-order" not found.', advice='Did you mean "list-orders"?'),
    PromptUnanswered(
        'Environment "Production" is protected: POST needs a confirmation.',
        where="environments/production.toml",
        why="No request was sent, and no token was fetched.",
        step=ConfirmSend(),
    ),
    WorkspaceError.of(
        [
            Fault(
                "no_environment",
                'Auth definition "billing" belongs to an environment, and none is active.',
                place("auth.use", 4, "requests/bill.toml"),
                step=ChooseEnvironment(),
            )
        ]
    ),
    DocumentError.of(
        [
            Fault("wrong_type", "url must be text, is an integer.", place("url", 1)),
            Fault(
                "unknown_key",
                "Unknown key tls.verfy: it is ignored.",
                place("tls.verfy", 9),
                advice='Did you mean "verify"?',
            ),
        ]
    ),
    SaveError(
        "requests/a.toml changed on disk after it was opened.",
        why="The file was not changed.",
        advice="Reload it, or save under another name.",
    ),
    ImportRejected("spec.yaml is an OpenAPI document, which is not supported."),
    ResolveError.of(
        [
            Fault(
                "unknown_variable",
                'Variable "base_ulr" is not defined.',
                place("url", 1, "requests/a.toml"),
                "Searched: this session, the request, the environment, its folders, the workspace.",
                step=DefineVariable("base_ulr", ("base_url",), DEV),
            )
        ]
    ),
    HostNotAllowedError.of(
        [
            Fault(
                "host_not_allowed",
                "The access token was not sent to api.other.example.",
                place("auth.default.hosts", 28),
                "Its hosts are: api.example.com.",
                step=AllowHost("api.other.example", DEV, 28),
            )
        ]
    ),
    SecretError.of(
        [
            Fault(
                "secret_unset",
                'Secret "client_secret": OS environment variable DEV_CLIENT_SECRET is not set.',
                place("secrets.client_secret", 13),
                step=SetOsVariable("DEV_CLIENT_SECRET", "client_secret"),
            )
        ]
    ),
    TrustRequiredError("The workspace is not trusted.", step=TrustWorkspace()),
    ConsentRequired.for_needs(
        [
            TrustNeed(
                TrustKind.COMMAND,
                ("op", "read", "op://dev/secret"),
                ("dev", "client_secret"),
                place=place("secrets.client_secret", 13),
            )
        ]
    ),
    UnsupportedConfiguration.of(
        [
            Fault(
                "unsupported",
                "HTTP Digest authentication is not supported.",
                place("auth.default.type", 20),
                advice="Supported: oauth2, basic, bearer, api_key, none.",
            )
        ]
    ),
    AuthorizationError("The sign-in was cancelled.", where=ENDPOINT),
    refused(),
    MalformedTokenResponse(
        "The token endpoint returned an HTML page: 200 OK",
        where=ENDPOINT,
        why="It is probably a login page.",
        advice=f"Check token_endpoint ({DEV}:23).",
    ),
    CommandFailed(
        'Command "az" exited with status 1.',
        where=f"command ({DEV}:23)",
        why="Please run 'az login' to setup account.",
        advice="Run it in a terminal to see what it prints: az",
    ),
    SignInRequired(
        "Sign-in needs a person: the device_code grant cannot run unattended.",
        advice="Run it in a terminal, or use the workbench.",
    ),
    TokenEndpointFailed(
        "Token request failed: login.example.com did not respond within 15 s.",
        where=ENDPOINT,
        why="The limit for token requests is fixed.",
        advice="Check the network and the VPN.",
    ),
    IncompleteResponse(
        "api.example.com did not respond within 30 s.",
        where="https://api.example.com",
        why="Last step: waiting for the response. The API may have processed the request.",
        step=RaiseTimeout("requests/a.toml"),
    ),
    ProgramNotRunnable('Program "./smoke.sh" cannot be run.', why="Permission denied."),
    ProgramNotFound(
        'Program "smoke.sh" is not found.',
        why="No folder of PATH has it.",
        advice="Check its name and path.",
    ),
)


def kinds(of: type[OutriderError]) -> Iterator[type[OutriderError]]:
    """Every class below another."""
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def rendered(error: OutriderError) -> str:
    """An error's part of the table."""
    shell = io.StringIO()
    write_error(error, shell, request=True)
    screen = "\n".join(problem_lines(error))
    head = f"== {type(error).__name__}, exit {error.exit_code}"
    return f"{head}\n-- shell\n{shell.getvalue()}-- screen\n{screen}\n"


def test_every_class_is_in_the_table() -> None:
    assert {type(error) for error in ERRORS} == set(kinds(OutriderError))


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_said_as_the_table_has_it(error: OutriderError) -> None:
    assert rendered(error) in TABLE.read_text("utf-8")


def test_no_error_of_the_table_names_a_flag_on_the_screen() -> None:
    for error in ERRORS:
        assert not re.search(r"(^|\s)--\w|\boutrider \w", "\n".join(problem_lines(error)))
