"""``{ file = "~/keys/staging.pem" }``: the whole text of a file."""

from __future__ import annotations

from pathlib import Path

from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.workspace import SecretRef
from outrider.secret_providers.provider import (
    SecretContext,
    checked_secret,
    is_outside,
    option,
    require_trust,
    resolve_path,
    without_final_newline,
)
from outrider.secret_providers.secret_file import read_secret_file
from outrider.visible_text import visible_line


class FileProvider:
    """Reads a file, without the line end behind its text."""

    name = "file"
    summary = "The whole text of a file."
    fields = (
        Field("file", "File", FieldKind.PATH, required=True, help="From the workspace on, or ~."),
    )

    def needs_trust(self, ref: SecretRef, root: Path) -> str | None:
        """Where the file lies outside the workspace."""
        if not is_outside(resolve_path(option(ref, "file"), root, None), root):
            return None
        return f"Its file {visible_line(option(ref, 'file'))} lies outside the workspace."

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The file's text."""
        require_trust(self, ref, context)
        path = resolve_path(option(ref, "file"), context.root, context.process.get("HOME"))
        text = read_secret_file(path, ref, context)
        return checked_secret(ref, without_final_newline(text), "Its file is empty.")
