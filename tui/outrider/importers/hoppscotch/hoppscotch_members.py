"""The members of Hoppscotch's collections, of every version; others are told."""

from __future__ import annotations

from typing import Final

from outrider.importers.building.known_members import MemberCheck, table_shape

_VARIABLE = "key value initialValue currentValue secret active description"

MEMBERS: Final = MemberCheck(
    {
        "folder": table_shape(
            "the folder",
            "v id _ref_id name folders requests auth description preRequestScript testScript "
            "collectionID parentCollectionID createdAt updatedAt",
            {"headers": "row", "variables": "variable"},
        ),
        "request": table_shape(
            "the request",
            "v id _ref_id name method endpoint url path preRequestScript testScript auth body "
            "contentType rawParams httpUser httpPassword bearerToken description query variables "
            "rawInput passwordFieldType",
            {
                "params": "row",
                "headers": "row",
                "bodyParams": "row",
                "requestVariables": "variable",
                "responses": "responses",
            },
        ),
        "row": table_shape("a row", "id key value active description isFile contentType"),
        "variable": table_shape("a variable", _VARIABLE),
        "responses": table_shape("the responses", others="response"),
        "response": table_shape(
            "a response", "name originalRequest status code body statusText", {"headers": "row"}
        ),
    },
)
"""A folder, which a collection is as well, and a request with the rows in it."""
