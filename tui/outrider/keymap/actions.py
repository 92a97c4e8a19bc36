"""What can be done on the workbench: keys, leader, palette and help are drawn from it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs
from textual.binding import Binding


class Action(Struct, frozen=True):
    """One thing that can be done.

    Attributes:
        id: names it in the settings file, where its keys can be changed.
        label: a word or two, for the footer and the palette.
        description: for the help.
        keys: keys that do it anywhere, separated by commas; empty for none.
        leader_key: the key that does it after ``ctrl+g``; empty for none.
        in_footer: whether the footer names it.
        priority: whether its keys win over a field that has the focus.
        group: under which heading it stands among the choices of ``ctrl+g``.
    """

    id: str
    label: str
    description: str
    keys: str = ""
    leader_key: str = ""
    in_footer: bool = False
    priority: bool = True
    group: str = ""


def _group(name: str, *actions: Action) -> tuple[Action, ...]:
    return tuple(structs.replace(action, group=name) for action in actions)


ACTIONS = (
    *_group(
        "Send",
        Action(
            "send",
            "Send",
            "Sends the request; its token comes first.",
            "ctrl+r",
            "x",
            in_footer=True,
        ),
        Action("cancel", "Cancel", "Cancels the send that is under way.", "", "c"),
        Action(
            "environment", "Environment", "Picks the environment.", "ctrl+n", "E", in_footer=True
        ),
        Action("next_environment", "Next env", "Goes to the next environment.", "f2", "]"),
        Action("new_token", "New token", "Fetches a new token now.", "ctrl+t", "T", in_footer=True),
        Action("token", "Token", "Shows the token, its times and its claims.", "", "t"),
        Action(
            "clear_tokens",
            "Forget tokens",
            "Forgets the tokens of this environment, and typed secrets.",
            "",
            "k",
        ),
    ),
    *_group(
        "Request",
        Action(
            "save",
            "Save",
            "Saves the request; comments in its file stay.",
            "ctrl+s",
            "s",
            in_footer=True,
        ),
        Action("find", "Find", "Finds a request by its name.", "ctrl+o", "o", in_footer=True),
        Action("new_request", "New", "Begins a request that has no file yet.", "", "n"),
        Action("duplicate", "Duplicate", "Copies the request under another name.", "", "d"),
    ),
    *_group(
        "Tabs",
        Action(
            "next_request",
            "Next tab",
            "Goes to the next open request.",
            "ctrl+pagedown",
            "greater_than_sign",
        ),
        Action(
            "previous_request",
            "Previous tab",
            "Goes to the open request before.",
            "ctrl+pageup",
            "less_than_sign",
        ),
        Action(
            "keep_request",
            "Keep open",
            "Lets the request keep its tab when another one is opened.",
            "",
            "equals_sign",
        ),
        Action(
            "close_request",
            "Close",
            "Closes the request; asks where something would be lost.",
            "",
            "w",
        ),
    ),
    *_group(
        "Request",
        Action("undo_edit", "Undo", "Undoes the last edit of the request.", "", "U"),
        Action("redo_edit", "Redo", "Does again what was undone.", "", "R"),
        Action("edit_file", "Edit file", "Opens the request's file in $EDITOR.", "", "v"),
        Action(
            "copy_as_curl",
            "Copy as curl",
            "Copies the request as a curl command, secrets masked.",
            "",
            "y",
        ),
        Action(
            "copy_as_curl_revealed",
            "Copy curl + secrets",
            "Copies it with its secrets in clear; its token is fetched.",
            "",
            "Y",
        ),
        Action("history", "History", "Shows the request's past sends.", "", "H"),
        Action(
            "forget_history", "Forget sends", "Forgets all past sends, those in files too.", "", "K"
        ),
        Action(
            "import",
            "Import",
            "Brings in a Postman export or curl commands: a file, or a paste.",
            "",
            "i",
        ),
        Action("reload", "Reload", "Reads the workspace's files again.", "", "l"),
        Action("drafts", "Drafts", "Looks at edits that an earlier run did not save.", "", "D"),
    ),
    *_group(
        "Go to",
        Action("focus_environments", "Envs", "Goes to the environments.", "", "e"),
        Action("focus_requests", "Requests", "Goes to the requests.", "", "r"),
        Action("focus_url", "URL", "Goes to the URL.", "", "u"),
        Action("focus_editor", "Editor", "Goes to the request's parts.", "", "p"),
        Action("focus_response", "Response", "Goes to the response.", "", "b"),
        Action("focus_console", "Console", "Goes to the console.", "", "g"),
        Action(
            "jump",
            "Jump",
            "Puts a letter on everything that keys can go to.",
            "ctrl+backslash",
            "j",
        ),
    ),
    *_group(
        "Screen",
        Action("zoom", "Zoom", "Gives the focused pane the whole screen, and back.", "", "z"),
        Action("theme", "Theme", "Picks a theme; it is remembered.", "", "h"),
        Action(
            "help",
            "Help",
            "Explains the keys of the focused pane.",
            "f1",
            "question_mark",
            in_footer=True,
        ),
        Action(
            "commands",
            "Commands",
            "Finds an action by its name.",
            "ctrl+p",
            "space",
            in_footer=True,
        ),
        Action("quit", "Quit", "Ends Outrider; asks when something would be lost.", "ctrl+q", "q"),
    ),
)
"""In the order in which the help and the palette show them."""

DIGITS = tuple(range(1, 10))


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
            priority=action.priority,
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
