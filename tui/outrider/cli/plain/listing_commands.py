"""Lists environments and requests, and chooses among them."""

from __future__ import annotations

from outrider.cli.plain.plain_session import PlainSession, find_entry
from outrider.engine.workspace.active_workspace import EnvironmentEntry, TreeEntry
from outrider.errors import UsageError


def list_environments(session: PlainSession, _: str) -> None:
    """Each with its number; the active one is named."""
    entries = session.workspace.environments
    if not entries:
        session.say("No environments yet. Add one as environments/NAME.toml.")
    for number, entry in enumerate(entries, 1):
        session.say(f"{number} {_environment_words(session, entry)}")


def _environment_words(session: PlainSession, entry: EnvironmentEntry) -> str:
    environment = entry.environment
    if environment is None:
        return f"{entry.id}: {entry.problem}"
    words = [environment.id]
    if environment.name != environment.id:
        words.append(environment.name)
    if environment.protected:
        words.append("protected")
    if entry.id == session.workspace.active:
        words.append("active")
    return ", ".join(words)


def use_environment(session: PlainSession, text: str) -> None:
    """Makes an environment the active one."""
    if not text:
        raise UsageError("No environment named.", advice='Type "use NAME" or "use NUMBER".')
    entry = find_entry(session.workspace.environments, text, "environment")
    session.workspace.activate(entry.id)
    session.say(f"Environment: {_environment_words(session, entry)}.")


def list_requests(session: PlainSession, text: str) -> None:
    """Each with its number, those alone whose words hold the text."""
    entries = session.requests
    if not entries:
        session.say("No requests yet. Add one as requests/NAME.toml.")
    shown = 0
    for number, entry in enumerate(entries, 1):
        line = _request_words(session, entry)
        if text.casefold() in line.casefold():
            shown += 1
            session.say(f"{number} {line}")
    if entries and not shown:
        session.say(f'No request has "{text}" in its name.')
    session.tell_faults()


def _request_words(session: PlainSession, entry: TreeEntry) -> str:
    if entry.request is None:
        return f"{entry.id}: {entry.problem}"
    buffer = session.buffers.edits.get(entry.id)
    request = buffer.current if buffer is not None else entry.request
    words = [f"{request.method} {entry.id}"]
    if request.name != entry.id:
        words.append(request.name)
    if session.buffers.is_dirty(entry.id):
        words.append("unsaved")
    if entry.id == session.request_id:
        words.append("open")
    return ", ".join(words)


def choose_request(session: PlainSession, text: str) -> None:
    """Opens a request: what is shown, edited and sent from then on."""
    if not text:
        raise UsageError("No request named.", advice='Type "open NAME" or "open NUMBER".')
    entry = find_entry(session.requests, text, "request")
    current = session.buffers.open(entry.id).current
    session.request_id = entry.id
    session.say(f"Open: {current.method} {current.name}, {current.url}")
