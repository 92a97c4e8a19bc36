"""jq over a body, in a process that is ended when it must be."""

import asyncio
import os
import time

from tests.patience import PATIENCE

from outrider.engine.filters.jq_filter import JqFilter, JqResult, changed_number, jq_error_text

BODY = b'{"items": [{"n": 1.10}, {"n": 12345678901234567890123}], "u": "\xc3\xa9"}'


async def test_results_are_what_jq_gives_and_numbers_keep_their_digits() -> None:
    jq = JqFilter()
    try:
        found = await jq.run(BODY, ".items[].n")
        assert found == JqResult((b"1.10", b"12345678901234567890123"))
        assert (await jq.run(BODY, ".u # a comment")).results == ('"é"'.encode(),)
        assert (await jq.run(BODY, "empty")) == JqResult()
        assert (await jq.run(b'{"a":1}\n{"a":2}', ".a")).results == (b"1", b"2")
    finally:
        await jq.close()


async def test_a_number_that_jq_spells_in_its_own_way_is_found() -> None:
    jq = JqFilter()
    body = b'{"a": [1e2, 1.10, 3E+7]}'
    try:
        found = await jq.run(body, ".a[]")
        assert found.results == (b"1E+2", b"1.10", b"3E+7")
        assert changed_number(found.results, body) == "1E+2"
        assert changed_number(found.results[1:], body) == ""
    finally:
        await jq.close()


async def test_what_is_wrong_is_said_in_words() -> None:
    jq = JqFilter()
    try:
        for program, words in (
            (".items[", "syntax error, unexpected end of file, line 1, column 7."),
            (".items.a", 'Cannot index array with string ("a").'),
            ("nothing", "nothing/0 is not defined, line 1, column 1."),
        ):
            assert (await jq.run(BODY, program)).problem == words
        assert "parse error" in (await jq.run(b'{"a"', ".")).problem.lower()
        assert (await jq.run(BODY, ".u")).results == ('"é"'.encode(),)
    finally:
        await jq.close()


async def test_a_program_without_an_end_is_ended() -> None:
    jq = JqFilter(seconds=0.5)
    for program in ("last(range(1e15))", "def f: f; f"):
        found = await jq.run(BODY, program)
        assert found.problem
        assert jq._aside._process is None
    # Nothing stays behind, and the next one works, given the time that a busy machine takes.
    jq._aside._seconds = PATIENCE
    assert (await jq.run(BODY, "1 + 1")).results == (b"2",)
    await jq.close()


async def test_a_cancelled_program_is_ended() -> None:
    jq = JqFilter()
    task = asyncio.create_task(jq.run(BODY, "last(range(1e15))"))
    while jq._aside._process is None:
        await asyncio.sleep(0.01)
    process = jq._aside._process
    assert process is not None
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            os.kill(process.pid, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it still runs")


async def test_results_without_an_end_are_cut_off() -> None:
    jq = JqFilter()
    try:
        found = await jq.run(BODY, "repeat(1)")
        assert not found.whole
        assert set(found.results) == {b"1"}
    finally:
        await jq.close()


async def test_the_environment_is_not_seen() -> None:
    os.environ["OUTRIDER_CANARY"] = "CANARY"
    jq = JqFilter()
    try:
        found = await jq.run(BODY, "$ENV, env")
        assert b"CANARY" not in b"".join(found.results)
    finally:
        await jq.close()
        del os.environ["OUTRIDER_CANARY"]


def test_an_error_is_one_sentence() -> None:
    assert jq_error_text("jq: error: x at <top-level>, line 1:\n  .a\n ^\njq: 1 compile error") == (
        "x, line 1."
    )
