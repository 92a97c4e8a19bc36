"""Default headers of environments: those that all have alike, and those that only some have."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.http_files.environment_files import HttpEnvironment


def headers_of_all(environments: Mapping[str, HttpEnvironment]) -> dict[str, str]:
    """Default headers that each environment has, with the same value."""
    shared = _shared(environments)
    named = [{**shared, **one.headers} for key, one in environments.items() if key]
    first = named[0] if named else shared
    return {
        name: value for name, value in first.items() if all(one.get(name) == value for one in named)
    }


def headers_of_some(environments: Mapping[str, HttpEnvironment]) -> dict[str, tuple[str, ...]]:
    """Names of the other default headers, by environment."""
    common, shared = headers_of_all(environments), _shared(environments)
    found = {
        key: tuple(
            name for name, value in {**shared, **one.headers}.items() if common.get(name) != value
        )
        for key, one in environments.items()
        if key
    }
    return {key: names for key, names in found.items() if names}


def _shared(environments: Mapping[str, HttpEnvironment]) -> dict[str, str]:
    """Those of the environment without a name, which all others have too."""
    return environments[""].headers if "" in environments else {}
