"""A shell session that follows a page: its files are written and its commands run, in order."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.page_blocks import Block, Command, commands
from tests.docs.page_servers import PageServers
from tests.patience import PATIENCE
from tests.shell import Shell

ONLY_A_SHELL = re.compile(r"[|<>$`;*]|&&|~/|^(?!outrider )")
"""What a command has that only a shell understands; any other is run without one."""
BEHIND_A_BODY = re.compile(
    r"(?<=[}\]])(?=\d\d:\d\d:\d\d (?:token|api|note)|warning: |Captured |\d+ of \d+ expect)"
)
"""Where the console goes on after a body without a line end."""
NOT_FOR_LOOPBACK = re.compile(
    r"^Needs trust when sent: \d+\n(?:  credentials .*\n)+\n"
    r"|^It can now do this:\n(?: +(?:new )?credentials .*\n)+(?! )"
    r"|^ +(?:new )?credentials of a client go to .*\n"
    r"|^What is listed under \"Needs trust\".*\n",
    re.MULTILINE,
)
"""What a page shows of hosts that need trust: those of loopback need none."""
SENDS_NOTHING = re.compile(
    r"(cd|export|outrider (init|import|trust|check|requests|environments)) ?\b"
)
ADDED = " (added)"
"""The end of a title, where the text goes to the end of what the file has."""
VOLATILE = (
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "12:00:00"),
    (re.compile(r"\b\d+(\.\d+)?(?: (?:ms|s|min)\b)"), "1 ms"),
    (re.compile(r"[ \t]+"), " "),
)
"""What differs each time, and the room that it takes."""


@dataclass
class PageSession:
    """Where the reader of a page is.

    Attributes:
        home: the reader's own folder, in which the page begins.
        folder: where ``cd`` has led.
        servers: what the hosts of the page are; without any, only what sends nothing is run.
        exported: what ``export`` has set.
        wrong: what is not as the page says.
    """

    home: Path
    servers: PageServers
    folder: Path = field(init=False)
    exported: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.home.mkdir(mode=0o700)
        # The program names folders by their real paths.
        self.home = self.home.resolve()
        self.folder = self.home

    def follow(self, block: Block) -> None:
        """Does what a reader does with a block."""
        if block.reason:
            return
        if block.language == "setup":
            if not self.servers.addresses and "outrider send" in block.text:
                return
            status, said = self._in_bash("set -e\n" + self.servers.here(block.text))
            if status:
                self.wrong.append(f"{block.line}: the setup fails: {said}")
        elif block.language == "console":
            for command in commands(block):
                self._run(command)
        elif block.title:
            self._write(block)

    def check(self) -> None:
        """Checks the workspaces that the page has made: a reader who goes on has no errors."""
        for marker in sorted(self.home.rglob("outrider.toml")):
            self.folder = marker.parent
            status, said = self._shell.run_as_shown("check")
            if status:
                name = self.folder.relative_to(self.home)
                self.wrong.append(f"{name}: outrider check at the end: {status}\n{said}")

    def _write(self, block: Block) -> None:
        name = Path(block.title.removesuffix(ADDED))
        parts = name.parts
        path = self.home.joinpath(*parts[1:]) if parts[0] == "~" else self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") + "\n" if block.title.endswith(ADDED) else ""
        path.write_text(before + self.servers.here(block.text), "utf-8")

    def _run(self, command: Command) -> None:
        if not self.servers.addresses and not SENDS_NOTHING.match(command.words):
            return
        words = self.servers.here(command.words)
        if words.startswith(("cd ", "export ")) and not re.search(r"[$`|&]", words):
            self._go_on(shlex.split(words))
            return
        if ONLY_A_SHELL.search(words):
            status, said = self._in_bash(words)
        else:
            status, said = self._shell.run_as_shown(*shlex.split(words)[1:])
        expected = self.servers.here(command.shown).replace("/home/me", str(self.home))
        if self.servers.addresses:
            expected = NOT_FOR_LOOPBACK.sub("", expected)
        if not command.shown and status:
            self.wrong.append(f"{command.line}: $ {command.words}\nexit status {status}\n{said}")
        elif command.shown and not is_shown(expected, said):
            self.wrong.append(f"{command.line}: $ {command.words}\n{said}\n--- shown:\n{expected}")

    def _go_on(self, words: list[str]) -> None:
        if words[0] == "cd":
            where = words[1].replace("~", str(self.home))
            self.folder = Path(os.path.normpath(self.folder / where))
            assert self.folder.is_dir(), where
        else:
            for word in words[1:]:
                name, _, value = word.partition("=")
                self.exported[name] = value

    @property
    def _shell(self) -> Shell:
        places = {
            "XDG_CONFIG_HOME": ".config",
            "XDG_STATE_HOME": ".local/state",
            "XDG_CACHE_HOME": ".cache",
            "XDG_DATA_HOME": ".local/share",
        }
        homes = {name: str(self.home / place) for name, place in places.items()}
        return Shell(self.home, self.folder, {**homes, **self.exported})

    def _in_bash(self, words: str) -> tuple[int, str]:
        """By a shell, which finds the program as an installation has it."""
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", words],
            cwd=self.folder,
            env={**self._shell.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout.decode()


def is_shown(shown: str, said: str) -> bool:
    """Whether the page shows what was said; ``…`` is for any text, or lines where it is alone."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.split("…"))) + "\n"
        for line in _steady(shown).splitlines()
    )
    # Some sentences name the host without its port.
    pattern = re.sub(r"127\\\.0\\\.0\\\.1:(\d+)", r"127\.0\.0\.1(?::\1)?", pattern)
    return re.fullmatch(pattern, _steady(said)) is not None


def _steady(text: str) -> str:
    # A body ends as the server sent it; a terminal gets the line end that it may lack.
    text = BEHIND_A_BODY.sub("\n", text)
    for volatile, instead in VOLATILE:
        text = volatile.sub(instead, text)
    return "".join(f"{line.rstrip()}\n" for line in text.rstrip("\n").splitlines())
