"""newman sends a token with the requests that the guards of the scripts name, and no others."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing import newman
from tests.patience import PATIENCE
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
    assert newman.NODE is not None
    scripts = [*GUARDS.values(), *((text, frozenset()) for text in WITHOUT.values())]
    values = environment(
        api=demo_servers.api_url, tokenUrl=demo_servers.token_url, clientId="easy",
        clientSecret="easy-secret", scope="orders.read",
    )  # fmt: skip
    runs = []
    for number, (text, _) in enumerate(scripts):
        items = [numbered(one, number) for one in ITEMS]
        document = collection(*items, event=[script(guarded(text))])
        runs.append({"collection": document, "environment": values})
    (tmp_path / "runs.json").write_text(json.dumps(runs))
    program = f"""const newman = require({json.dumps(str(newman.PACKAGE))});
        const next = left => left.length
            ? newman.run(left[0], () => next(left.slice(1))) : process.exit(0);
        next(JSON.parse(require('fs').readFileSync({json.dumps(str(tmp_path / "runs.json"))})));"""
    subprocess.run(
        [newman.NODE, "-e", program], check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    found: list[set[str]] = [set() for _ in scripts]
    sent = demo_servers.api.recorder.requests
    assert len(sent) == len(scripts) * len(ITEMS)
    for one in sent:
        which, _, name = (one.header("x-of") or "").partition(" ")
        if (one.header("authorization") or "").startswith("Bearer "):
            found[int(which)].add(name)
    assert found == [set(wanted) for _, wanted in scripts]
