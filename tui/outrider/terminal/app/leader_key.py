"""The leader: one key, and then one more that reaches everything, whatever has the focus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from textual import events
from textual.app import App
from textual.message import Message


class LeaderChoice(Struct, frozen=True):
    """What one key does after the leader.

    Attributes:
        key: as Textual names it (``e``, ``question_mark``, ``f5``), or the character itself.
        label: what is said of it, in a word or two.
        action: a Textual action; without a prefix it is looked for on the screen, then on the app.
        shown: whether it is offered (of nine digits, one entry is enough).
        group: the heading under which it is offered.
        repeats: the leader waits on after it, for others that repeat.
        stays: it waits on after it for any of them: something was only looked at.
    """

    key: str
    label: str
    action: str
    shown: bool = True
    group: str = ""
    repeats: bool = False
    stays: bool = False


class LeaderKey:
    """Waits for the key that follows the leader; knows no terminal and no screen."""

    def __init__(self) -> None:
        self._choices: dict[str, LeaderChoice] = {}
        self._started_by = ""
        self.waiting = False
        self.repeating = False

    def start(self, choices: Iterable[LeaderChoice], started_by: str = "") -> None:
        """Waits for one of these; the key that started it cancels when it comes again."""
        self._choices = {one.key: one for one in choices}
        self._started_by = started_by
        self.waiting, self.repeating = True, False

    def press(self, key: str, character: str | None = None) -> LeaderChoice | None:
        """The choice for a key; any other key ends the waiting without one."""
        self.stop()
        if self.is_cancelled_by(key):
            return None
        choice = self._choices.get(key) or self._choices.get(character or "")
        if choice is not None and choice.stays:
            self.waiting = True
        if choice is not None and choice.repeats:
            self._choices = {one.key: one for one in self._choices.values() if one.repeats}
            self.waiting = self.repeating = True
        return choice

    def stop(self) -> None:
        """Waits for nothing any more."""
        self.waiting = self.repeating = False

    def passes_on(self, key: str) -> bool:
        """Whether a key is none of those that repeat: it means what it always does."""
        return self.repeating and key != "escape" and key not in self._choices

    def is_cancelled_by(self, key: str) -> bool:
        """Whether a key says that nothing is wanted after all."""
        return key in {"escape", self._started_by}


class LeaderChanged(Message):
    """The leader waits, or waits no longer.

    Attributes:
        choices: what can be pressed; empty when it waits no longer.
        refused: the key that was pressed and stands for nothing; empty otherwise.
        repeating: it waits for more of the keys that repeat, and nothing else is offered.
    """

    def __init__(
        self, choices: tuple[LeaderChoice, ...], refused: str = "", *, repeating: bool = False
    ) -> None:
        super().__init__()
        self.choices = choices
        self.refused = refused
        self.repeating = repeating


class LeaderApp(App[int]):
    """An App with a leader: give it :meth:`leader_choices` and bind a key to ``app.leader``.

    The binding needs priority, so that a text field does not see the key. While the leader waits,
    the next key or click reaches nobody else. :class:`LeaderChanged` is posted to the screen.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.leader = LeaderKey()
        self._pressed = ""

    def leader_choices(self) -> tuple[LeaderChoice, ...]:
        """What can follow the leader now; asked each time that it is pressed."""
        return ()

    def action_leader(self) -> None:
        """Waits for the next key; a dialog has to be answered first."""
        choices = () if self.screen.is_modal else self.leader_choices()
        if choices:
            self.leader.start(choices, self._pressed)
            self.screen.post_message(LeaderChanged(choices))

    def is_pressed_on_key(self, event: events.MouseDown) -> bool:
        """Whether a click stands for a key, which says what becomes of the leader."""
        del event
        return False

    def cancel_leader(self) -> None:
        """Waits no longer, if it did."""
        if self.leader.waiting:
            self.leader.stop()
            self.screen.post_message(LeaderChanged(()))

    async def on_event(self, event: events.Event) -> None:
        """Takes the key after the leader before any binding or widget sees it."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self.leader.waiting and self.leader.passes_on(event.key):
                self.cancel_leader()
            if self.leader.waiting:
                event.stop()
                await self._take(event)
                return
            self._pressed = event.key
        elif self._is_instead_of_key(event):
            self.cancel_leader()
        await super().on_event(event)

    def _is_instead_of_key(self, event: events.Event) -> bool:
        """Whether no key will come to whoever pressed the leader."""
        if isinstance(event, events.MouseDown):
            return not (event.is_forwarded or self.is_pressed_on_key(event))
        return isinstance(event, events.Paste) and not event.is_forwarded

    async def _take(self, event: events.Key) -> None:
        choice = self.leader.press(event.key, event.character)
        known = choice is not None or self.leader.is_cancelled_by(event.key)
        refused = "" if known else event.key
        if choice is None or not choice.stays:
            self.screen.post_message(
                LeaderChanged((), refused, repeating=choice is not None and choice.repeats)
            )
        if choice is not None:
            await self._run(choice.action)

    async def _run(self, action: str) -> None:
        name = action.partition("(")[0]
        on_screen = "." in name or hasattr(self.screen, f"action_{name}")
        await self.run_action(action, self.screen if on_screen else self)
