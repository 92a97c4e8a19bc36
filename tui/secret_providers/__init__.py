"""Where secrets are kept: one file each, and one line in :data:`PROVIDERS`."""

from __future__ import annotations

from tui.secret_providers.command import Command
from tui.secret_providers.context import SecretContext, SecretProvider
from tui.secret_providers.dotenv import Dotenv
from tui.secret_providers.env import Env
from tui.secret_providers.file import File
from tui.secret_providers.keyring import Keyring
from tui.secret_providers.literal import Literal
from tui.secret_providers.prompt import Prompt

__all__ = ["PROVIDERS", "SecretContext", "SecretProvider", "find_provider"]

PROVIDERS: tuple[SecretProvider, ...] = (
    Env(),
    Dotenv(),
    File(),
    Command(),
    Keyring(),
    Prompt(),
    Literal(),
)
"""Every provider, in the order in which choices are shown."""


def find_provider(name: str) -> SecretProvider | None:
    """The provider with this name; ``None`` where there is none."""
    return next((provider for provider in PROVIDERS if provider.name == name), None)
