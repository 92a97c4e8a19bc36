"""A token on its way to another program, which takes it to a host that we do not contact."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.credential import Credentials, format_credential
from outrider.engine.send.credential_hosts import require_token_host
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.engine.send.send_checks import plain_http_faults
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.sender import BOUND_TO_PROCESS, Sender
from outrider.engine.tokens.token_job import TokenJob
from outrider.engine.tokens.token_worker import TokenWorker
from outrider.errors import Fault, ResolveError, UnsupportedConfiguration
from outrider.model.auth import AuthConfig, Placement
from outrider.model.message import RequestMessage
from outrider.model.reason import REJECTED, REQUESTED
from outrider.model.secret import Secret
from outrider.model.token import TokenUse
from outrider.model.workspace import Request, RequestWithFolders
from outrider.oauth.dpop import is_dpop, wants_dpop

T = TypeVar("T")

_NO_REQUEST = RequestWithFolders(Request("", "", ""), ())


class TokenOrder(Struct, frozen=True):
    """Which token a program wants, and what for.

    Attributes:
        snapshot: the files.
        config: the definition.
        request: where the definition is resolved, if not in the environment alone.
        url: where the program takes it; empty where it does not say.
        allowed_hosts: hosts that the user allowed for this one call, as patterns of ``hosts``.
        fresh: a new token, whatever the cache has.
        takes_bound: a token that is bound to a key of this process will do.
    """

    snapshot: WorkspaceSnapshot
    config: AuthConfig
    request: RequestWithFolders | None = None
    url: str = ""
    allowed_hosts: tuple[str, ...] = ()
    fresh: bool = False
    takes_bound: bool = False


class DeliveredToken(Struct, frozen=True):
    """A token, and where the definition puts it in a request."""

    use: TokenUse
    placed: Credentials


class TokenDelivery(Struct):
    """Fetches tokens for other programs, and takes back what they found refused."""

    sender: Sender
    worker: TokenWorker

    async def deliver(self, order: TokenOrder) -> DeliveredToken:
        """The token that is ordered; nothing is fetched for a host that it is not for.

        Raises:
            HostNotAllowedError: the files name other hosts.
            UnsupportedConfiguration: it is bound to a key that the other program does not have.
            OutriderError: there is none.
        """

        async def fetch(prepared: PreparedAuth, job: TokenJob) -> DeliveredToken:
            _require_place(order, prepared)
            use = await self.worker.token(job, force=REQUESTED if order.fresh else None)
            if is_dpop(use.token.token_type) and wants_dpop(job.auth):
                if not order.takes_bound:
                    raise _bound(order)
                self.sender.recorder.log(job.record, BOUND_TO_PROCESS)
            placement = job.auth.placement or Placement()
            return DeliveredToken(use, format_credential(placement, use.token.value))

        return await self._with_job(order, fetch)

    async def withdraw(self, order: TokenOrder, rejected: Secret | None) -> bool:
        """Drops a token that is kept, so that the next one is fetched.

        Args:
            order: as it was ordered.
            rejected: drops it only if this is the one; without it, whichever is kept.

        Returns:
            Whether it was dropped.

        Raises:
            HostNotAllowedError: the token was never for that host.
        """

        async def drop(prepared: PreparedAuth, job: TokenJob) -> bool:
            _require_place(order, prepared)
            held = await self.worker.held.find(await self.worker.key(job))
            if held is None or (rejected is not None and held.token.value != rejected):
                return False
            await self.worker.held.drop(held, REJECTED)
            return True

        return await self._with_job(order, drop)

    async def _with_job(
        self, order: TokenOrder, work: Callable[[PreparedAuth, TokenJob], Awaitable[T]]
    ) -> T:
        return await self.sender.with_token_job(order.snapshot, order.config, order.request, work)


def _require_place(order: TokenOrder, prepared: PreparedAuth) -> None:
    """Stops where the program would take the token to a host that it is not for, or unencrypted.

    Raises:
        HostNotAllowedError: the files name other hosts.
        ResolveError: anybody on the way could read it.
    """
    if not order.url:
        return
    job = SendJob(order.snapshot, order.request or _NO_REQUEST, allowed_hosts=order.allowed_hosts)
    require_token_host(job, order.url, prepared)
    environment = order.snapshot.environment
    faults = plain_http_faults(
        RequestMessage("GET", order.url),
        carries=True,
        environment=environment,
        place=order.config.location_of("type"),
    )
    found = [replace(fault, place=None) for fault in faults]
    if found:
        raise ResolveError.of(found)


def _bound(order: TokenOrder) -> UnsupportedConfiguration:
    fault = Fault(
        "bound_token",
        "The token is bound to a key of this process (DPoP).",
        order.config.location_of("dpop"),
        why="No other program can use it.",
        advice="Remove dpop = true if the API takes Bearer tokens.",
    )
    return UnsupportedConfiguration.of([fault])
