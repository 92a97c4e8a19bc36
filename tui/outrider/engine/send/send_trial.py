"""Resolves what a send is made of, and tries it before anything is sent.

Nothing is opened here: secrets are given, or what stands in for them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.auth.credential import Credentials, add_credentials, are_overridden, has_header
from outrider.auth.placement_faults import placement_faults
from outrider.auth.scheme import SchemeContext
from outrider.auth.schemes import find_scheme
from outrider.engine.exchanges.secret_bounds import secret_host_faults
from outrider.engine.send.auth_resolution import (
    auth_files,
    resolve_auth,
    resolve_connection,
    secret_settings,
)
from outrider.engine.send.captured_endpoints import captured_endpoint_faults
from outrider.engine.send.credential_hosts import (
    CarriedCredentials,
    NamedHosts,
    endpoint_secret_faults,
    require_allowed_host,
)
from outrider.engine.send.own_credentials import EnteredCredentials
from outrider.engine.send.prepared_send import PreparedAuth, PreparedSend, stop_on, warnings_in
from outrider.engine.send.request_scopes import environment_scope
from outrider.engine.send.send_checks import (
    certificate_faults,
    file_faults,
    holds_secret,
    plain_http_faults,
    token_endpoint_faults,
)
from outrider.engine.send.send_consent import SendConsent
from outrider.engine.send.send_cookies import jar_cookies
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.trust_needs import body_paths
from outrider.engine.send.value_sources import ValueSources
from outrider.engine.tokens.token_key import token_slot
from outrider.errors import Fault, SourceLocation
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.message import (
    FieldLine,
    MultipartContent,
    PreparedRequest,
    RequestMessage,
    complete_message,
    content_texts,
)
from outrider.model.secret import (
    MASK,
    LaterSecret,
    MaybeSecret,
    Secret,
    complete,
    derive,
    reveal,
)
from outrider.model.token import TokenSlot
from outrider.model.trust import SENT, TrustNeed
from outrider.oauth.proof_key import ProofKey
from outrider.variables.message_assembly import AssembledMessage, assemble_message
from outrider.variables.reference_faults import OWN_TOKEN
from outrider.variables.requirements import Requirements, find_requirements
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

LAST_EVENT_ID = "Last-Event-ID"
"""The field that names the last event that was received (WHATWG HTML §9.2.4)."""


class ResolvedCredentials(Struct, frozen=True):
    """An auth definition and the connections of its environment, with what is wrong with them.

    Attributes:
        auth: ``None`` without any authentication.
        faults: errors and warnings; with an error, the rest is meaningless.
    """

    auth: ResolvedAuth | None
    connection: ConnectionSettings
    faults: list[Fault]

    @property
    def secret_texts(self) -> tuple[MaybeSecret, ...]:
        """What is secret in them, also where it is written out in a file."""
        password = self.connection.client_key_password
        texts = tuple(secret_settings(self.auth)) if self.auth is not None else ()
        return texts if password is None else (*texts, password)

    def prepared(
        self,
        values: RuntimeValues,
        used: Requirements,
        warnings: tuple[Fault, ...] = (),
        sources: ValueSources | None = None,
    ) -> PreparedAuth:
        """The same for a send; ``used`` is what the definition refers to."""
        return PreparedAuth(self.auth, self.connection, values, used.credentials, warnings, sources)


def resolve_credentials(
    snapshot: WorkspaceSnapshot,
    config: AuthConfig | None,
    scope: VariableScope,
    values: RuntimeValues,
    *,
    used: Requirements,
    outside: Callable[[str, SourceLocation], Iterable[TrustNeed]],
) -> ResolvedCredentials:
    """Resolves an auth definition and its environment's connections, and checks them.

    Args:
        snapshot: of the workspace.
        config: the definition; ``None`` for none.
        scope: where the definition's names are looked up.
        values: what was opened, or stands in for it.
        used: what the definition refers to.
        outside: what a file outside of the workspace needs, by its path and place.
    """
    environment = snapshot.environment
    resolver = Resolver(scope, values)
    auth = resolve_auth(config, resolver, snapshot.root) if config else None
    connection_resolver = Resolver(environment_scope(snapshot), values)
    connection, files = resolve_connection(environment, connection_resolver, snapshot.root)
    faults = [*resolver.faults, *connection_resolver.faults]
    if auth is not None:
        faults += certificate_faults(auth.config, environment, connection.client_certificate)
        faults += token_endpoint_faults(auth, environment)
        faults += captured_endpoint_faults(auth, scope, values)
        faults += endpoint_secret_faults(auth, used.credentials, environment)
        files = (*files, *auth_files(auth))
    if environment is not None and environment.proxy:
        place = SourceLocation(environment.file, ("proxy", "url"))
        sent = find_requirements([(environment.proxy, place)], environment_scope(snapshot))
        faults += secret_host_faults(sent.credentials, connection.proxy, environment)
    faults += file_faults(files, snapshot.root, outside, snapshot.trust)
    return ResolvedCredentials(auth, connection, faults)


class SendTrial(Struct, frozen=True):
    """Makes the message of a send and checks it, as far as that takes no token.

    Attributes:
        clock: seconds since the epoch.
        random_bytes: that many bytes which nobody can guess.
        proof_key: the key by which an auth proves that its token is its own.
        body: the bytes of a message's body.
        entered: for which hosts the credentials of unsaved edits are.
        hosts: knows which hosts the files name for a request.
    """

    clock: Callable[[], float]
    random_bytes: Callable[[int], bytes]
    proof_key: Callable[[TokenSlot], ProofKey]
    body: Callable[[RequestMessage], Iterable[bytes]]
    entered: EnteredCredentials
    hosts: NamedHosts = field(default_factory=NamedHosts)

    def attempt(
        self,
        job: SendJob,
        authentication: PreparedAuth,
        scope: VariableScope,
        looked: Requirements,
    ) -> PreparedSend:
        """The request with a stand-in for the token.

        Args:
            job: what is to be sent.
            authentication: the auth that it gets, resolved.
            scope: of the request.
            looked: what the request's texts refer to.

        Raises:
            WorkspaceError: with every fault that was found.
        """
        snapshot, uses_token = job.snapshot, authentication.uses_token
        boundary = f"outrider-{self.random_bytes(16).hex()}"

        def assemble(token: Secret | None) -> tuple[AssembledMessage, list[Fault]]:
            resolver = Resolver(scope, replace(authentication.values, access_token=token))
            root = str(snapshot.root)
            made = assemble_message(job.request, resolver, root=root, boundary=lambda: boundary)
            return made, resolver.faults

        stand_in = LaterSecret(str, f"stand-in-{self.random_bytes(16).hex()}")
        assembled, faults = assemble(stand_in if uses_token else None)
        paths = body_paths(job.request.request)
        sent = SendConsent(snapshot, scope, looked, paths, use=SENT, is_typed=job.is_typed)
        faults += file_faults(assembled.body_files, snapshot.root, sent.outside, snapshot.trust)
        place = SourceLocation(job.request.request.file, ("url",))
        bare = _resumed(_with_userinfo(assembled), job.last_event_id)
        names_token = uses_token and complete_message(bare, "") != bare
        if uses_token and _keeps(assembled, stand_in):
            faults.append(_no_place_for_token(place))
        stop_on(faults, snapshot)
        context = self._context(snapshot, authentication, names_token=names_token)
        auth, scheme = authentication.auth, authentication.scheme
        credentials = Credentials()
        if scheme is not None and auth is not None:
            credentials = scheme.credentials(bare, auth, context(stand_in, ""))
            placement = auth.config.location_of("placement")
            stop_on(list(placement_faults(bare, credentials, placement)), snapshot)
        adds = credentials != Credentials() and not are_overridden(bare, credentials)
        # A scheme with a token answers only where the token goes as well.
        may_answer = scheme is not None and scheme.answers and not uses_token
        may_answer = may_answer and not has_header(bare, "Authorization")
        gives = adds or names_token or may_answer
        holds = holds_secret(assembled.message) or assembled.userinfo is not None
        has_cookies = bool(jar_cookies(job, assembled.message, self.clock()))
        plain = plain_http_faults(
            assembled.message,
            carries=gives or holds or has_cookies,
            environment=snapshot.environment,
            place=place,
        )
        stop_on(list(plain), snapshot)
        require_allowed_host(
            job,
            assembled.message,
            authentication,
            looked.credentials,
            CarriedCredentials(gives, holds, has_cookies),
            entered=self.entered,
            hosts=self.hosts,
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
            has_cookies=has_cookies,
        )

    def _context(
        self, snapshot: WorkspaceSnapshot, authentication: PreparedAuth, *, names_token: bool
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
                now=self.clock(),
                random_bytes=self.random_bytes,
                proof_key=proof_key,
                body=self.body,
                token=token,
                token_type=token_type,
                token_is_written=names_token,
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


def no_token_reason(config: AuthConfig | None) -> str:
    """Why there is no access token for a request, as a sentence."""
    if config is None or config.type == "none":
        return "The request has no OAuth auth."
    scheme = find_scheme(config.type)
    if scheme is not None and scheme.uses_token:
        return OWN_TOKEN
    return f"The request's auth is of type {config.type}."


def _resumed(message: RequestMessage, last_event_id: str) -> RequestMessage:
    """The request for what follows an event of a stream; the same without an event's id."""
    if not last_event_id:
        return message
    others = (line for line in message.headers if line.name.lower() != LAST_EVENT_ID.lower())
    return replace(message, headers=(*others, FieldLine(LAST_EVENT_ID, last_event_id)))
