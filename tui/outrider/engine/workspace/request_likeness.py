"""When two requests, or one in two environments, are refused or sent alike.

Preparing each of ten thousand requests in each of two hundred environments would take minutes. What
decides is rarely the value itself: another host, word or number gives another message, and
the same verdict. Where in doubt, the value itself counts.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeAlias

from outrider.auth.origins import host_allowed, is_loopback
from outrider.engine.exchanges.secret_bounds import secret_hosts
from outrider.engine.send.trust_needs import body_paths
from outrider.model.auth import AuthConfig
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import Environment, RequestWithFolders, SecretRef, Variable
from outrider.storage.reading.table_decoding import LITERAL
from outrider.variables.header_resolution import effective_headers
from outrider.variables.message_assembly import fields_without
from outrider.variables.reference_grammar import has_reference
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

HostLimits: TypeAlias = tuple[tuple[str, ...], ...]
"""Lists of hosts, as patterns, with which a URL may be compared."""

_LABEL = r"[A-Za-z](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,30}"
_WORD = re.compile(rf"(?!.*--){_LABEL}(?:\.{_LABEL}){{0,5}}")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_URL = re.compile(
    rf"(https?)://((?!.*--){_LABEL}(?:\.{_LABEL})*)(:[1-9][0-9]{{1,3}})?((?:/\w+)*)(/?)"
)
_JSON_WORDS = frozenset({"true", "false", "null"})
_AUTHORITY = re.compile(r"(?:[^/?#]*://)?[^/?#]*")
_STANDALONE = re.compile(r"(?<=[/=&?,])[0-9]+(?=[/=&?,]|$)")
_DECIDES_BY_VALUE = frozenset(
    {"content-type", "content-length", "host", "transfer-encoding", "connection", "te", "upgrade"}
)


def value_kind(value: str, limits: HostLimits = ()) -> Hashable:
    """What of a value decides.

    Args:
        value: without references.
        limits: the lists of hosts that count.
    """
    if _NUMBER.fullmatch(value):
        return "number"
    if _WORD.fullmatch(value) and not limits:
        return value if value in _JSON_WORDS or is_loopback(value) else "word"
    url = _URL.fullmatch(value)
    if url is None or len(url[2]) > 200:
        return ("exactly", value)
    allowed = tuple(host_allowed(value, patterns) for patterns in limits)
    shape = (url[1], bool(url[3]), bool(url[4]), url[5])
    return (*shape, is_loopback(url[2]), allowed)


class ValueKinds:
    """The kinds of what names stand for in one scope, each looked up once.

    Args:
        scope: where names are looked up.
        limits: see :func:`value_kind`.
    """

    def __init__(self, scope: VariableScope, limits: HostLimits = ()) -> None:
        self._scope = scope
        self._limits = limits
        self._exactly = any(has_reference(pattern) for hosts in limits for pattern in hosts)
        values = RuntimeValues(
            secrets={name: Secret("stand-in") for name in scope.secrets},
            access_token=Secret("stand-in"),
            dynamic=lambda name: f"\0{name}",
        )
        self._resolver = Resolver(scope, values)
        self._kinds: dict[str, Hashable] = {}

    def of(self, names: Iterable[str], *, exactly: bool) -> Hashable:
        """The kinds of the values of some names, or these themselves."""
        return tuple(self._kind(name, exactly=exactly) for name in sorted(names))

    def _kind(self, name: str, *, exactly: bool) -> Hashable:
        found = self._scope.find(name)
        if isinstance(found, SecretRef) and found.provider == LITERAL:
            return ("written", name, reveal(found.options.get("value", "")))
        if not isinstance(found, Variable):
            return (type(found).__name__, name)
        value = self._resolver.text(f"{{{{{name}}}}}", found.place)
        if self._resolver.faults:
            self._resolver.faults.clear()
            # Itself, not its number: another one may have that later.
            return (self, name)
        if isinstance(value, Secret):
            return ("secret", value.masked)
        return value if exactly or self._exactly else value_kind(value, self._limits)


def request_shape(request: RequestWithFolders) -> Hashable:
    """What of a request decides, apart from its auth and the variables around it."""
    saved = request.request
    authority = _AUTHORITY.match(saved.url)
    start = authority.end() if authority is not None else 0
    return (
        saved.method,
        saved.url[:start],
        _STANDALONE.sub("0", saved.url[start:]),
        tuple(saved.path_params.items()),
        tuple((row.name, row.value) for row in saved.query_params if row.enabled),
        tuple((one.row.name, one.row.value) for one in effective_headers(request)),
        fields_without(saved.headers, *(folder.headers for folder in request.folders)),
        tuple((name, one.value) for name, one in saved.variables.items()),
        saved.options.http,
        saved.body,
    )


def decides_by_value(request: RequestWithFolders) -> bool:
    """Whether the very values of what a request refers to decide, and not only their kinds."""
    rows = [one.row for one in effective_headers(request)]
    named = any(has_reference(row.name) or _counts_by_value(row.name) for row in rows)
    return named or any(has_reference(path) for path, _ in body_paths(request.request))


def _counts_by_value(name: str) -> bool:
    return name.strip().lower() in _DECIDES_BY_VALUE


def auth_shape(config: AuthConfig) -> Hashable:
    """What of a definition decides whether it can be used, and what can be sent with it."""
    placement = config.placement
    return (
        config.type,
        tuple((key, _kind_of_text(value)) for key, value in config.settings.items()),
        tuple(
            (name, tuple(map(_kind_of_text, values))) for name, values in config.token_parameters
        ),
        config.hosts is None,
        None if placement is None else (placement.location, placement.name, placement.prefix),
    )


def counts_exactly(config: AuthConfig) -> bool:
    """Whether the very values of what a request refers to decide with this definition.

    A signature is for a host, and so is a list of hosts that is no environment's.
    """
    return config.type == "aws_sigv4" or (not config.name and config.hosts is not None)


def _kind_of_text(text: str) -> Hashable:
    return text if has_reference(text) else value_kind(text)


def host_limits(environment: Environment | None) -> HostLimits:
    """The lists of hosts that an environment gives its secrets and definitions."""
    return tuple(hosts for _, hosts in _limits(environment))


def environment_shape(environment: Environment | None) -> Hashable:
    """What of an environment decides, apart from its variables and definitions."""
    if environment is None:
        return None
    return (
        environment.allow_insecure_http,
        environment.tls.client_certificate,
        environment.options.http,
        (environment.proxy or "").partition("://")[0],
        tuple(name for name, _ in _limits(environment)),
    )


def _limits(environment: Environment | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    if environment is None:
        return
    for name, secret in environment.secrets.items():
        hosts = secret_hosts(secret)
        if hosts is not None:
            yield f"secrets.{name}", hosts
    for name, table in environment.auths.items():
        written = table.table.get("hosts")
        if isinstance(written, list | tuple):
            yield f"auth.{name}", tuple(map(str, written))
