"""The client certificate of a job's environment, for what names it or is bound to it."""

from __future__ import annotations

from outrider.engine.tokens.token_job import TokenJob
from outrider.errors import TokenEndpointFailed
from outrider.model.exchange import Failure
from outrider.model.secret import reveal


def own_certificates(job: TokenJob) -> str | Failure:
    """The environment's client certificate as PEM; empty without one."""
    path = job.connection.client_certificate
    if not path:
        return ""
    from outrider.transport.client_certificates import certificates_as_pem

    return certificates_as_pem(path, job.connection.client_key_password)


def named_certificates(job: TokenJob) -> str:
    """The same, where an assertion names it by its thumbprint; else empty.

    Raises:
        TokenEndpointFailed: it cannot be read.
    """
    certificates = own_certificates(job) if reveal(job.auth.setting("x5t")) else ""
    if isinstance(certificates, Failure):
        raise certificates.error(TokenEndpointFailed)
    return certificates
