"""``none``: no credential, also where one would be inherited."""

from __future__ import annotations

from outrider.auth.scheme import Scheme


class NoAuth(Scheme):
    """Stops the inheritance."""

    type = "none"
    summary = "No credential; stops what would be inherited."
