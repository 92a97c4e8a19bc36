"""The themes that are shipped, and the user's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.settings import DEFAULT_THEME
from outrider.model.theme import ANSI_NAMES, ROLES, Shade, Theme
from outrider.storage.package_data import THEMES, data_folder
from outrider.storage.user_files.user_folders import config_folder
from outrider.storage.user_files.user_toml import read_user_file
from outrider.toml_text import schema
from outrider.toml_text.schema import Key

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
_LIGHT = "outrider-light"


class LoadedThemes(Struct, frozen=True):
    """Every theme by its name, the shipped ones first, and what is wrong in the user's own."""

    themes: Mapping[str, Theme]
    faults: tuple[Fault, ...] = ()


class LoadedTheme(Struct, frozen=True):
    """One theme, and what is wrong in its file.

    Attributes:
        theme: ``None`` where there is none of this name.
        faults: of a file of the user's own.
    """

    theme: Theme | None
    faults: tuple[Fault, ...] = ()


def themes_folder(process: Mapping[str, str]) -> Path:
    """Where the user's own themes are, whether or not there are any."""
    return config_folder(process) / "themes"


def read_themes(folder: Path | None = None) -> LoadedThemes:
    """Reads the shipped themes and those of a folder, which may replace shipped ones.

    A theme of the user's may leave roles out: they are taken from the shipped dark or light one.
    """
    themes = shipped_themes()
    faults: list[Fault] = []
    for path in _files(folder):
        if not _NAME.fullmatch(path.stem):
            faults.append(_misnamed(path))
            continue
        found = _own_theme(path, themes.get)
        faults += found.faults
        if found.theme is not None:
            themes[path.stem] = found.theme
    return LoadedThemes(themes, tuple(faults))


def read_theme(name: str, folder: Path | None = None) -> LoadedTheme:
    """Reads one theme, and no other file than it needs: the user's own, else the shipped one."""
    path = own_theme_file(name, folder)
    return _own_theme(path, _shipped_theme) if path else LoadedTheme(_shipped_theme(name))


def own_theme_file(name: str, folder: Path | None) -> Path | None:
    """The user's own file of a theme; ``None`` where there is none."""
    if folder is None or not _NAME.fullmatch(name):
        return None
    path = folder / f"{name}.toml"
    with suppress(OSError):
        return path if path.is_file() else None
    return None


def _own_theme(path: Path, shipped: Callable[[str], Theme | None]) -> LoadedTheme:
    file = read_user_file(path, THEME)
    below = shipped(DEFAULT_THEME if file.data.get("dark", True) else _LIGHT)
    return LoadedTheme(_theme(path.stem, file.data, below), file.faults)


def _shipped_theme(name: str) -> Theme | None:
    """A theme that comes with Outrider."""
    if not _NAME.fullmatch(name):
        return None
    try:
        text = (data_folder(THEMES) / f"{name}.toml").read_text(encoding="utf-8")
    except OSError:
        return None
    return _theme(name, tomllib.loads(text), None)


def shipped_themes() -> dict[str, Theme]:
    """The themes that come with Outrider; none where the installation has lost them."""
    try:
        names = [file.stem for file in sorted(data_folder(THEMES).glob("*.toml"))]
    except OSError:
        return {}
    return {name: theme for name in names if (theme := _shipped_theme(name)) is not None}


def _files(folder: Path | None) -> list[Path]:
    with suppress(OSError):
        return sorted(folder.glob("*.toml")) if folder is not None else []
    return []


def _theme(name: str, data: Mapping[str, Any], below: Theme | None) -> Theme | None:
    shades: dict[str, dict[str, Shade]] = {}
    for table, roles in ROLES.items():
        given = data.get(table, {})
        usual = below.shades[table] if below is not None else {}
        found = {role: _shade(given[role]) if role in given else usual.get(role) for role in roles}
        shades[table] = {role: shade for role, shade in found.items() if shade is not None}
        if len(shades[table]) < len(roles):
            return None
    return Theme(name, data.get("dark", True), shades)


def _shade(value: Any) -> Shade:
    return Shade(value) if isinstance(value, str) else Shade(*value)


def _is_color(value: Any) -> bool:
    """Whether a value is ``#rrggbb``, or that with an index of 256 and a name of sixteen."""
    if isinstance(value, str):
        return _COLOR.fullmatch(value) is not None
    if not isinstance(value, list) or len(value) != 3:
        return False
    rgb, index, name = value
    is_index = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < 256
    return isinstance(rgb, str) and _is_color(rgb) and is_index and name in ANSI_NAMES


def _misnamed(path: Path) -> Fault:
    return Fault(
        "theme_name",
        "Theme file ignored: names have lower-case letters, digits and hyphens.",
        SourceLocation(str(path)),
        advice="Rename it, for example to my-theme.toml.",
        severity=Severity.WARNING,
    )


def _accept(_value: Any, _path: schema.KeyPath, _findings: list[schema.Finding]) -> None:
    """Text or an array: what it may be is said in one sentence."""


_RGB = {"type": "string", "pattern": f"^{_COLOR.pattern}$"}
_color = schema.matching(
    _accept,
    _is_color,
    'written "#rrggbb", or ["#rrggbb", index of 256, name of 16]',
    json={
        "anyOf": [
            _RGB,
            {
                "type": "array",
                # One schema for all three: drafts spell the items of a tuple differently.
                "items": {
                    "anyOf": [
                        _RGB,
                        {"type": "integer", "minimum": 0, "maximum": 255},
                        {"type": "string", "enum": list(ANSI_NAMES)},
                    ]
                },
                "minItems": 3,
                "maxItems": 3,
            },
        ]
    },
)
_FROM = "that of the shipped dark or light theme"
_ABOUT = {
    "base": "Colours of panes, borders and text.",
    "environments": "Colours that an environment's `color` may name.",
    "syntax": "Colours of bodies.",
    "status": "Colours of status codes, by their first digit.",
    "methods": "Colours of methods.",
}


def _roles(roles: Mapping[str, str]) -> schema.TableCheck:
    return schema.table(
        {
            name: Key(_color, meaning, otherwise=_FROM, example=["#2e7de9", 33, "blue"])
            for name, meaning in roles.items()
        }
    )


THEME = schema.table(
    {
        "name": Key(
            schema.TEXT,
            "A note for people: a theme has the name of its file.",
            default="",
            example="my-theme",
        ),
        "dark": Key(
            schema.boolean,
            "Whether text is lighter than its background. Roles that the file does not set come "
            "from outrider-dark, or with `false` from outrider-light.",
            default=True,
            example=False,
        ),
        **{table: Key(_roles(roles), _ABOUT[table], default={}) for table, roles in ROLES.items()},
    }
)
"""Checks a theme's file."""
