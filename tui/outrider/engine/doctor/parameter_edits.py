"""What may be meant by a scope, an audience or a resource that a server refuses: pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.engine.doctor.probes import AuthEdit, AuthFacts, Edits, ProbeKind, ProbeOutcome

SCOPE = "scope"
_PARAMETERS = "token_parameters"
_TARGETS = ("resource", "audience")
_SEPARATOR = re.compile(r"(?:[\s,;|+]|%20)+")
"""What people write between the words of a scope; RFC 6749 §3.3 has one space."""

_DEFAULT_SCOPE = "/.default"
_SLASHES_OF_HOST = 2

_FEW = 3
"""Words of a scope of which each may be left out in turn."""

_OF_PEOPLE = frozenset({"openid", "profile", "email", "address", "phone", "offline_access"})
"""Scopes of OpenID Connect, which are about somebody who signs in."""

_DEMANDED = re.compile(r"miss|requir|must|need|without")


def scope_edits(facts: AuthFacts, outcome: ProbeOutcome) -> Iterator[Edits]:
    """The words of the scope that the server knows; none; or where none is sent, those it has."""
    scopes = dict.fromkeys(_scopes(facts, outcome))
    yield from ((AuthEdit((SCOPE,), one),) for one in scopes if one != facts.setting(SCOPE))


def _scopes(facts: AuthFacts, outcome: ProbeOutcome) -> Iterator[str | None]:
    setting = facts.setting(SCOPE)
    if _DEFAULT_SCOPE in outcome.words and _DEFAULT_SCOPE not in setting:
        # Microsoft's: of the resource in front of the last name, or of all that is written.
        for one in setting.split()[:1]:
            resource = one.rpartition("/")[0] if one.count("/") > _SLASHES_OF_HOST else one
            yield f"{resource}{_DEFAULT_SCOPE}"
            yield f"{one}{_DEFAULT_SCOPE}"
    written = list(filter(None, _SEPARATOR.split(setting.strip("[]\"'"))))
    written = [one.strip("\"'") for one in written]
    if not written:
        if outcome.kind is ProbeKind.SCOPE:
            demanded = _demanded((), facts, outcome)
            listed = [one for one in facts.scopes if one not in _OF_PEOPLE]
            yield from (" ".join(one) for one in (demanded, listed) if one)
        return
    if " ".join(written) != setting:
        yield " ".join(written)
    demanded = _demanded(written, facts, outcome)
    if demanded:
        yield " ".join((*written, *demanded))
    spelled = list(dict.fromkeys(_spelled(one, facts.scopes) for one in written))
    if spelled != written:
        yield " ".join(spelled)
    known = [one for one in written if one in facts.scopes]
    if known and known != written:
        yield " ".join(known)
    left = [one for one in written if not _is_named(one, outcome.words)]
    if left and left != written:
        yield " ".join(left)
    if 1 < len(written) <= _FEW:
        for one in written:
            yield " ".join(word for word in written if word != one)
    yield None


def _demanded(written: Sequence[str], facts: AuthFacts, outcome: ProbeOutcome) -> tuple[str, ...]:
    """The scopes that the server's words ask for."""
    if not _DEMANDED.search(outcome.words):
        return ()
    known = dict.fromkeys((*facts.scopes, "openid"))
    return tuple(one for one in known if one not in written and _is_named(one, outcome.words))


def _spelled(word: str, scopes: Sequence[str]) -> str:
    """A word as the server's list spells what is nearly the same."""
    if not scopes or word in scopes:
        return word
    from difflib import get_close_matches  # only an unknown word needs it

    same = [one for one in scopes if one.lower() == word.lower()]
    return (same or get_close_matches(word, scopes, 1, 0.75) or [word])[0]


def _is_named(word: str, words: str) -> bool:
    low = word.lower()
    return low in words.replace(",", " ").replace('"', " ").replace("'", " ").split() or (
        low in words and len(low) > 3
    )


def target_edits(facts: AuthFacts, _: ProbeOutcome) -> Iterator[Edits]:
    """The API that the token is for, spelled otherwise; by the other parameter; not at all.

    RFC 8707 has ``resource``, many servers have ``audience``.
    """
    for name, value in facts.targets.items():
        other = value.removesuffix("/") if value.endswith("/") else f"{value}/"
        if "://" in value:
            yield (AuthEdit((_PARAMETERS, name), other),)
    for name, value in facts.targets.items():
        swapped = _TARGETS[1 - _TARGETS.index(name)]
        if swapped not in facts.parameters:
            yield (
                AuthEdit((_PARAMETERS, name), None),
                AuthEdit((_PARAMETERS, swapped), value),
            )
    for name in _TARGETS:
        if name in facts.parameters:
            yield (AuthEdit((_PARAMETERS, name), None),)
