"""What one provider answers where another says the same in other words, by a name of ours."""

from __future__ import annotations

from tests.servers.response_shape import Shape, entra, oauth

PROVIDER_SHAPES: dict[str, Shape] = {
    # How often
    "okta-rate": Shape(
        429,
        {
            "errorCode": "E0000047",
            "errorSummary": "API call exceeded rate limit due to too many requests.",
        },
        headers={"X-Rate-Limit-Limit": "600", "X-Rate-Limit-Reset": "45"},
    ),
    "auth0-quota": Shape(
        429,
        {"error": "too_many_requests", "error_description": "Global limit has been reached"},
        headers={"X-RateLimit-Limit": "50", "RateLimit-Reset": "3600"},
    ),
    "soundcloud": Shape(429, "", headers={"X-RateLimit-Reset": "43200"}),
    "entra-busy": entra("temporarily_unavailable", 90033, "A transient error has occurred.", 503),
    # The client, its method, and its grant
    "keycloak-public": oauth(
        "unauthorized_client", "Public client not allowed to retrieve service account", 401
    ),
    "keycloak-no-id": oauth("invalid_client", "Missing parameter: client_id", 401),
    "ping-method": oauth("invalid_client", "Invalid client or client credentials.", 401),
    "simulator": Shape(500, "<html><body><h1>Internal Server Error</h1></body></html>"),
    "glewlwyd-proof": Shape(403, ""),
    "no-such-client": oauth("client_not_found", status=404),
    "used-proof": oauth("invalid_grant", "DPoP proof JWT Replay detected"),
    "github-json": Shape(
        200,
        {
            "error": "incorrect_client_credentials",
            "error_description": "The client_id and/or client_secret passed are incorrect.",
            "error_uri": "https://docs.github.com/apps/troubleshooting",
        },
    ),
    # Audience and scope
    "cognito-scope": oauth("invalid_scope"),
    "okta-no-scope-of-that-name": oauth(
        "invalid_scope",
        "One or more scopes are not configured for the authorization server resource.",
    ),
    "doorkeeper-scope": oauth(
        "invalid_scope", "The requested scope is invalid, unknown, or malformed."
    ),
    "hydra-audience": oauth(
        "invalid_request",
        "The request is missing a required parameter or is otherwise malformed.",
        error_hint="Requested audience 'https://o' has not been whitelisted by the OAuth 2.0 "
        "Client.",
    ),
    "hydra-audience-in-words": oauth(
        "invalid_request",
        "Requested audience 'https://o' has not been whitelisted by the OAuth 2.0 Client.",
    ),
    "entra-v1-none": entra(
        "invalid_request",
        900144,
        "The request body must contain the following parameter: 'resource'.",
    ),
}
