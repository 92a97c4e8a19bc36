"""Where an import would take credentials that the workspace had before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from outrider.engine.import_export.credential_flows import CredentialFlow, CredentialFlows
from outrider.engine.import_export.held_credentials import HeldCredentials
from outrider.engine.send.request_scopes import environment_scope
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.trust_needs import ConnectionNeeds, is_this_machine, scope_texts
from outrider.engine.workspace.trust_survey import SurveyedFiles
from outrider.model.import_result import ImportResult
from outrider.model.trust import TrustNeed
from outrider.model.workspace import Environment, Folder, Request, Scalar, Variable


def carried_credentials(
    there: SurveyedFiles, after: SurveyedFiles, imported: ImportResult, needs: Iterable[TrustNeed]
) -> Iterator[TrustNeed]:
    """Hosts to which credentials that the workspace had before would go, and did not.

    Args:
        there: the workspace as it is.
        after: the workspace as it would be.
        imported: what makes the difference.
        needs: of the workspace as it is.
    """
    held = HeldCredentials.of(there, needs)
    if not held:
        return
    flows = CredentialFlows(after, held)
    brought = {one.id: one for one in imported.requests}
    brought |= _below({one.id: one for one in imported.folders})
    others = {key: one for key, one in after.requests.items() if key not in brought}
    changed = tuple(_changed(there, after))
    found = [*flows.of(brought.values(), after.snapshots()), *flows.of_definitions(changed)]
    found += flows.of(others.values(), changed)
    folders = tuple(f"{key}/" if key else "" for key in _changed_folders(there, after))
    if folders:
        inside = (one for key, one in others.items() if key.startswith(folders))
        found += flows.of(inside, after.snapshots())
    if found:
        yield from _new_hosts(there, held, found)


def _new_hosts(
    there: SurveyedFiles, held: HeldCredentials, found: Iterable[CredentialFlow]
) -> Iterator[TrustNeed]:
    """The hosts of flows that a workspace did not have."""
    wanted = {one.pair: one for one in found}
    ids = {one.environment for one in wanted.values()}
    everywhere = any(one.environment not in one.credential for one in wanted.values())
    snapshots = [one for one in there.snapshots() if everywhere or one.environment_id in ids]
    before = CredentialFlows(there, held, only={one.host.subject for one in wanted.values()})
    known = {one.pair for one in before.of_definitions(snapshots)}
    requests = {**there.requests, **_below(there.folders)}
    known |= {one.pair for one in before.of(requests.values(), snapshots)}
    own = _own_machine(there) if any(is_this_machine(one.host) for one in wanted.values()) else ()
    for pair, flow in wanted.items():
        if pair not in known and flow.host.digest not in own:
            yield flow.host


def _own_machine(there: SurveyedFiles) -> frozenset[str]:
    """This machine's ports that variables of the workspace name, as digests of needs."""
    found = set()
    for snapshot in there.snapshots():
        scope = environment_scope(snapshot)
        needs = ConnectionNeeds(snapshot, scope)
        for written, place in scope_texts(scope):
            for need in needs.any_host(written, place) if "://" in written else ():
                if is_this_machine(need):
                    found.add(need.digest)
    return frozenset(found)


def _below(folders: Mapping[str, Folder]) -> dict[str, Request]:
    """A request below each folder with an auth: what it gets, although no file says so."""
    ids = (f"{key}/\0".lstrip("/") for key, one in folders.items() if one.auth is not None)
    return {one: Request(id=one, name="", file="") for one in ids}


def _changed(there: SurveyedFiles, after: SurveyedFiles) -> Iterator[WorkspaceSnapshot]:
    """The environments in which a request that is there may get something else."""
    known = {one.id: one for one in there.environments}
    settings = _values(there.settings.variables) != _values(after.settings.variables)
    for snapshot in after.snapshots():
        now, before = snapshot.environment, known.get(snapshot.environment_id)
        if settings or (now is not None and not (before and _is_same(before, now))):
            yield snapshot


def _is_same(one: Environment, other: Environment) -> bool:
    """Whether requests find the same in two environments."""
    same = _values(one.variables) == _values(other.variables)
    auths = [{key: auth.table for key, auth in each.auths.items()} for each in (one, other)]
    return same and auths[0] == auths[1] and one.proxy == other.proxy


def _changed_folders(there: SurveyedFiles, after: SurveyedFiles) -> Iterator[str]:
    for key, now in after.folders.items():
        before = there.folders.get(key)
        tables = [one.auth.table if one and one.auth else None for one in (before, now)]
        if (
            before is None
            or before.headers != now.headers
            or tables[0] != tables[1]
            or _values(before.variables) != _values(now.variables)
        ):
            yield key


def _values(variables: Mapping[str, Variable]) -> dict[str, Scalar]:
    return {name: one.value for name, one in variables.items()}
