"""What real authorization servers answer when they refuse, by a name of ours.

It was seen on running servers or stands in their documentation; ``{base}`` in a header or body is
the URL of the server that says it.
"""

from __future__ import annotations

from tests.servers.foreign_shapes import FOREIGN_SHAPES
from tests.servers.gateway_shapes import GATEWAYS
from tests.servers.provider_shapes import PROVIDER_SHAPES
from tests.servers.response_shape import TOKEN, TRACES, Shape, entra, oauth, page
from tests.servers.success_shapes import SUCCESSES

SHAPES: dict[str, Shape] = {
    # Redirects
    "slash": Shape(301, headers={"Location": "/slash/"}),
    "elsewhere": Shape(302, headers={"Location": "https://login.example.com/token?next=1"}),
    "itself": Shape(307, headers={"Location": "/itself"}),
    "nowhere": Shape(303),
    # Not now
    "429-seconds": Shape(429, {"error": "too_many"}, headers={"Retry-After": "3600"}),
    "429-page": Shape(429, "slow down", headers={"Retry-After": "125"}),
    "429-date": Shape(
        429, {"error": "too_many"}, headers={"Retry-After": "Sun, 29 Nov 2026 16:29:51 GMT"}
    ),
    "429-bare": Shape(429, {"error": "rate_limit_exceeded"}),
    "vertex": oauth("invalid_request", "Client has exceeded the rate limit"),
    "slow-down": oauth("slow_down"),
    "paypal-rate": Shape(
        429, {"name": "RATE_LIMIT_REACHED", "message": "Too many requests", "debug_id": "7"}
    ),
    "nanoidp-rate": Shape(
        429,
        {"error": "rate_limit_exceeded"},
        headers={"Retry-After": "59", "X-RateLimit-Reset": "1790000000"},
    ),
    "unavailable": Shape(503, {"error": "temporarily_unavailable"}, headers={"Retry-After": "90"}),
    "gateway": page(502, "502 Bad Gateway", "cloudflare"),
    "gateway-json": Shape(504, "<html><h1>Gateway Time-out</h1></html>", "application/json"),
    "maintenance": page(503, "Down for maintenance"),
    "overloaded": Shape(529, "overloaded"),
    "500-object": Shape(500, {"error": {"name": "TypeError", "message": "boom"}}),
    "500-spring": Shape(
        500, {"timestamp": "2026", "status": 500, "error": "Internal Server Error", "path": "/x"}
    ),
    "server-error": oauth("server_error", "Something broke"),
    "canaille": oauth("internal_server_error", status=500),
    "soap": Shape(
        500,
        "<s:Envelope><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>Wrong format"
        "</faultstring></s:Fault></s:Body></s:Envelope>",
        "text/xml",
    ),
    # The path
    "404-page": page(404, "Not Found"),
    "404-json": Shape(404, {"message": "no Route matched with those values"}),
    "404-express": page(404, "Error", "<pre>Cannot POST /oauth/tokens</pre>"),
    "405": Shape(405, ""),
    "415": Shape(415, {"message": "Unsupported Media Type"}),
    "400": Shape(400, ""),
    "400-json": Shape(400, {}),
    "406": Shape(406, ""),
    "407": Shape(407, ""),
    "https-port": page(400, "400 The plain HTTP request was sent to HTTPS port"),
    # The method
    "okta-org": oauth(
        "invalid_client",
        "Client Credentials requests to the Org Authorization Server must use the private_key_jwt "
        "token_endpoint_auth_method.",
        401,
    ),
    "hydra": oauth(
        "invalid_client",
        "Client authentication failed (e.g., unknown client, no client authentication included, "
        "or unsupported authentication method).",
        401,
        error_hint="The OAuth 2.0 Client supports client authentication method "
        "'client_secret_post', but method 'client_secret_basic' was requested.",
    ),
    "hydra-hint": Shape(
        401,
        {
            "error": "invalid_client",
            "error_hint": "The client secret expired on 2026-01-01.",
            "error_debug": "x",
        },
    ),
    "pingone": oauth("invalid_client", "Request denied: Unsupported authentication method", 401),
    "authlib": oauth(
        "invalid_client",
        "The client cannot authenticate with methods: ['client_secret_post', 'none']",
        401,
    ),
    "not-basic": oauth("invalid_client", "client_secret_basic is not allowed for this client", 401),
    "form-only": oauth("invalid_client", "Missing parameter: client_id", 400),
    "mtls": oauth("invalid_client", "client certificate required for mTLS", 401),
    "nginx-mtls": page(400, "400 No required SSL certificate was sent"),
    "duende": oauth("invalid_request"),
    # Audience, resource, scope
    "auth0-audience": oauth(
        "access_denied",
        "No audience parameter was provided, and no default audience has been configured",
        403,
    ),
    "auth0-denied": oauth("access_denied", 'Client is not authorized to access "https://o"', 403),
    "auth0-service": oauth("access_denied", "Service not enabled within domain: https://o", 403),
    "auth0-secret": oauth("access_denied", "Unauthorized", 401),
    "entra-v1": entra("invalid_resource", 50001, "The resource principal named was not found"),
    "invalid-target": oauth("invalid_target"),
    "okta-scope": oauth(
        "invalid_scope",
        "The authorization server resource does not have any configured default scopes, 'scope' "
        "must be provided.",
    ),
    "zitadel-scope": oauth("invalid_scope", "scope openid missing"),
    "entra-scope": entra(
        "invalid_request", 90014, "The required field 'scope' is missing from the credential."
    ),
    "entra-default": entra(
        "invalid_scope",
        1002012,
        "The provided value for scope api is not valid. Client credential flows must have a scope "
        "value with /.default suffixed to the resource identifier (application ID URI).",
    ),
    "bad-scope": oauth("invalid_scope", "Invalid scopes: nope"),
    "glewlwyd-scope": Shape(400, {"error": "scope_invalid"}),
    # The grant
    "google": oauth("unsupported_grant_type", "Invalid grant_type: client_credentials"),
    "problem": Shape(
        400,
        {"type": "about:blank", "title": "Bad Request", "detail": "Invalid grant type"},
        "application/problem+json",
    ),
    "keycloak-off": oauth(
        "unauthorized_client", "Client not enabled to retrieve service account", 401
    ),
    "cognito-grant": oauth("unauthorized_client"),
    "github": Shape(
        200,
        "error=bad_verification_code&error_description=The+code+passed+is+incorrect+or+expired."
        "&error_uri=https%3A%2F%2Fdocs.github.com%2Fapps%2F",
        "application/x-www-form-urlencoded; charset=utf-8",
    ),
    "needs-code": oauth("invalid_request", "Missing required parameter: code"),
    "unread-form": oauth("invalid_request", "grant_type is missing"),
    "dpop-nonce": oauth("use_dpop_nonce", "Authorization server requires nonce in DPoP proof"),
    "dpop-no-nonce": oauth("use_dpop_nonce"),
    "dpop-url": oauth("invalid_dpop_proof", "DPoP proof htu mismatch"),
    "invalid-grant": oauth("invalid_grant"),
    # The credentials
    "cognito": oauth("invalid_client"),
    "keycloak": oauth("unauthorized_client", "Invalid client or Invalid client credentials", 401),
    "entra-secret": entra("invalid_client", 7000215, "Invalid client secret provided.", 401),
    "entra-expired": entra(
        "invalid_client", 7000222, "The provided client secret keys for app 'm2m' are expired.", 401
    ),
    "entra-unknown": entra(
        "unauthorized_client",
        700016,
        "Application with identifier 'm2m' was not found in the directory 'Contoso'.",
    ),
    "entra-tenant": entra("invalid_request", 90002, "Tenant 'contoso.example' not found."),
    "zitadel-secret": oauth("invalid_client", "client not found", 400),
    "paypal": oauth("invalid_client", "Client Authentication failed", 401),
    "wso2": oauth("invalid_client", "A valid OAuth client could not be found for client_id: m2m"),
    "slack": Shape(200, {"ok": False, "error": "invalid_client_id"}),
    "apigee": Shape(401, {"ErrorCode": "invalid_client", "Error": "ClientId is Invalid"}),
    "apigee-fault": Shape(
        401,
        {
            "fault": {
                "faultstring": "Invalid ApiKey",
                "detail": {"errorcode": "oauth.v2.InvalidApiKey"},
            }
        },
    ),
    "facebook": Shape(
        400,
        {
            "error": {
                "message": "Error validating client secret.",
                "type": "OAuthException",
                "code": 1,
                "fbtrace_id": "Abc",
            }
        },
    ),
    "nested": Shape(400, {"error": {"code": "invalid_client", "message": "bad secret"}}),
    "nested-twice": Shape(400, {"data": {"error": {"error": "invalid_client", "message": "no"}}}),
    "in-a-list": Shape(400, [{"error": "invalid_client", "error_description": "bad secret"}]),
    "errors-object": Shape(422, {"errors": {"client_id": ["is unknown", "is short"]}}),
    "problem-client": Shape(
        401,
        {
            "type": "https://errors.example.com/oauth/invalid_client",
            "title": "Client authentication failed",
            "status": 401,
            "detail": "The secret has expired.",
        },
        "application/problem+json",
    ),
    "problem-xml": Shape(
        401,
        '<problem xmlns="urn:ietf:rfc:7807"><title>Bad client</title><detail>The secret has '
        "expired.</detail></problem>",
        "application/problem+xml",
    ),
    "xml-error": Shape(
        400,
        '<?xml version="1.0" encoding="ISO-8859-1"?><OAuth><error>invalid_client</error>'
        "<error_description>Ungültig</error_description></OAuth>".encode("latin-1"),
        "application/xml",
    ),
    "form-error": Shape(
        400,
        "error=invalid_client&error_description=Client+inconnu+%E9t%E9"
        "&error_uri=https%3A%2F%2Fdocs.example.com%2F42",
        "text/plain; charset=iso-8859-1",
    ),
    "doorkeeper": Shape(
        400,
        {"error": "invalid_client", "error_description": "Client authentication failed."},
        headers={"WWW-Authenticate": 'Bearer realm="Doorkeeper", error="invalid_client"'},
    ),
    "keystone-401": Shape(
        401,
        {"error": {"code": 401, "message": "The request needs authentication.", "title": "x"}},
        headers={"WWW-Authenticate": 'Keystone uri="https://keystone.example.com/v3"'},
    ),
    "auth0-simulator": Shape(400, {"error": {"message": "unknown client", "name": "HttpError"}}),
    "spread": oauth("invalid_client", "AADSTS7000215: Wrong secret.\r\nFor app: m2m\r\n" + TRACES),
    "several-words": oauth("invalid_client", ["The client is disabled.", "Ask for another."]),
    "utf-16": Shape(
        400,
        '{"error":"invalid_client","error_description":"Ungültig"}'.encode("utf-16"),
        "application/json; charset=utf-8",
    ),
    "wrong-charset": Shape(
        400,
        '{"error":"invalid_client","error_description":"Ungültig"}'.encode("latin-1"),
        "application/json; charset=utf-8",
    ),
    "200-nested": Shape(200, {"error": {"code": "invalid_client", "message": "bad secret"}}),
    "200-with-token": Shape(200, {**TOKEN, "error": "invalid_client"}),
    "errors-list": Shape(400, {"errors": [{"code": "AUTH-1", "message": "Client id is unknown"}]}),
    "casing": Shape(400, {"Error": "invalid_client", "Error_Description": "no"}),
    "disabled": oauth("invalid_client", "The client is disabled.", 401),
    "malformed-basic": oauth(
        "invalid_request", "Client credentials are not properly encoded in the header"
    ),
    # No OAuth error
    "glewlwyd": Shape(403, ""),
    "spring": Shape(
        401,
        {
            "timestamp": "2026-01-01T00:00:00Z",
            "status": 401,
            "error": "Unauthorized",
            "message": "Bad credentials",
            "path": "/oauth/token",
        },
    ),
    "aws-message": Shape(401, {"message": "Unauthorized"}),
    "challenge": Shape(
        401,
        "",
        headers={
            "WWW-Authenticate": 'Basic realm="Contoso gateway", error="invalid_client", '
            'error_description="Wrong password"'
        },
    ),
    "realm": Shape(401, "", headers={"WWW-Authenticate": 'Basic realm="Contoso gateway"'}),
    "sap": page(401, "401 Unauthorized", "<h1>Bad credentials</h1>"),
    "lemonldap": Shape(401, {"error": 9}),
    "keystone": oauth("other_error", "Could not find user: m2m.", 404),
    # Codes of the provider's own
    "latin-1": Shape(
        400,
        '{"error":"x","error_description":"Ungültiger Bereich"}'.encode("latin-1"),
        "application/json; charset=iso-8859-1",
    ),
    "uri": oauth("tenant_paused", "no", error_uri="https://docs.example.com/errors/42"),
    "odd": Shape(400, {"hello": "world"}),
    "xml": Shape(400, '<?xml version="1.0"?><error>invalid_client</error>', "application/xml"),
    "long": oauth("invalid_client", "line one\r\nline two " + "x" * 900),
    "echo": oauth("invalid_client", "Secret dev-only-secret does not match", 401),
    # Further words for the same causes
    "sf-run-as": oauth("invalid_grant", "no client credentials user enabled"),
    "sf-domain": oauth("invalid_grant", "request not supported on this domain"),
    "okta-policy": oauth("access_denied", "Policy evaluation failed for this request."),
    "okta-secret": oauth(
        "invalid_client", "The client secret supplied for a confidential client is invalid.", 401
    ),
    "kc-realm": Shape(404, {"error": "Realm does not exist"}),
    "kc-https": oauth("invalid_request", "HTTPS required", 403),
    "entra-form": entra(
        "invalid_client",
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or "
        "'client_secret'.",
        401,
    ),
    "apigee-identifier": Shape(
        401,
        {
            "fault": {
                "faultstring": "Invalid client identifier {0}",
                "detail": {"errorcode": "oauth.v2.InvalidClientIdentifier"},
            }
        },
    ),
    "auth0-grant": oauth(
        "unauthorized_client", "Grant type 'client_credentials' not allowed for the client.", 403
    ),
    "xml-words": Shape(
        400, "<e><code>invalid_client</code><text>Unknown partner</text></e>", "text/xml"
    ),
    "plain-words": Shape(401, "invalid_client: Bad credentials"),
    "key-200": Shape(200, {"status": "error", "message": "Invalid API key"}),
    "true": Shape(400, {"error": True, "message": "Wrong client secret"}),
    "list-of-words": Shape(400, {"errors": ["client_secret is required"]}),
    "scope-words": Shape(400, {"error_description": "Scope is invalid"}),
    "rate-200": Shape(200, {"error": "rate_limited", "error_description": "Too many requests"}),
    "sjis": Shape(
        400,
        '{"error":"tenant_paused","error_description":"無効です"}'.encode("shift_jis"),
        "application/json; charset=Shift_JIS",
    ),
    "controls": oauth("invalid_client", "bad \x1b[31mred\x1b[0m", 401),
    "expired-client": oauth("invalid_client", "Client registration has expired", 401),
    **GATEWAYS,
    **FOREIGN_SHAPES,
    **PROVIDER_SHAPES,
    **SUCCESSES,
}

OPENID = ".well-known/openid-configuration"
METADATA: dict[str, Shape] = {
    "other": Shape(200, {"issuer": "{base}/another", "token_endpoint": "{base}/cognito"}),
    "moved": Shape(301, headers={"Location": f"{{base}}/good/{OPENID}"}),
    "relative": Shape(200, {"issuer": "{base}/relative", "token_endpoint": "/token"}),
    "no-issuer": Shape(200, {"token_endpoint": "/token"}),
    "relative-issuer": Shape(200, {"issuer": "/", "token_endpoint": "{base}/cognito"}),
    "no-endpoint": Shape(200, {"issuer": "{base}/no-endpoint"}),
    "oauth/token": Shape(404, {"message": "no Route matched"}),
    "a-page": page(200, "Sign in to Contoso"),
    "methods": Shape(
        200,
        {
            "issuer": "{base}/methods",
            "token_endpoint": "{base}/cognito",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        },
    ),
    "good": Shape(200, {"issuer": "{base}/good", "token_endpoint": "{base}/cognito"}),
}
"""By the issuer's path; whatever is not here is not found."""
