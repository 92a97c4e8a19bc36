"""The user in front of the screen, while a send waits for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from textual.app import App

from outrider.engine.web_browser import browser_command, open_page
from outrider.model.secret import MaybeSecret, Secret
from outrider.oauth.grant_flow import ShowUser


class ScreenUser(Struct):
    """Asks and shows in dialogs.

    Args:
        clock: seconds since the epoch.
    """

    _app: App[Any]
    _process: Mapping[str, str]
    _clock: Callable[[], float] = time.time

    @property
    def can_ask(self) -> bool:
        """Somebody sits there."""
        return True

    async def ask(self, message: str, *, secret: bool) -> str | None:
        """What is typed into a dialog; ``None`` where it is left."""
        from outrider.dialogs.text_prompt import TextPrompt

        answered: asyncio.Future[MaybeSecret | None] = asyncio.get_running_loop().create_future()

        def take(answer: MaybeSecret | None) -> None:
            # The send may have been cancelled meanwhile.
            if not answered.done():
                answered.set_result(answer)

        prompt = TextPrompt(message, secret=secret)
        self._app.push_screen(prompt, take)
        try:
            answer = await answered
        except asyncio.CancelledError:
            prompt.finish(None)
            raise
        return answer.reveal() if isinstance(answer, Secret) else answer

    def show(
        self, step: ShowUser, give_up: Callable[[], None], paste: Callable[[str], str]
    ) -> Callable[[], None]:
        """Shows what there is to do until the token is there; leaving the dialog gives up."""
        from outrider.dialogs.sign_in_dialog import SignInDialog

        command = browser_command(self._process) if step.can_open else None

        def browse() -> None:
            if command is not None:
                self._app.run_worker(open_page(command, step.url), exit_on_error=False)

        dialog = SignInDialog(
            step, self._clock, paste, browse if command is not None else None, self._process
        )

        def left(_: None) -> None:
            if not dialog.is_done:
                give_up()

        self._app.push_screen(dialog, left)
        if step.redirect_uri:
            browse()
        return dialog.done
