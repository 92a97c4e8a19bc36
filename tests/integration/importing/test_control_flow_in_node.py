"""What node sends when it runs a script: the shapes that the import is tried with say the same."""

from __future__ import annotations

import json
import subprocess

import pytest
from tests.integration.importing.newman import NODE
from tests.patience import PATIENCE
from tests.unit.importers.postman.scripts.control_flow_shapes import CHOOSING, choosing

RUN = """
const {scripts, names} = JSON.parse(require('fs').readFileSync(0));
const run = (script, name) => {
  const held = {}, sent = [];
  const scope = {name, get: key => held[key], set: (key, value) => { held[key] = value; },
                 unset: key => { delete held[key]; }};
  const filled = text => String(text).replace(/{{(.*?)}}/g, (all, key) => held[key] ?? all);
  const pm = {environment: scope, variables: scope, sendRequest: request => {
    sent.push(filled(request.body.urlencoded.find(row => row.key === 'scope').value)); }};
  new Function('pm', script)(pm);
  return sent;
};
console.log(JSON.stringify(scripts.map(one => names.map(name => run(one, name)))));
"""


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_node_sends_what_the_shapes_say() -> None:
    given = {
        "scripts": [choosing(one) for one, _, _ in CHOOSING.values()],
        "names": ["dev", "prod"],
    }
    done = subprocess.run(
        [str(NODE), "-e", RUN],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    sent = dict(zip(CHOOSING, json.loads(done.stdout), strict=True))
    assert sent == {name: [[dev], [prod]] for name, (_, dev, prod) in CHOOSING.items()}
