from __future__ import annotations

import asyncio
import os
import shlex
import sys
import time
from pathlib import Path

import pytest
from tests.patience import PATIENCE

from outrider.errors import SecretError, SourceLocation, TrustRequiredError
from outrider.model.trust import TRUST_EVERYTHING, TRUST_NOTHING, WorkspaceTrust
from outrider.model.workspace import SecretRef
from outrider.secret_providers import open_secret
from outrider.secret_providers.command import CommandProvider
from outrider.secret_providers.provider import SecretContext

CANARY = "CANARY-7f3a"


def reference(*argv: str) -> SecretRef:
    place = SourceLocation("e.toml", ("secrets", "k"))
    return SecretRef("k", "command", {"command": argv}, place)


def context(root: Path, process: dict[str, str], trust: WorkspaceTrust) -> SecretContext:
    return SecretContext(root, "dev", trust, process, None, lambda fault: None)


async def run(root: Path, *argv: str, time_limit: float = 20, path: str | None = None) -> str:
    process = {"PATH": os.environ["PATH"] if path is None else path, "MARK": "from the process"}
    given = context(root, process, TRUST_EVERYTHING)
    return (await CommandProvider(time_limit).open(reference(*argv), given)).reveal()


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def until_written(path: Path) -> int:
    async with asyncio.timeout(PATIENCE):
        while not (path.exists() and path.read_text().endswith("\n")):
            await asyncio.sleep(0.01)
    return int(path.read_text())


async def until_dead(pid: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while alive(pid):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("printed", "secret"), [("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n")])
async def test_what_a_program_prints_is_the_secret(
    tmp_path: Path, printed: str, secret: str
) -> None:
    assert await run(tmp_path, "printf", "%s", printed) == secret


async def test_no_shell_reads_the_words(tmp_path: Path) -> None:
    assert await run(tmp_path, "echo", "$(id)", "; `id` > x", "*") == "$(id) ; `id` > x *"
    assert list(tmp_path.iterdir()) == []


async def test_a_program_runs_in_the_workspace_with_the_process_and_without_input(
    tmp_path: Path,
) -> None:
    code = "import os, sys; print(os.getcwd(), os.environ['MARK'], repr(sys.stdin.read()))"
    assert await run(tmp_path, *python(code)) == f"{tmp_path} from the process ''"


async def test_a_program_that_fails_is_told_with_code_and_first_line(tmp_path: Path) -> None:
    code = (
        f"import sys; print('{CANARY}'); "
        "sys.stderr.write('\\n\\x1b[31mnot signed in\\nmore\\n'); sys.exit(3)"
    )
    with pytest.raises(SecretError, match="exited with status 3") as failed:
        await run(tmp_path, *python(code))
    assert failed.value.why == "␛[31mnot signed in"
    assert CANARY not in repr(failed.value.faults)
    with pytest.raises(SecretError, match="was killed by signal 9"):
        await run(tmp_path, *python("import os; os.kill(os.getpid(), 9)"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("pass", "is empty"),
        ("print('x' * 70_000)", "more than 64 kB"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "not UTF-8"),
        ("import sys\nwhile True: sys.stdout.write('x' * 9999)", "more than 64 kB"),
    ],
)
async def test_what_cannot_be_a_secret_is_refused(tmp_path: Path, code: str, words: str) -> None:
    with pytest.raises(SecretError, match=words):
        await run(tmp_path, *python(code))


async def test_endless_complaints_do_not_block_the_answer(tmp_path: Path) -> None:
    code = f"import sys; sys.stderr.write('x' * 999_999); print('{CANARY}')"
    assert await run(tmp_path, *python(code)) == CANARY


async def test_programs_that_cannot_be_started_say_why(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    with pytest.raises(SecretError, match="not found"):
        await run(tmp_path, "no-such-program-here")
    with pytest.raises(SecretError, match="may not be run"):
        await run(tmp_path, str(plain))
    with pytest.raises(SecretError, match="cannot be run"):
        await run(tmp_path, "a\x00b")
    with pytest.raises(SecretError, match="cannot be run"):
        await run(tmp_path)


async def test_a_command_that_was_not_agreed_to_is_not_run(tmp_path: Path) -> None:
    with pytest.raises(TrustRequiredError, match="not trusted"):
        await open_secret(reference("touch", "canary"), context(tmp_path, {}, TRUST_NOTHING))
    assert list(tmp_path.iterdir()) == []


async def test_at_the_time_limit_the_program_and_its_children_end(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = f"sleep 600 & echo $! > {shlex.quote(str(pid_file))}; wait"
    with pytest.raises(SecretError, match="did not finish within 0\\.5 s"):
        async with asyncio.timeout(PATIENCE):
            await run(tmp_path, "sh", "-c", script, time_limit=0.5)
    await until_dead(await until_written(pid_file))


async def test_a_child_that_holds_the_output_open_ends_at_the_limit(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = f"sleep 600 & echo $! > {shlex.quote(str(pid_file))}"
    with pytest.raises(SecretError, match="did not finish"):
        async with asyncio.timeout(PATIENCE):
            await run(tmp_path, "sh", "-c", script, time_limit=0.5)
    await until_dead(await until_written(pid_file))


async def test_cancelling_ends_the_program_and_its_children(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    script = f"sleep 600 & echo $! > {shlex.quote(str(pid_file))}; wait"
    task = asyncio.create_task(run(tmp_path, "sh", "-c", script))
    pid = await until_written(pid_file)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until_dead(pid)


@pytest.mark.parametrize("steps", range(8))
async def test_cancelling_while_it_starts_leaves_nothing_behind(tmp_path: Path, steps: int) -> None:
    mark = f"60.{os.getpid():07}{steps}"
    task = asyncio.create_task(run(tmp_path, "sh", "-c", f"sleep {mark} & wait"))
    for _ in range(steps):
        await asyncio.sleep(0)
        time.sleep(0.02)  # the program gets on while this loop stands still
    task.cancel()
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [pid for pid in running(mark) if alive(pid)] == []


def running(mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found
