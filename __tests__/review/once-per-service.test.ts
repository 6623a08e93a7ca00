import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, policy, product, repository } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };
const scan = (files: Files, settings = defaultSettings): Promise<Review> => scanTree(memoryTree(repository(files)), { ...options, settings });
const app = {
  origins: ['https://app.contoso.com'],
  exposed: ['*'],
  maxAge: 86_400,
  attributes: ' allow-credentials="true" terminate-unmatched-request="false"',
};
const told = ({ findings }: Review, rule: string): readonly string[] => findings.filter((one) => one.rule === rule).map(messageOf);
const put = operationPath.replace('get-order', 'put-order');

test('what is true of every element alike is one line for a service, with its places', async () => {
  const files = { [globalPath]: policy(cors(app)), [apiPath]: policy(cors(app)), [operationPath]: policy(cors(app)), [put]: policy(cors(app)) };
  const made = await scan(files, { ...defaultSettings, profile: 'strict' });
  for (const rule of ['expose-wildcard-with-credentials', 'max-age-capped']) {
    const [message, ...others] = told(made, rule);
    expect(others).toEqual([]);
    expect(message).toMatch(
      /The same is true at apimartifacts\/apis\/orders\/operations\/put-order\/policy\.xml:\d+, apimartifacts\/apis\/orders\/policy\.xml:\d+ and apimartifacts\/policy\.xml:\d+\.$/,
    );
  }
});

test('what is new stands apart from what base has too', async () => {
  const before = { [globalPath]: policy(cors(app)) };
  const made = await reviewTrees(
    memoryTree(repository(before), 'base'),
    memoryTree(repository({ ...before, [apiPath]: policy(cors(app)), [operationPath]: policy(cors(app)) }), 'head'),
    options,
  );
  const found = made.findings.filter(({ rule }) => rule === 'max-age-capped');
  expect(found.map(({ status, path, elsewhere }) => [status, path, elsewhere.map((one) => one.path)])).toEqual([
    ['new', operationPath, [apiPath]],
    ['existing', globalPath, []],
  ]);
});

const portal = 'https://contoso.developer.azure-api.net';
const enabled = { origins: [portal], exposed: ['*'], maxAge: 300, attributes: ' allow-credentials="true"' };
const limits = ['<rate-limit calls="5" renewal-period="60" />', '<quota calls="100" renewal-period="604800" />', '<base />'];

test.each<[fact: string, files: Files]>([
  ['"Enable CORS" of the developer portal', { [globalPath]: policy(cors(enabled)) }],
  [
    '"Enable CORS" with the attribute that newer services write',
    { [globalPath]: policy(cors({ ...enabled, attributes: `${enabled.attributes} terminate-unmatched-request="false"` })) },
  ],
  ['"Enable CORS" with an app added to its origins', { [globalPath]: policy(cors({ ...enabled, origins: [portal, 'https://app.contoso.com'] })) }],
  [
    '"Enable CORS" copied into an API, with the portal as a named value',
    { [apiPath]: policy(cors({ ...enabled, origins: ['https://{{Portal}}', 'https://app.contoso.com'] })) },
  ],
  ['the product "Starter"', { [globalPath]: policy(cors(enabled)), ...product(policy(limits)) }],
])('what Azure itself writes is no finding: %s', async (_, files) => {
  expect((await scan(files)).findings.map(({ rule }) => rule).filter((rule) => rule !== 'unresolved-origin')).toEqual([]);
});

test.each<[fact: string, files: Files, expected: readonly string[]]>([
  [
    'the product "Starter" with a check of its own',
    { [globalPath]: policy(cors(enabled)), ...product(policy(['<check-header name="X-Tenant" />', ...limits])) },
    ['policy-before-cors'],
  ],
  [
    'another product with the same limits',
    {
      [globalPath]: policy(cors(enabled)),
      ...Object.fromEntries(Object.entries(product(policy(limits))).map(([path, text]) => [path.replace('starter', 'gold'), text])),
    },
    ['policy-before-cors'],
  ],
  [
    'the shape of "Enable CORS" without the portal',
    { [globalPath]: policy(cors({ ...enabled, origins: ['https://a.contoso.com', 'https://b.contoso.com'] })) },
    ['credentials-not-needed', 'wildcard-headers', 'wildcard-methods'],
  ],
])('what somebody wrote is: %s', async (_, files, expected) => {
  expect([...new Set((await scan(files)).findings.map(({ rule }) => rule))].sort()).toEqual(expected);
});

const bare = (origin: string, more = ''): string[] => cors({ origins: [origin], attributes: more });
test.each<[fact: string, files: Files, expected: readonly string[]]>([
  ['nobody’s access depends on it', { [globalPath]: policy(bare('https://a.contoso.com')), [apiPath]: policy(['<base />']) }, []],
  ['it is the last <cors>', { [apiPath]: policy(bare('https://a.contoso.com')) }, []],
  [
    'the first of several in a row, which is asked first',
    {
      [globalPath]: policy(bare('https://a.contoso.com')),
      [apiPath]: policy(['<base />', ...bare('https://b.contoso.com')]),
      [operationPath]: policy(['<base />', ...bare('https://c.contoso.com')]),
      [put]: policy(['<base />', ...bare('https://d.contoso.com')]),
    },
    [globalPath],
  ],
  [
    'the second, where the first has it written out',
    {
      [globalPath]: policy(bare('https://a.contoso.com', ' terminate-unmatched-request="false"')),
      [apiPath]: policy(['<base />', ...bare('https://b.contoso.com')]),
      [operationPath]: policy(['<base />', ...bare('https://c.contoso.com')]),
    },
    [apiPath],
  ],
])('terminate-unmatched-implicit is told where it decides: %s', async (_, files, expected) => {
  const { findings } = await scan(files);
  const found = findings.filter(({ rule }) => rule === 'terminate-unmatched-implicit');
  expect(found.map(({ severity, path }) => [severity, path])).toEqual(expected.map((path) => ['warning', path]));
});
