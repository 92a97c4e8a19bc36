"""Variables that a script writes into a form without encoding them.

A token request encodes its form itself, so that what is encoded already would be encoded twice.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_plus

from outrider.importers.postman.scripts.script_state import ScriptState
from outrider.importers.postman.scripts.script_values import ObjectValue, TextValue, Value

_REFERENCE = re.compile(r"\{\{([^{}]*)\}\}")


def settle_form(state: ScriptState, request: Value) -> None:
    """Puts the values of such variables into the form where encoding would change them.

    As they stand there they are taken apart and decoded, as a server does. Of others, and of
    those that nobody knows, the references stay, and the state has their names. A text of mode
    ``urlencoded`` needs none of this: Postman encodes it.
    """
    body = request.values.get("body") if isinstance(request, ObjectValue) else None
    if isinstance(request, ObjectValue) and isinstance(body, TextValue):
        request.values["body"] = _settled(state, body)
    elif isinstance(body, ObjectValue) and not body.is_form:
        text = body.values.get("raw")
        if isinstance(text, TextValue):
            body.values["raw"] = _settled(state, text)


def _settled(state: ScriptState, form: TextValue) -> TextValue:
    first = form.pieces[0] if form.pieces else ""
    if isinstance(first, str) and re.match(r"\s*\{(?!\{)", first):
        return form

    def value(match: re.Match[str]) -> str:
        known = state.peek(match[0])
        state.unencoded[match[1]] = bool(known)
        if not known or (unquote_plus(known) == known and quote(known, safe="~ ") == known):
            return match[0]
        state.known_text(TextValue((match[0],)))
        return known

    return TextValue(
        tuple(_REFERENCE.sub(value, one) if isinstance(one, str) else one for one in form.pieces)
    )
