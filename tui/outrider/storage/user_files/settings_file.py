"""The settings file: what a user has set for every workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from outrider.errors import Fault, SaveError
from outrider.model.settings import UserSettings
from outrider.storage.user_files.key_clashes import Reaches, usual_reach, without_clashes
from outrider.storage.user_files.key_syntax import is_typed, key_problem, split_keys
from outrider.storage.user_files.token_settings import TOKENS, token_settings
from outrider.storage.user_files.user_folders import config_folder
from outrider.storage.user_files.user_toml import read_user_file
from outrider.toml_text import schema
from outrider.toml_text.schema import Check, Finding, Key, KeyPath


class LoadedSettings(Struct, frozen=True):
    """The settings, and a warning for everything in the file that does not count.

    Attributes:
        lost: usual keys that another binding has now, by the name of the one that had them.
    """

    settings: UserSettings
    faults: tuple[Fault, ...] = ()
    lost: Mapping[str, frozenset[str]] = MappingProxyType({})


HISTORY = schema.table(
    {
        "keep": Key(
            schema.boolean,
            "`true`: sends stay in files below $XDG_STATE_HOME/outrider/history for 30 days, "
            "secrets masked.",
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
    reach: Reaches = usual_reach,
) -> LoadedSettings:
    """Reads the settings; a missing file is no fault, and nothing in it is ever an error.

    Args:
        path: the file.
        bindings: the usual keys of each binding that holds everywhere by its id, several
            separated by commas.
        panes: the same for what means something in one pane only: ids with the pane's name and a
            dot before; asked for only where the file says something of keys.
        reach: where each of them has its keys; the same.
    """
    known = _BindableKeys(bindings, panes)
    file = read_user_file(path, settings_schema(known.check))
    wanted = tuple(_flat(file.data.get("keys", {})))
    chosen = without_clashes(wanted, known.all if wanted else {}, reach, str(path))
    data = file.data
    default = UserSettings()
    settings = UserSettings(
        theme=data.get("theme", default.theme),
        keys=dict(chosen.keys),
        mouse=data.get("mouse", default.mouse),
        editor=data.get("editor", default.editor),
        keep_history=data.get("history", {}).get("keep", default.keep_history),
        tokens=token_settings(data.get("tokens", {})),
    )
    return LoadedSettings(settings, file.faults + chosen.faults, chosen.lost)


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


def _flat(keys: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in keys.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{rest}", keys) for rest, keys in value.items())
        else:
            yield name, value
