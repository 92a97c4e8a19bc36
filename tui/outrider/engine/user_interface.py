"""The user, as the engine knows them: somebody who can be asked, and shown something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from outrider.oauth.grant_flow import ShowUser


class UserInterface(Protocol):
    """How a front end asks and shows while a send waits for it."""

    @property
    def can_ask(self) -> bool:
        """Whether the user can type something."""

    async def ask(self, message: str, *, secret: bool) -> str | None:
        """What the user types, unseen if it is secret; ``None`` where they would not say."""

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        """Shows what there is to do elsewhere, and goes on at once.

        ``give_up`` is to be called when the user does not want to wait any longer; ``paste``
        takes where the browser has ended, and says what is wrong with it; what is
        returned takes it away again, and may be called although the user has closed it.
        """
