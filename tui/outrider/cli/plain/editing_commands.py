"""Shows the open request, changes it, and writes it to its file."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from outrider.cli.plain.plain_session import PlainSession
from outrider.cli.plain.request_lines import request_lines
from outrider.errors import SaveError, SourceLocation, UsageError
from outrider.importers import find_one_liner
from outrider.model.secret import Secret
from outrider.model.workspace import FormBody, NameValueRow, Request, TextBody
from outrider.variables.reference_faults import secret_fault
from outrider.variables.url.typed_method import typed_method

_NAME = re.compile(r'"([^"]*)"|(\S+)')

KINDS = ("url", "method", "name", "timeout", "body", "param", "header", "path", "field")
"""What of a request can be set."""

SESSION_KINDS = ("variable", "secret")
"""What can be set until the session ends, in no file."""

ROWS = ("param", "header", "field")
"""What can be turned off, or taken out."""


def show_request(session: PlainSession, _: str) -> None:
    """The open request, line by line."""
    session.say(*request_lines(session.open_request))


def set_value(session: PlainSession, text: str) -> None:
    """Changes a value; without one, the value as it is can be edited."""
    kind, rest = _first_word(text)
    if kind in SESSION_KINDS:
        _set_for_session(session, kind, rest)
        return
    if kind not in KINDS:
        raise UsageError(
            f'Nothing is called "{kind}".' if kind else "Nothing named to be set.",
            advice=f"Type set with one of: {', '.join((*KINDS, *SESSION_KINDS))}.",
        )
    request = session.open_request.current
    name = ""
    if kind in (*ROWS, "path"):
        name, rest = _name(kind, rest)
    value = rest or session.terminal.ask(f"{kind} {name}".strip(), _value(request, kind, name))
    if value is None:
        raise UsageError(f"No value for {kind} {name}".rstrip() + ".", advice=_usage(kind))
    if kind == "url":
        _require_url(value)
    _edit(session, _with(request, kind, name, _unquoted(value)))


def unset_value(session: PlainSession, text: str) -> None:
    """Takes a row out of the request."""
    _change_row(session, text, lambda row: None)


def turn_off(session: PlainSession, text: str) -> None:
    """Keeps a row, and sends it no more."""
    _change_row(session, text, lambda row: replace(row, enabled=False))


def turn_on(session: PlainSession, text: str) -> None:
    """Sends a row again."""
    _change_row(session, text, lambda row: replace(row, enabled=True))


def save_request(session: PlainSession, _: str) -> None:
    """Writes the edits of the open request to its file."""
    buffer = session.open_request
    if not buffer.dirty:
        session.say("Nothing to save.")
        return
    request = buffer.current
    with session.consent.saving_requests(request.id):
        try:
            session.buffers.save(request.id)
        except SaveError as error:
            if error.code != "changed_outside":
                raise
            if not session.terminal.confirm(f"{error.what} Overwrite it?"):
                session.say("Not saved. Your edits are kept.")
                return
            session.buffers.save(request.id, force=True)
    session.say(f"Saved {request.file}.")
    kept = session.pasted.kept
    if kept is not None:
        names = ", ".join(kept.names)
        session.say(f"Kept apart in {kept.file}: {names}.")
        if kept.also_changed:
            session.say(kept.also_changed)


def revert_request(session: PlainSession, _: str) -> None:
    """Gives up the edits of the open request."""
    if not session.open_request.dirty:
        session.say("Nothing to revert.")
        return
    request = session.buffers.reload(session.request_id)
    session.say(f"Reverted to {request.file}.")


# --- values -----------------------------------------------------------------------------------


def _set_for_session(session: PlainSession, kind: str, rest: str) -> None:
    name, value = _name(kind, rest)
    environment = session.workspace.active
    if kind == "variable":
        given = value or session.terminal.ask(f"variable {name}")
        if given is None:
            raise UsageError(f"No value for variable {name}.", advice=_usage(kind))
        session.workspace.session_values.define(environment, name, _unquoted(given))
        session.say(f'Variable "{name}" is set until you leave.')
        return
    enter_secret(session, name, value)


def enter_secret(session: PlainSession, name: str, value: str = "") -> bool:
    """Asks for a secret, and keeps it in memory; whether it was given.

    Raises:
        UsageError: nobody can be asked, or what was typed cannot be a secret.
    """
    typed = value or session.terminal.ask_secret(f"secret {name}")
    if not typed:
        if not session.terminal.is_attended:
            raise UsageError(f'Secret "{name}" was not given.', advice=_usage("secret"))
        return False
    fault = secret_fault(name, typed, SourceLocation(""))
    if fault is not None:
        raise UsageError(fault.what, advice=fault.advice)
    opener = session.engine.secret_opener
    opener.keep(session.workspace.snapshot(), name, Secret(typed))
    session.say(f'Secret "{name}" is kept until you leave.')
    return True


def _require_url(value: str) -> None:
    is_url = re.match(r"[\"'\s]*(?:\w+://|\{\{)", value)
    begins = re.match(r"[\"'$>\s]*curl(?:\.exe)?\s", value, re.IGNORECASE)
    if is_url or not (begins or find_one_liner(value)):
        return
    raise UsageError(
        "This is a command, not a URL.",
        why="Its headers, body and credentials would become text of the URL.",
        advice='Put it in a file, leave with "quit", and import that: outrider import FILE.',
    )


def _with(request: Request, kind: str, name: str, value: str) -> Request:
    match kind:
        case "url":
            method, url = typed_method(value) or (request.method, value)
            return replace(request, method=method, url=url)
        case "method":
            return replace(request, method=value.strip().upper())
        case "name":
            return replace(request, name=value)
        case "timeout":
            return replace(request, options=replace(request.options, timeout=_seconds(value)))
        case "body":
            return replace(request, body=_text_body(request, value))
        case "path":
            return replace(request, path_params={**request.path_params, name: value})
        case _:
            rows = [
                replace(row, value=value, enabled=True) if row.name == name else row
                for row in _rows(request, kind)
            ]
            if not any(row.name == name for row in rows):
                rows.append(NameValueRow(name, value))
            return _with_rows(request, kind, rows)


def _value(request: Request, kind: str, name: str) -> str:
    """A value as it is; empty where there is none, or where it has several lines."""
    match kind:
        case "url" | "method" | "name":
            return str(getattr(request, kind))
        case "timeout":
            return f"{request.options.timeout:g}"
        case "body":
            content = request.body.content if isinstance(request.body, TextBody) else None
            return content if content and "\n" not in content.strip() else ""
        case "path":
            return request.path_params.get(name, "")
        case _:
            return next((row.value for row in _rows(request, kind) if row.name == name), "")


def _text_body(request: Request, text: str) -> TextBody:
    if isinstance(request.body, TextBody):
        return replace(request.body, content=text, file=None)
    return TextBody("json" if text.lstrip()[:1] in ("{", "[") else "text", text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise UsageError(
            f'"{text}": expected a number of seconds.', advice='Type "set timeout 30".'
        )
    return seconds


def _change_row(
    session: PlainSession, text: str, change: Callable[[NameValueRow], NameValueRow | None]
) -> None:
    kind, rest = _first_word(text)
    if kind not in ROWS:
        raise UsageError(
            f'Nothing is called "{kind}".' if kind else "Nothing named.",
            advice=f"Name one of: {', '.join(ROWS)}, then its name.",
        )
    name, _ = _name(kind, rest)
    request = session.open_request.current
    rows = _rows(request, kind)
    if not any(row.name == name for row in rows):
        raise UsageError(
            f'{kind.capitalize()} "{name}" not found.', advice='Type "show" to see all.'
        )
    changed = [change(row) if row.name == name else row for row in rows]
    _edit(session, _with_rows(request, kind, [row for row in changed if row is not None]))


def _rows(request: Request, kind: str) -> tuple[NameValueRow, ...]:
    if kind == "param":
        return request.query_params
    if kind == "header":
        return request.headers
    return request.body.fields if isinstance(request.body, FormBody) else ()


def _with_rows(request: Request, kind: str, rows: list[NameValueRow]) -> Request:
    if kind == "param":
        return replace(request, query_params=tuple(rows))
    if kind == "header":
        return replace(request, headers=tuple(rows))
    if request.body is not None and not isinstance(request.body, FormBody):
        raise UsageError("The body has no fields.", advice='Type "show" to see it.')
    return replace(request, body=FormBody(tuple(rows)))


def _edit(session: PlainSession, request: Request) -> None:
    session.pasted.note(request, session.open_request.saved)
    dirty = session.buffers.edit(request).dirty
    session.say('Changed. Type "save" to keep it.' if dirty else "As it is in the file.")


# --- words ------------------------------------------------------------------------------------


def _first_word(text: str) -> tuple[str, str]:
    word, _, rest = text.strip().partition(" ")
    return word.casefold(), rest.strip()


def _name(kind: str, text: str) -> tuple[str, str]:
    """The name that a text begins with, in quotes where it has blanks, and what follows it."""
    found = _NAME.match(text)
    if found is None:
        raise UsageError(f"The {kind} has no name.", advice=_usage(kind))
    return found[1] if found[1] is not None else found[2], text[found.end() :].strip()


def _unquoted(value: str) -> str:
    """A value without the quotes that keep an empty one, or blanks at its ends."""
    if len(value) > 1 and value[0] == value[-1] == '"' and not value[1:-1].strip():
        return value[1:-1]
    return value


def _usage(kind: str) -> str:
    name = " NAME" if kind in (*ROWS, *SESSION_KINDS, "path") else ""
    return f'Type "set {kind}{name} VALUE".'
