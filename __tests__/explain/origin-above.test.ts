import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { applyLineEdits } from '../../src/text/edit.js';
import { memoryTree } from '../memory-tree.js';

/** The request's Origin is written above a `<cors>`: the `<cors>` goes above that, with whatever else brings one behind it. */

type Files = Readonly<Record<string, string>>;

const app = 'https://app.contoso.com';
const own = cors({ origins: [app], attributes: ' terminate-unmatched-request="true"' });
const set = (value: string): string[] => ['<set-header name="Origin" exists-action="override">', `  <value>${value}</value>`, '</set-header>'];
const deleted = ['<set-header name="Origin" exists-action="delete" />'];
const whenDev = [
  '<choose>',
  '  <when condition="@(context.Request.Headers.ContainsKey(&quot;X-Dev&quot;))">',
  ...deleted.map((line) => `    ${line}`),
  '  </when>',
  '</choose>',
];

function ask(files: Files): Promise<Explanation> {
  const request = { origin: app, method: 'GET', headers: [], credentials: 'omit' } as const;
  const destination = { kind: 'name', workspace: null, api: 'orders', operation: null } as const;
  return explainRequest(memoryTree(files), { request, destination, product: null, key: 'header' }, defaultSettings, null);
}

const portal = policy(cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: ' terminate-unmatched-request="false"' }));

test.each<[string, string, Files]>([
  ['another origin', apiPath, { [apiPath]: policy([...set('https://other.contoso.com'), ...own]) }],
  ['deleted, and a global <cors> comes behind', apiPath, { [globalPath]: portal, [apiPath]: policy([...deleted, ...own, '<base />']) }],
  ['under a condition', apiPath, { [globalPath]: portal, [apiPath]: policy([...whenDev, ...own, '<base />']) }],
  ['above <base /> alone', apiPath, { [globalPath]: policy(own), [apiPath]: policy([...deleted, '<base />']) }],
  ['at the operation', operationPath, { [globalPath]: portal, [operationPath]: policy([...set('https://x.example'), ...own, '<base />']) }],
])('%s', async (_, path, files) => {
  const before = repository(files);
  const { verdict, suggestion } = await ask(before);
  expect(verdict).toBe('unknown');
  expect(suggestion?.edits.map((edit) => edit.path)).toEqual(suggestion?.edits.map(() => path));
  const text = applyLineEdits(before[path] ?? '', suggestion?.edits ?? []);
  // Nothing is taken away: what was written into the request still is.
  expect(text.split('\n')).toEqual(expect.arrayContaining((before[path] ?? '').split('\n')));
  expect(text.lastIndexOf('<cors')).toBeLessThan(text.search(/name="Origin"/));
  const after = await ask({ ...before, [path]: text });
  expect([after.verdict, after.outcomes.filter((one) => one.verdict !== 'allowed')]).toEqual(['allowed', []]);
});
