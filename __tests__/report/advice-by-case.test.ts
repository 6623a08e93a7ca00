import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, ordersApi, policy, repository } from '../../src/layouts/apiops/example.js';
import { whereWords } from '../../src/report/repair-table.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { findingAdvice } from '../../src/report/wording.js';
import type { Review } from '../../src/review/review.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const own = policy([...cors({ origins: [app] })]);
const keyed = (subscriptionRequired: boolean, header?: string): Files =>
  repository({
    [apiPath]: own,
    ...ordersApi({ subscriptionRequired, ...(header === undefined ? {} : { subscriptionKeyParameterNames: { header, query: 'k' } }) }),
  });
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-11-30' });

test.each<[string, Files, Files, string, string]>([
  [
    'a key is needed now',
    keyed(false),
    keyed(true),
    'subscription-key-changed',
    'Have the web apps send a key, in Ocp-Apim-Subscription-Key or in the URL, before it is needed.',
  ],
  [
    'none is needed any more',
    keyed(true),
    keyed(false),
    'subscription-key-changed',
    'Let something else than the key say who may call the API, unless it is to be open to everybody.',
  ],
  [
    'it has another name',
    keyed(true),
    keyed(true, 'X-Key'),
    'subscription-key-changed',
    'Have the web apps send the key under both names while the name changes.',
  ],
  [
    'a policy that is not well-formed',
    keyed(true),
    { ...keyed(true), [apiPath]: '<policies>' },
    'malformed-policy',
    'Fix the XML at the line shown.',
  ],
])('what to do is said for the case at hand: %s', async (_, base, head, rule, advice) => {
  const { findings } = await review(base, head);
  const told = findings.filter((one) => one.rule === rule).map((one) => wholePhrase(findingAdvice(one) ?? []));
  expect(told).toEqual([advice]);
});

test('a line that many APIs share is one place to repair', async () => {
  const code = (origins: readonly string[]): Files => {
    const names = Array.from({ length: 40 }, (_, at) => `a${at}`);
    const blocks = names.map(
      (name) =>
        `resource "azurerm_api_management_api" "${name}" {\n  name = "${name}"\n  path = "${name}"\n}\nresource "azurerm_api_management_api_policy" "${name}" {\n  api_name = "${name}"\n  xml_content = file("p.xml")\n}\n`,
    );
    return { 'main.tf': blocks.join(''), 'p.xml': policy(cors({ origins })) };
  };
  const cause = rootCauses(await review(code([app]), code([app, 'https://evil.example']))).find(({ repairs }) => repairs.length > 0);
  const [repair] = cause?.repairs ?? [];
  expect(cause?.findings.length).toBeGreaterThan(1);
  expect(cause === undefined || repair === undefined ? null : whereWords(cause, repair, 1)).toBe('');
});
