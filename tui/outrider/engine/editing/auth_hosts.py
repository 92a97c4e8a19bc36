"""Adds a host to those that an auth's credential may go to, in the file that defines the auth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.definitions import choose_auth
from outrider.engine.editing.edit_buffers import EditBuffers, RequestBuffer
from outrider.engine.send.send_job import SendJob
from outrider.model.auth import AuthConfig
from outrider.model.trust import TrustGiven
from outrider.model.workspace import AuthTable, Folder, Request
from outrider.storage.writing.document_updates import (
    EnvironmentFiles,
    open_folder,
    update_folder,
    update_request,
)


class AuthHosts(Struct, frozen=True):
    """The list of hosts of the auth that a request gets.

    Attributes:
        file: where the auth is defined, relative to the workspace.
    """

    _config: AuthConfig
    _environment: str
    _holder: Folder | Request | None
    file: str

    @classmethod
    def of(cls, job: SendJob) -> AuthHosts | None:
        """The list of the auth that a send uses; ``None`` where no file defines it yet.

        Raises:
            WorkspaceError: the definition is broken.
        """
        environment = job.snapshot.environment
        config = choose_auth(job.request, environment).config
        if config is None:
            return None
        if config.name and environment is not None:
            return cls(config, environment.id, None, environment.file)
        if config.declared_in == job.request.request.file:
            saved = job.saved_request
            # What is not saved is in no file, and its host comes with it when it is.
            is_saved = saved is not None and saved.request.auth == job.request.request.auth
            return (
                cls(config, "", saved.request, config.declared_in) if saved and is_saved else None
            )
        declared = (one for one in job.request.folders if one.file == config.declared_in)
        folder = next(declared, None)
        return cls(config, "", folder, folder.file) if folder is not None else None

    @property
    def is_own(self) -> bool:
        """Whether the credential is that of the request's own definition."""
        return isinstance(self._holder, Request)

    def add(
        self,
        root: Path,
        host: str,
        known: tuple[str, ...],
        *,
        trusted: TrustGiven,
        buffers: EditBuffers,
    ) -> None:
        """Writes the list that is there, or else the hosts known until now, and the new one.

        A request's other edits stay in ``buffers``, unsaved.

        Raises:
            DocumentError: a file cannot be edited as it is.
            SaveError: it was changed meanwhile, or the system refuses.
        """
        written = known if self._config.hosts is None else self._config.hosts
        hosts = list(dict.fromkeys((*written, host)))
        match self._holder:
            case None:
                files = EnvironmentFiles.open(root, self._environment, trusted=trusted)
                table = files.table
                auths: dict[str, Any] = dict(table["auth"])
                auths[self._config.name] = {**auths[self._config.name], "hosts": hosts}
                files.change({**table, "auth": auths})
                files.save()
            case Folder() as folder:
                document = open_folder(root, folder.id, trusted=trusted)
                update_folder(document, replace(folder, auth=_with_hosts(folder.auth, hosts)))
                document.save()
            case Request() as request:
                _add_to_request(buffers, request.id, hosts)


def _add_to_request(buffers: EditBuffers, request_id: str, hosts: list[str]) -> None:
    edited = buffers.open(request_id)
    assert edited.saved is not None
    saved = replace(edited.saved, auth=_with_hosts(edited.saved.auth, hosts))
    current = replace(edited.current, auth=_with_hosts(edited.current.auth, hosts))
    document = buffers.documents[request_id]
    update_request(document, saved)
    document.save()
    buffers.edits[request_id] = RequestBuffer(saved, current)


def _with_hosts(auth: AuthTable | None, hosts: list[str]) -> AuthTable | None:
    if auth is None:
        return None
    return AuthTable({**auth.table, "hosts": hosts}, auth.places, auth.place)
