import { parseSettings } from '../../src/config/settings.js';
import { withContractsOfMerge } from '../../src/contracts/contracts-of-merge.js';
import { withContracts } from '../../src/contracts/review-contracts.js';
import { cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewWithMerge } from '../../src/review/merge.js';
import { closedTrees } from '../closed-trees.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const path = '.github/apim-cors-contracts.yml';
const apiPath = 'apimartifacts/apis/orders/policy.xml';
const fragmentPath = 'apimartifacts/policy fragments/web/policy.xml';
const own = policy(cors({ origins: [app] }));
const open = policy(cors({ origins: ['*'] }));
const ending = ' terminate-unmatched-request="true"';
const closing = policy(cors({ origins: [app], attributes: ending }));
const above = policy([...cors({ origins: [app], attributes: ending }), '<base />']);
const inherits = policy(['<base />']);
const globalPath = 'apimartifacts/policy.xml';
const openToAll = { [globalPath]: policy(cors({ origins: ['*'], attributes: ending })) };
const promise = (name: string, origins: string): string => `contracts:\n  - name: ${name}\n    only: ${origins}\n    call: "*"\n`;
const only = { [path]: promise('nobody else', app) };
const fragment = (origin: string): Files => ({ [fragmentPath]: `<fragment>\n${cors({ origins: [origin] }).join('\n')}\n</fragment>\n` });
const includes = policy(['<include-fragment fragment-id="web" />']);

const service = (text: string, more: Files = {}): Files => ({
  ...repository({
    'apimartifacts/apis/orders/apiInformation.json': JSON.stringify({ properties: { path: 'orders', subscriptionRequired: false } }),
    'apimartifacts/apis/orders/operations/get/operationInformation.json': JSON.stringify({ properties: { method: 'GET', urlTemplate: '/' } }),
    [apiPath]: text,
  }),
  ...more,
});

/** Whether a <cors> that ends requests ends a POST of an origin that it does not list is an open point. */
const posts: Files = {
  ...only,
  'apimartifacts/apis/orders/operations/post/operationInformation.json': JSON.stringify({ properties: { method: 'POST', urlTemplate: '/' } }),
};

/** An API of the same service, with nothing of its own. */
const below: Files = {
  'apimartifacts/apis/bills/apiInformation.json': JSON.stringify({ properties: { path: 'bills', subscriptionRequired: false } }),
  'apimartifacts/apis/bills/operations/get/operationInformation.json': JSON.stringify({ properties: { method: 'GET', urlTemplate: '/' } }),
  'apimartifacts/apis/bills/policy.xml': inherits,
};

async function review(
  base: Files,
  head: Files,
  tip: Files,
): Promise<{ readonly verdict: string; readonly said: readonly string[]; readonly page: string; readonly rows: readonly string[] }> {
  const run = { settings: parseSettings('rules: { access-widened: info, wildcard-origin: info }', '.github/apim-cors.yml'), today: '2026-01-01' };
  const sides = { base: memoryTree(base, 'base'), head: memoryTree(head, 'head') };
  const { base: from, head: now } = closedTrees(base, tip);
  const branch = { from, tip: now };
  const plain = await withContracts(await reviewWithMerge(sides, () => Promise.resolve(branch), run), sides, run);
  const made = await withContractsOfMerge(plain, sides, branch, run);
  const said = made.findings.flatMap(({ rule, status, isOfMerge }) =>
    rule.startsWith('contract') ? [`${status} ${rule}${isOfMerge === true ? ' of the merge' : ''}`] : [],
  );
  const rows = (made.contracts ?? []).map(
    ({ name, environment, before, result }) => `${name} in ${environment ?? 'all'}: ${before ?? 'new'} -> ${result}`,
  );
  return { verdict: made.conclusion, said, page: jobSummary(made), rows };
}

test.each<[fact: string, base: Files, head: Files, tip: Files]>([
  ['the branch has made it since, in its first file', service(own), service(open), service(own, only)],
  [
    'the branch has made it since, beside others',
    service(own, { [path]: promise('a', app) }),
    service(own, { [path]: promise('a', app), ...fragment('*'), [apiPath]: includes }),
    service(own, { [path]: `${promise('a', app)}${promise('b', app).replace('contracts:\n', '')}` }),
  ],
  [
    'the branch opens what the change includes',
    service(own, { ...only, ...fragment(app) }),
    service(includes, { ...only, ...fragment(app) }),
    service(own, { ...only, ...fragment('*') }),
  ],
])('a promise that the merge breaks fails the check: %s', async (_fact, base, head, tip) => {
  const { verdict, said, page } = await review(base, head, tip);
  expect(verdict).toBe('fail');
  expect(said).toContain('new contract-broken of the merge');
  expect(page).toContain('Once merged with the base as it is now');
});

test.each<[fact: string, base: Files, head: Files, tip: Files, rows: readonly string[]]>([
  [
    'the branch opens the global policy, and the change adds an API below it',
    service(above, posts),
    service(above, { ...posts, ...below }),
    service(above, { ...posts, ...openToAll }),
    ['nobody else in all: undecided -> broken'],
  ],
  [
    'the branch opens the global policy, and the change takes the API\u2019s own away',
    service(above, posts),
    service(inherits, posts),
    service(above, { ...posts, ...openToAll }),
    ['nobody else in all: undecided -> broken'],
  ],
  [
    'both together alone break it',
    service(closing, only),
    service(inherits, only),
    service(closing, { ...only, ...openToAll }),
    ['nobody else in all: kept -> broken'],
  ],
])('a clause has one row, with what the merge makes of it: %s', async (_fact, base, head, tip, expected) => {
  const { verdict, said, page, rows } = await review(base, head, tip);
  expect([rows, verdict, said]).toEqual([expected, 'fail', ['new contract-broken of the merge']]);
  expect(page).toContain('1 broken');
});

test('a file that the merge makes unreadable is told', async () => {
  const [one, other] = [`${promise('a', app)}\n\n\n\n\n`, promise('a', app)];
  const { verdict, said } = await review(
    service(own, { [path]: one }),
    service(open, { [path]: one }),
    service(own, { [path]: `${other}\n\n\n\n  nonsense: [\n` }),
  );
  expect([verdict, said.length > 0]).toEqual(['fail', true]);
});

test.each<[fact: string, base: Files, head: Files, tip: Files, said: readonly string[]]>([
  [
    'head breaks it by itself',
    service(own, only),
    service(open, only),
    service(own, { ...only, [fragmentPath]: '<fragment />' }),
    ['new contract-broken'],
  ],
  [
    'it is as undecided on the branch',
    service(above, posts),
    service(policy(['<trace source="a" />', ...cors({ origins: [app], attributes: ending }), '<base />']), posts),
    service(above, { ...posts, ...openToAll }),
    [],
  ],
  ['the branch breaks it by itself', service(own, only), service(own, { ...only, [fragmentPath]: '<fragment />' }), service(open, only), []],
  ['the merge keeps it', service(own), service(policy(['<trace source="a" />', ...cors({ origins: [app] })])), service(own, only), []],
])('nothing is added: %s', async (_fact, base, head, tip, expected) => {
  expect((await review(base, head, tip)).said).toEqual(expected);
});
