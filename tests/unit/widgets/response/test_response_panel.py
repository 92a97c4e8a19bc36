"""What came back, and what is said of it."""

import asyncio
import json
import re
from typing import Any

import pytest
from textual.app import App, ComposeResult

from outrider.highlighting import Role
from outrider.model.exchange import Exchange, Purpose, Timing
from outrider.model.message import RequestMessage, ResponseMessage
from outrider.model.secret import MASK, MaybeSecret, Secret, join_texts, masked
from outrider.model.token import AccessToken, TokenKey, TokenSlot, TokenSource, TokenUse
from outrider.terminal.app.textual_themes import theme_variable_defaults
from outrider.toolkit.panes.pane_column import PaneColumn
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome

JSON = "application/json"
SIZES = [(80, 24), (120, 40)]
HOSTILE = "\x1b]52;c;AAAA\x07\x9b31m\u202e[/x][@click=app.quit]x[/]\r\nX: \ud800"
NOW = 1_800_000_000.0


def outcome(
    body: bytes = b'{"a": 1}',
    content_type: str = JSON,
    *,
    status: int = 200,
    reason: str = "OK",
    environment: str = "Staging",
    problem: tuple[str, ...] = (),
    truncated: bool = False,
    notes: tuple[str, ...] = (),
) -> SendOutcome:
    fields = (("Content-Type", content_type), ("Set-Cookie", "CANARY=1"), ("X-Hostile", HOSTILE))
    response = ResponseMessage(
        status, reason, "HTTP/1.1", fields, body, len(body), len(body), truncated, notes
    )
    url = join_texts(("https://api.example.com/orders?key=", Secret("CANARY")))
    exchange = Exchange(
        id=1,
        send_id=1,
        purpose=Purpose.API,
        environment="staging",
        reason="",
        request=RequestMessage("GET", url),
        response=response,
        failure=None,
        timing=Timing(132.2, connect=12.0, tls=None, first_byte=110.2, download=10.0),
        started_at=NOW,
    )
    token = AccessToken(
        Secret("CANARY-TOKEN"), "Bearer", NOW, NOW + 3600, True, frozenset("ab"), frozenset("a")
    )
    use = TokenUse(
        token,
        TokenKey("d", (), TokenSlot("", "", "")),
        TokenSource.CACHE,
        "cached, 41 s left",
    )
    return SendOutcome("list", environment, exchange, use, problem)


class Panel(App[None]):
    CSS = "PaneColumn { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Any] = []
        self.time = 100.0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return (
            theme_variable_defaults()
            | {f"syntax-{role.value}": "#9ece6a" for role in Role}
            | {f"status-{kind}xx": "#7fc97f" for kind in range(1, 6)}
        )

    def compose(self) -> ComposeResult:
        with PaneColumn():
            yield ResponsePanel(self.mask, clock=lambda: self.time)

    def mask(self, name: str, value: MaybeSecret) -> str:
        hides = name == "Set-Cookie"
        return MASK if hides else masked(value)

    def on_response_panel_save_body_requested(
        self, message: ResponsePanel.SaveBodyRequested
    ) -> None:
        self.heard.append(message.outcome)

    def on_response_panel_copy_requested(self, message: ResponsePanel.CopyRequested) -> None:
        self.heard.append((message.kind, message.text))

    @property
    def panel(self) -> ResponsePanel:
        return self.query_one(ResponsePanel)

    @property
    def title_line(self) -> str:
        """What stands in the edge behind the pane's name."""
        column = self.query_one(PaneColumn)
        drawn = column.render_lines(column.size.region)[0].text
        return " · ".join(
            part.strip()
            for part in re.split("─+", drawn)
            if part.strip()[:8] not in {"", "Response"}
        )

    @property
    def notes(self) -> str:
        notes = self.query_one("#response-notes")
        return str(notes.render()) if notes.display else ""

    @property
    def lines(self) -> list[str]:
        view = self.panel.pane.view
        return [view.render_line(y).text[:-1].rstrip() for y in range(view.size.height)]

    async def ready(self, value: SendOutcome | None) -> None:
        self.panel.show(value)
        self.panel.focus_text()
        await self.settled()

    async def settled(self) -> None:
        # What is laid out beside the loop begins after the next frame.
        drawn = asyncio.Event()
        self.call_after_refresh(drawn.set)
        await drawn.wait()
        while any(not worker.is_finished for worker in self.workers):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("size", SIZES)
async def test_the_title_says_status_time_size_protocol_and_environment(
    size: tuple[int, int],
) -> None:
    async with Panel().run_test(size=size) as pilot:
        app: Any = pilot.app
        assert app.title_line == ""
        assert app.lines[0] == "Nothing sent yet."
        await app.ready(outcome())
        await pilot.pause()
        assert app.title_line == "✓ 200 OK · 132 ms · 8 B · HTTP/1.1 · Staging"
        assert app.lines[:3] == ["{", '  "a": 1', "}"]


async def test_where_there_is_no_room_status_and_environment_stay() -> None:
    async with Panel().run_test(size=(40, 16)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(status=404, reason=""))
        await pilot.pause()
        assert app.title_line == "✗ 404 Not Found · Staging"


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        (204, "", "✓ 204 No Content"),
        (302, "Found", "→ 302 Found"),
        (299, "", "✓ 299 success"),
        (599, "", "✗ 599 server error"),
        (999, "", "? 999 unknown status"),
        (500, "\x1b[31mno\u202e", "✗ 500 ␛[31mno<U+202E>"),
    ],
)
async def test_a_status_has_a_word_and_a_sign(status: int, reason: str, said: str) -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(status=status, reason=reason))
        await pilot.pause()
        assert app.title_line.startswith(said + " · ")


async def test_digits_and_arrows_go_through_the_tabs() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome())
        seen = [app.panel.tab]
        for key in ("2", "3", "right", "right", "right", "left", "4", "1"):
            await pilot.press(key)
            seen.append(app.panel.tab)
        tabs = ["body", "raw", "headers", "timing", "token", "body", "token", "timing", "body"]
        assert seen == tabs


async def test_a_chosen_tab_stays_for_the_next_response() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome())
        await pilot.press("3")
        await app.ready(SendOutcome("x", "Dev", problem=("It failed.",)))
        assert app.panel.tab == "problem"
        await app.ready(outcome())
        assert app.panel.tab == "headers"


async def test_headers_are_masked() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome())
        await pilot.press("3")
        assert app.lines[0] == "HTTP/1.1 200 OK"
        assert app.lines[2] == f"Set-Cookie: {MASK}"
        await pilot.press("y", "down", "down", "y")
        assert app.heard == [("header", "HTTP/1.1 200 OK"), ("header", MASK)]


async def test_timing_and_token_are_told_and_the_token_is_not() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome())
        await pilot.press("4")
        assert re.match(r"Connect: +12 ms  ███", app.lines[0])
        assert re.match(r"TLS: +—", app.lines[1])
        assert re.match(r"Total: +132 ms", app.lines[4])
        await pilot.press("5")
        told = "\n".join(app.lines)
        assert "cache" in told
        assert "cached, 41 s left" in told
        assert "(valid for 1 h, assumed: no expires_in)" in told
        assert "Not granted:     b" in told
        assert "CANARY" not in told


async def test_without_a_response_the_problem_is_the_text() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        problem = ("The token endpoint refused: invalid_client", "at https://login", "Do this.")
        await app.ready(SendOutcome("x", "Staging", problem=problem))
        await pilot.pause()
        assert app.title_line == "✗ No response · Staging"
        assert app.lines[:3] == [f"✗ {problem[0]}", problem[1], problem[2]]
        await pilot.press("s", "u", "2", "left")
        assert app.heard == []


async def test_with_a_response_the_problem_stands_above_it() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(problem=("The body broke off.",), truncated=True, notes=("N.",)))
        assert app.notes == (
            "! Truncated to 8 B. Press s to save all of it.\n✗ The body broke off.\n! N."
        )
        await pilot.press("4")
        assert app.notes == "✗ The body broke off."


async def test_a_binary_body_has_type_size_and_bytes() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(b"\x89PNG\0" * 500, "image/png"))
        assert "Binary (image/png), 2.5 kB." in app.notes
        assert app.lines[0].startswith("00000000  89 50 4e 47 00")
        await pilot.press("s")
        assert app.heard == [app.panel.outcome]


async def test_no_body_is_said() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(b""))
        assert app.notes == "! The response has no body."


async def test_waiting_counts_only_when_it_is_asked_to() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome())
        app.panel.show_waiting("GET list\x1b[2J")
        assert app.title_line == "◐ GET list␛[2J · 0 s · escape cancels"
        app.time += 61
        await pilot.pause()
        assert " · 0 s · " in app.title_line
        app.panel.tick()
        assert " · 1 min 1 s · " in app.title_line
        assert app.lines[1] == '  "a": 1'
        app.panel.show(None)
        app.panel.tick()
        assert app.title_line == ""


async def test_body_and_url_are_copied_as_they_are_shown() -> None:
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(b'{"a":"\xc2\x85"}'))
        await pilot.press("y", "u")
        await app.settled()
        await pilot.pause()
        assert dict(app.heard) == {
            "url": f"https://api.example.com/orders?key={MASK}",
            "body": '{\n  "a": "<U+0085>"\n}',
        }


async def test_a_large_body_shows_its_start_until_it_is_laid_out() -> None:
    body = json.dumps([{"n": n} for n in range(300_000)]).encode()
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        app.panel.show(outcome(body))
        view = app.panel.pane.view
        assert app.lines[:3] == ["[", "  {", '    "n": 0']
        assert view.layout_shown.view == "head"
        assert view.layout_shown.rows.count < 3000
        await app.settled()
        assert app.lines[:3] == ["[", "  {", '    "n": 0']
        assert view.layout_shown.view == "json"
        assert view.layout_shown.rows.count == 900_002
        app.panel.show(outcome(body))
        app.panel.show(outcome(b"[7]"))
        await app.settled()
        await pilot.pause()
        assert app.lines[:3] == ["[", "  7", "]"]


async def test_what_takes_long_to_be_found_out_is_said_afterwards() -> None:
    body = json.dumps(list(range(30_000)))[:-1] + ', {"a": 1, "a": 2}]'
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        app.panel.show(outcome(body.encode()))
        assert app.lines[:2] == ["[", "  0,"]
        for _ in range(500):
            await pilot.pause(0.01)
            if "Duplicate keys" in app.notes:
                break
        assert 'Duplicate keys in one object: "a"' in app.notes
        await pilot.press("2", "1")
        await pilot.pause()
        assert 'Duplicate keys in one object: "a"' in app.notes


async def test_each_tab_remembers_its_place() -> None:
    body = json.dumps(list(range(500))).encode()
    async with Panel().run_test(size=(80, 24)) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(body))
        await pilot.pause()
        await pilot.press("end", "2", "1")
        assert app.lines[-1] == "]"


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_words_are_shown_and_never_obeyed(size: tuple[int, int]) -> None:
    async with Panel().run_test(size=size) as pilot:
        app: Any = pilot.app
        value = outcome(
            HOSTILE.encode("utf-8", "surrogatepass"),
            HOSTILE,
            reason=HOSTILE,
            environment=HOSTILE,
            problem=(HOSTILE,),
            notes=(HOSTILE,),
        )
        shown_texts: list[str] = []
        for one in (value, SendOutcome("x", HOSTILE, problem=(HOSTILE, HOSTILE))):
            await app.ready(one)
            for key in "12345":
                await pilot.press(key)
                shown_texts += [*app.lines, app.title_line, app.notes]
        for text in shown_texts:
            assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text.replace("\n", ""))
            assert not set(text) & set("\u202e\ud800")
        assert any("[@click=app.quit]" in text for text in shown_texts)


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (500, 100)])
async def test_no_size_of_the_terminal_is_too_small(size: tuple[int, int]) -> None:
    async with Panel().run_test(size=size) as pilot:
        app: Any = pilot.app
        await app.ready(outcome(json.dumps(list(range(500))).encode()))
        await pilot.press("end", "slash", "4", "enter", "3", "w", "escape")
