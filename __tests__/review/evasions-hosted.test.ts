import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files, type Host, type Kept } from './hosts.js';
import { doubtful, open, openingTexts, own } from './opening-texts.js';

/** What opens an API is told in every layout, however its policy is written and wherever it is kept. */

interface Said {
  readonly verdict: string;
  readonly said: readonly string[];
  readonly summary: string;
  readonly proven: boolean;
}

async function review(base: Files, head: Files, yaml: string): Promise<Said> {
  const settings = parseSettings(yaml, '.github/apim-cors.yml');
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings, today: '2026-01-01' });
  const said = made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`);
  return { verdict: made.conclusion, said, summary: jobSummary(made), proven: made.provenUnchanged };
}

const nothing = 'Nothing changes for anybody';
/** What is said at least: the check fails, something is a warning, or something is said. */
type Least = 'fails' | 'warns' | 'says';

function expectCaught({ verdict, said, summary, proven }: Said, least: Least): void {
  const isCaught = { fails: verdict === 'fail', warns: said.some((one) => !one.startsWith('info')), says: said.length > 0 }[least];
  expect({ isCaught, said, proven, hides: summary.includes(nothing) }).toEqual({ isCaught: true, said, proven: false, hides: false });
}

const plain = policy(['<base />']);
const before: Kept = { global: plain, api: own, operation: plain };

describe.each(hosts.map((host) => [host.name, host] as const))('%s', (_, host: Host) => {
  test('a comment more changes nothing', async () => {
    const more = { ...before, api: own.replace('<inbound>', '<inbound><!-- as it was -->') };
    const { verdict, said, summary } = await review(host.files(before), host.files(more), host.yaml);
    expect({ verdict, said, summary }).toEqual({ verdict: 'pass', said: [], summary: expect.stringContaining(nothing) as string });
  });

  test.each(openingTexts)('%s', async (fact, text) => {
    const base = host.files(before);
    expectCaught(await review(base, host.files({ ...before, api: text }), host.yaml), doubtful.test(fact) ? 'warns' : 'fails');
  });
});

const creds = { attributes: ' allow-credentials="true"' };
const app = 'https://app.contoso.com';
/** One website more: no rule has anything against it, and only the difference tells. */
const wider = policy(cors({ origins: [app, 'https://evil.example.net'], ...creds }));
type Change = readonly [base: Files, head: Files];

/** The API opened, and more said of it. */
const opened = (host: Host, more: Partial<Kept>, api = open): Change => [host.files(before), host.files({ ...before, api, ...more })];

/** What else a change may do, so that nobody looks at the policy. null: the layout has nothing of the kind. */
const kinds: readonly (readonly [fact: string, change: (host: Host, text: string) => Change | null])[] = [
  ['nothing', (host, text) => opened(host, {}, text)],
  ['the API has another id', (host, text) => opened(host, { ids: { api: 'orders-next' } }, text)],
  ['the API’s id is in upper case', (host, text) => opened(host, { ids: { api: 'ORDERS' } }, text)],
  ['the operation has another id', (host, text) => opened(host, { ids: { operation: 'read' } }, text)],
  ['API and operation have other ids', (host, text) => opened(host, { ids: { api: 'o2', operation: 'read' } }, text)],
  ['the API’s path is in upper case', (host, text) => opened(host, { ids: { path: 'Orders' } }, text)],
  ['the API has another path', (host, text) => opened(host, { ids: { path: 'other' } }, text)],
  ['the API has another id and path', (host, text) => opened(host, { ids: { api: 'other', path: 'other' } }, text)],
  ['the operation has another URL', (host, text) => opened(host, { ids: { url: '/x' } }, text)],
  ['a parameter of the URL has another name', (host, text) => opened(host, { ids: { url: '/{key}', operation: 'read' } }, text)],
  ['all of it is in another folder', (host, text) => opened(host, { root: 'moved' }, text)],
  ['all of it is in another folder, and has other ids', (host, text) => opened(host, { root: 'moved', ids: { api: 'o2', operation: 'read' } }, text)],
  [
    'a copy as it was is in another folder',
    (host, text) => [host.files(before), { ...host.files({ ...before, root: 'copy' }), ...host.files({ ...before, api: text }) }],
  ],
  [
    'the operation opens, and has another id',
    (host, text) => [host.files(before), host.files({ ...before, operation: text, ids: { operation: 'read' } })],
  ],
  [
    'the global policy opens, and the API inherits',
    (host, text) => [host.files({ ...before, api: plain }), host.files({ ...before, api: plain, global: text })],
  ],
  [
    'the policy of the API is inherited from the global one',
    (host, text) => [host.files({ ...before, global: text }), host.files({ ...before, global: text, api: plain })],
  ],
  [
    'the API’s policy moves to its operation',
    (host, text) => [host.files({ ...before, api: plain, operation: own }), host.files({ ...before, api: text, operation: plain })],
  ],
];

const texts = [
  ['every website', open, 'fails'],
  ['one website more', wider, 'says'],
] as const;

/** What a list holds besides texts: nobody knows what it lets in. */
const entries: readonly (readonly [fact: string, api: string])[] = [
  ['an origin in an origin', own.replace('<origin>', '<origin><origin>https://evil.example.net</origin>')],
  ['an element in an origin', own.replace('<origin>', '<origin><value>https://evil.example.net</value>')],
  ['an attribute of an origin', own.replace('<origin>', '<origin value="https://evil.example.net">')],
  ['a method in a method', own.replace('<method>', '<method><method>PUT</method>')],
  ['an attribute of a header', own.replace('<header>', '<header name="x-a">')],
];

describe.each(hosts.map((host) => [host.name, host] as const))('%s: an entry is a text alone', (_, host: Host) => {
  test.each(entries)('%s', async (_fact, api) => {
    expect(api).not.toBe(own);
    const { verdict, said } = await review(host.files(before), host.files({ ...before, api }), host.yaml);
    expect([verdict, said]).toEqual(['fail', expect.arrayContaining(['error refused-at-save'])]);
  });
});

describe.each(hosts.map((host) => [host.name, host] as const))('%s: who an API lets in is told though', (_, host: Host) => {
  test.each(kinds.flatMap(([fact, change]) => texts.map(([who, text, least]) => [fact, who, change, text, least] as const)))(
    '%s: %s',
    async (_fact, _who, change, text, least) => {
      const made = change(host, text);
      if (made === null) return;
      const [base, head] = made;
      expectCaught(await review(base, head, host.yaml), least);
    },
  );
});
