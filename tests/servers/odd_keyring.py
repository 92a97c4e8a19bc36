"""Keyrings that do not give what they are asked for; chosen by ``PYTHON_KEYRING_BACKEND``."""

from __future__ import annotations

import time

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
