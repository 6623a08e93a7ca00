import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { explanationReport, explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { apiPath, cors, globalPath, headerVersioned, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';

function ask(
  files: Files,
  origin: string,
  method: string,
  options: { readonly mode?: 'navigate'; readonly assume?: readonly [string, string] } = {},
): Promise<Explanation> {
  const assume = new Map(options.assume === undefined ? [] : [options.assume]);
  return explainRequest(
    memoryTree(repository(files)),
    {
      request: { origin, method, headers: [], credentials: 'same-origin' },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key: null,
      ...(options.mode === undefined ? {} : { mode: options.mode }),
    },
    { ...defaultSettings, assume },
    null,
  );
}

const posts = ordersSpecification(['post']);
const textOf = (one: Explanation): string => explanationText(one, unpainted);

test.each<[what: string, attributes: string]>([
  ['where the attribute is true', ' terminate-unmatched-request="true"'],
  ['where it is true by default', ''],
])('where it ends GET and HEAD only, a <cors> is not said to end a POST: %s', async (_, attributes) => {
  const files = {
    ...posts,
    [globalPath]: policy(cors({ origins: [app], attributes })),
    [apiPath]: policy([...cors({ origins: [app], attributes }), '<base />']),
  };
  const text = textOf(await ask(files, 'https://idp.example', 'POST', { mode: 'navigate', assume: ['unmatched-other-methods', 'goes-on'] }));
  expect(text).toContain('terminate-unmatched-request ends GET and HEAD requests only, and passes this one on');
  if (attributes !== '') expect(text).not.toContain('ends the request with an empty 200');
});

test('a GET is ended all the same', async () => {
  const files = { [apiPath]: policy(cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' })) };
  const text = textOf(await ask(files, 'https://idp.example', 'GET', { assume: ['unmatched-other-methods', 'goes-on'] }));
  expect(text).toContain('ends the request with an empty 200');
  expect(text).not.toContain('passes this one on');
});

test.each(['PUT', 'DELETE'])('no outcome of a %s is told twice, where an origin is not decided by the repository', async (method) => {
  const files = {
    ...ordersSpecification([method.toLowerCase()]),
    [apiPath]: policy([...cors({ origins: ['{{shop}}'], attributes: '' }), '<base />']),
  };
  const { outcomes } = explanationReport(await ask(files, app, method));
  const said = outcomes.map(({ when, verdict, status }) => JSON.stringify([when, verdict, status]));
  expect(new Set(said).size).toBe(said.length);
});

test.each([
  ['not-found', /answers a preflight without it with 404, whatever the policies list/],
  ['global-answers', /only the global one can answer/],
])('the advice for a version in a header follows what is known of such preflights: %s', async (reading, expected) => {
  const files = { ...headerVersioned(), [apiPath]: policy([...cors({ origins: [app] }), '<base />']) };
  expect(textOf(await ask(files, app, 'PUT', { assume: ['versionless-preflight', reading] }))).toMatch(expected);
});
