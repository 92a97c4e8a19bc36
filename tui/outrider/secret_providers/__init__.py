"""Where secrets are kept: one file each, and one line in :data:`PROVIDERS`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outrider.lazy_registry import LazyRegistry
from outrider.model.auth import Field
from outrider.model.secret import Secret
from outrider.model.trust import ConsentRequired
from outrider.model.workspace import SecretRef
from outrider.secret_providers.provider import SecretContext, SecretProvider

PROVIDERS: LazyRegistry[SecretProvider] = LazyRegistry(
    __name__,
    {
        "env": "env:EnvProvider",
        "dotenv": "dotenv:DotenvProvider",
        "file": "file:FileProvider",
        "command": "command:CommandProvider",
        "keyring": "keyring:KeyringProvider",
        "prompt": "prompt:PromptProvider",
        "literal": "literal:LiteralProvider",
    },
)
"""Every provider, in the order in which choices are shown."""

_WRITTEN_OUT = "literal"
"""The one that no key chooses: the secret is in the file itself."""


def find_provider(name: str) -> SecretProvider:
    """The provider with this name.

    Raises:
        KeyError: there is none.
    """
    found = PROVIDERS.find(name)
    if found is None:
        raise KeyError(name)
    return found


async def open_secret(ref: SecretRef, context: SecretContext) -> Secret:
    """Gets a secret, unless it is not the workspace's own and nobody has agreed to it.

    Raises:
        SecretError: it cannot be had; the message names the cause.
        TrustRequiredError: the user has not agreed to it.
        PromptUnanswered: the user would have to type it, and cannot be asked.
    """
    provider = find_provider(ref.provider)
    need = provider.needs_trust(ref, context.root, context.environment)
    if need is not None and not context.trust.allows(need):
        raise ConsentRequired.for_needs([need])
    return await provider.open(ref, context)


class _SecretForms(Mapping[str, tuple[Field, ...]]):
    """The fields of each provider that a key in files chooses, which is imported for them."""

    def __getitem__(self, name: str) -> tuple[Field, ...]:
        if name not in self:
            raise KeyError(name)
        return find_provider(name).fields

    def __contains__(self, name: object) -> bool:
        return name in tuple(self)

    def __iter__(self) -> Iterator[str]:
        return (name for name in PROVIDERS.names if name != _WRITTEN_OUT)

    def __len__(self) -> int:
        return len(PROVIDERS) - 1


def secret_forms() -> Mapping[str, tuple[Field, ...]]:
    """What each provider wants to know, by the key that chooses it in files."""
    return _SecretForms()
