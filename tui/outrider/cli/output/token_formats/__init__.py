"""Formats in which other programs read tokens: the registry.

To add one, write a file beside this one and name its class below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outrider.lazy_registry import LazyRegistry

if TYPE_CHECKING:
    from outrider.cli.output.token_formats.token_format import TokenFormat

TOKEN_FORMATS: LazyRegistry[TokenFormat] = LazyRegistry(
    __name__,
    {
        "header": "header:HeaderFormat",
        "curl-config": "curl_config:CurlConfigFormat",
        "json": "json_token:JsonTokenFormat",
        "kubectl": "exec_credential:ExecCredentialFormat",
        "docker": "docker_credential:DockerCredentialFormat",
        "git": "git_credential:GitCredentialFormat",
    },
)
