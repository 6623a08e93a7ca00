import { Ajv2020 } from 'ajv/dist/2020.js';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { main } from '../../src/cli/main.js';
import { cors } from '../../src/layouts/apiops/example.js';
import { commandsIn, hiddenIn } from '../report/inert.js';
import { junitProblems } from '../report/published.js';
import { artifacts, type ServiceText } from '../serve/artifacts.js';
import { Gateways } from '../serve/gateway.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { loopback } from './loopback.js';

const app = 'https://app.contoso.com';
const other = 'https://other.contoso.com';
const plain = { methods: ['GET', 'PUT'], headers: ['x-a'] } as const;
const first = [...cors({ ...plain, origins: [app], attributes: '' }), '<base />'];
const service: ServiceText = {
  apis: [{ id: 'orders', methods: ['GET', 'PUT'], inbound: cors({ ...plain, origins: [other] }), operations: { GET: first, PUT: first } }],
};
const secret = 'sup3r-S3cret/key+1=';

const gateways = new Gateways();
afterAll(() => gateways.close());

interface Ran {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `apim-cors probe` inside this process. */
async function probe(...args: readonly string[]): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const before = process.exitCode;
  const uncaught = process.listeners('uncaughtException');
  const errors = process.stdout.listeners('error');
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true)),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true)),
  ];
  try {
    process.exitCode = undefined;
    await main(['probe', ...args]);
    return { code: process.exitCode, stdout, stderr };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
    for (const one of process.listeners('uncaughtException')) if (!uncaught.includes(one)) process.off('uncaughtException', one);
    for (const one of process.stdout.listeners('error')) if (!errors.includes(one)) process.stdout.off('error', one as () => void);
  }
}

/** Whether a report is what the published schema says. */
function expectPublished(report: unknown): void {
  const ajv = new Ajv2020({ allowUnionTypes: true });
  const validate = ajv.compile(JSON.parse(readFileSync(join(__dirname, '../../schema/probe.schema.json'), 'utf8')));
  expect([validate(report), validate.errors]).toEqual([true, null]);
}

function folderWith(text: ServiceText = service): string {
  const folder = temporaryFolder();
  writeFiles(folder, artifacts(text));
  return folder;
}

const quick = ['--rate', '9999'];

test('a gateway that does what the policies say: 0, and what it settles as a block', async () => {
  const { url } = await gateways.open(service, { assume: new Map([['terminate-unmatched-default', 'false']]) });
  const file = join(temporaryFolder(), 'cors.yml');
  writeFileSync(file, '# ours\nfail-on: info\n');
  const args = ['--gateway', url, '--dir', folderWith(), ...quick, '--write-assume', file];
  const { code, stdout } = await probe(...args);
  expect(code).toBe(0);
  expect(stdout).toContain(
    '\nassume:\n  terminate-unmatched-default: false # OPTIONS /orders/items/probe for GET with x-a from https://other.contoso.com\n',
  );
  expect(stdout).toMatch(/: \d agree, 1 decides\n$/);
  expect(readFileSync(file, 'utf8')).toBe('# ours\nfail-on: info\nassume:\n  terminate-unmatched-default: false\n');
});

test('JSON has the shape that is promised, and says what is ruled out', async () => {
  const { url } = await gateways.open(service);
  const { code, stdout } = await probe('--gateway', `${url}/`, '--dir', folderWith(), ...quick, '--format', 'json');
  const report = JSON.parse(stdout);
  expectPublished(report);
  expect(code).toBe(0);
  expect(report).toMatchObject({
    schemaVersion: 2,
    conclusion: 'pass',
    gateway: url,
    settled: { 'terminate-unmatched-default': 'true' },
    undecided: [],
  });
  expect(report.requests).toContainEqual({
    method: 'OPTIONS',
    url: `${url}/orders/items/probe`,
    origin: other,
    requestMethod: 'GET',
    requestHeaders: ['x-a'],
    answer: { status: 200, headers: {} },
    result: 'decides',
    header: null,
    expected: null,
    noAnswer: null,
    rulesOut: { 'terminate-unmatched-default': ['false'] },
  });
});

test('an answer that no reading predicts: 1, with the header, in each format; what is assumed is no reading less', async () => {
  const server = await loopback((request, response) => {
    const { origin = '' } = request.headers;
    if (origin === app) response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Access-Control-Allow-Methods', 'GET');
    response.end();
  });
  try {
    const args = ['--gateway', server.url, '--dir', folderWith(), ...quick, '--assume', 'terminate-unmatched-default=false'];
    const text = await probe(...args);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain("access-control-allow-origin is '*'; the policies give 'https://app.contoso.com'");
    expect(text.stdout).toContain('The configuration assumes terminate-unmatched-default=false; this gateway shows true.');
    const junit = await probe(...args, '--format', 'junit');
    expect(junit.code).toBe(1);
    expect(junitProblems(junit.stdout)).toEqual([]);
    expect(junit.stdout).toContain('failures="1" errors="0" skipped="0"');
    const json = await probe(...args, '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      conclusion: 'fail',
      requests: expect.arrayContaining([expect.objectContaining({ header: 'access-control-allow-origin' })]),
    });
  } finally {
    await server.close();
  }
});

test('a gateway that cannot be reached: 3', async () => {
  const server = await loopback(() => undefined);
  await server.close();
  const { code, stdout } = await probe('--gateway', server.url, '--dir', folderWith(), ...quick, '--format', 'junit');
  expect(code).toBe(3);
  expect(stdout).toMatch(/errors="[1-9]/);
  expect(stdout).toContain('ECONNREFUSED');
});

test('--max counts what is tried again, and the rest is told', async () => {
  const server = await loopback((_, response) => {
    response.writeHead(503).end();
  });
  try {
    const { code, stdout } = await probe('--gateway', server.url, '--dir', folderWith(), ...quick, '--max', '3', '--format', 'json');
    expect([code, server.arrived.length]).toEqual([3, 3]);
    expect(JSON.parse(stdout)).toMatchObject({ conclusion: 'no-answer', sent: 3, leftOut: 2 });
  } finally {
    await server.close();
  }
});

test('--dry-run prints the plan and opens no socket', async () => {
  const connect = jest.spyOn(Socket.prototype, 'connect');
  try {
    const args = ['--gateway', 'https://contoso.azure-api.net', '--dir', folderWith(), '--dry-run', '--requests', '--key', 'X-Key=NOT_SET_ANYWHERE'];
    const { code, stdout } = await probe(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('OPTIONS /orders/items/probe for GET with x-a from https://app.contoso.com\n');
    expect(stdout).toContain('GET /orders/items/probe from https://app.contoso.com\n');
    const json = JSON.parse((await probe(...args, '--format', 'json')).stdout);
    expect(json).toMatchObject({ dryRun: true, gateway: 'https://contoso.azure-api.net' });
    expect(connect).not.toHaveBeenCalled();
  } finally {
    connect.mockRestore();
  }
});

test.each<[string, readonly string[], RegExp]>([
  ['no gateway', [], /--gateway https/],
  ['http to another machine', ['--gateway', 'http://contoso.azure-api.net'], /this machine only/],
  ['a name that only begins like loopback', ['--gateway', 'http://127.0.0.1.example'], /this machine only/],
  ['a password in the address', ['--gateway', 'https://a:pa55word@contoso.azure-api.net'], /no user name/],
  ['another protocol', ['--gateway', 'ftp://contoso.azure-api.net'], /is no address/],
  ['a query', ['--gateway', 'https://contoso.azure-api.net?x=y'], /no query/],
  ['a rate of nothing', ['--gateway', 'https://a.example', '--rate', '0'], /--rate/],
  ['a limit of nothing', ['--gateway', 'https://a.example', '--max', '0'], /--max/],
  ['an API that is not there', ['--gateway', 'https://a.example', '--api', 'order'], /did you mean|orders/i],
  ['a key itself', ['--gateway', 'https://a.example', '--key', `X-Key:${secret}`], /never the key itself/],
  ['a key in a cookie', ['--gateway', 'https://a.example', '--key', 'Cookie=HOME'], /not for keys/],
  ['a key that is not there', ['--gateway', 'https://a.example', '--key', 'X-Key=NOT_SET_ANYWHERE'], /NOT_SET_ANYWHERE is not set/],
  ['the lab with an API', ['--lab', 'x', '--api', 'orders'], /leave --api out/],
  ['a note alone', ['--gateway', 'https://a.example', '--note', 'x'], /--lab/],
])('%s: 2', async (_, args, says) => {
  const ran = await probe(...args, ...(args.includes('--lab') ? [] : ['--dir', folderWith()]));
  expect(ran.code).toBe(2);
  expect(ran.stderr).toMatch(says);
  expect(ran.stderr).not.toContain('pa55word');
  expect(ran.stderr).not.toContain(secret);
});

test('a key is in no output, whatever comes back, and a hostile answer is inert', async () => {
  const variable = 'APIM_CORS_TEST_KEY';
  process.env[variable] = secret;
  const hostile = `::error::x ${secret} ${Buffer.from(secret).toString('base64')} ${encodeURIComponent(secret)} ##[x] \u0085`;
  const server = await loopback((request, response) => {
    if (request.method === 'GET') expect(request.headers['x-key']).toBe(secret);
    else expect(request.headers).not.toHaveProperty('x-key');
    response.setHeader('Access-Control-Allow-Origin', hostile);
    response.setHeader('Access-Control-Allow-Headers', Array(20).fill('x'.repeat(500)));
    response.end(hostile.repeat(1000));
  });
  try {
    for (const format of ['text', 'json', 'junit']) {
      const output = join(temporaryFolder(), 'out');
      const args = ['--gateway', server.url, '--dir', folderWith(), ...quick, '--requests', '--key', `X-Key=${variable}`, '--format', format];
      const shown = await probe(...args);
      const written = await probe(...args, '--output', output);
      expect([shown.code, written.code]).toEqual([1, 1]);
      const all = [shown.stdout, shown.stderr, written.stdout, written.stderr, readFileSync(output, 'latin1')].join('\n');
      for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) expect(all).not.toContain(form);
      expect(hiddenIn(shown.stdout)).toEqual([]);
      expect(commandsIn(shown.stdout)).toEqual([]);
      expect(shown.stdout.length).toBeLessThan(60_000);
    }
    expect(server.arrived.length).toBeGreaterThan(0);
  } finally {
    Reflect.deleteProperty(process.env, variable);
    await server.close();
  }
});

test('the lab is written to a new folder, measured, and told as a record', async () => {
  const folder = join(temporaryFolder(), 'lab');
  expect((await probe('--lab', folder)).code).toBe(0);
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('Use an instance that serves nothing else');
  expect(existsSync(join(folder, 'apimartifacts/apis/lab-null-listed/policy.xml'))).toBe(true);
  expect((await probe('--lab', folder)).code).toBe(2);
  const files = Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [[join(entry.parentPath, entry.name).slice(folder.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')]] : [],
    ),
  );
  const { url, served: arrived } = await gateways.openFiles(files, { assume: new Map([['backend-cors', 'kept-beside']]) });
  const { code, stdout } = await probe('--lab', folder, '--gateway', url, ...quick, '--format', 'json', '--note', 'Developer, West Europe');
  expect(code).toBe(0);
  const record = JSON.parse(stdout);
  expectPublished(record);
  expect(record.settled).toMatchObject({ 'backend-cors': 'kept-beside', 'wildcard-lists': 'echoed' });
  expect(record.lab).toMatchObject({
    note: 'Developer, West Europe',
    tool: { name: 'apim-cors-review' },
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
  const points = new Map<string, { result: string; requests: number[] }>(record.lab.points.map((one: { point: string }) => [one.point, one]));
  expect(points.get('backend-cors')).toMatchObject({ result: 'settled', reading: 'kept-beside' });
  expect(points.get('null-listed')?.result).toBe('undecided');
  expect(points.get('open-product')?.result).toBe('untellable');
  expect(record.requests[points.get('backend-cors')?.requests[1] ?? -1]).toMatchObject({ method: 'GET', result: 'decides' });
  expect(arrived.length).toBeLessThan(100);
  const text = await probe('--lab', folder, '--gateway', url, ...quick);
  expect(text.stdout).toMatch(/^backend-cors +kept-beside: /m);
  expect(text.stdout).toMatch(/^open-product +no request tells it$/m);
  expect(text.stdout).toContain('\nassume:\n');
});
