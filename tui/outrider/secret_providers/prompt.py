"""``{ prompt = true }``: what the user types."""

from __future__ import annotations

from pathlib import Path

from outrider.errors import Fault, PromptUnanswered
from outrider.model.auth import Field, FieldKind
from outrider.model.secret import Secret
from outrider.model.trust import TrustNeed
from outrider.model.workspace import SecretRef
from outrider.next_steps import EnterSecret
from outrider.secret_providers.provider import SecretContext, checked_secret


class PromptProvider:
    """Asks the user."""

    name = "prompt"
    summary = "Typed when needed; kept in memory until Outrider exits."
    starts_program = False
    fields: tuple[Field, ...] = (
        Field(
            "prompt",
            "Ask",
            FieldKind.BOOLEAN,
            required=True,
            default="true",
            help="true",
            meaning="The secret is asked for when it is needed first, and kept in memory.",
            example=True,
        ),
    )

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """Never: the user decides what to type."""
        return None

    def origin(self, ref: SecretRef, root: Path) -> str:
        """It was typed."""
        return "typed in this session"

    def source(self, ref: SecretRef, root: Path) -> str:
        """What was typed."""
        return "what was typed in this session"

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """The user's answer."""
        # Which secret, and of which environment: several may ask in a row.
        question = f"{ref.name} ({ref.place.file})" if ref.place.file else ref.name
        answer = await context.ask(question) if context.ask is not None else None
        if answer is None:
            fault = Fault(
                "unanswered",
                f'Secret "{ref.name}" was not entered.',
                ref.place,
                "The question was cancelled, no terminal is available, or CI is set.",
                step=EnterSecret(ref.name),
            )
            raise PromptUnanswered.of([fault])
        return checked_secret(ref, answer, self.source(ref, context.root))
