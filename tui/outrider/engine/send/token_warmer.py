"""Fetches tokens ahead of time and renews them, so that no send has to wait for one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from outrider.auth.definitions import named_auth
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import AuthorizationError, OutriderError, SignInRequired
from outrider.model.auth import AuthConfig
from outrider.model.token import AccessToken, TokenSource, TokenUse

FIRST_PAUSE = 30.0
"""Seconds after a failure; each further one in a row doubles them."""

LONGEST_PAUSE = 900.0
"""Seconds between two tries, unless the server asks for more."""

SHORTEST_PAUSE = 0.5
"""Seconds between two exchanges for one auth, however short its tokens live."""

FetchToken = Callable[[WorkspaceSnapshot, AuthConfig, bool], Awaitable[TokenUse]]
"""A token for a definition; a new one whatever the cache has, where that is ``True``."""


class TokenWarmer:
    """Keeps a token ready for each auth of an environment that says ``warm = true``.

    Nobody is ever asked for anything: what would need a person is left to the next send. Of a
    protected environment nothing is fetched until the user has asked for one of its tokens.

    Args:
        fetch: a token for a definition, whose snapshot is unattended.
        clock: seconds since the epoch.
        sleep: lets seconds pass.
    """

    def __init__(
        self,
        fetch: FetchToken,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._sleep = sleep
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def follow(self, snapshot: WorkspaceSnapshot, *, asked: bool = False) -> None:
        """Keeps the tokens of this snapshot's environment ready from now on, and no others.

        Args:
            snapshot: unattended.
            asked: whether the user has asked for a token of the environment in this session.
        """
        self.stop()
        for config in _to_keep(snapshot, asked=asked):
            self._begin(snapshot, config)

    def resume(self, snapshot: WorkspaceSnapshot, auth: str, *, asked: bool = False) -> None:
        """Keeps the token of this auth ready again, if it was given up: a send has got one."""
        task = self._tasks.get(auth)
        if task is not None and not task.done():
            return
        for config in _to_keep(snapshot, asked=asked):
            if config.name == auth:
                self._begin(snapshot, config)

    def stop(self) -> None:
        """Fetches nothing any more."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    async def close(self) -> None:
        """Stops, and waits until what was under way has ended."""
        tasks = list(self._tasks.values())
        self.stop()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, snapshot: WorkspaceSnapshot, config: AuthConfig) -> None:
        self._tasks[config.name] = asyncio.ensure_future(self._keep_ready(snapshot, config))

    async def _keep_ready(self, snapshot: WorkspaceSnapshot, config: AuthConfig) -> None:
        failures = 0
        while True:
            try:
                use = await self._fetch(snapshot, config, False)
                if renewal(use.token) <= self._clock() and use.source is TokenSource.CACHE:
                    use = await self._fetch(snapshot, config, True)
            except AuthorizationError as error:
                if error.rejects_credentials or isinstance(error, SignInRequired):
                    # Asking again with the same credentials is how accounts get locked; and a
                    # sign-in is left to the next send.
                    return
                failures += 1
                pause = min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
                await self._sleep(max(pause, error.retry_after or 0.0))
                continue
            except OutriderError:
                # A file, trust or a person is missing: the next send says so.
                return
            failures = 0
            if use.token.lifetime <= 0:
                return
            await self._sleep(max(renewal(use.token) - self._clock(), SHORTEST_PAUSE))


def renewal(token: AccessToken) -> float:
    """When another token is fetched (seconds since the epoch): before its leeway begins."""
    return token.expires_at - 2 * token.leeway


def _to_keep(snapshot: WorkspaceSnapshot, *, asked: bool) -> Iterator[AuthConfig]:
    """The definitions of the environment whose tokens are to be kept ready."""
    environment = snapshot.environment
    if environment is None or not snapshot.trust.known or (environment.protected and not asked):
        return
    for name in environment.auths:
        try:
            config = named_auth(environment, name)
        except OutriderError:
            continue
        if config.settings.get("warm") == "true":
            yield config
