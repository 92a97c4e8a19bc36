"""A secret typed on a terminal: not shown, and the question can be left at any moment."""

from __future__ import annotations

import asyncio
import os
import sys
import termios
from collections.abc import Iterator

import pytest
from tests.patience import PATIENCE

from outrider.cli.secret_prompt import TerminalUser


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The other end of the terminal that standard input is."""
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield ours
    os.close(ours)


def echoes() -> bool:
    """Whether the terminal shows what is typed."""
    return bool(termios.tcgetattr(sys.stdin.fileno())[3] & termios.ECHO)


async def asked() -> asyncio.Task[str | None]:
    """A question that waits for its answer."""
    task = asyncio.ensure_future(TerminalUser({}).ask("client_secret", secret=True))
    await asyncio.sleep(0.05)
    return task


@pytest.mark.parametrize(
    ("typed", "answer"), [(b"s3cr\xc3\xa9t\n", "s3crét"), (b"\n", ""), (b"\x04", None)]
)
async def test_a_line_is_the_answer_and_its_end_no_answer(
    typed: bytes, answer: str | None, keyboard: int, capsys: pytest.CaptureFixture[str]
) -> None:
    task = await asked()
    assert not echoes()
    os.write(keyboard, typed)
    assert await asyncio.wait_for(task, PATIENCE) == answer
    assert echoes()
    assert capsys.readouterr().err == "client_secret: \n"


async def test_an_unanswered_question_can_be_left(keyboard: int) -> None:
    task = await asked()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, PATIENCE)
    assert echoes()
