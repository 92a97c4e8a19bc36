"""How a request authenticates: a definition that is complete, and one that is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from msgspec import Struct

from outrider.errors import Place
from outrider.model.safe_repr import Guarded
from outrider.model.secret import Text


class FieldKind(StrEnum):
    """What a declared field holds; forms, files and flags are drawn from it."""

    TEXT = "text"
    SECRET = "secret"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    NUMBER = "number"
    PATH = "path"
    URL = "url"


class Field(Struct, frozen=True):
    """One input that a registered part needs from the user, declared as data.

    Attributes:
        name: the key in files: a wire name where there is one.
        label: for people.
        kind: see :class:`FieldKind`.
        required: whether it must be there and not blank.
        default: used where it is left out.
        choices: for :attr:`FieldKind.CHOICE`.
        help: one sentence.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()
    help: str = ""


class Location(StrEnum):
    """Where a credential goes in the API request."""

    HEADER = "header"
    QUERY = "query"


class Placement(Struct, frozen=True):
    """Where and how a token is put into the API request.

    Attributes:
        location: header or query.
        name: of the header or the query parameter.
        prefix: written before the token with one space; empty for none (RFC 6750 §2.1).
    """

    location: Location = Location.HEADER
    name: str = "Authorization"
    prefix: str = "Bearer"


NOWHERE = Place("")
"""The place of what nobody wrote."""


class AuthConfig(Guarded, frozen=True):
    """A complete definition: ``use``, ``extends`` and ``unset`` are applied, nothing resolved.

    Attributes:
        type: a registered scheme: ``oauth2``, ``basic``, ``bearer``, ``api_key``, ``none``.
        settings: by key as written; defaults are not filled in.
        token_parameters: each parameter of the token request with its values, in order.
        hosts: patterns that the credential is limited to; ``None`` for no limit.
        placement: ``None`` for the scheme's own.
        name: the environment's name for it (``default``, ``billing``); empty for one written in
            a folder or request.
        scope_file: file of the folder or request whose scope it resolves in; empty when it is
            the environment's.
        places: where each key is written.
        place: where the definition is written.
    """

    hidden: ClassVar[frozenset[str]] = frozenset({"settings"})

    type: str
    settings: Mapping[str, str] = MappingProxyType({})
    token_parameters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hosts: tuple[str, ...] | None = None
    placement: Placement | None = None
    name: str = ""
    scope_file: str = ""
    places: Mapping[str, Place] = MappingProxyType({})
    place: Place = NOWHERE

    def place_of(self, key: str) -> Place:
        """Where a key is written, or would be."""
        return self.places.get(key) or Place(
            self.place.file, (*self.place.key, key), self.place.line
        )


class ResolvedAuth(Struct, frozen=True):
    """A definition without references: what the exchange and the request are made of.

    Attributes:
        config: what it was resolved from.
        settings: with every reference replaced; blank where a key was left out.
        token_parameters: name and value, one pair for each repetition, in order.
        hosts: as in :class:`AuthConfig`, resolved.
    """

    config: AuthConfig
    settings: Mapping[str, Text]
    token_parameters: tuple[tuple[str, Text], ...] = ()
    hosts: tuple[str, ...] | None = None
    placement: Placement | None = None

    def get(self, name: str) -> Text:
        """A setting's value; empty where it was left out."""
        return self.settings.get(name, "")
