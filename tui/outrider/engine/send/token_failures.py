"""Tokens that could not be had, so that sends which belong together do not ask for them again."""

from __future__ import annotations

from msgspec import Struct, field

from outrider.errors import AuthorizationError
from outrider.model.token import TokenKey


class TokenFailures(Struct):
    """Why there was no token, by its key.

    A server that has refused a client a hundred times locks it out.
    """

    errors: dict[str, AuthorizationError] = field(default_factory=dict)

    def note(self, key: TokenKey, error: AuthorizationError) -> None:
        """Remembers that there is no token, and why."""
        self.errors.setdefault(key.digest, error)

    def require_none(self, key: TokenKey) -> None:
        """Stops where the token was asked for in vain.

        Raises:
            AuthorizationError: as it was raised then.
        """
        error = self.errors.get(key.digest)
        if error is not None:
            raise error.with_traceback(None)
