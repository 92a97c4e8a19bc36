"""The cookies that a response sets (RFC 6265 §5.2)."""

from __future__ import annotations

from msgspec import Struct

from outrider.model.message import ResponseMessage


class SetCookie(Struct, frozen=True):
    """One ``Set-Cookie`` field as it was received; an attribute's value may be empty."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()

    def attribute(self, name: str) -> str | None:
        """The last value of this attribute, whatever its case; ``None`` without one."""
        found = [value for key, value in self.attributes if key.lower() == name]
        return found[-1] if found else None


def set_cookies(response: ResponseMessage) -> tuple[SetCookie, ...]:
    """The cookies of a response; a field without a name is left out."""
    found = (_cookie(value) for value in response.headers_named("set-cookie"))
    return tuple(one for one in found if one.name)


def _cookie(text: str) -> SetCookie:
    pair, *attributes = text.split(";")
    return SetCookie(*_pair(pair), tuple(_pair(one) for one in attributes if one.strip()))


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip()
