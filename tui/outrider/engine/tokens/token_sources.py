"""Where tokens come from: an authorization server, or a program of the user's."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outrider.engine.tokens.token_job import TokenJob
from outrider.model.reason import Reason
from outrider.model.secret import Secret
from outrider.model.token import TokenResponse
from outrider.oauth.proof_key import ProofKey

if TYPE_CHECKING:
    from outrider.engine.tokens.command_tokens import CommandTokens
    from outrider.engine.tokens.token_exchange import TokenExchange


class TokenSources:
    """Fetches a token in the way that its definition says.

    Each way is made, and what it needs is loaded, when the first token is fetched in it: a command
    that uses a shared token needs neither.
    """

    def __init__(
        self, make_exchange: Callable[[], TokenExchange], make_commands: Callable[[], CommandTokens]
    ) -> None:
        self._make_exchange = make_exchange
        self._make_commands = make_commands
        self._exchange: TokenExchange | None = None
        self._commands: CommandTokens | None = None

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
            self._commands = self._commands or self._make_commands()
            return await self._commands.perform(job, reason)
        self._exchange = self._exchange or self._make_exchange()
        return await self._exchange.perform(
            job,
            reason,
            proof_key=proof_key,
            refresh_token=refresh_token,
            forget_refresh_token=forget_refresh_token,
        )

    def forget(self) -> None:
        """Forgets what issuers said of their endpoints."""
        if self._exchange is not None:
            self._exchange.forget()
