"""What can be done on the workbench: keys, leader, palette and help are drawn from it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from textual.binding import Binding

_REPEATED = {"edge_left", "edge_right", "edge_up", "edge_down"}
"""After which the leader waits for another of them."""

_FOOTER = {"send": "Send", "environment": "Env", "save": "Save", "find": "Find", "help": "Help"}
"""What the footer always names, and how."""


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
    def footer_word(self) -> str:
        """How the footer names it, which it always does; empty where it does not."""
        return _FOOTER.get(self.id, "")

    @property
    def repeats(self) -> bool:
        """Whether the leader waits on after it."""
        return self.id in _REPEATED


def _group(name: str, *rows: tuple[str, ...]) -> tuple[Action, ...]:
    """Actions of one heading: id, label, description, key after the leader, keys anywhere."""
    return tuple(Action(name, *row) for row in rows)


_SENDS = _group(
    "Send",
    ("send", "Send", "Send; fetch a token first if needed", "x", "ctrl+r"),
    ("cancel", "Cancel", "Cancel the running request", "c"),
    ("send_everywhere", "All environments", "Send in all environments and compare", "A"),
    ("run_folder", "Run folder", "Send all requests of its folder in order", "F"),
    ("run_workspace", "Run all", "Send all requests of the workspace", "W"),
    ("run_with", "Run with options", "Run all requests with options", ""),
    ("last_run", "Run results", "Show the run under way, or the last one", "S"),
    ("environment", "Environment", "Choose the environment", "E", "ctrl+n"),
    ("next_environment", "Next environment", "Switch to the next environment", "]", "f2"),
    ("new_token", "New token", "Fetch a new token", "T", "ctrl+t"),
    ("token", "Token", "Show the token, its expiry and claims", "t"),
    (
        "clear_tokens",
        "Clear tokens",
        "Clear tokens and typed secrets",
        "k",
    ),
    ("cookies", "Cookies", "Show the cookies that are kept", "O"),
    ("session_values", "Session values", "Show captured and session values", "V"),
    ("check_environment", "Check environment", "Find why the token request fails", "C", "f3"),
)
_REQUESTS = _group(
    "Request",
    ("save", "Save", "Save the request; comments are kept", "s", "ctrl+s"),
    ("find", "Find", "Find a request by name", "o", "ctrl+o"),
    ("next_unsaved", "Next unsaved", "Go to the next unsaved request", "", "alt+u"),
    ("new_request", "New", "Create a request", "n"),
    ("duplicate", "Duplicate", "Duplicate the request", "d"),
)
_TABS = _group(
    "Tabs",
    ("next_request", "Next tab", "Go to the next tab", ">", "ctrl+pagedown"),
    ("previous_request", "Previous tab", "Go to the previous tab", "<", "ctrl+pageup"),
    ("keep_request", "Pin tab", "Keep this tab when opening another", "="),
    ("close_request", "Close", "Close the tab; ask about unsaved changes", "w"),
)
_EDITS = _group(
    "Request",
    ("undo_edit", "Undo", "Undo the last edit of the request", "U"),
    ("redo_edit", "Redo", "Redo the last undone edit", "R"),
    (
        "inherit_auth",
        "Inherit auth",
        "Inherit auth from folder or environment",
        "a",
    ),
    ("define", "Define", "Define the reference at the cursor", "", "f6"),
    ("edit_file", "Edit file", "Open the request's file in $EDITOR", "v"),
    ("edit_folder", "Folder", "Edit auth and headers of its folder", ""),
    ("edit_workspace", "Workspace", "Edit auth and headers of all requests", ""),
    ("copy_as_curl", "Copy as curl", "Copy as curl, secrets masked", "y"),
    (
        "copy_as_curl_revealed",
        "curl, unmasked",
        "Copy as curl, secrets and token unmasked",
        "Y",
    ),
    ("history", "History", "Show earlier responses", "H"),
    ("forget_history", "Clear history", "Clear the history, including files", "K"),
    ("import", "Import", "Import from other tools", "i"),
    ("reload", "Reload", "Reload files from disk", "l"),
    ("drafts", "Recover", "Recover changes from an earlier run", "D"),
)
_PLACES = _group(
    "Go to",
    ("focus_environments", "Envs", "Go to the environments", "e"),
    ("focus_requests", "Requests", "Go to the requests", "r"),
    ("focus_url", "URL", "Go to the URL", "u"),
    ("focus_editor", "Request", "Go to the request tabs", "p"),
    ("focus_response", "Response", "Go to the response", "b"),
    ("focus_console", "Console", "Go to the console", "g"),
    ("jump", "Jump", "Jump to any pane, field or tab by letter", "j", "ctrl+backslash"),
)
_SCREEN = _group(
    "Screen",
    ("zoom", "Zoom", "Maximize or restore the focused pane", "z"),
    ("edge_left", "Edge left", "Narrow the sidebar, or the request", "left"),
    ("edge_right", "Edge right", "Widen the sidebar, or the request", "right"),
    ("edge_up", "Edge up", "Move the focused pane's edge up", "up"),
    ("edge_down", "Edge down", "Move the focused pane's edge down", "down"),
    ("default_sizes", "Reset sizes", "Reset the sizes of all panes", "0"),
    ("layout", "Layout", "Show the response beside or below", "L"),
    ("theme", "Theme", "Choose a theme", "h"),
    ("help", "Help", "Show keys of the focused pane", "?", "f1"),
    ("commands", "Commands", "Find an action by name", "space", "ctrl+p"),
    ("quit", "Quit", "Quit; ask about unsaved changes", "q", "ctrl+q"),
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
            show=bool(action.footer_word),
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
    yield Binding("escape", "go_back", "Cancel", show=False, id="escape")
