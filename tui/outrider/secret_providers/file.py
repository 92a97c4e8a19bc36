"""``{ file = "~/keys/staging.pem" }``: the whole text of a file."""

from __future__ import annotations

from pathlib import Path

from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.trust import TrustNeed
from outrider.model.workspace import SecretRef
from outrider.secret_providers.provider import (
    SecretContext,
    checked_secret,
    option,
    without_final_newline,
)
from outrider.secret_providers.secret_file import file_need, read_secret_file
from outrider.visible_text import visible_line


class FileProvider:
    """Reads a file, without the line end behind its text."""

    name = "file"
    summary = "The whole text of a file."
    starts_program = False
    fields: tuple[Field, ...] = (
        Field(
            "file",
            "File",
            FieldKind.PATH,
            required=True,
            help="from the workspace on, or ~",
            meaning=(
                "File that holds the secret; a line end after it does not count. From the "
                "workspace folder on, or `~/`. Files outside of it need trust."
            ),
            example="~/keys/staging.pem",
        ),
    )

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Where the file lies outside the workspace."""
        return file_need(ref, "file", root)

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Names the file."""
        return f"from {self.source(ref, root)}"

    def source(self, ref: SecretRef, root: Path) -> str:
        """Names the file."""
        return f"file {visible_line(option(ref, 'file'))}"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The file's text."""
        text = read_secret_file(ref, "file", context)
        return checked_secret(ref, without_final_newline(text), self.source(ref, context.root))
