"""Where tokens come from: an authorization server, or a program of the user's."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from outrider.engine.tokens.command_tokens import CommandTokens
from outrider.engine.tokens.token_exchange import TokenExchange
from outrider.engine.tokens.token_job import TokenJob
from outrider.model.reason import Reason
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse
from outrider.oauth.proof_key import ProofKey


class TokenSources(Struct):
    """Fetches a token in the way that its definition says."""

    exchange: TokenExchange
    commands: CommandTokens

    async def perform(
        self,
        job: TokenJob,
        reason: Reason,
        *,
        proof_key: Callable[[], ProofKey],
        refresh_token: Secret | None,
        forget_refresh_token: Callable[[], None],
    ) -> tuple[TokenResponse, float]:
        """The token, and when it was asked for (seconds since the epoch).

        Raises:
            AuthorizationError: there is none.
            PromptUnanswered: the grant needs somebody, and nobody is there or wants to.
        """
        if job.auth.command:
            return await self.commands.perform(job, reason)
        return await self.exchange.perform(
            job,
            reason,
            proof_key=proof_key,
            refresh_token=refresh_token,
            forget_refresh_token=forget_refresh_token,
        )

    def forget(self) -> None:
        """Forgets what issuers said of their endpoints."""
        self.exchange.forget()
