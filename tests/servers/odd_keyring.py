"""Keyrings that do not give what they are asked for; chosen by ``PYTHON_KEYRING_BACKEND``."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


class _Odd(KeyringBackend):
    priority = 1

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


class Locked(_Odd):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"not for {service}")


class Silent(_Odd):
    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(600)
        return None


class Failing(_Odd):
    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("CANARY-4711")


class Talkative(_Odd):
    """Prints in every way that a program can."""

    def get_password(self, service: str, username: str) -> str | None:
        sys.stdout.write(f"unlocking {service}\n")
        os.write(1, b"by descriptor\n")
        subprocess.run(["echo", "by another program"], check=True)
        sys.stderr.write("a complaint\n")
        return "CANARY-4711"


class Asking(_Odd):
    """Wants its own password, typed on the terminal."""

    def get_password(self, service: str, username: str) -> str | None:
        getpass.getpass("Keyring password: ")
        return None


class Forking(_Odd):
    """Leaves a copy of the process behind, which returns first, and a helper that stays."""

    def get_password(self, service: str, username: str) -> str | None:
        copy = os.fork()
        if not copy:
            return "CANARY of the copy"
        os.waitpid(copy, 0)
        if not os.fork():
            time.sleep(30)
            os._exit(0)
        return "CANARY-4711"


class Leaving(_Odd):
    """Ends the program, as if all were well."""

    def get_password(self, service: str, username: str) -> str | None:
        sys.exit(0)


class Dying(_Odd):
    """Ends the process without a word."""

    def get_password(self, service: str, username: str) -> str | None:
        os._exit(0)


class Numeric(_Odd):
    """Returns what is no text."""

    def get_password(self, service: str, username: str) -> str | None:
        return 4711  # type: ignore[return-value]


class Kept(_Odd):
    """Works, and keeps everything in the file that ``KEPT_SECRETS`` names."""

    priority = 5

    def _entries(self) -> dict[str, str]:
        path = Path(os.environ["KEPT_SECRETS"])
        return json.loads(path.read_text()) if path.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        entries = {**self._entries(), f"{service}/{username}": password}
        Path(os.environ["KEPT_SECRETS"]).write_text(json.dumps(entries))
