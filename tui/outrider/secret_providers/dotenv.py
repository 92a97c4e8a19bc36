"""``{ dotenv = ".env.staging", key = "NAME" }``: a line of a dotenv file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from outrider.errors import Fault, SecretError, Severity, SourceLocation, UsageError
from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.trust import TrustNeed
from outrider.model.workspace import SecretRef
from outrider.secret_providers.provider import (
    SecretContext,
    checked_secret,
    option,
    resolve_path,
    secret_error,
)
from outrider.secret_providers.secret_file import file_need, read_secret_file
from outrider.variables.dotenv_parser import DotenvError, parse_dotenv
from outrider.visible_text import visible_line


class DotenvProvider:
    """Reads one key of a dotenv file."""

    name = "dotenv"
    summary = "A line of a dotenv file."
    starts_program = False
    fields: tuple[Field, ...] = (
        Field(
            "dotenv",
            "File",
            FieldKind.PATH,
            required=True,
            help="from the workspace on",
            meaning="File of lines NAME=VALUE, from the workspace folder on.",
            example=".env.staging",
        ),
        Field(
            "key",
            "Key",
            required=True,
            help="the name before the equals sign",
            meaning="The name in that file.",
            example="CLIENT_SECRET",
        ),
    )

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Where the file lies outside the workspace."""
        return file_need(ref, "dotenv", root)

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Names the file, and the line that counts."""
        return f"from {_file_and_line(ref, root)}"

    def source(self, ref: SecretRef, root: Path) -> str:
        """Names the key, the file, and the line that counts."""
        return f"key {option(ref, 'key') or ref.name} in {_file_and_line(ref, root)}"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The key's value; a file of which any line does not parse is refused."""
        written = option(ref, "dotenv")
        parsed = parse_dotenv(read_secret_file(ref, "dotenv", context))
        if parsed.mistakes:
            raise SecretError.of([_mistake(ref, written, one) for one in parsed.mistakes])
        key = option(ref, "key") or ref.name
        lines = parsed.lines.get(key, ())
        if len(lines) > 1:
            context.warn(_repetition(key, lines, written))
        value = parsed.values.get(key)
        if value is None:
            raise secret_error(
                ref,
                "secret_dotenv",
                f'Secret "{ref.name}": {visible_line(written)} has no key {key}.',
                f"It has: {', '.join(parsed.values) or 'none'}.",
                f"Add {key}=VALUE to {visible_line(written)}.",
            )
        return checked_secret(ref, value, self.source(ref, context.root))


def _file_and_line(ref: SecretRef, root: Path) -> str:
    written, key = option(ref, "dotenv"), option(ref, "key") or ref.name
    text = ""
    with suppress(OSError, UsageError, ValueError):
        path = Path(resolve_path(written, root, os.environ.get("HOME")))
        text = path.read_text("utf-8-sig") if path.is_file() else ""
    lines = parse_dotenv(text).lines.get(key, ())
    return f"{visible_line(written)}{f':{lines[-1]}' if lines else ''}"


def _repetition(key: str, lines: Sequence[int], file: str) -> Fault:
    return Fault(
        "dotenv_repeated",
        f"Key {key} is in {visible_line(file)} more than once; the last one is used.",
        SourceLocation(file, (), lines[-1]),
        f"It is on line {' and '.join(map(str, lines[:-1]))} as well.",
        "Remove all but one.",
        Severity.WARNING,
    )


def _mistake(ref: SecretRef, file: str, mistake: DotenvError) -> Fault:
    return Fault(
        "dotenv_syntax",
        f'Secret "{ref.name}": {visible_line(file)}:{mistake.line} is not a valid dotenv line: '
        f"{mistake.what}.",
        ref.place,
        "Outrider does not skip lines, so that no secret goes missing silently.",
        'Write KEY=value, KEY="value" or a comment that begins with #.',
    )
