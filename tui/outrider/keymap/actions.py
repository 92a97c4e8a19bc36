"""What can be done on the workbench: keys, leader, palette and help are drawn from it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from textual.binding import Binding

_FOOTER = {"send", "environment", "new_token", "save", "find", "help", "commands"}
"""What the footer names."""


class Action(Struct, frozen=True):
    """One thing that can be done.

    Attributes:
        group: under which heading it stands among the choices of ``ctrl+g``.
        id: names it in the settings file, where its keys can be changed.
        label: a word or two, for the footer and the palette.
        description: for the help.
        leader_key: the key that does it after ``ctrl+g``.
        keys: keys that do it anywhere, separated by commas; empty for none.
    """

    group: str
    id: str
    label: str
    description: str
    leader_key: str
    keys: str = ""

    @property
    def in_footer(self) -> bool:
        """Whether the footer names it."""
        return self.id in _FOOTER


def _group(name: str, *rows: tuple[str, ...]) -> tuple[Action, ...]:
    """Actions of one heading: id, label, description, key after the leader, keys anywhere."""
    return tuple(Action(name, *row) for row in rows)


_SENDS = _group(
    "Send",
    ("send", "Send", "Sends the request; its token comes first.", "x", "ctrl+r"),
    ("cancel", "Cancel", "Cancels the send that is under way.", "c"),
    ("environment", "Environment", "Picks the environment.", "E", "ctrl+n"),
    ("next_environment", "Next env", "Goes to the next environment.", "]", "f2"),
    ("new_token", "New token", "Fetches a new token now.", "T", "ctrl+t"),
    ("token", "Token", "Shows the token, its times and its claims.", "t"),
    (
        "clear_tokens",
        "Forget tokens",
        "Forgets the tokens of this environment, and typed secrets.",
        "k",
    ),
)
_REQUESTS = _group(
    "Request",
    ("save", "Save", "Saves the request; comments in its file stay.", "s", "ctrl+s"),
    ("find", "Find", "Finds a request by its name.", "o", "ctrl+o"),
    ("new_request", "New", "Begins a request that has no file yet.", "n"),
    ("duplicate", "Duplicate", "Copies the request under another name.", "d"),
)
_TABS = _group(
    "Tabs",
    ("next_request", "Next tab", "Goes to the next open request.", ">", "ctrl+pagedown"),
    ("previous_request", "Previous tab", "Goes to the open request before.", "<", "ctrl+pageup"),
    ("keep_request", "Keep open", "Lets the request keep its tab when another one is opened.", "="),
    ("close_request", "Close", "Closes the request; asks where something would be lost.", "w"),
)
_EDITS = _group(
    "Request",
    ("undo_edit", "Undo", "Undoes the last edit of the request.", "U"),
    ("redo_edit", "Redo", "Does again what was undone.", "R"),
    (
        "inherit_auth",
        "Inherit auth",
        "Gives the request the auth of its folder or environment.",
        "a",
    ),
    ("edit_file", "Edit file", "Opens the request's file in $EDITOR.", "v"),
    ("copy_as_curl", "Copy as curl", "Copies the request as a curl command, secrets masked.", "y"),
    (
        "copy_as_curl_revealed",
        "Copy curl + secrets",
        "Copies it with its secrets in clear; its token is fetched.",
        "Y",
    ),
    ("history", "History", "Shows the request's past sends.", "H"),
    ("forget_history", "Forget sends", "Forgets all past sends, those in files too.", "K"),
    ("import", "Import", "Brings in a Postman export or curl commands: a file, or a paste.", "i"),
    ("reload", "Reload", "Reads the workspace's files again.", "l"),
    ("drafts", "Drafts", "Looks at edits that an earlier run did not save.", "D"),
)
_PLACES = _group(
    "Go to",
    ("focus_environments", "Envs", "Goes to the environments.", "e"),
    ("focus_requests", "Requests", "Goes to the requests.", "r"),
    ("focus_url", "URL", "Goes to the URL.", "u"),
    ("focus_editor", "Editor", "Goes to the request's parts.", "p"),
    ("focus_response", "Response", "Goes to the response.", "b"),
    ("focus_console", "Console", "Goes to the console.", "g"),
    ("jump", "Jump", "Puts a letter on everything that keys can go to.", "j", "ctrl+backslash"),
)
_SCREEN = _group(
    "Screen",
    ("zoom", "Zoom", "Gives the focused pane the whole screen, and back.", "z"),
    ("theme", "Theme", "Picks a theme; it is remembered.", "h"),
    ("help", "Help", "Explains the keys of the focused pane.", "?", "f1"),
    ("commands", "Commands", "Finds an action by its name.", "space", "ctrl+p"),
    ("quit", "Quit", "Ends Outrider; asks when something would be lost.", "q", "ctrl+q"),
)
ACTIONS = (*_SENDS, *_REQUESTS, *_TABS, *_EDITS, *_PLACES, *_SCREEN)
"""In the order in which the help and the palette show them."""

DIGITS = range(1, 10)

NO_KEY = "no_key_"
"""With this begins what stands for the key of an action that has none until the user gives one."""


def bindings() -> Iterator[Binding]:
    """The keys of the workbench."""
    for action in ACTIONS:
        yield Binding(
            action.keys or f"{NO_KEY}{action.id}",
            f"perform('{action.id}')",
            action.label,
            show=action.in_footer,
            priority=True,
            id=action.id,
            tooltip=action.description,
        )
    for digit in DIGITS:
        yield Binding(
            f"alt+{digit}",
            f"environment_number({digit})",
            f"Environment {digit}",
            show=False,
            priority=True,
            id=f"environment_{digit}",
        )
    yield Binding("escape", "perform('cancel')", "Cancel", show=False, id="escape")
