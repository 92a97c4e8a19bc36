"""openapi-to-postmanv2: how Postman itself reads a document of OpenAPI."""

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
_PACKAGE = "openapi-to-postmanv2"

_PROGRAM = """
const converter = require(process.argv[1] + "/openapi-to-postmanv2");
const options = {
  folderStrategy: "Tags",
  parametersResolution: "Example",
  requestParametersResolution: "Example",
  enableOptionalParameters: false,  // as Outrider: an optional row is there, switched off
  optimizeConversion: false,
  stackLimit: 10,
};
const convert = document => new Promise((done, failed) => converter.convertV2(
  {type: "string", data: JSON.stringify(document)}, options,
  (error, said) => error || !said.result
    ? failed(error || said.reason) : done(said.output[0].data)));
(async () => {
  const found = {}, told = console.error;
  console.error = console.log = () => {};  // it prints what it meets in schemas
  for (const [name, document] of Object.entries(JSON.parse(require("fs").readFileSync(0))))
    found[name] = await convert(document);
  process.stdout.write(JSON.stringify(found));
})().catch(error => { process.stderr.write(String(error)); process.exit(1); });
"""


def why_not() -> str:
    """Why it cannot run; empty where it can."""
    if NODE is None:
        return "node is not installed"
    if (PACKAGES / _PACKAGE).is_dir():
        return ""
    return f"{_PACKAGE} is not installed: make test does it where npm is"


def as_collections(documents: Mapping[str, Any]) -> dict[str, Any]:
    """The collections that it makes of documents, all in one process."""
    assert NODE is not None
    done = subprocess.run(
        [NODE, "-e", _PROGRAM, str(PACKAGES)],
        check=True,
        timeout=PATIENCE,
        input=json.dumps(documents).encode(),
        capture_output=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
