"""What is known of a client while its token response is read, for the words of a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from msgspec import Struct
from msgspec.structs import replace

from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.secret import masked, reveal
from outrider.model.value_source import ValueSource, file_and_line
from outrider.next_steps import EditKey, NextStep

_SECRET = re.compile(r"key|secret|token|passw", re.IGNORECASE)

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SERVICE_ACCOUNT = "service_account"

NOBODY = ResolvedAuth(AuthConfig("oauth2"), {})
"""The definition of whom nothing is known."""


def _as_it_is(text: str) -> str:
    return text


def _as_written(place: SourceLocation) -> SourceLocation:
    return place


def _no_proxy() -> str:
    return ""


def capital(advice: str) -> str:
    """Advice for the middle of a sentence as the start of one."""
    return advice[:1].upper() + advice[1:]


class TokenClient(Struct, frozen=True):
    """The client of a token request, and where the files say so.

    Attributes:
        find_source: where the value of a key came from; ``None`` for the place of the key.
        with_line: a place with its line, as far as it can be found.
        mask: masks secrets in a text from outside.
        proxy: URL of the proxy that the last request went through, without credentials; empty for
            none. It is known when the response is here.
        clock: seconds since the epoch; ``None`` where nobody knows.
        environment_file: of the active environment; empty without one.
        certificate: path of the client certificate; empty for none.
        methods: what the issuer's metadata lists as ``token_endpoint_auth_methods_supported``
            (RFC 8414 §2).
        endpoint_key: of the endpoint that the request goes to.
    """

    auth: ResolvedAuth = NOBODY
    find_source: Callable[[str], ValueSource] | None = None
    with_line: Callable[[SourceLocation], SourceLocation] = _as_written
    mask: Callable[[str], str] = _as_it_is
    proxy: Callable[[], str] = _no_proxy
    clock: Callable[[], float] | None = None
    environment_file: str = ""
    certificate: str = ""
    methods: tuple[str, ...] = ()
    endpoint_key: str = "token_endpoint"

    def at(self, endpoint_key: str) -> TokenClient:
        """The same at another endpoint."""
        return replace(self, endpoint_key=endpoint_key)

    def source(self, key: str) -> ValueSource:
        """Where the value of a key came from."""
        if self.find_source is not None:
            return self.find_source(key)
        return ValueSource(key, self.auth.config.location_of(key))

    def has(self, key: str) -> bool:
        """Whether a key has a value, or a source."""
        return key in self.auth.config.sources or bool(reveal(self.auth.setting(key)).strip())

    def shown(self, key: str) -> str:
        """The value of a key as people may see it, shortened."""
        return self.mask(masked(self.auth.setting(key)))[:200]

    @property
    def method(self) -> str:
        """The client authentication method (RFC 7591 §2)."""
        return reveal(self.auth.setting("token_endpoint_auth_method")) or "client_secret_basic"

    @property
    def grant(self) -> str:
        """The grant type."""
        return reveal(self.auth.setting("grant_type")) or "client_credentials"

    @property
    def named(self) -> str:
        """The client with its ID."""
        shown = self.shown("client_id") or self.shown("assertion_issuer")
        if not shown and self.has(SERVICE_ACCOUNT):
            return "the service account"
        return f'client "{shown}"' if shown else "the client"

    @property
    def signing_key(self) -> ValueSource | None:
        """Where the key came from by which the client signs; ``None`` where it has none."""
        for name in (SERVICE_ACCOUNT, "private_key"):
            if self.has(name):
                return self.source(name)
        return None

    @property
    def brings_assertion(self) -> bool:
        """Whether the client's grant is an assertion of its own (RFC 7523 §2.1)."""
        return self.grant == JWT_BEARER

    @property
    def endpoint(self) -> ValueSource:
        """Where the endpoint came from: its own key, else the issuer."""
        by_issuer = self.has("issuer") and not self.has(self.endpoint_key)
        return self.source("issuer" if by_issuer else self.endpoint_key)

    @property
    def endpoint_words(self) -> str:
        """What the endpoint is called: ``token endpoint``."""
        return self.endpoint_key.replace("_", " ")

    def parameter(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Parameters of the token request, as people may see them."""
        return tuple(
            (name, self.mask(masked(value))[:200])
            for name, value in self.auth.token_parameters
            if name in names
        )

    def parameter_source(self, name: str) -> str:
        """A parameter of the token request with its file and line."""
        return f"{name}{file_and_line(self._key_place(name, 'token_parameters'))}"

    def table(self, inner: str = "") -> str:
        """The definition's table, or one inside of it, and its place: ``[auth.default] (f:19)``."""
        name = ".".join(filter(None, ("auth", self.auth.config.name, inner)))
        return f"[{name}]{file_and_line(self._table_place(inner))}"

    def response_member(self, name: str) -> str:
        """The key that says where the server keeps a member, with its file and line."""
        return f"{name}{file_and_line(self._key_place(name, 'token_response'))}"

    def assign(self, key: str, value: str, inner: str = "") -> str:
        """The advice that gives a key a text, for the middle of a sentence.

        It names the line of the key or, where the definition lacks it, of the table; for a table
        that is not there either, the file.
        """
        return self.assign_written(key, f'"{value}"', inner)

    def assign_written(self, key: str, value: str, inner: str = "") -> str:
        """As :meth:`assign`, of a value as TOML has it."""
        config = self.auth.config
        if self.is_written(key, inner):
            return f"set {key} = {value}{file_and_line(self._key_place(key, inner))}"
        if inner and inner not in config.places and config.place.file:
            name = ".".join(filter(None, ("auth", config.name, inner)))
            return f"add [{name}] with {key} = {value} to {config.place.file}"
        return f"add {key} = {value} to {self.table(inner)}"

    def add_headers(self, *names: str) -> str:
        """The advice that gives the token request header fields, for the middle of a sentence.

        Fields that it has are to be looked at.
        """
        table = "token_headers"
        there = [name for name in names if self.is_written(name, table)]
        if there:
            place = file_and_line(self._key_place(there[0], table))
            return f"check {' and '.join(there)} of token_headers{place}"
        # What looks like a secret is written as a reference to one.
        values = ("{{…}}" if _SECRET.search(name) else "…" for name in names)
        fields = " and ".join(
            f'{name} = "{value}"' for name, value in zip(names, values, strict=True)
        )
        config = self.auth.config
        if table not in config.places and config.place.file:
            name = ".".join(filter(None, ("auth", config.name, table)))
            return f"add [{name}] with {fields} to {config.place.file}"
        return f"add {fields} to {self.table(table)}"

    def is_written(self, key: str, inner: str = "") -> bool:
        """Whether the definition has a key, or a table inside of it has."""
        config = self.auth.config
        tables: dict[str, Collection[str]] = {
            "": {
                *config.settings,
                *config.sources,
                *(("type",) if "type" in config.places else ()),
            },
            "token_parameters": dict(config.token_parameters),
            "token_headers": dict(config.token_headers),
            "token_response": config.token_response,
        }
        return key in tables[inner]

    def edit(self, key: str, inner: str = "") -> NextStep | None:
        """The step that writes a key of the definition: at its line, else at that of the table."""
        if self.is_written(key, inner):
            place = self._key_place(key, inner)
        else:
            place = self._table_place(inner).inside(key)
        return EditKey(place.file, place.line, place.dotted_key) if place.file else None

    def _key_place(self, key: str, inner: str) -> SourceLocation:
        config = self.auth.config
        written = config.location_of(inner).inside(key) if inner else config.location_of(key)
        return self.with_line(written)

    def _table_place(self, inner: str) -> SourceLocation:
        config = self.auth.config
        if inner and inner in config.places:
            return self.with_line(config.places[inner])
        return self.with_line(config.place)

    @property
    def tls_table(self) -> str:
        """The table of the environment where client certificates are named."""
        return f"[tls]{f' of {self.environment_file}' if self.environment_file else ''}"
