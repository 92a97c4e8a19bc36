"""The console's lines: aligned, whole in a file, fitting a terminal, secrets masked."""

from __future__ import annotations

import fcntl
import io
import os
import struct
import termios

import pytest
from msgspec.structs import replace

from outrider.cli.output.console_output import ConsoleWriter
from outrider.cli.output.terminal_width import columns_of
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.exchange import Exchange, Failure, FailureKind, Purpose, Timing
from outrider.model.message import FieldLine, RequestMessage, ResponseMessage, TextContent
from outrider.model.secret import Secret
from outrider.redaction import Redactor

TOKEN = Secret("a-token-of-this-test")
URL = "https://api.example.com/v2/customers/42/orders?status=open&limit=20&sort=placed"


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def entry(
    *, method: str = "GET", url: str = URL, body: bytes = b"", failure: Failure | None = None
) -> ConsoleEntry:
    """An entry for an exchange with an API."""
    response = ResponseMessage(200, "OK", "HTTP/1.1", (), body, len(body)) if not failure else None
    exchange = Exchange(
        id=1,
        send_id=1,
        purpose=Purpose.API,
        environment="dev",
        reason="",
        request=RequestMessage(method, url, (FieldLine("Authorization", TOKEN),)),
        response=response,
        failure=failure,
        timing=Timing(total=132.4),
        started_at=0.0,
    )
    return ConsoleEntry(0.0, 1, "dev", EntryKind.API, exchange=exchange)


def written(one: ConsoleEntry, *, verbose: bool = False, out: io.StringIO | None = None) -> str:
    """What the console writes for an entry, without the time."""
    redactor = Redactor()
    redactor.register([TOKEN])
    out = out or io.StringIO()
    ConsoleWriter(out, redactor, verbose=verbose).write_entry(one)
    return out.getvalue()[9:]


def test_short_methods_are_padded_so_that_urls_stand_below_each_other() -> None:
    assert written(entry()) == f"api   GET  {URL} 200 132 ms\n"
    assert written(entry(method="POST")).startswith("api   POST https://")


def test_a_terminal_gets_one_line_with_both_ends_of_the_url(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    line = written(entry(), out=Terminal())
    assert len(line.rstrip("\n")) == 80 - 9
    assert line.startswith("api   GET  https://api.exa")
    assert line.endswith("sort=placed 200 132 ms\n")
    assert "…" in line


def test_a_verbose_console_has_the_whole_url_on_a_terminal_too() -> None:
    assert URL in written(entry(), verbose=True, out=Terminal())


def test_a_failure_is_named_in_the_line_and_told_below_it() -> None:
    failure = Failure(FailureKind.READ_TIMEOUT, "No answer came within 3 s.", why="It is slow.")
    shown = written(entry(failure=failure), verbose=True)
    assert f"{URL} failed: read timeout 132 ms\n" in shown
    assert shown.endswith("  ! No answer came within 3 s.\n  ! It is slow.\n")


@pytest.mark.parametrize(
    ("kind", "word"), [(EntryKind.NOTE, "note  "), (EntryKind.WARNING, "warn  ")]
)
def test_notes_and_warnings_have_words_of_their_own(kind: EntryKind, word: str) -> None:
    assert written(ConsoleEntry(0.0, 1, "dev", kind, message="Watch out.")) == f"{word}Watch out.\n"


def test_json_is_indented_and_its_secrets_are_masked() -> None:
    body = b'{"access_token":"short","echo":"a-token-of-this-test","n":1.0000000000000000001}'
    assert written(entry(body=body), verbose=True).endswith(
        '  <\n  < {\n  <   "access_token": "••••••",\n  <   "echo": "••••••",\n'
        '  <   "n": 1.0000000000000000001\n  < }\n'
    )


def test_a_secret_at_the_cut_of_a_long_body_is_masked_whole() -> None:
    body = b"x" * 3990 + b"a-token-of-this-test" + b"y" * 100
    shown = written(entry(body=body), verbose=True)
    assert "a-token" not in shown
    assert "more characters" in shown


def test_a_binary_body_is_named_and_not_shown() -> None:
    assert written(entry(body=b"\x89PNG\0\1"), verbose=True).endswith("  < <6 bytes, binary>\n")


def test_the_body_of_a_request_is_shown_too() -> None:
    one = entry()
    assert one.exchange is not None
    message = RequestMessage("POST", URL, (), TextContent('{"a":1}'))
    sent = replace(one, exchange=replace(one.exchange, request=message))
    assert '  > {\n  >   "a": 1\n  > }\n' in written(sent, verbose=True)


def test_the_width_is_that_of_the_terminal_which_the_stream_leads_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with os.fdopen(theirs, "w") as terminal:
        assert columns_of(terminal) == 80
    os.close(ours)
    assert columns_of(Terminal()) == 200
    assert columns_of(io.StringIO()) == 0
