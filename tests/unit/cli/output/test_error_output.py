"""Errors on standard error: places as compilers write them, sentences on lines of their own."""

from __future__ import annotations

import io

from outrider.cli.output.error_output import write_error, write_fault
from outrider.errors import (
    Fault,
    ImportRejected,
    OutriderError,
    ResolveError,
    Severity,
    SourceLocation,
    TokenRefused,
    UsageError,
)
from outrider.workbench.context.view_model_builders import problem_lines

REFUSED = TokenRefused(
    "Token request refused: 401 invalid_client",
    where="POST https://login.example.com/token",
    why='The server rejected the secret of client "orders".',
    advice='Check secret "client_secret" (environments/dev.toml:4), read from DEV_CLIENT_SECRET.',
)
UNKNOWN = Fault(
    "unknown_variable",
    'Variable "nope" is not defined.',
    SourceLocation("requests/a.toml", ("query", 1, "value"), 4, 9),
    "No file has a variable of that name.",
    "Define nope, or give it with --var.",
)


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def told(error: OutriderError, *, request: bool = False, out: io.StringIO | None = None) -> str:
    """What is written for an error."""
    out = out or io.StringIO()
    write_error(error, out, request=request)
    return out.getvalue()


def test_an_error_has_what_where_why_and_advice_each_on_a_line() -> None:
    assert told(REFUSED) == (
        "error: Token request refused: 401 invalid_client\n"
        "  at POST https://login.example.com/token\n"
        '  The server rejected the secret of client "orders".\n'
        '  Check secret "client_secret" (environments/dev.toml:4), read from DEV_CLIENT_SECRET.\n'
    )


def test_the_words_of_a_server_stand_between_place_and_cause() -> None:
    error = TokenRefused("Refused.", where="POST https://a.test/t", why="Because.")
    error.server_message, error.see = 'No "such"\x1b[2J client', "https://a.test/help"
    assert told(error).splitlines() == [
        "error: Refused.",
        "  at POST https://a.test/t",
        '  Server message: "No "such"␛[2J client"',
        "  See https://a.test/help",
        "  Because.",
    ]


def test_a_send_without_a_token_says_once_that_the_request_was_not_sent() -> None:
    assert told(REFUSED, request=True) == told(REFUSED) + "  The API request was not sent.\n"


def test_a_fault_with_a_line_is_written_as_compilers_do() -> None:
    assert told(ResolveError.of([UNKNOWN]), request=True) == (
        'requests/a.toml:4:9: error: Variable "nope" is not defined.\n  at '
        "query[2].value\n  No file has a variable of that name.\n  Define nope, "
        "or give it with --var.\n  No request was sent.\n"
    )


def test_several_faults_are_each_told_and_then_counted() -> None:
    other = Fault(
        "empty", "scope is empty.", SourceLocation("environments/dev.toml", ("scope",), 7)
    )
    lines = told(ResolveError.of([UNKNOWN, other]), request=True).splitlines()
    assert lines[0].startswith("requests/a.toml:4:9: error: ")
    assert lines[-2:] == [
        "environments/dev.toml:7: error: scope is empty.",
        "2 errors. No request was sent.",
    ]


def test_a_key_that_the_sentence_names_is_not_repeated() -> None:
    out = io.StringIO()
    place = SourceLocation("environments/dev.toml", ("auth", "default", "clientid"), 3)
    what = "auth.default.clientid is not a known key."
    write_fault(Fault("unknown_key", what, place, severity=Severity.WARNING), out)
    assert out.getvalue() == f"environments/dev.toml:3: warning: {what}\n"


def test_a_usage_error_says_nothing_of_requests() -> None:
    assert told(UsageError("There is no such thing."), request=True) == (
        "error: There is no such thing.\n"
    )


def test_lines_are_broken_between_words_on_a_terminal_only() -> None:
    lines = told(REFUSED, out=Terminal()).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith("    ")
    assert max(map(len, told(REFUSED).splitlines())) > 80


def test_control_characters_never_reach_the_terminal() -> None:
    assert "\x1b" not in told(UsageError("There is no \x1b[2J."))


def test_a_fault_of_some_environments_names_the_first_of_them() -> None:
    names = ("dev", "test", "staging", "prod", "eu", "us", "ap")
    out = io.StringIO()
    write_fault(Fault("x", "It is missing.", environments=names[:1]), out)
    write_fault(Fault("x", "It is missing.", environments=names), out)
    assert out.getvalue() == (
        'error: It is missing.\n  in environment "dev"\n'
        "error: It is missing.\n"
        '  in environments "dev", "test", "staging", "prod", "eu" and 2 more\n'
    )


def test_a_place_that_the_sentence_names_is_not_said_twice() -> None:
    error = ImportRejected('File "x.json" not found.', where="x.json")
    assert told(error) == 'error: File "x.json" not found.\n'
    assert list(problem_lines(error)) == [error.what]
    assert told(UsageError("Not found.", where="x.json")) == "error: Not found.\n  at x.json\n"
