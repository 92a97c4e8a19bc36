"""The hosts of ``--allow-host``."""

from __future__ import annotations

from collections.abc import Iterable

from outrider.errors import UsageError


def require_hosts(hosts: Iterable[str]) -> None:
    """Refuses what would allow nothing.

    Raises:
        UsageError: it is no host.
    """
    from outrider.auth.host_patterns import host_fault_of

    for host in hosts:
        fault = host_fault_of(host)
        if fault is not None:
            raise UsageError(f"--allow-host: {fault.what}", code="allow_host", advice=fault.advice)
