"""What every controller is given: screen, engine, workspace, edit buffers, dialogs, notices."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from msgspec import structs
from textual.screen import ModalScreen, Screen

from outrider.dialogs.picker_item import PickerItem
from outrider.engine.editing.edit_buffers import EditBuffers
from outrider.engine.editing.pasted_secrets import PastedSecrets
from outrider.engine.engine import Engine
from outrider.engine.event_bus import Happening
from outrider.engine.events import EntryLogged, RequestRenamed
from outrider.engine.send.send_job import SendJob
from outrider.engine.tokens.token_indicators import TokenIndicators
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.workspace_consent import WorkspaceConsent
from outrider.errors import Fault, OutriderError
from outrider.keymap.actions import ACTIONS, Action
from outrider.keymap.key_table import default_keys
from outrider.model.console_entry import ConsoleEntry, EntryKind
from outrider.model.secret import MaybeSecret
from outrider.model.trust import ConsentRequired, TrustNeed
from outrider.model.workspace import Request
from outrider.next_steps import ChooseEnvironment, EditKey, NextStep, RaiseTimeout, SaveWhole
from outrider.storage.files.atomic_write import can_write
from outrider.storage.files.file_names import new_file_name_problem
from outrider.textual_internals.textual_app import notices_of
from outrider.visible_text import visible_line, visible_text
from outrider.workbench.context.application import Application
from outrider.workbench.context.offered_steps import OfferedSteps
from outrider.workbench.context.screen_steps import takeable_step

Result = TypeVar("Result")

"""Takes a step, and does then what the error had stopped."""

SHORT_QUESTION = 1000
"""Characters of a question that are seen whole; longer ones are shown as a report."""

LONGEST_NOTICE = 400
"""Characters of a message that goes away by itself; longer ones wait to be read."""


class WorkbenchContext:
    """Everything that controls work on.

    Attributes:
        screen: where dialogs are shown.
        app: the program around it.
        engine: sends and fetches.
        workspace: the files.
        buffers: what is being edited.
        consent: remembers what the user agrees to.
        pasted: credentials of pasted commands.
        indicators: the state of tokens.
        request_id: of the request that is shown; empty for none.
        steps: what the controls do for who does not know them.
    """

    def __init__(
        self, screen: Screen[Any], app: Application, engine: Engine, workspace: ActiveWorkspace
    ) -> None:
        self.screen = screen
        self.app = app
        self.engine = engine
        self.workspace = workspace
        self.buffers = EditBuffers(workspace.reader, engine.bus)
        self.consent = WorkspaceConsent(workspace)
        self.pasted = PastedSecrets(workspace)
        self.buffers.keep_apart = self.pasted.keep_apart
        workspace.capturing.edited = lambda: [one.current for one in self.buffers.edits.values()]
        self.indicators = TokenIndicators(engine.cache, engine.clock)
        self.request_id = ""
        self.steps = OfferedSteps()
        self._told: frozenset[Fault] = frozenset()
        self._subscriptions: list[Callable[[], None]] = []
        self.subscribe(self.indicators.on_engine_event)
        self.subscribe(self._on_renamed, RequestRenamed)

    def subscribe(self, listener: Callable[[Happening], object], *kinds: type[Happening]) -> None:
        """Tells a listener of these events of the engine, until the screen is gone."""
        self._subscriptions.append(self.engine.bus.subscribe(listener, *kinds))

    def close(self) -> None:
        """The screen is gone: nobody is told anything more."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    def _on_renamed(self, event: RequestRenamed) -> None:
        self.request_id = event.new_id(self.request_id)

    @property
    def request(self) -> Request | None:
        """The request that is shown, as it is edited."""
        return self.buffers.open(self.request_id).current if self.request_id else None

    def send_job(self, request: Request, environment_id: str | None = None) -> SendJob:
        """A press of send for a request as it is edited, with what its file says beside it.

        Args:
            request: what is sent.
            environment_id: where; in the active environment without it.

        Raises:
            WorkspaceError: a file that belongs to it is broken.
        """
        in_place = self.workspace.with_folders(request)
        buffer = self.buffers.edits.get(request.id)
        file = buffer.saved if buffer is not None else None
        saved = structs.replace(in_place, request=file) if file is not None else None
        return SendJob(self.workspace.snapshot(environment_id), in_place, saved=saved)

    @property
    def read_only(self) -> bool:
        """Whether the file of the request that is shown cannot be written."""
        request = self.request
        file = request.file if request else ""
        return bool(file) and not can_write(self.workspace.root / file)

    @property
    def actions(self) -> tuple[Action, ...]:
        """What can be done, with the keys that the user has chosen."""
        chosen = self.app.user_keys
        return tuple(structs.replace(one, keys=chosen.get(one.id, one.keys)) for one in ACTIONS)

    def key_of(self, binding_id: str) -> str:
        """The first key of a binding, as the user has chosen it; empty where it has none."""
        keys = self.app.user_keys.get(binding_id) or default_keys().get(binding_id, "")
        return keys.partition(",")[0]

    def run_task(
        self, work: Coroutine[Any, Any, object], again: Callable[[], None] | None = None
    ) -> None:
        """Runs something that asks or waits; its errors are told.

        Args:
            work: what is run.
            again: does it once more, after a step that has mended what stopped it.
        """
        self.screen.run_worker(self._guarded(work, again), group="work")

    async def _guarded(
        self, work: Coroutine[Any, Any, object], again: Callable[[], None] | None
    ) -> None:
        try:
            await work
        except ConsentRequired as error:
            await self.ask_for_consent(error.needs, again)
        except OutriderError as error:
            await self.show_error(error, again)

    async def show_dialog(self, dialog: ModalScreen[Result | None]) -> Result | None:
        """Shows a dialog and waits for its answer; ``None`` where the user went away."""
        return await self.screen.app.push_screen_wait(dialog)

    async def pick(self, title: str, choices: Sequence[PickerItem], *, current: str = "") -> str:
        """Asks for one of many by its id; empty where the user went away."""
        from outrider.dialogs.picker import Picker

        return await self.show_dialog(Picker(title, choices, current=current)) or ""

    async def prompt_text(
        self,
        title: str,
        value: str = "",
        validate: Callable[[str], str] | None = None,
        *,
        note: str = "",
    ) -> str:
        """Asks for a line of text as :class:`TextPrompt` does; empty where the user went away."""
        from outrider.dialogs.text_prompt import TextPrompt, not_blank

        dialog = TextPrompt(title, value, validate or not_blank, note=note)
        answer: MaybeSecret | None = await self.show_dialog(dialog)
        return answer if isinstance(answer, str) else ""

    async def prompt_file_name(self, title: str, value: str, note: str = "") -> str:
        """Asks for a name that a file can have; empty where the user went away."""
        return await self.prompt_text(title, value, new_file_name_problem, note=note)

    async def confirm(
        self, text: str, choices: Sequence[tuple[str, str, str]], *, danger: bool = False
    ) -> str:
        """Asks, and gives the answer; empty where the user went away."""
        from outrider.dialogs.question import Question

        return await self.show_dialog(Question(text, choices, danger=danger)) or ""

    async def ask_for_consent(
        self, needs: Sequence[TrustNeed], again: Callable[[], None] | None = None
    ) -> bool:
        """Asks for what was not agreed to yet, each thing with its file and line.

        Args:
            needs: all of it.
            again: does at once what it is needed for.

        Returns:
            whether the user has agreed.
        """
        if not await self.confirm_needs(
            f"Trust this workspace?\n\n{self.workspace.root}\n\nIt needs your trust for this:",
            needs,
        ):
            return False
        self.grant(needs)
        self.notify("Trusted." if again is not None else "Trusted. Try again.")
        if again is not None:
            again()
        return True

    def grant(self, needs: Sequence[TrustNeed]) -> None:
        """Has it remembered that the user has agreed to this.

        Raises:
            SaveError: it cannot be remembered.
        """
        self.consent.grant(needs)
        self.buffers.set_reader(self.workspace.reader)

    async def confirm_needs(self, text: str, needs: Sequence[TrustNeed]) -> bool:
        """Shows every one of these, and asks whether the user agrees to them."""
        from outrider.dialogs.report_dialog import ReportDialog

        lines = [f"  {visible_line(need.line)}" for need in needs]
        advice = "Trust only what you or your team wrote."
        whole = "\n".join([text, "", *lines, "", advice])
        refuse, agree = ("n", "Cancel"), ("t", "Trust")
        if len(whole) <= SHORT_QUESTION:
            choices = [(*refuse, "no"), (*agree, "trust")]
            return await self.confirm(whole, choices, danger=True) == "trust"
        # A question shows so much and no more: nobody shall agree to what was cut off.
        report = ReportDialog("Trust", whole.splitlines(), [(*refuse, "no"), (*agree, "trust")])
        return await self.show_dialog(report) == "trust"

    async def show_error(
        self, error: OutriderError, again: Callable[[], None] | None = None
    ) -> None:
        """Shows what went wrong until it has been read, or its next step is taken."""
        from outrider.workbench.context.error_question import CHECK, STEP, error_question

        mending = takeable_step(error)
        if self.steps.take is None or (mending is not None and not self._may_offer(mending.step)):
            mending = None
        check = self.steps.check if len(self.screen.app.screen_stack) == 1 else None
        dialog = error_question(error, mending, can_check=check is not None)
        answer = await self.show_dialog(dialog)
        if answer == STEP and mending is not None and self.steps.take is not None:
            await self.steps.take(mending, again)
        elif answer == CHECK and check is not None:
            check()

    def _may_offer(self, step: NextStep) -> bool:
        """Whether a step can be taken from a dialog that tells an error.

        What another part of the screen edits is out of reach while a page is open.
        """
        if isinstance(step, EditKey) and not (self.workspace.root / step.file).is_file():
            return False
        return len(self.screen.app.screen_stack) == 1 or not isinstance(
            step, EditKey | RaiseTimeout | SaveWhole | ChooseEnvironment
        )

    def log_warnings(self) -> None:
        """Puts what is odd in the files that were read into the console, each fault once."""
        faults = self.workspace.reader.warnings
        for fault in faults:
            if fault not in self._told:
                where = f"{fault.place}: " if fault.place else ""
                text = f"{where}{fault.what} {fault.advice}".rstrip()
                entry = ConsoleEntry(self.engine.clock(), 0, "", EntryKind.WARNING, text)
                self.engine.bus.publish(EntryLogged(entry))
        self._told = frozenset(faults)

    def copy_text(self, text: str) -> None:
        """Copies a text to the terminal's clipboard, and says so."""
        self.notify(self.app.copy(text))

    def choose_theme(self, name: str) -> None:
        """Changes the theme, and has it remembered."""
        problem = self.app.choose_theme(name)
        if problem:
            self.notify(problem, warning=True)

    def notify(self, text: str, *, warning: bool = False) -> None:
        """Says something in passing."""
        shown = visible_text(text[:LONGEST_NOTICE])
        app = self.screen.app
        if any(one.message == shown for one in notices_of(app)):
            return
        severity = "warning" if warning else "information"
        app.notify(shown, severity=severity, markup=False, timeout=4)  # type: ignore[arg-type]
