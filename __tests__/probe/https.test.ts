import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { callerOf } from '../../src/calls/call-gateway.js';
import type { ProbeRequest } from '../../src/probe/probe-request.js';
import { entry, runCli } from '../e2e/run-cli.js';
import { node } from '../e2e/node.js';
import { cors } from '../../src/layouts/apiops/example.js';
import { artifacts } from '../serve/artifacts.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { selfSigned, type SelfSigned } from './certificate.js';
import { loopback, rawLoopback } from './loopback.js';

/** A probe over TLS: only the gateway that is named is asked, and nothing turns the check of its certificate off. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

interface Secure {
  readonly url: string;
  readonly arrived: readonly string[];
}

async function secure({ key, cert }: SelfSigned): Promise<Secure> {
  const arrived: string[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    arrived.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(200, { 'Access-Control-Allow-Origin': 'https://app.contoso.com', 'Access-Control-Allow-Methods': 'GET' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived };
}

const preflight: ProbeRequest = { method: 'OPTIONS', target: '/orders', origin: 'https://app.contoso.com', requestMethod: 'GET', requestHeaders: [] };
const call = (url: string, patience = 5000) => callerOf({ url: new URL(url), keys: [], patience })(preflight);

const folder = temporaryFolder();
writeFiles(folder, artifacts({ apis: [{ id: 'orders', methods: ['GET'], inbound: cors({ origins: ['https://app.contoso.com'] }) }] }));

/** The command line as a process of its own, which alone reads NODE_EXTRA_CA_CERTS. */
async function probe(
  url: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(node, [entry, 'probe', '--gateway', url, '--dir', folder, '--rate', '999'], { env: { ...process.env, NO_COLOR: '1', ...env } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes) => (stdout += String(bytes)));
  child.stderr.on('data', (bytes) => (stderr += String(bytes)));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, stdout, stderr };
}

test('the certificates of these tests are what they say', () => {
  const read = (made: SelfSigned): X509Certificate => new X509Certificate(made.cert);
  const own = read(selfSigned());
  expect([own.checkIP('127.0.0.1'), own.verify(own.publicKey)]).toEqual(['127.0.0.1', true]);
  expect(read(selfSigned({ name: 'contoso.invalid' })).checkHost('contoso.invalid')).toBe('contoso.invalid');
  expect(Date.parse(read(selfSigned({ isExpired: true })).validTo)).toBeLessThan(Date.now());
});

test('a certificate that nobody vouches for: one line, exit code 3, and no request arrives', async () => {
  const { url, arrived } = await secure(selfSigned());
  const { code, stdout, stderr } = await probe(url);
  expect([code, stdout, arrived]).toEqual([3, '', []]);
  expect(stderr).toMatch(
    /^apim-cors: --gateway 127\.0\.0\.1:\d+: its certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT: [^\n]*\); [^\n]*NODE_EXTRA_CA_CERTS[^\n]*\n$/,
  );
});

test.each<[fact: string, made: SelfSigned, code: string]>([
  ['another name', selfSigned({ name: 'contoso.invalid' }), 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['a time that is over', selfSigned({ isExpired: true }), 'CERT_HAS_EXPIRED'],
])('a certificate with %s is not trusted, whoever vouches for it', async (_, made, says) => {
  const { url, arrived } = await secure(made);
  const ca = join(temporaryFolder(), 'ca.pem');
  writeFileSync(ca, made.cert);
  const { code, stderr } = await probe(url, { NODE_EXTRA_CA_CERTS: ca });
  expect([code, arrived, stderr.trim().split('\n').length]).toEqual([3, [], 1]);
  expect(stderr).toContain(`its certificate is not trusted (${says}: `);
});

test('NODE_EXTRA_CA_CERTS names the authority of one’s own', async () => {
  const made = selfSigned();
  const { url, arrived } = await secure(made);
  const ca = join(temporaryFolder(), 'ca.pem');
  writeFileSync(ca, made.cert);
  const { code, stdout, stderr } = await probe(url, { NODE_EXTRA_CA_CERTS: ca });
  expect(stderr).toBe('');
  expect(arrived.length).toBeGreaterThan(0);
  expect([0, 1]).toContain(code);
  expect(stdout).not.toContain('cannot be reached');
});

test('no variable of the environment and no option turns the check off', async () => {
  const { url, arrived } = await secure(selfSigned());
  const { code } = await probe(url, { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' });
  expect([code, arrived]).toEqual([3, []]);
  const help = runCli(['probe', '--help']).stdout;
  expect(help).toContain('--gateway');
  expect(help).not.toMatch(/insecure|unauthorized|no-verify|skip|certificate|tls/i);
});

test('a handshake that does not end, and one that is no TLS, get no answer', async () => {
  const silent = await rawLoopback(() => undefined);
  closing.push(() => silent.close());
  expect(await call(silent.url.replace('http:', 'https:'), 200)).toEqual({ none: { code: 'timeout', seconds: 0.2 } });
  const plain = await loopback((_, response) => response.end());
  closing.push(() => plain.close());
  const sent = await call(plain.url.replace('http:', 'https:'));
  expect(sent).toMatchObject({ none: { code: 'failed' } });
  expect(plain.arrived).toEqual([]);
});

test('why a certificate is not trusted is told with the request', async () => {
  const { url } = await secure(selfSigned());
  expect(await call(url)).toEqual({ none: { code: 'untrusted', says: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT: ') as string } });
});
