"""Moves the focus, zooms a pane, opens help and the command palette, and quits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from textual.timer import Timer
from textual.widget import Widget

from outrider.dialogs.picker_item import PickerItem as Pick
from outrider.keymap.actions import ACTIONS, DIGITS
from outrider.keymap.key_display import display_key
from outrider.keymap.key_help import pane_commands, pane_help
from outrider.terminal.app.leader_key import LeaderChanged, LeaderChoice
from outrider.toolkit.lists.leader_menu import LeaderMenu, MenuEntry
from outrider.widgets.chrome.footer_bar import FooterKey
from outrider.widgets.console.console_panel import ConsolePanel
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.sidebar.environment_list import EnvironmentList
from outrider.widgets.sidebar.request_tree import RequestTree
from outrider.workbench.context.usual_keys import EDGE_WORD
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.request_controller import RequestController
from outrider.workbench.sending.send_controller import SendController

if TYPE_CHECKING:
    from outrider.keymap.pane_keys import Pane

_MORE = "tab"
"""The key after the leader that shows the next page of its choices."""

LEADER_PATIENCE = 0.25
"""Seconds in which a second key comes from somebody who knows it: nothing is drawn for them."""


class NavigationController(Struct):
    """Does what belongs to no single part.

    Args:
        requests: to ask before leaving.
        sending: to ask before leaving.
        do: does an action by its id.
        is_running: whether a run has not ended.
    """

    _context: WorkbenchContext
    _requests: RequestController
    _sending: SendController
    _do: Callable[[str], None]
    _is_running: Callable[[], bool]

    def focus(self, action_id: str) -> None:
        """Goes to the part that the action names."""
        self._end_zoom()
        screen = self._context.screen
        match action_id:
            case "focus_environments":
                screen.query_one(EnvironmentList).focus()
            case "focus_requests":
                screen.query_one(RequestTree).focus()
            case "focus_url":
                screen.query_one(RequestEditor).focus_url()
            case "focus_editor":
                screen.query_one(RequestEditor).tabs.focus()
            case "focus_response":
                screen.query_one(ResponsePanel).focus_text()
            case "focus_console":
                screen.query_one(ConsolePanel).focus()

    def leader_choices(self) -> tuple[LeaderChoice, ...]:
        """What can follow ctrl+g: every action with a key there, and the environments."""
        choices = [
            LeaderChoice(
                action.leader_key,
                action.label,
                f"perform('{action.id}')",
                group=action.group,
                repeats=action.repeats,
            )
            for action in ACTIONS
            if action.leader_key
        ]
        count = len(self._context.workspace.environments)
        choices += [
            LeaderChoice(str(digit), "Env 1…9", f"environment_number({digit})", digit == 1, "Send")
            for digit in DIGITS
            if digit <= count
        ]
        choices.append(LeaderChoice(_MORE, "", "more_choices", shown=False, stays=True))
        return tuple(choices)

    def _pane(self) -> tuple[Widget, Pane] | None:
        """The pane that has the focus: the widget, and what is known of it."""
        from outrider.keymap.pane_keys import PANES

        widget = self._context.screen.focused
        for ancestor in widget.ancestors_with_self if widget else ():
            for pane in PANES:
                if isinstance(ancestor, pane.widget_type):
                    return ancestor, pane
        return None

    def zoom(self) -> None:
        """Gives the pane that has the focus the whole screen, or takes it away again."""
        screen = self._context.screen
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
        if focused is None or not self._context.screen.has_class("-zoom"):
            return
        if not any(one.has_class("-zoomed") for one in focused.ancestors_with_self):
            self._end_zoom()

    def jump(self) -> None:
        """Marks what can have the focus with letters, and goes to the one that is typed."""
        from outrider.dialogs.jump_mode import JumpScreen, assign_letters, jump_targets, jump_to

        screen = self._context.screen
        marks = assign_letters(list(jump_targets(screen)))
        screen.app.push_screen(JumpScreen(marks), lambda place: jump_to(place) if place else None)

    def _end_zoom(self) -> None:
        screen = self._context.screen
        screen.remove_class("-zoom", "-zoom-side", "-zoom-work")
        for widget in screen.query(".-zoomed"):
            widget.remove_class("-zoomed")

    async def help(self) -> None:
        """Explains the keys where the focus is."""
        from outrider.dialogs.help_dialog import HelpDialog

        focused = self._context.screen.focused
        pane = self._pane()
        name, pairs = "Keys", []
        if focused is not None and pane is not None:
            name = pane[1].name
            pairs += [("", pane[1].purpose), *pane_help(focused)]
        pairs += [("", "Everywhere")]
        actions = self._context.actions
        pairs += [
            (display_key(action.keys), action.description) for action in actions if action.keys
        ]
        pairs += [("", f"After {self._context.key_of('leader')}")]
        pairs += [
            (display_key(action.leader_key), action.description)
            for action in actions
            if action.leader_key
        ]
        await self._context.show_dialog(HelpDialog(name, pairs))

    async def pick_command(self) -> None:
        """Offers what the focused pane does by key, every action, and requests by their names."""
        from outrider.dialogs.command_palette import CommandPalette

        leader = display_key(self._context.key_of("leader"))
        focused = self._context.screen.focused
        here = list(pane_commands(focused)) if focused is not None else []
        pane = self._pane()
        where = pane[1].name if pane is not None else ""
        choices = [
            Pick(
                f"pane {place}",
                one.label,
                sentence=one.sentence,
                key=one.key,
            )
            for place, one in enumerate(here)
        ]
        choices += [
            Pick(
                action.id,
                action.label,
                f"{leader} {display_key(action.leader_key)}" if action.leader_key else "",
                sentence=action.description,
                key=display_key(action.keys.partition(",")[0]),
            )
            for action in self._context.actions
            if action.id != "commands"
        ]
        choices += [
            Pick(
                f"request {entry.id}",
                entry.name,
                sentence=f"{entry.request.method} {entry.id}",
                only_found=True,
            )
            for entry in self._context.workspace.tree()
            if entry.request is not None
        ]
        title = f"Commands · {where}" if where else "Commands"
        found = await self._context.show_dialog(CommandPalette(title, choices))
        if not found:
            return
        if found.startswith("request "):
            self._requests.open(found.removeprefix("request "))
            return
        if not found.startswith("pane "):
            self._do(found)
            return
        command = here[int(found.removeprefix("pane "))]
        if command.widget.is_attached:
            command.widget.focus()
            await self._context.screen.app.run_action(command.action, command.widget)

    async def quit(self) -> None:
        """Ends the program; asks where something would be lost."""
        runs = self._is_running()
        if runs or self._sending.sends.any_under_way:
            answer = await self._context.confirm(
                "A run has not ended." if runs else "A request is still running.",
                [("c", "Keep waiting", "stay"), ("q", "Cancel it and quit", "go")],
            )
            if answer != "go":
                return
        if await self._requests.confirm_leave():
            await self._sending.sends.cancel_all()
            self._context.app.exit(return_code=0)


class LeaderMenuController:
    """The panel of choices: seen by those who wait, made when it is wanted first.

    Args:
        show: told after each change whether it is seen.
    """

    def __init__(self, context: WorkbenchContext, show: Callable[[bool], None]) -> None:
        self._context = context
        self._sight_changed = show
        self._panel: LeaderMenu | None = None
        self._waiting: Timer | None = None

    def on_leader_changed(self, message: LeaderChanged) -> None:
        """Shows the choices in a moment, or hides them; says which key stands for nothing."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if message.choices:
            show = partial(self._show, message.choices)
            self._waiting = self._context.screen.set_timer(LEADER_PATIENCE, show)
            return
        if self._panel is not None:
            self._panel.dismiss()
            self._sight_changed(self.is_shown)
        if message.refused:
            leader = self._context.key_of("leader")
            self._context.notify(f"{leader} {display_key(message.refused)} has no action.")

    def _show(self, choices: Sequence[LeaderChoice]) -> None:
        if self._waiting is None:
            # A timer that was stopped may have rung already.
            return
        self._waiting = None
        offers = [
            MenuEntry(display_key(one.key), one.label, one.group, one.key)
            for one in choices
            if one.shown and not one.repeats
        ]
        together = [one for one in choices if one.repeats]
        if together:
            keys = "".join(display_key(one.key) for one in together)
            offers.append(MenuEntry(keys, EDGE_WORD, together[0].group))
        leader = display_key(self._context.key_of("leader"))
        screen = self._context.screen
        if self._panel is None:
            self._panel = LeaderMenu(classes="over")
            screen.mount(self._panel)
        more, back = f"{display_key(_MORE)} more", f"{display_key('escape')} close"
        self._panel.show(f"{leader} … choose an action", offers, more=more, back=back)
        self._sight_changed(self.is_shown)

    @property
    def is_shown(self) -> bool:
        """Whether the choices are seen now."""
        return self._panel is not None and self._panel.display

    def show_more(self) -> None:
        """Shows the next page of the choices."""
        if self._panel is not None:
            self._panel.next_page()

    def keys(self) -> list[FooterKey]:
        """What the footer has while the choices are seen."""
        more = self._panel is not None and self._panel.has_more
        return [
            *([FooterKey(_MORE, display_key(_MORE), "More")] if more else []),
            FooterKey("escape", display_key("escape"), "Close"),
        ]
