"""Keeping secrets out of git: what git would take along, and what it is told to leave."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.trust import as_trust
from outrider.model.workspace import Environment
from outrider.program_path import find_program
from outrider.storage.reading.table_decoding import LITERAL
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.variables.reference_grammar import has_reference

OVERLAY_PATTERN = "*.local.toml"
_GIT_SECONDS = 5.0


def secret_warnings(
    reader: WorkspaceReader, environment: Environment, process_env: Mapping[str, str]
) -> tuple[Fault, ...]:
    """A warning for each literal secret in a file that git tracks or would track.

    Git is asked only in a trusted workspace, because a repository's configuration can make it
    run programs; elsewhere, and where there is no git, a repository around the file is enough
    for a warning. ``process_env`` tells the path to git.
    """
    trusted = as_trust(reader.trusted).known
    taken: dict[str, bool] = {}
    faults: list[Fault] = []
    for what, place in _written_out(reader, environment):
        file = place.file
        if file not in taken:
            taken[file] = is_tracked(reader.root, file, trusted, process_env)
        if taken[file]:
            faults.append(
                Fault(
                    "secret_in_git",
                    f"{what} is written out in {file}, which git takes along.",
                    reader.with_line(place),
                    why="Everybody with a copy of the repository can read it, for ever.",
                    advice="Move it to an overlay (ID.local.toml), or refer to it with "
                    "{ env = … } or { dotenv = … } in [secrets]; a secret that was "
                    "pushed is to be replaced.",
                    severity=Severity.WARNING,
                )
            )
    return tuple(faults)


def _written_out(
    reader: WorkspaceReader, environment: Environment
) -> Iterator[tuple[str, SourceLocation]]:
    """Each credential that stands in a file itself, and where."""
    for secret in environment.secrets.values():
        if secret.provider == LITERAL:
            yield f"The secret {secret.name}", secret.place
    password = environment.tls.client_key_password
    if password and not has_reference(password):
        place = SourceLocation(environment.file, ("tls", "client_key_password"))
        yield "The password tls.client_key_password", reader.with_line(place)


def is_tracked(root: Path, file: str, trusted: bool, process_env: Mapping[str, str]) -> bool:
    """Whether git tracks this file, or would with the next ``git add``."""
    path = Path(os.path.realpath(root / file))
    if not in_repository(path):
        return False
    if not trusted:
        return True
    if _git(path, ("ls-files", "--error-unmatch", "--"), process_env) == 0:
        return True
    return _git(path, ("check-ignore", "--quiet", "--"), process_env) != 0


def in_repository(path: Path) -> bool:
    """Whether a folder above a real path holds a repository of git."""
    return any(os.path.lexists(folder / ".git") for folder in path.parents)


def _git(path: Path, words: tuple[str, ...], process_env: Mapping[str, str]) -> int | None:
    """Git's exit status for a question about a file; ``None`` without an answer."""
    import subprocess

    kept = {name: process_env[name] for name in ("PATH", "HOME") if name in process_env}
    git = find_program("git", process_env.get("PATH"))
    if git is None:
        return None
    harmless = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    try:
        finished = subprocess.run(  # noqa: S603 - fixed words, and a path behind --
            (git, *harmless, *words, path.name),
            cwd=path.parent,
            env={**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return finished.returncode


def ignore_overlays(root: Path) -> bool:
    """Sees to it that the workspace's ``.gitignore`` names overlays; returns whether it wrote.

    Nothing that is in the file changes: the pattern is appended.

    Raises:
        SaveRefused: the file cannot be read or written.
    """
    from outrider.storage.files.atomic_write import refuse_save, save_error, write_atomically
    from outrider.storage.files.workspace_files import NotARegularFile, UnusualFile, read_regular

    path = root / ".gitignore"
    try:
        if path.is_symlink():
            raise NotARegularFile("a symbolic link, which git does not follow")
        data, _ = read_regular(path)
    except FileNotFoundError:
        data = b""
    except OSError as error:
        raise save_error(error, ".gitignore") from None
    except UnusualFile as error:
        raise refuse_save(
            "not_saved",
            f".gitignore was not changed: it is {error}.",
            ".gitignore",
            why="An overlay is written only where git ignores it.",
            advice=f"Have git ignore {OVERLAY_PATTERN} in another way, and try again.",
        ) from None
    if _ignores_overlays(data):
        return False
    end = b"\r\n" if b"\r\n" in data else b"\n"
    gap = b"" if not data or data.endswith(b"\n") else end
    write_atomically(path, data + gap + OVERLAY_PATTERN.encode() + end, shown=".gitignore")
    return True


def _ignores_overlays(data: bytes) -> bool:
    """Whether the last line about the pattern ignores it."""
    pattern = OVERLAY_PATTERN.encode()
    about = [line.strip() for line in data.splitlines() if line.strip().lstrip(b"!") == pattern]
    return bool(about) and about[-1] == pattern
