"""One test of many small cases: each is tried, and each that fails is named with what it said.

For what is pure and cheap: a test of its own costs more than such a case does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from typing import TypeVar

CaseT = TypeVar("CaseT")


def each_case(
    cases: Iterable[CaseT], name: Callable[[CaseT], object] = str
) -> Callable[[Callable[[CaseT], None]], Callable[[], None]]:
    """Makes of a check of one case a test of all of them.

    Args:
        cases: what the check is given, one after the other; none at all fails.
        name: what a case that fails is called.
    """

    def of(check: Callable[[CaseT], None]) -> Callable[[], None]:
        def test() -> None:
            count, failed = 0, []
            for case in cases:
                count += 1
                try:
                    check(case)
                except Exception as problem:
                    said = "".join(traceback.format_exception(problem))
                    failed.append(f"{name(case)}:\n{said}")
            assert not failed, "\n".join([f"{len(failed)} of {count} cases fail", *failed])
            assert count, "there is no case"

        test.__name__, test.__qualname__ = check.__name__, check.__qualname__
        test.__module__, test.__doc__ = check.__module__, check.__doc__
        return test

    return of
