"""Turns a request and an environment into a message: everything before the network.

Nothing is fetched and nothing is sent here. First the files are read for what they refer to, so
that an unknown name is told before any secret is opened; then the secrets are opened; then
everything is resolved once with a stand-in for the token, so that a fault in the request is told
before a token is fetched for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.engine.send.auth_memo import AuthMemo
from outrider.engine.send.auth_resolution import (
    auth_templates,
    connection_templates,
)
from outrider.engine.send.connection_check import ConnectionCheck
from outrider.engine.send.prepared_send import (
    PreparedAuth,
    PreparedSend,
    distinct,
    stop_on,
    warnings_in,
)
from outrider.engine.send.request_scopes import (
    auth_variable_scope,
    environment_scope,
    request_scope,
)
from outrider.engine.send.required_scopes import scope_faults
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_consent import SendConsent
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.send_memo import SendMemo
from outrider.engine.send.send_trial import SendTrial, no_token_reason, resolve_credentials
from outrider.engine.send.trust_needs import scope_texts
from outrider.engine.send.value_sources import ValueSources
from outrider.errors import Fault, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.workspace import RequestWithFolders
from outrider.variables.expectation_templates import (
    capture_conflicts,
    expectation_requirements,
)
from outrider.variables.message_assembly import (
    request_templates,
)
from outrider.variables.requirements import NO_REQUIREMENTS, Requirements, find_requirements
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

Dynamic = Callable[[str], str | None]


class Preparer(Struct):
    """Prepares sends and tokens."""

    opener: SecretOpener
    dynamic: Callable[[], Dynamic]
    trial: SendTrial
    memo: AuthMemo = field(default_factory=AuthMemo)
    sends: SendMemo = field(default_factory=SendMemo)
    connections: ConnectionCheck = field(default_factory=ConnectionCheck)

    async def prepare(self, job: SendJob) -> PreparedSend:
        """Everything about a send but its token.

        Raises:
            WorkspaceError: with every fault that was found; nothing was sent.
            PromptUnanswered: a secret has to be typed and nobody can.
        """
        repeated = await self._repeated(job)
        if repeated is not None:
            return repeated
        snapshot = job.snapshot
        faults: list[Fault] = []
        config = None
        try:
            if not job.anonymous:
                config = self.memo.choose(job.request, snapshot)
        except WorkspaceError as error:
            faults += error.faults
        scope = request_scope(snapshot, job.request)
        faults += scope.name_conflicts()
        looked = find_requirements(request_templates(job.request), scope)
        expected = expectation_requirements(job.request.request, scope)
        faults += capture_conflicts(job.request.request, scope)
        texts = [*request_templates(job.request), *scope_texts(scope)]
        consent = SendConsent(snapshot, scope, looked, texts, is_typed=job.is_typed)
        if not job.is_typed:
            consent.add(consent.connections.of_body(job.request.request))
        authentication = await self._open(
            snapshot, config, job.request, consent=consent, faults=faults, expected=expected
        )
        auth = authentication.auth
        lacking = scope_faults(job.request, config, auth.setting("scope") if auth else "")
        more = (*authentication.warnings, *warnings_in([*lacking], snapshot))
        authentication = replace(authentication, warnings=more)
        prepared = self.trial.attempt(job, authentication, scope, looked)
        dynamic = authentication.values.dynamic
        if isinstance(dynamic, _Generated) and not dynamic.used and not prepared.warnings:
            values = authentication.values
            self.sends.keep(prepared, frozenset(values.secrets), frozenset(values.process))
        return prepared

    async def _repeated(self, job: SendJob) -> PreparedSend | None:
        """The send as it was prepared before, where nothing has changed since."""
        known = self.sends.find(job)
        if known is None:
            return None
        secrets, opening = await self.opener.open(known.secrets, job.snapshot)
        process, more = self.opener.process_values(known.process, job.snapshot)
        return None if opening or more else known.again(job, secrets, process)

    async def prepare_auth(
        self, snapshot: WorkspaceSnapshot, config: AuthConfig, request: RequestWithFolders | None
    ) -> PreparedAuth:
        """An auth definition alone.

        Raises:
            WorkspaceError: with every fault that was found.
            PromptUnanswered: a secret has to be typed and nobody can.
        """
        consent = SendConsent(snapshot, environment_scope(snapshot), NO_REQUIREMENTS, ())
        return await self._open(snapshot, config, request, consent=consent, faults=[])

    async def _open(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig | None,
        request: RequestWithFolders | None,
        *,
        consent: SendConsent,
        faults: list[Fault],
        expected: Requirements = NO_REQUIREMENTS,
    ) -> PreparedAuth:
        """Surveys, opens and resolves auth and connections, and what ``consent`` begins with."""
        own_scope = environment_scope(snapshot)
        scope = auth_variable_scope(snapshot, request, config) if config else own_scope
        known = self.memo.find(config, snapshot) if config is not None else None
        if known is None:
            looked, connections = _surveys(snapshot, config, scope, own_scope)
        else:
            looked, connections = known.looked, known.connections
        surveys = (consent.looked, looked, connections, expected)
        surveyed = chain.from_iterable(one.faults for one in surveys)
        conflicts = own_scope.name_conflicts() if known is None else []
        found = list(distinct([*faults, *conflicts, *surveyed]))
        stop_on(found, snapshot)
        if known is None:
            if config is not None:
                consent.add_auth(config, scope, looked)
            consent.add_connections(own_scope, connections)
        consent.require()
        secrets, opening = await self.opener.open(
            frozenset().union(*(one.secrets for one in surveys)), snapshot
        )
        process, more = self.opener.process_values(
            frozenset().union(*(one.process for one in surveys)), snapshot, consent.typed_process
        )
        stop_on([*opening, *more], snapshot)
        generated = _Generated(self.dynamic())
        values = RuntimeValues(
            secrets=secrets,
            process=process,
            access_token=None,
            no_token_reason=no_token_reason(config),
            dynamic=generated,
            source=partial(self.opener.source, snapshot),
        )
        if known is not None and known.is_of(secrets, process):
            resolved = known.resolved
        else:
            resolved = resolve_credentials(
                snapshot, config, scope, values, used=looked, outside=consent.outside
            )
            if config is not None and not (found or opening or resolved.faults or generated.used):
                self.memo.keep(config, snapshot, (looked, connections), resolved, values)
        self.opener.mask(resolved.secret_texts)
        stop_on(resolved.faults, snapshot)
        typed = self.opener.typed_names(snapshot.root, snapshot.environment_id)
        warnings = tuple(warnings_in([*found, *opening, *resolved.faults], snapshot))
        sources = ValueSources(snapshot, config, scope, typed) if config else None
        return resolved.prepared(values, looked, warnings, sources)


class _Generated(Struct):
    """Values of dynamic variables, and whether one was asked for."""

    find: Dynamic
    used: bool = False

    def __call__(self, name: str) -> str | None:
        """The value of a dynamic variable."""
        self.used = True
        return self.find(name)


def _surveys(
    snapshot: WorkspaceSnapshot,
    config: AuthConfig | None,
    scope: VariableScope,
    own_scope: VariableScope,
) -> tuple[Requirements, Requirements]:
    """What a definition refers to in its scope, and what the environment's connections do."""
    environment = snapshot.environment
    return (
        find_requirements(auth_templates(config) if config else (), scope),
        find_requirements(connection_templates(environment) if environment else (), own_scope),
    )
