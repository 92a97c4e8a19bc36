"""Which browser is opened, by which words, and for which pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from outrider.engine.web_browser import browser_command, forwarding_command, is_web_url, open_page

SSH = {"SSH_CONNECTION": "203.0.113.7 50000 203.0.113.9 22"}


def program(folder: Path, name: str, mode: int = 0o700) -> str:
    """A browser that writes its words down, one a line."""
    file = folder / name
    file.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{folder}/words"\n')
    file.chmod(mode)
    return str(file)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("{bin}/mine", ("{bin}/mine",)),
        ("mine", ("{bin}/mine",)),
        ("mine --new-tab %s", ("{bin}/mine", "--new-tab", "%s")),
        ("missing:mine", ("{bin}/mine",)),
        ("'{bin}/with space' -x", ("{bin}/with space", "-x")),
        ("mine 'no end:mine", ("{bin}/mine",)),
        ("{bin}/locked:{bin}/missing:mine", ("{bin}/mine",)),
        ("", None),
        (":  :", None),
        ("missing", None),
        ("./mine", None),
        ("{bin}", None),
    ],
)
def test_the_first_command_of_the_variable_that_is_installed_counts(
    written: str, found: tuple[str, ...] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("mine", "with space"):
        program(tmp_path, name)
    program(tmp_path, "locked", 0o600)
    process = {"PATH": str(tmp_path), "BROWSER": written.format(bin=tmp_path)}
    wanted = None if found is None else tuple(word.format(bin=tmp_path) for word in found)
    assert browser_command(process, "linux") == wanted
    assert browser_command({**process, **SSH}, "linux") == wanted


@pytest.mark.parametrize(
    ("process", "platform", "name"),
    [
        ({}, "darwin", "open"),
        (SSH, "darwin", ""),
        ({"DISPLAY": ":0"}, "linux", "xdg-open"),
        ({"DISPLAY": "localhost:10.0", **SSH}, "linux", "xdg-open"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", "xdg-open"),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", "wslview"),
        ({"WSL_DISTRO_NAME": "Debian", **SSH}, "linux", ""),
        ({}, "linux", ""),
        (SSH, "linux", ""),
    ],
)
def test_without_the_variable_it_is_that_of_the_platform_where_it_can_be_seen(
    process: dict[str, str], platform: str, name: str, tmp_path: Path
) -> None:
    for one in ("open", "xdg-open", "wslview"):
        program(tmp_path, one)
    found = browser_command({"PATH": str(tmp_path), **process}, platform)
    assert found == ((f"{tmp_path}/{name}",) if name else None)


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ((), ["https://a.test/?b=%s&c=1"]),
        (("--tab", "%s", "-x"), ["--tab", "https://a.test/?b=%s&c=1", "-x"]),
        (("--url=%s",), ["--url=https://a.test/?b=%s&c=1"]),
    ],
)
async def test_the_page_takes_its_place_among_the_words(
    words: tuple[str, ...], given: list[str], tmp_path: Path
) -> None:
    await open_page((program(tmp_path, "mine"), *words), "https://a.test/?b=%s&c=1")
    assert (tmp_path / "words").read_text().splitlines() == given


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "--help",
        "https://",
        "https://a.test/ b",
        "https://a.test/\x1b[2J",
        "https://ä.test/",
        "https://[a/",
        "",
    ],
)
async def test_what_is_no_page_of_the_web_is_opened_nowhere(url: str, tmp_path: Path) -> None:
    assert not is_web_url(url)
    await open_page((program(tmp_path, "mine"),), url)
    assert not (tmp_path / "words").exists()


async def test_a_browser_that_cannot_be_started_ends_nothing(tmp_path: Path) -> None:
    await open_page((str(tmp_path / "missing"),), "https://a.test/")


@pytest.mark.parametrize(
    ("uri", "process", "has"),
    [
        ("http://127.0.0.1:8913/callback", {**SSH, "USER": "ann"}, True),
        ("http://127.0.0.1:8913/callback", {"USER": "ann"}, False),
        ("https://127.0.0.1:8913/callback", {**SSH, "USER": "ann"}, False),
        ("http://127.0.0.1/callback", {**SSH, "USER": "ann"}, False),
        ("http://127.0.0.1:port/callback", {**SSH, "USER": "ann"}, False),
    ],
)
def test_a_redirect_is_forwarded_from_another_machine(
    uri: str, process: dict[str, str], has: bool
) -> None:
    found = forwarding_command(uri, process)
    assert found.startswith("ssh -N -L 8913:127.0.0.1:8913 ann@") == has
    assert bool(found) == has
