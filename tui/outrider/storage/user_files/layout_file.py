"""The sizes that the user has given to panes, remembered between two runs for every workspace."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from outrider.errors import Fault
from outrider.model.pane_sizes import USUAL_SIZES, Arrangement, PaneSizes
from outrider.storage.files.atomic_write import make_folder, write_atomically
from outrider.storage.user_files.user_folders import state_folder
from outrider.storage.user_files.user_toml import read_user_file
from outrider.toml_text import schema

_SHARES = ("sidebar", "request", "console", "request_width")
_LAYOUT = "layout"
_ADVICE = "Write a share such as 0.3, or remove the line for the default size."
_SHARE = schema.matching(
    schema.scalar,
    # What is no number at all (nan) is not between any two.
    lambda value: not isinstance(value, str) and 0 < value < 1,
    "a number between 0 and 1",
    _ADVICE,
)
_CHOICE = schema.matching(
    schema.TEXT,
    lambda value: value in set(Arrangement),
    " or ".join(f'"{one.value}"' for one in Arrangement),
)
_DIGITS = 4
"""After the point: enough for every column of the widest terminal."""


def layout_file(process: Mapping[str, str]) -> Path:
    """Where the sizes are remembered, whether or not there are any."""
    return state_folder(process) / "layout.toml"


def read_layout(path: Path) -> tuple[PaneSizes, tuple[Fault, ...]]:
    """The sizes, and a warning for everything that does not count; never raises."""
    if not os.path.lexists(path):
        return USUAL_SIZES, ()
    file = read_user_file(path, schema.table({**dict.fromkeys(_SHARES, _SHARE), _LAYOUT: _CHOICE}))
    data = dict(file.data)
    layout = Arrangement(data.pop(_LAYOUT, Arrangement.AUTO))
    shares = {name: float(data[name]) for name in _SHARES if name in data}
    return PaneSizes(layout=layout, **shares), file.faults


def remember_layout(path: Path, sizes: PaneSizes) -> None:
    """Writes the sizes; what another Outrider has remembered meanwhile is replaced.

    Raises:
        SaveRefused: the system refused; what was remembered before is as it was.
    """
    told = ((name, getattr(sizes, name)) for name in _SHARES)
    lines = [f"{name} = {value:.{_DIGITS}f}\n" for name, value in told if value is not None]
    text = "".join([*lines, f'{_LAYOUT} = "{sizes.layout.value}"\n'])
    make_folder(path.parent, str(path), 0o700)
    write_atomically(path, text.encode(), private=True)
