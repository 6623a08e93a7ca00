import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { artifacts } from '../serve/artifacts.js';
import { send } from '../serve/client.js';
import { startServe, watched } from '../serve/process.js';
import { commit, newRepository, temporaryFolder, writeFiles } from '../sources/temporary.js';
import { entry, runCli } from './run-cli.js';

const app = 'https://app.contoso.com';
const usage = 2;
const unreadable = 3;

const files = artifacts({ apis: [{ id: 'orders', inbound: cors({ origins: [app] }) }] });

function folderWith(content: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, content);
  return folder;
}

/** Starts the command with its text for people; gives what it said once it said so much. */
async function started(
  args: readonly string[],
  until: RegExp,
): Promise<{ readonly said: () => string; readonly end: (signal: NodeJS.Signals) => Promise<number | null> }> {
  const env = { ...process.env, NO_COLOR: '1' };
  const child = watched(spawn(process.execPath, [entry, 'serve', ...args], { stdio: ['ignore', 'pipe', 'inherit'], env }));
  let said = '';
  await new Promise<void>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (until.test(said)) done();
    });
    child.on('exit', (code) => {
      fail(new Error(`ended with ${String(code)}: ${said}`));
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  };
  return { said: () => said, end };
}

describe('from start to end', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('says where it listens and what it serves; %s ends it with 0', async (signal) => {
    const folder = folderWith(files);
    const { said, end } = await started(['--dir', folder, '--port', '0'], /Ctrl\+C ends it/);
    expect(said()).toMatch(/^http:\/\/127\.0\.0\.1:\d+ answers as API Management would with the policies of /);
    expect(said()).toContain('APIs: /orders\n');
    expect(await end(signal)).toBe(0);
  });

  test('explains each request, with whatever a page sent made inert', async () => {
    const { said, end } = await started(['--dir', folderWith(files), '--port', '0'], /Ctrl\+C ends it/);
    const url = /^http:\S+/.exec(said())?.[0] ?? '';
    await send(`${url}/orders/items/1`, 'GET', [['Origin', app]]);
    await send(`${url}/orders/items/1`, 'GET', [['Origin', 'https://x.example\u009b31m']]);
    const text = said().slice(said().indexOf('GET '));
    expect(text).toBe(
      [
        `GET /orders/items/1, from ${app}`,
        '  reaches orders / get-item',
        `  apimartifacts/apis/orders/policy.xml:3 (api): request: lists ${app}, and decides`,
        '  -> 200 OK from the backend, decided by apimartifacts/apis/orders/policy.xml:3',
        `     Access-Control-Allow-Origin: ${app}`,
        '',
        'GET /orders/items/1, from https://x.example\\u{9b}31m',
        '  reaches orders / get-item',
        '  apimartifacts/apis/orders/policy.xml:3 (api): request: does not list https://x.example\\u{9b}31m; terminate-unmatched-request="false" passes it on',
        '  -> 200 OK from the backend, decided by apimartifacts/apis/orders/policy.xml:3',
        '',
        '',
      ].join('\n'),
    );
    expect(await end('SIGINT')).toBe(0);
  });

  test('--at serves a revision, whatever the working tree says by now', async () => {
    const folder = newRepository(files);
    writeFiles(folder, artifacts({ apis: [{ id: 'orders', inbound: [] }] }));
    commit(folder, 'nothing is allowed any more');
    const asked = [
      ['Origin', app],
      ['Access-Control-Request-Method', 'PUT'],
    ] as const;
    for (const [revision, status] of [
      ['HEAD~1', 200],
      ['HEAD', 404],
    ] as const) {
      const { said, end } = await started(['--repo', folder, '--at', revision, '--port', '0'], /Ctrl\+C ends it/);
      const url = /^http:\S+/.exec(said())?.[0] ?? '';
      expect((await send(`${url}/orders/items/1`, 'OPTIONS', asked)).status).toBe(status);
      expect(await end('SIGINT')).toBe(0);
    }
  });

  test('--output takes what is said of requests; where it listens is told here', async () => {
    const file = join(temporaryFolder(), 'trace.txt');
    const { said, end } = await started(['--dir', folderWith(files), '--port', '0', '--output', file], /Ctrl\+C ends it/);
    const greeting = said();
    await send(`${/^http:\S+/.exec(greeting)?.[0] ?? ''}/orders/items/1`, 'GET', [['Origin', app]]);
    expect(await end('SIGINT')).toBe(0);
    expect(said()).toBe(greeting);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(`GET /orders/items/1, from ${app}`);
  });

  test('a policy that is refused at save is named at the start', async () => {
    const refused = artifacts({ apis: [{ id: 'orders', inbound: cors({ origins: ['https://*.contoso.com'] }) }] });
    const { said, end } = await started(['--dir', folderWith(refused), '--port', '0'], /Ctrl\+C ends it/);
    expect(said()).toContain('Not deployed: apimartifacts/apis/orders/policy.xml is refused at save. Requests that meet it get 501.\n');
    expect(await end('SIGINT')).toBe(0);
  });

  test('--format json is a line of JSON each', async () => {
    const gateway = await startServe(files);
    await send(`${gateway.url}/orders/items/1`, 'GET', [['Origin', app]]);
    expect(await gateway.stop()).toBe(0);
    expect(gateway.lines).toMatchObject([{ method: 'GET', target: '/orders/items/1', status: 200, backendCalled: true, outcomes: [] }]);
  });

  test('assumptions of the configuration hold, and those of the command line beat them', async () => {
    const open = artifacts({ apis: [{ id: 'orders', inbound: cors({ origins: [app], attributes: '' }) }] });
    const configured = { ...open, '.github/apim-cors.yml': "assume:\n  terminate-unmatched-default: 'true'\n" };
    for (const [args, body] of [
      [[], ''],
      [['--assume', 'terminate-unmatched-default=false'], 'stub'],
    ] as const) {
      const gateway = await startServe(configured, args);
      const response = await send(`${gateway.url}/orders/items/1`, 'GET', [['Origin', 'https://other.example']]);
      expect(response.status).toBe(200);
      expect(response.body.slice(2, 6)).toBe(body);
      expect(await gateway.stop()).toBe(0);
    }
  });
});

describe('one clear line', () => {
  const dir = (): readonly string[] => ['--dir', folderWith(files)];

  test('a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    expect(runCli(['serve', ...dir(), '--port', String(port)])).toEqual({
      code: usage,
      stdout: '',
      stderr: `apim-cors: port ${port} is in use; name another with --port, or --port 0 for any free one\n`,
    });
    taken.close();
  });

  test.each<[string, readonly string[], string]>([
    ['a text that is no port', ['--port', '70000'], "--port '70000' is no port; write a number up to 65535, or 0 for any free one"],
    [
      'a text that is no backend',
      ['--backend', 'localhost:5000'],
      "--backend 'localhost:5000' is no address of a backend; write http://localhost:5000 or https://host/base",
    ],
    [
      'a backend with a password',
      ['--backend', 'http://a:b@host'],
      "--backend 'http://a:b@host' is no address of a backend; write http://localhost:5000 or https://host/base",
    ],
    ['an unknown open point', ['--assume', 'backend-core=replaced'], "--assume: there is no open point 'backend-core'; did you mean 'backend-cors'?"],
    ['an unknown reading', ['--assume', 'backend-cors=both'], '--assume: write backend-cors=replaced or backend-cors=kept-beside'],
    ['an unknown product', ['--product', 'gold'], "no product 'gold'; there are none"],
    ['several environments', ['--environment', 'dev,prod'], 'serve is one environment at a time: name one with --environment'],
  ])('%s', (_, args, line) => {
    expect(runCli(['serve', ...dir(), ...args])).toEqual({ code: usage, stdout: '', stderr: `apim-cors: ${line}\n` });
  });

  test('a format of another command', () => {
    const { code, stderr } = runCli(['serve', ...dir(), '--format', 'sarif']);
    expect([code, stderr.split('\n')[0]]).toEqual([
      usage,
      "error: option '--format <format>' argument 'sarif' is invalid. Allowed choices are text, json.",
    ]);
  });

  test('a folder without policies', () => {
    const { code, stderr } = runCli(['serve', '--dir', folderWith({ 'README.md': '' })]);
    expect(code).toBe(unreadable);
    expect(stderr).toMatch(/^apim-cors: no API Management policies in /);
  });

  test('several services', () => {
    const both = { 'b/policy.xml': policy([]), 'b/apis/x/apiInformation.json': '{}' };
    const { code, stderr } = runCli(['serve', '--dir', folderWith({ ...files, ...both })]);
    expect(code).toBe(usage);
    expect(stderr).toBe('apim-cors: there are several services (apimartifacts, b); say which with --dir\n');
  });
});
