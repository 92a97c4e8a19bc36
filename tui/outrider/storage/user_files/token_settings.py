"""Where the user wants tokens to be kept: ``[tokens]`` in the settings, or ``OUTRIDER_TOKENS``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outrider.errors import Fault, UsageError
from outrider.model.settings import TokenSharing
from outrider.storage.user_files.user_toml import read_user_file
from outrider.toml_text import schema
from outrider.toml_text.schema import Key
from outrider.visible_text import visible_line

VARIABLE = "OUTRIDER_TOKENS"
_KINDS = ("process", "shared")

TOKENS = schema.table(
    {
        "cache": Key(
            schema.one_text_of(_KINDS),
            "`process`: tokens end with the command or the workbench. `shared`: they are shared "
            "between them. OUTRIDER_TOKENS wins over it.",
            default="process",
            example="shared",
        ),
        "refresh_tokens": Key(
            schema.boolean,
            "`true`: refresh tokens are shared too.",
            default=False,
            example=True,
        ),
    }
)
"""Checks the table of the settings."""


def token_settings(table: Mapping[str, Any]) -> TokenSharing:
    """What a checked ``[tokens]`` table says."""
    return TokenSharing(table.get("cache") == "shared", table.get("refresh_tokens", False))


def read_token_settings(settings: Path) -> tuple[TokenSharing, tuple[Fault, ...]]:
    """What the settings file says of tokens, and what is wrong there."""
    file = read_user_file(settings, schema.table({"tokens": TOKENS}))
    ours = tuple(one for one in file.faults if one.place and one.place.key[:1] in {(), ("tokens",)})
    return token_settings(file.data.get("tokens", {})), ours


def token_sharing(process: Mapping[str, str], written: TokenSharing) -> TokenSharing:
    """What counts: the OS environment variable, else what is written in the settings.

    Raises:
        UsageError: the variable has a value that means nothing.
    """
    wanted = process.get(VARIABLE, "")
    if not wanted:
        return written
    if wanted not in _KINDS:
        raise UsageError(
            f'OS environment variable {VARIABLE} is "{visible_line(wanted)}".',
            advice='Set it to "shared" or "process".',
        )
    return TokenSharing(wanted == "shared", written.refresh_tokens)
