"""The environment that is made of a provider's template: its file, and secrets in the local one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from outrider.errors import SaveError
from outrider.model.secret import Secret
from outrider.storage.files.atomic_write import refuse_save, save_error, write_atomically
from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.files.workspace_files import WorkspaceFiles
from outrider.storage.reading.git_tracking import is_in_index
from outrider.storage.reading.provider_templates import ProviderTemplate
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS
from outrider.storage.writing.git_ignore import ignore_overlays
from outrider.storage.writing.toml_file import TomlFile
from outrider.toml_text.table_diff import SetKey, TableEdit

_ASKED = {"prompt": True}


class TemplateEnvironment(Struct, frozen=True):
    """A template with what the user entered.

    Attributes:
        environment_id: of the new environment.
        values: of variables, by name; the others keep the template's examples.
        secrets: by name; the others come from where the template says.
        label: what people read; empty leaves what the template says.
    """

    template: ProviderTemplate
    environment_id: str
    values: Mapping[str, str] = MappingProxyType({})
    secrets: Mapping[str, Secret] = MappingProxyType({})
    label: str = ""

    @property
    def file(self) -> str:
        """Path of its file in the workspace."""
        return f"{ENVIRONMENTS}/{self.environment_id}.toml"

    @property
    def local_file(self) -> str:
        """Path of its local file."""
        return f"{ENVIRONMENTS}/{self.environment_id}{OVERLAY_SUFFIX}.toml"

    @property
    def os_variables(self) -> Mapping[str, str]:
        """The OS environment variables that its secrets are read from, by the secrets' names.

        They begin with the name of the environment, so that two environments of one template do
        not share a secret.
        """
        new = _as_variable(self.environment_id)
        old = _as_variable(self.template.name)
        if not new or new[0].isdigit():
            new = old
        return {
            name: f"{new}{variable.removeprefix(old)}"
            for name, variable in self.template.secrets.items()
        }

    def is_there(self, root: Path) -> bool:
        """Whether a workspace has one of its files already."""
        return any(os.path.lexists(root / file) for file in (self.file, self.local_file))

    def text(self) -> str:
        """What its file says, with the template's comments."""
        document = TomlFile.create(Path(self.file), file=self.file)
        document.text, document.data = self.template.text, self.template.table
        document.apply(self._edits())
        return document.text

    def local_text(self) -> str:
        """What its local file says; empty where it needs none."""
        document = TomlFile.create(Path(self.local_file), file=self.local_file)
        values = {
            **self.template.published,
            **{name: secret.reveal() for name, secret in self.secrets.items()},
        }
        document.apply([SetKey(("secrets", name), value) for name, value in values.items()])
        return document.text

    def write(self, root: Path, *, overwrite: bool = False) -> tuple[str, ...]:
        """Writes its files, and returns their paths in the workspace.

        Args:
            root: of the workspace.
            overwrite: replaces an environment of this name; its local file goes, since its secrets
                are another server's.

        Raises:
            SaveError: it is there already, or the system refuses to write.
            TrustRequiredError: a link leads out of the workspace.
        """
        if self.is_there(root) and not overwrite:
            raise refuse_save("exists", f"{self.file} already exists.", self.file)
        for file in (self.file, self.local_file):
            WorkspaceFiles(root, trusted=False).checked_path(file)
        text, local = self.text(), self.local_text()
        path = root / self.local_file
        if local and is_in_index(Path(os.path.realpath(path))):
            raise _tracked(self.local_file)
        if local:
            ignore_overlays(root, self.local_file)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            write_atomically(root / self.file, text.encode(), shown=self.file)
        except OSError as error:
            raise save_error(error, self.file) from None
        if not local:
            return (self.file,)
        write_atomically(path, local.encode(), private=True, shown=self.local_file)
        return (self.file, self.local_file)

    def _edits(self) -> Iterator[TableEdit]:
        if self.label or self.environment_id != self.template.name:
            label = self.label or self.environment_id.rpartition("/")[2]
            yield SetKey(("name",), label)
        for name, value in self.values.items():
            if value != self.template.table["variables"][name]:
                yield SetKey(("variables", name), value)
        for name in self.template.published:
            yield SetKey(("secrets", name), _ASKED)
        for name, variable in self.os_variables.items():
            if variable != self.template.secrets[name]:
                yield SetKey(("secrets", name, "env"), variable)


def _as_variable(name: str) -> str:
    """A name as the start of the name of an OS environment variable."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def _tracked(file: str) -> SaveError:
    return refuse_save(
        "secret_in_git",
        f"{file} is tracked by git, so secrets are not written to it.",
        file,
        advice="Remove it from the index of git, then try again.",
    )
