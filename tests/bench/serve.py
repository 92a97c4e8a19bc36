"""The demo's servers for a measurement: prints their addresses, serves until its input ends."""

import sys
from pathlib import Path

from outrider.demo.sample_workspace import copy_sample_workspace
from outrider.demo.servers import DemoServers

if __name__ == "__main__":
    with DemoServers() as servers:
        target = Path(sys.argv[1]) / "orders-api"
        copy_sample_workspace(target, issuer=servers.issuer, api_url=servers.api_url)
        print(servers.token_url, servers.api_url, flush=True)
        sys.stdin.read()
