"""What sends need trust for, as the files alone tell it: nothing is opened to find out."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from msgspec.structs import replace

from outrider.auth.origins import is_loopback, parse_origin
from outrider.engine.send.auth_resolution import auth_fields, auth_templates, connection_templates
from outrider.engine.send.kept_files import KeptFiles, real_path
from outrider.engine.send.request_scopes import environment_scope
from outrider.engine.send.secret_files import secret_files
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.auth import AuthConfig, FieldKind
from outrider.model.secret import reveal
from outrider.model.trust import SENT, TrustKind, TrustNeed
from outrider.model.workspace import (
    Environment,
    FileBody,
    MultipartBody,
    Request,
    SecretRef,
    TextBody,
    Variable,
)
from outrider.oauth.server_endpoints import SUFFIX
from outrider.secret_providers import find_provider
from outrider.secret_providers.provider import command_words
from outrider.variables.expansion import MAX_SIZE, Expansion
from outrider.variables.reference_grammar import Reference, reference_spans
from outrider.variables.variable_scope import (
    PROCESS_PREFIX,
    Leaf,
    SessionOverride,
    VariableScope,
)

PlacedText: TypeAlias = tuple[str, SourceLocation]
"""A text as it is written, and where."""

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Around the name of what only a send knows."""

_AUTHORITY = lazy_pattern(r"\s*[^:/?#]*://[^/?#]*")
_PLAIN = lazy_pattern(r"[A-Za-z][\w+.-]*://[\w.:\[\]%-]*")
_TLS_FILES = frozenset({"ca_bundle", "client_certificate", "client_key"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def secret_needs(
    environment: Environment, names: Iterable[str], snapshot: WorkspaceSnapshot
) -> Iterator[TrustNeed]:
    """What these secrets of the environment need before they are opened."""
    for name in names:
        ref = environment.secrets[name]
        need = find_provider(ref.provider).needs_trust(ref, snapshot.root, environment.id)
        if need is not None:
            yield need


def process_needs(
    texts: Iterable[PlacedText], only: Collection[str] | None = None
) -> Iterator[TrustNeed]:
    """The process variables that texts read.

    Args:
        texts: with the values of variables among them.
        only: the names that count; ``None`` for all.
    """
    for written, place in texts:
        if PROCESS_PREFIX not in written:
            continue
        for span in reference_spans(written):
            name = span.name.removeprefix(PROCESS_PREFIX)
            if name and name != span.name and (only is None or name in only):
                yield TrustNeed(TrustKind.PROCESS_VARIABLE, (name,), place=place)


def variable_texts(variables: Mapping[str, Variable]) -> Iterator[PlacedText]:
    """The values of variables that are texts."""
    for variable in variables.values():
        if isinstance(variable.value, str):
            yield variable.value, variable.place


def scope_texts(scope: VariableScope) -> Iterator[PlacedText]:
    """The values of all variables that can be seen."""
    for layer in scope.layers:
        yield from variable_texts(layer)


def body_paths(request: Request) -> Iterator[PlacedText]:
    """The files that a request's body is read from, as they are written."""
    place = SourceLocation(request.file, ("body", "file"))
    match request.body:
        case TextBody(file=str(file)) | FileBody(file=file):
            yield file, place
        case MultipartBody(parts):
            for index, part in enumerate(parts):
                if part.enabled and part.file is not None:
                    key = ("body", "parts", index, "file")
                    yield part.file, SourceLocation(request.file, key)
        case _:
            return


class ConnectionNeeds:
    """What connections and files need, in one scope.

    What the user typed for this call (``--var``) needs no trust where it is the whole host or the
    whole path.

    Args:
        snapshot: of the workspace.
        scope: where names are looked up.
        kept: what :meth:`secret_files` gives, where other environments count as well.
    """

    def __init__(
        self,
        snapshot: WorkspaceSnapshot,
        scope: VariableScope,
        kept: KeptFiles | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._scope = scope
        self._typed = _Spelling(scope) if scope.overrides else None
        self._kept = kept
        self._overrides = [reveal(value).strip() for value in scope.overrides.values()]

    @cached_property
    def _written(self) -> _Spelling:
        scope = self._scope
        return _Spelling(VariableScope(layers=scope.layers, secrets=scope.secrets))

    @cached_property
    def _root(self) -> str:
        return os.path.realpath(self._snapshot.root)

    def of_environment(self, environment: Environment) -> Iterator[TrustNeed]:
        """Its proxy, its files, and what it would have unchecked."""
        for written, place in connection_templates(environment):
            key = place.key[-1]
            if key == "url":
                yield from self.host(written, place)
            elif key in _TLS_FILES:
                yield from self.file(written, place)
        where = (environment.id,)
        if not environment.tls.verify:
            place = SourceLocation(environment.file, ("tls", "verify"))
            yield TrustNeed(TrustKind.NO_VERIFY, (), where, place=place)
        if environment.allow_insecure_http:
            place = SourceLocation(environment.file, ("allow_insecure_http",))
            yield TrustNeed(TrustKind.INSECURE_HTTP, (), where, place=place)

    def of_auth(self, config: AuthConfig) -> Iterator[TrustNeed]:
        """Where a definition's client goes with its credentials, its files and its sources."""
        for ref in config.sources.values():
            yield from self._source(ref, config)
        for name, written in auth_destinations(config):
            place = config.location_of(name)
            if _is_endpoint(name):
                yield from self.host(written, place)
            else:
                yield from self.file(written, place)

    def _source(self, ref: SecretRef, config: AuthConfig) -> Iterator[TrustNeed]:
        environment = self._snapshot.environment_id
        ref = self._spelled(ref, config)
        need = find_provider(ref.provider).needs_trust(ref, self._snapshot.root, environment)
        if need is not None and config.type == "command":
            table = f"[{config.place.dotted_key or 'auth'}]"
            need = replace(need, applies_to=(environment, table))
        if need is not None:
            yield need

    def _spelled(self, ref: SecretRef, config: AuthConfig) -> SecretRef:
        """A source as it is with the variables of the files: only a command may name some."""
        if config.type != "command":
            return ref
        words = (self._written.text(word, ref.place) for word in command_words(ref))
        return replace(ref, options={"command": tuple(map(_as_written, words))})

    def of_body(self, request: Request) -> Iterator[TrustNeed]:
        """The files outside that a request sends."""
        for written, place in body_paths(request):
            yield from self.file(written, place, SENT)

    def file(
        self, written: str, place: SourceLocation, use: tuple[str, ...] = ()
    ) -> Iterator[TrustNeed]:
        """What a path needs, unless it is typed or lies in the workspace."""
        if self._typed is not None and self._typed.text(written, place) in self._overrides:
            return
        text = self._written.text(written, place)
        if _OPEN in text:
            yield TrustNeed(TrustKind.FILE, (_as_written(text),), use, place=place)
            return
        real = real_path(self._root, text)
        inside = f"{real}{os.sep}".startswith(self._root.rstrip(os.sep) + os.sep)
        secret = inside and use == SENT and self._holds_secrets(real)
        if real and (not inside or secret):
            yield TrustNeed(TrustKind.FILE, (real,), use, place=place, inside=inside)

    def _holds_secrets(self, real: str) -> bool:
        return self.secret_files().hold(real)

    def secret_files(self) -> KeptFiles:
        """The files from which the environment takes a secret or a key."""
        if self._kept is None:
            scope = environment_scope(self._snapshot)
            spelling = _Spelling(VariableScope(layers=scope.layers, secrets=scope.secrets))
            own = secret_files(self._snapshot, self._root, spelling.text)
            self._kept = own.joined(self._snapshot.kept_files())
        return self._kept

    def outside(
        self, path: str, written: str, place: SourceLocation, use: tuple[str, ...] = ()
    ) -> Iterator[TrustNeed]:
        """What an absolute path that really lies outside needs, unless it was typed."""
        needs = tuple(self.file(written, place, use))
        yield from needs
        typed = self._typed is not None and self._typed.text(written, place) in self._overrides
        if not needs and not typed:
            yield TrustNeed(TrustKind.FILE, (os.path.realpath(path),), use, place=place)

    def host(self, written: str, place: SourceLocation) -> Iterator[TrustNeed]:
        """What a URL's host needs, unless it is typed or this machine."""
        if self._typed is not None:
            now = _host_of(self._typed.text(written, place))
            if now and any(now in (value, _host_of(value)) for value in self._overrides):
                return
        for need in self.any_host(written, place):
            if not is_this_machine(need):
                yield need

    def any_host(self, written: str, place: SourceLocation) -> Iterator[TrustNeed]:
        """What a URL's host needs where this machine is a host as any other."""
        host = _host_of(self._written.text(written, place))
        if host:
            yield TrustNeed(TrustKind.HOST, (host,), place=place)

    def endpoints(self, config: AuthConfig) -> Iterator[TrustNeed]:
        """Where a definition's client goes, this machine as any other."""
        for name, written in auth_endpoints(config):
            yield from self.any_host(written, config.location_of(name))


def is_this_machine(need: TrustNeed) -> bool:
    """Whether a need of kind ``HOST`` is for this machine."""
    host = need.subject[0]
    name = host.rpartition(":")[0] if host[-1:].isdigit() and ":" in host else host
    return is_loopback(name.strip("[]"))


def auth_destinations(config: AuthConfig) -> Iterator[tuple[str, str]]:
    """Where a definition's client goes, and its files: the names of the fields and their texts."""
    for field in auth_fields(config):
        written = config.settings.get(field.name, "")
        if written and (_is_endpoint(field.name) or field.kind is FieldKind.PATH):
            yield field.name, written


def auth_endpoints(config: AuthConfig) -> Iterator[tuple[str, str]]:
    """The fields of a definition that name where its client goes, and their texts."""
    return ((name, written) for name, written in auth_destinations(config) if _is_endpoint(name))


def auth_texts(config: AuthConfig) -> Iterator[PlacedText]:
    """Everything in a definition that may hold references."""
    return auth_templates(config)


def _is_endpoint(name: str) -> bool:
    return name == "issuer" or name.endswith(SUFFIX)


class _Spelling:
    """Texts with their variables replaced; what only a send knows stays as it is written."""

    def __init__(self, scope: VariableScope) -> None:
        self._expansion: Expansion[str] = Expansion(scope, self._leaf, self._join, self._note)

    def text(self, written: str, place: SourceLocation) -> str:
        """The text, without blanks around it."""
        pieces: list[str] = []
        for piece in self._expansion.scope.pieces(written):
            if isinstance(piece, Reference):
                pieces.append(self._value(piece.name, place))
            else:
                pieces.append(piece if isinstance(piece, str) else piece.written)
        return "".join(pieces).strip()

    def _value(self, name: str, place: SourceLocation) -> str:
        value = self._expansion.value(name, place)
        return _unknown(name) if value is None else value

    def _leaf(self, name: str, found: Leaf | None, place: SourceLocation) -> str:
        if isinstance(found, SessionOverride):
            return reveal(found.value)
        return _unknown(name)

    def _join(self, parts: Sequence[str], variable: Variable, name: str) -> str | None:
        text = "".join(parts)
        return text if len(text) <= MAX_SIZE else None

    def _note(self, fault: Fault) -> None:
        """What cannot be resolved is told where it is sent."""


def _unknown(name: str) -> str:
    return f"{_OPEN}{name}{_CLOSE}"


def _as_written(text: str) -> str:
    return text.replace(_OPEN, "{{").replace(_CLOSE, "}}")


def _host_of(text: str) -> str:
    """Host, and port where it is not the scheme's own; as it is written where files do not tell.

    Empty where there is none.
    """
    url = text if "://" in text or text.startswith(_OPEN) else f"http://{text}"
    found = _AUTHORITY.match(url)
    authority = found[0] if found else url
    _, _, host = authority.rpartition("@")
    if _OPEN in host or not found:
        return _as_written(authority if _OPEN in authority else url)
    plain = _without_userinfo(authority)
    if not _PLAIN.fullmatch(plain):
        # Programs differ in how they read such a thing: it is agreed to as it stands.
        return authority
    origin = parse_origin(plain)
    if origin is None:
        return ""
    shown = f"[{origin.host}]" if ":" in origin.host else origin.host
    if origin.port is None or origin.port == _DEFAULT_PORTS.get(origin.scheme):
        return shown
    return f"{shown}:{origin.port}"


def _without_userinfo(authority: str) -> str:
    """The authority without its user info, in which secrets may stand."""
    scheme, _, rest = authority.strip().partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
