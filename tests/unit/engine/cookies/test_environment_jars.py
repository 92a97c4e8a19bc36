"""The jars of a session."""

from __future__ import annotations

import stat
from pathlib import Path

from outrider.engine.cookies.environment_jars import EnvironmentJars, new_jar
from outrider.model.workspace import CookieSettings, Environment

NOW = 1_900_000_000.0
URL = "https://a.test/"


def environment(name: str, *, store: bool = False) -> Environment:
    return Environment(name, name, "", cookies=CookieSettings(keep=True, store=store))


def jars(tmp_path: Path, root: str = "/w") -> EnvironmentJars:
    return EnvironmentJars(Path(root), {"XDG_STATE_HOME": str(tmp_path)})


def put(made: EnvironmentJars, one: Environment, *fields: str) -> None:
    jar = made.of(one)
    assert jar is not None
    jar.take(fields, URL, NOW)
    made.store(one)


def there(made: EnvironmentJars, one: Environment) -> list[str]:
    jar = made.of(one)
    assert jar is not None
    return [each.name for each in jar.all(NOW)]


def test_no_environment_sees_the_cookies_of_another(tmp_path: Path) -> None:
    made = jars(tmp_path)
    dev, other = environment("dev"), environment("other")
    put(made, dev, "a=1")
    assert there(made, dev) == ["a"]
    assert there(made, other) == []
    assert made.of(Environment("dev", "dev", "")) is None
    assert made.of(None) is None
    assert new_jar(None) is new_jar(Environment("dev", "dev", "")) is None
    first, second = new_jar(dev), new_jar(dev)
    assert first is not None
    assert first is not second
    assert first.all(NOW) == ()
    assert not list(tmp_path.rglob("*"))


def test_what_is_stored_is_private_and_comes_back(tmp_path: Path) -> None:
    dev = environment("dev", store=True)
    put(jars(tmp_path), dev, "a=1", "b=2; Max-Age=60")
    (file,) = tmp_path.rglob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert there(jars(tmp_path), dev) == ["a", "b"]
    assert there(jars(tmp_path, "/other"), dev) == []
    file.chmod(0o644)
    assert there(jars(tmp_path), dev) == []
    file.chmod(0o600)
    file.write_bytes(b"{nonsense")
    assert there(jars(tmp_path), dev) == []


def test_two_processes_do_not_lose_each_others_cookies(tmp_path: Path) -> None:
    dev = environment("dev", store=True)
    put(jars(tmp_path), dev, "old=1")
    first, second = jars(tmp_path), jars(tmp_path)
    there(first, dev)
    there(second, dev)
    put(first, dev, "a=1", "old=; Max-Age=0")
    put(second, dev, "b=1")
    assert there(jars(tmp_path), dev) == ["a", "b"]
