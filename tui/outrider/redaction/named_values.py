"""Masks the values of members and parameters whose names say that they are credentials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MASK
from outrider.redaction.secret_search import mask_found

_USERINFO = lazy_pattern(r"(?<=://)[^/\s@?#]+(?=@)")


_TYPED = (
    *("otp", "Otp", "OTP", "pin", "Pin", "PIN"),
    *("mfa", "Mfa", "MFA", "2fa", "2Fa", "2FA", "factor", "Factor"),
)
"""In the names of numbers that a person types: they are too short to be known by their value."""


_LONGEST = 80
"""Characters of a name that are looked at."""


def mask_named(text: str) -> str:
    """The text with credentials masked in JSON members, in queries and in forms."""
    if '"' in text and ":" in text:
        members = _credentials(_member_name().findall(text))
        if members:
            text = _members(members).sub(_masked_member, text)
    if "=" in text:
        # With something before the first one too, the pattern is twice as fast.
        told = f"\n{text}"
        names = _credentials(_pair_name().findall(told))
        if names:
            text = _pairs(names).sub(_masked_pair, told)[1:]
    spans = [span for name in _TYPED if name in text for span in _typed_numbers(text, name)]
    return mask_found(text, sorted(spans), MASK) if spans else text


def mask_userinfo(url: str) -> str:
    """A URL without the user and the password in it (RFC 3986 §3.2.1)."""
    return _USERINFO.sub(MASK, url)


def _masked_member(found: re.Match[str]) -> str:
    return f'{found[1]}"{MASK}"'


def _typed_numbers(text: str, end: str) -> Iterator[tuple[int, int]]:
    """Where numbers are that a person types, behind names with a word like this one."""
    for found in _typed(end).finditer(text):
        name = _name_before().search(text, max(found.start() - _LONGEST, 0), found.end("name"))
        if name is not None and _is_typed(name[1], len(found["number"])):
            yield found.span("number")


@lru_cache(maxsize=4096)
def _is_typed(name: str, digits: int) -> bool:
    """Whether a number of so many digits lets somebody in under this name."""
    from outrider.credential_shapes import is_credential

    return is_credential(name, "4" * digits)


def _masked_pair(found: re.Match[str]) -> str:
    return f"{found[1]}{MASK}"


def _credentials(names: list[str]) -> frozenset[str]:
    if not names:
        return frozenset()
    from outrider.credential_shapes import credential_names  # many patterns, for few texts

    return credential_names(set(names))


@cache
def _member_name() -> re.Pattern[str]:
    return re.compile(r'"([^"\\]{1,80}+)"\s*:\s*"')


@cache
def _pair_name() -> re.Pattern[str]:
    return re.compile(r"[?&#;\s]([^=?&#;\s\"']{1,80}+)=")


@cache
def _typed(end: str) -> re.Pattern[str]:
    # What begins with a word is sought much faster than what begins with any of several.
    return re.compile(
        rf"(?P<name>{end}(?:[_.-]?[Cc]ode)?)\"?\s{{0,9}}[:=]\s{{0,9}}\"?"
        r"(?P<number>[0-9]{4,10}+)(?![\w.-])"
    )


@cache
def _name_before() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.-])(\w[\w.-]{0,79})\Z")


@lru_cache(maxsize=256)
def _members(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf'("(?:{_any_of(names)})"\s*:\s*)"(?:[^"\\]|\\.)*"?')


@lru_cache(maxsize=256)
def _pairs(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"([?&#;\s](?:{_any_of(names)})=)[^&\s#\"']+")


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names)))
