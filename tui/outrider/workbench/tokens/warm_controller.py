"""Keeps the tokens of the active environment ready, where its auth definitions say so."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.engine.events import (
    EnvironmentActivated,
    Event,
    TokenChanged,
    WorkspaceReloaded,
)
from outrider.errors import OutriderError
from outrider.workbench.context.workbench_context import WorkbenchContext

if TYPE_CHECKING:
    from outrider.engine.send.send_job import WorkspaceSnapshot
    from outrider.engine.send.token_warmer import TokenWarmer
    from outrider.model.auth import AuthConfig
    from outrider.model.token import TokenUse


class WarmController:
    """Follows the active environment; what keeps tokens is loaded where there is one to keep."""

    def __init__(self, context: WorkbenchContext) -> None:
        self._context = context
        self._asked: set[str] = set()
        self._outdated = False
        context.subscribe(self._on_changed, EnvironmentActivated, WorkspaceReloaded)
        context.subscribe(self._on_token, TokenChanged)

    def start(self) -> None:
        """Begins with the environment that is active now."""
        self._on_changed(None)

    def user_asked(self, environment: str) -> None:
        """The user has asked for a token of this environment: a protected one is kept ready too."""
        if environment not in self._asked:
            self._asked.add(environment)
            self._on_changed(None)

    async def close(self) -> None:
        """Fetches nothing any more."""
        if "_warmer" in self.__dict__:
            await self._warmer.close()

    def _on_changed(self, _: Event | None) -> None:
        if not self._outdated:
            self._outdated = True
            self._context.screen.call_after_refresh(self._follow)

    def _on_token(self, event: TokenChanged) -> None:
        """What a token was not to be had without (trust, a typed secret) may be there now."""
        if event.token is None or event.environment != self._context.workspace.active:
            return
        if self._is_wanted and (snapshot := self._snapshot()) is not None:
            asked = event.environment in self._asked
            self._warmer.resume(snapshot, event.key.slot.auth, asked=asked)

    @property
    def _is_wanted(self) -> bool:
        environment = self._context.workspace.environment
        tables = environment.auths.values() if environment is not None else ()
        return any("warm" in auth.table for auth in tables)

    def _snapshot(self) -> WorkspaceSnapshot | None:
        # The sidebar tells what is wrong with a file.
        with suppress(OutriderError):
            return replace(self._context.workspace.snapshot(), is_attended=False)
        return None

    def _follow(self) -> None:
        self._outdated = False
        snapshot = self._snapshot() if self._is_wanted else None
        if snapshot is not None:
            self._warmer.follow(snapshot, asked=snapshot.environment_id in self._asked)
        elif "_warmer" in self.__dict__:
            self._warmer.stop()

    @cached_property
    def _warmer(self) -> TokenWarmer:
        from outrider.engine.send.token_warmer import TokenWarmer

        return TokenWarmer(self._fetch, clock=self._context.engine.clock)

    async def _fetch(
        self, snapshot: WorkspaceSnapshot, config: AuthConfig, is_forced: bool
    ) -> TokenUse:
        sender = self._context.engine.sender
        return await sender.token(snapshot, config, fresh=is_forced, ahead=True)
