"""Whether a fault that was found with the sound part of an environment is one of its files.

What a name or a definition would be cannot be known before the file with a mistake is mended:
of what follows from its absence nothing is said.
"""

from __future__ import annotations

from outrider.errors import Fault
from outrider.next_steps import DefineVariable
from outrider.storage.reading.environment_layers import SoundEnvironment

_FOLLOWS_FROM = {
    "host_not_allowed": ("variables", "secrets", "auth"),
    "insecure_http": ("allow_insecure_http",),
    "no_certificate": ("tls",),
}
"""The tables of an environment that would have to be known, by the fault of what lacks in them."""


def is_certain_fault(fault: Fault, part: SoundEnvironment) -> bool:
    """Whether a fault stays whatever is written in place of the mistakes of an environment."""
    if not part.unknown:
        return True
    place, environment = fault.place, part.environment
    if place is not None and place.file in {environment.file, environment.overlay}:
        written = tuple(str(step) for step in place.key)
        if written and part.is_unknown(*written):
            return False
    if isinstance(fault.step, DefineVariable):
        name = fault.step.name
        return not (part.is_unknown("variables", name) or part.is_unknown("secrets", name))
    if fault.code == "unknown_auth":
        # One with a mistake is there, and its fault is in the environment.
        return not part.is_unknown("auth")
    return not any(map(part.has_unknown, _FOLLOWS_FROM.get(fault.code, ())))
