"""What preparation makes: a send that has been resolved and tried, and may lack its token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.credential import Credentials, add_credentials, are_overridden, has_header
from outrider.auth.scheme import Scheme, SchemeContext
from outrider.auth.schemes import find_scheme
from outrider.engine.send.error_lines import fault_with_line
from outrider.engine.send.failure_places import placed_error, request_place
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.value_sources import ValueSources
from outrider.errors import Fault, ResolveError, Severity, SourceLocation, TrustRequiredError
from outrider.lazy_pattern import lazy_pattern
from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.exchange import Failure
from outrider.model.message import (
    PreparedRequest,
    RequestMessage,
    ResponseMessage,
    complete_message,
    content_texts,
)
from outrider.model.reason import CHALLENGE, Reason
from outrider.model.secret import Secret
from outrider.oauth.proof_key import ProofKey
from outrider.variables.runtime_values import RuntimeValues

_ANYWHERE = lazy_pattern(r"[\w~+=-]+(\.[\w~+=-]+)*", re.ASCII)
"""A token of these characters can stand wherever the stand-in could."""


class PreparedAuth(Struct, frozen=True):
    """An auth definition and the connections of its environment, resolved.

    Attributes:
        auth: ``None`` without any authentication.
        secrets: the names of the secrets and process variables that the definition uses.
        sources: where the definition's values came from; ``None`` without a definition.
    """

    auth: ResolvedAuth | None
    connection: ConnectionSettings
    values: RuntimeValues
    secrets: frozenset[str]
    warnings: tuple[Fault, ...]
    sources: ValueSources | None = None

    @property
    def scheme(self) -> Scheme | None:
        """The definition's scheme."""
        return find_scheme(self.auth.config.type) if self.auth else None

    @property
    def uses_token(self) -> bool:
        """Whether the definition is one for which a token is fetched."""
        return self.scheme is not None and self.scheme.uses_token


class PreparedSend(Struct, frozen=True):
    """A request that was resolved and tried; only its token may be missing.

    Attributes:
        bare: the message before credentials; a :class:`~outrider.model.secret.LaterSecret` stands
            where the request itself names the token.
        tried: the request as it would be, with a stand-in for the token: never sent.
        context: what a scheme is given, with a token and its type.
        check_token: what is wrong with a token where the request names it.
        has_cookies: cookies of the environment's jar go along.
    """

    job: SendJob
    authentication: PreparedAuth
    needs_token: bool
    bare: RequestMessage
    tried: PreparedRequest
    context: Callable[[Secret | None, str], SchemeContext]
    check_token: Callable[[Secret], list[Fault]]
    warnings: tuple[Fault, ...]
    has_cookies: bool = False

    @property
    def connection(self) -> ConnectionSettings:
        """The connection to the API, without what a scheme adds to it."""
        return self.authentication.connection.with_http(self.job.request.http)

    def request(self, token: Secret | None, token_type: str = "") -> PreparedRequest:
        """The request with this token in it, ready to be sent.

        Raises:
            WorkspaceError: the token cannot stand where the request puts it.
        """
        message = self._with_token(token)
        scheme, auth = self.authentication.scheme, self.authentication.auth
        if scheme is None or auth is None:
            return self._authorized(message, Credentials())
        credentials = scheme.credentials(message, auth, self.context(token, token_type))
        return self._authorized(message, credentials)

    def exported(self, outgoing: PreparedRequest) -> PreparedRequest:
        """The request for another client, which authenticates it by itself where it can."""
        scheme, auth = self.authentication.scheme, self.authentication.auth
        login = scheme.client_login(self.bare, auth) if scheme and auth else None
        if login is None or has_header(self.bare, "Authorization"):
            return outgoing
        return replace(outgoing, message=self.bare, login=login)

    def answer(
        self, response: ResponseMessage, token: Secret | None, token_type: str = ""
    ) -> PreparedRequest | None:
        """The request with what the server's challenge asks for; ``None`` where that is nothing."""
        scheme, auth = self.authentication.scheme, self.authentication.auth
        if scheme is None or auth is None or not scheme.answers:
            return None
        message = self._with_token(token)
        credentials = scheme.answer(message, response, auth, self.context(token, token_type))
        if credentials is None or are_overridden(message, credentials):
            return None
        return self._authorized(message, credentials)

    def redirected(
        self, message: RequestMessage, token: Secret | None, token_type: str = ""
    ) -> RequestMessage:
        """The next request of a redirect, with what has to be made anew for each request."""
        scheme, auth = self.authentication.scheme, self.authentication.auth
        if scheme is None or auth is None:
            return message
        return scheme.redirected(message, auth, self.context(token, token_type))

    def asks_again(self, message: RequestMessage, response: ResponseMessage) -> bool:
        """Whether a response of 401 asks for what :meth:`redirected` makes anew."""
        scheme = self.authentication.scheme
        return scheme is not None and scheme.asks_again(message, response)

    def proof_key(self) -> ProofKey:
        """The key by which its token is proven to be its own; made if there is none yet."""
        return self.context(None, "").proof_key()

    @property
    def answer_reason(self) -> Reason:
        """Why a request is sent again after a challenge."""
        scheme = self.authentication.scheme
        return CHALLENGE if scheme is None else scheme.answer_reason

    def learn(self, message: RequestMessage, response: ResponseMessage) -> None:
        """Takes from a response to ``message`` what the next request needs."""
        scheme, auth = self.authentication.scheme, self.authentication.auth
        if scheme is not None and auth is not None:
            scheme.learn(message, response, auth, self.context(None, ""))

    def _with_token(self, token: Secret | None) -> RequestMessage:
        if token is None:
            if complete_message(self.bare, "") != self.bare:
                raise ResolveError(
                    "{{access_token}} has no value: no token was fetched.", code="token"
                )
            return self.bare
        if not _ANYWHERE.fullmatch(token.reveal()):
            stop_on(self.check_token(token), self.job.snapshot)
        return complete_message(self.bare, token.reveal())

    def _authorized(self, message: RequestMessage, credentials: Credentials) -> PreparedRequest:
        connection = self.connection
        if are_overridden(message, credentials):
            return PreparedRequest(message, connection)
        connection = connection.with_client(credentials.tls)
        return PreparedRequest(add_credentials(message, credentials), connection)


def require_sendable(prepared: PreparedSend) -> None:
    """Stops, before a token is fetched, what could not be sent with it.

    Raises:
        ResolveError: a file of the body cannot be read, or HTTP forbids the message.
    """
    from outrider.transport.preflight import preflight_failure

    failure = preflight_failure(prepared.tried)
    if failure is not None and not _is_of_a_stand_in(failure, prepared):
        request = prepared.job.request
        place = request_place(failure, request) or SourceLocation(request.request.file)
        raise placed_error(ResolveError, failure, place)


def _is_of_a_stand_in(failure: Failure, prepared: PreparedSend) -> bool:
    """Whether only a length differs, of a body in which something is stood in for."""
    content = prepared.tried.message.content
    is_length = prepared.job.snapshot.masked and failure.header.lower() == "content-length"
    return is_length and any(isinstance(text, Secret) for text in content_texts(content))


def stop_on(faults: list[Fault], snapshot: WorkspaceSnapshot) -> None:
    """Raises when one of the faults is an error; all errors go with it."""
    errors = [located(fault, snapshot) for fault in faults if fault.severity is Severity.ERROR]
    if not errors:
        return
    if all(fault.code == "trust" for fault in errors):
        raise TrustRequiredError.of(errors)
    raise ResolveError.of(errors)


def warnings_in(faults: list[Fault], snapshot: WorkspaceSnapshot) -> list[Fault]:
    """The faults that are warnings, with their lines."""
    return [located(fault, snapshot) for fault in faults if fault.severity is Severity.WARNING]


def distinct(faults: Iterable[Fault]) -> Iterable[Fault]:
    """The first of all faults that say the same of the same place."""
    seen: dict[tuple[str, SourceLocation | None], Fault] = {}
    for fault in faults:
        seen.setdefault((fault.what, fault.place), fault)
    return seen.values()


def located(fault: Fault, snapshot: WorkspaceSnapshot) -> Fault:
    """The fault with the line of its place."""
    return fault_with_line(fault, snapshot.with_line)
