"""What stands in front of authorization servers, or in their place, answers; by a name of ours."""

from __future__ import annotations

import gzip
import json

from tests.servers.response_shape import TOKEN, Shape, entra, oauth, page

GATEWAYS: dict[str, Shape] = {
    # Firewalls and CDNs
    "edge-denied": Shape(
        403,
        "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have "
        'permission to access "http&#58;&#47;&#47;id&#46;example" on this server.<P>Reference&#32;'
        "&#35;18&#46;7f&#46;1&#46;2b</BODY></HTML>",
        headers={"Via": "1.1 akamai.net"},
    ),
    "blocked-page": page(403, "Attention Required! | Cloudflare", "<h1>You have been blocked</h1>"),
    "error-1020": Shape(403, "error code: 1020", "text/plain"),
    "rejected-200": page(
        200, "Request Rejected", "The requested URL was rejected. Your support ID is: 42"
    ),
    "incident": Shape(
        200,
        "<html><body><iframe>Request unsuccessful. Incapsula incident ID: 7-42</iframe></body>",
    ),
    "front-door": Shape(403, "The request is blocked.", "text/html", {"X-Azure-Ref": "0abc"}),
    "plain-403": page(403, "403 Forbidden", "<h1>403 Forbidden</h1><hr>nginx/1.26"),
    "bot-check": page(403, "Just a moment...", "Enable JavaScript and cookies to continue"),
    "checking-503": page(503, "DDoS protection by Cloudflare", "Checking your browser"),
    "mesh": Shape(403, "RBAC: access denied", "text/plain"),
    # The network of this machine
    "511": Shape(
        511,
        "<html><head><title>Network Authentication Required</title></head><body>You need to "
        '<a href="https://portal.cafe.example/in">authenticate with the local network</a>.</body>',
    ),
    "portal-200": page(200, "Welcome", "<h1>Log in to the airport wifi</h1>"),
    # A key of the gateway
    "kong-key": Shape(
        401,
        {"message": "No API key found in request"},
        headers={"WWW-Authenticate": 'Key realm="gateway"'},
    ),
    "apim-key": Shape(
        401,
        {"statusCode": 401, "message": "Access denied due to missing subscription key."},
        headers={"WWW-Authenticate": 'AzureApiManagementKey name="X-Contoso-Key",type="header"'},
    ),
    "apigee-key": Shape(
        401,
        {"fault": {"faultstring": "Failed to resolve API Key variable request.header.x-apikey"}},
    ),
    "aws-forbidden": Shape(
        403, {"message": "Forbidden"}, headers={"x-amzn-ErrorType": "ForbiddenException"}
    ),
    # The place
    "aws-stage": Shape(403, {"message": "Missing Authentication Token"}),
    "zone": oauth("unknown_subdomain", "The subdomain has no valid identity zone.", 404),
    "no-route": Shape(404, "404 Not Found: Requested route ('id.example') does not exist."),
    "default-page": page(200, "Welcome to OpenResty!"),
    "apache": Shape(200, "<html><body><h1>It works!</h1></body></html>"),
    "iis": page(200, "IIS Windows Server"),
    "backend-404": Shape(404, "default backend - 404"),
    ".well-known/openid-configuration": page(405, "405 Not Allowed"),
    "tenant/oauth2/v2.0/authorize": page(200, "Sign in to your account"),
    "protocol/openid-connect/auth": oauth("invalid_request", "Missing parameter: response_type"),
    "v1/userinfo": Shape(405, ""),
    "csrf": page(403, "Forbidden", "CSRF verification failed. Request aborted."),
    "stopped": page(403, "Web App - Unavailable", "<h1>Error 403 - This web app is stopped.</h1>"),
    "fatal": Shape(
        200,
        "<br />\n<b>Fatal error</b>:  Uncaught PDOException: gone in /srv/t.php:3\nStack trace:",
        "text/html",
    ),
    "traceback": Shape(200, "Traceback (most recent call last):\n  File", "text/plain"),
    "metadata": Shape(
        200, {"issuer": "https://id.example", "token_endpoint": "https://id.example/t"}
    ),
    # Redirects to pages
    "to-login": Shape(302, headers={"Location": "/users/sign_in"}),
    "to-spring-login": Shape(
        302, headers={"Location": "/login", "Set-Cookie": "JSESSIONID=1; Path=/"}
    ),
    "to-saml": Shape(
        302, headers={"Location": "https://sso.example/idp/SSO?SAMLRequest=abc&RelayState=x"}
    ),
    "to-access": Shape(
        302, headers={"Location": "https://team.cloudflareaccess.com/cdn-cgi/access/login/x?k=1"}
    ),
    "to-proxy": Shape(302, headers={"Location": "{base}/oauth2/start?rd=%2F"}),
    "to-home": Shape(302, headers={"Location": "https://www.example.com/"}),
    "oauth2/authorize": Shape(302, headers={"Location": "/login"}),
    # What no text is
    "gzip-twice": Shape(
        200,
        gzip.compress(gzip.compress(json.dumps(TOKEN).encode(), mtime=0), mtime=0),
        "application/json",
        {"Content-Encoding": "gzip"},
    ),
    "gzip-untold": Shape(
        200, gzip.compress(json.dumps(TOKEN).encode(), mtime=0), "application/json"
    ),
    "image": Shape(200, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
    # What the request lacks
    "spring-header": Shape(
        400,
        {
            "status": 400,
            "error": "Bad Request",
            "message": "Required request header 'X-Org' for method parameter type UUID is not "
            "present",
        },
    ),
    "header-words": Shape(400, {"message": "The X-Correlation-Id header is missing"}),
    "own-parameter": oauth("invalid_request", "Missing required parameter: organization_id"),
    "form-200": Shape(200, {"status": "error", "code": 3, "message": "Missing client_id"}),
    "form-text": Shape(400, "client_secret is required", "text/plain"),
    "form-page": Shape(200, "<html><body>Missing parameter: client_id</body></html>"),
    "wants-header": oauth("invalid_client", "Missing Authorization header", 401),
    "lost-header": Shape(400, {"message": "Authorization header is required"}),
    "wants-json": Shape(400, {"message": "Unexpected token g in JSON at position 0"}),
    # The client is known
    "entra-guid-expired": entra(
        "invalid_client",
        7000222,
        "The provided client secret keys for app '00000000-aaaa-4bbb-8ccc-123456789012' are "
        "expired, or consider certificate credentials.",
        401,
    ),
    "entra-disabled": entra(
        "unauthorized_client",
        7000112,
        "Application '00000000-aaaa-4bbb-8ccc-123456789012'(m2m) is disabled.",
    ),
    "entra-policy": entra(
        "invalid_grant", 53003, "Access has been blocked by Conditional Access policies."
    ),
    "ip-list": oauth("access_denied", "IP 10.1.2.3 is not whitelisted"),
    "locked-minutes": oauth(
        "invalid_client", "Account locked after too many failures, retry in 20 minutes.", 401
    ),
    "locked": oauth("invalid_client", "Client is locked", 401),
    "deleted-client": oauth("deleted_client", "The OAuth client was deleted.", 401),
    "secret-id": entra(
        "invalid_client",
        7000215,
        "Invalid client secret provided. Ensure the secret being sent is the client secret value, "
        "not the client secret ID.",
        401,
    ),
    # Scope and grant
    "entra-permission": entra(
        "invalid_scope", 1002012, "The scope is not valid: it must be suffixed with /.default."
    ),
    "entra-graph": entra("invalid_scope", 70011, "The provided scope is not valid."),
    "entra-two-apis": entra("invalid_scope", 70011, "The provided scope is not valid."),
    "commas": oauth("invalid_scope", "Unknown scope"),
    "google-cloud": oauth("unsupported_grant_type", "Invalid grant_type: client_credentials"),
    "realms/a/protocol/openid-connect/token": oauth("unauthorized_client"),
    "status-426": Shape(426, "Upgrade Required"),
}
