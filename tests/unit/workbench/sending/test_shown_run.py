"""What a run is started from, and what a row says of a check."""

from __future__ import annotations

import pytest

from outrider.engine.events import RequestRenamed
from outrider.model.shown_check import CheckState, ShownCheck
from outrider.workbench.sending.shown_run import RunScope, unmet_line


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (RunScope("", ("dev",)), ()),
        (RunScope("a/b", ("dev",)), ("requests/a/b/",)),
        (RunScope("a/b", ("dev",), is_folder=False), ("requests/a/b.toml",)),
    ],
)
def test_a_scope_is_named_as_on_the_shell(scope: RunScope, names: tuple[str, ...]) -> None:
    assert scope.names == names


@pytest.mark.parametrize(
    ("scope", "event", "after"),
    [
        (RunScope("a/b", ("dev",)), RequestRenamed("a", "c", is_folder=True), "c/b"),
        (RunScope("a/b", ("dev",)), RequestRenamed("a/b", "d", is_folder=True), "d"),
        (RunScope("a/b", ("dev",)), RequestRenamed("a/b", "d"), "a/b"),
        (RunScope("a/b", ("dev",), is_folder=False), RequestRenamed("a/b", "d"), "d"),
        # What is gone is no reason to send everything.
        (RunScope("a/b", ("dev",)), RequestRenamed("a", "", is_folder=True), "a/b"),
        (RunScope("a/b", ("dev",), is_folder=False), RequestRenamed("a/b", ""), "a/b"),
        (RunScope("", ("dev",)), RequestRenamed("a", "c", is_folder=True), ""),
    ],
)
def test_a_scope_follows_what_is_renamed(
    scope: RunScope, event: RequestRenamed, after: str
) -> None:
    assert scope.renamed(event).id == after


@pytest.mark.parametrize(
    ("check", "line"),
    [
        (ShownCheck(CheckState.UNMET, "status is", "200", "404"), "status is 200: got 404"),
        (ShownCheck(CheckState.UNMET, "jq .a is", "1", name="A"), "A: jq .a is 1: got nothing"),
        (ShownCheck(CheckState.UNMET, "body is", "{\n1}", "{\n2}"), "body is {: got {"),
        (ShownCheck(CheckState.NOT_TRIED, "schema s"), "schema s: could not be tried"),
        (
            ShownCheck(CheckState.UNMET, "id from jq .id", is_capture=True),
            "not captured: id from jq .id",
        ),
    ],
)
def test_what_was_not_met_is_one_line(check: ShownCheck, line: str) -> None:
    assert unmet_line(check) == line
