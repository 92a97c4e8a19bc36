"""Turns a request and an environment into a message: everything before the network.

Nothing is fetched and nothing is sent here. First the files are read for what they refer to, so
that an unknown name is told before any secret is opened; then the secrets are opened; then
everything is resolved once with a stand-in for the token, so that a fault in the request is told
before a token is fetched for it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.credential import Credentials, add_credentials, are_overridden, has_header
from outrider.auth.definitions import choose_auth
from outrider.auth.scheme import SchemeContext
from outrider.engine.send.auth_resolution import (
    auth_files,
    auth_templates,
    connection_templates,
    resolve_auth,
    resolve_connection,
    secret_settings,
)
from outrider.engine.send.credential_hosts import endpoint_secret_faults, require_allowed_host
from outrider.engine.send.own_credentials import EnteredCredentials
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
from outrider.engine.send.send_checks import (
    file_faults,
    holds_secret,
    plain_http_faults,
    token_endpoint_faults,
)
from outrider.engine.send.send_consent import SendConsent
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.trust_needs import body_paths, scope_texts
from outrider.engine.send.value_sources import ValueSources
from outrider.engine.tokens.token_key import token_slot
from outrider.errors import Fault, SourceLocation, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.message import (
    FieldLine,
    MultipartContent,
    PreparedRequest,
    RequestMessage,
    complete_message,
    content_texts,
)
from outrider.model.secret import MASK, LaterSecret, Secret, complete, derive, reveal
from outrider.model.token import TokenSlot
from outrider.model.trust import SENT
from outrider.model.workspace import RequestWithFolders
from outrider.oauth.proof_key import ProofKey
from outrider.variables.message_assembly import (
    AssembledMessage,
    assemble_message,
    request_templates,
)
from outrider.variables.requirements import Requirements, find_requirements
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

Dynamic = Callable[[str], str | None]


class Preparer(Struct):
    """Prepares sends and tokens."""

    opener: SecretOpener
    dynamic: Callable[[], Dynamic]
    clock: Callable[[], float]
    random_bytes: Callable[[int], bytes]
    proof_key: Callable[[TokenSlot], ProofKey]
    body: Callable[[RequestMessage], Iterable[bytes]]
    entered: EnteredCredentials

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
        texts = [*request_templates(job.request), *scope_texts(scope)]
        consent = SendConsent(snapshot, scope, looked, texts)
        consent.add(consent.connections.of_body(job.request.request))
        authentication = await self._open(
            snapshot, config, job.request, consent=consent, faults=faults
        )
        return self._try(job, authentication, scope, looked)

    async def prepare_auth(
        self, snapshot: WorkspaceSnapshot, config: AuthConfig, request: RequestWithFolders | None
    ) -> PreparedAuth:
        """An auth definition alone.

        Raises:
            WorkspaceError: with every fault that was found.
            PromptUnanswered: a secret has to be typed and nobody can.
        """
        consent = SendConsent(snapshot, environment_scope(snapshot), _NOTHING, ())
        return await self._open(snapshot, config, request, consent=consent, faults=[])

    async def _open(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig | None,
        request: RequestWithFolders | None,
        *,
        consent: SendConsent,
        faults: list[Fault],
    ) -> PreparedAuth:
        """Surveys, opens and resolves auth and connections, and what ``consent`` begins with."""
        environment = snapshot.environment
        own_scope = environment_scope(snapshot)
        scope = auth_variable_scope(snapshot, request, config) if config else own_scope
        looked = find_requirements(auth_templates(config) if config else (), scope)
        connections = find_requirements(
            connection_templates(environment) if environment else (), own_scope
        )
        surveys = (consent.looked, looked, connections)
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
            no_token_reason=_no_token_reason(config),
            dynamic=self.dynamic(),
            source=partial(self.opener.source, snapshot),
        )
        resolver = Resolver(scope, values)
        auth = resolve_auth(config, resolver, snapshot.root) if config else None
        if auth is not None:
            self.opener.mask(secret_settings(auth))
        connection_resolver = Resolver(own_scope, values)
        connection, files = resolve_connection(environment, connection_resolver, snapshot.root)
        if connection.client_key_password is not None:
            self.opener.mask([connection.client_key_password])
        after = [*resolver.faults, *connection_resolver.faults]
        if auth is not None:
            after += token_endpoint_faults(auth, environment)
            after += endpoint_secret_faults(auth, looked.secrets, environment)
            files = (*files, *auth_files(auth))
        after += file_faults(files, snapshot.root, consent.outside, snapshot.trust)
        stop_on(after, snapshot)
        typed = self.opener.typed_names(snapshot.root, snapshot.environment_id)
        warnings = tuple(warnings_in([*found, *opening, *after], snapshot))
        return PreparedAuth(
            auth=auth,
            connection=connection,
            values=values,
            secrets=looked.secrets | looked.process,
            warnings=warnings,
            sources=ValueSources(snapshot, config, scope, typed) if config else None,
        )

    def _try(
        self,
        job: SendJob,
        authentication: PreparedAuth,
        scope: VariableScope,
        looked: Requirements,
    ) -> PreparedSend:
        """Resolves the request, and checks it with a stand-in for the token."""
        snapshot, uses_token = job.snapshot, authentication.uses_token
        boundary = f"outrider-{self.random_bytes(16).hex()}"

        def assemble(token: Secret | None) -> tuple[AssembledMessage, list[Fault]]:
            resolver = Resolver(scope, replace(authentication.values, access_token=token))
            root = str(snapshot.root)
            made = assemble_message(job.request, resolver, root=root, boundary=lambda: boundary)
            return made, resolver.faults

        stand_in = LaterSecret(str, f"stand-in-{self.random_bytes(16).hex()}")
        assembled, faults = assemble(stand_in if uses_token else None)
        sent = SendConsent(snapshot, scope, looked, body_paths(job.request.request), use=SENT)
        faults += file_faults(assembled.body_files, snapshot.root, sent.outside, snapshot.trust)
        place = SourceLocation(job.request.request.file, ("url",))
        bare = _with_userinfo(assembled)
        names_token = uses_token and complete_message(bare, "") != bare
        if uses_token and _keeps(assembled, stand_in):
            faults.append(_no_place_for_token(place))
        stop_on(faults, snapshot)
        context = self._context(snapshot, authentication)
        auth, scheme = authentication.auth, authentication.scheme
        credentials = Credentials()
        if scheme is not None and auth is not None:
            credentials = scheme.credentials(bare, auth, context(stand_in, ""))
        adds = credentials != Credentials() and not are_overridden(bare, credentials)
        may_answer = scheme is not None and scheme.answers and not has_header(bare, "Authorization")
        gives = adds or names_token or may_answer
        holds = holds_secret(assembled.message) or assembled.userinfo is not None
        plain = plain_http_faults(
            assembled.message,
            carries=gives or holds,
            environment=snapshot.environment,
            place=place,
        )
        stop_on(list(plain), snapshot)
        require_allowed_host(
            job,
            assembled.message,
            authentication,
            looked.secrets,
            adds=gives,
            holds=holds,
            entered=self.entered,
        )
        connection = authentication.connection.with_http(job.request.http)
        connection = connection.with_client(credentials.tls if adds else None)
        return PreparedSend(
            job=job,
            authentication=authentication,
            needs_token=uses_token and (names_token or adds),
            bare=bare,
            tried=PreparedRequest(add_credentials(bare, credentials), connection),
            context=context,
            check_token=lambda token: assemble(token)[1] if names_token else [],
            warnings=(*authentication.warnings, *warnings_in(faults, snapshot)),
        )

    def _context(
        self, snapshot: WorkspaceSnapshot, authentication: PreparedAuth
    ) -> Callable[[Secret | None, str], SchemeContext]:
        auth = authentication.auth

        def proof_key() -> ProofKey:
            assert auth is not None
            return self.proof_key(
                token_slot(str(snapshot.root), snapshot.environment_id, auth.config)
            )

        def context(token: Secret | None, token_type: str) -> SchemeContext:
            token = token if authentication.uses_token else None
            return SchemeContext(
                self.clock(), self.random_bytes, proof_key, self.body, token, token_type
            )

        return context


def _with_userinfo(assembled: AssembledMessage) -> RequestMessage:
    """The message; user and password of its URL are sent as Basic."""
    message, userinfo = assembled.message, assembled.userinfo
    if userinfo is None or has_header(message, "Authorization"):
        return message
    value = derive(userinfo, _basic, f"Basic {MASK}")
    return replace(message, headers=(*message.headers, FieldLine("Authorization", value)))


def _basic(userinfo: str) -> str:
    return f"Basic {b64encode(userinfo.encode()).decode('ascii')}"


def _keeps(assembled: AssembledMessage, stand_in: Secret) -> bool:
    """Whether the stand-in is still anywhere when a token has taken its place."""
    done = complete_message(assembled.message, "")
    texts = [done.url, *(line.value for line in done.headers), *content_texts(done.content)]
    if assembled.userinfo is not None:
        texts.append(complete(assembled.userinfo, ""))
    if isinstance(done.content, MultipartContent):
        texts.append(done.content.boundary)
    return any(stand_in.reveal() in reveal(text) for text in texts)


def _no_place_for_token(place: SourceLocation) -> Fault:
    return Fault(
        "token_place",
        "{{access_token}} cannot be used here.",
        place,
        "The scheme and host of a URL, and a body's boundary, are set before the token is fetched.",
        "Use it in the path, the query, a header or the body.",
    )


def _no_token_reason(config: AuthConfig | None) -> str:
    if config is None or config.type == "none":
        return "The request has no OAuth auth."
    return f"The request's auth is of type {config.type}."


_NOTHING = Requirements(
    frozenset(), frozenset(), access_token=False, variables=frozenset(), faults=()
)
