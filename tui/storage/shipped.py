"""Finds the shipped folders: at the root of a checkout, or inside the installed package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

SAMPLE_WORKSPACE = "sample_envs"
THEMES = "themes"


def find_shipped(name: str) -> Traversable:
    """The shipped folder of this name.

    Raises:
        FileNotFoundError: the installation does not have it.
    """
    package = files("tui")
    places: list[Traversable] = [package / "_data" / name]
    if isinstance(package, Path):
        places.append(package.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"The folder {name} is missing from this installation; looked in "
        + " and ".join(map(str, places))
    )
