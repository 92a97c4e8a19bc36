"""Reads a small file of secrets: regular, of UTF-8, and not left open to others."""

from __future__ import annotations

import codecs
import os
import stat
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from outrider.errors import Fault, SecretError, Severity, UsageError
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import SecretRef
from outrider.secret_providers.provider import (
    MAX_BYTES,
    SecretContext,
    is_outside,
    option,
    resolve_path,
    secret_error,
)
from outrider.visible_text import visible_line


def file_need(ref: SecretRef, key: str, root: Path) -> TrustNeed | None:
    """What the file that a key names needs; nothing where it lies in the workspace."""
    path = option(ref, key)
    # Nobody's home folder is in no workspace; what is wrong with it is told when it is read.
    with suppress(UsageError):
        path = resolve_path(path, root, None)
        if not is_outside(path, root):
            return None
        with suppress(ValueError):  # no path at all
            path = os.path.realpath(path)
    return TrustNeed(TrustKind.FILE, (path,), place=ref.place)


def unreadable_secret_file(ref: SecretRef, key: str, root: Path) -> Fault | None:
    """Why the file that a key names cannot be read on this machine; ``None`` where it can.

    A warning: on another machine it may be there. Nothing is opened: a pipe would lose its writer.
    """
    error: SecretError | None = None
    try:
        path = resolve_path(option(ref, key), root, None)
    except UsageError as unknown:
        error = _homeless(ref, unknown)
    else:
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116  # one call, no object
        except (OSError, ValueError) as failed:
            error = _not_readable(path, ref, failed)
        else:
            if not stat.S_ISREG(mode):
                error = _refused(path, ref, f"is {_kind(mode)}, not a file")
            elif not os.access(path, os.R_OK):
                error = _not_readable(path, ref, PermissionError())
    return None if error is None else replace(error.faults[0], severity=Severity.WARNING)


def read_secret_file(ref: SecretRef, key: str, context: SecretContext) -> str:
    """The text of the file that a key names; a warning when others can read it.

    Raises:
        SecretError: it is not there, no regular file, too large, or not UTF-8.
    """
    try:
        path = resolve_path(option(ref, key), context.root, context.process.get("HOME"))
    except UsageError as error:
        raise _homeless(ref, error) from None
    try:
        # A pipe with nobody at its other end would be waited for without O_NONBLOCK.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise _not_readable(path, ref, error) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _refused(path, ref, f"is {_kind(status.st_mode)}, not a file")
        data = _read(descriptor)
    except OSError as error:
        raise _not_readable(path, ref, error) from None
    finally:
        os.close(descriptor)
    if len(data) > MAX_BYTES:
        raise _refused(path, ref, f"is larger than {MAX_BYTES // 1000} kB")
    if status.st_mode & (stat.S_IRGRP | stat.S_IROTH):
        context.warn(_readable_by_others(path, ref))
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        # The mark that editors put at the start is no part of the text.
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        coding = "UTF-16" if wide else "UTF-8"
        raise _refused(path, ref, f"is not {coding} (at byte {error.start + 1})") from None


def _read(descriptor: int) -> bytes:
    data = b""
    while len(data) <= MAX_BYTES and (piece := os.read(descriptor, MAX_BYTES + 1 - len(data))):
        data += piece
    return data


def _homeless(ref: SecretRef, error: UsageError) -> SecretError:
    what = f'Secret "{ref.name}": {error.what}'
    return secret_error(ref, "secret_file", what, advice=error.advice)


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "a directory"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


def _refused(path: str, ref: SecretRef, problem: str) -> SecretError:
    return secret_error(
        ref,
        "secret_file",
        f'Secret "{ref.name}": file {visible_line(path)} {problem}.',
        advice="Use another file.",
    )


def _not_readable(path: str, ref: SecretRef, error: OSError | ValueError) -> SecretError:
    from shlex import quote

    if isinstance(error, FileNotFoundError):
        problem, advice = "not found", "Create it, or correct the path."
    elif isinstance(error, PermissionError):
        problem = "cannot be read: permission denied"
        advice = f"Check its owner and mode: ls -l {quote(visible_line(path))}"
    elif isinstance(error, OSError):
        reason = (error.strerror or "the system gives no reason").lower()
        problem, advice = f"cannot be read: {reason}", "Check the path."
    else:
        problem, advice = "is not a valid path", "Correct the path."
    return secret_error(
        ref,
        "secret_file",
        f'Secret "{ref.name}": file {visible_line(path)} {problem}.',
        advice=advice,
    )


def _readable_by_others(path: str, ref: SecretRef) -> Fault:
    from shlex import quote

    return Fault(
        "secret_file_mode",
        f'Other users can read the file of secret "{ref.name}".',
        ref.place,
        "Its mode lets the group or all users of this machine read it.",
        f"Run: chmod 600 {quote(visible_line(path))}",
        Severity.WARNING,
    )
