"""What a run sends, in which order: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.sender import SAFE_METHODS
from outrider.errors import Fault, PromptUnanswered, SourceLocation
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret
from outrider.model.workspace import Request, RequestWithFolders
from outrider.next_steps import ConfirmSend


class DataRow(SafeRepr, frozen=True):
    """A row of data.

    Attributes:
        number: from 1 on, as people count rows of data.
        values: by column.
        json: columns whose values are JSON; ``None`` where columns have no types.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"values"})

    number: int
    values: Mapping[str, MaybeSecret] = MappingProxyType({})
    json: frozenset[str] | None = None


class PassKey(Struct, frozen=True):
    """Which pass it is: the same one in a run that is planned again.

    Attributes:
        environment_id: empty without an environment.
    """

    environment_id: str
    row: int | None = None
    repeat: int | None = None


def pass_words(environment: str, row: int | None, repeat: int | None) -> str:
    """``dev, row 3, repeat 2``: a pass in words, with as much of it as tells passes apart.

    Args:
        environment: as it is called; empty where there is only one.
        row: ``None`` without data.
        repeat: ``None`` where there is only one.
    """
    of_row = f"row {row}" if row is not None else ""
    of_repeat = f"repeat {repeat}" if repeat is not None else ""
    return ", ".join(filter(None, (environment, of_row, of_repeat)))


class RunPass(SafeRepr, frozen=True):
    """All requests of a run once: with one environment, one row, and captured values of its own.

    Attributes:
        snapshot: the files, with the environment and the row.
        row: the row's number; ``None`` without data.
        repeat: which time it is, from 1 on; ``None`` where there is only one.
        only: ids of the requests of the run that it sends; ``None`` for all.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"snapshot"})

    number: int
    snapshot: WorkspaceSnapshot
    row: int | None = None
    repeat: int | None = None
    only: frozenset[str] | None = None

    @property
    def key(self) -> PassKey:
        """Which one it is."""
        return PassKey(self.snapshot.environment_id, self.row, self.repeat)

    def sends(self, request: Request) -> bool:
        """Whether it sends a request of the run."""
        return self.only is None or request.id in self.only


class RunPlan(Struct, frozen=True):
    """What a run sends.

    Attributes:
        title: of what is sent; empty for the whole workspace.
        requests: in order.
        passes: in order; each sends all requests, or some of them.
        saved: by id, as their files have them, the requests of which ``requests`` holds edits.
        left_out: by pass, ids of requests that may change data and that the user did not want
            sent in a protected environment.
    """

    title: str
    requests: tuple[RequestWithFolders, ...]
    passes: tuple[RunPass, ...]
    saved: Mapping[str, RequestWithFolders] = MappingProxyType({})
    left_out: Mapping[PassKey, frozenset[str]] = MappingProxyType({})

    @property
    def size(self) -> int:
        """How many requests that makes."""
        return sum(len(self.requests) if one.only is None else len(one.only) for one in self.passes)

    def sent_in(self, within: RunPass) -> Iterator[RequestWithFolders]:
        """What a pass of the plan sends, in order."""
        return (one for one in self.requests if within.sends(one.request))

    def narrowed(self, wanted: Callable[[RunPass, Request], bool]) -> RunPlan:
        """The plan with fewer requests in its passes; what no pass sends is left out."""
        passes = []
        for one in self.passes:
            only = frozenset(it.request.id for it in self.sent_in(one) if wanted(one, it.request))
            if only:
                passes.append(replace(one, only=only))
        sent = frozenset[str]().union(*(one.only or () for one in passes))
        requests = tuple(one for one in self.requests if one.request.id in sent)
        return replace(self, requests=requests, passes=tuple(passes))


def without_unsafe(plan: RunPlan, is_guarded: Callable[[RunPass], bool]) -> RunPlan:
    """The plan without what may change data in the passes that are guarded.

    It still knows these requests: others may need what they capture.
    """
    unsafe = frozenset(one.id for one in unsafe_requests(plan))
    sent = plan.narrowed(lambda within, one: not (is_guarded(within) and one.id in unsafe))
    out = {
        within.key: frozenset(one.request.id for one in plan.sent_in(within)) & unsafe
        for within in plan.passes
        if is_guarded(within)
    }
    return replace(sent, requests=plan.requests, left_out=out)


def plan_run(
    requests: Sequence[RequestWithFolders],
    snapshots: Sequence[WorkspaceSnapshot],
    rows: Callable[[WorkspaceSnapshot], Sequence[DataRow]],
    *,
    title: str = "",
    repeat: int = 1,
) -> RunPlan:
    """The plan of a run: for each environment, row and repeat all requests in order.

    Args:
        requests: in order.
        snapshots: one for each environment.
        rows: the rows for an environment; none without data.
        title: what people call it.
        repeat: how often each row is taken.
    """
    passes: list[RunPass] = []
    for snapshot in snapshots:
        for row in rows(snapshot) or (None,):
            given = snapshot
            if row is not None:
                given = replace(snapshot, row=row.values, row_json=row.json)
            for turn in range(1, repeat + 1):
                passes.append(
                    RunPass(
                        len(passes) + 1,
                        given,
                        row.number if row is not None else None,
                        turn if repeat > 1 else None,
                    )
                )
    return RunPlan(title, tuple(requests), tuple(passes))


def unsafe_requests(plan: RunPlan) -> list[Request]:
    """The requests that may change data, for all that their methods say."""
    return [one.request for one in plan.requests if one.request.method not in SAFE_METHODS]


def require_confirmed(plan: RunPlan) -> None:
    """Asks before unsafe methods in protected environments; nothing has been sent by then.

    Raises:
        PromptUnanswered: there are some.
    """
    unsafe = unsafe_requests(plan)
    if not unsafe:
        return
    faults = []
    for environment in {
        one.snapshot.environment_id: one.snapshot.environment for one in plan.passes
    }.values():
        if environment is None or not environment.protected:
            continue
        methods = ", ".join(dict.fromkeys(one.method for one in unsafe))
        faults.append(
            Fault(
                "protected",
                f'Environment "{environment.name}" is protected: {len(unsafe)} of '
                f"{len(plan.requests)} requests may change data ({methods}).",
                SourceLocation(environment.file, ("protected",)),
                why="No request was sent and no token was fetched.",
                step=ConfirmSend(),
            )
        )
    if faults:
        raise PromptUnanswered.of(faults)
