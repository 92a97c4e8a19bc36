"""The commands of the line-by-line workbench."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from msgspec import Struct

from outrider.cli.plain.check_commands import show_checks, show_session
from outrider.cli.plain.comparing_commands import compare_sides
from outrider.cli.plain.cookie_commands import manage_cookies
from outrider.cli.plain.editing_commands import (
    KINDS,
    ROWS,
    SESSION_KINDS,
    revert_request,
    save_request,
    set_value,
    show_request,
    turn_off,
    turn_on,
    unset_value,
)
from outrider.cli.plain.listing_commands import (
    choose_request,
    list_environments,
    list_requests,
    use_environment,
)
from outrider.cli.plain.plain_session import PlainSession
from outrider.cli.plain.sending_commands import (
    send_request,
    show_body,
    show_console,
    show_headers,
    show_more,
    trust_workspace,
)
from outrider.errors import UnknownName


class PlainCommand(Struct, frozen=True):
    """A command.

    Attributes:
        usage: how it is typed.
        summary: what it does, without a period.
    """

    usage: str
    summary: str
    run: Callable[[PlainSession, str], None]

    @property
    def name(self) -> str:
        """The word that it begins with."""
        return self.usage.partition(" ")[0]


def list_commands(session: PlainSession, text: str) -> None:
    """How each command is typed, and what it does."""
    for command in COMMANDS.values():
        if text.strip() in ("", command.name):
            session.say(f"{command.usage}: {command.summary}")


def leave(session: PlainSession, _: str) -> None:
    """Ends the session; edits that are in no file are asked about."""
    unsaved = session.buffers.dirty
    if unsaved and session.terminal.is_attended:
        session.say(f"Unsaved: {', '.join(unsaved)}.")
        answer = (session.terminal.ask("Save (yes), give up the edits (no), or stay") or "").strip()
        if answer.casefold() in ("y", "yes"):
            for name in unsaved:
                session.request_id = name
                save_request(session, "")
        elif answer.casefold() in ("n", "no"):
            for name in unsaved:
                session.buffers.forget(name)
        else:
            return
        if session.buffers.dirty:
            return
    session.done = True


_ALL = (
    PlainCommand("environments", "list the environments", list_environments),
    PlainCommand("use ENVIRONMENT", "choose one, by number or name", use_environment),
    PlainCommand("requests [WORD]", "list the requests, or those with a word", list_requests),
    PlainCommand("open REQUEST", "open one, by number or name", choose_request),
    PlainCommand("show", "show the open request", show_request),
    PlainCommand("set KIND [NAME] [VALUE]", "change a value; without VALUE, edit it", set_value),
    PlainCommand("unset KIND NAME", "remove a param, header or field", unset_value),
    PlainCommand("off KIND NAME", "keep it, but do not send it", turn_off),
    PlainCommand("on KIND NAME", "send it again", turn_on),
    PlainCommand("save", "save the open request", save_request),
    PlainCommand("revert", "give up its unsaved edits", revert_request),
    PlainCommand("send [REQUEST] [> FILE]", "send it; with > FILE, save the body", send_request),
    PlainCommand("more", "show the next lines of the response", show_more),
    PlainCommand("body", "show the response from its start", show_body),
    PlainCommand("headers", "show its status and headers", show_headers),
    PlainCommand("checks", "show what was captured, and which expectations were met", show_checks),
    PlainCommand("session [clear NAME]", "list this session's values, or clear one", show_session),
    PlainCommand(
        "console [NUMBER]", "list the console's entries, or show one in full", show_console
    ),
    PlainCommand(
        "compare [A B]",
        "say what differs: console entries by number, or the open request in two environments",
        compare_sides,
    ),
    PlainCommand(
        "cookies [delete NUMBER]", "list the cookies; delete one, or clear all", manage_cookies
    ),
    PlainCommand("trust", "list what the workspace needs trust for", trust_workspace),
    PlainCommand("help [COMMAND]", "list the commands", list_commands),
    PlainCommand("quit", "leave", leave),
)

COMMANDS = {command.name: command for command in _ALL}
"""Every command, by the word that it begins with."""


def run_line(session: PlainSession, line: str) -> None:
    """Does what a line says; an empty one nothing.

    Raises:
        OutriderError: it cannot be done.
    """
    word, _, rest = line.strip().partition(" ")
    if not word:
        return
    command = COMMANDS.get(word.casefold()) or _begun(word.casefold())
    if command is None:
        near = get_close_matches(word.casefold(), COMMANDS, 1)
        hint = f'Did you mean "{near[0]}"?' if near else 'Type "help" for all commands.'
        raise UnknownName(f'Unknown command "{word}".', advice=hint)
    command.run(session, rest.strip())


def _begun(word: str) -> PlainCommand | None:
    """The one command that begins with a word."""
    found = [command for name, command in COMMANDS.items() if name.startswith(word)]
    return found[0] if len(found) == 1 else None


def next_words(session: PlainSession, begun: str) -> Iterator[str]:
    """The words that can end a line that has begun."""
    words = begun.split(" ")
    command, last = words[0], words[-1]
    choices: tuple[str, ...] = ()
    if len(words) == 1:
        choices = tuple(COMMANDS)
    elif command == "use":
        choices = tuple(one.id for one in session.workspace.environments)
    elif command == "compare":
        environments = tuple(one.id for one in session.workspace.environments)
        named = tuple(f"{one.id}@{it}" for one in session.requests for it in environments)
        choices = (*environments, *named)
    elif command in ("open", "send"):
        choices = tuple(one.id for one in session.requests)
    elif command == "set" and len(words) == 2:
        choices = (*KINDS, *SESSION_KINDS)
    elif command in ("unset", "on", "off") and len(words) == 2:
        choices = ROWS
    return (one for one in choices if one.startswith(last))
