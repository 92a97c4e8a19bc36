"""Sends the request that is shown, and shows what comes of it under its own request only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct, structs

from outrider.body_views.stream_log import LoggedEntry, StreamLog
from outrider.engine.events import EnvironmentActivated, RequestRenamed
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.errors import HostNotAllowedError, OutriderError, SaveError, UnknownName
from outrider.model.trust import ConsentRequired
from outrider.model.workspace import Environment
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.sending.live_response import LiveResponse
from outrider.workbench.sending.running_sends import RunningSend, RunningSends


class FailedSend(Struct, frozen=True):
    """A send that an error has stopped, or that the API has refused.

    Attributes:
        error: ``None`` where there is a response.
        note: what is said beside that response.
    """

    job: SendJob
    error: OutriderError | None
    note: str = ""


class SendController:
    """Presses send, cancels, and keeps every request's last outcome.

    Args:
        show: shows the state of the request that is shown.
        show_request: shows that request anew: it was changed.
        on_ended: called with the request's id and the result when a send has ended and is shown.
    """

    def __init__(
        self,
        context: WorkbenchContext,
        show: Callable[[], None],
        show_request: Callable[[], None],
        on_ended: Callable[[str, SendResult], None],
    ) -> None:
        self._context = context
        self._show = show
        self._show_request = show_request
        self._on_ended = on_ended
        self._jobs: dict[tuple[str, str], SendJob] = {}
        self._failed: dict[str, FailedSend] = {}
        self._then: dict[tuple[str, str], Callable[[SendResult], None]] = {}
        self.sends = RunningSends(context.engine, self._on_send_ended, _on_live=self._on_live)
        context.subscribe(self.sends.on_renamed, RequestRenamed)
        context.subscribe(lambda _: self._show(), EnvironmentActivated)

    @property
    def under_way(self) -> RunningSend | None:
        """The send of the request that is shown, while it has not ended.

        That in the active environment comes first, and none hinders another one there.
        """
        return self.sends.running(self._context.request_id, self._context.workspace.active)

    @property
    def runs_here(self) -> bool:
        """Whether the request that is shown is being sent in the active environment."""
        return self.sends.is_running(self._context.request_id, self._context.workspace.active)

    @property
    def outcome(self) -> SendOutcome | None:
        """What came of the last send of the request that is shown."""
        return self.sends.outcome(self._context.request_id)

    def send(self) -> None:
        """Sends what is shown, saved or not.

        Raises:
            OutriderError: a file that belongs to it is broken.
        """
        request = self._context.request
        if request is None:
            find = self._context.key_of("find")
            self._context.notify(f"No request open. Press {find} to find one.")
            return
        if not self.runs_here:
            self._begin(self._context.send_job(request))

    def reconnect(self, log: StreamLog) -> None:
        """Sends the request that is shown, to go on with a stream after its last event.

        Raises:
            OutriderError: a file that belongs to it is broken.
        """
        request = self._context.request
        if request is not None and not self.runs_here:
            job = self._context.send_job(request)
            self._begin(structs.replace(job, last_event_id=log.last_event_id), log)

    def _begin(self, job: SendJob, log: StreamLog | None = None) -> None:
        """Sends, where that needs no question or after its answer."""
        from outrider.engine.send.sender import SAFE_METHODS

        environment, method = job.snapshot.environment, job.request.request.method
        protected = environment is not None and environment.protected and not job.confirmed
        if environment is not None and protected and method not in SAFE_METHODS:
            self._context.run_task(self._confirm(job, environment, log))
        else:
            self._start(job, log)

    def _start(self, job: SendJob, log: StreamLog | None = None) -> None:
        if self.sends.start(job, log):
            self._failed.pop(job.request.request.id, None)
            self._jobs[job.request.request.id, job.snapshot.environment_id] = job
            self._show()

    def go_on(self, job: SendJob) -> None:
        """Sends again what an error had stopped, as it is edited now and in the same environment.

        What the user had answered for it counts as long as the request is the same.

        Raises:
            OutriderError: a file that belongs to it is broken.
        """
        request = job.request.request
        edited = self._context.buffers.edits.get(request.id)
        now = edited.current if edited is not None else request
        again = self._context.send_job(now, job.snapshot.environment_id)
        if now == request:
            again = structs.replace(
                again,
                confirmed=job.confirmed,
                allowed_hosts=job.allowed_hosts,
                anonymous=job.anonymous,
            )
        self._begin(again)

    def send_other(
        self, request_id: str, environment_id: str, then: Callable[[SendResult], None]
    ) -> None:
        """Sends a request that is not shown, as it is edited now.

        Args:
            request_id: of the request.
            environment_id: where.
            then: is given what came of it, unless the user says no to sending it.

        Raises:
            OutriderError: there is no such request, or a file that belongs to it is broken.
        """
        edited = self._context.buffers.edits.get(request_id)
        known = self._context.workspace.collection.requests
        request = edited.current if edited is not None else known.get(request_id)
        if request is None:
            raise UnknownName(f'Request "{request_id}" not found.')
        self._then[request_id, environment_id] = then
        self._begin(self._context.send_job(request, environment_id))

    def failed(self, outcome: SendOutcome) -> FailedSend | None:
        """The send that ended so, where it was the last one of its request."""
        last = self.sends.outcome(outcome.request_id)
        return self._failed.get(outcome.request_id) if last is outcome else None

    async def _confirm(self, job: SendJob, environment: Environment, log: StreamLog | None) -> None:
        """Sends to a protected environment, if that is really wanted."""
        from outrider.engine.send.destination import destination_address, destination_host

        address = destination_address(job.snapshot, job.request)
        host = destination_host(job.snapshot, job.request) or "a host from a secret"
        answer = await self._context.confirm(
            f'Environment "{environment.name}" is protected.\n\n'
            f"Send {job.request.request.method} {address}\nto {host}?",
            [("n", "Cancel", "no"), ("y", "Send", "yes")],
            danger=True,
        )
        if answer == "yes":
            self._start(structs.replace(job, confirmed=True), log)
        else:
            self._then.pop((job.request.request.id, job.snapshot.environment_id), None)

    def _on_live(self, live: LiveResponse, entries: Sequence[LoggedEntry]) -> None:
        if not entries:
            self._show()
        elif live.log is not None:
            self._context.screen.query_one(ResponsePanel).add_entries(live.log, entries)

    def cancel(self) -> None:
        """Cancels the send of the request that is shown, and says so at once.

        Of a response that is being received, what came is kept, and says so itself.
        """
        under_way = self.under_way
        receives = under_way is not None and under_way.live.is_receiving
        if self.sends.cancel(self._context.request_id, self._context.workspace.active):
            self._context.notify("Response stopped." if receives else "Request cancelled.")

    def _on_send_ended(self, request_id: str, result: SendResult) -> None:
        self._context.workspace.session_values.capture(result.checks.captured)
        self._store_cookies(result.environment)
        then = self._then.pop((request_id, result.environment), None)
        if request_id == self._context.request_id:
            self._show()
        elif then is None:
            scratches = self._context.buffers.scratch_requests
            name = next((one.name for one in scratches if one.id == request_id), request_id)
            self._context.notify(f"Response received: {name}")
        job = self._jobs.pop((request_id, result.environment), None)
        self._failed.pop(request_id, None)
        if job is not None and (result.error is not None or result.notes):
            note = next((one.what for one in result.notes), "")
            self._failed[request_id] = FailedSend(job, result.error, note)
        if isinstance(result.error, ConsentRequired) and job is not None:
            again = partial(self.go_on, job)
            self._context.run_task(self._context.ask_for_consent(result.error.needs, again))
        elif isinstance(result.error, HostNotAllowedError) and job is not None:
            self._context.run_task(self.ask_for_host(FailedSend(job, result.error)))
        elif result.withheld_from and job is not None:
            self._context.run_task(self._ask_for_body(job, result.withheld_from))
        self._on_ended(request_id, result)
        if then is not None:
            then(result)

    def _store_cookies(self, environment_id: str) -> None:
        """Stores the cookies of an environment whose file says so."""
        workspace = self._context.workspace
        found = (one.environment for one in workspace.environments if one.id == environment_id)
        try:
            workspace.cookie_jars.store(next(found, None))
        except SaveError as error:
            self._context.notify(error.what, warning=True)

    async def ask_for_host(self, failed: FailedSend) -> None:
        """Asks whether the credential may go to a host that no file names for it."""
        from outrider.engine.editing.auth_hosts import AuthHosts

        job, refused = failed.job, failed.error
        assert isinstance(refused, HostNotAllowedError)
        hosts = AuthHosts.of(job) if refused.can_be_named else None
        choices = [("c", "Cancel", "no"), ("o", "Send once", "once")]
        if hosts is not None and (refused.has_auth or hosts.is_own):
            choices.append(("a", f"Always allow, in {hosts.file}", "always"))
        if refused.has_auth:
            choices.append(("w", "Send without credentials", "without"))
        request = job.request.request
        answer = await self._context.confirm(
            f"{request.method} {request.url}\n\nThe credential is not meant for {refused.host}.\n"
            f"Hosts named in the files: {', '.join(refused.known) or 'none'}.\n"
            "Saving the request allows its host as well.",
            choices,
            danger=True,
        )
        if answer == "always" and hosts is not None:
            workspace = self._context.workspace
            trusted = workspace.reader.trusted
            buffers = self._context.buffers
            hosts.add(workspace.root, refused.host, refused.known, trusted=trusted, buffers=buffers)
            workspace.reload()
            edited = buffers.edits.get(request.id)
            now = edited.current if edited is not None else request
            if hosts.is_own and request.id == self._context.request_id:
                self._show_request()
            self._start(self._context.send_job(now, job.snapshot.environment_id))
        elif answer == "once":
            self._start(structs.replace(job, allowed_hosts=(*job.allowed_hosts, refused.host)))
        elif answer == "without":
            self._start(structs.replace(job, anonymous=True))

    async def _ask_for_body(self, job: SendJob, host: str) -> None:
        """Asks whether a redirect may take the body of a request to another origin."""
        answer = await self._context.confirm(
            f"Follow the redirect to {host}?\n\n"
            "The request's body is sent there, its credentials are not.",
            [("n", "Do not follow", "no"), ("o", "Follow once", "once")],
        )
        if answer == "once":
            self._start(structs.replace(job, allowed_hosts=(*job.allowed_hosts, host)))
