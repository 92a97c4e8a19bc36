"""Reads the token in what a program printed: the token alone, or JSON that has it.

Where a definition does not say where the token is in the JSON, the names of RFC 6749 §5.1 count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from outrider.model.secret import Secret
from outrider.model.token import TokenResponse
from outrider.model.units import distance_text
from outrider.oauth.token_lifetime import LifetimeReading

MAX_TOKEN = 64 * 1024
_NAMED = 10
_LIKELY = ("access_token", "accessToken", "token", "id_token", "idToken", "status.token")
"""Where programs have the token, the likeliest first."""


class UnusableOutput(Exception):
    """Output without a token to use.

    Attributes:
        how: after the program's name, without a full stop: ``printed nothing``.
        why: one sentence, or empty; never with a value.
        member: the key of ``token_response`` that mends it; empty for none.
        path: where that member probably is; empty where nobody knows.
    """

    def __init__(self, how: str, why: str = "", member: str = "", path: str = "") -> None:
        super().__init__(how)
        self.how = how
        self.why = why
        self.member = member
        self.path = path


class TokenOutput(Struct, frozen=True):
    """What a program printed, and how it is to be read.

    Attributes:
        paths: where the members of RFC 6749 §5.1 are in the JSON, and ``expires_at``.
        mask: masks secrets in the names of members.
        now: when the program was started, in seconds since the epoch.
    """

    data: bytes
    paths: Mapping[str, Sequence[str]]
    mask: Callable[[str], str]
    now: float

    def read(self) -> TokenResponse:
        """The token, with its life where the output names it.

        Raises:
            UnusableOutput: there is none.
        """
        try:
            text = self.data.decode("utf-8-sig").strip()
        except UnicodeDecodeError as error:
            how = f"printed text that is not UTF-8 (at byte {error.start + 1})"
            raise UnusableOutput(how) from None
        if not text:
            raise UnusableOutput("printed nothing")
        value = _json(text)
        if isinstance(value, str) and not self.paths:
            # The token alone, as many programs print it without being asked for plain text.
            return _response(self._token(value, "it"))
        if isinstance(value, dict | list):
            return self._from_json(value)
        if self.paths:
            member = next(iter(self.paths))
            why = f"[auth.….token_response] names {member} by its place in JSON."
            raise UnusableOutput("printed what is not JSON", why.replace("[auth.….", "["))
        return _response(self._token(text, "its output"))

    def _from_json(self, value: Any) -> TokenResponse:
        token = self._member(value, "access_token")
        if token is None:
            if "access_token" in self.paths:
                self._missing(value, "access_token")
            found = next((one for one in _LIKELY if _at(value, one.split(".")) is not None), "")
            has = f"The JSON has {self._names(value)}."
            raise UnusableOutput("printed JSON without access_token", has, "access_token", found)
        if not isinstance(token, str):
            what = f"printed an access_token that is {_kind(token)}"
            raise UnusableOutput(what, "", "access_token")
        warnings: list[str] = []
        secret = self._token(token, "access_token")
        lifetime = self._lifetime(value, warnings)
        scope, kind = self._member(value, "scope"), self._member(value, "token_type")
        return TokenResponse(
            secret,
            token_type=kind if isinstance(kind, str) and kind else "Bearer",
            lifetime=lifetime,
            scope=frozenset(re.split(r"[\s,]+", scope)) - {""} if isinstance(scope, str) else None,
            warnings=tuple(warnings),
        )

    def _member(self, value: Any, name: str) -> Any:
        return _at(value, self.paths.get(name, (name,)))

    def _missing(self, value: Any, name: str) -> None:
        """Raises for a member that is not where the definition says; names what is there."""
        path = list(self.paths[name])
        depth = next(at for at in range(len(path)) if _at(value, path[: at + 1]) is None)
        inner = _at(value, path[:depth])
        subject = f'"{".".join(path[:depth])}"' if depth else "The JSON"
        has = f"{subject} has {self._names(inner)}."
        if not isinstance(inner, dict):
            has = f"{subject} is {_kind(inner)}."
        how = f'printed JSON without "{".".join(path)}"'
        raise UnusableOutput(how, has, name)

    def _names(self, value: Any) -> str:
        if not isinstance(value, dict):
            return _kind(value)
        shown = [self.mask(str(name))[:40] for name in value]
        more = f" and {len(shown) - _NAMED} more" if len(shown) > _NAMED else ""
        return f"{', '.join(shown[:_NAMED]) or 'no members'}{more}"

    def _token(self, text: str, subject: str) -> Secret:
        """The token, which a header has to carry.

        Raises:
            UnusableOutput: none can.
        """
        lines = text.splitlines()
        member = "access_token" if subject == "access_token" else ""
        if not text:
            raise UnusableOutput("printed an empty token", "", member)
        if len(lines) > 1:
            why = "A token is one line of text."
            raise UnusableOutput(f"printed {len(lines)} lines", why, member)
        if len(text) > MAX_TOKEN:
            raise UnusableOutput(f"printed more than {MAX_TOKEN} characters", "", member)
        prefix = re.match(r"([A-Za-z]+)\s", text)
        if prefix is not None and prefix[1].lower() in {"bearer", "token"}:
            why = f'The prefix "{prefix[1]}" is added by placement.'
            raise UnusableOutput(f'printed "{prefix[1]} " before the token', why, member)
        if not all("\x21" <= character <= "\x7e" for character in text):
            kind = "a space" if " " in text else "a character that a header cannot carry"
            why = "A Bearer token cannot contain it (RFC 6750 §2.1)."
            raise UnusableOutput(f"printed text that contains {kind}", why, member)
        return Secret(text)

    def _lifetime(self, value: Any, warnings: list[str]) -> float | None:
        """Seconds from when the program was started; ``None`` for unknown.

        A date without a zone is one of this machine's clock, as ``az`` prints it.

        Raises:
            UnusableOutput: the token has expired already, or the definition names the place of
                a member that is not there.
        """

        def member(name: str) -> Any:
            written = self._member(value, name)
            if written is None and name in self.paths:
                self._missing(value, name)
            return written

        def subject(name: str, _: Any) -> str:
            # What a program prints is shown nowhere: it may be a secret.
            return f"{name} in the output of the command"

        reading = LifetimeReading(self.paths, self.now, subject, zone=None)
        seconds = reading.seconds(member, warnings)
        if seconds is not None and seconds <= 0:
            ago = distance_text(self.now + seconds, self.now)
            raise UnusableOutput(f"printed a token that expired {ago}")
        return seconds


def _response(token: Secret) -> TokenResponse:
    return TokenResponse(token)


def _json(text: str) -> Any:
    """The value; ``None`` where the text is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _at(value: Any, path: Sequence[str]) -> Any:
    """The value at a path of names and positions; ``None`` where there is none."""
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdecimal() and len(name) < 7:
            value = value[int(name)] if int(name) < len(value) else None
        else:
            return None
    return value


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    kinds = {int: "a number", float: "a number", list: "an array", str: "a string"}
    return kinds.get(type(value), "null" if value is None else "an object")
