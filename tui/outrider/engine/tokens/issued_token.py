"""A token with its life, and what a person should know about it."""

from __future__ import annotations

from collections.abc import Callable

from outrider.engine.tokens.token_job import TokenJob
from outrider.model.console_entry import EntryKind
from outrider.model.secret import reveal
from outrider.model.token import AccessToken, TokenResponse

ASSUMED_LIFETIME = 300.0
"""Seconds that a token is taken to live when the server does not say."""


def issued_token(
    job: TokenJob,
    answer: TokenResponse,
    asked_at: float,
    before: AccessToken | None,
    note: Callable[[str, EntryKind], object],
) -> AccessToken:
    """The token of an answer.

    Args:
        job: what it is wanted for.
        answer: of the server, or of a program.
        asked_at: seconds since the epoch.
        before: the token that was there; ``None`` without one.
        note: is told what a person should know.
    """
    asked = frozenset(reveal(job.auth.setting("scope")).split())
    lifetime, assumed = answer.lifetime, answer.lifetime is None
    if lifetime is None:
        lifetime = ASSUMED_LIFETIME
        unknown = "No expires_in in the token response"
        if job.auth.command:
            unknown = "The output of the command does not say when the token expires"
        note(f"{unknown}: assuming 5 min.", EntryKind.NOTE)
    elif lifetime <= 0:
        lifetime = 0.0
        used_once = "expires_in is not positive: the token is used once and not cached."
        note(used_once, EntryKind.NOTE)
    for warning in answer.warnings:
        note(warning, EntryKind.WARNING)
    granted = answer.scope
    missing = [] if granted is None else [one for one in asked if not granted_all(one, granted)]
    if missing:
        note(f"Granted scope lacks: {', '.join(sorted(missing))}.", EntryKind.WARNING)
    # A scope that a refresh does not name is that of the token before (RFC 6749 §6).
    is_kept = granted is None and answer.refreshed and before is not None
    return AccessToken(
        value=answer.access_token,
        token_type=answer.token_type,
        requested_at=asked_at,
        expires_at=asked_at + lifetime,
        lifetime_assumed=assumed,
        requested_scope=asked,
        scope=before.scope if is_kept and before is not None else granted,
    )


def granted_all(asked: str, granted: frozenset[str]) -> bool:
    """Whether a word of a scope was granted; some servers have commas between the words."""
    return asked in granted or granted.issuperset(filter(None, asked.split(",")))
