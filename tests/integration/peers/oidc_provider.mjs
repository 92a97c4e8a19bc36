// An authorization server made of oidc-provider, over https; and an API that takes its tokens.
//
// node oidc_provider.mjs CONFIG.json, which holds: package (folder of oidc-provider), key,
// certificate and ca (PEM), clients (RFC 7591 metadata), lifetime (seconds).
//
// Two ports serve the same: the first asks for no client certificate, the second does; the metadata
// names the second in mtls_endpoint_aliases (RFC 8705 §5). The API (/api) takes a token that is
// bound to a certificate from that certificate only (RFC 8705 §3). Clients whose ID begins with
// "nonce-" need a nonce in their DPoP proofs (RFC 9449 §8). GET /recorded lists what came so
// far, DELETE /recorded forgets it. The first line on standard output is {"port": …, "mtls": …};
// the process ends when the one that started it is gone.
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';

const config = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const { default: Provider } = await import(`${config.package}/lib/index.js`);
console.info = console.warn = () => {};

let recorded = [];
const peer = (socket) => socket.getPeerX509Certificate?.();
const tls = { key: config.key, cert: config.certificate, ca: config.ca };
const servers = [
  https.createServer(tls),
  https.createServer({ ...tls, requestCert: true, rejectUnauthorized: false }),
];
// A test on a busy machine may let a connection rest for long, and send as the server closes it.
for (const one of servers) one.keepAliveTimeout = 0;
await Promise.all(servers.map((one) => new Promise((done) => one.listen(0, '127.0.0.1', done))));
const [port, mtls] = servers.map((one) => one.address().port);
const issuer = `https://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: config.clients,
  clientAuthMethods: [
    'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt',
    'tls_client_auth', 'self_signed_tls_client_auth', 'none',
  ],
  enabledJWA: {
    clientAuthSigningAlgValues: [
      'HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512',
      'ES256', 'ES384', 'ES512', 'EdDSA',
    ],
  },
  scopes: ['openid', 'offline_access', 'orders.read', 'orders.write'],
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  clientDefaults: { grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
  ttl: { ClientCredentials: config.lifetime, AccessToken: config.lifetime },
  discovery: {
    mtls_endpoint_aliases: {
      token_endpoint: `https://127.0.0.1:${mtls}/token`,
      introspection_endpoint: `https://127.0.0.1:${mtls}/token/introspection`,
      revocation_endpoint: `https://127.0.0.1:${mtls}/token/revocation`,
    },
  },
  features: {
    devInteractions: { enabled: true },
    deviceFlow: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    dPoP: {
      enabled: true,
      nonceSecret: crypto.randomBytes(32),
      requireNonce: (ctx) => ctx.oidc.client?.clientId.startsWith('nonce-') ?? false,
    },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (ctx, resource) => ({
        audience: resource, scope: 'orders.read orders.write', accessTokenTTL: config.lifetime,
      }),
    },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      selfSignedTlsClientAuth: true,
      tlsClientAuth: true,
      getCertificate: (ctx) => peer(ctx.socket),
      certificateAuthorized: (ctx) => ctx.socket.authorized,
      certificateSubjectMatches: (ctx, property, expected) => {
        const name = { tls_client_auth_san_email: 'email', tls_client_auth_san_dns: 'DNS' }[property];
        return peer(ctx.socket).subjectAltName?.split(', ').includes(`${name}:${expected}`) ?? false;
      },
    },
  },
});

async function api(request, response) {
  const [, value] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const found = value && (await provider.ClientCredentials.find(value));
  const token = found || (value && (await provider.AccessToken.find(value)));
  const bound = token?.['x5t#S256'];
  const certificate = peer(request.socket);
  const shown = certificate && crypto.createHash('sha256').update(certificate.raw).digest('base64url');
  const wrong = !token ? 'unknown or expired' : bound && bound !== shown ? 'bound to another' : '';
  if (wrong) {
    response.setHeader('WWW-Authenticate', `Bearer error="invalid_token", error_description="${wrong}"`);
  }
  response.statusCode = wrong ? 401 : 200;
  response.setHeader('Content-Type', 'application/json');
  const { clientId: client_id, aud: audience } = token ?? {};
  response.end(JSON.stringify({ client_id, audience, bound: Boolean(bound), wrong }));
}

function show(request, response) {
  if (request.method === 'DELETE') recorded = [];
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(recorded));
}

const answer = provider.callback();
for (const server of servers) {
  server.on('request', (request, response) => {
    const path = request.url.split('?')[0];
    if (path === '/recorded') return show(request, response);
    const line = { method: request.method, path, headers: request.headers, body: '' };
    line.certificate = peer(request.socket)?.subject ?? '';
    line.port = request.socket.localPort;
    recorded.push(line);
    request.on('data', (piece) => { line.body += piece.toString('latin1'); });
    return path === '/api' ? api(request, response) : answer(request, response);
  });
}

const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(0), 500);
process.stdout.write(`${JSON.stringify({ port, mtls })}\n`);
