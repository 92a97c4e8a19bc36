"""``{ env = "NAME" }``: a process variable."""

from __future__ import annotations

from pathlib import Path

from outrider.model.auth import Field
from outrider.model.secret import Secret
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import SecretRef
from outrider.next_steps import SetOsVariable
from outrider.secret_providers.provider import SecretContext, checked_secret, option, secret_error


class EnvProvider:
    """Reads a process variable."""

    name = "env"
    summary = "An OS environment variable."
    starts_program = False
    fields: tuple[Field, ...] = (
        Field(
            "env",
            "Environment variable",
            required=True,
            help="its name, such as CLIENT_SECRET",
            meaning=("Name of the OS environment variable that has the secret. It needs trust."),
            example="STAGING_CLIENT_SECRET",
        ),
    )

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Always: a workspace could ask for any variable and send it anywhere."""
        return TrustNeed(TrustKind.PROCESS_VARIABLE, (option(ref, "env"),), place=ref.place)

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Names the variable."""
        return f"read from {option(ref, 'env')}"

    def source(self, ref: SecretRef, root: Path) -> str:
        """Names the variable."""
        return f"OS environment variable {option(ref, 'env')}"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The variable's value; one that is not set and one that is empty are two errors."""
        variable = option(ref, "env")
        value = context.process.get(variable)
        if value is None:
            raise secret_error(
                ref,
                "secret_unset",
                f'Secret "{ref.name}": OS environment variable {variable} is not set.',
                step=SetOsVariable(variable, ref.name),
            )
        return checked_secret(ref, value, self.source(ref, context.root))
