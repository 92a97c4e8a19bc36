"""The members of Thunder Client's collections; others are told."""

from __future__ import annotations

from typing import Final

from outrider.importers.building.known_members import MemberCheck, table_shape

_ITEM = (
    "_id colId containerId name sortNum created modified colName collectionName folders requests "
    "client clientName dateExported version docs ref"
)

MEMBERS: Final = MemberCheck(
    {
        "folder": table_shape("the folder", f"{_ITEM} settings"),
        # Scripts and chained requests are told by themselves.
        "settings": table_shape(
            "the settings", "auth tests docs envId preReq postReq", {"headers": "row"}
        ),
        "request": table_shape(
            "the request",
            f"{_ITEM} url method auth tests preReq postReq",
            {
                "headers": "row",
                "params": "row",
                "body": "body",
                "settings": "request settings",
            },
        ),
        "request settings": table_shape("the settings", "encodeUrl"),
        "row": table_shape("a row", "name value isDisabled isPath description"),
        "body": table_shape(
            "the body",
            "type raw binary",
            {"form": "row", "files": "row", "graphql": "graphql"},
        ),
        "graphql": table_shape("the GraphQL body", "query variables"),
    },
)
"""A folder, which a collection is as well, its settings, and a request with what is in it."""
