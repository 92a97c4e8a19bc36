"""The sentences of a diagnosis: where secrets come from, and what is known without a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outrider.engine.doctor.diagnosis import DiagnosisStep, StepStatus
from outrider.engine.doctor.probes import ProbeKind, ProbeTrial
from outrider.engine.send.auth_resolution import auth_fields
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.errors import OutriderError
from outrider.model.auth import FieldKind
from outrider.model.value_source import ValueSource
from outrider.next_steps import EditKey, EnterSecret


def secret_steps(prepared: PreparedAuth) -> Iterator[DiagnosisStep]:
    """One step for each secret of a definition: it is set, and where it comes from."""
    for fault in prepared.warnings:
        yield DiagnosisStep(StepStatus.WARNING, "references", fault.what)
    found = dict.fromkeys(_secret_names(prepared))
    for name, text in found:
        yield DiagnosisStep(StepStatus.OK, name, text)
    if not found:
        yield DiagnosisStep(StepStatus.OK, "references", "every reference has a value")


def _secret_names(prepared: PreparedAuth) -> Iterator[tuple[str, str]]:
    assert prepared.auth is not None
    sources = prepared.sources
    for field in auth_fields(prepared.auth.config):
        if sources is None or not prepared.auth.setting(field.name):
            continue
        source = sources.find(field.name)
        if source.secret or field.kind is FieldKind.SECRET:
            name = f'secret "{source.secret}"' if source.secret else field.name
            yield name, _origin(source)


def _origin(source: ValueSource) -> str:
    place = source.place
    where = f"{place.file}:{place.line}" if place.line is not None else place.file
    return ", ".join(filter(None, (where, source.origin)))


def concluded(
    trials: Sequence[ProbeTrial],
    error: OutriderError | None,
    prepared: PreparedAuth,
    *,
    spent: int,
) -> tuple[str, str]:
    """What is known where nothing led to a token, and what to do.

    Args:
        trials: all that was tried.
        error: of the trial that came nearest to a token or, where one ended it, of that.
        prepared: the definition.
        spent: how many exchanges were made where no more are allowed; else 0.
    """
    kinds = [trial.outcome.kind for trial in trials]
    what = sentence(error.what) if error is not None else "No token was received."
    why = error.why if error is not None else ""
    advice = error.advice if error is not None else ""
    rejected = kinds.count(ProbeKind.CREDENTIALS)
    if ProbeKind.LOCKED in kinds:
        what = f"{what} Nothing more was tried: the server may lock the client out."
    elif rejected > 1 and not _has_more_to_say(error, trials):
        what = f"The server rejected the client's credentials in each of {rejected} ways."
        advice = _check_credentials(prepared)
    elif len(kinds) > 1:
        # That the request was refused is told by the cause, and in the steps.
        known = why if why and ProbeKind.SECRET in kinds else f"{what} {why}".strip()
        what = f"{known} No change that was tried led to a token."
    else:
        what = f"{what} {why}".strip()
    if spent:
        what = f"{what} Stopped after {spent} requests."
    return what, advice


def sentence(text: str) -> str:
    """A text with its period."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


_TRIED = ("token_endpoint_auth_method", "basic_encoding", "assertion_audience")


def _has_more_to_say(error: OutriderError | None, trials: Sequence[ProbeTrial]) -> bool:
    """Whether the advice of an error is none that was followed already."""
    step = error.step if error is not None else None
    if isinstance(step, EnterSecret):
        return False
    if not isinstance(step, EditKey):
        return error is not None and bool(error.advice)
    if not step.key.endswith(_TRIED):
        return not step.key.endswith("client_secret")
    tried = {edit.value for trial in trials for edit in trial.probe.edits}
    named = {name for trial in trials for name in trial.outcome.methods}
    # The server wants a method for which the file has nothing.
    return len(named) == 1 and not named & tried and step.key.endswith(_TRIED[0])


def _check_credentials(prepared: PreparedAuth) -> str:
    """What to look at, now that it is not the way in which credentials are sent."""
    sources = prepared.sources
    assert prepared.auth is not None
    if sources is None:
        return ""
    keys = ("client_secret", "private_key", "client_assertion", "client_id")
    known = [str(sources.find(key)) for key in keys if prepared.auth.config.settings.get(key)]
    return f"Check {', then '.join(known)}." if known else ""
