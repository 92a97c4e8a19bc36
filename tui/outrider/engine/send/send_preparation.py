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

from msgspec import Struct

from outrider.auth.definitions import choose_auth
from outrider.engine.send.auth_resolution import (
    auth_templates,
    connection_templates,
)
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
from outrider.engine.send.secret_opener import SecretOpener
from outrider.engine.send.send_consent import SendConsent
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
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

Dynamic = Callable[[str], str | None]


class Preparer(Struct):
    """Prepares sends and tokens."""

    opener: SecretOpener
    dynamic: Callable[[], Dynamic]
    trial: SendTrial

    async def prepare(self, job: SendJob) -> PreparedSend:
        """Everything about a send but its token.

        Raises:
            WorkspaceError: with every fault that was found; nothing was sent.
            PromptUnanswered: a secret has to be typed and nobody can.
        """
        snapshot = job.snapshot
        faults: list[Fault] = []
        config = None
        try:
            if not job.anonymous:
                config = choose_auth(job.request, snapshot.environment).config
        except WorkspaceError as error:
            faults += error.faults
        scope = request_scope(snapshot, job.request)
        faults += scope.name_conflicts()
        looked = find_requirements(request_templates(job.request), scope)
        expected = expectation_requirements(job.request.request, scope)
        faults += capture_conflicts(job.request.request, scope)
        texts = [*request_templates(job.request), *scope_texts(scope)]
        consent = SendConsent(snapshot, scope, looked, texts)
        consent.add(consent.connections.of_body(job.request.request))
        authentication = await self._open(
            snapshot, config, job.request, consent=consent, faults=faults, expected=expected
        )
        return self.trial.attempt(job, authentication, scope, looked)

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
        environment = snapshot.environment
        own_scope = environment_scope(snapshot)
        scope = auth_variable_scope(snapshot, request, config) if config else own_scope
        looked = find_requirements(auth_templates(config) if config else (), scope)
        connections = find_requirements(
            connection_templates(environment) if environment else (), own_scope
        )
        surveys = (consent.looked, looked, connections, expected)
        surveyed = chain.from_iterable(one.faults for one in surveys)
        found = list(distinct([*faults, *own_scope.name_conflicts(), *surveyed]))
        stop_on(found, snapshot)
        if config is not None:
            consent.add_auth(config, scope, looked)
        consent.add_connections(own_scope, connections)
        consent.require()
        secrets, opening = await self.opener.open(
            frozenset().union(*(one.secrets for one in surveys)), snapshot
        )
        process, more = self.opener.process_values(
            frozenset().union(*(one.process for one in surveys)), snapshot
        )
        stop_on([*opening, *more], snapshot)
        values = RuntimeValues(
            secrets=secrets,
            process=process,
            access_token=None,
            no_token_reason=no_token_reason(config),
            dynamic=self.dynamic(),
            source=partial(self.opener.source, snapshot),
        )
        resolved = resolve_credentials(
            snapshot, config, scope, values, used=looked, outside=consent.outside
        )
        self.opener.mask(resolved.secret_texts)
        stop_on(resolved.faults, snapshot)
        typed = self.opener.typed_names(snapshot.root, snapshot.environment_id)
        warnings = tuple(warnings_in([*found, *opening, *resolved.faults], snapshot))
        sources = ValueSources(snapshot, config, scope, typed) if config else None
        return resolved.prepared(values, looked, warnings, sources)
