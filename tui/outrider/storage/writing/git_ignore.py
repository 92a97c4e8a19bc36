"""Keeping secrets out of git: what git would take along, and what it is told to leave."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from shlex import quote

from outrider.errors import DocumentError, Fault, Severity, SourceLocation
from outrider.model.trust import as_trust
from outrider.model.workspace import Environment
from outrider.program_path import find_program
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.reading.environment_overlay import WORLD_BITS, others_can_read
from outrider.storage.reading.git_tracking import is_ignored, is_in_index, repository_of
from outrider.storage.reading.table_decoding import LITERAL
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.variables.reference_grammar import has_reference

OVERLAY_PATTERN = "*.local.toml"
_GIT_SECONDS = 5.0
_BATCH = 500


def secret_warnings(
    reader: WorkspaceReader, environments: Iterable[Environment], process_env: Mapping[str, str]
) -> tuple[Fault, ...]:
    """A warning for each literal secret in a file that git tracks or would track.

    Git is asked only in a trusted workspace, because a repository's configuration can make it
    run programs; elsewhere, and where there is no git, its files are read. ``process_env`` tells
    the path to git.
    """
    trusted = as_trust(reader.trusted).known
    written = [(one, *found) for one in environments for found in _written_out(reader, one)]
    files = dict.fromkeys(place.file for _, _, place in written)
    tracked = tracked_files(reader.root, files, trusted, process_env)
    faults: list[Fault] = []
    for environment, what, place in written:
        file = place.file
        if file in tracked:
            advice = f"Move it to {_overlay(environment)}, which git ignores."
            if file == _overlay(environment):
                advice = (
                    f"Add {OVERLAY_PATTERN} to .gitignore, and run git rm --cached {quote(file)}."
                )
            faults.append(
                Fault(
                    "secret_in_git",
                    f"{what} is plain text in {file}, which git does not ignore.",
                    reader.with_line(place),
                    why="Everyone who can read the repository can read it, including its history.",
                    advice=f"{advice} If it was pushed, replace the secret.",
                    severity=Severity.WARNING,
                )
            )
    return tuple(faults)


def _overlay(environment: Environment) -> str:
    return f"{ENVIRONMENTS}/{environment.id}{OVERLAY_SUFFIX}.toml"


def _written_out(
    reader: WorkspaceReader, environment: Environment
) -> Iterator[tuple[str, SourceLocation]]:
    """Each credential that stands in a file itself, and where."""
    for secret in environment.secrets.values():
        if secret.provider == LITERAL:
            yield f'Secret "{secret.name}"', secret.place
    password = environment.tls.client_key_password
    if password and not has_reference(password):
        place = SourceLocation(environment.file, ("tls", "client_key_password"))
        yield "The password tls.client_key_password", reader.with_line(place)


def tracked_files(
    root: Path, files: Iterable[str], trusted: bool, process_env: Mapping[str, str]
) -> frozenset[str]:
    """Those of these files that git tracks, or would with the next ``git add``.

    Git is asked once for each repository; where it is not, or gives no answer, its files are read.
    """
    found: set[str] = set()
    by_repository: dict[Path, dict[str, str]] = {}
    for file in files:
        path = Path(os.path.realpath(root / file))
        top = repository_of(path)
        if top is not None:
            by_repository.setdefault(top, {})[file] = str(path.relative_to(top))
    for top, names in by_repository.items():
        for some in _batches(list(names)):
            listed = None
            if trusted:
                listed = _listed_by_git(top, [names[file] for file in some], process_env)
            if listed is None:
                found.update(file for file in some if _is_taken(top / names[file], process_env))
            else:
                found.update(file for file in some if names[file] in listed)
    return frozenset(found)


def _is_taken(path: Path, process_env: Mapping[str, str]) -> bool:
    return is_in_index(path) is True or not is_ignored(path, process_env)


def in_repository(path: Path) -> bool:
    """Whether a folder above a real path holds a repository of git."""
    return repository_of(path) is not None


def _batches(files: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as a command line surely takes."""
    return (files[at : at + _BATCH] for at in range(0, len(files), _BATCH))


def _listed_by_git(
    top: Path, names: Sequence[str], process_env: Mapping[str, str]
) -> frozenset[str] | None:
    """Those of these files that git has or does not ignore; ``None`` without an answer."""
    import subprocess

    kept = {name: process_env[name] for name in ("PATH", "HOME") if name in process_env}
    git = find_program("git", process_env.get("PATH"))
    if git is None:
        return None
    harmless = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    question = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--")
    try:
        finished = subprocess.run(  # noqa: S603 - fixed words, and paths behind --
            (git, *harmless, "--literal-pathspecs", *question, *names),
            cwd=top,
            env={**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return frozenset(os.fsdecode(finished.stdout).split("\0"))


def refuse_open_overlay(root: Path, file: str) -> None:
    """Refuses to add secrets to an overlay that others can read, or that git has or would take.

    Raises:
        DocumentError: others on this machine can read it, it is part of the repository, or rules
            take back what :func:`ignore_overlays` would have git ignore.
    """
    path = root / file
    try:
        mode = path.stat().st_mode
    except OSError:
        mode = 0  # a new one is private
    if mode & WORLD_BITS:
        raise _no_place(file, "overlay_mode", others_can_read(file), f"chmod 600 {quote(file)}")
    if is_in_index(Path(os.path.realpath(path))):
        what = f"{file} is tracked by git, so secrets are not written to it."
        raise _no_place(file, "secret_in_git", what, f"git rm --cached {quote(file)}")
    _ignoring_text(root, file)


def _no_place(file: str, code: str, what: str, command: str) -> DocumentError:
    fault = Fault(
        code,
        what,
        SourceLocation(file),
        "The import contains secrets for this file. Nothing was written.",
        f"Run: {command}",
    )
    return DocumentError.of((fault,))


def ignore_overlays(root: Path, file: str = "") -> bool:
    """Sees to it that git ignores overlays by the workspace's ``.gitignore``.

    Nothing that is in the file changes: the pattern is appended.

    Args:
        root: of the workspace.
        file: the overlay that is about to be written; empty where none is.

    Returns:
        whether it wrote.

    Raises:
        SaveRefused: the file cannot be read or written, or git would take the overlay all the
            same; then nothing was written.
    """
    from outrider.storage.files.atomic_write import write_atomically

    before, after = _ignoring_text(root, file)
    if before == after:
        return False
    write_atomically(root / ".gitignore", after, shown=".gitignore")
    return True


def _ignoring_text(root: Path, file: str) -> tuple[bytes, bytes]:
    """What ``.gitignore`` says, and what it has to say so that git ignores overlays.

    Raises:
        SaveRefused: as :func:`ignore_overlays`.
    """
    from outrider.storage.files.atomic_write import refuse_save

    data = _gitignore(root)
    end = b"\r\n" if b"\r\n" in data else b"\n"
    gap = b"" if not data or data.endswith(b"\n") else end
    more = data + gap + OVERLAY_PATTERN.encode() + end
    for text in (data, more):
        if _ignores_overlays(text) and (not file or _keeps_out(root, file, text)):
            return data, text
    folder = PurePosixPath(file).parent
    raise refuse_save(
        "secret_in_git",
        f"{file} was not written: git would not ignore it.",
        file,
        why=f"Other rules take back {OVERLAY_PATTERN} of .gitignore, or do not read it.",
        advice=f"Add {OVERLAY_PATTERN} at the end of {folder}/.gitignore, then try again.",
    )


def _keeps_out(root: Path, file: str, text: bytes) -> bool:
    """Whether git leaves an overlay alone when the workspace's ``.gitignore`` has this text."""
    top, path = Path(os.path.realpath(root)), Path(os.path.realpath(root / file))
    if repository_of(path) is None and not path.is_relative_to(top):
        return True
    return is_ignored(path, {}, without_git=top, planned={top / ".gitignore": text})


def _gitignore(root: Path) -> bytes:
    from outrider.storage.files.atomic_write import refuse_save, save_error
    from outrider.storage.files.workspace_files import NotARegularFile, UnusualFile, read_regular

    path = root / ".gitignore"
    try:
        if path.is_symlink():
            raise NotARegularFile("a symbolic link, which git does not follow")
        data, _ = read_regular(path)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise save_error(error, ".gitignore") from None
    except UnusualFile as error:
        raise refuse_save(
            "not_saved",
            f".gitignore was not changed: it is {error}.",
            ".gitignore",
            why="A local file is written only if git ignores it.",
            advice=f"Make git ignore {OVERLAY_PATTERN} another way, then try again.",
        ) from None
    return data


def _ignores_overlays(data: bytes) -> bool:
    """Whether the last line about the pattern ignores it."""
    pattern = OVERLAY_PATTERN.encode()
    lines = [line.removesuffix(b"\r").rstrip(b" ") for line in data.split(b"\n")]
    about = [line for line in lines if line.removeprefix(b"!") == pattern]
    return bool(about) and about[-1] == pattern
