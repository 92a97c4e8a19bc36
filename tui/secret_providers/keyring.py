"""``{ keyring = "outrider/staging" }``: the system's keyring, which is still to come."""

from __future__ import annotations

from pathlib import Path

from tui.model.auth import Field
from tui.model.secret import Secret
from tui.model.workspace import SecretRef
from tui.secret_providers.context import SecretContext, require_trust, unavailable


class Keyring:
    """Says clearly that it cannot yet."""

    name = "keyring"
    summary = "The system's keyring (not yet)."
    fields = (Field("keyring", "Entry", required=True, help="Service and user: outrider/staging."),)

    def needs_trust(self, ref: SecretRef, root: Path) -> str | None:
        """Always: a workspace could ask for any entry and send it anywhere."""
        return "It is read from the system's keyring."

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """Raises SecretError."""
        require_trust(self, ref, context)
        raise unavailable(
            ref,
            "unsupported",
            f"The secret {ref.name} cannot be opened: keyring is not possible yet.",
            advice='Use { command = ["secret-tool", "lookup", …] }, { env = "NAME" } '
            "or { prompt = true } in the meantime.",
        )
