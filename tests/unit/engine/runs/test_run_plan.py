"""The plan of a run."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.engine_lab import Lab

from outrider.engine.runs.row_values import data_rows
from outrider.engine.runs.run_plan import DataRow, pass_words, plan_run, require_confirmed
from outrider.errors import PromptUnanswered
from outrider.model.secret import Secret
from outrider.storage.reading.data_rows import ParsedRow


def test_environments_then_rows_then_repeats(lab: Lab) -> None:
    lab.environment("two", api="http://127.0.0.1:1", token="http://127.0.0.1:1")
    request = lab.reader().find_request("list")
    snapshots = [lab.snapshot("dev"), lab.snapshot("two")]
    rows = [DataRow(1, {"a": "x"}), DataRow(2, {"a": "y"})]
    plan = plan_run([request], snapshots, lambda _: rows, repeat=2)
    assert plan.size == 8
    assert [
        (one.snapshot.environment_id, one.snapshot.row["a"], one.row, one.repeat)
        for one in plan.passes
    ] == [
        (environment, text, number, repeat)
        for environment in ("dev", "two")
        for number, text in ((1, "x"), (2, "y"))
        for repeat in (1, 2)
    ]
    assert [one.number for one in plan.passes] == list(range(1, 9))
    alone = plan_run([request], snapshots[:1], lambda _: ())
    assert [(one.row, one.repeat) for one in alone.passes] == [(None, None)]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "DELETE", "PURGE"])
def test_unsafe_methods_in_a_protected_environment(lab: Lab, method: str) -> None:
    request = lab.reader().find_request("list")
    request = replace(request, request=replace(request.request, method=method))
    snapshot = lab.snapshot("dev")
    assert snapshot.environment is not None
    guarded = replace(snapshot, environment=replace(snapshot.environment, protected=True))
    require_confirmed(plan_run([request], [snapshot], lambda _: ()))
    plan = plan_run([request], [snapshot, guarded], lambda _: ())
    if method in {"GET", "HEAD", "OPTIONS"}:
        require_confirmed(plan)
    else:
        with pytest.raises(PromptUnanswered, match="1 of 1 requests may change data"):
            require_confirmed(plan)


def test_a_column_in_the_place_of_a_secret_is_one(lab: Lab) -> None:
    values = {"client_secret": "x", "password": "hunter22x", "id": "17", "empty": "", "a b": "1"}
    (row,) = data_rows([ParsedRow(1, 2, values)], lab.snapshot("dev"))
    assert row.values == {
        "client_secret": Secret("x"),
        "password": Secret("hunter22x"),
        "id": "17",
        "empty": "",
    }
    assert "hunter22x" not in repr(row)


def test_passes_can_send_some_of_the_requests(lab: Lab) -> None:
    lab.request("more", "{{base_url}}/more")
    requests = [lab.reader().find_request(name) for name in ("list", "more")]
    rows = [DataRow(1), DataRow(2), DataRow(3)]
    plan = plan_run(requests, [lab.snapshot("dev")], lambda _: rows)
    wanted = {1: {"list", "more"}, 3: {"list"}}
    fewer = plan.narrowed(lambda within, one: one.id in wanted.get(within.row or 0, ()))
    assert fewer.size == 3
    assert [
        (one.row, one.number, [it.request.id for it in fewer.sent_in(one)]) for one in fewer.passes
    ] == [(1, 1, ["list", "more"]), (3, 3, ["list"])]
    # What no pass sends is no part of it.
    least = fewer.narrowed(lambda _, one: one.id == "list")
    assert [one.request.id for one in least.requests] == ["list"]
    assert least.size == 2
    assert not plan.narrowed(lambda *_: False).passes


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (("", None, None), ""),
        (("dev", None, None), "dev"),
        (("", 3, None), "row 3"),
        (("dev", 3, 2), "dev, row 3, repeat 2"),
    ],
)
def test_a_pass_in_words(of: tuple[str, int | None, int | None], words: str) -> None:
    assert pass_words(*of) == words
