"""Builds the widgets' view models from engine values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from outrider.auth.definitions import DEFAULT, choose_auth, token_types
from outrider.engine.expectations.shown_checks import shown_checks
from outrider.engine.send.send_job import SendResult
from outrider.engine.tokens.token_indicators import TokenIndicators
from outrider.engine.tokens.token_key import token_slot
from outrider.engine.workspace.active_workspace import ActiveWorkspace, EnvironmentEntry
from outrider.errors import AuthorizationError, Fault, OutriderError, Severity
from outrider.model.response_note import note_lines, short_note_lines
from outrider.model.token import TokenIndicator
from outrider.model.workspace import Request
from outrider.redaction import Redactor
from outrider.widgets.view_models import EnvironmentRow, SendOutcome, TreeRow
from outrider.workbench.context.screen_steps import screen_advice, takeable_note, takeable_step


def environment_list_rows(
    workspace: ActiveWorkspace, indicators: TokenIndicators, request: Request | None = None
) -> list[EnvironmentRow]:
    """The sidebar's environments, each with the token that a request would get there.

    Args:
        workspace: whose.
        indicators: the state of tokens.
        request: the one that is shown; without it, the token is that of the default auth.
    """
    rows = []
    for entry in workspace.environments:
        environment = entry.environment
        auth, light, expires_at = _token(workspace, indicators, request, entry)
        rows.append(
            EnvironmentRow(
                id=entry.id,
                name=environment.name if environment else entry.id,
                color=environment.color if environment else "",
                protected=environment is not None and environment.protected,
                active=entry.id == workspace.active,
                auth=auth,
                light=light,
                expires_at=expires_at,
                problem=entry.problem,
            )
        )
    return rows


def _token(
    workspace: ActiveWorkspace,
    indicators: TokenIndicators,
    request: Request | None,
    entry: EnvironmentEntry,
) -> tuple[str, TokenIndicator, float | None]:
    """Name of the auth that a request gets in an environment, and how its token stands."""
    environment = entry.environment
    if environment is not None and request is not None:
        try:
            config = choose_auth(workspace.with_folders(request), environment).config
        except OutriderError:
            # The tab of the auth tells what is wrong with it.
            config = None
        else:
            if config is None or config.type not in token_types():
                return "", TokenIndicator.NOT_OAUTH, None
            slot = token_slot(str(workspace.root), entry.id, config)
            name = "" if config.name == DEFAULT else config.name
            return (name, *indicators.of_slot(slot))
    light, expires_at = indicators.indicator(entry.id)
    if environment is not None and DEFAULT in environment.auths:
        kind = environment.auths[DEFAULT].table.get("type", "oauth2")
        if kind not in token_types() and light is TokenIndicator.NONE:
            light = TokenIndicator.NOT_OAUTH
    return "", light, expires_at


def request_tree_rows(
    workspace: ActiveWorkspace,
    unsaved: Collection[str],
    scratches: Sequence[Request] = (),
    methods: Mapping[str, str] | None = None,
) -> list[TreeRow]:
    """The sidebar's folders and requests; those with edits that are in no file are marked.

    Args:
        workspace: whose.
        unsaved: ids of the requests with such edits.
        scratches: requests that have no file at all; they come last.
        methods: of the requests that are edited, by id.
    """
    rows = [
        TreeRow(
            id=entry.id,
            name=entry.name,
            is_folder=entry.is_folder,
            depth=entry.depth,
            method=(methods or {}).get(entry.id, entry.request.method) if entry.request else "",
            unsaved=not entry.is_folder and entry.id in unsaved,
            problem=entry.problem,
        )
        for entry in workspace.tree()
    ]
    rows += [
        TreeRow(
            one.id,
            one.name,
            is_folder=False,
            depth=0,
            method=one.method,
            unsaved=one.id in unsaved,
        )
        for one in scratches
    ]
    return rows


def send_outcome(result: SendResult, environment: str, redactor: Redactor) -> SendOutcome:
    """What the response panel shows of a send that has ended; what is checked is masked."""
    error = result.error
    mending = (
        takeable_step(error, result.environment, environment)
        if error is not None
        else takeable_note(result.notes, result.environment, environment)
    )
    return SendOutcome(
        request_id=result.request_id,
        environment=environment,
        exchange=result.exchange,
        token=result.token,
        problem=tuple(problem_lines(error, result)) if error is not None else (),
        whole_problem=tuple(_whole_problem(error, result)) if error is not None else (),
        step=mending.step if mending is not None else None,
        step_place=mending.place if mending is not None else None,
        step_label=mending.label if mending is not None else "",
        needs_token=error is not None and error.exit_code == AuthorizationError.exit_code,
        notes=tuple(short_note_lines(result.notes)),
        token_notes=tuple(note_lines(result.notes)),
        checks=shown_checks(result.checks, redactor),
        environment_id=result.environment,
    )


def _whole_problem(error: OutriderError, result: SendResult) -> Iterator[str]:
    """As :func:`problem_lines`, with all of the server's words; nothing where those have them."""
    from outrider.oauth.body_text import words_for

    if len(error.faults) > 1 or not error.server_message:
        return
    message = error.server_message
    if error.whole_message or words_for(message) != message:
        yield from problem_lines(error, result, whole=True)


def problem_lines(
    error: OutriderError, result: SendResult | None = None, *, whole: bool = False
) -> Iterator[str]:
    """An error as lines: what, where, why, what to do, then every further fault.

    Of the server's words, those that any screen has room for; ``whole``: all of them.
    """
    if len(error.faults) > 1:
        yield f"{len(error.faults)} errors. No request was sent."
        for fault in error.faults:
            yield ""
            yield from fault_lines(fault)
        return
    yield error.what
    if error.where_to_show:
        yield f"at {error.where_to_show}"
    if error.server_message and whole:
        yield "Server message:"
        lines = (error.whole_message or error.server_message).splitlines()
        yield from (f"  {line}" for line in lines)
    elif error.server_message:
        from outrider.oauth.body_text import words_for

        yield f'Server message: "{words_for(error.server_message)}"'
    if error.see:
        yield f"See {error.see}"
    for line in (error.why, screen_advice(error.advice, error.step)):
        if line:
            yield line
    if error.exit_code == 4 and result is not None and result.exchange is None:
        yield "The API request was not sent."


def fault_lines(fault: Fault) -> Iterator[str]:
    """One fault as lines."""
    word = "error" if fault.severity is Severity.ERROR else "warning"
    yield f"{fault.place}: {word}: {fault.what}" if fault.place else f"{word}: {fault.what}"
    for line in (fault.why, screen_advice(fault.advice, fault.step)):
        if line:
            yield f"  {line}"
