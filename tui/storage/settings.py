"""The settings file: what a user has set for every workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from tui.errors import Fault, Place, Severity
from tui.model.settings import Settings
from tui.storage import schema
from tui.storage.key_names import key_problem, split_keys
from tui.storage.keypath import KeyPath
from tui.storage.own_files import OwnFile, read_own_file
from tui.storage.places import config_folder
from tui.storage.schema import Check, Finding


class SettingsRead(Struct, frozen=True):
    """The settings, and a warning for everything in the file that does not count."""

    settings: Settings
    faults: tuple[Fault, ...] = ()


def settings_file(process: Mapping[str, str]) -> Path:
    """Where the settings are, whether or not there are any."""
    return config_folder(process) / "settings.toml"


def read_settings(path: Path, bindings: Mapping[str, str]) -> SettingsRead:
    """Reads the settings; a missing file is no fault, and nothing in it is ever an error.

    Args:
        path: the file.
        bindings: the usual keys of each binding by its id, several separated by commas.
    """
    file = read_own_file(path, _check(bindings))
    keys, clashes = _without_clashes(file, bindings, str(path))
    data = file.data
    default = Settings()
    settings = Settings(
        theme=data.get("theme", default.theme),
        keys=keys,
        mouse=data.get("mouse", default.mouse),
        editor=data.get("editor", default.editor),
        keep_history=data.get("history", {}).get("keep", default.keep_history),
    )
    return SettingsRead(settings, file.faults + clashes)


def remember_setting(path: Path, name: str, value: str | bool) -> None:
    """Writes one setting; comments, layout and all other settings stay.

    Raises:
        DocumentError: the file cannot be read as what it should be.
        SaveRefused: it cannot be written, or was changed meanwhile.
    """
    from tui.storage.writer import Document

    document = Document.load(path) if path.exists() else Document.create(path)
    document.set((name,), value)
    document.save()


def _check(bindings: Mapping[str, str]) -> Check:
    return schema.table(
        {
            "theme": schema.text,
            "mouse": schema.boolean,
            "editor": schema.text,
            "history": schema.table({"keep": schema.boolean}),
            "keys": schema.table(dict.fromkeys(bindings, _keys)),
        }
    )


def _keys(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    schema.text(value, path, findings)
    problem = key_problem(value) if len(findings) == before else ""
    if problem:
        advice = "Write a key as ctrl+r, alt+1, f5 or question_mark; several with commas."
        findings.append(
            Finding(path, f"{schema.dotted(path)} {problem}.", "wrong_value", advice=advice)
        )


def _without_clashes(
    file: OwnFile, bindings: Mapping[str, str], name: str
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """Of two settings for the same key the first counts; one beats another binding's usual key."""
    chosen: dict[str, str] = {}
    taken: dict[str, str] = {}
    faults: list[Fault] = []
    for binding, keys in file.data.get("keys", {}).items():
        other = next((taken[key] for key in split_keys(keys) if key in taken), None)
        if other is not None:
            what = f"keys.{binding} names a key that keys.{other} has already."
            faults.append(_clash(name, binding, what, "Give one of them another key."))
            continue
        chosen[binding] = keys
        taken |= dict.fromkeys(split_keys(keys), binding)
    for binding, usual in bindings.items():
        if binding not in chosen:
            lost = [key for key in split_keys(usual) if key in taken]
            if lost:
                what = f"{lost[0]} is now the key of {taken[lost[0]]}, and no longer of {binding}."
                advice = f"Give {binding} another key as well."
                faults.append(_clash(name, taken[lost[0]], what, advice))
    return chosen, tuple(faults)


def _clash(file: str, binding: str, what: str, advice: str) -> Fault:
    place = Place(file, ("keys", binding))
    return Fault("key_clash", what, place, advice=advice, severity=Severity.WARNING)
