"""Whether the user wants past sends to be kept in files: ``[history]`` in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from outrider.storage.user_files.settings_file import HISTORY, settings_file
from outrider.storage.user_files.user_folders import state_folder
from outrider.storage.user_files.user_toml import read_user_file
from outrider.toml_text import schema


def history_root(process: Mapping[str, str]) -> Path:
    """The folder of all histories; it need not exist."""
    return state_folder(process) / "history"


def keeps_history(process: Mapping[str, str]) -> bool:
    """Whether the settings say so; what is wrong in them is for others to tell."""
    file = read_user_file(settings_file(process), schema.table({"history": HISTORY}))
    return bool(file.data.get("history", {}).get("keep", False))
