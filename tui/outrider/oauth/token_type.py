"""Which token types are sent, as Bearer or as DPoP tokens (RFC 6749 §7.1, RFC 6750, RFC 9449)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from outrider.model.secret import reveal
from outrider.oauth.dpop import DPOP, is_dpop, wants_dpop
from outrider.oauth.token_client import capital
from outrider.oauth.unusable_response import ResponseReading

BEARER = "Bearer"
ANY = "any"
"""The value of ``token_type`` with which any type is sent as Bearer, but for :data:`_OTHERS`."""

_OTHERS = frozenset({"mac", "hmac", "dpop", "pop", "na", "hok", "httpsig"})
"""Types whose tokens are of no use in a Bearer header: those of the registry of RFC 6749 §11.1, of
drafts, and ``N_A``."""

_LIKE_BEARER = frozenset({"jwt", "atjwt", "token", "accesstoken"})
_URN = "urn:ietf:params:oauth:token-type:"


def token_type(reading: ResponseReading, members: Mapping[str, Any], warnings: list[str]) -> str:
    """The type as the server wrote it, of a token that can be sent as a Bearer or DPoP token.

    Raises:
        MalformedTokenResponse: it cannot, or nobody knows.
    """
    written = members.get("token_type")
    any_type = reveal(reading.client.auth.setting("token_type")) == ANY
    if written is None or (isinstance(written, str) and not written.strip()):
        assumed = DPOP if wants_dpop(reading.client.auth) else BEARER
        if not any_type:
            warnings.append(f"No token_type in the token response: assuming {assumed}.")
        return assumed
    if isinstance(written, str) and written.lower() == "bearer":
        return written
    if isinstance(written, str) and is_dpop(written) and wants_dpop(reading.client.auth):
        return DPOP
    shown = _shown(reading, written)
    if isinstance(written, str) and _is_of_others(written):
        _reject(reading, shown)
    if any_type:
        return shown or BEARER
    if not isinstance(written, str) or not _is_like_bearer(written):
        _reject_unknown(reading, shown)
    said = f'"{shown}"'
    if shown.lower() == "bearer":
        said = f'"{shown}" with a space around it'
    warnings.append(f'token_type is {said}: sent as Bearer; token_type = "any" accepts it.')
    return shown


def _words(text: str) -> frozenset[str]:
    low = text.strip().lower().removeprefix(_URN)
    return frozenset({re.sub(r"[^a-z0-9]", "", low), *re.findall(r"[a-z0-9]+", low)})


def _is_of_others(text: str) -> bool:
    return not _OTHERS.isdisjoint(_words(text))


def _is_like_bearer(text: str) -> bool:
    """Whether a word that is not registered can only mean a Bearer token."""
    low = text.strip().lower().removeprefix(_URN)
    return "bearer" in low or re.sub(r"[^a-z0-9]", "", low) in _LIKE_BEARER


def _shown(reading: ResponseReading, written: object) -> str:
    text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)
    return " ".join(reading.client.mask(text).split())[:60]


def _reject(reading: ResponseReading, shown: str) -> NoReturn:
    client, step, low = reading.client, None, shown.lower()
    why = "Outrider sends Bearer and DPoP tokens only (RFC 6750, RFC 9449)."
    advice = "Ask the provider to issue Bearer tokens to this client."
    if is_dpop(low):
        why = "The token is bound to a key (RFC 9449), and dpop is not set."
        advice = f"{capital(client.assign_written('dpop', 'true'))}."
        step = client.edit("dpop")
    elif low == "n_a":
        why = "N_A means that the token is not an access token (RFC 8693 §2.2.1)."
        advice = "Ask the provider to issue an access token to this client."
    reading.fail(
        f"Unsupported token type: {shown}",
        code="unsupported_token_type",
        why=why,
        advice=advice,
        step=step,
    )


def _reject_unknown(reading: ResponseReading, shown: str) -> NoReturn:
    client = reading.client
    reading.fail(
        f"Unsupported token type: {shown}",
        code="unsupported_token_type",
        why="It is not a registered type, and Outrider sends Bearer and DPoP tokens only.",
        advice=f"If the API accepts it as a Bearer token, {client.assign('token_type', ANY)}.",
        step=client.edit("token_type"),
    )
