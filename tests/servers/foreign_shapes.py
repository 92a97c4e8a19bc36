"""Refusals whose cause stands in the server's own words, by a name of ours.

A permission that only the provider can give, a registration that is not right, other languages,
other protocols, and errors that are written twice.
"""

from __future__ import annotations

import json

from tests.servers.response_shape import Shape, entra, oauth, page

_EXPIRED = {"error": "invalid_client", "error_description": "Client secret expired on 2026-11-01"}

FOREIGN_SHAPES: dict[str, Shape] = {
    # What the provider has to allow
    "no-role": entra(
        "invalid_grant", 501051, "Application 'a'(CLI) is not assigned to a role for the 'api://o'."
    ),
    "msis9605": oauth(
        "unauthorized_client",
        "MSIS9605: The client is not allowed to access the requested resource.",
    ),
    "suspended": Shape(
        403,
        {"title": "Tenant suspended", "detail": "Tenant 'o' was suspended. Contact b@example.com."},
        "application/problem+json",
    ),
    "client-grant": oauth(
        "access_denied", 'Client is not authorized to access "o". Create a "client-grant".', 403
    ),
    "other-host": Shape(
        404, "Instance not found at 127.0.0.1 (ExternalDomain is id.example.com)", "text/plain"
    ),
    "unknown-scope": oauth("invalid_scope", "Scope orders.write is unknown"),
    "scope-of-client": oauth("invalid_scope", "orders.read is not a valid scope for this client"),
    "ray": Shape(403, "error code: 1020", "text/plain", {"CF-Ray": "8f1c2d3e4f5a6b7c-FRA"}),
    "consent": oauth("consent_required", "The user has not consented to use the application"),
    "second-factor": oauth("mfa_required", "Multifactor authentication required", 403),
    "login-required": oauth("login_required"),
    "step-up": oauth("insufficient_user_authentication", "A different acr is needed", 401),
    "device-grant-off": oauth(
        "unauthorized_client", "The device code flow is disabled for the client.", 401
    ),
    # The registration
    "jwks-unread": oauth(
        "invalid_client_metadata", "Could not retrieve keys from jwks_uri https://ci.example/jwks"
    ),
    "jwks-words": oauth("invalid_client", "Failed to download the JWKS of the client", 401),
    "registration": oauth("invalid_client_metadata", "No grant types are registered"),
    # RFC 6749's own definition of a code says nothing of this request
    "doorkeeper-definition": oauth(
        "invalid_client",
        "Client authentication failed due to unknown client, no client authentication included, "
        "or unsupported authentication method.",
        401,
    ),
    "hydra-no-audience": oauth(
        "invalid_request",
        "The request is missing a required parameter, includes an invalid parameter value, "
        "includes a parameter more than once, or is otherwise malformed.",
        error_hint="Requested audience 'https://o' has not been whitelisted by the client.",
    ),
    # Other languages
    "german-network": Shape(
        403, {"meldung": "Die IP-Adresse 203.0.113.7 ist nicht freigeschaltet.", "vorgang": "8a7"}
    ),
    "german-expired": Shape(
        200,
        '{"code":"E-1042","errorMessage":"Der API-Schlüssel ist abgelaufen."}'.encode("latin-1"),
        "application/json",
    ),
    "german-maintenance": page(
        503, "Wartungsarbeiten", "<p>Der Dienst ist bis 06:00 Uhr nicht verfügbar.</p>"
    ),
    "spanish-client": Shape(401, {"detalle": "Aplicación desconocida: cliente no encontrado"}),
    "japanese": Shape(403, {"内容": "クライアントの有効期限が切れています"}),
    # An error that is written twice, or printed
    "twice": Shape(401, json.dumps(json.dumps(_EXPIRED)), "application/json"),
    "printed": Shape(401, str(_EXPIRED), "application/json"),
    "guarded": Shape(401, f")]}}',\n{json.dumps(_EXPIRED)}", "application/json"),
    # Other protocols
    "soap12": Shape(
        500,
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code>'
        "<s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>The content type was not expected."
        "</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>",
        "application/soap+xml",
    ),
    "json-rpc": Shape(
        200, {"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": None}
    ),
    "graphql": Shape(400, {"errors": [{"message": "Must provide query string."}]}),
    "grpc": Shape(415, "", "application/grpc", {"grpc-status": "3"}),
    # What stands in front
    "cdn-525": Shape(525, "error code: 525", "text/plain", {"Server": "cloudflare"}),
    "cdn-522": Shape(522, "error code: 522", "text/plain", {"Server": "cloudflare"}),
    "gateway-policy": Shape(302, headers={"Location": "/my.policy"}),
    "vpn-portal": Shape(302, headers={"Location": "/dana-na/auth/url_default/welcome.cgi"}),
    # More than a screen has room for
    "long-words": oauth(
        "invalid_request",
        "The request was refused by 12 rules.\n"
        + "\n".join(
            f"Rule {n}: parameter p{n} is not one of those that are known." for n in range(12)
        )
        + "\nTrace ID: 7-42",
    ),
    # When to try again
    "429-reset": Shape(429, {"message": "limit"}, headers={"RateLimit-Reset": "37"}),
    "429-draft": Shape(429, {"message": "limit"}, headers={"RateLimit": '"default";r=0;t=90'}),
    "429-span": Shape(429, {"message": "limit"}, headers={"Retry-After": "2 minutes"}),
}
