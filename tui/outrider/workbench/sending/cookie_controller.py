"""Shows, edits and forgets the cookies of the active environment."""

from __future__ import annotations

from msgspec import Struct, structs

from outrider.model.cookie import Cookie
from outrider.model.secret import MaybeSecret, Secret
from outrider.workbench.context.workbench_context import WorkbenchContext


class CookieController(Struct):
    """The jar of the active environment."""

    _context: WorkbenchContext

    async def view(self, at: int = 0) -> None:
        """Shows the cookies, until the user goes away; ``at`` is where the cursor begins.

        Raises:
            SaveError: what is changed cannot be stored.
        """
        from outrider.dialogs.cookie_dialog import CookieAction, CookieDialog

        workspace = self._context.workspace
        environment = workspace.environment
        jar = workspace.cookie_jars.of(environment)
        now = self._context.engine.clock()
        cookies = jar.all(now) if jar is not None else ()
        if jar is None or environment is None:
            self._context.notify("No cookies are kept: set keep under [cookies].")
            return
        if not cookies:
            self._context.notify("No cookies yet.")
            return
        title = f"Cookies · {environment.name}"
        answer = await self._context.show_dialog(CookieDialog(title, cookies, now=now, at=at))
        if answer is None:
            return
        at = next(i for i, one in enumerate(cookies) if one.key == answer.key)
        if answer.action is CookieAction.EDIT:
            value = await self._value(cookies[at])
            if value is not None:
                jar.put(structs.replace(cookies[at], value=value), now)
                self._context.engine.redactor.register([value])
        elif answer.action is CookieAction.DELETE:
            jar.forget(answer.key)
        else:
            count = jar.clear()
            self._context.notify(f"{count} cookie{'' if count == 1 else 's'} cleared.")
        workspace.cookie_jars.store(environment)
        if jar.all(now):
            await self.view(at)

    async def _value(self, cookie: Cookie) -> Secret | None:
        """A new value for a cookie; ``None`` where it stays."""
        from outrider.dialogs.text_prompt import TextPrompt

        prompt = TextPrompt(f'Value of "{cookie.name}"', validate=_problem, secret=True)
        typed: MaybeSecret | None = await self._context.show_dialog(prompt)
        return typed if isinstance(typed, Secret) else None


def _problem(value: str) -> str:
    """Why a text is not the value of a cookie (RFC 6265 §4.1.1); empty where it is."""
    if not value.isascii() or not value.isprintable() or ";" in value:
        return "A value has no semicolon and no character beyond ASCII."
    return ""
