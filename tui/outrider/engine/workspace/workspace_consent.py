"""What the user agrees to on the screen: by an answer, or by saving it there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from msgspec.structs import replace

from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.open_workspace import workspace_reader
from outrider.engine.workspace.trust_survey import SurveyedFiles, workspace_needs
from outrider.errors import OutriderError, SourceLocation
from outrider.model.trust import TrustNeed, new_needs
from outrider.model.workspace import Environment, Request
from outrider.storage.reading.table_decoding import decode_folder
from outrider.storage.writing.document_updates import open_folder

Survey = Callable[[], Iterable[TrustNeed]]


class WorkspaceConsent:
    """Has what the user agrees to remembered.

    Args:
        workspace: what it is agreed to for.
    """

    def __init__(self, workspace: ActiveWorkspace) -> None:
        self._workspace = workspace
        self._store = workspace.trust_store

    def grant(self, needs: Iterable[TrustNeed]) -> None:
        """Lets the workspace do this as well, from now on.

        Raises:
            SaveError: it cannot be remembered.
        """
        self.agree(needs)
        self._workspace.reload()

    def needs_of_pasted(self, request: Request) -> tuple[TrustNeed, ...]:
        """What a request needs that comes from outside, agreed to before or not."""
        needs = replace(self._files(), requests={request.id: request}).request_needs_once()
        return tuple(replace(need, place=SourceLocation("")) for need in needs)

    @contextmanager
    def saving_requests(self, *request_ids: str) -> Iterator[None]:
        """While the user saves requests: what they need then and did not before is agreed to.

        Raises:
            SaveError: it cannot be remembered.
        """
        with self._saving(lambda: self._needs_of_requests(request_ids)):
            yield

    @contextmanager
    def saving_as(self, new_id: str) -> Iterator[None]:
        """As :meth:`saving_requests`, for a new file: it may be a copy of any other.

        Raises:
            SaveError: it cannot be remembered.
        """
        collection = self._workspace.collection
        files = replace(self._files(), folders=collection.folders, requests=collection.requests)
        before = files.request_needs_once()
        yield
        self.agree(new_needs(before, self._needs_of_requests((new_id,))))

    @contextmanager
    def saving_environment(self, environment_id: str) -> Iterator[None]:
        """As :meth:`saving_requests`, for an environment."""
        with self._saving(lambda: self._needs_of_environment(environment_id)):
            yield

    @contextmanager
    def saving_folder(self, folder_id: str) -> Iterator[None]:
        """As :meth:`saving_requests`, for a folder and all that is in it.

        The empty id is the workspace. What is kept for the active environment is agreed to too.
        """
        active = self._workspace.active
        kept = self.saving_environment(active) if active else nullcontext()
        with kept, self._saving(lambda: self._needs_of_folder(folder_id)):
            yield

    @contextmanager
    def copying_environment(self, old_id: str, new_id: str) -> Iterator[None]:
        """While an environment gets another name, or a copy: what was agreed to goes along.

        Raises:
            SaveError: it cannot be remembered.
        """
        trust = self._workspace.session.trust
        allowed = {
            _anywhere(need).digest
            for need in self._needs_of_environment(old_id)
            if trust.allows(need)
        }
        yield
        after = self._needs_of_environment(new_id)
        self.agree([need for need in after if _anywhere(need).digest in allowed])

    @contextmanager
    def _saving(self, survey: Survey) -> Iterator[None]:
        before = tuple(survey())
        yield
        self.agree(new_needs(before, survey()))

    def agree(self, needs: Iterable[TrustNeed]) -> None:
        """As :meth:`grant`, in any thread: nothing is read again, and nobody is told.

        Raises:
            SaveError: it cannot be remembered.
        """
        missing = self._workspace.session.trust.missing(needs)
        if missing:
            root = self._workspace.root
            self._store.agree(root, missing, lambda: workspace_needs(workspace_reader(root, True)))
            self._workspace.trust_changed()

    def _needs_of_requests(self, request_ids: Iterable[str]) -> tuple[TrustNeed, ...]:
        files = self._files()
        found: dict[str, Request] = {}
        for request_id in request_ids:
            with suppress(OutriderError):
                placed = self._workspace.reader.request(request_id)
                found[request_id] = placed.request
                files = replace(
                    files,
                    folders={**files.folders, **{one.id: one for one in placed.folders}},
                )
        return replace(files, requests=found).request_needs_once()

    def _needs_of_folder(self, folder_id: str) -> tuple[TrustNeed, ...]:
        workspace, collection = self._workspace, self._workspace.collection
        try:
            document = open_folder(workspace.root, folder_id, trusted=workspace.reader.trusted)
            folder = decode_folder(document.data, folder_id, document.file)
            settings = workspace.reader.settings()
        except OutriderError:
            return ()
        folders = {**collection.folders, folder_id: folder}
        files = replace(self._files(), folders=folders, requests=collection.requests)
        return replace(files, settings=settings).needs()

    def _needs_of_environment(self, environment_id: str) -> tuple[TrustNeed, ...]:
        try:
            environment = self._workspace.reader.environment(environment_id)
        except OutriderError:
            return ()
        collection = self._workspace.collection
        files = self._files((environment,))
        return replace(files, folders=collection.folders, requests=collection.requests).needs()

    def _files(self, environments: Iterable[Environment] | None = None) -> SurveyedFiles:
        workspace = self._workspace
        known = (entry.environment for entry in workspace.environments)
        return SurveyedFiles(
            Path(workspace.root),
            workspace.cached_snapshot().settings,
            tuple(one for one in known if one) if environments is None else tuple(environments),
        )


def _anywhere(need: TrustNeed) -> TrustNeed:
    """The need, whichever environment it is in."""
    return replace(need, applies_to=("", *need.applies_to[1:])) if need.applies_to else need
