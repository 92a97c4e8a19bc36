"""What a run tells of itself on the bus."""

from __future__ import annotations

from outrider.engine.events import Event
from outrider.engine.runs.request_outcome import RequestOutcome
from outrider.engine.runs.run_plan import RunPass, RunPlan
from outrider.engine.send.send_job import SendResult
from outrider.model.workspace import RequestWithFolders


class RunStarted(Event, frozen=True):
    """A run has begun."""

    plan: RunPlan


class RunRequestStarted(Event, frozen=True):
    """A request of a run is being sent."""

    within: RunPass
    request: RequestWithFolders


class RunRequestFinished(Event, frozen=True):
    """A request of a run has ended.

    Attributes:
        result: all of it, with the response; the run itself keeps the outcome only.
    """

    within: RunPass
    request: RequestWithFolders
    outcome: RequestOutcome
    result: SendResult


class RunEnded(Event, frozen=True):
    """A run has ended, or was cancelled."""

    plan: RunPlan
