"""``{ prompt = true }``: what the user types."""

from __future__ import annotations

from pathlib import Path

from outrider.errors import PromptUnanswered
from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.trust import TrustNeed
from outrider.model.workspace import SecretRef
from outrider.secret_providers.provider import SecretContext, checked_secret


class PromptProvider:
    """Asks the user."""

    name = "prompt"
    summary = "What you type when it is needed, kept until Outrider ends."
    fields: tuple[Field, ...] = (
        Field("prompt", "Ask", FieldKind.BOOLEAN, required=True, default="true", help="true."),
    )

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Never: the user decides what to type."""
        return None

    def origin(self, ref: SecretRef, root: Path) -> str:
        """It was typed."""
        return "typed in this session"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The user's answer."""
        # Which secret, and of which environment: several may ask in a row.
        question = f"{ref.name} ({ref.place.file})" if ref.place.file else ref.name
        answer = await context.ask(question) if context.ask is not None else None
        if answer is None:
            raise PromptUnanswered(
                f"The secret {ref.name} has to be typed, and nobody could be asked.",
                where=str(ref.place),
                why="There is no terminal to ask on, or the question was put aside.",
                advice=f"Run it on a terminal, or give the value with --var {ref.name}, "
                f"which reads the process variable {ref.name}.",
            )
        return checked_secret(ref, answer, "Nothing was typed.")
