import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { artifacts } from '../serve/artifacts.js';
import { newRepository, temporaryFolder, writeFiles } from '../sources/temporary.js';
import { entry } from './run-cli.js';

/** The server as an assistant starts it: the SDK's own client, over standard input and output. */

const app = 'https://app.contoso.com';
const files = artifacts({ apis: [{ id: 'orders', inbound: ['<base />', ...cors({ origins: [app] })] }] });

interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

let client: Client;
let root: string;

async function call(name: string, given: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const { isError, content, structuredContent } = await client.callTool({ name, arguments: given });
  const [first] = content as readonly { readonly text: string }[];
  return { isError: isError === true, text: first?.text ?? '', json: structuredContent as Answer['json'] };
}

beforeAll(async () => {
  root = newRepository(files);
  writeFiles(root, { 'apimartifacts/policy.xml': policy(cors({ origins: ['https://portal.example'], attributes: '' })) });
  const other = temporaryFolder();
  writeFiles(other, files);
  symlinkSync(other, join(root, 'elsewhere'));
  writeFiles(join(root, 'plain'), files);
  client = new Client({ name: 'test', version: '1' });
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [entry, 'mcp'], cwd: root, stderr: 'inherit' }));
});
afterAll(() => client.close());

test('names five tools, all of which only read', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['review', 'scan', 'explain', 'rule', 'contracts']);
  for (const { annotations, inputSchema } of tools) {
    expect(annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
    expect(inputSchema['additionalProperties']).toBe(false);
  }
  expect(client.getServerVersion()).toMatchObject({ name: 'apim-cors' });
  expect(client.getServerCapabilities()).toEqual({ tools: {} });
});

test('review: the text of a terminal, and the published report', async () => {
  const { isError, text, json } = await call('review', { base: 'HEAD' });
  expect(isError).toBe(false);
  expect(text).toContain(`${app} can no longer call orders`);
  expect(json).toMatchObject({ schemaVersion: 2, conclusion: 'fail' });
});

test('scan, explain, rule and contracts answer too', async () => {
  expect((await call('scan', { folder: 'plain' })).json).toMatchObject({ conclusion: 'pass' });
  const explained = await call('explain', { origin: app, method: 'GET', api: 'orders', headers: ['x-a'], at: 'HEAD' });
  expect(explained.json).toMatchObject({ request: { origin: app, method: 'GET', headers: ['x-a'] } });
  expect((await call('rule', { id: 'wildcard-origin' })).json).toMatchObject({ id: 'wildcard-origin' });
  expect((await call('contracts')).text).toMatch(/^there is no contracts file .github\/apim-cors-contracts.yml/);
});

test.each<[fact: string, tool: string, given: Readonly<Record<string, unknown>>, says: RegExp]>([
  ['a folder above', 'scan', { folder: '..' }, /not below the folder/],
  ['a folder elsewhere', 'scan', { folder: '/etc' }, /not below the folder/],
  ['a link that leads out', 'scan', { folder: 'elsewhere' }, /not below the folder/],
  ['a folder that is not there', 'scan', { folder: 'nowhere' }, /does not exist/],
  ['a file', 'review', { base_dir: 'apimartifacts/policy.xml', head_dir: '.' }, /is no folder/],
  ['a revision that is an option', 'review', { base: '--output=/tmp/x' }, /begins with a hyphen/],
  ['a rule that is an option', 'rule', { id: '--output=/tmp/x' }, /begins with a hyphen/],
  ['an argument that writes', 'review', { base: 'HEAD', fix: 'all' }, /'fix' is no argument of review/],
  ['an argument every object has', 'scan', { constructor: 'x' }, /'constructor' is no argument/],
  ['a revision of a folder that is no repository', 'review', { folder: 'plain', base: 'HEAD' }, /not the root of a git repository/],
  ['a revision that does not exist', 'review', { base: 'nothing-like-it' }, /nothing-like-it/],
  ['a list of other things', 'explain', { origin: app, headers: [1] }, /headers: a list of texts/],
  ['a word that is no choice', 'explain', { origin: app, credentials: 'all' }, /one of omit, same-origin, include/],
  ['another tool', 'fix', {}, /there is no tool 'fix'/],
])('%s: one clear line', async (_, tool, given, says) => {
  const { isError, text } = await call(tool, given);
  expect([isError, text]).toEqual([true, expect.stringMatching(says)]);
  expect(text).not.toContain('\n');
});
