"""Token requests with a proof of the key to which their token shall be bound (RFC 9449 §5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.tokens.nonce_turns import NonceTurns
from outrider.model.message import FieldLine, ResponseMessage
from outrider.model.secret import Secret
from outrider.oauth.dpop import NEW_NONCE, PROOF_FIELD, given_nonce, wants_nonce_for_token
from outrider.oauth.grant_flow import TokenRequest, renewed
from outrider.oauth.proof_key import ProofFor, ProofKey


class ProvenRequests(Struct, frozen=True):
    """Sends the token requests of one exchange, each with a proof of its own.

    Attributes:
        key: of the environment; ``None`` where tokens are not bound to one.
        post: sends one request.
        clock: seconds since the epoch.
        random_bytes: that many bytes which nobody can guess.
        turns: for requests that have to be sent again.
    """

    key: ProofKey | None
    post: Callable[[TokenRequest], Awaitable[ResponseMessage]]
    clock: Callable[[], float]
    random_bytes: Callable[[int], bytes]
    turns: NonceTurns

    async def send(self, request: TokenRequest, token_endpoint: str) -> ResponseMessage:
        """The answer to a request; to other endpoints than that of the token goes no proof.

        A server that wants a nonce in the proof gives it, and gets the request again, once unless
        others were given newer ones meanwhile (RFC 9449 §8): with new assertions, because it may
        have taken note of the others.

        Raises:
            AuthorizationError: there is no answer.
        """
        key = self.key
        if key is None or request.endpoint != token_endpoint:
            return await self.post(request)
        reply = await self._once(request, key)
        if not wants_nonce_for_token(reply):
            return reply
        leg = "; ".join(filter(None, (request.leg, NEW_NONCE.text)))
        return await self.turns.again(
            key,
            ProofFor.AUTHORIZATION_SERVER,
            request.endpoint,
            lambda: self._once(replace(renewed(request), reason=request.reason, leg=leg), key),
            wants_nonce_for_token,
        )

    async def _once(self, request: TokenRequest, key: ProofKey) -> ResponseMessage:
        reader, endpoint = ProofFor.AUTHORIZATION_SERVER, request.endpoint
        proof = key.proof(
            "POST",
            endpoint,
            identifier=self.random_bytes(16).hex(),
            now=self.clock(),
            nonce=key.nonce(reader, endpoint),
        )
        line = FieldLine(PROOF_FIELD, Secret(proof))
        reply = await self.post(replace(request, headers=(*request.headers, line)))
        key.take_nonce(reader, endpoint, given_nonce(reply))
        return reply
