"""Other readers of OpenAPI, in one node process: swagger-parser and swagger2openapi."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE

NODE = shutil.which("node")
PACKAGES = Path(__file__).parents[3] / ".node-peers/node_modules"
_NEEDED = ("@apidevtools/swagger-parser", "swagger2openapi", "openapi-sampler")

_PROGRAM = """
const need = name => require(process.argv[1] + "/" + name);
const parser = need("@apidevtools/swagger-parser"), converter = need("swagger2openapi");
const sampler = need("openapi-sampler");
(async () => {
  const found = {};
  for (const [name, document] of Object.entries(JSON.parse(process.argv[2]))) {
    const copy = () => JSON.parse(JSON.stringify(document));
    const one = found[name] = {};
    one.whole = await parser.dereference(
      copy(), {resolve: {external: false}, dereference: {circular: "ignore"}});
    if (document.swagger) one.upgraded = (await converter.convertObj(copy(), {})).openapi;
    const schemas = document.definitions || (document.components || {}).schemas || {};
    const at = document.swagger ? "#/definitions/" : "#/components/schemas/";
    one.samples = {};
    for (const schema of Object.keys(schemas))
      one.samples[schema] = sampler.sample(
        {$ref: at + schema}, {skipReadOnly: true, quiet: true}, document);
  }
  console.log(JSON.stringify(found));
})().catch(error => { console.error(error); process.exit(1); });
"""


def why_not() -> str:
    """Why they cannot run; empty where they can."""
    if NODE is None:
        return "node is not installed"
    missing = [one for one in _NEEDED if not (PACKAGES / one).is_dir()]
    return f"not installed: {', '.join(missing)}; make test does it where npm is" if missing else ""


def ask_peers(documents: Mapping[str, Any]) -> dict[str, Any]:
    """What they make of documents: whole without references, upgraded to 3.0, samples."""
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", _PROGRAM, str(PACKAGES), json.dumps(documents)],
        check=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
