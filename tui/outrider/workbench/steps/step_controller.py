"""Takes the next step of an error by a key, and goes on with what the error had stopped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec import Struct, structs

from outrider.errors import HostNotAllowedError, SourceLocation
from outrider.model.exchange import Exchange
from outrider.model.trust import ConsentRequired
from outrider.next_steps import (
    AddScope,
    AllowHost,
    ChooseEnvironment,
    DefineVariable,
    EditKey,
    EnterSecret,
    NextStep,
    RaiseTimeout,
    SaveWhole,
    SendFirst,
    SetOsVariable,
    SetUrl,
    TrustWorkspace,
    UseAuthorizationServer,
)
from outrider.widgets.request.request_editor import RequestEditor
from outrider.widgets.request.request_tabs import AUTH, BODY, CHECKS, HEADERS, OPTIONS, PARAMS, VARS
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.screen_steps import TakeableStep, environment_of
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.environments.environment_controller import EnvironmentController
from outrider.workbench.requests.editor_context import editor_context
from outrider.workbench.requests.file_controller import FileController
from outrider.workbench.requests.request_controller import RequestController
from outrider.workbench.sending.send_controller import FailedSend, SendController

_TABS = {
    "query": PARAMS,
    "path": PARAMS,
    "headers": HEADERS,
    "body": BODY,
    "auth": AUTH,
    "options": OPTIONS,
    "name": OPTIONS,
    "description": OPTIONS,
    "variables": VARS,
    "capture": CHECKS,
    "expect": CHECKS,
}
"""The tab that has a key of a request's file; the URL's line has the others."""


class StepController(Struct):
    """Does what an error advises.

    Args:
        sending: has the sends that failed, and sends again.
        environments: lets the user choose one, and edits them.
        files: opens files in the user's editor.
        requests: has the request whose reference is corrected.
    """

    _context: WorkbenchContext
    _sending: SendController
    _environments: EnvironmentController
    _files: FileController
    _requests: RequestController

    def take_for_outcome(self, outcome: SendOutcome) -> None:
        """Takes the step of a send that has ended, and sends again after it."""
        if outcome.step is None:
            return
        if isinstance(outcome.step, UseAuthorizationServer):
            self._context.run_task(self._use_server(outcome.step, outcome.exchange))
            return
        failed = self._sending.failed(outcome)
        again = self._sending.send if failed is None else partial(self._sending.go_on, failed.job)
        step = TakeableStep(outcome.step, outcome.step_place, outcome.step_label)
        self._context.run_task(self._take(step, again, failed))

    async def _use_server(self, step: UseAuthorizationServer, refused: Exchange | None) -> None:
        from outrider.workbench.steps.authorization_server_step import AuthorizationServerStep

        if refused is not None:
            server = AuthorizationServerStep(self._context, self._requests)
            await server.take(step.resource_metadata, refused)

    async def define_reference(self, name: str) -> None:
        """Defines a name that the request refers to, or corrects the reference.

        Raises:
            OutriderError: it could not be done.
        """
        context, request = self._context, self._context.request
        if request is None:
            return
        names = editor_context(context.workspace, request).names
        step = names.step_to(name) if names is not None else None
        if names is not None and step is None:
            known = names.find(name)
            context.notify(f"{known.problem} {known.advice}".strip(), warning=True)
        elif step is not None:
            place = SourceLocation(request.file, ("url",))
            await self._take(TakeableStep(step, place, ""), None, None)

    async def define_name(
        self, step: NextStep, environment: str, correct: Callable[[str], None]
    ) -> bool:
        """Gives a name of a page a value; whether it has one now.

        Args:
            step: what would give it one.
            environment: id of the environment in which it is looked up; empty for none.
            correct: puts another name in its place on the page, instead.

        Raises:
            OutriderError: it could not be done.
        """
        from outrider.workbench.steps.value_prompts import ValuePrompts

        values = ValuePrompts(self._context, self._requests)
        match step:
            case DefineVariable():
                return await values.define(step, None, environment, "", correct)
            case SetOsVariable(variable):
                return await values.enter_process_variable(variable, environment)
            case EnterSecret(name):
                return await values.enter_secret(name, _why_missing(name, None), environment)
        return False

    async def take(self, mending: TakeableStep, again: Callable[[], None] | None) -> None:
        """Takes the step of an error that a dialog has shown.

        Args:
            mending: the step.
            again: does what the error had stopped; ``None`` where that cannot be repeated.

        Raises:
            OutriderError: it could not be taken.
        """
        await self._take(mending, again, None)

    async def _take(
        self, mending: TakeableStep, again: Callable[[], None] | None, failed: FailedSend | None
    ) -> None:
        place, done = mending.place, True
        environment = self._environment(place, failed)
        match mending.step:
            case DefineVariable() | SetOsVariable() | EnterSecret() as step:
                then = "send" if failed is not None else "try again" if again is not None else ""
                done = await self._give_value(step, place, failed, then)
            case ChooseEnvironment():
                await self._environments.pick()
                # The send that failed was in no environment, or in another one.
                again = again if failed is None else self._sending.send
                done = bool(self._context.workspace.active)
            case TrustWorkspace() if failed is not None and isinstance(
                failed.error, ConsentRequired
            ):
                done = False
                await self._context.ask_for_consent(failed.error.needs, again)
            case AllowHost() if failed is not None and isinstance(
                failed.error, HostNotAllowedError
            ):
                done = False
                await self._sending.ask_for_host(failed)
            case AllowHost() if failed is not None and failed.job.anonymous:
                # The user is asked again, and may answer otherwise.
                done, job = False, structs.replace(failed.job, anonymous=False)
                self._sending.go_on(job)
            case SendFirst(request_id):
                from outrider.workbench.steps.first_send import FirstSend

                done = False
                first = FirstSend(self._context, self._sending, self._requests)
                first.take(request_id, environment, again)
            case AddScope() as step:
                from outrider.workbench.steps.scope_step import ScopeStep

                ScopeStep(self._context, self._requests).take(step, place)
            case RaiseTimeout() | SetUrl() | SaveWhole() | EditKey():
                # What is changed there is sent when the user sends it.
                done = False
                await self._go_to(mending.step, place)
        if done and again is not None:
            again()

    async def _give_value(
        self,
        step: DefineVariable | SetOsVariable | EnterSecret,
        place: SourceLocation | None,
        failed: FailedSend | None,
        then: str,
    ) -> bool:
        """Asks for a value; whether there is one now."""
        from outrider.workbench.steps.value_prompts import ValuePrompts

        environment = self._environment(place, failed)
        values = ValuePrompts(self._context, self._requests)
        match step:
            case DefineVariable():
                return await values.define(step, place, environment, then)
            case SetOsVariable(variable, secret) if secret:
                missing = f"OS environment variable {variable} is not set."
                return await values.enter_secret(secret, missing, environment)
            case SetOsVariable(variable):
                return await values.enter_process_variable(variable, environment)
            case EnterSecret(name):
                return await values.enter_secret(name, _why_missing(name, failed), environment)

    async def _go_to(
        self, step: RaiseTimeout | SetUrl | SaveWhole | EditKey, place: SourceLocation | None
    ) -> None:
        """Goes to where the user changes what the step names."""
        screen = self._context.screen
        match step:
            case RaiseTimeout():
                self._show_timeout()
            case SetUrl(url):
                from outrider.workbench.steps.url_step import UrlStep

                defined = UrlStep(self._context, self._requests).take(url)
                if defined is not None:
                    await self._edit(defined)
            case SaveWhole():
                screen.query_one(ResponsePanel).action_save()
            case EditKey(file, line, key):
                path = tuple(key.split(".")) if key else ()
                await self._edit(place or SourceLocation(file, path, line))

    def _environment(self, place: SourceLocation | None, failed: FailedSend | None) -> str:
        """The environment that the error is about: never another that is active by now."""
        if failed is not None:
            return failed.job.snapshot.environment_id
        written = environment_of(place.file) if place is not None else ""
        return written or self._context.workspace.active

    def _show_timeout(self) -> None:
        editor = self._context.screen.query_one(RequestEditor)
        editor.open_tab(OPTIONS)
        # The pane is there after the next frame.
        self._context.screen.call_after_refresh(editor.go_to_row, 0)

    async def _edit(self, place: SourceLocation) -> None:
        """Goes to where something is written: its page or tab, else the user's editor."""
        request, environment = self._context.request, environment_of(place.file)
        if environment and self._has_page(environment):
            await self._environments.edit(environment, key=place.key)
        elif request is not None and place.file == request.file and place.key:
            editor = self._context.screen.query_one(RequestEditor)
            tab = _TABS.get(str(place.key[0]))
            if tab is None:
                editor.focus_url()
            else:
                editor.open_tab(tab)
        else:
            await self._files.edit_path(Path(place.file), place.line)

    def _has_page(self, environment_id: str) -> bool:
        from outrider.workbench.environments.environment_editor import can_be_edited

        return can_be_edited(self._context, environment_id)


def _why_missing(name: str, failed: FailedSend | None) -> str:
    if failed is None:
        return f'Secret "{name}" has no value.'
    error = failed.error
    if error is None:
        return failed.note
    about = (one.what for one in error.faults if one.step == EnterSecret(name))
    return next(about, error.what)
