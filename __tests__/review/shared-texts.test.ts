import fc from 'fast-check';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { defaultSettings } from '../../src/config/settings.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { openRepository } from '../../src/layouts/repository.js';
import { PolicyDesk } from '../../src/review/policy-desk.js';
import type { Review, Suggestion } from '../../src/review/review.js';
import { scanTree } from '../../src/review/run.js';
import { resource, template } from '../layouts/arm/templates.js';
import { memoryTree } from '../memory-tree.js';

/** A text that several scopes share is repaired for all of them or for none, in each language that shares one, and a repair does no harm at any. */

type Files = Readonly<Record<string, string>>;

const ids = ['one', 'two', 'three'] as const;
const type = 'Microsoft.ApiManagement/service';
/** `above`: the global policy. */
interface Shared {
  readonly text: string;
  readonly above: string;
}

const terraform =
  (content: string, more: (text: string) => Files, before: (text: string) => string = () => '') =>
  ({ text, above }: Shared): Files => ({
    ...more(text),
    'global.xml': above,
    'main.tf': `${before(text)}resource "azurerm_api_management_policy" "g" {\n  api_management_id = "/subscriptions/s/resourceGroups/g/providers/${type}/contoso"\n  xml_content       = file("global.xml")\n}\n${ids
      .map(
        (id) =>
          `resource "azurerm_api_management_api" "${id}" {\n  name                = "${id}"\n  api_management_name = "contoso"\n  path                = "${id}"\n}\nresource "azurerm_api_management_api_operation" "${id}" {\n  operation_id        = "get"\n  api_name            = "${id}"\n  api_management_name = "contoso"\n  method              = "GET"\n  url_template        = "/"\n}\nresource "azurerm_api_management_api_policy" "${id}" {\n  api_name            = "${id}"\n  api_management_name = "contoso"\n  xml_content         = ${content}\n}\n`,
      )
      .join('')}`,
  });

const bicep =
  (value: string, more: (text: string) => Files, before: (text: string) => string = () => '') =>
  ({ text, above }: Shared): Files => ({
    ...more(text),
    'global.xml': above,
    'main.bicep': `${before(text)}resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\nresource g '${type}/policies@2022-08-01' = {\n  parent: apim\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: loadTextContent('global.xml')\n  }\n}\n${ids
      .map(
        (id) =>
          `resource ${id} '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: '${id}'\n  properties: {\n    path: '${id}'\n  }\n  resource get 'operations' = {\n    name: 'get'\n    properties: {\n      method: 'GET'\n      urlTemplate: '/'\n    }\n  }\n}\nresource ${id}Policy '${type}/apis/policies@2022-08-01' = {\n  parent: ${id}\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: ${value}\n  }\n}\n`,
      )
      .join('')}`,
  });

const arm = ({ text, above }: Shared): Files => ({
  'main.json': template(
    [
      resource('policies', 'contoso/policy', { format: 'rawxml', value: above }),
      ...ids.flatMap((id) => [
        resource('apis', `contoso/${id}`, { path: id }),
        resource('apis/operations', `contoso/${id}/get`, { method: 'GET', urlTemplate: '/' }),
        resource('apis/policies', `contoso/${id}/policy`, { format: 'rawxml', value: "[variables('shared')]" }),
      ]),
    ],
    { variables: { shared: text } },
  ),
});

const none = (): Files => ({});
const file = (text: string): Files => ({ 'shared.xml': text });
const hosts: readonly (readonly [name: string, files: (shared: Shared) => Files])[] = [
  ['a file that Terraform reads', terraform('file("shared.xml")', file)],
  ['a template of Terraform', terraform('templatefile("shared.xml", {})', file)],
  ['a heredoc in a local value', terraform('local.shared', none, (text) => `locals {\n  shared = <<XML\n${text}XML\n}\n`)],
  ['a file that Bicep loads', bicep("loadTextContent('shared.xml')", file)],
  ['a variable of Bicep', bicep('shared', none, (text) => `var shared = '''\n${text}'''\n`)],
  ['a variable of an ARM template', arm],
];

const scan = (files: Files): Promise<Review> => scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
const errorsOf = ({ findings }: Review): readonly string[] =>
  findings
    .filter(({ severity }) => severity === 'error')
    .flatMap(({ rule, targets }) => targets.map(({ api, operations }) => `${rule} ${api ?? ''}/${operations.join()}`));

async function textsOf(files: Files): Promise<readonly (string | undefined)[]> {
  const tree = memoryTree(files);
  const [service] = await (await openRepository(tree, { scopes: [], environments: [] }, new PolicyCache())).loadAll();
  if (service === undefined) throw new Error('there is a service');
  const desk = new PolicyDesk(tree, new ServiceState(service, new Map()));
  return Promise.all(
    ids.map(async (id) => {
      const found = service.apis.find((api) => api.id === id)?.policy;
      return found?.ok === true ? (await desk.open(found.document.ref))?.text : undefined;
    }),
  );
}

function applied(files: Files, { edits }: Suggestion): Files {
  const after: Record<string, string> = { ...files };
  for (const { path, startLine, endLine, lines } of [...edits].sort((a, b) => b.startLine - a.startLine)) {
    const all = (after[path] ?? '').split('\n');
    all.splice(startLine - 1, endLine - startLine + 1, ...lines);
    after[path] = all.join('\n');
  }
  return after;
}

const app = cors({ origins: ['https://app.contoso.com', 'http://localhost:3000'] });
const www = cors({ origins: ['https://www.contoso.com'], methods: ['PUT'] });

test.each(hosts)('%s', async (_, files) => {
  let offered = 0;
  const order = fc.shuffledSubarray(['<base />', 'app', 'www'], { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(order, fc.boolean(), async (parts, isRestricted) => {
      const text = policy(parts.flatMap((part) => (part === 'app' ? app : part === 'www' ? www : [part])));
      const before = files({ text, above: policy(isRestricted ? cors({ origins: ['https://www.contoso.com'] }) : []) });
      expect(new Set(await textsOf(before))).toEqual(new Set([text]));
      const review = await scan(before);
      const known = new Set(errorsOf(review));
      for (const suggestion of review.findings.flatMap(({ suggestions }) => suggestions)) {
        const after = applied(before, suggestion);
        const texts = await textsOf(after);
        expect(new Set(texts).size).toBe(1);
        if (texts[0] !== text) offered += 1;
        expect(errorsOf(await scan(after)).filter((one) => !known.has(one))).toEqual([]);
      }
    }),
    { numRuns: 12, seed: 18 },
  );
  expect(offered).toBeGreaterThan(3);
});
