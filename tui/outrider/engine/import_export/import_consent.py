"""What an import needs trust for, found before anything of it is written."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec import structs

from outrider.engine.import_export.carried_credentials import carried_credentials
from outrider.engine.send.kept_files import KeptFiles
from outrider.engine.workspace.open_workspace import workspace_reader
from outrider.engine.workspace.trust_survey import (
    SurveyedFiles,
    environments_for_survey,
    read_for_survey,
)
from outrider.errors import UsageError
from outrider.home_path import expand_home
from outrider.importers.text_decoding import MAX_FILE
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
from outrider.model.workspace import Folder
from outrider.storage.files.workspace_files import FileTooLarge, NotARegularFile, read_regular
from outrider.storage.writing.import_environments import merged_environment


class NamedFiles:
    """The files that an imported text names and whose content it takes over.

    Only those of the workspace that it goes into, without secrets, are read unasked.

    Args:
        root: the workspace, or a folder that becomes one.
        agreed: digests of the needs that the user has agreed to; ``None`` for all.

    Attributes:
        needs: the files outside or with secrets, read or not.
    """

    def __init__(self, root: Path, *, agreed: Collection[str] | None) -> None:
        self._root = os.path.realpath(root)
        self._kept: KeptFiles | None = None
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
            inside = real.startswith(self._root.rstrip(os.sep) + os.sep)
            if not inside or self._holds_secrets(real):
                need = TrustNeed(TrustKind.FILE, (real,), IMPORTED, inside=inside)
                self.needs.append(need)
                if self._agreed is not None and need.digest not in self._agreed:
                    return None
            return read_regular(Path(real), MAX_FILE)[0]
        except (OSError, NotARegularFile, FileTooLarge, ValueError, UsageError):
            return None

    def _holds_secrets(self, real: str) -> bool:
        if self._kept is None:
            files = environments_for_survey(workspace_reader(Path(self._root), TRUST_NOTHING))
            self._kept = files.secret_files()
        return self._kept.hold(real)


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
    before = there.needs()
    own = structs.replace(after, requests=alone.requests, folders=alone.folders).request_needs()
    changed = structs.replace(after, requests=there.requests, folders=there.folders).needs()
    return distinct_needs(
        (
            *brought.own_needs(),
            *own,
            *new_needs(before, after.needs()),
            *_as_inherited(carried_credentials(there, after, imported, before)),
            *_as_inherited(new_needs((*before, *brought.own_needs()), changed)),
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
        environments[wanted.id] = merged_environment(before, wanted) if before else wanted
    variables = {**dict(imported.variables), **dict(there.settings.variables)}
    return SurveyedFiles(
        there.root,
        structs.replace(there.settings, variables=variables),
        tuple(environments.values()),
        {
            **there.folders,
            **{one.id: _merged_folder(there.folders.get(one.id), one) for one in imported.folders},
        },
        {**there.requests, **{one.id: one for one in imported.requests}},
        there.unread,
    )


def _merged_folder(there: Folder | None, wanted: Folder) -> Folder:
    """A folder that is there already keeps variables and headers that the import has not."""
    if there is None:
        return wanted
    return structs.replace(
        wanted,
        headers=wanted.headers or there.headers,
        variables={**there.variables, **wanted.variables},
    )


def _as_inherited(needs: Iterable[TrustNeed]) -> Iterator[TrustNeed]:
    for need in needs:
        if need.kind is TrustKind.HOST:
            yield structs.replace(need, applies_to=INHERITED)
