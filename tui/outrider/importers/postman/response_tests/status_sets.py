"""Expectations of the status, as the set of statuses that meet them."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus

from outrider.importers.postman.response_tests.script_parts import NotConverted
from outrider.model.expectation import Expectation, Subject

ALL_STATUSES = frozenset(range(100, 600))
_MOST = 20
"""Entries of a list that people still read."""


def statuses_of(*classes: int) -> frozenset[int]:
    """All statuses of classes: 2 is that of success."""
    return frozenset(one for one in ALL_STATUSES if one // 100 in classes)


def status_of_reason(reason: str) -> int:
    """The status that has exactly this reason phrase (RFC 9110 §15), as Postman compares it.

    Raises:
        NotConverted: none has it.
    """
    for status in HTTPStatus:
        if status.phrase == reason:
            return int(status)
    raise NotConverted("its reason phrase is not exactly one of RFC 9110")


def status_expectation(statuses: Collection[int], *, negate: bool = False) -> Expectation:
    """The status is one of these, or, negated, none of them.

    Raises:
        NotConverted: too many would have to be named, or none or all would do.
    """
    wanted = ALL_STATUSES - set(statuses) if negate else ALL_STATUSES & set(statuses)
    named: list[int | str] = []
    for first in range(1, 6):
        of_class = statuses_of(first)
        if of_class <= wanted:
            named.append(f"{first}xx")
        else:
            named += sorted(of_class & wanted)
    if not named or len(wanted) == len(ALL_STATUSES):
        raise NotConverted("every response, or none, would meet it")
    if len(named) > _MOST:
        raise NotConverted("it excludes single statuses, and an expectation names those that meet")
    return Expectation(Subject.STATUS, named[0] if len(named) == 1 else tuple(named))
