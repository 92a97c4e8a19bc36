"""Auths that are kept ready: a token is there before the first send."""

from __future__ import annotations

from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, seated
from tests.servers.strict import StrictServers

from outrider.storage.trust_store import TrustStore


def warm(lab: Lab, file: str = "environments/dev.toml", more: str = "") -> str:
    """Marks the default auth of an environment; its text."""
    text = more + (lab.root / "environments/dev.toml").read_text()
    if "warm" not in text:
        text = text.replace("[auth.default]", "[auth.default]\nwarm = true")
        text = text.replace("[auth.billing]", "[auth.billing]\nwarm = false")
    lab.write({file: text})
    return text


def trust(lab: Lab, home: Path) -> None:
    """What a user's yes to this workspace leaves behind."""
    TrustStore(home / "state/outrider/trust.json").trust(lab.root, [])


async def test_a_token_is_there_before_the_first_send(
    lab: Lab, home: Path, demo_servers: StrictServers
) -> None:
    warm(lab)
    trust(lab, home)
    async with seated(lab, LARGE) as seat:
        await seat.until(lambda: "fetched ahead of time" in seat.console, "the reason")
        await seat.until(lambda: "●" in seat.environments, "the token")
        await seat.send()
        assert "cached" in seat.console
        assert demo_servers.authorization.token_requests() == 1
        assert len(demo_servers.api.recorder.requests) == 1


async def test_another_environment_is_warmed_when_it_is_chosen_and_a_protected_one_when_asked(
    lab: Lab, home: Path, demo_servers: StrictServers
) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    warm(lab, "environments/other.toml")
    lab.write({"environments/dev.toml": text})
    warm(lab, "environments/live.toml", "protected = true\n")
    lab.write({"environments/dev.toml": text})
    trust(lab, home)
    async with seated(lab, LARGE) as seat:
        await seat.press("f2")
        await seat.until(lambda: "fetched ahead of time" in seat.console, "the reason")
        assert demo_servers.authorization.token_requests() == 1
        await seat.press("f2")
        await seat.pilot.pause(0.2)
        assert demo_servers.authorization.token_requests() == 1


async def test_an_untrusted_workspace_fetches_nothing_ahead(
    lab: Lab, home: Path, demo_servers: StrictServers
) -> None:
    warm(lab)
    async with seated(lab, LARGE) as seat:
        await seat.pilot.pause(0.2)
        assert demo_servers.authorization.token_requests() == 0
        await seat.send()
        assert demo_servers.authorization.token_requests() == 1


async def test_a_secret_that_is_typed_is_not_asked_for_ahead(
    lab: Lab, home: Path, demo_servers: StrictServers
) -> None:
    text = warm(lab)
    lab.write({"environments/dev.toml": text.replace('"dev-only-secret"', "{ prompt = true }")})
    trust(lab, home)
    async with seated(lab, LARGE) as seat:
        await seat.pilot.pause(0.2)
        assert not seat.app.screen.is_modal
        assert demo_servers.authorization.token_requests() == 0
