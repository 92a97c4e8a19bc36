"""What a user has set for every workspace."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

DEFAULT_THEME = "outrider-dark"


class TokenSharing(Struct, frozen=True):
    """Where access tokens are kept.

    Attributes:
        shared: between the commands and the workbench of this user, not in one process alone.
        refresh_tokens: refresh tokens are kept there too.
    """

    shared: bool = False
    refresh_tokens: bool = False


OF_PROCESS = TokenSharing()
"""Tokens die with the process."""


class UserSettings(Struct, frozen=True):
    """The settings file as values; a workspace can set none of them.

    Attributes:
        keys: keys by the id of a binding, several separated by commas.
        keep_history: past sends stay in files, their secrets masked.
        editor: the command that opens a file, as a shell would read it; empty for the process's.
    """

    theme: str = DEFAULT_THEME
    keys: Mapping[str, str] = field(default_factory=dict)
    mouse: bool = True
    editor: str = ""
    keep_history: bool = False
    tokens: TokenSharing = OF_PROCESS
