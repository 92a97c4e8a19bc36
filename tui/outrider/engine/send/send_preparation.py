"""Turns a request and an environment into a message: everything before the network.

Nothing is fetched and nothing is sent here. First the files are read for what they refer to, so
that an unknown name is told before any secret is opened; then the secrets are opened; then
everything is resolved once with a stand-in for the token, so that a fault in the request is told
before a token is fetched for it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.credential import Credential, add_credential, has_header
from outrider.auth.definitions import ChosenAuth, choose_auth
from outrider.auth.schemes import find_scheme
from outrider.engine.send.auth_resolution import (
    auth_templates,
    connection_templates,
    resolve_auth,
    resolve_connection,
    secret_settings,
)
from outrider.engine.send.request_scopes import (
    auth_variable_scope,
    environment_scope,
    request_scope,
)
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_checks import credential_faults, file_faults, token_endpoint_faults
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.errors import (
    Fault,
    ResolveError,
    Severity,
    SourceLocation,
    TrustRequiredError,
    WorkspaceError,
)
from outrider.model.auth import AuthConfig, CredentialLocation, ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.message import FieldLine, RequestMessage
from outrider.model.secret import MASK, Secret
from outrider.model.workspace import RequestWithFolders
from outrider.variables.message_assembly import (
    AssembledMessage,
    assemble_message,
    request_templates,
)
from outrider.variables.requirements import Requirements, find_requirements
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

_PLACEHOLDER = Secret("stand-in-for-the-access-token")

Dynamic = Callable[[str], str | None]


class PreparedAuth(Struct, frozen=True):
    """An auth definition and the connections of its environment, resolved.

    Attributes:
        auth: ``None`` without any authentication.
        connection: TLS and proxy.
        values: everything that was opened.
        warnings: what to say before going on.
    """

    auth: ResolvedAuth | None
    connection: ConnectionSettings
    values: RuntimeValues
    warnings: tuple[Fault, ...]

    @property
    def uses_token(self) -> bool:
        """Whether the definition is one for which a token is fetched."""
        scheme = find_scheme(self.auth.config.type) if self.auth else None
        return scheme is not None and scheme.uses_token


class PreparedSend(Struct, frozen=True):
    """A request that can be sent as soon as its token is there.

    Attributes:
        job: what it was made from.
        authentication: see :class:`PreparedAuth`.
        needs_token: whether a token must be obtained first.
        scope: for the final resolution.
        boundary: of a multipart body.
        warnings: what to say before going on.
    """

    job: SendJob
    authentication: PreparedAuth
    needs_token: bool
    scope: VariableScope
    boundary: str
    warnings: tuple[Fault, ...]

    def message(self, token: Secret | None) -> RequestMessage:
        """The message with this token in it.

        Raises:
            WorkspaceError: the token cannot stand where the request puts it.
        """
        assembled, faults = self.assemble(token)
        _stop_on(faults, self.job.snapshot)
        return self._with_credential(assembled, token)

    def dry_run_message(self) -> RequestMessage:
        """The message with something in the token's place: never sent."""
        return self.message(_PLACEHOLDER if self.needs_token else None)

    def assemble(self, token: Secret | None) -> tuple[AssembledMessage, list[Fault]]:
        """The request resolved with this token, before its credential, and what is wrong."""
        values = replace(self.authentication.values, access_token=token)
        resolver = Resolver(self.scope, values)
        assembled = assemble_message(
            self.job.request,
            resolver,
            root=str(self.job.snapshot.root),
            boundary=lambda: self.boundary,
        )
        return assembled, resolver.faults

    def _with_credential(self, assembled: AssembledMessage, token: Secret | None) -> RequestMessage:
        message = assembled.message
        if assembled.userinfo is not None and not has_header(message, "Authorization"):
            encoded = b64encode(assembled.userinfo.reveal().encode()).decode("ascii")
            line = FieldLine("Authorization", Secret(f"Basic {encoded}", f"Basic {MASK}"))
            message = replace(message, headers=(*message.headers, line))
        return add_credential(message, self.credential(token))

    def credential(self, token: Secret | None) -> Credential | None:
        """What the auth adds to the request, given this token."""
        auth = self.authentication.auth
        scheme = find_scheme(auth.config.type) if auth else None
        return scheme.credential(auth, token) if scheme and auth else None


class Preparer:
    """Prepares sends and tokens."""

    def __init__(
        self,
        opener: SecretOpener,
        *,
        dynamic: Callable[[], Dynamic],
        new_id: Callable[[], str],
    ) -> None:
        self._opener = opener
        self._dynamic = dynamic
        self._new_id = new_id

    def forget(self, environment: str | None) -> None:
        """Forgets what was typed for an environment, or for all: it is asked for again."""
        self._opener.forget(environment)

    async def prepare(self, job: SendJob) -> PreparedSend:
        """Everything about a send but its token.

        Raises:
            WorkspaceError: with every fault that was found; nothing was sent.
            Unanswered: a secret has to be typed and nobody can.
        """
        snapshot = job.snapshot
        faults: list[Fault] = []
        choice = _choice(job, faults)
        scope = request_scope(snapshot, job.request)
        faults += scope.name_conflicts()
        looked = find_requirements(request_templates(job.request), scope)
        authentication = await self._open(
            snapshot, choice.config, job.request, extra=looked, faults=faults
        )
        prepared = PreparedSend(
            job=job,
            authentication=authentication,
            needs_token=False,
            scope=scope,
            boundary=f"outrider-{self._new_id()}",
            warnings=(),
        )
        return self._dry_run(prepared, looked)

    async def prepare_auth(
        self, snapshot: WorkspaceSnapshot, config: AuthConfig, request: RequestWithFolders | None
    ) -> PreparedAuth:
        """An auth definition alone.

        Raises:
            WorkspaceError: with every fault that was found.
            Unanswered: a secret has to be typed and nobody can.
        """
        return await self._open(snapshot, config, request, extra=_NOTHING, faults=[])

    async def _open(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig | None,
        request: RequestWithFolders | None,
        *,
        extra: Requirements,
        faults: list[Fault],
    ) -> PreparedAuth:
        """Surveys, opens and resolves auth and connections; ``extra`` is opened with them."""
        environment = snapshot.environment
        own_scope = environment_scope(snapshot)
        scope = auth_variable_scope(snapshot, request, config) if config else own_scope
        looked = find_requirements(auth_templates(config) if config else (), scope)
        connections = find_requirements(
            connection_templates(environment) if environment else (), own_scope
        )
        surveys = (extra, looked, connections)
        surveyed = chain.from_iterable(one.faults for one in surveys)
        found = _distinct([*faults, *own_scope.name_conflicts(), *surveyed])
        _stop_on(found, snapshot)
        secrets, opening = await self._opener.open(
            frozenset().union(*(one.secrets for one in surveys)), snapshot
        )
        process, more = self._opener.process_values(
            frozenset().union(*(one.process for one in surveys)), snapshot
        )
        _stop_on([*opening, *more], snapshot)
        values = RuntimeValues(
            secrets=secrets,
            process=process,
            access_token=None,
            no_token_reason=_no_token_reason(config),
            dynamic=self._dynamic(),
        )
        resolver = Resolver(scope, values)
        auth = resolve_auth(config, resolver) if config else None
        if auth is not None:
            self._opener.mask(secret_settings(auth))
        connection_resolver = Resolver(own_scope, values)
        connection, files = resolve_connection(environment, connection_resolver, snapshot.root)
        after = [*resolver.faults, *connection_resolver.faults]
        if auth is not None:
            after += token_endpoint_faults(auth, environment)
        after += file_faults(files, snapshot.root, trusted=snapshot.trust.trusted)
        _stop_on(after, snapshot)
        warnings = tuple(_warnings([*found, *opening, *after], snapshot))
        return PreparedAuth(auth, connection, values, warnings)

    def _dry_run(self, prepared: PreparedSend, looked: Requirements) -> PreparedSend:
        """Resolves once with a stand-in for the token, and checks where credentials would go."""
        job, authentication = prepared.job, prepared.authentication
        snapshot = job.snapshot
        uses_token = authentication.uses_token
        stand_in = _PLACEHOLDER if uses_token else None
        assembled, faults = prepared.assemble(stand_in)
        faults += file_faults(assembled.body_files, snapshot.root, trusted=snapshot.trust.trusted)
        _stop_on(faults, snapshot)
        credential = prepared.credential(stand_in)
        beaten = _overridden_by_header(assembled, credential)
        needs_token = uses_token and (looked.access_token or not beaten)
        place = SourceLocation(job.request.request.file, ("url",))
        checked = credential_faults(
            assembled.message,
            authentication.auth,
            carries=(credential is not None and not beaten) or looked.access_token,
            environment=snapshot.environment,
            place=place,
        )
        _stop_on(list(checked), snapshot)
        warnings = (*authentication.warnings, *_warnings(faults, snapshot))
        return replace(prepared, needs_token=needs_token, warnings=warnings)


def _overridden_by_header(assembled: AssembledMessage, credential: Credential | None) -> bool:
    """Whether an enabled row, or userinfo in the URL, stands where the credential would."""
    if credential is None:
        return True
    if credential.location is not CredentialLocation.HEADER:
        return False
    by_userinfo = assembled.userinfo is not None and credential.name.lower() == "authorization"
    return by_userinfo or has_header(assembled.message, credential.name)


def _choice(job: SendJob, faults: list[Fault]) -> ChosenAuth:
    """The auth of the request; what is wrong with it is told together with the rest."""
    try:
        return choose_auth(job.request, job.snapshot.environment)
    except WorkspaceError as error:
        faults.extend(error.faults)
        return ChosenAuth(None)


def _no_token_reason(config: AuthConfig | None) -> str:
    if config is None or config.type == "none":
        return "The request has no OAuth auth."
    return f"The request's auth is of type {config.type}."


def _distinct(faults: Iterable[Fault]) -> list[Fault]:
    seen: dict[tuple[str, SourceLocation | None], Fault] = {}
    for fault in faults:
        seen.setdefault((fault.what, fault.place), fault)
    return list(seen.values())


def _stop_on(faults: list[Fault], snapshot: WorkspaceSnapshot) -> None:
    """Raises when one of the faults is an error; all errors go with it."""
    errors = [_located(fault, snapshot) for fault in faults if fault.severity is Severity.ERROR]
    if not errors:
        return
    if all(fault.code == "trust" for fault in errors):
        raise TrustRequiredError.of(errors)
    raise ResolveError.of(errors)


def _warnings(faults: list[Fault], snapshot: WorkspaceSnapshot) -> list[Fault]:
    return [_located(fault, snapshot) for fault in faults if fault.severity is Severity.WARNING]


def _located(fault: Fault, snapshot: WorkspaceSnapshot) -> Fault:
    if fault.place is None or not fault.place.file or fault.place.line is not None:
        return fault
    return replace(fault, place=snapshot.with_line(fault.place))


_NOTHING = Requirements(frozenset(), frozenset(), access_token=False, faults=())
