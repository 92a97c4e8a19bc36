"""A fault of Outrider's own leaves a report and says so, and no send stays under way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import Seat, seated
from tests.servers.toxic import ok, toxic_server

from outrider.engine.events import EntryLogged, Event, SendFinished, SendStarted
from outrider.model.exchange import TransportResult


@pytest.fixture
def plain(tmp_path: Path) -> Lab:
    lab = Lab((tmp_path / "plain").resolve())
    return lab.write(
        {
            "outrider.toml": 'name = "Plain"\n',
            "environments/dev.toml": '[auth.default]\ntype = "none"\n',
        }
    )


def reports(seat: Seat) -> list[Path]:
    return sorted(seat.app.state_folder().glob("crash-*.txt"))


class BrokenTransport:
    """Fails as no network does."""

    async def send(self, *_: object, **__: object) -> TransportResult:
        raise ZeroDivisionError("canary-value")

    async def close(self, _: str | None = None) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("kind", [SendStarted, EntryLogged, SendFinished])
async def test_a_listener_that_fails_is_reported_and_the_answer_arrives(
    plain: Lab, kind: type[Event]
) -> None:
    async with toxic_server(ok(b"fine")) as server:
        plain.request("list", server.url)
        async with seated(plain) as seat:

            def broken(_: Any) -> None:
                raise KeyError("canary-value")

            seat.work.context.engine.bus.subscribe(broken, kind)
            before = len(reports(seat))
            for _ in range(2):
                await seat.press("ctrl+r")
                await seat.until(lambda: "200" in seat.title, "the answer")
            (report,) = reports(seat)[before:]
            text = report.read_text()
            assert "KeyError" in text
            assert "canary-value" not in text
            assert report.stat().st_mode & 0o777 == 0o600
            assert (f"Internal error: report what is in {report}.") in seat.said


async def test_a_fault_in_the_transport_ends_the_send_and_is_reported(plain: Lab) -> None:
    plain.request("list", "http://127.0.0.1:1/")
    async with seated(plain) as seat:
        engine = seat.work.context.engine
        engine._transport = BrokenTransport()
        before = len(reports(seat))
        await seat.press("ctrl+r")
        await seat.until(lambda: "ZeroDivisionError" in seat.text, "what went wrong")
        assert "Sending" not in seat.text
        assert "Internal error: ZeroDivisionError." in seat.text
        (report,) = reports(seat)[before:]
        assert "canary-value" not in report.read_text()
        assert str(report) in seat.said
        assert any(
            one.exchange and one.exchange.failure and "Internal error" in one.exchange.failure.what
            for one in engine.console
        )


async def test_a_fault_in_what_shows_the_answer_leaves_nothing_under_way(
    plain: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise LookupError("canary-value")

    async with toxic_server(ok(b"fine")) as server:
        plain.request("list", server.url)
        async with seated(plain) as seat:
            name = "outrider.workbench.sending.running_sends.send_outcome"
            monkeypatch.setattr(name, broken)
            before = len(reports(seat))
            await seat.press("ctrl+r")
            await seat.until(lambda: "LookupError" in seat.text, "what went wrong")
            assert "Sending" not in seat.text
            assert len(reports(seat)) == before + 1
