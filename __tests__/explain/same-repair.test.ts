import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  operationPath,
  ordersSpecification,
  policy,
  product,
  repository,
} from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { explanationReport } from '../../src/report/explanation-text.js';
import { effectOf, titleOf } from '../report/said.js';

/** `explain` offers what `scan` offers, whichever header is asked for, and nothing that opens more than was asked. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';

function ask(files: Files, request: Partial<ExplainRequest['request']> = {}, more: Partial<ExplainRequest> = {}): Promise<Explanation> {
  return explainRequest(
    memoryTree(files),
    {
      request: { origin: app, method: 'GET', headers: [], credentials: 'omit', ...request },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key: null,
      ...more,
    },
    defaultSettings,
    null,
  );
}

const header = (name: string) => ({ name, value: null });
const title = ({ suggestion }: Explanation): string => (suggestion === null ? 'none' : titleOf(suggestion));

async function scanned(files: Files, rule: string): Promise<string> {
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-06-15' });
  const [first] = findings.find((one) => one.rule === rule)?.suggestions ?? [];
  return first === undefined ? 'none' : titleOf(first);
}

const generated = cors({ origins: [portal], attributes: ' allow-credentials="true"' });
const own = cors({
  origins: [app],
  methods: ['GET', 'POST'],
  headers: ['content-type', 'x-requested-with'],
  attributes: ' allow-credentials="true"',
});
const verbs = ordersSpecification(['get', 'post']);
/** A second API, which nobody asked to open. */
const second: Files = Object.fromEntries(
  Object.entries({ ...repository({ [apiPath]: policy(['<base />']) }), ...verbs }).map(([path, text]) => [
    path.replace('/orders/', '/stock/'),
    text.replaceAll('Orders', 'Stock').replaceAll('"orders"', '"stock"'),
  ]),
);

const shadows: readonly (readonly [string, Files])[] = [
  ['the portal’s own <cors> above the API’s', repository({ ...verbs, [globalPath]: policy(generated), [apiPath]: policy(['<base />', ...own]) })],
  [
    'the API’s above the operation’s',
    repository({ ...verbs, [apiPath]: policy(['<base />', ...generated]), [operationPath]: policy(['<base />', ...own]) }),
  ],
  [
    'in a service with other APIs, the attribute written',
    {
      ...second,
      ...repository({
        ...verbs,
        [globalPath]: policy(cors({ origins: [portal], attributes: ' allow-credentials="true" terminate-unmatched-request="true"' })),
        [apiPath]: policy(['<base />', ...own]),
      }),
    },
  ],
];

describe.each(shadows)('an inherited <cors> comes first: %s', (_, files) => {
  test.each<[string, Partial<ExplainRequest['request']>]>([
    ['no header', {}],
    ['a listed header', { headers: [header('content-type')] }],
    ['another one', { headers: [header('x-requested-with')] }],
    ['both', { headers: [header('X-Requested-With'), header('content-type')] }],
    ['with credentials', { credentials: 'include' }],
  ])('%s', async (_request, request) => {
    const explanation = await ask(files, request);
    expect(explanation.verdict).toBe('blocked');
    expect(title(explanation)).toBe(`Move <cors> above <base />, and list ${portal} in it too`);
    expect(title(explanation)).toBe(await scanned(files, 'inherited-cors-decides'));
    // In JSON they have the shape that those of a cause have, the best first.
    const { repairs, suggestion } = explanationReport(explanation);
    expect(repairs.map((repair) => Object.keys(repair))).toEqual(
      repairs.map(() => ['title', 'edits', 'effect', 'keepsInheritedPolicies', 'certainty', 'safe']),
    );
    const { safe, ...first } = repairs[0] ?? { safe: null };
    expect([safe, first]).toEqual([explanation.suggestion?.isSafe, suggestion]);
    expect(new Set(repairs.map(({ edits }) => JSON.stringify(edits))).size).toBe(repairs.length);
  });

  test('a header that is listed nowhere is added on top of the same repair', async () => {
    const explanation = await ask(files, { headers: [header('x-b3-traceid')] });
    expect(title(explanation)).toContain(`Move <cors> above <base />, and list ${portal} in it too; then: Allow x-b3-traceid`);
    expect(explanation.suggestion?.edits.map((one) => one.path)).not.toContain(globalPath);
  });
});

describe('a <cors> in a fragment, and no key', () => {
  const inFragment = (lines: readonly string[]): string => ['<fragment>', ...lines, '</fragment>'].join('\n');
  const include = '<include-fragment fragment-id="browsers" />';
  test.each<[string, Files]>([
    ['included at the API', { [apiPath]: policy(['<base />', include]) }],
    ['above <base />', { [apiPath]: policy([include, '<base />']) }],
    ['in the global policy', { [globalPath]: policy([include]), [apiPath]: policy(['<base />']) }],
  ])('%s', async (_, files) => {
    const all = repository({ ...files, [fragmentPath]: inFragment(cors({ origins: [app], attributes: ' allow-credentials="true"' })) });
    for (const headers of [[], [header('x-a')]]) {
      const explanation = await ask(all, { headers }, { key: 'none' });
      expect([explanation.verdict, explanation.actual.status]).toEqual(['blocked', 401]);
      expect(title(explanation)).toBe(await scanned(all, 'cors-in-fragment'));
      expect(title(explanation)).toContain('Write <cors> into the policy that includes the fragment');
    }
    // With a key it is allowed, and nothing is to be repaired.
    const keyed = await ask(all, {}, { key: 'header' });
    expect([keyed.verdict, keyed.suggestion]).toEqual(['allowed', null]);
  });
});

describe('an origin that is refused at save is taken out by every repair, and the one asked for listed', () => {
  test.each<[string, Files]>([
    ['at the API', { [apiPath]: policy(['<base />', ...cors({ origins: ['https://*.contoso.com'] })]) }],
    ['at the global scope, beside others', { [globalPath]: policy(cors({ origins: [portal, 'https://*.contoso.com', 'https://*.fabrikam.com'] })) }],
    ['http, with a port, in an open product', product(policy(cors({ origins: ['http://*.contoso.com:8080', portal] })), false)],
  ])('%s', async (_, files) => {
    for (const request of [{}, { method: 'PUT' }, { headers: [header('x-a')] }, { credentials: 'include' as const }]) {
      const { verdict, suggestion } = await ask(repository(files), request);
      expect(verdict).toBe('unknown');
      const kept = (suggestion?.patch ?? '').split('\n').filter((line) => !line.startsWith('-'));
      expect(kept.join('\n')).toContain(`<origin>${app}</origin>`);
      expect(kept.join('\n')).not.toContain('*.');
    }
  });

  test.each<[string, readonly string[], string]>([
    ['what stands beside it stays', ['https://*.contoso.com', app], 'Take this origin out'],
    ['last in the list', [app, portal, 'https://*.contoso.com'], 'Take this origin out'],
    ['a pattern', ['https://app[12].contoso.com', app], 'Take this origin out'],
    ['it stands alone: nobody knows what was meant', ['https://*.contoso.com'], 'none'],
  ])('scan: %s', async (_, origins, expected) => {
    const files = repository({ [apiPath]: policy(cors({ origins, attributes: '' })) });
    expect(await scanned(files, 'invalid-origin')).toBe(expected);
    const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-06-15' });
    for (const { edits } of findings.flatMap((one) => one.suggestions)) expect(edits.flatMap((one) => one.lines).join()).not.toMatch(/\*\.|\[12\]/);
  });
});

describe('no more is opened than was asked for', () => {
  test.each<[string, Files, string]>([
    [
      'the API alone, though the global policy could list the origin',
      { ...second, ...repository({ ...verbs, [globalPath]: policy(generated), [apiPath]: policy(['<base />']) }) },
      "Add a <cors> to the policy of API 'orders'",
    ],
    [
      'its own list, not the one above',
      {
        ...second,
        ...repository({
          ...verbs,
          [globalPath]: policy(cors({ origins: [portal] })),
          [apiPath]: policy(['<base />', ...cors({ origins: ['https://admin.contoso.com'] })]),
        }),
      },
      `Allow ${app} in the <cors> of the policy of API 'orders'`,
    ],
    [
      'without the credentials that the list above would give',
      repository({ ...verbs, [globalPath]: policy(generated), [apiPath]: policy(['<base />']) }),
      "Add a <cors> to the policy of API 'orders'",
    ],
  ])('%s', async (_, files, expected) => {
    const { suggestion } = await ask(files);
    expect(suggestion === null ? 'none' : titleOf(suggestion)).toBe(expected);
    expect(suggestion === null ? '' : effectOf(suggestion)).not.toContain('stock');
    expect(suggestion?.patch).not.toMatch(/^\+.*allow-credentials="true"/m);
  });
});

test('no repair keeps a name that is refused at save', async () => {
  const attributes = ' allow-credential="true" terminate-unmatched-request="true"';
  expect((await ask(repository({ [apiPath]: policy(cors({ origins: [portal], attributes })) }))).suggestion).toBeNull();
  // Without it there is one.
  expect((await ask(repository({ [apiPath]: policy(cors({ origins: [portal], attributes: '' })) }))).suggestion).not.toBeNull();
});
