"""Masks the values of members and parameters whose names say that they are credentials."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MASK

_USERINFO = lazy_pattern(r"(?<=://)[^/\s@?#]+(?=@)")


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
    return text


def mask_userinfo(url: str) -> str:
    """A URL without the user and the password in it (RFC 3986 §3.2.1)."""
    return _USERINFO.sub(MASK, url)


def _masked_member(found: re.Match[str]) -> str:
    return f'{found[1]}"{MASK}"'


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


@lru_cache(maxsize=256)
def _members(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf'("(?:{_any_of(names)})"\s*:\s*)"(?:[^"\\]|\\.)*"?')


@lru_cache(maxsize=256)
def _pairs(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"([?&#;\s](?:{_any_of(names)})=)[^&\s#\"']+")


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names)))
