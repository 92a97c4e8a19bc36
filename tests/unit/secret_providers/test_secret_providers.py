from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from outrider.errors import (
    Fault,
    PromptUnanswered,
    SecretError,
    Severity,
    SourceLocation,
    TrustRequiredError,
)
from outrider.model.secret import Secret
from outrider.model.trust import as_trust
from outrider.model.workspace import SecretRef
from outrider.secret_providers import PROVIDERS, open_secret
from outrider.secret_providers.provider import SecretContext

CANARY = "CANARY-7f3a"
PLACE = SourceLocation("environments/dev.toml", ("secrets", "k"))


class Room:
    """A workspace and what its providers warn of."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.warnings: list[Fault] = []

    async def open(
        self,
        provider: str,
        *,
        trusted: bool = True,
        process: Mapping[str, str] | None = None,
        answer: str | None = None,
        **options: Any,
    ) -> str:
        async def ask(question: str) -> str | None:
            return answer

        context = SecretContext(
            self.root, "dev", as_trust(trusted), process or {}, ask, self.warnings.append
        )
        return (await open_secret(SecretRef("k", provider, options, PLACE), context)).reveal()

    def file(self, name: str, text: str | bytes, mode: int = 0o600) -> Path:
        path = self.root / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)
        return path


@pytest.fixture
def room(tmp_path: Path) -> Room:
    root = tmp_path / "workspace"
    root.mkdir()
    return Room(root)


def test_every_provider_has_a_name_a_summary_and_fields() -> None:
    names = [provider.name for provider in PROVIDERS]
    assert names == ["env", "dotenv", "file", "command", "keyring", "prompt", "literal"]
    assert all(provider.summary and provider.fields for provider in PROVIDERS)


async def test_a_process_variable_is_read(room: Room) -> None:
    assert await room.open("env", process={"S": CANARY}, env="S") == CANARY


async def test_unset_and_empty_process_variables_are_two_sentences(room: Room) -> None:
    with pytest.raises(SecretError, match="not set") as unset:
        await room.open("env", env="S")
    with pytest.raises(SecretError, match="is empty") as empty:
        await room.open("env", process={"S": ""}, env="S")
    assert (unset.value.code, empty.value.code) == ("secret_unset", "secret_empty")
    assert unset.value.where == "environments/dev.toml: secrets.k"


@pytest.mark.parametrize(
    ("content", "secret"),
    [("abc", "abc"), ("abc\n", "abc"), ("abc\r\n", "abc"), ("abc\n\n", "abc\n"), (" a ", " a ")],
)
async def test_a_file_is_read_whole_but_for_one_line_end(
    room: Room, content: str, secret: str
) -> None:
    room.file("s", content)
    assert await room.open("file", file="s") == secret
    assert room.warnings == []


async def test_a_file_that_others_can_read_earns_a_warning_with_the_command(room: Room) -> None:
    path = room.file("my key", CANARY, 0o644)
    assert await room.open("file", file="my key") == CANARY
    assert [fault.advice for fault in room.warnings] == [f"Run: chmod 600 '{path}'"]
    assert CANARY not in repr(room.warnings)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o440])
async def test_the_advised_command_takes_the_warning_away(room: Room, mode: int) -> None:
    room.file("it's my key", CANARY, mode)
    assert await room.open("file", file="it's my key") == CANARY
    [warning] = room.warnings
    assert warning.severity is Severity.WARNING
    subprocess.run(["sh", "-c", warning.advice.removeprefix("Run: ")], check=True)
    room.warnings.clear()
    assert await room.open("file", file="it's my key") == CANARY
    assert room.warnings == []


@pytest.mark.parametrize("mode", [0o640, 0o604])
async def test_a_file_of_several_secrets_earns_the_same_warning(room: Room, mode: int) -> None:
    path = room.file(".env", f"A={CANARY}\n", mode)
    assert await room.open("dotenv", dotenv=".env", key="A") == CANARY
    assert [fault.advice for fault in room.warnings] == [f"Run: chmod 600 {path}"]
    path.chmod(0o600)
    room.warnings.clear()
    assert await room.open("dotenv", dotenv=".env", key="A") == CANARY
    assert room.warnings == []


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
async def test_a_file_of_ones_own_earns_no_warning(room: Room, mode: int) -> None:
    room.file("key", CANARY, mode)
    assert await room.open("file", file="key") == CANARY
    assert room.warnings == []


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16"])
async def test_the_mark_at_the_start_of_a_file_is_no_part_of_the_secret(
    room: Room, coding: str
) -> None:
    (room.root / "s").write_bytes("p\u00e4ss-w\u00f6rd\n".encode(coding))
    assert await room.open("file", file="s") == "p\u00e4ss-w\u00f6rd"
    (room.root / "e").write_bytes("K=p\u00e4ss-w\u00f6rd\n".encode(coding))
    assert await room.open("dotenv", dotenv="e", key="K") == "p\u00e4ss-w\u00f6rd"


async def test_a_file_in_the_home_of_nobody_is_a_sentence(room: Room) -> None:
    with pytest.raises(SecretError, match="home folder ~nosuchuser"):
        await room.open("file", file="~nosuchuser/s")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "not found"),
        (lambda path: path.mkdir(), "a directory"),
        (make_fifo, "a pipe"),
        (make_socket, "cannot be read"),
        (lambda path: path.symlink_to(path.parent / "nowhere"), "not found"),
        (lambda path: path.write_bytes(b"\xfe\x00"), "not UTF-8"),
        (lambda path: path.write_bytes(b"\xff\xfea"), "not UTF-16"),
        (lambda path: path.write_bytes(b"x" * 64_001), "larger than 64 kB"),
        (lambda path: path.write_bytes(b"\n"), "is empty"),
    ],
)
async def test_what_is_no_file_of_text_is_refused_with_a_sentence(
    room: Room, make: Callable[[Path], None], words: str
) -> None:
    make(room.root / "s")
    forms: tuple[dict[str, Any], ...] = ({"file": "s"}, {"dotenv": "s", "key": "K"})
    for options in forms:
        if words == "is empty" and "dotenv" in options:
            continue
        with pytest.raises(SecretError, match=words):
            await room.open(next(iter(options)), **options)


async def test_a_file_outside_needs_trust_even_through_a_link(room: Room) -> None:
    outside = room.root.parent / "outside"
    outside.write_text(f"K={CANARY}\n")
    outside.chmod(0o600)
    (room.root / "link").symlink_to(outside)
    (room.root / "dir").symlink_to(room.root.parent)
    for path in ("../outside", str(outside), "link", "dir/outside"):
        forms: tuple[dict[str, Any], ...] = ({"file": path}, {"dotenv": path, "key": "K"})
        for options in forms:
            name = next(iter(options))
            with pytest.raises(TrustRequiredError, match="not trusted") as refused:
                await room.open(name, trusted=False, **options)
            assert "outside the workspace" in refused.value.what
            assert CANARY in await room.open(name, **options)


async def test_files_inside_need_no_trust(room: Room) -> None:
    room.file(".env", f"K={CANARY}\n")
    assert await room.open("file", trusted=False, file="./.env") == f"K={CANARY}"
    assert await room.open("dotenv", trusted=False, dotenv=".env", key="K") == CANARY


async def test_a_tilde_stands_for_the_home_of_the_process(room: Room) -> None:
    room.file("s", CANARY)
    assert await room.open("file", process={"HOME": str(room.root)}, file="~/s") == CANARY


@pytest.mark.parametrize("options", [{"env": "S"}, {"command": ("true",)}, {"keyring": "a/b"}])
async def test_what_is_not_the_workspaces_own_needs_trust(
    room: Room, options: dict[str, Any]
) -> None:
    with pytest.raises(TrustRequiredError, match="not trusted"):
        await room.open(next(iter(options)), trusted=False, process={"S": CANARY}, **options)


async def test_a_dotenv_file_of_which_a_line_does_not_parse_is_refused(room: Room) -> None:
    room.file(".env", f"K={CANARY}\nbad line\n'\n")
    with pytest.raises(SecretError) as refused:
        await room.open("dotenv", dotenv=".env", key="K")
    said = [fault.what.partition(" is not")[0] for fault in refused.value.faults]
    assert said == ['Secret "k": .env:2', 'Secret "k": .env:3']
    assert {str(fault.place) for fault in refused.value.faults} == {
        "environments/dev.toml: secrets.k"
    }
    assert CANARY not in repr(refused.value.faults)


async def test_a_missing_key_lists_the_others(room: Room) -> None:
    room.file(".env", "A=1\nB=2\n")
    with pytest.raises(SecretError, match="has no key K") as refused:
        await room.open("dotenv", dotenv=".env", key="K")
    assert "A, B" in refused.value.why


async def test_the_last_of_a_repeated_key_is_used_with_a_warning(room: Room) -> None:
    room.file(".env", "K=1\nA=1\nA=2\nK=2\n")
    assert await room.open("dotenv", dotenv=".env", key="K") == "2"
    assert [str(fault.place) for fault in room.warnings] == [".env:4"]


async def test_a_prompt_gives_what_was_typed(room: Room) -> None:
    assert await room.open("prompt", trusted=False, answer=CANARY, prompt=True) == CANARY
    with pytest.raises(SecretError, match="empty"):
        await room.open("prompt", answer="", prompt=True)


async def test_a_prompt_that_nobody_answers_is_an_error_of_its_own(room: Room) -> None:
    with pytest.raises(PromptUnanswered, match="was not entered"):
        await room.open("prompt", answer=None, prompt=True)


async def test_a_literal_is_taken_as_it_is(room: Room) -> None:
    assert await room.open("literal", trusted=False, value=Secret("a:%+ &")) == "a:%+ &"
