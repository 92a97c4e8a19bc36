"""The demo's servers for a measurement: prints their addresses, serves until its input ends.

With ``--tls`` they speak TLS, by an authority of their own, whose certificate is ``ca.pem`` in the
folder.
"""

import sys
from pathlib import Path

import trustme

from outrider.demo.loopback import Certificate
from outrider.demo.sample_workspace import copy_sample_workspace
from outrider.demo.servers import DemoServers


def issue(folder: Path) -> Certificate:
    """A certificate for the loopback address; its authority's is beside it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    issued = authority.issue_cert("127.0.0.1")
    made = Certificate(folder / "chain.pem", folder / "key.pem")
    made.chain.write_bytes(b"".join(one.bytes() for one in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(made.key)
    return made


if __name__ == "__main__":
    top = Path(sys.argv[1])
    certificate = issue(top) if "--tls" in sys.argv else None
    with DemoServers(certificate=certificate) as servers:
        copy_sample_workspace(top / "orders-api", issuer=servers.issuer, api_url=servers.api_url)
        print(servers.token_url, servers.api_url, flush=True)
        sys.stdin.read()
