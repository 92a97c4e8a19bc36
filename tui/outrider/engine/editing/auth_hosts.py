"""Adds a host to those that an auth's credential may go to, in the file that defines the auth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.definitions import choose_auth
from outrider.engine.send.send_job import SendJob
from outrider.model.auth import AuthConfig
from outrider.model.trust import TrustGiven
from outrider.model.workspace import AuthTable, Folder
from outrider.storage.writing.document_updates import EnvironmentFiles, open_folder, update_folder


class AuthHosts(Struct, frozen=True):
    """The list of hosts of the auth that a request gets.

    Attributes:
        file: where the auth is defined, relative to the workspace.
    """

    _config: AuthConfig
    _environment: str
    _folder: Folder | None
    file: str

    @classmethod
    def of(cls, job: SendJob) -> AuthHosts | None:
        """The list of the auth that a send uses; ``None`` where the request itself defines it.

        Raises:
            WorkspaceError: the definition is broken.
        """
        environment = job.snapshot.environment
        config = choose_auth(job.request, environment).config
        if config is None:
            return None
        if config.name and environment is not None:
            return cls(config, environment.id, None, environment.file)
        declared = (one for one in job.request.folders if one.file == config.declared_in)
        folder = next(declared, None)
        return cls(config, "", folder, folder.file) if folder is not None else None

    def add(self, root: Path, host: str, known: tuple[str, ...], *, trusted: TrustGiven) -> None:
        """Writes the list that is there, or else the hosts known until now, and the new one.

        Raises:
            DocumentError: a file cannot be edited as it is.
            SaveError: it was changed meanwhile, or the system refuses.
        """
        written = known if self._config.hosts is None else self._config.hosts
        hosts = list(dict.fromkeys((*written, host)))
        if self._folder is None:
            files = EnvironmentFiles.open(root, self._environment, trusted=trusted)
            table = files.table
            auths: dict[str, Any] = dict(table["auth"])
            auths[self._config.name] = {**auths[self._config.name], "hosts": hosts}
            files.change({**table, "auth": auths})
            files.save()
            return
        auth = self._folder.auth
        assert auth is not None
        document = open_folder(root, self._folder.id, trusted=trusted)
        table = {**auth.table, "hosts": hosts}
        update_folder(
            document, replace(self._folder, auth=AuthTable(table, auth.places, auth.place))
        )
        document.save()
