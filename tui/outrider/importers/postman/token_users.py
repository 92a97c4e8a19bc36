"""Which requests use the token that a script fetches, and where each puts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from outrider.importers.building.item_builders import CollectionBuilder, RequestBuilder
from outrider.importers.postman.row_rewriting import is_movable
from outrider.importers.postman.token_script_finder import FoundTokenScript, TokenScriptFinder
from outrider.importers.postman.token_usage import (
    BEARER,
    StoredTokenPlace,
    is_free,
    is_inside,
    names_in_auth,
    place_in,
    place_of,
)


class TokenUsers:
    """Asks the requests of a collection, as they were before anything was made of the scripts."""

    def __init__(self, drafts: CollectionBuilder, scripts: TokenScriptFinder) -> None:
        self._drafts = drafts
        self._scripts = scripts

    def is_used(self, one: FoundTokenScript) -> bool:
        """Whether anything uses its token."""
        return bool(self.of(one)) or self.is_placed(one)

    def is_placed(self, one: FoundTokenScript) -> bool:
        """Whether an auth of the collection is made of its token."""
        return any(
            place_of(self._scripts.before(folder), one.stored) is not None
            for folder in self._drafts.folders
        )

    def of(self, one: FoundTokenScript) -> dict[str, StoredTokenPlace | None]:
        """The requests that use the token, and where each puts it; ``None`` for anywhere."""
        found: dict[str, StoredTokenPlace | None] = {}
        for request in self._drafts.requests:
            if request is one.draft and one.analysis.request is None:
                continue
            added = self._added(request, one)
            if added is not None:
                found[request.id] = added
                continue
            if not is_inside(request, one.owner) or not self._scripts.uses(request, one.stored):
                continue
            by_auth = place_of(self._scripts.sent_with(request), one.stored)
            found[request.id] = place_in(request, one.stored) if by_auth is None else by_auth
        return found

    def _added(self, request: RequestBuilder, one: FoundTokenScript) -> StoredTokenPlace | None:
        """Where the script itself puts the token into a request; ``None`` where it does not."""
        is_for_it = is_inside(request, one.draft) and request.id not in one.without
        for name, value in one.analysis.headers if is_for_it else ():
            # Postman's own auth comes after the script, and replaces its Authorization.
            is_free_there = is_free(self._scripts.sent_with(request), one.stored)
            if is_free_there or name.lower() != "authorization":
                return StoredTokenPlace("header", name, value)
        return None

    def refusal(self, request_id: str, one: FoundTokenScript) -> str:
        """Why a request cannot have the token as its auth; empty where it can."""
        request = next(each for each in self._drafts.requests if each.id == request_id)
        auth = self._scripts.sent_with(request)
        if auth is None or is_free(auth, one.stored):
            return ""
        kind = auth.table.get("type")
        if names_in_auth(auth) & one.stored.keys():
            return f"its {kind} auth contains the token"
        return "" if is_movable(auth) else f"its request also has {kind} auth"

    def placement(
        self, one: FoundTokenScript, users: Mapping[str, StoredTokenPlace | None]
    ) -> Mapping[str, Any]:
        """Where most of the users put it."""
        own = place_of(self._scripts.before(one.owner), one.stored)
        if own is not None:
            return own.placement
        wanted = [place.placement for place in users.values() if place is not None]
        counted = Counter(str(sorted(placement.items())) for placement in wanted)
        usual = counted.most_common(1)[0][0] if counted else ""
        return next((one for one in wanted if str(sorted(one.items())) == usual), BEARER.placement)
