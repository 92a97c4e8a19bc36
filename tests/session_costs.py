"""What each test would pay anew and show nothing by: a slow disk, parsing the same CSS, idling."""

from __future__ import annotations

import asyncio
import functools
import os
import shutil
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual._queue import Queue
from textual._wait import wait_for_idle
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot, WaitForScreenTimeout

MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that have to be free in memory before the tests' files are written there."""


def write_files_in_memory() -> None:
    """Has ``tmp_path`` in memory where files can be there as on a disk: tests wait for no disk."""
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return
    # Containers often refuse to run programs that are there.
    runs_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    if runs_programs and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def parse_each_css_once() -> None:
    """Lets the apps of one process share the rules of CSS that is the same, as are its variables.

    A program has one app and parses each once; here a thousand apps follow one another.
    """
    parse_rules, parse = Stylesheet._parse_rules, Stylesheet.parse
    parts: dict[tuple[object, ...], list[RuleSet]] = {}
    wholes: dict[tuple[object, ...], list[RuleSet]] = {}

    @functools.wraps(parse_rules)
    def part(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        variables = frozenset(self._variables.items())
        key = (css, read_from, is_default_rules, tie_breaker, scope, variables)
        if key not in parts:
            parts[key] = parse_rules(self, css, read_from, is_default_rules, tie_breaker, scope)
        return parts[key]

    @functools.wraps(parse)
    def whole(self: Stylesheet) -> None:
        variables, invalid = frozenset(self._variables.items()), frozenset(self._invalid_css)
        key = (*self.source.items(), variables, invalid)
        if key in wholes:
            self._rules, self._rules_map, self._require_parse = wholes[key], None, False
        else:
            parse(self)
            wholes[key] = self._rules

    Stylesheet._parse_rules = part  # type: ignore[method-assign]
    Stylesheet.parse = whole  # type: ignore[method-assign]


def wait_only_for_the_busy() -> None:
    """Lets a pilot ask only those widgets whether they are done that have something to do.

    It would send a message to each widget of the screen and wait for all of them, dozens of times
    in a test. A widget that waits for its next message has nothing to do, as is seen from here.
    Behind a key, too, it would wait twice for an idle processor, where once is enough.
    """

    async def wait(self: Pilot[Any], timeout: float = 30.0) -> bool:
        return await _done(self.app, timeout)

    async def press(self: Any, keys: Iterable[str]) -> None:
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            event = Key(name, _character_of(name))
            event.set_sender(self)
            self._driver.send_message(event)
            await wait_for_idle(0)
            animated = not self._animator._complete_event.is_set()
            await self._animator.wait_until_complete()
            if animated:
                await wait_for_idle(0)

    Pilot._wait_for_screen = wait  # type: ignore[method-assign]
    App._press_keys = press  # type: ignore[method-assign]


def _character_of(key: str) -> str | None:
    try:
        return unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
    except KeyError:
        return key if len(key) == 1 else None


async def _done(app: Any, timeout: float = 30.0) -> bool:
    """Waits until the screen's widgets have done what they had to do; false if the app broke."""
    if not app.screen_stack:
        return False
    events = []
    for one in (app, *app.screen.walk_children(with_self=True)):
        event = asyncio.Event()
        if not _waits(one) and one.call_later(event.set):
            events.append(event)
    if not events:
        return True
    done: asyncio.Future[Any] = asyncio.gather(*(event.wait() for event in events))
    broken: asyncio.Future[Any] = asyncio.ensure_future(app._exception_event.wait())
    ended, going_on = await asyncio.wait(
        {done, broken}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED
    )
    for one in going_on:
        one.cancel()
    if not ended:
        raise WaitForScreenTimeout("Widgets do not process their messages.")
    return done in ended


def _waits(pump: MessagePump) -> bool:
    queue: Queue[Any] = pump._message_queue
    return queue.empty() and bool(queue.ready_event._waiters)
