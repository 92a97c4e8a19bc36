"""Where secrets are kept: one file each, and one line in :data:`PROVIDERS`."""

from __future__ import annotations

from outrider.model.auth import Field
from outrider.secret_providers.command import CommandProvider
from outrider.secret_providers.dotenv import DotenvProvider
from outrider.secret_providers.env import EnvProvider
from outrider.secret_providers.file import FileProvider
from outrider.secret_providers.keyring import KeyringProvider
from outrider.secret_providers.literal import LiteralProvider
from outrider.secret_providers.prompt import PromptProvider
from outrider.secret_providers.provider import SecretContext, SecretProvider

__all__ = ["PROVIDERS", "SecretContext", "SecretProvider", "find_provider", "secret_forms"]

PROVIDERS: tuple[SecretProvider, ...] = (
    EnvProvider(),
    DotenvProvider(),
    FileProvider(),
    CommandProvider(),
    KeyringProvider(),
    PromptProvider(),
    LiteralProvider(),
)
"""Every provider, in the order in which choices are shown."""


def find_provider(name: str) -> SecretProvider | None:
    """The provider with this name; ``None`` where there is none."""
    return next((provider for provider in PROVIDERS if provider.name == name), None)


def secret_forms() -> dict[str, tuple[Field, ...]]:
    """What each provider wants to know, by the key that chooses it in files."""
    return {
        provider.name: provider.fields
        for provider in PROVIDERS
        if any(field.name == provider.name for field in provider.fields)
    }
