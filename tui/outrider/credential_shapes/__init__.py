"""What looks like a credential: by the name of what holds it, or by its own shape.

The one place that decides it. Importers ask before they write a literal to a file; ``check``,
exporters and masking ask about what is there already. Pure, and linear in the length of a text.
"""

from __future__ import annotations

from outrider.credential_shapes.credential_judgement import (
    asks_with_code,
    find_in_protocols,
    is_credential,
    is_credential_by_name,
    is_credential_field,
    name_in_grant,
)
from outrider.credential_shapes.credential_names import (
    SECRET_FIELDS,
    credential_names,
    is_credential_name,
)
from outrider.credential_shapes.credential_search import (
    find_credentials,
    find_given_away,
    find_in_title,
)
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.private_jwk import find_private_members
from outrider.credential_shapes.unknown_settings import may_open
from outrider.credential_shapes.value_shapes import (
    has_credential_shape,
    is_placeholder,
    looks_made,
    looks_random,
    may_be_key,
    shaped_spans,
    without_scheme,
    without_shaped,
)

__all__ = [
    "SECRET_FIELDS",
    "FoundCredential",
    "asks_with_code",
    "credential_names",
    "find_credentials",
    "find_given_away",
    "find_in_protocols",
    "find_in_title",
    "find_private_members",
    "has_credential_shape",
    "is_credential",
    "is_credential_by_name",
    "is_credential_field",
    "is_credential_name",
    "is_placeholder",
    "looks_made",
    "looks_random",
    "may_be_key",
    "may_open",
    "name_in_grant",
    "shaped_spans",
    "without_scheme",
    "without_shaped",
]
