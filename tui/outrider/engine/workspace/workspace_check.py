"""Finds every mistake that the files show, in every environment, without opening a secret."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from outrider.auth.definitions import named_auth
from outrider.auth.host_patterns import host_fault_of, unreplaced_host
from outrider.engine.exchanges.secret_bounds import secret_hosts
from outrider.engine.expectations.written_programs import program_faults, request_programs
from outrider.engine.filters.jq_programs_check import jq_program_problems
from outrider.engine.send.auth_resolution import connection_templates
from outrider.engine.send.error_lines import fault_with_line
from outrider.engine.send.prepared_send import distinct, located
from outrider.engine.send.request_scopes import environment_scope
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.fault_certainty import is_certain_fault
from outrider.engine.workspace.kept_text_warnings import kept_text_warnings
from outrider.engine.workspace.literal_warnings import literal_warnings
from outrider.engine.workspace.named_files import collection_files, environment_files
from outrider.engine.workspace.overlay_copies import overlay_copy_warnings
from outrider.engine.workspace.request_check import (
    CheckedRequest,
    RequestGroup,
    Surroundings,
    Verdicts,
    auth_faults,
    group_requests,
    request_faults,
)
from outrider.engine.workspace.send_rehearsal import refused_connections, with_stand_ins
from outrider.errors import Fault, OutriderError, Severity, SourceLocation, WorkspaceError
from outrider.model.secret import reveal
from outrider.model.trust import WorkspaceTrust
from outrider.model.workspace import Environment, SecretRef, WorkspaceSettings
from outrider.storage.reading.environment_layers import SoundEnvironment
from outrider.storage.reading.table_decoding import LITERAL
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.git_ignore import secret_warnings
from outrider.variables.message_assembly import request_warnings
from outrider.variables.reference_faults import secret_fault
from outrider.variables.reference_grammar import has_reference
from outrider.variables.requirements import find_requirements


def check_workspace(
    reader: WorkspaceReader,
    root: Path,
    trust: WorkspaceTrust,
    process: Mapping[str, str],
    told: Callable[[str], None] = lambda _: None,
) -> tuple[Fault, ...]:
    """Every fault, in the order of files and lines.

    Git is asked about secrets in files only where the workspace is trusted. ``told`` takes what is
    done now, in words.
    """
    told("Reading the files")
    found: list[Fault] = []
    settings = None
    try:
        settings = reader.settings()
    except OutriderError as error:
        found += error.faults
    sound = [reader.sound_environment(name) for name in reader.environment_ids()]
    environments = [one.environment for one in sound]
    collection = reader.collection()
    found += (*collection.faults, *reader.faults)
    found += secret_warnings(reader, environments, process)
    found += literal_warnings(reader, settings, environments, collection, process)
    for fault in collection_files(collection.folders.values(), collection.requests.values(), root):
        found.append(fault_with_line(fault, reader.with_line))
    told("Comparing files with local files")
    warned = [one.place for one in found if one.code == "secret_in_git" and one.place]
    found += overlay_copy_warnings(reader, reader.environment_ids(), process, warned)
    told("Looking for credentials in comments, examples and body files")
    warned = [one.place for one in found if one.code == "secret_in_git" and one.place]
    found += kept_text_warnings(reader, environments, collection, process, warned)
    if settings is not None:
        told("Reading the jq programs")
        programs = [it for one in collection.requests.values() for it in request_programs(one)]
        problems = jq_program_problems([program for program, _ in programs])
        for fault in program_faults(programs, problems):
            found.append(fault_with_line(fault, reader.with_line))
        verdicts = Verdicts()
        requests = [CheckedRequest(one, verdicts) for one in collection.placed_requests()]
        groups = group_requests(requests)
        for checked in requests:
            for fault in request_warnings(checked.request.request):
                place = fault.place and reader.with_line(fault.place)
                found.append(replace(fault, place=place))
        captured = {
            capture.name
            for one in collection.requests.values()
            for _, capture in one.active_captures
        }
        active: list[SoundEnvironment | None] = [*sound] or [None]
        shared = _FaultsByEnvironment(len(active))
        for number, part in enumerate(active, 1):
            told(f"Checking {len(requests):,} requests in environment {number} of {len(active)}")
            one = part.environment if part else None
            snapshot = WorkspaceSnapshot(root, settings, one, trust, with_line=reader.with_line)
            # Where a file defines the variable as well, its value is what is looked at.
            defined = {
                *settings.variables,
                *(one.variables if one else ()),
                *(one.secrets if one else ()),
            }
            snapshot = with_stand_ins(snapshot, captured - defined)
            own = list(environment_faults(snapshot))
            if not any(map(_is_of_more_than_a_file, own)):
                own += refused_connections(snapshot)
            own = [fault for fault in own if part is None or is_certain_fault(fault, part)]
            found += (located(fault, snapshot) for fault in own)
            for fault in _request_faults(snapshot, groups, verdicts):
                if part is None or is_certain_fault(fault, part):
                    shared.add(located(fault, snapshot), snapshot.environment_id)
        found += shared.faults()
        said = {one.place.file for one in found if one.place is not None}
        found += _default(settings, environments, reader, said)
    # What several requests share is told once.
    return tuple(sorted(distinct(found), key=_order))


def _is_of_more_than_a_file(fault: Fault) -> bool:
    """Whether an error leaves the environment's connections unknown."""
    return fault.severity is Severity.ERROR and fault.code != "file_unreadable"


def _order(fault: Fault) -> tuple[str, int, str]:
    place = fault.place or SourceLocation("")
    return (place.file, place.line or 0, fault.what)


def _default(
    settings: WorkspaceSettings,
    environments: list[Environment],
    reader: WorkspaceReader,
    said: Container[str],
) -> Iterator[Fault]:
    """Names that no environment has; ``said`` are files of which is known what is wrong."""
    known = reader.environment_ids()
    places: list[tuple[str, tuple[str | int, ...], Severity]] = [
        (name, ("environments", index), Severity.WARNING)
        for index, name in enumerate(settings.environments)
    ]
    if settings.default_environment:
        default = (settings.default_environment, ("default_environment",), Severity.ERROR)
        places.insert(0, default)
    for name, key, severity in places:
        if name not in known and f"{ENVIRONMENTS}/{name}.toml" not in said:
            yield Fault(
                "unknown_name",
                f'Environment "{name}" not found.',
                reader.with_line(SourceLocation(settings.file, key)),
                advice=f"Known: {', '.join(one.id for one in environments) or 'none'}.",
                severity=severity,
            )


def environment_faults(snapshot: WorkspaceSnapshot) -> Iterator[Fault]:
    """What is wrong in the snapshot's environment itself, whatever the requests say."""
    environment = snapshot.environment
    if environment is None:
        return
    own = environment_scope(snapshot)
    yield from own.name_conflicts()
    yield from environment_files(environment, snapshot.root)
    yield from find_requirements(connection_templates(environment), own).faults
    for secret in environment.secrets.values():
        written = reveal(secret.options.get("value", ""))
        if secret.provider == LITERAL and written:
            fault = secret_fault(f'Secret "{secret.name}"', written, secret.place)
            if fault is not None:
                yield fault
        yield from _host_faults(secret)
    for name in environment.auths:
        try:
            config = named_auth(environment, name)
        except WorkspaceError as error:
            yield from error.faults
        else:
            yield from auth_faults(snapshot, config)


def _host_faults(secret: SecretRef) -> Iterator[Fault]:
    """Entries of a secret's own ``hosts`` that match nothing."""
    place = secret.place.inside("hosts")
    for index, pattern in enumerate(secret_hosts(secret) or ()):
        if has_reference(pattern):
            yield unreplaced_host(pattern, place.inside(index))
        elif (fault := host_fault_of(pattern, place.inside(index))) is not None:
            yield fault


def _request_faults(
    snapshot: WorkspaceSnapshot, groups: Iterable[RequestGroup], verdicts: Verdicts
) -> Iterator[Fault]:
    surroundings = Surroundings(snapshot, verdicts)
    for group in groups:
        for request in surroundings.unsuited(group):
            yield from request_faults(snapshot, request.request)


class _FaultsByEnvironment:
    """Faults of requests, each once, with the environments in which it holds.

    Args:
        count: of all environments.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._found: dict[tuple[str, SourceLocation | None], tuple[Fault, list[str]]] = {}

    def add(self, fault: Fault, environment: str) -> None:
        """Takes a fault that holds in an environment."""
        _, names = self._found.setdefault((fault.what, fault.place), (fault, []))
        if environment not in names[-1:]:
            names.append(environment)

    def faults(self) -> Iterator[Fault]:
        """Each fault; one of every environment names none."""
        for fault, names in self._found.values():
            everywhere = len(names) == self._count
            yield fault if everywhere else replace(fault, environments=tuple(names))
