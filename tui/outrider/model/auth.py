"""How a request authenticates: a definition that is complete, and one that is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar

from msgspec import Struct

from outrider.errors import SourceLocation
from outrider.model.member_path import MemberPath
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret
from outrider.model.workspace import SecretRef


class FieldKind(StrEnum):
    """What a declared field holds; forms, files and flags are drawn from it.

    In an auth definition a ``LIST`` is one text or several, a ``NUMBER`` is whole and above 0, and
    a ``SOURCE`` is a table that says where a credential is read for each token request, as an entry
    of ``[secrets]`` does for each send. A ``COMMAND`` is a program with its arguments: it prints a
    token.
    """

    TEXT = "text"
    SECRET = "secret"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    NUMBER = "number"
    PATH = "path"
    LIST = "list"
    URL = "url"
    SOURCE = "source"
    COMMAND = "command"


class Field(Struct, frozen=True):
    """One input that a registered part needs from the user, declared as data.

    Attributes:
        name: the key in files: a wire name where there is one.
        required: whether it must be there and not blank.
        default: used where it is left out.
        choices: of a ``CHOICE``, its values; of a ``SOURCE``, the secret providers that it may
            name.
        alternative: the key that may be there in its place, but not beside it.
        meaning: what a reference says of it, in one or more sentences.
        example: a value for it, as a file has it.
        since: the first version that reads it.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    help: str = ""
    alternative: str = ""
    meaning: str = ""
    example: Any = None
    since: str = "0.1.0"


class CredentialLocation(StrEnum):
    """Where a credential goes in the API request."""

    HEADER = "header"
    QUERY = "query"
    COOKIE = "cookie"
    BODY = "body"


class Placement(Struct, frozen=True):
    """Where and how a token is put into the API request.

    Attributes:
        name: of the header field, query parameter, cookie or member of the form.
        prefix: written before the token with one space; empty for none (RFC 6750 §2.1).
    """

    location: CredentialLocation = CredentialLocation.HEADER
    name: str = "Authorization"
    prefix: str = "Bearer"


MERGED_TABLES = frozenset({"token_parameters", "token_headers", "token_response", "placement"})
"""Tables of a definition that merge key by key with what they are laid over; any other replaces."""

UNKNOWN_LOCATION = SourceLocation("")
"""The place of what nobody wrote."""


class AuthConfig(SafeRepr, frozen=True):
    """A complete definition: ``use``, ``extends`` and ``unset`` are applied, nothing resolved.

    Attributes:
        type: a registered scheme: ``oauth2``, ``basic``, ``bearer``, ``command``, ``none``.
        settings: by key as written; defaults are not filled in. The texts of a list are lines.
        sources: by key, where a credential is read for each token request; of a ``COMMAND``, the
            program whose output is the token.
        token_parameters: each parameter of the token request with its values, in order.
        hosts: patterns that the credential is limited to; ``None`` for no limit.
        placement: ``None`` for the scheme's own.
        token_headers: header fields of the token request, in order.
        token_response: where the server keeps a member of its token response: the member of
            RFC 6749 §5.1, and its path.
        name: the environment's name for it (``default``, ``billing``); empty for one written in
            a folder or request.
        declared_in: file of the folder or request whose scope it resolves in; empty when it is
            the environment's.
        places: where each key is written.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"settings"})

    type: str
    settings: Mapping[str, str] = MappingProxyType({})
    sources: Mapping[str, SecretRef] = MappingProxyType({})
    token_parameters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hosts: tuple[str, ...] | None = None
    placement: Placement | None = None
    token_headers: tuple[tuple[str, str], ...] = ()
    token_response: Mapping[str, MemberPath] = MappingProxyType({})
    name: str = ""
    declared_in: str = ""
    places: Mapping[str, SourceLocation] = MappingProxyType({})
    place: SourceLocation = UNKNOWN_LOCATION

    def location_of(self, key: str) -> SourceLocation:
        """Where a key is written, or would be."""
        return self.places.get(key) or self.place.inside(key)


class ResolvedAuth(Struct, frozen=True):
    """A definition without references: what the exchange and the request are made of.

    Attributes:
        settings: with every reference replaced; blank where a key was left out.
        token_parameters: name and value, one pair for each repetition, in order.
        token_headers: header fields of the token request.
        command: the program whose output is the token, and its arguments; empty for none.
    """

    config: AuthConfig
    settings: Mapping[str, MaybeSecret]
    token_parameters: tuple[tuple[str, MaybeSecret], ...] = ()
    hosts: tuple[str, ...] | None = None
    placement: Placement | None = None
    token_headers: tuple[tuple[str, MaybeSecret], ...] = ()
    command: tuple[str, ...] = ()

    def setting(self, name: str) -> MaybeSecret:
        """A setting's value; empty where it was left out."""
        return self.settings.get(name, "")
