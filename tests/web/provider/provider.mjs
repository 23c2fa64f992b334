// A provider of accounts for the tests of signing in: the npm package oidc-provider on loopback.
// Its first line on standard input is what it begins with, as JSON: port, keys, the client that it knows, a program that
// asks for access tokens (assistant), and the resource that these are for.
// Each further line changes something: {"people": {...}} what it says of whom, {"keys": {...}} what it signs with,
// {"secret": "..."} what the client has to show, {"slow": seconds} how long it takes over its tokens.
// Each line is answered with one on standard output.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import Provider from 'oidc-provider';

let people = {};
let slow = 0;
let begun;
let handle;

function made({ port, keys, client, assistant, resource }) {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [client, assistant],
    jwks: keys,
    cookies: { keys: ['of a test'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'sid'], profile: ['preferred_username'], groups: ['groups', 'hasgroups'] },
    features: {
      backchannelLogout: { enabled: true },
      // Access tokens are signed, and made out for the one resource that was asked for (RFC 8707, RFC 9068).
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: 'search ask read', accessTokenFormat: 'jwt', accessTokenTTL: 600 }),
        useGrantedResource: () => true,
      },
    },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    // The package asks nothing of this machine itself, where the page of a test is.
    fetch: (address, { dispatcher, ...options }) => fetch(address, options),
    // The browser is asked for nothing but a name.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client.clientId,
        accountId: context.oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile groups');
      grant.addResourceScope(resource, 'search ask read');
      await grant.save();
      return grant;
    },
  });
  return provider.callback();
}

function changed(told) {
  if (told.people) people = told.people;
  if ('slow' in told) slow = told.slow;
  if (told.keys) begun = { ...begun, keys: told.keys };
  if (told.secret) begun = { ...begun, client: { ...begun.client, client_secret: told.secret } };
  if (told.keys || told.secret) handle = made(begun);
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
begun = JSON.parse((await lines.next()).value);
handle = made(begun);
const server = createServer(async (request, response) => {
  if (slow && request.url.startsWith('/token')) await pause(slow * 1000);
  handle(request, response);
});
server.listen(begun.port, '127.0.0.1', () => console.log('ready'));
for await (const line of lines) {
  changed(JSON.parse(line));
  console.log('done');
}
process.exit(0);
