"""A GraphQL operation as the JSON that is posted (GraphQL over HTTP, "Request Parameters")."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TypeAlias

from outrider.errors import Fault, SourceLocation
from outrider.model.secret import MaybeSecret, join_texts, reveal, transform
from outrider.model.workspace import GraphQLBody
from outrider.variables.body.json_template import (
    compose_json,
    json_advice,
    json_error,
    json_escape,
    unfinished_escape,
)
from outrider.variables.resolver import ResolvedPart, Resolver

TextResolver: TypeAlias = Callable[[str, SourceLocation, str], Sequence[ResolvedPart]]
"""Resolves what is written at a place; half characters in it are faults."""


def compose_graphql(
    body: GraphQLBody, file: str, resolver: Resolver, runs: TextResolver
) -> MaybeSecret | None:
    """One object with ``query``, and ``variables`` and ``operationName`` where they are written.

    References in the query are put in as they are; in the variables they are escaped inside
    string literals, as in any JSON. ``None`` after a fault that leaves nothing to send.
    """

    def place(key: str) -> SourceLocation:
        return SourceLocation(file, ("body", key))

    if not body.query.strip():
        resolver.add_fault(
            Fault(
                "graphql_query",
                "The GraphQL query is empty.",
                place("query"),
                "A GraphQL request needs a query or a mutation.",
                'Set query = """…""", such as { viewer { id } }.',
            )
        )
        return None
    members: list[MaybeSecret] = [
        '{"query":',
        _string(runs(body.query, place("query"), "The query")),
    ]
    if body.variables is not None and body.variables.strip():
        parts = runs(body.variables, place("variables"), "The variables")
        composed = compose_json(parts)
        if not any(part.failed for part in parts):
            _check_variables(reveal(composed), parts, place("variables"), resolver)
        members += [',"variables":', composed]
    if body.operation_name:
        name = runs(body.operation_name, place("operation_name"), "The operation's name")
        members += [',"operationName":', _string(name)]
    return join_texts([*members, "}"])


def _string(parts: Sequence[ResolvedPart]) -> MaybeSecret:
    return join_texts(['"', *(transform(part.text, json_escape) for part in parts), '"'])


def _check_variables(
    text: str, parts: Sequence[ResolvedPart], place: SourceLocation, resolver: Resolver
) -> None:
    mistake = unfinished_escape(parts) or json_error(text)
    after = " after their values are in" if any(part.name is not None for part in parts) else ""
    if mistake is not None:
        what = f"The variables are not valid JSON{after}{mistake.where}: {mistake.what}."
    elif isinstance(json.loads(text, parse_int=len, parse_float=len), dict | None):
        return
    else:
        what = f"The GraphQL variables are not a JSON object{after}."
    advice = json_advice(parts, 'Write an object with a member for each variable: {"id": 1}.')
    resolver.add_fault(Fault("graphql_variables", what, place, advice=advice))
