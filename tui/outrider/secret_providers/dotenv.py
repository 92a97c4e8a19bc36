"""``{ dotenv = ".env.staging", key = "NAME" }``: a line of a dotenv file."""

from __future__ import annotations

from pathlib import Path

from outrider.errors import Fault, SecretError, Severity, SourceLocation
from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.workspace import SecretRef
from outrider.secret_providers.dotenv_parser import DotenvFile as Parsed
from outrider.secret_providers.dotenv_parser import parse_dotenv
from outrider.secret_providers.provider import (
    SecretContext,
    checked_secret,
    is_outside,
    option,
    require_trust,
    resolve_path,
    secret_error,
)
from outrider.secret_providers.secret_file import read_secret_file
from outrider.visible_text import visible_line


class DotenvProvider:
    """Reads one key of a dotenv file."""

    name = "dotenv"
    summary = "A line of a dotenv file."
    fields = (
        Field("dotenv", "File", FieldKind.PATH, required=True, help="From the workspace on."),
        Field("key", "Key", required=True, help="What stands before the equals sign."),
    )

    def needs_trust(self, ref: SecretRef, root: Path) -> str | None:
        """Where the file lies outside the workspace."""
        if not is_outside(resolve_path(option(ref, "dotenv"), root, None), root):
            return None
        return f"Its file {visible_line(option(ref, 'dotenv'))} lies outside the workspace."

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The key's value; a file of which any line does not parse is refused."""
        require_trust(self, ref, context)
        written = option(ref, "dotenv")
        text = read_secret_file(
            resolve_path(written, context.root, context.process.get("HOME")), ref, context
        )
        parsed = parse_dotenv(text)
        if parsed.mistakes:
            raise SecretError.of([_mistake(written, one.line, one.what) for one in parsed.mistakes])
        key = option(ref, "key") or ref.name
        self._warn_of_repetition(parsed, key, written, context)
        value = parsed.values.get(key)
        if value is None:
            raise secret_error(
                ref,
                "secret_dotenv",
                f"The secret {ref.name} is not there: {visible_line(written)} has no key {key}.",
                f"Its keys are {', '.join(parsed.values) or 'none'}.",
                f"Add the line {key}=… to the file, or correct the key.",
            )
        return checked_secret(
            ref, value, f"The key {key} is in {visible_line(written)}, and empty."
        )

    def _warn_of_repetition(
        self, parsed: Parsed, key: str, written: str, context: SecretContext
    ) -> None:
        lines = parsed.lines.get(key, ())
        if len(lines) < 2:
            return
        others = " and ".join(map(str, lines[:-1]))
        context.warn(
            Fault(
                "dotenv_repeated",
                f"{key} is in {visible_line(written)} more than once; the last one is used.",
                SourceLocation(written, (), lines[-1]),
                f"It is on line {others} as well.",
                "Delete the lines that do not count.",
                Severity.WARNING,
            )
        )


def _mistake(file: str, line: int, what: str) -> Fault:
    return Fault(
        "dotenv_syntax",
        f"Line {line} of {visible_line(file)} cannot be read: {what}.",
        SourceLocation(file, (), line),
        "A line that is passed over would be a secret that silently is not there.",
        'Write KEY=value, KEY="value" or a comment that begins with #.',
    )
