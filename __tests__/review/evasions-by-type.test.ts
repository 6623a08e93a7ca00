import { parseSettings } from '../../src/config/settings.js';
import { policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files, type Host } from './hosts.js';
import { own } from './opening-texts.js';

/** Browsers hold no WebSocket against CORS: an API that becomes one is told, in every layout, though no policy changes. */

const nothing = 'Nothing changes for anybody';
const plain = policy(['<base />']);

/** The API given a type, as code says it. */
const inCode: Readonly<Record<string, (type: string) => readonly [from: string | RegExp, to: string]>> = {
  artifacts: (type) => ['"path": "orders"', `"path": "orders", "type": "${type}"`],
  'Terraform with files': (type) => [/(resource "azurerm_api_management_api" "a" \{\n)/, `$1  api_type = "${type}"\n`],
  Terraform: (type) => [/(resource "azurerm_api_management_api" "a" \{\n)/, `$1  api_type = "${type}"\n`],
  'Bicep with files': (type) => ["path: 'orders'", `path: 'orders'\n    apiType: '${type}'`],
  Bicep: (type) => ["path: 'orders'", `path: 'orders'\n    type: '${type}'`],
  'an ARM template': (type) => ['"path": "orders"', `"path": "orders", "type": "http", "apiType": "${type}"`],
  'the Resource Kit': (type) => ['"path": "orders"', `"path": "orders", "type": "${type}"`],
  'the git repository of an instance': (type) => ['"path": "orders"', `"path": "orders", "type": "${type}"`],
};
const kept = { global: plain, api: own, operation: plain };
const layouts = hosts.filter(({ name }) => name in inCode).map((host) => [host.name, host] as const);

function typed({ name, files }: Host, type: string, more: object = {}): Files {
  const swap = inCode[name]?.(type);
  const all = files({ ...kept, ...more });
  const given = Object.fromEntries(Object.entries(all).map(([path, text]) => [path, swap === undefined ? text : text.replace(...swap)]));
  expect(given).not.toEqual(all);
  return given;
}

async function review(base: Files, head: Files): Promise<{ readonly said: readonly string[]; readonly proven: boolean; readonly hides: boolean }> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: parseSettings('', 'x.yml'), today: '2026-01-01' });
  const said = made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`);
  return { said, proven: made.provenUnchanged, hides: jobSummary(made).includes(nothing) };
}

const told = (severity: string): object => ({ said: [`${severity} not-understood`], proven: false, hides: false });

describe.each(layouts)('%s', (_, host) => {
  test.each(['websocket', 'WebSocket'])('an API becomes %s', async (type) => {
    expect(await review(host.files(kept), typed(host, type))).toEqual(told('error'));
  });
  test('it has another id too', async () => {
    expect(await review(host.files(kept), typed(host, 'websocket', { ids: { api: 'chat' } }))).toEqual(told('error'));
  });
  test('the global policy alone lets browsers in', async () => {
    const global = { global: own, api: plain };
    expect(await review(host.files({ ...kept, ...global }), typed(host, 'websocket', global))).toEqual(told('error'));
  });
  test('an API is one of HTTP again', async () => {
    expect(await review(typed(host, 'websocket'), host.files(kept))).toEqual(told('warning'));
  });
  test('an API becomes another one', async () => {
    expect(await review(host.files(kept), typed(host, 'graphql'))).toEqual(told('warning'));
  });
  test.each(['http', 'soap'])('that it is %s changes nothing', async (type) => {
    expect(await review(host.files(kept), typed(host, type))).toEqual({ said: [], proven: true, hides: true });
  });
  test('no browser is let in on either side', async () => {
    const closed = { api: plain };
    expect((await review(host.files({ ...kept, ...closed }), typed(host, 'websocket', closed))).said).toEqual([]);
  });
});

test('a file of an environment gives the type', async () => {
  const [artifacts] = hosts;
  const base = artifacts?.files(kept) ?? {};
  const head = { ...base, 'configuration.prod.yaml': 'apis:\n  - name: orders\n    properties:\n      type: websocket\n' };
  expect(await review(base, head)).toEqual(told('error'));
});

test('a type that is not decided is another one', async () => {
  const terraform = hosts.find(({ name }) => name === 'Terraform');
  const base = terraform?.files(kept) ?? {};
  const head = { 'main.tf': base['main.tf']?.replace('path = "orders"', 'path = "orders"\n  api_type = var.kind') ?? '' };
  expect(await review(base, { ...head, 'v.tf': 'variable "kind" {}\n' })).toEqual(told('warning'));
});
