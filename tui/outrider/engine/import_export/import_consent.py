"""What an import needs trust for, found before anything of it is written."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec import structs

from outrider.auth.definitions import choose_auth
from outrider.engine.send.auth_resolution import auth_templates
from outrider.engine.send.request_scopes import auth_variable_scope, request_scope
from outrider.engine.send.trust_needs import ConnectionNeeds
from outrider.engine.workspace.open_workspace import workspace_reader
from outrider.engine.workspace.trust_survey import SurveyedFiles, read_for_survey
from outrider.errors import SourceLocation, UsageError, WorkspaceError
from outrider.home_path import expand_home
from outrider.importers.text_decoding import MAX_FILE
from outrider.model.auth import AuthConfig
from outrider.model.import_result import ImportResult
from outrider.model.trust import (
    IMPORTED,
    INHERITED,
    TRUST_NOTHING,
    TrustKind,
    TrustNeed,
    distinct_needs,
    new_needs,
)
from outrider.model.workspace import Environment, RequestWithFolders
from outrider.storage.files.workspace_files import FileTooLarge, NotARegularFile, read_regular
from outrider.variables.requirements import find_requirements


class NamedFiles:
    """The files that an imported text names and whose content it takes over.

    Only those of the workspace that it goes into are read unasked.

    Args:
        root: the workspace, or a folder that becomes one.
        agreed: digests of the needs that the user has agreed to; ``None`` for all.

    Attributes:
        needs: the files outside, read or not.
    """

    def __init__(self, root: Path, *, agreed: Collection[str] | None) -> None:
        self._inside = os.path.realpath(root).rstrip(os.sep) + os.sep
        self._agreed = agreed
        self.needs: list[TrustNeed] = []

    def read(self, file: str) -> bytes | None:
        """A file's bytes, relative to the current folder, as for who wrote the command.

        ``None`` where it is not to be had, or nobody has agreed to it.
        """
        try:
            real = os.path.realpath(expand_home(file))
            if not os.path.isfile(real):  # noqa: PTH113 - one call, no object
                return None
            if not real.startswith(self._inside):
                need = TrustNeed(TrustKind.FILE, (real,), IMPORTED)
                self.needs.append(need)
                if self._agreed is not None and need.digest not in self._agreed:
                    return None
            return read_regular(Path(real), MAX_FILE)[0]
        except (OSError, NotARegularFile, FileTooLarge, ValueError, UsageError):
            return None


def import_needs(root: Path, imported: ImportResult) -> tuple[TrustNeed, ...]:
    """All that an import would read, run or go to with credentials once it is written.

    What the workspace may do already is no reason to let an import do it unasked.

    Args:
        root: the workspace, or a folder that becomes one.
        imported: what would be written.
    """
    there = read_for_survey(workspace_reader(root.resolve(), TRUST_NOTHING))
    after = _merged(there, imported)
    alone = structs.replace(
        after,
        folders={one.id: one for one in imported.folders},
        requests={one.id: one for one in imported.requests},
    )
    brought = structs.replace(
        alone,
        settings=structs.replace(after.settings, variables=imported.variables),
        environments=[one.environment for one in imported.environments],
    )
    own = structs.replace(after, requests=alone.requests, folders=alone.folders).request_needs()
    changed = structs.replace(after, requests=there.requests, folders=there.folders).needs()
    return distinct_needs(
        (
            *brought.own_needs(),
            *own,
            *new_needs(there.needs(), after.needs()),
            *_inherited(there, after, imported),
            *_as_inherited(new_needs((*there.needs(), *brought.own_needs()), changed)),
        )
    )


def asked_before_writing(needs: Iterable[TrustNeed]) -> tuple[TrustNeed, ...]:
    """The needs without which nothing is written.

    Where an import takes credentials of its own is asked about before they go there.
    """
    return tuple(
        need for need in needs if need.kind is not TrustKind.HOST or need.applies_to == INHERITED
    )


def _merged(there: SurveyedFiles, imported: ImportResult) -> SurveyedFiles:
    """The workspace as it would be."""
    environments = {one.id: one for one in there.environments}
    for one in imported.environments:
        wanted = one.environment
        before = environments.get(wanted.id)
        environments[wanted.id] = _merged_environment(before, wanted) if before else wanted
    variables = {**dict(imported.variables), **dict(there.settings.variables)}
    return SurveyedFiles(
        there.root,
        structs.replace(there.settings, variables=variables),
        tuple(environments.values()),
        {**there.folders, **{one.id: one for one in imported.folders}},
        {**there.requests, **{one.id: one for one in imported.requests}},
    )


def _merged_environment(there: Environment, wanted: Environment) -> Environment:
    """An environment that is there already keeps its secrets and auths."""
    return structs.replace(
        wanted,
        variables={**there.variables, **wanted.variables},
        secrets={**wanted.secrets, **there.secrets},
        auths={**there.auths, **wanted.auths},
    )


def _inherited(
    there: SurveyedFiles, after: SurveyedFiles, imported: ImportResult
) -> Iterator[TrustNeed]:
    """Where imported requests would take a credential that the workspace had before."""
    brought = {one.file for one in imported.folders} | {one.file for one in imported.requests}
    known = {one.file for one in there.environments}
    brought |= {one.environment.file for one in imported.environments} - known
    chosen: dict[tuple[str, str], AuthConfig | None] = {}
    for request in imported.requests:
        placed = after.with_folders(request)
        for snapshot in after.snapshots():
            environment = snapshot.environment
            # Requests of one folder without an auth of their own get the same.
            own = request.id if request.auth else request.id.rpartition("/")[0] + "/"
            key = own, snapshot.environment_id
            if key not in chosen:
                chosen[key] = _chosen(placed, environment)
            config = chosen[key]
            if config is None or config.type == "none":
                continue
            file = environment.file if environment else ""
            if (config.declared_in or file) not in brought:
                needs = ConnectionNeeds(snapshot, request_scope(snapshot, placed))
                yield from _as_inherited(
                    needs.host(request.url, SourceLocation(request.file, ("url",)))
                )
            elif file not in brought:
                scope = auth_variable_scope(snapshot, placed, config)
                if find_requirements(auth_templates(config), scope).secrets:
                    yield from _as_inherited(ConnectionNeeds(snapshot, scope).of_auth(config))


def _chosen(placed: RequestWithFolders, environment: Environment | None) -> AuthConfig | None:
    try:
        return choose_auth(placed, environment).config
    except WorkspaceError:
        return None


def _as_inherited(needs: Iterable[TrustNeed]) -> Iterator[TrustNeed]:
    for need in needs:
        if need.kind is TrustKind.HOST:
            yield structs.replace(need, applies_to=INHERITED)
