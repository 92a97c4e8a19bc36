"""A secret that is written out in the file itself."""

from __future__ import annotations

from pathlib import Path

from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.trust import TrustNeed
from outrider.model.workspace import SecretRef
from outrider.secret_providers.provider import SecretContext, checked_secret


class LiteralProvider:
    """Takes the text as it is."""

    name = "literal"
    summary = "Plain text in the file. Use it in *.local.toml only."
    starts_program = False
    fields: tuple[Field, ...] = (
        Field(
            "value",
            "Value",
            FieldKind.SECRET,
            required=True,
            meaning=("The secret itself, in the file; only in local files, which git ignores."),
            example="hunter2",
        ),
    )

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Never: it is in the workspace."""
        return None

    def origin(self, ref: SecretRef, root: Path) -> str:
        """It is in the file."""
        return "in plain text"

    def source(self, ref: SecretRef, root: Path) -> str:
        """The text itself."""
        return f"the text in {ref.place.file}" if ref.place.file else "the text itself"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The text."""
        value = ref.options.get("value", "")
        text = value.reveal() if isinstance(value, Secret) else str(value)
        return checked_secret(ref, text, self.source(ref, context.root))
