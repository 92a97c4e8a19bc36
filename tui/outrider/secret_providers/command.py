"""``{ command = ["op", "read", "…"] }``: what a program prints."""

from __future__ import annotations

from pathlib import Path

from outrider.errors import SecretError
from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import SecretRef
from outrider.secret_providers.command_files import named_content
from outrider.secret_providers.program_runner import ProgramFailed, program_name, run_program
from outrider.secret_providers.provider import (
    SecretContext,
    checked_secret,
    command_words,
    secret_error,
    without_final_newline,
)

TIME_LIMIT = 30.0
"""Seconds that a program may take."""


class CommandProvider:
    """Runs a program, without a shell, and takes what it prints."""

    name = "command"
    summary = "The output of a command, such as a password manager's."
    starts_program = True
    fields: tuple[Field, ...] = (
        Field(
            "command",
            "Program and arguments",
            FieldKind.LIST,
            required=True,
            help="a list; no shell is used",
            meaning=(
                "Program that prints the secret, and its arguments. No shell is used. It runs in "
                "the workspace folder, at most 30 seconds, and needs trust."
            ),
            example=["op", "read", "op://dev/orders/secret"],
        ),
    )

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Always: a workspace could run anything."""
        return TrustNeed(
            TrustKind.COMMAND,
            command_words(ref),
            (environment, ref.name),
            named_content(command_words(ref), root),
            ref.place,
        )

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Names the program."""
        return f"from {self.source(ref, root)}"

    def source(self, ref: SecretRef, root: Path) -> str:
        """Names the program."""
        return f'command "{_program(ref)}"'

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The program's output, without the line end behind it."""
        try:
            output, _ = await run_program(
                command_words(ref), context.root, context.process, self._time_limit
            )
        except ProgramFailed as error:
            raise _failed(ref, error.how, error.why, error.advice) from None
        try:
            text = output.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _failed(
                ref, f"printed text that is not UTF-8 (at byte {error.start + 1})"
            ) from None
        return checked_secret(ref, without_final_newline(text), self.source(ref, context.root))


def _program(ref: SecretRef) -> str:
    return program_name(command_words(ref))


def _failed(ref: SecretRef, how: str, why: str = "", advice: str = "") -> SecretError:
    return secret_error(
        ref,
        "secret_command",
        f'Secret "{ref.name}": command "{_program(ref)}" {how}.',
        why,
        advice or f"Run it in a terminal to see its error: {_program(ref)}",
    )
