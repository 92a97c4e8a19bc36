"""newman sends a token with the requests that the guards of the scripts name, and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing import newman
from tests.servers.strict import StrictServers
from tests.unit.importers.postman.collection_builders import collection, environment, script
from tests.unit.importers.postman.request_guards import GUARDS, ITEMS, WITHOUT, guarded


def numbered(item: dict[str, Any], number: int) -> dict[str, Any]:
    """A request that says in a header of which script it is, and its name."""
    request = dict(item["request"])
    said = {"key": "X-Of", "value": f"{number} {item['name']}"}
    return {**item, "request": {**request, "header": [*request.get("header", []), said]}}


@pytest.mark.skipif(bool(newman.why_not()), reason=newman.why_not() or "-")
def test_newman_sends_the_token_where_the_guards_say(
    tmp_path: Path, demo_servers: StrictServers
) -> None:
    scripts = [*GUARDS.values(), *((text, frozenset()) for text in WITHOUT.values())]
    values = environment(
        api=demo_servers.api_url, tokenUrl=demo_servers.token_url, clientId="easy",
        clientSecret="easy-secret", scope="orders.read",
    )  # fmt: skip
    (tmp_path / "environment.json").write_text(json.dumps(values))
    files = []
    for number, (text, _) in enumerate(scripts):
        items = [numbered(one, number) for one in ITEMS]
        document = collection(*items, event=[script(guarded(text))])
        files.append((tmp_path / f"{number}.json", tmp_path / "environment.json"))
        files[-1][0].write_text(json.dumps(document))
    newman.run_all(files)
    found: list[set[str]] = [set() for _ in scripts]
    sent = demo_servers.api.recorder.requests
    assert len(sent) == len(scripts) * len(ITEMS)
    for one in sent:
        which, _, name = (one.header("x-of") or "").partition(" ")
        if (one.header("authorization") or "").startswith("Bearer "):
            found[int(which)].add(name)
    assert found == [set(wanted) for _, wanted in scripts]
