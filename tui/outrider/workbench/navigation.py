"""What surrounds the work: focus, zoom, help, commands, leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.widget import Widget

from outrider.dialogs.picker_item import Choice as Pick
from outrider.keymap.actions import ACTIONS, DIGITS
from outrider.keymap.key_display import shown_key
from outrider.keymap.key_help import pane_commands, pane_help
from outrider.terminal.app.leader_key import Choice, LeaderChanged
from outrider.toolkit.lists.leader_menu import ChoicePanel, Offer
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.context.workbench_context import Stage
from outrider.workbench.requests.request_controller import RequestControl
from outrider.workbench.sending.send_controller import SendControl

if TYPE_CHECKING:
    from outrider.keymap.pane_keys import Pane


class Around:
    """Does what belongs to no single part.

    Args:
        stage: what it works on.
        requests: to ask before leaving.
        sending: to ask before leaving.
        do: does an action by its id.
    """

    def __init__(
        self,
        stage: Stage,
        requests: RequestControl,
        sending: SendControl,
        do: Callable[[str], None],
    ) -> None:
        self._stage = stage
        self._requests = requests
        self._sending = sending
        self._do = do

    def do(self, action_id: str) -> None:
        """Does an action that no control knows."""
        match action_id:
            case "zoom":
                self._zoom()
            case "jump":
                self._jump()
            case "help":
                self._stage.run(self._help())
            case "commands":
                self._stage.run(self._commands())
            case "quit":
                self._stage.run(self._leave())
            case _:
                self._end_zoom()
                self._focus(action_id.removeprefix("focus_"))

    def _focus(self, pane: str) -> None:
        screen = self._stage.screen
        match pane:
            case "environments":
                screen.query_one(EnvironmentList).focus()
            case "requests":
                screen.query_one(RequestTree).focus()
            case "url":
                screen.query_one(RequestEditor).focus_url()
            case "editor":
                screen.query_one(RequestEditor).tabs.focus()
            case "response":
                screen.query_one(ResponsePanel).focus_text()
            case "console":
                screen.query_one(ConsolePanel).focus()

    def leader_choices(self) -> tuple[Choice, ...]:
        """What can follow ctrl+g: every action with a key there, and the environments."""
        choices = [
            Choice(action.leader, action.label, f"do('{action.id}')", group=action.group)
            for action in ACTIONS
            if action.leader
        ]
        count = len(self._stage.workspace.environments)
        choices += [
            Choice(str(digit), "Env 1…9", f"environment_number({digit})", digit == 1, "Send")
            for digit in DIGITS
            if digit <= count
        ]
        return tuple(choices)

    def _pane(self) -> tuple[Widget, Pane] | None:
        """The pane that has the focus: the widget, and what is known of it."""
        from outrider.keymap.pane_keys import PANES

        widget = self._stage.screen.focused
        for ancestor in widget.ancestors_with_self if widget else ():
            for pane in PANES:
                if isinstance(ancestor, pane.kind):
                    return ancestor, pane
        return None

    def _zoom(self) -> None:
        screen = self._stage.screen
        if screen.has_class("-zoom"):
            self._end_zoom()
            return
        pane = self._pane()
        if pane is not None:
            pane[0].add_class("-zoomed")
            # Textual's own maximizing would take the status line away.
            aside = isinstance(pane[0], EnvironmentList | RequestTree)
            screen.add_class("-zoom", "-zoom-side" if aside else "-zoom-work")

    def follow_focus(self, focused: Widget | None) -> None:
        """Ends the zoom when the focus left its pane: no key may go to what cannot be seen."""
        if focused is None or not self._stage.screen.has_class("-zoom"):
            return
        if not any(one.has_class("-zoomed") for one in focused.ancestors_with_self):
            self._end_zoom()

    def _jump(self) -> None:
        from outrider.dialogs.jump_mode import JumpScreen, go, lettered, places

        screen = self._stage.screen
        marks = lettered(list(places(screen)))
        screen.app.push_screen(JumpScreen(marks), lambda place: go(place) if place else None)

    def _end_zoom(self) -> None:
        screen = self._stage.screen
        screen.remove_class("-zoom", "-zoom-side", "-zoom-work")
        for widget in screen.query(".-zoomed"):
            widget.remove_class("-zoomed")

    async def _help(self) -> None:
        from outrider.dialogs.help_dialog import HelpScreen

        focused = self._stage.screen.focused
        pane = self._pane()
        name, pairs = "Keys", []
        if focused is not None and pane is not None:
            name = pane[1].name
            pairs += [("", pane[1].purpose), *pane_help(focused)]
        pairs += [("", "Everywhere")]
        actions = self._stage.actions
        pairs += [(shown_key(action.keys), action.sentence) for action in actions if action.keys]
        pairs += [("", f"After {self._stage.key_of('leader')}")]
        pairs += [
            (shown_key(action.leader), action.sentence) for action in actions if action.leader
        ]
        await self._stage.ask(HelpScreen(name, pairs))

    async def _commands(self) -> None:
        """Offers what the focused pane does by key, and every action."""
        leader = shown_key(self._stage.key_of("leader"))
        focused = self._stage.screen.focused
        here = list(pane_commands(focused)) if focused is not None else []
        pane = self._pane()
        where = pane[1].name if pane is not None else ""
        choices = [
            Pick(f"pane {place}", f"{one.label} — {one.sentence}", f"{where} {one.key}".strip())
            for place, one in enumerate(here)
        ]
        choices += [
            Pick(
                action.id,
                f"{action.label} — {action.sentence}",
                shown_key(action.keys) if action.keys else f"{leader} {shown_key(action.leader)}",
            )
            for action in self._stage.actions
            if action.id != "commands"
        ]
        found = await self._stage.pick("Commands", choices)
        if not found:
            return
        if not found.startswith("pane "):
            self._do(found)
            return
        command = here[int(found.removeprefix("pane "))]
        if command.widget.is_attached:
            command.widget.focus()
            await self._stage.screen.app.run_action(command.action, command.widget)

    async def _leave(self) -> None:
        if self._sending.sends.any_under_way:
            answer = await self._stage.sure(
                "A request is under way.",
                [("c", "Stay", "stay"), ("q", "Cancel it and quit", "go")],
            )
            if answer != "go":
                return
        if await self._requests.may_leave():
            await self._sending.sends.cancel_all()
            self._stage.screen.app.exit(return_code=0)


class Leading:
    """The panel of choices, which is made when it is wanted first.

    Args:
        stage: where it is shown.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._panel: ChoicePanel | None = None

    def changed(self, message: LeaderChanged) -> None:
        """Shows the choices, or hides them; says which key stands for nothing."""
        leader = self._stage.key_of("leader")
        if not message.choices:
            if self._panel is not None:
                self._panel.dismiss()
            if message.refused:
                self._stage.say(f"Nothing is at {leader} {shown_key(message.refused)}.")
            return
        offers = [
            Offer(shown_key(one.key), one.label, one.group) for one in message.choices if one.shown
        ]
        title = f"{shown_key(leader)} and one more key · escape: none"
        if self._panel is None:
            self._panel = ChoicePanel(classes="over")
            self._stage.screen.mount(self._panel)
        self._panel.ask(title, offers)
