"""Finds the shipped folders: at the root of a checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

SAMPLE_WORKSPACE = "sample_envs"
THEMES = "themes"

_PACKAGE = Path(__file__).parents[1]


def data_folder(name: str) -> Path:
    """The shipped folder of this name.

    Raises:
        FileNotFoundError: the installation does not have it.
    """
    places = (_PACKAGE / "_data" / name, _PACKAGE.parents[1] / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"The folder {name} is missing from this installation; looked in "
        + " and ".join(map(str, places))
    )
