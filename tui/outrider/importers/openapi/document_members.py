"""The members that OpenAPI 3 (§4.8, of 3.0 to 3.2) and Swagger 2.0 have; others are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outrider.importers.building.known_members import MemberCheck, TableShape, table_shape
from outrider.importers.building.loose_values import Json
from outrider.model.import_result import ImportReport

_EXTENSION = ("x-",)
_ANNOTATIONS = (
    "title description default deprecated readOnly writeOnly example examples discriminator xml "
    "externalDocs nullable $comment"
)
_LIMITS = (
    "type format enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength "
    "minLength pattern maxItems minItems uniqueItems maxContains minContains maxProperties "
    "minProperties required dependentRequired contentEncoding contentMediaType"
)
_IDENTITY = "$ref $id id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $vocabulary"
_SCHEMA = table_shape(
    "a schema",
    f"{_ANNOTATIONS} {_LIMITS} {_IDENTITY} $recursiveAnchor dependencies collectionFormat "
    "allowEmptyValue",
    {
        **dict.fromkeys(("properties", "patternProperties", "$defs", "definitions"), "schemas"),
        "dependentSchemas": "schemas",
        **dict.fromkeys(
            (
                "items",
                "prefixItems",
                "additionalItems",
                "unevaluatedItems",
                "contains",
                "additionalProperties",
                "unevaluatedProperties",
                "propertyNames",
                "allOf",
                "anyOf",
                "oneOf",
                "not",
                "if",
                "then",
                "else",
                "contentSchema",
            ),
            "schema",
        ),
    },
)
_COMMON: Final[Mapping[str, TableShape]] = {
    "schema": _SCHEMA,
    "schemas": table_shape("the schemas", others="schema"),
    "info": table_shape("info", "title summary description termsOfService contact license version"),
    "tag": table_shape("a tag", "name summary description externalDocs parent kind"),
}
_SHAPES_3: Final[Mapping[str, TableShape]] = {
    **_COMMON,
    "document": table_shape(
        "the document",
        "openapi $self jsonSchemaDialect paths webhooks security externalDocs",
        {"info": "info", "servers": "server", "components": "components", "tags": "tag"},
    ),
    "components": table_shape(
        "components",
        "responses examples links callbacks pathItems",
        {
            "schemas": "schemas",
            "parameters": "parameters",
            "requestBodies": "bodies",
            "headers": "headers",
            "securitySchemes": "schemes",
            "mediaTypes": "content",
        },
    ),
    "path": table_shape(
        "the path", inner={"servers": "server", "parameters": "parameter"}, others=""
    ),
    "operation": table_shape(
        "the operation",
        "tags summary description externalDocs operationId responses callbacks deprecated security",
        {"parameters": "parameter", "requestBody": "body", "servers": "server"},
    ),
    "server": table_shape("a server", "url description name", {"variables": "server variables"}),
    "server variables": table_shape("the variables", others="server variable"),
    "server variable": table_shape("a variable of a server", "enum default description"),
    "parameters": table_shape("the parameters", others="parameter"),
    "parameter": table_shape(
        "a parameter",
        "$ref summary name in description required deprecated allowEmptyValue style explode "
        "allowReserved example examples",
        {"schema": "schema", "content": "content"},
    ),
    "headers": table_shape("the headers", others="parameter"),
    "bodies": table_shape("the bodies", others="body"),
    "body": table_shape(
        "the request body", "$ref summary description required", {"content": "content"}
    ),
    "content": table_shape("the content", others="media type"),
    "media type": table_shape(
        "a media type",
        "$ref summary description example examples",
        {
            "schema": "schema",
            "itemSchema": "schema",
            "encoding": "encodings",
            "prefixEncoding": "encoding",
            "itemEncoding": "encoding",
        },
    ),
    "encodings": table_shape("the encodings", others="encoding"),
    "encoding": table_shape(
        "an encoding",
        "contentType style explode allowReserved",
        {
            "headers": "headers",
            "encoding": "encodings",
            "prefixEncoding": "encoding",
            "itemEncoding": "encoding",
        },
    ),
    "schemes": table_shape("the security schemes", others="scheme"),
    "scheme": table_shape(
        "a security scheme",
        "$ref summary type description name in scheme bearerFormat openIdConnectUrl "
        "oauth2MetadataUrl deprecated",
        {"flows": "flows"},
    ),
    # A flow of another name is told where flows are read.
    "flows": table_shape("the flows", others="flow"),
    "flow": table_shape(
        "a flow", "authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes"
    ),
}
_SHAPES_2: Final[Mapping[str, TableShape]] = {
    **_COMMON,
    "document": table_shape(
        "the document",
        "swagger host basePath schemes consumes produces paths responses security externalDocs",
        {
            "info": "info",
            "definitions": "schemas",
            "parameters": "parameters",
            "securityDefinitions": "schemes",
            "tags": "tag",
        },
    ),
    "path": table_shape("the path", inner={"parameters": "parameter"}, others=""),
    "operation": table_shape(
        "the operation",
        "tags summary description externalDocs operationId consumes produces responses schemes "
        "deprecated security",
        {"parameters": "parameter"},
    ),
    "parameters": table_shape("the parameters", others="parameter"),
    "parameter": table_shape(
        "a parameter",
        f"{_ANNOTATIONS} {_LIMITS} $ref name in allowEmptyValue collectionFormat",
        {"schema": "schema", "items": "schema"},
    ),
    "schemes": table_shape("the security schemes", others="scheme"),
    "scheme": table_shape(
        "a security scheme",
        "$ref type description name in flow authorizationUrl tokenUrl scopes",
    ),
}


class DocumentMembers:
    """Tells what a document has that its version of the format has not."""

    def __init__(self, *, is_swagger: bool) -> None:
        shapes = _SHAPES_2 if is_swagger else _SHAPES_3
        # Nothing in braces switches the document's security off: an empty member counts.
        self._check = MemberCheck(shapes, _EXTENSION, tells_empty=True)

    def tell_document(self, data: Mapping[str, Json], report: ImportReport) -> None:
        """Of the document but its paths."""
        self._check.tell(data, "document", report)

    def tell_path(self, item: Mapping[str, Json], report: ImportReport) -> None:
        """Of a path but its operations, and the names of methods."""
        self._check.tell(item, "path", report)

    def tell_operation(self, table: Mapping[str, Json], report: ImportReport) -> None:
        """Of an operation and what is in it."""
        self._check.tell(table, "operation", report)
