"""Where secrets are kept: one file each, and one line in :data:`PROVIDERS`."""

from __future__ import annotations

from outrider.secret_providers.command import Command
from outrider.secret_providers.dotenv import Dotenv
from outrider.secret_providers.env import Env
from outrider.secret_providers.file import File
from outrider.secret_providers.keyring import Keyring
from outrider.secret_providers.literal import Literal
from outrider.secret_providers.prompt import Prompt
from outrider.secret_providers.provider import SecretContext, SecretProvider

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
