"""What ``outrider.toml`` says of environments: the default, and their order."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from outrider.model.trust import TrustGiven
from outrider.storage.reading.workspace_discovery import MARKER
from outrider.storage.writing.document_updates import open_settings

_LIST = ("environments",)
_DEFAULT = ("default_environment",)


def append_environment(
    root: Path, environment_id: str, shown: Iterable[str], *, trusted: TrustGiven
) -> None:
    """Lists an environment behind those that are shown, which keep their places.

    Args:
        root: of the workspace.
        environment_id: of the new one.
        shown: the ids of the others, in their order.
        trusted: what the user has agreed to.

    Raises:
        DocumentError: the file cannot be edited as it is.
        SaveError: the system refuses.
    """
    settings = open_settings(root, trusted=trusted)
    listed = tuple(settings.data.get("environments", ()))
    # One of this name that was deleted in an editor is listed still.
    others = [one for one in dict.fromkeys((*listed, *shown)) if one != environment_id]
    settings.set(_LIST, [*others, environment_id])
    settings.save()


def follow_environment(root: Path, old: str, new: str, *, trusted: TrustGiven) -> None:
    """Has default and list follow an environment; without a new name, it goes.

    Raises:
        DocumentError: the file cannot be edited as it is.
        SaveError: the system refuses.
    """
    if not os.path.lexists(root / MARKER):
        return
    settings = open_settings(root, trusted=trusted)
    if settings.data.get("default_environment") == old:
        settings.set(_DEFAULT, new) if new else settings.remove(_DEFAULT)
    listed = list(settings.data.get("environments", ()))
    if old in listed:
        at = listed.index(old)
        settings.set(_LIST, [*listed[:at], *filter(None, [new]), *listed[at + 1 :]])
    settings.save()
