"""The user, as the engine knows them: somebody who can be asked, and shown something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from outrider.oauth.grant_flow import ShowUser


class UserInterface(Protocol):
    """How a front end asks and shows while a send waits for it."""

    async def ask(self, message: str, *, secret: bool) -> str | None:
        """What the user types.

        Args:
            message: what is asked for.
            secret: it is not shown while it is typed.

        Returns:
            ``None`` where the user would not say.
        """

    def show(self, step: ShowUser, give_up: Callable[[], None]) -> Callable[[], None]:
        """Shows what there is to do elsewhere, and goes on at once.

        Args:
            step: what to show.
            give_up: to be called when the user does not want to wait any longer.

        Returns:
            Takes it away again; it may be called although the user has closed it.
        """
