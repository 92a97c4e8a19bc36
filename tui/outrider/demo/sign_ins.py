"""Who has signed in at the demo's authorization server, and what came of it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from outrider.demo.clients import RegisteredClient
from outrider.demo.token_request import TokenRefusal, granted_scopes

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
CODE_GRANT = "authorization_code"
REFRESH_GRANT = "refresh_token"

Form = Mapping[str, Sequence[str]]

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_LIFETIME = 600
_INTERVAL = 1
APPROVED_AFTER = 8.0
"""Seconds after which a device is approved although nobody has opened the page: a demo over SSH
may have no browser."""


@dataclass(slots=True)
class _Device:
    client_id: str
    scopes: tuple[str, ...]
    user_code: str
    began: float
    approved: bool = False


@dataclass(frozen=True, slots=True)
class _Code:
    client_id: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str


@dataclass
class SignIns:
    """Device codes, authorization codes and refresh tokens that are worth something.

    Attributes:
        now: seconds since the epoch.
    """

    now: Callable[[], float]
    _devices: dict[str, _Device] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _refresh: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def start_device(self, client: RegisteredClient, form: Form, page: str) -> dict[str, object]:
        """A device authorization response (RFC 8628 §3.2); ``page`` is where to type the code.

        Raises:
            TokenRefusal: the scope is not for this client.
        """
        code, user_code = secrets.token_urlsafe(24), _user_code()
        scopes = granted_scopes(form, client)
        self._devices[code] = _Device(client.client_id, scopes, user_code, self.now())
        return {
            "device_code": code,
            "user_code": user_code,
            "verification_uri": page,
            "verification_uri_complete": f"{page}?user_code={user_code}",
            "expires_in": _LIFETIME,
            "interval": _INTERVAL,
        }

    def approve(self, user_code: str) -> bool:
        """Approves the device that shows a code; whether there is one."""
        wanted = user_code.strip().upper()
        found = [one for one in self._devices.values() if one.user_code == wanted]
        for device in found:
            device.approved = True
        return bool(found)

    def authorize(
        self, client: RegisteredClient, form: Form, redirect_uri: str, challenge: str
    ) -> str:
        """An authorization code for somebody who agrees (RFC 6749 §4.1.2).

        Raises:
            TokenRefusal: the scope is not for this client.
        """
        code = secrets.token_urlsafe(24)
        scopes = granted_scopes(form, client)
        self._codes[code] = _Code(client.client_id, scopes, redirect_uri, challenge)
        return code

    def redeem(self, client: RegisteredClient, form: Form) -> tuple[str, ...]:
        """The scopes that a device code, an authorization code or a refresh token stands for.

        Raises:
            TokenRefusal: it stands for nothing, or not yet.
        """
        match _first(form, "grant_type"):
            case "authorization_code":
                return self._redeem_code(client, form)
            case "refresh_token":
                return self._redeem_refresh(client, form)
        return self._poll(client, form)

    def refresh_token(self, client: RegisteredClient, scopes: tuple[str, ...]) -> str:
        """A new refresh token, good once (RFC 9700 §4.14.2)."""
        token = secrets.token_urlsafe(24)
        self._refresh[token] = (client.client_id, scopes)
        return token

    def revoke(self, token: str) -> None:
        """Takes a refresh token back, if it is one."""
        self._refresh.pop(token, None)

    def revoke_all(self) -> None:
        """Takes every refresh token back."""
        self._refresh.clear()

    def knows(self, client: RegisteredClient, token: str) -> bool:
        """Whether a refresh token of a client is worth something."""
        return self._refresh.get(token, ("",))[0] == client.client_id

    def _poll(self, client: RegisteredClient, form: Form) -> tuple[str, ...]:
        code = _first(form, "device_code")
        device = self._devices.get(code)
        if device is None or device.client_id != client.client_id:
            raise TokenRefusal("invalid_grant", "This device code is unknown.")
        waited = self.now() - device.began
        if waited > _LIFETIME:
            del self._devices[code]
            raise TokenRefusal("expired_token", "The device code expired.")
        if not device.approved and waited < APPROVED_AFTER:
            raise TokenRefusal("authorization_pending", "Nobody has approved the device yet.")
        del self._devices[code]
        return device.scopes

    def _redeem_code(self, client: RegisteredClient, form: Form) -> tuple[str, ...]:
        found = self._codes.pop(_first(form, "code"), None)
        if found is None or found.client_id != client.client_id:
            raise TokenRefusal("invalid_grant", "This code is unknown, or was used before.")
        if found.redirect_uri != _first(form, "redirect_uri"):
            raise TokenRefusal("invalid_grant", "redirect_uri differs from that of the sign-in.")
        digest = hashlib.sha256(_first(form, "code_verifier").encode()).digest()
        made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        if not secrets.compare_digest(made, found.challenge):
            raise TokenRefusal("invalid_grant", "code_verifier does not fit code_challenge.")
        return found.scopes

    def _redeem_refresh(self, client: RegisteredClient, form: Form) -> tuple[str, ...]:
        token = _first(form, "refresh_token")
        if not self.knows(client, token):
            raise TokenRefusal("invalid_grant", "This refresh token is unknown, or was used.")
        return self._refresh.pop(token)[1]


def _user_code() -> str:
    """Eight letters that nobody confuses (RFC 8628 §6.1)."""
    letters = [secrets.choice(_LETTERS) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def _first(form: Form, name: str) -> str:
    return form.get(name, [""])[0]
