"""Parameters that a token request has by itself, which nobody else adds."""

from __future__ import annotations

OWN_PARAMETERS = ("grant_type", "scope", "client_id", "client_secret")
"""Those for which a definition has keys (RFC 6749 §4.4.2, §2.3.1)."""
