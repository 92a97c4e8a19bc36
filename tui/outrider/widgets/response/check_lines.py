"""What came of captures and expectations as lines, and which line is about which of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from outrider.model.shown_check import CheckState, ShownCheck, is_wrong, met_of
from outrider.toolkit.tab_bar import Tab

CHECKS_TAB = "checks"
"""Name of the tab of captures and expectations."""

_SIGNS = {
    CheckState.CAPTURED: "✓",
    CheckState.MET: "✓",
    CheckState.UNMET: "✗",
    CheckState.NOT_TRIED: "?",
}
_ONE_LINE = 37
"""Characters up to which a check with its values is one line."""

_MOST = 40
"""Lines of a value or a difference that are shown."""


def checks_tab(checks: Sequence[ShownCheck]) -> Tab:
    """``Checks 3/4 ✗``; how many were captured where nothing is expected."""
    met, total = met_of(checks)
    count = f" {met}/{total}" if total else f" {len(checks)}"
    return Tab(CHECKS_TAB, f"Checks{count}", mark="✗" if any(map(is_wrong, checks)) else "")


def unmet_words(checks: Sequence[ShownCheck]) -> str:
    """What the reader of the body is told; empty where all is well."""
    met, total = met_of(checks)
    lost = sum(one.is_capture and is_wrong(one) for one in checks)
    words = [f"{total - met} of {total} not met"] if met < total else []
    words += [f"{lost} not captured"] if lost else []
    return f"Checks: {', '.join(words)}." if words else ""


def check_rows(checks: Sequence[ShownCheck]) -> list[tuple[str, int]]:
    """Each line with the position of what it is about."""
    return [(line, at) for at, one in enumerate(checks) for line in _lines(one)]


def _lines(check: ShownCheck) -> Iterator[str]:
    sign = _SIGNS[check.state]
    named = f"{check.name}: " if check.name else ""
    if check.state is CheckState.CAPTURED:
        first, *more = f"{sign} captured {check.what} = {check.actual}".split("\n")
        yield from (first, *_cut(more, ""))
        return
    if check.is_capture:
        yield f"{sign} not captured: {check.what}"
        yield from (f"    {line}" for line in check.why.split("\n"))
        return
    what = f"{sign} {named}{check.what}"
    if check.state is CheckState.MET:
        yield from _met(what, check)
    elif check.state is CheckState.NOT_TRIED:
        yield f"{what}: could not be tried"
        yield from (f"    {line}" for line in check.why.split("\n"))
    else:
        yield from _unmet(what, check)


def _met(what: str, check: ShownCheck) -> Iterator[str]:
    first, *more = check.expected.split("\n")
    yield f"{what} {first}{' …' if more else ''}".rstrip()


def _unmet(what: str, check: ShownCheck) -> Iterator[str]:
    expected, actual, why = check.expected, check.actual, check.why
    got = actual or "nothing"
    line = f"{what} {expected}: got {got}"
    if why and not actual and "\n" not in expected:
        # A file that is named, or a part that the response does not have.
        yield f"{what} {expected}"
    elif "\n" not in line and len(line) <= _ONE_LINE:
        yield line
    elif _is_block(expected) and _is_block(actual):
        yield f"{what}: - expected, + got"
        yield from (f"    {one}" for one in _differences(expected, actual))
    else:
        yield what
        yield from _labelled("expected", expected)
        yield from _labelled("got", got)
    if why:
        yield from _cut(why.split("\n"), "    ")


def _is_block(value: str) -> bool:
    """Whether a value is an object or array that was laid out."""
    return value[:1] in {"{", "["}


def _differences(expected: str, actual: str) -> list[str]:
    """Both values as one text, with what differs marked; equal lines far from it are left out."""
    old, new = expected.split("\n"), actual.split("\n")
    lines = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]
    shown = ["…" if line.startswith("@@") else f"{line[:1]} {line[1:]}" for line in lines]
    if shown[:1] == ["…"]:
        del shown[0]
    return list(_cut(shown, ""))


def _labelled(label: str, value: str) -> Iterator[str]:
    first, *more = value.split("\n")
    yield f"    {label:<9}{first}"
    yield from _cut(more, " " * 13)


def _cut(lines: Sequence[str], indent: str) -> Iterator[str]:
    yield from (f"{indent}{line}" for line in lines[:_MOST])
    if len(lines) > _MOST:
        yield f"{indent}… {len(lines) - _MOST} more lines"
