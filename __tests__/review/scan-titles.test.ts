import { defaultSettings } from '../../src/config/settings.js';
import {
  apiPath,
  cors,
  globalPath,
  headerVersioned,
  operationPath,
  ordersSpecification,
  policy,
  product,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { harmRows } from '../../src/report/harm-table.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const [one, two] = ['https://app.contoso.com', 'https://www.contoso.com'];
const portal = 'https://contoso.developer.azure-api.net';
const ending = (origins: readonly string[], attributes = ' terminate-unmatched-request="true"'): string => policy(cors({ origins, attributes }));
const below = (origins: readonly string[]): string => policy(['<base />', ...cors({ origins })]);

test.each<[string, Files, string]>([
  ['the inherited <cors> ends it', { [globalPath]: ending([portal]), [apiPath]: below([one]) }, `${one} cannot call orders`],
  // Names for tests and examples (RFC 6761) are nobody's; inner names are a network's.
  [
    'a name for examples',
    { [apiPath]: policy(cors({ origins: ['https://evil.example'] })) },
    'https://evil.example (a reserved name) may call orders',
  ],
  ['a name of a network', { [apiPath]: policy(cors({ origins: ['https://wiki.corp'] })) }, 'https://wiki.corp of a private network may call orders'],
  ['as it does by the leaning', { [globalPath]: ending([portal], ''), [apiPath]: below([one]) }, `${one} cannot call orders`],
  ['two of them', { [globalPath]: ending([portal]), [apiPath]: below([one, two]) }, '2 web apps cannot call orders'],
  ['at one operation', { [globalPath]: ending([portal]), [operationPath]: below([one]) }, `${one} cannot call orders (get-order)`],
  [
    'the inherited <cors> grants less',
    { [globalPath]: policy(cors({ origins: [one], methods: ['GET'], attributes: ' terminate-unmatched-request="true"' })), [apiPath]: below([one]) },
    `${one} gets less on orders (put-order)`,
  ],
  [
    'under another reading',
    { [globalPath]: ending([portal], ' terminate-unmatched-request="false"'), [apiPath]: below([one]) },
    `${one} may be unable to call orders`,
  ],
  ['the broader <cors> is not inherited', { [globalPath]: ending([one]), [apiPath]: policy(cors({ origins: [two] })) }, `${one} cannot call orders`],
  [
    'a product’s <cors>, and a key in a header',
    { ...product(policy(cors({ origins: [one] }))), [apiPath]: policy(['<base />']) },
    `${one} cannot call orders`,
  ],
  ['a version in a header', { ...headerVersioned(), [apiPath]: policy(cors({ origins: [one] })) }, `${one} cannot call orders`],
  [
    'an operation takes OPTIONS',
    { ...ordersSpecification(['get', 'put', 'options']), [apiPath]: policy(cors({ origins: [one] })) },
    `${one} gets less on orders`,
  ],
  ['the null origin is listed', { [apiPath]: policy(cors({ origins: [one, 'null'] })) }, 'the origin null may call orders'],
  ['every origin is', { [operationPath]: policy(cors({ origins: ['*'] })) }, 'any other website may call orders (get-order)'],
  [
    'every origin is answered with itself',
    {
      [apiPath]: policy(
        ['<base />'],
        rest(
          within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [
            '<value>@(context.Request.Headers.GetValueOrDefault("Origin", ""))</value>',
          ]),
        ),
      ),
    },
    'any other website may read orders',
  ],
])('the worst cause of a scan names its victim: %s', async (_, files, title) => {
  const review = await scanTree(memoryTree(repository(files)), { settings: defaultSettings, today: '2026-01-01' });
  const causes = rootCauses(review);
  expect(causes.map(causeTitle)).toContain(title);
  // The table beside the title is as sure as the title, and no surer.
  for (const words of ['cannot call', 'may be unable to call', 'gets less', 'may get less'])
    expect(harmRows(review, causes).some(({ mark }) => mark.endsWith(words))).toBe(causes.some((cause) => causeTitle(cause).includes(` ${words} `)));
});
