"""Opens a page in the browser of this machine, where there is one that can be seen."""

from __future__ import annotations

import asyncio
import getpass
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from outrider.program_path import find_program

_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
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


def browser_program(process: Mapping[str, str], platform: str = sys.platform) -> str | None:
    """What opens a page where the user can see it; ``None`` where nothing would.

    Args:
        process: the process's environment.
        platform: as :data:`sys.platform`.
    """
    path = process.get("PATH")
    if platform == "darwin":
        return None if is_remote(process) else find_program("open", path)
    if any(process.get(name) for name in _DISPLAYS):
        return find_program("xdg-open", path)
    if process.get("WSL_DISTRO_NAME") and not is_remote(process):
        return find_program("wslview", path)
    return None


async def open_page(program: str, url: str) -> None:
    """Opens a page; a program that fails is not missed, because the URL is shown."""
    if not is_web_url(url):
        return
    silent = asyncio.subprocess.DEVNULL
    with suppress(OSError):
        started = await asyncio.create_subprocess_exec(
            program, url, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
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
    user = process.get("USER") or getpass.getuser()
    return f"ssh -N -L {port}:127.0.0.1:{port} {user}@{socket.gethostname()}"
