"""What a send would refuse because of the files alone, whatever the secrets are.

A send is prepared as it would be, with stand-ins for secrets, OS environment variables and the
token. What is refused with one stand-in may be right with another: a number fits into JSON where
a word does not. So a fault counts that comes with each of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from outrider.auth.credential import add_credentials
from outrider.auth.host_patterns import HOST_PATTERN
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.auth.schemes import find_scheme
from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.send.auth_resolution import auth_templates, connection_templates
from outrider.engine.send.connection_check import connection_faults
from outrider.engine.send.error_masking import masked_fault
from outrider.engine.send.failure_places import placed_error
from outrider.engine.send.literal_secrets import literal_secrets
from outrider.engine.send.own_credentials import EnteredCredentials
from outrider.engine.send.prepared_send import require_sendable
from outrider.engine.send.request_scopes import (
    auth_variable_scope,
    environment_scope,
    request_scope,
)
from outrider.engine.send.send_consent import SendConsent
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.send_trial import (
    ResolvedCredentials,
    SendTrial,
    no_token_reason,
    resolve_credentials,
)
from outrider.errors import (
    Fault,
    HostNotAllowedError,
    OutriderError,
    ResolveError,
    Severity,
    SourceLocation,
)
from outrider.model.auth import AuthConfig, ResolvedAuth
from outrider.model.message import PreparedRequest, RequestMessage
from outrider.model.secret import Secret, reveal
from outrider.model.trust import TrustNeed
from outrider.model.workspace import Environment, RequestWithFolders
from outrider.oauth.client_auth import find_client_auth
from outrider.oauth.client_auth.key_assertion import KEY_FAULTS
from outrider.oauth.dpop import proof_key_of, wants_dpop
from outrider.oauth.grant_flow import ClientAuthContext, TokenRequest
from outrider.oauth.grants import find_grant
from outrider.oauth.grants.first_step import try_first_step
from outrider.oauth.proof_key import ProofKey
from outrider.oauth.token_client import SERVICE_ACCOUNT
from outrider.redaction import Redactor
from outrider.storage.reading.table_decoding import LITERAL
from outrider.variables.dynamic.dynamic_variables import DynamicVariableSource
from outrider.variables.message_assembly import request_templates
from outrider.variables.requirements import Requirements, find_requirements
from outrider.variables.runtime_values import RuntimeValues

_STAND_INS = ("stand-in", "1", "https://stand-in.invalid")
"""A word, a number and a URL: what is refused with each is refused for another reason."""

_ANYWHERE = (
    RequestMessage("GET", "https://stand-in.invalid/"),
    RequestMessage("GET", "https://s3.eu-west-1.amazonaws.com/"),
)
"""Requests that no definition is for: what is refused with each is refused because of it alone."""


def refused_request(
    snapshot: WorkspaceSnapshot, request: RequestWithFolders, config: AuthConfig | None
) -> Iterator[Fault]:
    """Why a saved request would not be sent in the snapshot's environment with its auth.

    Nothing is wrong with what it refers to.
    """
    return _in_every_case(_Rehearsal(snapshot, config, request).request_faults)


def refused_auth(
    snapshot: WorkspaceSnapshot, config: AuthConfig, request: RequestWithFolders | None = None
) -> Iterator[Fault]:
    """Why nothing would be sent, and no token fetched, with a definition; all it names is known."""
    return _in_every_case(_Rehearsal(snapshot, config, request).auth_faults)


def refused_connections(snapshot: WorkspaceSnapshot) -> Iterator[Fault]:
    """Why the environment's proxy and TLS files could not be used."""
    return _in_every_case(_Rehearsal(snapshot, None, None).connection_faults)


def with_stand_ins(
    snapshot: WorkspaceSnapshot, names: Iterable[str], value: str = _STAND_INS[0]
) -> WorkspaceSnapshot:
    """The snapshot with a value for each captured variable."""
    stand_ins = {
        name: CapturedValue(name, value, secret=False, request_id="", environment="")
        for name in names
    }
    return replace(snapshot, captured=stand_ins)


def _written_secrets(environment: Environment | None) -> dict[str, str]:
    """The secrets of an environment that are written out in its files."""
    secrets = environment.secrets.values() if environment is not None else ()
    return {
        one.name: reveal(one.options.get("value", "")) for one in secrets if one.provider == LITERAL
    }


def _no_body(_message: RequestMessage) -> tuple[bytes, ...]:
    return ()


def _in_every_case(faults: Callable[[str], Iterable[Fault]]) -> Iterator[Fault]:
    """The faults that are found with every stand-in."""
    first, *others = _STAND_INS
    found = [fault for fault in faults(first) if _counts(fault)]
    for value in others:
        if found:
            again = {(fault.what, fault.place) for fault in faults(value)}
            found = [fault for fault in found if (fault.what, fault.place) in again]
    yield from found


_TOLD_ELSEWHERE = frozenset({"trust", "file_unreadable"})
"""What the user agrees to, and files: those that no reference completes are looked for alone."""


def _counts(fault: Fault) -> bool:
    """Whether a fault is one of the files."""
    is_told = fault.severity is Severity.ERROR or fault.code == HOST_PATTERN
    return is_told and fault.code not in _TOLD_ELSEWHERE


class _Rehearsal:
    """One definition, and the request that gets it, in an environment."""

    def __init__(
        self,
        snapshot: WorkspaceSnapshot,
        config: AuthConfig | None,
        request: RequestWithFolders | None,
    ) -> None:
        self._snapshot = snapshot
        self._config = config
        self._request = request
        own = environment_scope(snapshot)
        self._scope = auth_variable_scope(snapshot, request, config) if config else own
        self._used = find_requirements(auth_templates(config) if config else (), self._scope)
        environment = snapshot.environment
        self._written = _written_secrets(environment)
        connections = connection_templates(environment) if environment else ()
        self._connections = find_requirements(connections, own)

    def connection_faults(self, value: str) -> Iterator[Fault]:
        """What is wrong with the environment's connections, where a secret is ``value``."""
        resolved = self._resolved(None, self._values(value))
        yield from resolved.faults
        if not resolved.faults:
            environment = self._snapshot.environment
            yield from connection_faults(resolved.connection, environment, opens_key=False)

    def auth_faults(self, value: str) -> Iterator[Fault]:
        """What is wrong with the definition, where a secret is ``value``."""
        resolved = self._resolved(self._config, self._values(value))
        yield from self._masked(resolved.faults, resolved)
        auth = resolved.auth
        scheme = find_scheme(auth.config.type) if auth is not None else None
        errors = (fault.severity is Severity.ERROR for fault in resolved.faults)
        if auth is None or scheme is None or any(errors):
            return
        try:
            if scheme.uses_token:
                _ask_for_token(auth)
            # What one request is signed for and another is not is told of that one.
            refused = [one for one in _ANYWHERE if _is_refused(one, scheme, auth)]
            if len(refused) == len(_ANYWHERE):
                _sign(refused[0], scheme, auth)
        except OutriderError as error:
            told = [one for one in _faults_of(error) if not _is_of_stand_in(one, auth)]
            yield from self._masked(told, resolved)

    def request_faults(self, value: str) -> Iterator[Fault]:
        """What is wrong with the request, where a secret is ``value``."""
        assert self._request is not None
        snapshot = with_stand_ins(self._snapshot, self._snapshot.captured, value)
        scope = request_scope(snapshot, self._request)
        looked = find_requirements(request_templates(self._request), scope)
        values = self._values(value, looked)
        resolved = self._resolved(self._config, values)
        if any(fault.severity is Severity.ERROR for fault in resolved.faults):
            # Told of the definition itself.
            return
        trial = SendTrial(
            clock=lambda: 0.0,
            random_bytes=bytes,
            proof_key=lambda _slot: ProofKey.generate(),
            body=_no_body,
            entered=EnteredCredentials(),
        )
        job = SendJob(snapshot, self._request)
        authentication = resolved.prepared(values, self._used)
        try:
            require_sendable(trial.attempt(job, authentication, scope, looked))
        except OutriderError as error:
            yield from self._masked(_faults_of(error), resolved)

    def _masked(self, faults: Iterable[Fault], resolved: ResolvedCredentials) -> Iterator[Fault]:
        """The faults without the credentials that are written out in the files."""
        redactor = Redactor()
        redactor.register(Secret(one) for one in resolved.secret_texts if isinstance(one, str))
        redactor.register(map(Secret, self._written.values()))
        if self._request is not None:
            redactor.register(literal_secrets(SendJob(self._snapshot, self._request)))
        return (masked_fault(fault, redactor) for fault in faults)

    def _resolved(self, config: AuthConfig | None, values: RuntimeValues) -> ResolvedCredentials:
        return resolve_credentials(
            self._snapshot,
            config,
            self._scope,
            values,
            used=self._used,
            outside=self._outside,
        )

    def _outside(self, path: str, place: SourceLocation) -> Iterable[TrustNeed]:
        """What a file outside of the workspace needs."""
        consent = SendConsent(self._snapshot, self._scope, self._used, ())
        if self._config is not None:
            consent.add_auth(self._config, self._scope, self._used)
        consent.add_connections(environment_scope(self._snapshot), self._connections)
        return consent.outside(path, place)

    def _values(self, value: str, *more: Requirements) -> RuntimeValues:
        surveys = (self._used, self._connections, *more)
        secrets = frozenset[str]().union(*(one.secrets for one in surveys))
        process = frozenset[str]().union(*(one.process for one in surveys))
        return RuntimeValues(
            secrets={name: self._secret(name, value) for name in secrets},
            process=dict.fromkeys(process, value),
            no_token_reason=no_token_reason(self._config),
            # What it makes is not sent.
            dynamic=DynamicVariableSource(lambda: 0.0, random.Random(0)),  # noqa: S311
        )

    def _secret(self, name: str, value: str) -> Secret:
        """A stand-in, but for a secret that is written out in the file which was read."""
        return Secret(self._written.get(name, value))


def _is_of_stand_in(fault: Fault, auth: ResolvedAuth) -> bool:
    """Whether a fault of a private key may be that of what stands in for it.

    The certificate of ``x5t`` is read where a token is fetched.
    """
    if fault.code not in KEY_FAULTS:
        return False
    names = ("private_key", "private_key_password", SERVICE_ACCOUNT)
    given = {reveal(auth.setting(name)) for name in names}
    return bool(auth.setting("x5t")) or not given.isdisjoint(_STAND_INS)


def _ask_for_token(auth: ResolvedAuth) -> None:
    """Makes the first token request of a definition, which is not sent.

    Raises:
        OutriderError: it cannot be made.
    """
    grant = find_grant(reveal(auth.setting("grant_type")))
    method = find_client_auth(reveal(auth.setting("token_endpoint_auth_method")))
    if grant is None or method is None:
        return
    issuer = reveal(auth.setting("issuer"))

    def authenticate(request: TokenRequest) -> TokenRequest:
        return method.authenticate(request, auth, ClientAuthContext(0.0, lambda: "0", issuer))

    if wants_dpop(auth):
        proof_key_of(auth, ProofKey.generate)
    try_first_step(grant, auth, authenticate)


def _is_refused(message: RequestMessage, scheme: Scheme, auth: ResolvedAuth) -> bool:
    try:
        _sign(message, scheme, auth)
    except OutriderError:
        return True
    return False


def _sign(message: RequestMessage, scheme: Scheme, auth: ResolvedAuth) -> None:
    """Puts a definition's credentials into a request, which is not sent.

    Raises:
        OutriderError: there are none, or HTTP forbids the request with them.
    """
    from outrider.transport.preflight import preflight_failure

    if scheme.uses_token:
        return
    context = SchemeContext(0.0, bytes, ProofKey.generate, _no_body)
    credentials = scheme.credentials(message, auth, context)
    failure = preflight_failure(PreparedRequest(add_credentials(message, credentials)))
    if failure is not None:
        raise placed_error(ResolveError, failure, auth.config.place)


def _faults_of(error: OutriderError) -> tuple[Fault, ...]:
    if isinstance(error, HostNotAllowedError):
        # Nothing is sent that could be allowed once.
        how = f'Add "{error.host}" to its hosts, or correct the URL.'
        return tuple(replace(fault, step=None, advice=how) for fault in error.faults)
    if error.faults:
        return error.faults
    return (Fault(error.code, error.what, None, error.why, error.advice, step=error.step),)
