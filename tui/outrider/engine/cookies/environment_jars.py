"""The jars of one session: one for each environment that keeps cookies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from outrider.engine.cookies.cookie_jar import CookieJar
from outrider.model.cookie import Cookie
from outrider.model.workspace import Environment
from outrider.storage.user_files.cookie_folder import CookieFolder
from outrider.storage.user_files.user_folders import state_folder


def new_jar(environment: Environment | None) -> CookieJar | None:
    """An empty jar for a session of its own, such as a run; ``None`` where no cookies are kept."""
    is_kept = environment is not None and environment.cookies.keep
    return CookieJar() if is_kept else None


class EnvironmentJars:
    """The jars of a workbench, or of a command; no environment sees the cookies of another.

    Args:
        root: real path of the workspace.
        process: the process's variables, which say where a user's files lie.
    """

    def __init__(self, root: Path, process: Mapping[str, str]) -> None:
        self._folder = CookieFolder(state_folder(process) / "cookies", root)
        self._jars: dict[str, CookieJar] = {}

    def of(self, environment: Environment | None) -> CookieJar | None:
        """The jar of an environment; ``None`` where it keeps no cookies."""
        if environment is None or not environment.cookies.keep:
            return None
        name = environment.id
        if name not in self._jars:
            stored = self._folder.read(name) if environment.cookies.store else ()
            self._jars[name] = CookieJar(stored)
        return self._jars[name]

    def store(self, environment: Environment | None) -> None:
        """Writes what has changed in an environment's jar, where its file says so.

        What another process has stored meanwhile stays.

        Raises:
            SaveError: it cannot be written.
        """
        jar = self.of(environment)
        if jar is None or environment is None or not environment.cookies.store or not jar.changed:
            return
        changed, now = set(jar.changed), {one.key: one for one in jar.kept}

        def merged(stored: tuple[Cookie, ...]) -> tuple[Cookie, ...]:
            others = [one for one in stored if one.key not in changed]
            # In the order in which they were set: that is the one in which they are sent.
            return (*others, *(one for key, one in now.items() if key in changed))

        self._folder.update(environment.id, merged)
        jar.changed -= changed
