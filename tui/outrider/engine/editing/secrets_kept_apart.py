"""What saving has put into a local file, and what else it changed for that."""

from __future__ import annotations

from msgspec import Struct

from outrider.storage.files.file_names import OVERLAY_SUFFIX
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS


class KeptSecrets(Struct, frozen=True):
    """Credentials of something that was saved, which stand in an overlay now.

    Attributes:
        names: of the secrets.
        environment: in whose overlay they stand now.
        is_new: the environment was made for them.
        shared: files that git may have and that were changed too, as the workspace names them.
    """

    names: tuple[str, ...]
    environment: str
    is_new: bool = False
    shared: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The overlay."""
        return f"{ENVIRONMENTS}/{self.environment}{OVERLAY_SUFFIX}.toml"

    @property
    def also_changed(self) -> str:
        """A sentence that names what was changed beside the overlay; empty for nothing."""
        return f"Also changed: {', '.join(self.shared)}." if self.shared else ""
