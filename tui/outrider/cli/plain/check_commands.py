"""Tells what came of captures and expectations, and which values this session has."""

from __future__ import annotations

from collections.abc import Iterator

from outrider.cli.plain.plain_session import PlainSession
from outrider.engine.expectations.json_values import as_variable
from outrider.engine.expectations.shown_checks import shown_checks
from outrider.errors import UnknownName, UsageError
from outrider.model.secret import MASK
from outrider.model.shown_check import CheckState, ShownCheck, met_of
from outrider.variables.variable_scope import PROCESS_PREFIX

_WORDS = {
    CheckState.MET: "met",
    CheckState.UNMET: "not met",
    CheckState.NOT_TRIED: "could not be tried",
    CheckState.CAPTURED: "captured",
}


def show_checks(session: PlainSession, _: str) -> None:
    """What came of the captures and expectations of the last send of the open request."""
    result = session.results.get(session.request_id)
    if result is None:
        raise UsageError("This request was not sent yet.", advice='Type "send".')
    checks = shown_checks(result.checks, session.engine.redactor)
    if not checks:
        session.say("No checks: the request's file has no [[capture]] and no [[expect]].")
        return
    for one in checks:
        session.say(*_lines(one))
    met, total = met_of(checks)
    if total:
        session.say(f"{met} of {total} expectations met.")


def _lines(check: ShownCheck) -> Iterator[str]:
    if check.state is CheckState.CAPTURED:
        yield f"captured: {check.what} = {' '.join(check.actual.split())}"
        return
    word = "not captured" if check.is_capture else _WORDS[check.state]
    named = f"{check.name}: " if check.name else ""
    yield f"{word}: {named}{check.what} {' '.join(check.expected.split())}".rstrip()
    if check.state is CheckState.UNMET and check.actual:
        yield f"  got {' '.join(check.actual.split())}"
    if check.why:
        yield from (f"  {line}" for line in check.why.split("\n"))


def show_session(session: PlainSession, text: str) -> None:
    """The values of this session in the active environment; ``clear NAME`` clears one."""
    word, _, name = text.strip().partition(" ")
    if word.casefold() == "clear":
        _clear(session, name.strip())
        return
    if word:
        raise UsageError(f'Unknown word "{word}".', advice='Type "session clear NAME".')
    rows = list(_rows(session))
    session.say(*rows or ("No values in this session.",))


def _rows(session: PlainSession) -> Iterator[str]:
    environment, values = session.workspace.active, session.workspace.session_values
    given = values.of(environment)
    secrets = session.workspace.environment.secrets if session.workspace.environment else {}
    for name, one in values.captured(environment).items():
        if name not in given:
            shown = (
                MASK if one.secret else session.engine.redactor.mask_body(as_variable(one.value))
            )
            yield f"{name} = {shown} (captured by {one.request_id})"
    for name, value in given.items():
        yield f"{name} = {MASK if name in secrets else value} (given)"
    typed = session.engine.secret_opener.typed_names(session.workspace.root, environment)
    yield from (f"{name} = {MASK} (typed secret)" for name in sorted(typed))


def _clear(session: PlainSession, name: str) -> None:
    environment, values = session.workspace.active, session.workspace.session_values
    opener, root = session.engine.secret_opener, session.workspace.root
    typed = opener.typed_names(root, environment)
    if name in values.of(environment) or name in values.captured(environment):
        values.forget(environment, name)
    elif name in typed:
        opener.forget(environment, {name.removeprefix(PROCESS_PREFIX)})
    else:
        raise UnknownName(f'This session has no value "{name}".', advice='Type "session".')
    session.say(f'"{name}" is cleared.')
