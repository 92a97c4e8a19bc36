"""What an authentication scheme of requests is, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from msgspec import Struct

from outrider.auth.credential import Credentials
from outrider.model.auth import Field, Placement, ResolvedAuth
from outrider.model.message import ClientLogin, RequestMessage, ResponseMessage
from outrider.model.reason import CHALLENGE, Reason
from outrider.model.secret import Secret
from outrider.oauth.proof_key import ProofKey


class SchemeContext(Struct, frozen=True):
    """What a scheme may use beside its settings and the message.

    Attributes:
        now: seconds since the epoch.
        random_bytes: that many bytes which nobody can guess.
        proof_key: the key by which this auth proves that its token is its own; made when it is
            first asked for, and the same for the token request (RFC 9449 §4). It raises
            ``ImportError`` where the package that signs is not installed.
        body: the bytes of a message's body, as they will be sent.
        token_type: as the server wrote it; empty without a token.
        token_is_written: the message itself names the token.
    """

    now: float
    random_bytes: Callable[[int], bytes]
    proof_key: Callable[[], ProofKey]
    body: Callable[[RequestMessage], Iterable[bytes]]
    token: Secret | None = None
    token_type: str = ""
    token_is_written: bool = False


class Scheme:
    """A way in which a request proves who sends it; ``type`` in an ``[auth]`` table.

    Attributes:
        own_fields: the keys that a table of this type may hold.
        placement: where its credential goes unless the table says otherwise; ``None`` where
            ``placement`` means nothing to it.
        uses_token: it needs an access token, which the token worker obtains.
        token_tables: the tables about how that token is fetched that a definition may have.
        credential: what people call what the settings give to be sent; empty where that is nothing,
            or a token is fetched.
        answers: it may add credentials after a challenge, which may go to the same hosts only.
        answer_reason: why the request is sent again then.
    """

    type: ClassVar[str]
    summary: ClassVar[str]
    own_fields: ClassVar[tuple[Field, ...]] = ()
    placement: ClassVar[Placement | None] = None
    uses_token: ClassVar[bool] = False
    token_tables: ClassVar[tuple[str, ...]] = ()
    credential: ClassVar[str] = ""
    answers: ClassVar[bool] = False
    answer_reason: ClassVar[Reason] = CHALLENGE

    def fields(self, table: Mapping[str, Any]) -> tuple[Field, ...]:
        """The keys that a table of this type may hold, given what it holds already."""
        return self.own_fields

    def needs(self, field: Field, table: Mapping[str, Any]) -> str:
        """What in a table of this type requires a field, as a sentence begins with it."""
        return self.type

    def credentials(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> Credentials:
        """What to add to the request.

        Raises:
            ResolveError: the settings cannot be written in this scheme's form.
        """
        return Credentials()

    def client_login(self, message: RequestMessage, auth: ResolvedAuth) -> ClientLogin | None:
        """What another client needs to do by itself what this scheme does at the last moment."""
        return None

    def answer(
        self,
        message: RequestMessage,
        response: ResponseMessage,
        auth: ResolvedAuth,
        context: SchemeContext,
    ) -> Credentials | None:
        """What to add after the server has asked for more (RFC 9110 §11.6.1).

        It is asked once for each token, when the answer to the request has the status 401, and
        given the message without credentials; ``None`` where another try would not help.
        """
        return None

    def redirected(
        self, message: RequestMessage, auth: ResolvedAuth, context: SchemeContext
    ) -> RequestMessage:
        """The next request of a redirect, with what has to be made anew for each request.

        Args:
            message: as it would be sent: with the credentials that it may have there.
            auth: whose credentials they are.
            context: with the token.
        """
        return message

    def asks_again(self, message: RequestMessage, response: ResponseMessage) -> bool:
        """Whether a response of 401 asks for what :meth:`redirected` makes anew."""
        return False

    def learn(
        self,
        message: RequestMessage,
        response: ResponseMessage,
        auth: ResolvedAuth,
        context: SchemeContext,
    ) -> None:
        """Takes from any response what the next request needs."""
