"""Which hosts a request's credentials may go to: those that the files name, and no other.

Values of files, of secrets and process variables that were opened, and of ``--var`` count. Values
set for a session do not, nor an edit that is not saved: a URL that was pasted is not yet a place
for anybody's token.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.origins import Origin, host_allowed, host_pattern, parse_origin
from outrider.engine.exchanges.secret_bounds import require_secret_hosts, secret_host_faults
from outrider.engine.send.own_credentials import EnteredCredentials, OwnCredentials
from outrider.engine.send.prepared_send import PreparedAuth, PreparedSend, located
from outrider.engine.send.request_scopes import auth_variable_scope, folder_scope, request_scope
from outrider.engine.send.send_checks import holds_secret
from outrider.engine.send.send_job import OverrideOrigin, SendJob, WorkspaceSnapshot
from outrider.engine.send.trust_needs import auth_endpoints
from outrider.errors import Fault, HostNotAllowedError, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.auth import ResolvedAuth
from outrider.model.message import RequestMessage
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import Environment, Request, RequestWithFolders
from outrider.next_steps import AllowHost
from outrider.oauth.server_endpoints import SUFFIX
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.url.url_resolution import resolve_url
from outrider.variables.variable_scope import VariableScope

_MOST = 256
"""Requests of which it is remembered which hosts the files name for them."""

_START = lazy_pattern(r"[^/?#]*(?<!:)(?=[/?#]|$)|[^/?#]*://[^/?#]*")


class OverrideHost(Struct, frozen=True):
    """A host that this call names, in the place of the files: by variables, or by its URL.

    Attributes:
        host: as ``hosts`` has it.
        names: the variables; none for a URL that was typed.
    """

    host: str
    names: tuple[str, ...]
    origin: OverrideOrigin

    def note(self, credentials: str) -> str:
        """What the console says of it."""
        subject = f"The URL {self.origin} names"
        if self.names:
            names = " and ".join(f'"{name}"' for name in self.names)
            is_one = len(self.names) == 1
            subject = f"Variable{'' if is_one else 's'} {names} {self.origin} name"
            subject += "s" if is_one else ""
        return f"{subject} {self.host}: {credentials} may go there."


class NamedHosts:
    """The hosts that files name for requests: those of the last ones are not looked for again.

    Of files and overrides, what has the same identity says the same; they are kept, so that no
    other thing gets the identity of one.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, ...], _KnownHosts] = OrderedDict()

    def find(self, job: SendJob, values: RuntimeValues) -> tuple[str, ...]:
        """As :func:`named_hosts`."""
        snapshot, request = job.snapshot, job.saved_request
        files = (snapshot.root, snapshot.settings, snapshot.environment, snapshot.overrides)
        parts = (request, job.request, *files)
        key = tuple(map(id, parts))
        known = self._known.get(key)
        if known is not None and known.is_of(snapshot, values):
            return known.hosts
        is_generated = False

        def dynamic(name: str) -> str | None:
            nonlocal is_generated
            is_generated = True
            return values.dynamic(name)

        hosts = named_hosts(job, replace(values, dynamic=dynamic))
        if not is_generated:
            origin = snapshot.override_origin
            self._known[key] = _KnownHosts(parts, origin, values.secrets, values.process, hosts)
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return hosts


class _KnownHosts(Struct, frozen=True):
    """Hosts, and all that they were found with."""

    parts: tuple[object, ...]
    origin: OverrideOrigin
    secrets: Mapping[str, Secret]
    process: Mapping[str, str]
    hosts: tuple[str, ...]

    def is_of(self, snapshot: WorkspaceSnapshot, values: RuntimeValues) -> bool:
        """Whether a send with these values names the same hosts."""
        given = (snapshot.override_origin, values.secrets, values.process)
        return given == (self.origin, self.secrets, self.process)


def named_hosts(job: SendJob, values: RuntimeValues) -> tuple[str, ...]:
    """The hosts that the files name for this request, as patterns of ``hosts``.

    These are the hosts of the URLs that variables of the workspace, the environment, the folders
    and the saved request stand for, and the host of its URL as it is saved.
    """
    saved, snapshot = job.saved_request, job.snapshot
    if snapshot.has_session_values:
        snapshot = snapshot.without_session()
    if saved is None:
        scope = folder_scope(snapshot, job.request.folders)
    else:
        scope = request_scope(snapshot, saved)
    urls = [_saved_url(saved, scope, values)] if saved is not None else []
    urls += _variable_urls(scope, values)
    origins = filter(None, map(parse_origin, urls))
    return tuple(dict.fromkeys(map(host_pattern, origins)))


class CarriedCredentials(Struct, frozen=True):
    """Which kinds of credentials go with a request.

    Attributes:
        adds: its auth's credential or token.
        holds: a secret that is written in the request itself.
        has_cookies: cookies of a jar.
    """

    adds: bool
    holds: bool
    has_cookies: bool


def require_allowed_host(
    job: SendJob,
    message: RequestMessage,
    authentication: PreparedAuth,
    written: Collection[str],
    carried: CarriedCredentials,
    *,
    entered: EnteredCredentials,
    hosts: NamedHosts,
) -> None:
    """Stops a request whose credentials would go to a host that they are not for.

    Args:
        job: what is sent.
        message: the request, with or without its credential.
        authentication: the auth that it gets, and what was opened for it.
        written: names of the secrets and OS environment variables that the request itself refers
            to. No permission of the user's widens the hosts of a secret: its file does.
        carried: what goes with it.
        entered: for which hosts the credentials of unsaved edits are.
        hosts: knows which hosts the files name.

    Raises:
        HostNotAllowedError: the files name other hosts.
        ResolveError: a secret is for other hosts.
    """
    url = reveal(message.url)
    origin = parse_origin(url)
    adds, holds, has_cookies = carried.adds, carried.holds, carried.has_cookies
    if job.snapshot.masked or origin is None:
        return
    direct = () if authentication.uses_token or not adds else authentication.secrets
    require_secret_hosts({*written, *direct}, url, job.snapshot.environment)
    if host_allowed(url, job.allowed_hosts):
        return
    auth = authentication.auth
    limit = auth.hosts if auth is not None and adds else None
    if auth is not None and limit is not None and not host_allowed(url, limit):
        place = auth.config.location_of("hosts")
        raise _not_allowed(job, origin, place, limit, "Its hosts are", has_auth=adds, adds=adds)
    if not _is_named(job, url, limit or (), authentication.values, hosts):
        place = SourceLocation(job.request.request.file, ("url",))
        own = OwnCredentials.of(job, message)
        entered_auth = own.auth_entered and _is_own(job, authentication)
        adds_auth = adds and limit is None and not entered_auth
        if holds or own.filed or has_cookies or adds_auth:
            named = hosts.find(job, authentication.values)
            without = (adds or has_cookies) and not holds and not own.filed
            raise _not_allowed(
                job, origin, place, named, "The files name", has_auth=without, adds=adds
            )
        other = parse_origin(entered.other_origin(own.entered, str(origin)))
        if other is not None:
            known = (host_pattern(other),)
            raise _not_allowed(job, origin, place, known, "It was entered for")


def require_token_host(job: SendJob, url: str, authentication: PreparedAuth) -> None:
    """Stops a token that another program would take to a host that it is not for.

    Args:
        job: the request in whose scope the definition is, and the hosts that the user allowed.
        url: where that program takes it: of HTTP, with a host.
        authentication: the definition, and what was opened for it.

    Raises:
        HostNotAllowedError: the definition's ``hosts``, or else the files, name other hosts.
    """
    origin, auth = parse_origin(url), authentication.auth
    assert origin is not None
    if auth is None or host_allowed(url, job.allowed_hosts):
        return
    limit = auth.hosts
    known = named_hosts(job, authentication.values) if limit is None else limit
    if not host_allowed(url, known):
        which = "The files name" if limit is None else "Its hosts are"
        place = auth.config.location_of("type" if limit is None else "hosts")
        raise _not_allowed(job, origin, place, known, which, has_auth=True, adds=True)


def endpoint_secret_faults(
    auth: ResolvedAuth, secrets: Collection[str], environment: Environment | None
) -> Iterator[Fault]:
    """Secrets whose own ``hosts`` leave out the authorization server that they would go to."""
    for name, url in auth.settings.items():
        if name.endswith(SUFFIX):
            yield from secret_host_faults(secrets, url, environment)


def host_from_override(job: SendJob, values: RuntimeValues) -> OverrideHost | None:
    """The host that only a value of this call names; ``None`` where the files name it."""
    saved = job.saved_request
    if saved is None:
        return None

    def origin(snapshot: WorkspaceSnapshot) -> Origin | None:
        return parse_origin(_saved_url(saved, request_scope(snapshot, saved), values))

    return _named_by(job.snapshot, origin)


def host_from_typed_url(prepared: PreparedSend) -> OverrideHost | None:
    """The host that only the URL of the command line names; ``None`` where the files name it.

    Also ``None`` where no credential of the workspace goes there.
    """
    job, authentication = prepared.job, prepared.authentication
    origin = parse_origin(reveal(prepared.bare.url)) if job.is_typed else None
    if origin is None or not _has_filed_credential(prepared):
        return None
    snapshot = replace(job.snapshot, overrides={}).without_session()
    urls = _variable_urls(folder_scope(snapshot, job.request.folders), authentication.values)
    named = {host_pattern(one) for one in map(parse_origin, urls) if one is not None}
    limit = (authentication.auth.hosts if authentication.auth is not None else None) or ()
    if host_pattern(origin) in named or host_allowed(reveal(prepared.bare.url), limit):
        return None
    return OverrideHost(host_pattern(origin), (), OverrideOrigin.COMMAND_LINE)


def _has_filed_credential(prepared: PreparedSend) -> bool:
    scheme = prepared.authentication.scheme
    adds = prepared.needs_token or prepared.tried.message != prepared.bare
    answers = scheme is not None and scheme.answers
    in_files = prepared.job.snapshot.environment is not None
    return adds or answers or prepared.has_cookies or (in_files and holds_secret(prepared.bare))


def endpoint_hosts_from_override(
    snapshot: WorkspaceSnapshot, request: RequestWithFolders | None, authentication: PreparedAuth
) -> tuple[OverrideHost, ...]:
    """The hosts of an auth's endpoints that only values of this call name."""
    auth = authentication.auth
    if auth is None:
        return ()
    found = []
    for name, text in auth_endpoints(auth.config):
        sent = parse_origin(reveal(auth.setting(name)))

        def origin(
            files: WorkspaceSnapshot, name: str = name, text: str = text, sent: Origin | None = sent
        ) -> Origin | None:
            if files is snapshot:
                return sent
            scope = auth_variable_scope(files, request, auth.config)
            resolver = Resolver(scope, authentication.values)
            return parse_origin(reveal(resolver.text(text, auth.config.location_of(name))))

        found.append(_named_by(snapshot, origin))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _named_by(
    snapshot: WorkspaceSnapshot, origin: Callable[[WorkspaceSnapshot], Origin | None]
) -> OverrideHost | None:
    """The host that is not the same without the values of this call, and which of them name it."""
    given = snapshot.overrides
    now = origin(snapshot) if given else None
    if now is None or now == origin(replace(snapshot, overrides={})):
        return None
    others = ({one: given[one] for one in given if one != name} for name in given)
    alone = [
        name
        for name, rest in zip(given, others, strict=True)
        if origin(replace(snapshot, overrides=rest)) != now
    ]
    return OverrideHost(host_pattern(now), tuple(alone or given), snapshot.override_origin)


def _is_own(job: SendJob, authentication: PreparedAuth) -> bool:
    """Whether the credential is that of an auth of the request itself, without any secret."""
    auth, request = authentication.auth, job.request.request
    if auth is None or request.auth is None or authentication.secrets:
        return False
    return not auth.config.name and auth.config.declared_in == request.file


def _is_named(
    job: SendJob, url: str, limit: Collection[str], values: RuntimeValues, hosts: NamedHosts
) -> bool:
    saved = job.saved_request
    sent = job.request.request
    # The common case needs no look at the variables: what is sent is what is saved.
    if (
        saved is not None
        and not job.snapshot.has_session_values
        and (sent.url, sent.variables) == (saved.request.url, saved.request.variables)
    ):
        return True
    return host_allowed(url, (*limit, *hosts.find(job, values)))


def _saved_url(saved: RequestWithFolders, scope: VariableScope, values: RuntimeValues) -> str:
    """A URL as its file has it, resolved; empty where it cannot be."""
    bare = Request(saved.request.id, "", saved.request.file, url=saved.request.url)
    bare = replace(bare, url=_authority(bare.url), path_params={})
    return reveal(resolve_url(bare, Resolver(scope, values)).url)


def _authority(url: str) -> str:
    """The part of a URL that decides the host: what follows may need what is not opened here."""
    found = _START.match(url)
    return f"{found[0]}/" if found else url


def _variable_urls(scope: VariableScope, values: RuntimeValues) -> Iterator[str]:
    resolver = Resolver(scope, values)
    for layer in scope.layers:
        for variable in layer.values():
            written = variable.value
            if isinstance(written, str) and ("://" in written or written.startswith("{{")):
                text = reveal(resolver.text(written, variable.place)).strip()
                if text.lower().startswith(("http://", "https://")):
                    yield text
    for name in scope.overrides:
        yield reveal(scope.overrides[name])


def _not_allowed(
    job: SendJob,
    origin: Origin,
    place: SourceLocation,
    known: Collection[str],
    which: str,
    *,
    has_auth: bool = False,
    adds: bool = False,
) -> HostNotAllowedError:
    error = HostNotAllowedError.of([located(_fault(origin, place, known, which), job.snapshot)])
    error.host, error.known, error.has_auth = host_pattern(origin), tuple(known), has_auth
    error.can_be_named = adds
    return error


def _fault(origin: Origin, place: SourceLocation, known: Collection[str], which: str) -> Fault:
    host = host_pattern(origin)
    return Fault(
        HostNotAllowedError.default_code,
        f"The credential must not go to {host}.",
        place,
        why=f"{which}: {', '.join(known) or 'none'}.",
        step=AllowHost(host, place.file if place.key[-1:] == ("hosts",) else ""),
    )
