"""One request in several environments at once, and what differs between the responses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec import Struct

from outrider.comparison.compared_exchange import ComparedExchange, of_exchange
from outrider.comparison.difference import ComparedPart
from outrider.comparison.exchange_comparison import Comparison, compare_exchanges
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.engine.send.sender import SAFE_METHODS, Sender, require_confirmation
from outrider.exporters.masking import MaskingPolicy

_OF_RESPONSE = frozenset(
    {ComparedPart.STATUS, ComparedPart.RESPONSE_HEADER, ComparedPart.RESPONSE_BODY}
)


class EnvironmentSend(Struct, frozen=True):
    """What came of the send in one environment.

    Attributes:
        differences: where the response differs from the first that came; ``None`` for that one,
            and where none came.
    """

    result: SendResult
    differences: tuple[str, ...] | None = None


def require_all_confirmed(jobs: Sequence[SendJob]) -> None:
    """Asks for all environments before anything is sent to any.

    Raises:
        PromptUnanswered: one is protected, and nobody said yes.
    """
    for job in jobs:
        require_confirmation(job)


def is_safe(job: SendJob) -> bool:
    """Whether a send changes nothing at the server, for all that its method says."""
    return job.request.request.method in SAFE_METHODS


async def send_to_all(
    sender: Sender,
    jobs: Sequence[SendJob],
    on_result: Callable[[SendResult], None] = lambda _: None,
) -> list[SendResult]:
    """Sends all jobs at once; ``on_result`` is told of each as it ends.

    Raises:
        asyncio.CancelledError: it was cancelled.
    """

    async def send(job: SendJob) -> SendResult:
        result = await sender.send(job)
        on_result(result)
        return result

    return list(await asyncio.gather(*map(send, jobs)))


def result_side(result: SendResult, label: str) -> ComparedExchange | None:
    """The API exchange of a send as a side; ``None`` where none was made."""
    exchange = result.exchange
    if exchange is None:
        return None
    problem = (result.error.what,) if result.error is not None else ()
    return of_exchange(label, exchange, problem)


def compare_results(
    results: Sequence[SendResult | None], masking: MaskingPolicy, base: int | None = None
) -> list[EnvironmentSend | None]:
    """Each result with how its response differs from another.

    Args:
        results: ``None`` for what has not ended.
        masking: masks what is told.
        base: which one the others are compared with; the first with a response unless given.
    """
    sides = [None if one is None else result_side(one, one.environment) for one in results]
    answered = [at for at, side in enumerate(sides) if side is not None and side.response]
    at_base = base if base in answered else next(iter(answered), None)
    told: list[EnvironmentSend | None] = []
    for at, result in enumerate(results):
        differences = None
        first, side = (None if at_base is None else sides[at_base]), sides[at]
        if first is not None and side is not None and at in answered and at != at_base:
            differences = response_differences(compare_exchanges(first, side, masking))
        told.append(None if result is None else EnvironmentSend(result, differences))
    return told


def response_differences(comparison: Comparison) -> tuple[str, ...]:
    """Where two responses differ: ``status``, ``header "ETag"``, ``.total``."""
    found = (one for one in comparison.differences if one.part in _OF_RESPONSE)
    return tuple(one.at or _WHOLE[one.part] for one in found)


_WHOLE = {
    ComparedPart.STATUS: "status",
    ComparedPart.RESPONSE_HEADER: "headers",
    ComparedPart.RESPONSE_BODY: "body",
}


def differences_text(differences: tuple[str, ...] | None) -> str:
    """Differences in one cell: how many, and where; empty for what the others are compared with."""
    if differences is None:
        return ""
    if not differences:
        return "none"
    return f"{len(differences)}: {', '.join(differences)}"
