"""Opens a page in the browser of this machine, where there is one that can be seen."""

from __future__ import annotations

import asyncio
import os
import shlex
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from outrider.program_path import find_program

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
_URL = "%s"
"""Stands for the page in a command of ``BROWSER``."""
_REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


def is_web_url(url: str) -> bool:
    """Whether a browser may be sent there: http or https, with a host, in plain characters."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def is_remote(process: Mapping[str, str]) -> bool:
    """Whether the user sits at another machine."""
    return any(process.get(name) for name in _REMOTE)


def browser_command(
    process: Mapping[str, str], platform: str = sys.platform
) -> tuple[str, ...] | None:
    """What opens a page where the user can see it; ``None`` where nothing would.

    ``BROWSER`` comes first (environ(7)): commands with a colon between them, of which the first
    counts that is installed. Who works on another machine has one there that reaches their own.

    Args:
        process: the process's environment.
        platform: as :data:`sys.platform`.
    """
    path = process.get("PATH")
    for written in process.get("BROWSER", "").split(os.pathsep):
        if command := _installed(written, path):
            return command
    if platform == "darwin":
        return None if is_remote(process) else _program("open", path)
    if any(process.get(name) for name in _DISPLAYS):
        return _program("xdg-open", path)
    if process.get("WSL_DISTRO_NAME") and not is_remote(process):
        return _program("wslview", path)
    return None


def _program(name: str, path: str | None) -> tuple[str, ...] | None:
    found = find_program(name, path)
    return None if found is None else (found,)


def _installed(written: str, path: str | None) -> tuple[str, ...]:
    """The words of a command that can be run; none of another one."""
    try:
        words = shlex.split(written)
    except ValueError:
        return ()
    found = find_program(words[0], path) if words else None
    if found is None or not found.startswith("/") or not Path(found).is_file():
        return ()
    return (found, *words[1:]) if os.access(found, os.X_OK) else ()


async def open_page(command: Sequence[str], url: str) -> None:
    """Opens a page; a program that fails is not missed, because the URL is shown.

    Args:
        command: as :func:`browser_command` has it; the URL takes the place of ``%s``, or follows.
        url: of the page; one that is not of the web is not opened.
    """
    if not is_web_url(url):
        return
    words = [word.replace(_URL, url) for word in command]
    if not any(_URL in word for word in command):
        words.append(url)
    silent = asyncio.subprocess.DEVNULL
    with suppress(OSError):
        program, *rest = words
        started = await asyncio.create_subprocess_exec(
            program, *rest, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
        )
        await started.wait()


def forwarding_command(redirect_uri: str, process: Mapping[str, str]) -> str:
    """What brings a redirect from the user's computer to this one; empty where it need not."""
    try:
        parts = urlsplit(redirect_uri)
        port = parts.port
    except ValueError:
        return ""
    if not is_remote(process) or port is None or parts.scheme != "http":
        return ""
    from getpass import getuser

    user = process.get("USER") or getuser()
    return f"ssh -N -L {port}:127.0.0.1:{port} {user}@{socket.gethostname()}"
