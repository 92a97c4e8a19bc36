"""The composition root: builds the few mutable things once, for both front ends."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache, cached_property
from typing import TYPE_CHECKING, Self

from outrider.engine.event_bus import EventBus
from outrider.engine.exchanges.console_store import ConsoleStore
from outrider.engine.tokens.token_cache import TokenCache
from outrider.model.connection import ExchangeLimits
from outrider.model.settings import OF_PROCESS, TokenSharing
from outrider.redaction import Redactor

if TYPE_CHECKING:
    from outrider.engine.doctor.doctor import Doctor
    from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder, HttpTransport
    from outrider.engine.exchanges.secret_bounds import SecretBounds
    from outrider.engine.filters.check_process import CheckProcess
    from outrider.engine.runs.run_performer import RunPerformer
    from outrider.engine.send.own_credentials import EnteredCredentials
    from outrider.engine.send.program_environment import ProgramEnvironment
    from outrider.engine.send.protected_resource_reader import ProtectedResourceReader
    from outrider.engine.send.secret_opener import SecretOpener
    from outrider.engine.send.send_preparation import Preparer
    from outrider.engine.send.sender import Sender
    from outrider.engine.send.token_delivery import TokenDelivery
    from outrider.engine.send.token_management import TokenManagement
    from outrider.engine.tokens.command_tokens import CommandTokens
    from outrider.engine.tokens.shared_tokens import SharedTokens
    from outrider.engine.tokens.token_exchange import TokenExchange
    from outrider.engine.tokens.token_worker import TokenWorker
    from outrider.engine.user_interface import UserInterface
    from outrider.model.message import RequestMessage
    from outrider.model.token import TokenSlot
    from outrider.oauth.grant_flow import CheckRedirect
    from outrider.oauth.proof_key import ProofKey
    from outrider.transport.redirect_listener import LoopbackListener


class Engine:
    """Everything that sends: the engine behind the commands and behind the screen.

    What sends is built, and imported, when it is first asked for: the screen is painted before.

    Attributes:
        clock: seconds since the epoch.
        redactor: masks secrets in whatever is shown.
    """

    def __init__(
        self,
        *,
        process_environment: Mapping[str, str],
        user: UserInterface | None = None,
        clock: Callable[[], float] = time.time,
        randomness: random.Random | None = None,
        token_limits: ExchangeLimits | None = None,
        bus: EventBus | None = None,
        sharing: TokenSharing = OF_PROCESS,
    ) -> None:
        self._chance = randomness or random.SystemRandom()
        self._user = user
        self._token_limits = token_limits
        self._sharing = sharing
        self.clock = clock
        self._process_environment = process_environment
        self._transport: HttpTransport | None = None
        self.bus = bus or EventBus()
        self.console = ConsoleStore()
        self.bus.subscribe(self.console.on_engine_event)
        self.redactor = Redactor()
        self.cache = TokenCache()

    @cached_property
    def token_worker(self) -> TokenWorker:
        """Hands out tokens."""
        from outrider.engine.tokens.token_sources import TokenSources
        from outrider.engine.tokens.token_worker import TokenWorker

        return TokenWorker(
            TokenSources(lambda: self._token_exchange, self._command_tokens),
            self._recorder,
            self.cache,
            self.bus,
            clock=self.clock,
            shared=self.shared_tokens,
            proof_key=self._proof_key,
        )

    def _command_tokens(self) -> CommandTokens:
        from outrider.engine.tokens.command_tokens import CommandTokens

        return CommandTokens(self._recorder, self.clock, self._process_environment)

    @cached_property
    def token_management(self) -> TokenManagement:
        """Asks the authorization server about tokens, and revokes them."""
        from outrider.engine.send.token_management import TokenManagement

        return TokenManagement(self.sender, self.token_worker, self._token_exchange)

    @cached_property
    def token_delivery(self) -> TokenDelivery:
        """Gives tokens to other programs."""
        from outrider.engine.send.token_delivery import TokenDelivery

        return TokenDelivery(self.sender, self.token_worker)

    @cached_property
    def program_environment(self) -> ProgramEnvironment:
        """Resolves the variables that another program gets."""
        from outrider.engine.send.program_environment import ProgramEnvironment

        return ProgramEnvironment(self.sender.preparer, self.redactor)

    @cached_property
    def _token_exchange(self) -> TokenExchange:
        return self._exchange_with(self._recorder)

    @cached_property
    def shared_tokens(self) -> SharedTokens:
        """The tokens of the user's other processes, where the settings say so."""
        from outrider.engine.tokens.shared_tokens import SharedTokens

        return SharedTokens(
            self._sharing,
            self._process_environment,
            clock=self.clock,
            random_bytes=self._chance.randbytes,
        )

    @cached_property
    def sender(self) -> Sender:
        """Sends requests, and tells what would be sent."""
        from outrider.engine.send.sender import Sender

        return Sender(
            self._preparer,
            self.token_worker,
            self._recorder,
            self.bus,
            self.redactor,
            lambda: self.check_process,
        )

    @cached_property
    def runs(self) -> RunPerformer:
        """Sends many requests in order."""
        from outrider.engine.runs.run_performer import RunPerformer

        return RunPerformer(self.sender, self.bus, self.redactor, self.clock)

    @cached_property
    def check_process(self) -> CheckProcess:
        """Runs jq, regular expressions and schemas of captures and expectations."""
        from outrider.engine.filters.check_process import CheckProcess

        return CheckProcess()

    @cached_property
    def doctor(self) -> Doctor:
        """Finds why there is no token."""
        from outrider.engine.doctor.doctor import Doctor

        return Doctor(self._preparer, self._recorder, self._exchange_with)

    def _exchange_with(self, recorder: ExchangeRecorder) -> TokenExchange:
        from outrider.engine.tokens.token_exchange import TOKEN_LIMITS, TokenExchange

        return TokenExchange(
            recorder,
            clock=self.clock,
            random_bytes=self._chance.randbytes,
            user=self._user,
            listen=_listen,
            limits=self._token_limits or TOKEN_LIMITS,
        )

    @cached_property
    def secret_opener(self) -> SecretOpener:
        """Opens secrets."""
        from outrider.engine.send.secret_opener import SecretOpener

        return SecretOpener(
            self._process_environment, self.redactor, self._user, bounds=self._bounds
        )

    @cached_property
    def _preparer(self) -> Preparer:
        from outrider.engine.send.connection_check import ConnectionCheck
        from outrider.engine.send.send_preparation import Preparer
        from outrider.engine.send.send_trial import SendTrial
        from outrider.variables.dynamic.dynamic_variables import DynamicVariableSource

        return Preparer(
            self.secret_opener,
            dynamic=lambda: DynamicVariableSource(self.clock, self._chance),
            trial=SendTrial(
                clock=self.clock,
                random_bytes=self._chance.randbytes,
                proof_key=self._proof_key,
                body=_body,
                entered=self.entered_credentials,
            ),
            connections=ConnectionCheck(process=self._process_environment),
        )

    @cached_property
    def protected_resources(self) -> ProtectedResourceReader:
        """Reads what APIs say of themselves."""
        from outrider.engine.send.protected_resource_reader import ProtectedResourceReader

        return ProtectedResourceReader(self._recorder)

    @cached_property
    def entered_credentials(self) -> EnteredCredentials:
        """For which hosts credentials of unsaved edits were entered."""
        from outrider.engine.send.own_credentials import EnteredCredentials

        return EnteredCredentials()

    @cached_property
    def _bounds(self) -> SecretBounds:
        from outrider.engine.exchanges.secret_bounds import SecretBounds

        return SecretBounds()

    @cached_property
    def _recorder(self) -> ExchangeRecorder:
        from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder

        return ExchangeRecorder(
            self._open_transport, self.bus, self.redactor, clock=self.clock, bounds=self._bounds
        )

    @cached_property
    def _proof_key(self) -> Callable[[TokenSlot], ProofKey]:
        """The key by which an environment proves that its tokens are its own: in memory only."""
        from outrider.oauth.proof_key import ProofKey

        keys = cache(lambda _workspace, _environment: ProofKey.generate())
        return lambda slot: keys(slot.workspace, slot.environment)

    async def close(self) -> None:
        """Ends what is under way and closes every connection."""
        if "token_worker" in self.__dict__:
            await self.token_worker.close()
        if "check_process" in self.__dict__:
            await self.check_process.close()
        if self._transport is not None:
            await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _open_transport(self) -> HttpTransport:
        """The transport, imported when the first message is ready: httpx is heavy."""
        if self._transport is None:
            from outrider.transport.transport import Transport

            self._transport = Transport(process_environment=self._process_environment)
        return self._transport


def _body(message: RequestMessage) -> Iterator[bytes]:
    """The bytes of a body; none of one that cannot be sent: sending says why."""
    from outrider.transport.exchange_stopped import ExchangeStopped
    from outrider.transport.request_body import body_bytes

    with suppress(ExchangeStopped):
        yield from body_bytes(message.content)


async def _listen(redirect_uri: str, check: CheckRedirect | None) -> LoopbackListener | None:
    from outrider.transport.redirect_listener import LoopbackListener, is_loopback_redirect

    if not is_loopback_redirect(redirect_uri):
        return None
    return await LoopbackListener.open(redirect_uri, check)
