"""Tokens of exported scripts: fetched once, renewed, refreshed, and refused."""

from __future__ import annotations

import pytest
from tests.integration.load_scripts.load_programs import start_script, why_not
from tests.integration.load_scripts.workshop import FORMATS, SECRETS, Workshop


@pytest.fixture(params=FORMATS)
def name(request: pytest.FixtureRequest) -> str:
    """A format whose scripts can be run here."""
    found = str(request.param)
    if why := why_not(found):
        pytest.skip(why)
    return found


def test_a_token_is_renewed_before_it_expires(name: str, workshop: Workshop) -> None:
    workshop.server.issued.lifetime = 2.0
    script = workshop.export(name, "shop/guarded")
    done = workshop.script(name, script, iterations=4, pause=1000)
    assert done == {"unmet": [], "failed": ""}
    assert len(workshop.server.api) == 4
    assert len(workshop.server.tokens) > 1


def test_a_token_that_was_kept_is_replaced_after_a_401(name: str, workshop: Workshop) -> None:
    workshop.server.issued.uses = 1
    done = workshop.script(name, workshop.export(name, "shop/guarded"), iterations=3)
    assert done == {"unmet": [], "failed": ""}
    tokens = [one.all("authorization")[0] for one in workshop.server.api]
    numbers = [int(one[len("Bearer tok~")]) for one in tokens]
    assert numbers == [1, 1, 2, 2, 3]
    assert len(workshop.server.tokens) == 3


def test_a_new_token_is_not_replaced_after_a_401(name: str, workshop: Workshop) -> None:
    workshop.server.issued.uses = 0
    done = workshop.script(name, workshop.export(name, "shop/guarded"))
    assert len(done["unmet"]) == len(workshop.server.api) == len(workshop.server.tokens) == 1


def test_a_token_without_the_scope_is_not_replaced(name: str, workshop: Workshop) -> None:
    workshop.server.issued.uses = 1
    workshop.server.issued.refusal = "insufficient_scope"
    done = workshop.script(name, workshop.export(name, "shop/guarded"), iterations=2)
    assert len(done["unmet"]) == len(workshop.server.tokens) == 1
    assert len(workshop.server.api) == 2


def test_a_refresh_token_renews_until_it_is_rejected(name: str, workshop: Workshop) -> None:
    workshop.server.issued.uses = 1
    script = workshop.export(name, "shop/pw")
    values = {"PASS": SECRETS["PASS"], "CLIENT_SECRET": "literal-secret-99"}
    folder = workshop.shell.home / "refreshing"
    done = start_script(name, script, folder, values, iterations=2)
    assert done.returncode == 0, done.stderr.decode()
    first, second = workshop.server.tokens
    assert first.body.startswith(b"grant_type=password&username=%C3%BC+ser&password=")
    assert second.body == (
        b"grant_type=refresh_token&refresh_token=refresh-1"
        b"&client_id=c&client_secret=literal-secret-99"
    )
    workshop.server.seen.clear()
    workshop.server.issued.rejects_refresh = True
    done = start_script(name, script, folder, values, iterations=2)
    assert done.returncode == 0, done.stderr.decode()
    kinds = [one.body.partition(b"&")[0] for one in workshop.server.tokens]
    assert kinds == [b"grant_type=password", b"grant_type=refresh_token", b"grant_type=password"]
    assert len(workshop.server.api) == 3


def test_a_refused_token_request_is_told_and_nothing_is_sent(name: str, workshop: Workshop) -> None:
    workshop.server.issued.error = "invalid_client"
    done = workshop.script(name, workshop.export(name, "shop/guarded"))
    assert 'No token "default": 401 invalid_client: No such client.' in done["failed"]
    assert workshop.server.api == []


def test_a_missing_value_is_named_at_the_start(name: str, workshop: Workshop) -> None:
    script = workshop.export(name, "shop/guarded")
    done = start_script(name, script, workshop.shell.home / "bare", {"CLIENT_SECRET": "x"})
    assert done.returncode != 0
    assert "OS environment variable API_KEY is not set." in done.stderr.decode()
    assert workshop.server.seen == []


def test_with_reveal_a_script_has_its_values(name: str, workshop: Workshop) -> None:
    script = workshop.export(name, "shop", "--reveal", "--trust")
    done = start_script(name, script, workshop.shell.home / "revealed", {})
    assert done.returncode == 0, done.stderr.decode()
    assert b'"failed": ""' in done.stdout or b'"failed":""' in done.stdout
    assert len(workshop.server.tokens) == 5
