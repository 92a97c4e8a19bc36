"""Opens a workspace for one command: root, reader, trust, environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from outrider.auth.validation import checked_keys
from outrider.engine.send.kept_files import KeptFiles
from outrider.engine.send.send_job import OverrideOrigin, WorkspaceSnapshot
from outrider.errors import Fault, SourceLocation, UnknownName, UsageError
from outrider.model.secret import MaybeSecret
from outrider.model.trust import TRUST_EVERYTHING, TrustGiven, WorkspaceTrust
from outrider.model.workspace import Collection, Environment
from outrider.next_steps import ChooseEnvironment, ChooseWorkspace
from outrider.secret_providers import secret_forms
from outrider.storage.reading.workspace_discovery import find_workspace
from outrider.storage.reading.workspace_reader import WorkspaceReader


class OpenWorkspace(Struct, frozen=True):
    """An open workspace: its real path, what reads its files, and what the user lets it do."""

    root: Path
    reader: WorkspaceReader
    trust: WorkspaceTrust

    def environment(self, asked: str | None, process: Mapping[str, str]) -> Environment | None:
        """The environment: as asked, else ``OUTRIDER_ENV``, the default, the only one, or none.

        Raises:
            UnknownName: it does not exist.
            UsageError: there are several and nothing chooses.
            WorkspaceError: its file is broken.
        """
        settings, named = self.reader.settings(), process.get("OUTRIDER_ENV", "")
        name = asked or named or settings.default_environment
        if name:
            try:
                return self.reader.environment(name)
            except UnknownName as error:
                if asked:
                    raise
                place = SourceLocation(settings.file, ("default_environment",))
                fault = Fault(
                    error.code,
                    error.what,
                    None if named else self.reader.with_line(place),
                    "OS environment variable OUTRIDER_ENV names it." if named else "",
                    error.advice,
                )
                raise UnknownName.of([fault]) from None
        known = self.reader.environment_ids()
        if len(known) > 1:
            raise UsageError(
                "No environment selected.",
                code="no_environment",
                step=ChooseEnvironment(tuple(known)),
            )
        return self.reader.environment(known[0]) if known else None

    def snapshot(
        self,
        environment: Environment | None,
        variables: Mapping[str, MaybeSecret],
        origin: OverrideOrigin = OverrideOrigin.SESSION,
    ) -> WorkspaceSnapshot:
        """Everything that a send needs of the files."""
        return WorkspaceSnapshot(
            root=self.root,
            settings=self.reader.settings(),
            environment=environment,
            trust=self.trust,
            overrides=variables,
            override_origin=origin,
            with_line=self.reader.with_line,
            kept_files=self._kept_files,
            captured_by=self._captured_by,
        )

    def _captured_by(self, name: str) -> str:
        """A request that captures a variable, found when somebody asks."""
        return capturing_request(self.reader.collection(), name)

    def _kept_files(self) -> tuple[KeptFiles, ...]:
        """The files from which any environment takes a secret, read when somebody asks."""
        from outrider.engine.workspace.trust_survey import environments_for_survey

        return (environments_for_survey(self.reader).secret_files(),)


def capturing_request(collection: Collection, name: str) -> str:
    """The id of the first request that captures a variable; empty for none."""
    requests = collection.requests.values()
    found = (one.id for one in requests if any(name == it.name for _, it in one.active_captures))
    return next(found, "")


def open_workspace(
    directory: str | None, process: Mapping[str, str], *, trust_once: bool = False
) -> OpenWorkspace:
    """Opens the workspace of a folder, or of the current one.

    Raises:
        UsageError: there is none.
    """
    try:
        start = Path(directory) if directory else Path.cwd()
        root = find_workspace(start)
    except FileNotFoundError:
        raise UsageError(
            "The current folder is gone: it was removed or replaced.",
            code="no_workspace",
            step=ChooseWorkspace(),
        ) from None
    if root is None:
        raise UsageError(
            f"No workspace found in {start} or its parent folders.",
            code="no_workspace",
            why="A workspace is a folder with an outrider.toml.",
            step=ChooseWorkspace(create=True),
        )
    root = root.resolve()
    trust = _trust(root, process, trust_once=trust_once)
    return OpenWorkspace(root, workspace_reader(root, trust), trust)


def workspace_reader(root: Path, trust: TrustGiven) -> WorkspaceReader:
    """A reader that knows every auth scheme and every place of secrets."""
    return WorkspaceReader(root, trusted=trust, auth_keys=checked_keys, secret_forms=secret_forms())


def _trust(root: Path, process: Mapping[str, str], *, trust_once: bool) -> WorkspaceTrust:
    if trust_once:
        return TRUST_EVERYTHING
    from outrider.storage.trust_store import TrustStore

    return TrustStore(trust_file(process)).trust_of(root)


def trust_file(process: Mapping[str, str]) -> Path:
    """Where trusted workspaces are remembered: below ``$XDG_STATE_HOME``.

    The process environment is an argument here as everywhere, which platformdirs does not allow.
    """
    state = process.get("XDG_STATE_HOME", "")
    if not Path(state).is_absolute():
        state = str(Path(process.get("HOME") or Path.home()) / ".local" / "state")
    return Path(state) / "outrider" / "trust.json"
