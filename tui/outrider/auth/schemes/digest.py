"""``digest``: a user name and a password, proven without sending it (RFC 7616)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, unquote

from msgspec.structs import replace

from outrider.auth.credential import Credentials, add_credentials, header_credential
from outrider.auth.request_target import request_target
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.model.auth import Field, FieldKind, ResolvedAuth
from outrider.model.message import ClientLogin, RequestMessage, ResponseMessage
from outrider.model.secret import MASK, reveal
from outrider.oauth.challenges import Challenge, read_challenges

_ALGORITHMS = {
    "md5": "md5",
    "sha-256": "sha256",
    "sha-512-256": "sha512_256",
}
"""Hashes by their names in RFC 7616 §6.1; each may have ``-sess`` behind it."""


class Digest(Scheme):
    """Answers a challenge with a hash of the password, the method and the URL."""

    type = "digest"
    summary = "A user name and a password, sent as a hash (RFC 7616)."
    own_fields = (
        Field("username", "User name", required=True, meaning="User name.", example="ann"),
        Field(
            "password",
            "Password",
            kind=FieldKind.SECRET,
            help="optional",
            meaning="Password: a reference to a secret. Without it, an empty one is used.",
            example="{{password}}",
        ),
    )
    credential = "user name or password"
    answers = True

    def client_login(self, message: RequestMessage, auth: ResolvedAuth) -> ClientLogin:
        """User name and password."""
        return ClientLogin("digest", auth.setting("username"), auth.setting("password"))

    def answer(
        self,
        message: RequestMessage,
        response: ResponseMessage,
        auth: ResolvedAuth,
        context: SchemeContext,
    ) -> Credentials | None:
        """The header for the first challenge that can be answered (RFC 7616 §3.7)."""
        challenges = read_challenges(response.headers_named("www-authenticate"))
        found = next((one for one in challenges if _can_answer(one, message)), None)
        if found is None:
            return None
        cnonce = context.random_bytes(16).hex()
        value, shown = digest_authorization(found, message, auth, context, cnonce)
        return Credentials((header_credential("Authorization", value, shown),))

    def redirected(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> RequestMessage:
        """The same challenge answered for another method or URL (RFC 7616 §3.4, §3.6)."""
        found = next(iter(read_challenges(_written(message))), None)
        if found is None or not (_can_answer(found, message) and found.parameter("response")):
            return message
        if not found.parameter("userhash") and _user_of(found) != reveal(auth.setting("username")):
            return message
        kept = (line for line in message.headers if line.name.lower() != "authorization")
        message = replace(message, headers=tuple(kept))
        cnonce, count = context.random_bytes(16).hex(), _times(found) + 1
        value, shown = digest_authorization(found, message, auth, context, cnonce, count)
        return add_credentials(
            message, Credentials((header_credential("Authorization", value, shown),))
        )


def _written(message: RequestMessage) -> Iterator[str]:
    return (reveal(line.value) for line in message.headers if line.name.lower() == "authorization")


def _user_of(written: Challenge) -> str:
    """The user name of a field of ours."""
    return written.parameter("username") or unquote(
        written.parameter("username*").removeprefix("UTF-8''")
    )


def _times(written: Challenge) -> int:
    """How often its nonce was used (``nc``)."""
    try:
        return int(written.parameter("nc") or "1", 16)
    except ValueError:
        return 1


def _can_answer(challenge: Challenge, message: RequestMessage) -> bool:
    return (
        challenge.scheme == "digest"
        and bool(challenge.parameter("nonce"))
        and _hash_name(challenge) in _ALGORITHMS
        and _quality(challenge) is not None
    )


def _hash_name(challenge: Challenge) -> str:
    return (challenge.parameter("algorithm") or "MD5").lower().removesuffix("-sess")


def _quality(challenge: Challenge) -> str | None:
    """What is protected: ``auth``, else ``auth-int``; empty as in RFC 2069; ``None`` for others."""
    offered = [one.strip().lower() for one in challenge.parameter("qop").split(",") if one.strip()]
    if not offered:
        return ""
    return next((one for one in ("auth", "auth-int") if one in offered), None)


def digest_authorization(
    challenge: Challenge,
    message: RequestMessage,
    auth: ResolvedAuth,
    context: SchemeContext,
    cnonce: str,
    uses: int = 1,
) -> tuple[str, str]:
    """The field's value, and what people see of it (RFC 7616 §3.4).

    Args:
        challenge: with the nonce, or a field of ours that has answered it.
        message: what is to be sent.
        auth: user name and password.
        context: gives the body.
        cnonce: that nobody can guess.
        uses: how often the nonce is used, this time included.
    """
    digest = _digest(_ALGORITHMS[_hash_name(challenge)])
    username, password = reveal(auth.setting("username")), reveal(auth.setting("password"))
    realm, nonce = challenge.parameter("realm"), challenge.parameter("nonce")
    path, query = request_target(message.url)
    target = f"{path}?{query}" if query else path
    quality = _quality(challenge) or ""
    user_hash = digest(f"{username}:{realm}".encode(), b"")
    secret = digest(f"{username}:{realm}:{password}".encode(), b"")
    if challenge.parameter("algorithm").lower().endswith("-sess"):
        secret = digest(f"{secret}:{nonce}:{cnonce}".encode(), b"")
    covered = f"{message.method}:{target}"
    if quality == "auth-int":
        covered += f":{digest(b'', *context.body(message))}"
    covered = digest(covered.encode(), b"")
    if quality:
        signed = f"{secret}:{nonce}:{uses:08x}:{cnonce}:{quality}:{covered}"
    else:
        signed = f"{secret}:{nonce}:{covered}"
    response = digest(signed.encode(), b"")

    hashes_user = challenge.parameter("userhash").lower() == "true"
    name = user_hash if hashes_user else username
    parts = [
        _user(name),
        ("realm", _quoted(realm)),
        ("nonce", _quoted(nonce)),
        ("uri", _quoted(target)),
    ]
    if challenge.parameter("algorithm"):
        parts.append(("algorithm", challenge.parameter("algorithm")))
    if quality:
        parts += [("qop", quality), ("nc", f"{uses:08x}"), ("cnonce", _quoted(cnonce))]
    if "opaque" in challenge.parameters:
        parts.append(("opaque", _quoted(challenge.parameter("opaque"))))
    if hashes_user:
        parts.append(("userhash", "true"))
    return (
        _field([*parts, ("response", _quoted(response))]),
        _field([*parts, ("response", _quoted(MASK))]),
    )


def _digest(name: str) -> Callable[..., str]:
    def digest(*pieces: bytes) -> str:
        made = hashlib.new(name, usedforsecurity=False)
        for piece in pieces:
            made.update(piece)
        return made.hexdigest()

    return digest


def _user(name: str) -> tuple[str, str]:
    """The user's name; one that a quoted string cannot hold as RFC 8187 encodes it."""
    if name.isascii() and name.isprintable():
        return "username", _quoted(name)
    return "username*", f"UTF-8''{quote(name, safe='')}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _field(parts: Iterable[tuple[str, str]]) -> str:
    return "Digest " + ", ".join(f"{name}={value}" for name, value in parts)
