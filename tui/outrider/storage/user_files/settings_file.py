"""The settings file: what a user has set for every workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct

from outrider.errors import Fault, SaveError, Severity, SourceLocation
from outrider.model.settings import UserSettings
from outrider.storage.user_files.key_syntax import is_typed, key_problem, split_keys
from outrider.storage.user_files.token_settings import TOKENS, token_settings
from outrider.storage.user_files.user_folders import config_folder
from outrider.storage.user_files.user_toml import UserFile, read_user_file
from outrider.toml_text import schema
from outrider.toml_text.schema import Check, Finding, Key, KeyPath


class LoadedSettings(Struct, frozen=True):
    """The settings, and a warning for everything in the file that does not count."""

    settings: UserSettings
    faults: tuple[Fault, ...] = ()


HISTORY = schema.table(
    {
        "keep": Key(
            schema.boolean,
            "`true`: what the workbench and `outrider send` send in a workspace stays in files "
            "below $XDG_STATE_HOME/outrider/history for 30 days, secrets masked.",
            default=False,
            example=True,
        )
    }
)
"""Checks the table of the history."""


def settings_schema(keys: Check) -> schema.TableCheck:
    """The settings file; ``keys`` checks its table of keys, which knows the bindings."""
    default = UserSettings()
    return schema.table(
        {
            "theme": Key(
                schema.TEXT,
                "Name of the theme: a shipped one, one of Textual's, or a file in themes/ beside "
                "the settings.",
                default=default.theme,
                example="outrider-light",
            ),
            "mouse": Key(
                schema.boolean,
                "`false` leaves the mouse to the terminal, to select text with it.",
                default=default.mouse,
                example=False,
            ),
            "editor": Key(
                schema.TEXT,
                "Command that opens a file, with its arguments.",
                otherwise="VISUAL, then EDITOR",
                example="emacs -nw",
            ),
            "history": Key(HISTORY, "Earlier sends.", default={}),
            "tokens": Key(TOKENS, "Where tokens are kept.", default={}),
            "keys": Key(
                schema.SpecialCheck(keys, schema.table_of(KEY_NAMES)),
                "Keys by the name of their action, several separated by commas: `ctrl+r`, `alt+1`, "
                "`f5`, `question_mark`. `outrider help keys` lists the names and keys; those of a "
                "pane begin with its name and a dot.",
                default={},
                example={"send": "f5,ctrl+r"},
            ),
        }
    )


def settings_file(process: Mapping[str, str]) -> Path:
    """Where the settings are, whether or not there are any."""
    return config_folder(process) / "settings.toml"


def read_settings(
    path: Path,
    bindings: Mapping[str, str],
    panes: Callable[[], Mapping[str, str]] = dict,
) -> LoadedSettings:
    """Reads the settings; a missing file is no fault, and nothing in it is ever an error.

    Args:
        path: the file.
        bindings: the usual keys of each binding that holds everywhere by its id, several
            separated by commas.
        panes: the same for what means something in one pane only: ids with the pane's name and a
            dot before; asked for only where the file says something of keys.
    """
    known = _BindableKeys(bindings, panes)
    file = read_user_file(path, settings_schema(known.check))
    keys, clashes = _without_clashes(file, known, str(path))
    data = file.data
    default = UserSettings()
    settings = UserSettings(
        theme=data.get("theme", default.theme),
        keys=keys,
        mouse=data.get("mouse", default.mouse),
        editor=data.get("editor", default.editor),
        keep_history=data.get("history", {}).get("keep", default.keep_history),
        tokens=token_settings(data.get("tokens", {})),
    )
    return LoadedSettings(settings, file.faults + clashes)


class _BindableKeys:
    """The bindings that can be given other keys."""

    def __init__(self, everywhere: Mapping[str, str], panes: Callable[[], Mapping[str, str]]):
        self._everywhere = everywhere
        self._panes = panes

    @cached_property
    def all(self) -> Mapping[str, str]:
        return {**self._everywhere, **self._panes()}

    def check(self, value: Any, path: KeyPath, findings: list[Finding]) -> None:
        """Checks a table of keys: ``console.copy`` may be a key with a dot or in a table."""
        fields: dict[str, Check] = {}
        tables: dict[str, dict[str, Check]] = {}
        for name in self.all:
            fields[name] = _keys
            pane, dot, rest = name.partition(".")
            if dot:
                tables.setdefault(pane, {})[rest] = _keys
        fields |= {pane: schema.table(rest) for pane, rest in tables.items()}
        schema.table(fields)(value, path, findings)


def remember_setting(path: Path, name: str, value: str | bool) -> None:
    """Writes one setting; comments, layout and all other settings stay.

    Raises:
        DocumentError: the file cannot be read as what it should be.
        SaveRefused: it cannot be written, or was changed meanwhile.
    """
    from outrider.storage.writing.toml_file import TomlFile

    for last in (False, False, False, True):
        document = TomlFile.load(path) if path.exists() else TomlFile.create(path)
        document.set((name,), value)
        try:
            document.save()
        except SaveError as refused:
            # Another Outrider has remembered something at this very moment.
            if last or refused.code != "changed_outside":
                raise
        else:
            return


def _keys(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    before = len(findings)
    schema.TEXT(value, path, findings)
    if len(findings) > before:
        return
    problem = key_problem(value)
    advice = "Write a key as ctrl+r, alt+1, f5 or question_mark; several with commas."
    everywhere = "." not in ".".join(str(part) for part in path[1:])
    typed = [key for key in split_keys(value) if is_typed(key)] if everywhere else []
    if not problem and typed:
        problem = f'has "{typed[0]}", which could no longer be typed into a field'
        advice = "Use a key with ctrl or alt, or a function key."
    if problem:
        what = f"{schema.dotted(path)} {problem}."
        findings.append(Finding(path, what, "wrong_value", advice=advice))


KEY_NAMES = schema.SpecialCheck(
    _keys,
    schema.TEXT,
    schema.table_of(schema.TEXT),
    expected="text: keys separated by commas",
)
"""The keys of a binding, or a table of those of a pane."""


def _without_clashes(
    file: UserFile, known: _BindableKeys, name: str
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """Of two settings for the same key the first counts; one beats another binding's usual key.

    Two bindings meet where one of them holds everywhere, or both belong to one pane.
    """
    chosen: dict[str, str] = {}
    faults: list[Fault] = []
    for binding, keys in _flat(file.data.get("keys", {})):
        wanted = split_keys(keys)
        other = _who(chosen, binding, wanted)
        if other:
            what = f"keys.{binding} has a key that keys.{other} has too."
            faults.append(_clash(name, binding, what, "Give one of them another key."))
            continue
        chosen[binding] = ",".join(wanted)
    dead: set[str] = set()
    for binding, usual in (known.all if chosen else {}).items():
        if binding in chosen:
            continue
        for key in split_keys(usual):
            other = _who(chosen, binding, (key,))
            if not other:
                continue
            if "." in other and "." not in binding:
                # What holds everywhere is asked first, so the pane would never see the key.
                what = f"keys.{other} has {key}, which is the key of {binding} everywhere."
                advice = f"Give {other} another key, or {binding}."
                dead.add(other)
            else:
                what = f"{key} is now the key of {other}, and no longer of {binding}."
                advice = f"Give {binding} another key as well."
            faults.append(_clash(name, other, what, advice))
            break
    return {name: keys for name, keys in chosen.items() if name not in dead}, tuple(faults)


def _flat(keys: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in keys.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{rest}", keys) for rest, keys in value.items())
        else:
            yield name, value


def _who(chosen: Mapping[str, str], binding: str, keys: Iterable[str]) -> str:
    """Which of the chosen bindings has one of the keys where this binding would want it too."""
    pane = binding.rpartition(".")[0]
    for other, theirs in chosen.items():
        there = other.rpartition(".")[0]
        if (not pane or not there or pane == there) and set(keys) & set(split_keys(theirs)):
            return other
    return ""


def _clash(file: str, binding: str, what: str, advice: str) -> Fault:
    place = SourceLocation(file, ("keys", binding))
    return Fault("key_clash", what, place, advice=advice, severity=Severity.WARNING)
