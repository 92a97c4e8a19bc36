"""Performs the steps of a grant: sends, waits, asks, shows and listens for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from msgspec.structs import replace

from outrider.engine.user_interface import UserInterface
from outrider.errors import AuthorizationError, PromptUnanswered, TokenEndpointFailed
from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.token import TokenResponse
from outrider.model.units import span_text
from outrider.next_steps import SendAgain
from outrider.oauth.grant_flow import (
    AwaitRedirect,
    CheckRedirect,
    FlowStep,
    GrantFlow,
    Listen,
    PromptUser,
    RedirectResponse,
    ShowUser,
    StepResult,
    TokenRequest,
    Wait,
    pasted_redirect,
)

if TYPE_CHECKING:
    from outrider.transport.redirect_listener import LoopbackListener

T = TypeVar("T")


OpenListener: TypeAlias = (
    "Callable[[str, CheckRedirect | None], Awaitable[LoopbackListener | None]]"
)
"""Listens on a redirect URI; gives ``None`` for one that is not of this machine."""


class GrantDriver:
    """Drives one flow to its end; whatever it opened is closed then.

    Args:
        mask: has secrets masked from now on.
        user: whom to ask and to show; ``None`` where there is nobody.
        may_open: whether a browser may be sent to a URL.
    """

    def __init__(
        self,
        send: Callable[[TokenRequest], Awaitable[ResponseMessage]],
        *,
        log: Callable[[str], None],
        mask: Callable[[Iterable[Secret]], None],
        user: UserInterface | None,
        listen: OpenListener,
        may_open: Callable[[str], bool],
    ) -> None:
        self._send = send
        self._log = log
        self._mask = mask
        self._user = user
        self._listen = listen
        self._may_open = may_open
        self._opened = AsyncExitStack()
        self._listener: LoopbackListener | None = None
        self._check: CheckRedirect = _unchecked
        self._pasted: asyncio.Queue[RedirectResponse] = asyncio.Queue()
        self._given_up = asyncio.Event()

    async def run(self, flow: GrantFlow) -> TokenResponse:
        """The token that the flow ends with.

        Raises:
            AuthorizationError: it ends without one.
            PromptUnanswered: it needs somebody, and nobody is there or wants to.
        """
        async with self._opened:
            self._opened.callback(flow.close)
            try:
                step = next(flow)
                while True:
                    try:
                        result = await self._perform(step)
                    except TokenEndpointFailed as error:
                        # A grant may try again (RFC 8628 §3.5); another has it raised.
                        step = flow.throw(error)
                    else:
                        step = flow.send(result)
            except StopIteration as done:
                response: TokenResponse = done.value
                return response

    async def _perform(self, step: FlowStep) -> StepResult:
        match step:
            case TokenRequest():
                return await self._until_given_up(self._send(step))
            case Wait(seconds, why):
                self._log(f"Waiting {seconds:g} s: {why}")
                await self._until_given_up(asyncio.sleep(seconds))
            case PromptUser(message, secret):
                return await self._ask(message, secret)
            case ShowUser():
                self._show(step)
            case Listen(redirect_uri, check):
                self._check = check or _unchecked
                self._listener = await self._listen(redirect_uri, check)
                if self._listener is None:
                    return redirect_uri
                self._opened.push_async_callback(self._listener.close)
                return self._listener.redirect_uri
            case AwaitRedirect(seconds):
                return await self._redirect(seconds)
        return None

    async def _ask(self, message: str, secret: bool) -> MaybeSecret:
        self._log(f"Asking: {message}")
        user = self._somebody(message)
        answer = await user.ask(message, secret=secret)
        if answer is None:
            raise PromptUnanswered(f"No response to: {message}", code="unanswered")
        if not secret:
            return answer
        typed = Secret(answer)
        self._mask([typed])
        return typed

    def _show(self, step: ShowUser) -> None:
        self._log(f"Asking for a sign-in at {step.url.partition('?')[0]}")
        shown = replace(step, can_open=self._may_open(step.url))
        user = self._somebody(step.message)
        self._opened.callback(user.show(shown, self._given_up.set, self._paste))

    def _paste(self, text: str) -> str:
        """Takes where the browser has ended from the user; says what is wrong with it, if it is."""
        redirect = pasted_redirect(text)
        wrong = self._check(redirect)
        if not wrong:
            self._pasted.put_nowait(redirect)
        return wrong

    def _somebody(self, message: str) -> UserInterface:
        if self._user is None:
            raise PromptUnanswered(
                f"The grant type needs a person: {message}",
                code="unanswered",
                advice="Use the workbench, or run it in a terminal.",
            )
        return self._user

    async def _redirect(self, seconds: float) -> RedirectResponse:
        where = self._listener.redirect_uri if self._listener is not None else ""
        waits: list[asyncio.Future[RedirectResponse]] = []
        waits.append(asyncio.ensure_future(self._pasted.get()))
        if self._listener is not None:
            waits.append(asyncio.ensure_future(self._listener.receive()))
        try:
            async with asyncio.timeout(seconds):
                redirect = await self._until_given_up(_first(waits))
        except TimeoutError:
            raise AuthorizationError(
                f"No sign-in within {span_text(seconds)}.",
                code="redirect_timeout",
                where=where,
                step=SendAgain(),
            ) from None
        finally:
            for one in waits:
                one.cancel()
        self._mask([Secret(value) for name, value in redirect.parameters if name == "code"])
        is_pasted = waits[0].done() and not waits[0].cancelled()
        self._log("Redirect pasted." if is_pasted else f"Redirect received at {where}.")
        return redirect

    async def _until_given_up(self, work: Awaitable[T]) -> T:
        """The result of what is waited for, unless the user gives up before."""
        waiting = asyncio.ensure_future(work)
        giving_up = asyncio.ensure_future(self._given_up.wait())
        try:
            await asyncio.wait({waiting, giving_up}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            raise PromptUnanswered("Waiting for the token was cancelled.", code="unanswered")
        finally:
            for task in (waiting, giving_up):
                task.cancel()
            await asyncio.gather(waiting, giving_up, return_exceptions=True)


async def _first(waits: list[asyncio.Future[RedirectResponse]]) -> RedirectResponse:
    done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    return done.pop().result()


def _unchecked(_: RedirectResponse) -> str:
    return ""
