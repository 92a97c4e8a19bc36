"""What is tried at a token endpoint, and what came of it: values that the planner decides by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

AuthKey: TypeAlias = tuple[str, ...]
"""A key of an auth definition: ``("scope",)``, ``("token_response", "access_token")``."""


class AuthEdit(Struct, frozen=True):
    """One key of an auth definition with another value.

    Attributes:
        value: what it resolves to; ``None`` removes the key.
    """

    key: AuthKey
    value: str | None

    def __str__(self) -> str:
        name = ".".join(self.key)
        return f"without {name}" if self.value is None else f'with {name} = "{self.value}"'


Edits: TypeAlias = tuple[AuthEdit, ...]


class ProbeKind(StrEnum):
    """What a probe came to, as far as the next one depends on it.

    ``MISPLACED`` is where no token endpoint responds; ``SECRET`` is a client that the server knows,
    with another secret; ``CLIENT`` is one that may not use the grant; ``MEMBER`` is a token that is
    not where the definition says. After ``UNAVAILABLE`` and ``LOCKED`` nothing more is tried.
    """

    IMPOSSIBLE = "impossible"
    UNREACHABLE = "unreachable"
    ISSUER = "issuer"
    MISPLACED = "misplaced"
    CREDENTIALS = "credentials"
    UNCLEAR = "unclear"
    SECRET = "secret"
    SCOPE = "scope"
    TARGET = "target"
    CLIENT = "client"
    MEMBER = "member"
    TOKEN = "token"
    UNAVAILABLE = "unavailable"
    LOCKED = "locked"


_PROGRESS = {
    ProbeKind.IMPOSSIBLE: -1,
    ProbeKind.UNREACHABLE: 0,
    ProbeKind.ISSUER: 0,
    ProbeKind.MISPLACED: 1,
    ProbeKind.CREDENTIALS: 3,
    ProbeKind.UNCLEAR: 3,
    ProbeKind.SECRET: 4,
    ProbeKind.SCOPE: 5,
    ProbeKind.TARGET: 5,
    ProbeKind.CLIENT: 5,
    ProbeKind.MEMBER: 6,
    ProbeKind.TOKEN: 7,
    ProbeKind.UNAVAILABLE: -1,
    ProbeKind.LOCKED: -1,
}


_OF_ANY_PAGE = frozenset({ProbeKind.CREDENTIALS, ProbeKind.UNCLEAR})
"""What a page that is no token endpoint may seem to say; that one says it with an error code."""

_ENDED = frozenset({ProbeKind.TOKEN, ProbeKind.UNAVAILABLE, ProbeKind.LOCKED})


class ProbeOutcome(Struct, frozen=True):
    """What a token request came to.

    Attributes:
        location: where a redirect leads, as an absolute URL; empty for none.
        methods: client authentication methods that the server's words name, in their order.
        words: the server's words in lower case.
        needs_tls: the server expects TLS and was sent plain http.
        has_no_tls: the server speaks no TLS, and was expected to.
        token_path: where the response seems to have its token, other than RFC 6749 §5.1 says;
            empty for nowhere.
        is_token_error: an error code came with it, as token endpoints have them (RFC 6749 §5.2).
    """

    kind: ProbeKind
    location: str = ""
    methods: tuple[str, ...] = ()
    words: str = ""
    needs_tls: bool = False
    has_no_tls: bool = False
    token_path: str = ""
    is_token_error: bool = True

    @property
    def ends(self) -> bool:
        """Whether nothing more may be tried: there is a token, or the server wants no more."""
        return self.kind in _ENDED

    @property
    def progress(self) -> int:
        """How far the exchange came: more is nearer to a token."""
        if self.kind in _OF_ANY_PAGE and not self.is_token_error:
            return _PROGRESS[self.kind] - 1
        return _PROGRESS[self.kind]


class Probe(Struct, frozen=True):
    """One token request with some keys changed; with none, the definition as it is written."""

    edits: tuple[AuthEdit, ...] = ()


class ProbeTrial(Struct, frozen=True):
    """A probe that was performed, and its outcome."""

    probe: Probe
    outcome: ProbeOutcome


class AuthFacts(Struct, frozen=True):
    """What is known of an auth definition before anything is tried; no secret is in it.

    Attributes:
        settings: resolved texts by key; of secrets, nothing.
        material: the keys of the definition that have a value.
        parameters: names of the parameters that the token request carries.
        targets: those that say for which API the token is, each with its only value (RFC 8707 §2).
        strays: what gives each key that means nothing where it is the name that it should have.
        response_members: the members that ``token_response`` maps.
        has_certificate: the environment has a client certificate.
        has_reserved: the client ID or the secret has characters that servers decode differently.
        endpoint: URL of the token endpoint; empty where nobody names it.
        announced_endpoint: as metadata of the same server names it; empty where none does.
        announced_issuer: as the metadata names the issuer; empty where there is none.
        methods: ``token_endpoint_auth_methods_supported`` of the metadata.
        scopes: ``scopes_supported`` of the metadata.
    """

    settings: Mapping[str, str]
    material: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    targets: Mapping[str, str] = MappingProxyType({})
    strays: tuple[Edits, ...] = ()
    response_members: tuple[str, ...] = ()
    has_certificate: bool = False
    has_reserved: bool = False
    endpoint: str = ""
    announced_endpoint: str = ""
    announced_issuer: str = ""
    methods: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()

    def setting(self, key: str) -> str:
        """The value of a key; empty without one."""
        return self.settings.get(key, "")

    def resolved(self, key: AuthKey) -> str:
        """What a key of the definition, or of a table inside, resolves to; empty for not known."""
        if len(key) == 1:
            return self.setting(key[0])
        return self.targets.get(key[1], "") if key[0] == "token_parameters" else ""


NO_FACTS = AuthFacts(MappingProxyType({}))
"""Of a definition that nothing is known of."""
