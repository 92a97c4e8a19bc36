"""Why a script is not understood, and what of it is known all the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NO_PARTS: Mapping[str, str] = MappingProxyType({})


SENDS_NOTHING = "it sends no request"
"""Of a script that fetches nothing."""


class UnsupportedScript(Exception):
    """A script is not, or not surely, one that fetches a token.

    Attributes:
        line: 1-based; 0 where no line is to blame.
        why: a sentence's end: "the URL is not known: getUrl()".
        was_parsed: false where it is not even known what it does.
        parts: what of the token request is known all the same, by the keys of an auth.
        fills: the variables that the script sets, with the line of each.
        asked_facts: variables of an environment that would have decided something.
        has_token: false where the script surely gives no token to the request that it runs for.
        doubtful: the keys of the parts that may be otherwise, each with the line that would do it.
    """

    def __init__(
        self,
        why: str,
        line: int = 0,
        parts: Mapping[str, str] = _NO_PARTS,
        *,
        was_parsed: bool = True,
    ) -> None:
        super().__init__(why)
        self.line = line
        self.why = why
        self.parts = parts
        self.was_parsed = was_parsed
        self.fills: Mapping[str, int] = {}
        self.asked_facts: frozenset[str] = frozenset()
        self.has_token = True
        self.doubtful: Mapping[str, int] = {}
