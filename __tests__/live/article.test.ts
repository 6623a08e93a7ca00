import { applySuggestedEdits } from '../../src/cli/demo/apply.js';
import { portalCors } from '../e2e/service.js';
import { runCli } from '../e2e/run-cli.js';
import { apiPath, globalPath, policy } from '../../src/layouts/apiops/example.js';
import { startServe } from '../serve/process.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import type { PageCall, Seen } from './browser.js';
import { live } from './installed.js';

/**
 * The story behind this tool: an API allows every page, and works; then somebody enables CORS for the developer portal. An application on
 * https://localhost:4300 and a page opened from a file, one with XMLHttpRequest and one with fetch, both sending a subscription key, get the two
 * console messages that everybody searches for.
 */

const key = 'Apim-Subscription-Key';

const own = [
  '<cors terminate-unmatched-request="true">',
  '  <allowed-origins>',
  '    <origin>*</origin>',
  '  </allowed-origins>',
  '  <allowed-methods>',
  '    <method>GET</method>',
  '    <method>POST</method>',
  '  </allowed-methods>',
  '  <allowed-headers>',
  '    <header>*</header>',
  '  </allowed-headers>',
  '</cors>',
];

const before: Readonly<Record<string, string>> = {
  [globalPath]: policy([]),
  [apiPath]: policy(['<base />', ...own]),
  'apimartifacts/apis/orders/apiInformation.json': JSON.stringify({
    properties: {
      displayName: 'Orders',
      path: 'orders',
      protocols: ['https'],
      subscriptionRequired: true,
      subscriptionKeyParameterNames: { header: key, query: 'subscription-key' },
    },
  }),
  'apimartifacts/apis/orders/specification.yaml': [
    'openapi: 3.0.1',
    'info:',
    '  title: Orders',
    "  version: '1.0'",
    'paths:',
    '  /orders:',
    '    get:',
    '      operationId: list-orders',
    "      responses: { '200': { description: OK } }",
    '',
  ].join('\n'),
};
const enabled: Readonly<Record<string, string>> = { ...before, [globalPath]: policy(portalCors) };

/** What Microsoft's pages leave open and this story settles: those gateways ended what no <cors> listed, and `*` listed pages from files. */
const assume = { 'terminate-unmatched-default': 'true', 'null-under-wildcard': 'yes' };
const assumed = Object.entries(assume).flatMap(([name, value]) => ['--assume', `${name}=${value}`]);
const configuration = `assume:\n${Object.entries(assume)
  .map(([name, value]) => `  ${name}: '${value}'\n`)
  .join('')}`;

const pages = [
  { origin: 'https://localhost:4300', via: 'xhr' },
  { origin: 'null', via: 'fetch' },
] as const;

function callsTo(url: string): readonly PageCall[] {
  return pages.map(({ origin, via }) => ({ origin, via, url: `${url}/orders/orders?by=${via}`, headers: [[key, 'your-subscription-key']] }));
}

interface Explained {
  readonly verdict: string;
  readonly reason: { readonly code: string; readonly chromium: string } | null;
  readonly suggestion: {
    readonly edits: readonly { readonly path: string; readonly startLine: number; readonly endLine: number; readonly lines: readonly string[] }[];
  } | null;
}

/** What `explain` says of a message that is pasted from the console, and of the header that the script sets. */
function explain(folder: string, line: string): Explained {
  const args = ['--console', line, '--method', 'GET', '--header', `${key}:your-subscription-key`, '--format', 'json'];
  return JSON.parse(runCli(['explain', '--dir', folder, ...args]).stdout) as Explained;
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, { ...files, '.github/apim-cors.yml': configuration });
  return folder;
}

function message(kind: string, origin: string, url: string): string {
  return `Access to ${kind} at '${url}' from origin '${origin}' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.`;
}

function repairedBy({ suggestion }: Explained): Readonly<Record<string, string>> {
  const edits = suggestion?.edits ?? [];
  const texts = [...new Set(edits.map((edit) => edit.path))].map((path) => {
    const own = edits.filter((edit) => edit.path === path);
    return [path, applySuggestedEdits(enabled[path] ?? '', own)] as const;
  });
  return { ...enabled, ...Object.fromEntries(texts) };
}

const patience = 60_000;

live('Chromium', (browser) => {
  const ask = async (files: Readonly<Record<string, string>>): Promise<{ readonly url: string; readonly seen: readonly Seen[] }> => {
    const gateway = await startServe(files, assumed);
    const seen = await browser().call(callsTo(gateway.url));
    expect(await gateway.stop()).toBe(0);
    return { url: gateway.url, seen };
  };

  test(
    'it works before',
    async () => {
      expect((await ask(before)).seen.map(({ status }) => status)).toEqual([200, 200]);
    },
    patience,
  );

  test(
    'both messages are in the console after, explain gives them, and what it suggests lets both pages in again',
    async () => {
      const { url, seen } = await ask(enabled);
      const calls = callsTo(url);
      const messages = (kinds: readonly string[]): readonly string[] =>
        calls.map((call, index) => message(kinds[index] ?? '', call.origin, call.url));
      expect(seen.map(({ console: [line] }) => line)).toEqual(messages(['XMLHttpRequest', 'fetch']));

      const folder = folderOf(enabled);
      const lines = seen.map(({ console: [line = ''] }) => line);
      const explained = lines.map((line) => explain(folder, line));
      expect(explained.map(({ verdict, reason }) => [verdict, reason?.code, reason?.chromium])).toEqual(
        seen.map(({ code }, index) => ['blocked', code, lines[index]]),
      );

      const repaired = explained[0] === undefined ? enabled : repairedBy(explained[0]);
      expect(repaired).not.toEqual(enabled);
      const again = await ask(repaired);
      expect(again.seen.map(({ status }) => status)).toEqual([200, 200]);
      // Of the repaired policies no message was seen: they are asked about the requests alone.
      const anew = pages.map(({ origin, via }) => {
        const args = ['--origin', origin, '--url', `/orders/orders?by=${via}`, '--method', 'GET', '--header', `${key}:your-subscription-key`];
        return (JSON.parse(runCli(['explain', '--dir', folderOf(repaired), ...args, '--format', 'json']).stdout) as Explained).verdict;
      });
      expect(anew).toEqual(['allowed', 'allowed']);
    },
    patience,
  );
});
