"""Where secrets are kept: one file each, and one line in :data:`PROVIDERS`."""

from __future__ import annotations

from outrider.errors import Fault, TrustRequiredError
from outrider.model.auth import Field
from outrider.model.secret import Secret
from outrider.model.workspace import SecretRef
from outrider.secret_providers.command import CommandProvider
from outrider.secret_providers.dotenv import DotenvProvider
from outrider.secret_providers.env import EnvProvider
from outrider.secret_providers.file import FileProvider
from outrider.secret_providers.keyring import KeyringProvider
from outrider.secret_providers.literal import LiteralProvider
from outrider.secret_providers.prompt import PromptProvider
from outrider.secret_providers.provider import SecretContext, SecretProvider

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


async def open_secret(ref: SecretRef, context: SecretContext) -> Secret:
    """Gets a secret, unless the workspace is not trusted and the secret is not its own.

    Raises:
        SecretError: it cannot be had; the message names the cause.
        TrustRequiredError: the workspace would have to be trusted, or trusted with this.
        PromptUnanswered: the user would have to type it, and cannot be asked.
    """
    provider = next(one for one in PROVIDERS if one.name == ref.provider)
    reason = None if context.trusted else provider.needs_trust(ref, context.root)
    if reason is not None:
        fault = Fault(
            "trust",
            f"The secret {ref.name} is not opened: the workspace is not trusted.",
            ref.place,
            reason,
            "Read the files, then run outrider trust, or add --trust to this one call.",
        )
        raise TrustRequiredError.of([fault])
    return await provider.open(ref, context)


def secret_forms() -> dict[str, tuple[Field, ...]]:
    """What each provider wants to know, by the key that chooses it in files."""
    return {
        provider.name: provider.fields
        for provider in PROVIDERS
        if any(field.name == provider.name for field in provider.fields)
    }
