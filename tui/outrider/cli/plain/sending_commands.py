"""Sends the open request, asks what has to be asked for that, and shows what came."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from outrider.cli.output.check_output import write_checks
from outrider.cli.output.error_output import write_note
from outrider.cli.output.response_output import readable_body
from outrider.cli.plain.editing_commands import enter_secret
from outrider.cli.plain.listing_commands import choose_request
from outrider.cli.plain.plain_session import PlainSession
from outrider.cli.plain.plain_stream import PlainStream
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.engine.workspace.trust_survey import with_lines, workspace_needs
from outrider.errors import HostNotAllowedError, UsageError
from outrider.exporters.exchange_text import exchange_lines, message_url
from outrider.model.message import ResponseMessage
from outrider.model.trust import ConsentRequired, TrustNeed
from outrider.model.units import clock_text, duration_text, size_text
from outrider.next_steps import (
    AllowHost,
    ConfirmSend,
    DefineVariable,
    EnterSecret,
    SetOsVariable,
)
from outrider.variables.variable_scope import PROCESS_PREFIX

SCREENFUL = 40
"""Lines that are shown at once to a person; "more" shows the next."""


def send_request(session: PlainSession, text: str) -> None:
    """Sends the open request, or another one that is opened by it; ``> FILE`` saves the body."""
    name, _, path = text.partition(">")
    if name.strip():
        choose_request(session, name)
    job = session.job()
    stream = PlainStream(session.terminal)
    while True:
        # A body that goes to a file is not said.
        followed = job if path.strip() else replace(job, follower=stream)
        result = _perform(session, followed, path.strip())
        session.results[session.request_id] = result
        ask = _question(session, job, result)
        if ask is None:
            break
        again = ask()
        if again is None:
            session.say("Not sent.")
            return
        job = again
    _tell(session, result, saved=path.strip(), said=stream.finish())


def _perform(session: PlainSession, job: SendJob, path: str) -> SendResult:
    from outrider.storage.files.output_file import OutputFile

    environment = job.snapshot.environment
    where = f" in {environment.name}" if environment is not None else ""
    session.say(f"Sending {job.request.request.method} {job.request.request.name}{where}.")
    sys.stdout.flush()
    if not path:
        return _sent(session, job)
    try:
        sink = OutputFile(path)
    except OSError as error:
        raise UsageError(
            f'File "{path}" cannot be written.',
            why=f"{error.strerror}." if error.strerror else "",
            advice="Name a file in a folder that you can write to.",
        ) from None
    try:
        result = _sent(session, replace(job, sink=sink))
        if result.error is None and result.exchange is not None:
            sink.commit()
        return result
    finally:
        sink.discard()


def _sent(session: PlainSession, job: SendJob) -> SendResult:
    result = session.runner.run(session.engine.sender.send(job))
    session.workspace.session_values.capture(result.checks.captured)
    session.workspace.cookie_jars.store(job.snapshot.environment)
    return result


def _question(
    session: PlainSession, job: SendJob, result: SendResult
) -> Callable[[], SendJob | None] | None:
    """What asks for what an error lacks, and gives the send to go on with; ``None`` for no error.

    Also ``None`` where nothing can be asked for.
    """
    error = result.error
    if error is None or not session.terminal.is_attended:
        return None
    step = error.step or (error.faults[0].step if error.faults else None)
    environment = job.snapshot.environment_id
    terminal, what = session.terminal, error.what
    match step:
        case _ if isinstance(error, ConsentRequired):
            needs = error.needs
            return lambda: session.job() if agree(session, needs) else None
        case ConfirmSend():
            confirmed = replace(job, confirmed=True)
            return lambda: confirmed if terminal.confirm(f"{what} Send it?") else None
        case AllowHost(host) if isinstance(error, HostNotAllowedError):
            allowed = replace(job, allowed_hosts=(*job.allowed_hosts, host))
            return lambda: allowed if terminal.confirm(f"{what} Send it to {host} once?") else None
        case DefineVariable(name):
            give = partial(_give_variable, session, name, environment)
        case SetOsVariable(variable, secret):
            give = partial(enter_secret, session, secret or f"{PROCESS_PREFIX}{variable}")
        case EnterSecret(name):
            give = partial(enter_secret, session, name)
        case _:
            return None

    def with_value() -> SendJob | None:
        session.say(what)
        return replace(job, snapshot=session.workspace.snapshot(environment)) if give() else None

    return with_value


def _give_variable(session: PlainSession, name: str, environment: str) -> bool:
    value = session.terminal.ask(f"{name} (empty to stop)")
    if not value:
        return False
    session.workspace.session_values.define(environment, name, value)
    return True


def agree(session: PlainSession, needs: tuple[TrustNeed, ...]) -> bool:
    """Lists what the workspace needs trust for; whether the user agrees to it."""
    placed = with_lines(needs, session.workspace.reader)
    session.say("This workspace asks for what only a trusted one may do:")
    session.say(*(f"  {need.line}" for need in placed))
    if not session.terminal.confirm("Trust it to do this?"):
        return False
    session.consent.grant(needs)
    session.refresh()
    return True


def trust_workspace(session: PlainSession, _: str) -> None:
    """Lists what the workspace needs trust for, and has it agreed to."""
    reader = session.workspace.reader
    needs = session.workspace.session.trust.missing(workspace_needs(reader))
    if not needs:
        session.say("Nothing in this workspace needs trust that it does not have.")
    elif not agree(session, tuple(needs)):
        session.say("Not trusted.")


def _tell(session: PlainSession, result: SendResult, *, saved: str, said: bool) -> None:
    response = result.exchange.response if result.exchange is not None else None
    session.rest.clear()
    if response is not None and result.exchange is not None:
        kind = response.header("content-type") or "no content type"
        words = (
            f"{response.status} {response.reason}".rstrip(),
            duration_text(result.exchange.timing.total),
            size_text(response.size),
            kind,
        )
        session.say(", ".join(words))
        if saved and result.error is None:
            session.say(f"Saved in {saved}.")
        elif not said:
            _begin_body(session, response)
    if result.error is not None:
        session.tell_error(result.error, request=result.exchange is None)
        return
    sys.stdout.flush()
    write_checks(result.checks, session.engine.redactor, sys.stderr)
    for note in result.notes:
        write_note(note, sys.stderr)


def _begin_body(session: PlainSession, response: ResponseMessage) -> None:
    text = readable_body(response)
    if text is None:
        session.say('The body is not text. Type "send > FILE" to save it.')
        return
    session.rest[:] = text.splitlines()
    show_more(session, "")


def show_more(session: PlainSession, _: str) -> None:
    """The next lines of the response."""
    if not session.rest:
        session.say("No more lines.")
        return
    count = SCREENFUL if session.terminal.is_attended else len(session.rest)
    # The API's own answer, which send prints as it came.
    session.terminal.say(*session.rest[:count])
    del session.rest[:count]
    if session.rest:
        session.say(f'{len(session.rest)} more lines: type "more".')


def _last(session: PlainSession) -> ResponseMessage:
    result = session.results.get(session.request_id)
    if result is None or result.exchange is None or result.exchange.response is None:
        raise UsageError("This request has no response yet.", advice='Type "send".')
    return result.exchange.response


def show_body(session: PlainSession, _: str) -> None:
    """The last response's body, from its start."""
    _begin_body(session, _last(session))


def show_headers(session: PlainSession, _: str) -> None:
    """The last response's status line and header fields."""
    response = _last(session)
    session.say(f"{response.http_version} {response.status} {response.reason}".rstrip())
    for name, value in response.headers:
        session.say(f"{name}: {session.engine.redactor.mask_header(name, value)}")


def show_console(session: PlainSession, text: str) -> None:
    """Every exchange with its reason; one of them in full by its number."""
    entries = [one for one in session.entries if one.exchange is not None]
    if not entries:
        session.say("No requests sent yet.")
    if text.strip().isdecimal() and 0 < int(text) <= len(entries):
        exchange = entries[int(text) - 1].exchange
        assert exchange is not None
        session.terminal.say(*exchange_lines(exchange, session.engine.redactor))
        return
    for number, entry in enumerate(entries, 1):
        exchange = entry.exchange
        assert exchange is not None
        status = exchange.response.status if exchange.response is not None else "failed"
        line = (
            f"{number} {clock_text(entry.logged_at)} {entry.kind.value} {exchange.request.method} "
            f"{message_url(exchange.request, session.engine.redactor)} {status} {exchange.reason}"
        )
        session.say(line.rstrip())
