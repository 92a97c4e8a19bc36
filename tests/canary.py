"""Looks for secrets in everything that a program wrote, in every form that it may have written."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus


def forms(secret: str) -> set[str]:
    """The secret as it is, and encoded as URLs, forms, JSON and base64 encode it.

    In base64 a text looks different at each of three offsets: the characters that depend on its
    neighbours are left out.
    """
    found = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    found |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    # A Basic credential is form-encoded before (RFC 6749 §2.3.1), or is not (RFC 7617).
    for text in (secret, quote(secret, safe="")):
        found |= set(_in_base64(text.encode()))
    return found


def _in_base64(raw: bytes) -> Iterator[str]:
    for offset in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            whole = encode(b"\0" * offset + raw).decode().rstrip("=")
            skipped = (offset * 8 + 5) // 6
            yield whole[skipped : (offset + len(raw)) * 8 // 6]


def leaks(secrets: Iterable[str], texts: Iterable[tuple[str, bytes]]) -> list[str]:
    """Which secret is where, and how it is written there."""
    wanted = [(secret, form.encode()) for secret in secrets for form in forms(secret)]
    return [
        f"{secret!r} as {form.decode()!r} in {where}"
        for where, text in texts
        for secret, form in wanted
        if form in text
    ]


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of these folders, its name too."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            yield f"the name of {path}", str(path).encode()
            if path.is_file() and not path.is_symlink():
                yield str(path), path.read_bytes()
