"""The composition root: builds the few mutable things once, for both front ends."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Self

from tui.engine.bus import EventBus
from tui.engine.console import ConsoleStore
from tui.engine.opening import Ask, SecretOpener
from tui.engine.preparation import Preparer
from tui.engine.preview import Previewer
from tui.engine.recorder import Recorder, Sends
from tui.engine.sender import Sender
from tui.engine.token_cache import TokenCache
from tui.engine.token_exchange import TOKEN_LIMITS
from tui.engine.token_worker import TokenWorker
from tui.model.connection import Limits
from tui.redaction import Redactor
from tui.variables.dynamic import DynamicVariables


class Workbench:
    """Everything that sends: the engine behind the commands and behind the screen.

    Attributes:
        clock: seconds since the epoch.
        bus: what happens is published here.
        console: what happened.
        redactor: masks secrets in whatever is shown.
        cache: the tokens.
        worker: hands out tokens.
        sender: sends requests.
        previewer: tells what a send would send.
    """

    def __init__(
        self,
        *,
        process_environment: Mapping[str, str],
        ask: Ask | None = None,
        clock: Callable[[], float] = time.time,
        randomness: random.Random | None = None,
        token_limits: Limits = TOKEN_LIMITS,
    ) -> None:
        chance = randomness or random.SystemRandom()

        def new_id() -> str:
            return f"{chance.getrandbits(128):032x}"

        self.clock = clock
        self._process_environment = process_environment
        self._transport: Sends | None = None
        self.bus = EventBus()
        self.console = ConsoleStore()
        self.bus.subscribe(self.console.hear)
        self.redactor = Redactor()
        self.cache = TokenCache()
        recorder = Recorder(self._open_transport, self.bus, self.redactor, clock=clock)
        self.worker = TokenWorker(
            recorder,
            self.cache,
            self.bus,
            clock=clock,
            digest_key=chance.randbytes(32),
            new_id=new_id,
            limits=token_limits,
        )
        self._opener = SecretOpener(process_environment, self.redactor, ask)
        preparer = Preparer(
            self._opener, dynamic=lambda: DynamicVariables(clock, chance), new_id=new_id
        )
        self.sender = Sender(preparer, self.worker, recorder, self.bus, self.redactor)
        self.previewer = Previewer(preparer, self.worker, recorder, self.redactor)

    async def close(self) -> None:
        """Ends what is under way and closes every connection."""
        await self.worker.close()
        if self._transport is not None:
            await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _open_transport(self) -> Sends:
        """The transport, imported when the first message is ready: httpx is heavy."""
        if self._transport is None:
            from tui.transport import Transport

            self._transport = Transport(process_environment=self._process_environment)
        return self._transport
