"""``compare`` of ``outrider --plain``: what differs, line by line, without sending anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.engine_lab import Lab
from tests.integration.cli.test_plain import typed
from tests.servers.counting import CountingServer
from tests.shell import Shell


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.fixture
def place(lab: Lab, shell: Shell, server: CountingServer) -> Shell:
    """Two environments, which differ in the path of their API."""
    for name in ("dev", "test"):
        lab.environment(name, api=f"{server.url}/{name}", token=f"{server.url}/token")
    lab.request("list", "{{base_url}}/orders")
    lab.request("other", "{{base_url}}/others")
    return shell


def test_sends_of_the_session_and_one_request_in_two_environments(
    place: Shell, server: CountingServer, lab: Lab
) -> None:
    said = typed(
        place,
        "send list",
        "set param page 2",
        "send",
        "compare",
        "use test",
        "compare dev test",
        "compare 2 3",
        "compare list@dev other@test",
    )
    assert said.status == 0, said.err
    # Nothing was sent but the two, and their token.
    assert server.asked == ["GET /dev/orders", "GET /dev/orders?page=2"]
    assert server.tokens == 1
    first, in_two, by_number, other = said.text.split("\n- ")[1:]
    assert first.startswith("2: GET in dev, ")
    assert "\n+ 3: GET in dev, " in first
    assert "Response body:" in first
    assert "page=2" in first
    assert in_two.startswith("list in dev\n+ list in test\n\nRequest URL:\n")
    assert "  - dev\n  + test\n" in in_two
    assert "Response" not in in_two
    assert by_number.partition("\n\n")[0] == first.partition("\n\n")[0]
    assert other.startswith("list in dev\n+ other in test\n")
    # What is not saved is compared as it would be sent.
    assert "page" in other
    assert "counted-token-4711" not in said.text + said.err


@pytest.mark.parametrize(
    ("line", "status", "told"),
    [
        ("compare", 2, "Fewer than two requests were sent to an API."),
        ("compare dev", 2, "1 named, but two are compared."),
        ("compare 1 2", 2, "Console entry 1 not found."),
        ("compare dev nowhere", 2, 'Unknown environment "nowhere".'),
        ("compare history:abc history:abc", 2, 'History entry "abc" not found.'),
        ("compare none@dev list@dev", 2, 'Unknown request "none".'),
    ],
)
def test_what_cannot_be_compared_is_told(
    place: Shell, server: CountingServer, line: str, status: int, told: str
) -> None:
    said = typed(place, "open list", line)
    assert (said.status, told in said.err) == (status, True), said.err
    assert not server.targets
