"""One process for the questions of many responses, which is ended when it must be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from outrider.engine.filters.check_process import CheckAnswer, CheckProcess


@pytest.fixture
async def process() -> AsyncIterator[CheckProcess]:
    one = CheckProcess()
    yield one
    await one.close()


async def test_it_answers_about_one_text_after_the_other(process: CheckProcess) -> None:
    process.start_soon()
    body = b'{"a": [1, "b"]}'
    assert await process.ask("jq", ".a[]", body) == CheckAnswer(("1", '"b"'))
    assert await process.ask("jq", ".a[0]", body) == CheckAnswer(("1",))
    assert await process.ask("jq", "empty", body) == CheckAnswer()
    assert await process.ask("jq", ".a[0]", b'{"a": [2]}') == CheckAnswer(("2",))
    assert await process.ask("regex", r"o(\d+)?", b"no") == CheckAnswer()
    assert await process.ask("regex", r"o(\d+)?", b"o17") == CheckAnswer(("17",))
    assert await process.ask("regex", "o", b"no") == CheckAnswer(("o",))


async def test_it_is_one_process_for_all(process: CheckProcess) -> None:
    await asyncio.gather(*(process.ask("jq", ".", b"1") for _ in range(5)))
    before = process._process
    await process.ask("regex", "a", b"a")
    assert process._process is before


async def test_what_cannot_be_answered_is_a_sentence(process: CheckProcess) -> None:
    wrong = await process.ask("jq", ".[", b"1")
    assert wrong.problem.startswith("syntax error")
    wrong = await process.ask("jq", ".a", b"no JSON")
    assert wrong.problem
    wrong = await process.ask("regex", "(", b"")
    assert wrong.problem.startswith("the regular expression is not valid")


async def test_a_schema_says_what_does_not_fit(process: CheckProcess) -> None:
    documents = {"file:///a.json": {"required": ["id"], "properties": {"n": {"type": "string"}}}}
    asked = json.dumps({"uri": "file:///a.json", "documents": documents})
    found = await process.ask("schema", asked, b'{"n": 1}')
    assert {one["path"] for one in found.found} == {"$", "$.n"}
    assert await process.ask("schema", asked, b'{"n": "x", "id": 1}') == CheckAnswer()
    documents["file:///a.json"] = {"type": 7}  # type: ignore[dict-item]
    asked = json.dumps({"uri": "file:///a.json", "documents": documents})
    assert "the schema is not valid" in (await process.ask("schema", asked, b"1")).problem


async def test_each_program_is_read_once(process: CheckProcess) -> None:
    found = await process.jq_problems([".a", ".[", "lenght", ".a"])
    assert list(found) == [".[", "lenght"]
    await process.close()
    assert await process.jq_problems(["lenght", ".a"]) == {"lenght": found["lenght"]}
    assert not await process.jq_problems([])
    assert process._process is None
    assert list(await process.jq_problems([".a", ".b["])) == [".b["]


async def test_one_that_takes_too_long_is_ended_and_the_next_is_answered() -> None:
    process = CheckProcess(seconds=2)
    try:
        slow = await process.ask("jq", "def f: f; f", b"1")
        assert slow.problem == "it took longer than 2 s and was stopped."
        huge = await process.ask("jq", "[range(1e12)]", b"1")
        assert huge.problem
        assert await process.ask("jq", ".", b"1") == CheckAnswer(("1",))
    finally:
        await process.close()


async def test_one_that_is_closed_while_it_begins_leaves_nothing_behind() -> None:
    process = CheckProcess()
    process.start_soon()
    await process.close()
    assert process._process is None
    process.start_soon()
    await asyncio.sleep(0)
    await process.close()
    assert process._process is None
