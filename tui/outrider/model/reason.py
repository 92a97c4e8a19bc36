"""Why a token was fetched or a request was sent: words for people, and a code for programs."""

from __future__ import annotations

from msgspec import Struct


class Reason(Struct, frozen=True):
    """Why an exchange was made, or a token was taken from the cache.

    Attributes:
        code: stable, in snake_case; empty for a plain send.
        text: in words; empty for a plain send.
    """

    code: str = ""
    text: str = ""

    def extended(self, words: str) -> Reason:
        """The same reason, with more said about what is done for it."""
        return Reason(self.code, f"{self.text}; {words}")


PLAIN = Reason()
NO_TOKEN_YET = Reason("first_use", "no token yet")
EXPIRED = Reason("expired", "expired")
EXPIRING = Reason("leeway", "about to expire")
SECRET_CHANGED = Reason("secret_changed", "secret changed")
REQUESTED = Reason("requested", "new token requested")
API_REJECTED = Reason("api_401", "API returned 401")
REJECTED = Reason("rejected", "rejected by the program that used it")
REVOKED = Reason("revoked", "token revoked")
INTROSPECTION = Reason("introspection", "introspection requested")
REVOCATION = Reason("revocation", "revocation requested")
WARMED = Reason("warmed", "fetched ahead of time")
REFRESHED = Reason("refreshed", "renewed (refresh token)")
REFRESH_REJECTED = Reason("refresh_rejected", "refresh token expired: sign in again")
CHALLENGE = Reason("challenge", "response to the server's challenge")
REDIRECT = Reason("redirect", "redirect")


def cached(seconds_left: int) -> Reason:
    """A token that was used as it is."""
    return Reason("fresh", f"cached, {seconds_left} s left")


def shared(seconds_left: int) -> Reason:
    """A token that another process has fetched."""
    return Reason("shared", f"shared by another outrider, {seconds_left} s left")


def auth_changed(keys: list[str]) -> Reason:
    """Settings of the auth definition that are not those of the last token."""
    return Reason("configuration_changed", f"auth changed: {', '.join(keys)}")


def not_processed(how: str) -> Reason:
    """A request that the server did not process and that is sent once more."""
    return Reason("not_processed", f"not processed, sent again {how}")
