"""What is added to the scope of an auth definition, so that an API accepts its token."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from outrider.oauth.refusal_facts import shortened

_SCOPE_TOKEN = re.compile(r"(?!.*\{\{)[\x21\x23-\x5b\x5d-\x7e]+")
"""What a file may take over from a challenge: RFC 6749 §3.3, and no reference."""

_MOST = 1000


def scope_to_add(lacking: Sequence[str], *, granted: Set[str] | None, requested: Set[str]) -> str:
    """The words to add, with a space between them; empty where no file may take them over.

    A server grants its default scope only while none is requested (RFC 6749 §3.3): where a
    definition begins to request one, it requests that too.

    Args:
        lacking: what the API requires and the token does not have.
        granted: the scope of the token; ``None`` where nobody knows it.
        requested: the scope of the definition.
    """
    words = [*lacking] if requested else [*sorted(granted or ()), *lacking]
    is_usable = all(map(_SCOPE_TOKEN.fullmatch, words)) and sum(map(len, words)) <= _MOST
    return " ".join(words) if is_usable else ""


def scope_advice(lacking: Sequence[str], added: str, auth: str, requested: Set[str]) -> str:
    """The advice to add it, with ``{place}`` where the place of the scope belongs.

    Args:
        lacking: what the API requires and the token does not have.
        added: by :func:`scope_to_add`.
        auth: how the definition is called: ``[auth.default]``.
        requested: the scope of the definition.
    """
    if added and not requested:
        return f'Add scope = "{added}" to {auth}{{place}}.'
    missing = " ".join(map(shortened, lacking))
    return f'Add "{missing}" to scope{{place}}.'
