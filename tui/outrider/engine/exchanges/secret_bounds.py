"""Secrets that are for some hosts only: who looks for them in what is sent, and what is said.

The ``hosts`` of a secret bind its value on every way out: where a request or a definition refers to
it, the name says so before anything is sent; and no message that has the value in it, in whatever
spelling and wherever it came from, is sent to another host.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import unquote, unquote_plus

from msgspec import Struct

from outrider.auth.origins import host_allowed, host_pattern, parse_origin
from outrider.errors import Fault, ResolveError
from outrider.model.message import RequestMessage, content_texts
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.model.workspace import Environment, SecretRef
from outrider.next_steps import EditKey
from outrider.redaction import Redactor

SECRET_HOST = "secret_host"
"""The code of a secret that would go to another host than its own."""


def secret_hosts(ref: SecretRef) -> tuple[str, ...] | None:
    """The hosts that a secret may be sent to; ``None`` where it does not say."""
    hosts = ref.options.get("hosts")
    return None if hosts is None else tuple(str(host) for host in hosts)


def secret_host_faults(
    names: Collection[str], url: MaybeSecret, environment: Environment | None
) -> Iterator[Fault]:
    """A fault for each secret that is not for the host of a URL.

    Args:
        names: of secrets that would be sent there, and of OS environment variables.
        url: where to.
        environment: whose secrets they are.
    """
    origin = parse_origin(reveal(url))
    if environment is None or origin is None:
        return
    for ref in environment.secrets.values():
        hosts = secret_hosts(ref)
        if hosts is None or host_allowed(reveal(url), hosts):
            continue
        variable = ref.options.get("env")
        if ref.name in names or (variable is not None and variable in names):
            yield _fault(ref, host_pattern(origin), hosts)


def require_secret_hosts(
    names: Collection[str], url: MaybeSecret, environment: Environment | None
) -> None:
    """Stops where a secret would go to a host that it is not for.

    Raises:
        ResolveError: with every such secret.
    """
    faults = list(secret_host_faults(names, url, environment))
    if faults:
        raise ResolveError.of(faults)


class _Bound(Struct, frozen=True):
    """A value that is for some hosts.

    Attributes:
        refs: the secrets that have it.
        search: finds it in texts.
    """

    refs: tuple[SecretRef, ...]
    search: Redactor

    @property
    def hosts(self) -> tuple[str, ...]:
        """Where it may go: to the hosts of any secret that has it."""
        return tuple(host for ref in self.refs for host in secret_hosts(ref) or ())


class SecretBounds:
    """The values of opened secrets that are for some hosts, by environment."""

    def __init__(self) -> None:
        self._bound: dict[str, dict[str, tuple[SecretRef, Secret]]] = {}

    def note(self, environment: Environment, values: Mapping[str, MaybeSecret]) -> None:
        """Takes note of how the files bind secrets now, and of values that were opened.

        Args:
            environment: as its files have it.
            values: of its secrets, by name; those that were not opened keep what they had.
        """
        before = self._bound.get(environment.id, {})
        now = self._bound[environment.id] = {}
        for name, ref in environment.secrets.items():
            value = values.get(name, before[name][1] if name in before else "")
            if value and secret_hosts(ref) is not None:
                now[name] = (ref, value if isinstance(value, Secret) else Secret(value))

    def require(self, environment: str, message: RequestMessage) -> None:
        """Stops a message with a value that is not for its host.

        Raises:
            ResolveError: the message has one.
        """
        known = self._bound.get(environment)
        if not known:
            return
        url = reveal(message.url)
        origin = parse_origin(url)
        if origin is None:
            return
        for bound in _by_value(known):
            if host_allowed(url, bound.hosts):
                continue
            if any(bound.search.mask_text(text) != text for text in _texts(message)):
                raise ResolveError.of([_fault(bound.refs[0], host_pattern(origin), bound.hosts)])


def _by_value(known: dict[str, tuple[SecretRef, Secret]]) -> Iterator[_Bound]:
    values: dict[Secret, list[SecretRef]] = {}
    for ref, secret in known.values():
        values.setdefault(secret, []).append(ref)
    for secret, refs in values.items():
        search = Redactor()
        search.register([secret])
        yield _Bound(tuple(refs), search)


def _texts(message: RequestMessage) -> Iterator[str]:
    """Every text of a message; of Basic credentials what they say."""
    yield reveal(message.url)
    for line in message.headers:
        value = reveal(line.value)
        yield value
        scheme, _, coded = value.partition(" ")
        if scheme.lower() == "basic":
            try:
                pair = b64decode(coded).decode()
            except ValueError:
                continue
            yield from (pair, unquote(pair), unquote_plus(pair))
    for text in content_texts(message.content):
        yield reveal(text)


def _fault(ref: SecretRef, host: str, hosts: Collection[str]) -> Fault:
    place = ref.place.inside("hosts")
    return Fault(
        SECRET_HOST,
        f'Secret "{ref.name}" must not go to {host}.',
        place,
        why=f"Its hosts are: {', '.join(hosts) or 'none'}.",
        advice=f'Add "{host}" to them, if the secret is for it.',
        step=EditKey(place.file, place.line, place.dotted_key),
    )
