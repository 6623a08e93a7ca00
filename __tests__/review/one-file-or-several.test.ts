import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { Explainer } from '../../src/explain/explanation.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { explanationsJson } from '../../src/report/explanation-text.js';
import { reportJson } from '../../src/report/json.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/**
 * A policy is not its file: a service whose policies share one file is reviewed and explained as one that has a file for each. The blocks of both stand on the
 * same lines, so that nothing but the names of files may differ.
 */

type Files = Readonly<Record<string, string>>;

const app = cors({ origins: ['https://app.contoso.com'] });
const portal = cors({ origins: ['https://contoso.developer.azure-api.net'] });
const fragment = (...lines: readonly string[]): string => `<fragment>\n${lines.map((line) => `  ${line}\n`).join('')}</fragment>\n`;

const deletesOrigin = '<set-header name="Origin" exists-action="delete" />';
const apiPolicies: readonly string[] = [
  policy(['<base />']),
  policy(['<base />', ...app]),
  policy([...app, '<base />']),
  policy(app),
  policy([]),
  policy([...cors({ origins: ['*'], attributes: '' }), '<base />']),
  policy(['<base />', ...cors({ origins: ['*'], attributes: '' })]),
  policy([...app, ...portal, '<base />']),
  policy([...cors({ origins: ['https://app.contoso.com/x'] }), '<base />']),
  policy(['<check-header name="X-App" failed-check-httpcode="401" failed-check-error-message="no" ignore-case="true" />', '<base />', ...app]),
  policy(['<base />', ...app, '<include-fragment fragment-id="one" />']),
  policy(['<base />', '<include-fragment fragment-id="two" />', ...app]),
];
const globalPolicies: readonly string[] = [
  policy([]),
  policy(portal),
  policy(app),
  policy(['<rate-limit calls="5" renewal-period="60" />', ...portal]),
];
const fragments: readonly string[] = [
  fragment('<rate-limit calls="5" renewal-period="60" />'),
  fragment(deletesOrigin),
  fragment(...app),
  fragment('<trace source="x"><message>y</message></trace>'),
];

interface Service {
  readonly global: string;
  readonly apis: readonly string[];
  readonly fragments: readonly string[];
}

const names = ['one', 'two', 'three'];
const heredoc = (text: string): string => `<<XML\n${text}XML`;
const of = 'api_management_name = azurerm_api_management.s.name\n  resource_group_name = "r"';

/** One text for each policy, with the resources that belong to it. */
function blocksOf({ global, apis, fragments: all }: Service): readonly string[] {
  return [
    `resource "azurerm_api_management" "s" {\n  name = "s"\n}\n`,
    `resource "azurerm_api_management_policy" "p" {\n  api_management_id = azurerm_api_management.s.id\n  xml_content = ${heredoc(global)}\n}\n`,
    ...apis.flatMap((text, index) => {
      const name = names[index] ?? '';
      return `resource "azurerm_api_management_api" "${name}" {
  name = "${name}"
  ${of}
  path = "${name}"
  protocols = ["https"]
  subscription_required = false
}
resource "azurerm_api_management_api_operation" "${name}" {
  operation_id = "get"
  api_name = azurerm_api_management_api.${name}.name
  ${of}
  display_name = "get"
  method = "GET"
  url_template = "/o"
}
resource "azurerm_api_management_api_policy" "${name}" {
  api_name = azurerm_api_management_api.${name}.name
  ${of}
  xml_content = ${heredoc(text)}
}
`;
    }),
    ...all.map(
      (text, index) => `resource "azurerm_api_management_policy_fragment" "${names[index] ?? ''}" {
  api_management_id = azurerm_api_management.s.id
  name = "${names[index] ?? ''}"
  format = "rawxml"
  value = ${heredoc(text)}
}
`,
    ),
  ];
}

/** All blocks in one file; or each in a file of its own, at the line it has in that one. */
function kept(service: Service, way: 'one file' | 'several'): Files {
  const blocks = blocksOf(service);
  if (way === 'one file') return { 'p0.tf': blocks.join('') };
  let lines = 0;
  return Object.fromEntries(
    blocks.map((text, index) => {
      const file = `${'\n'.repeat(lines)}${text}`;
      lines += text.split('\n').length - 1;
      return [`p${index}.tf`, file] as const;
    }),
  );
}

/** A place in another file is told by its file, one in the same by its line alone. */
const withoutFiles = (text: string): string => text.replace(/p\d\.tf:(\d+)/g, 'line $1').replace(/p\d\.tf/g, 'p.tf');

async function reviewed(base: Service, head: Service, way: 'one file' | 'several'): Promise<unknown> {
  const review = await reviewTrees(memoryTree(kept(base, way)), memoryTree(kept(head, way)), {
    settings: { ...defaultSettings, reportExisting: true },
    today: '2026-01-01',
  });
  const text = withoutFiles(reportJson(review, '1.0.0'));
  // A patch shows lines around what it changes; how many files changed is what differs; and findings of one file are put together more readily.
  const left: ReadonlySet<string> = new Set(['patch', 'fingerprint', 'coverage', 'causes', 'headline']);
  return JSON.parse(text, (key, value: unknown) => (left.has(key) ? undefined : value));
}

async function explained(service: Service, api: string, way: 'one file' | 'several'): Promise<unknown> {
  const explainer = new Explainer(memoryTree(kept(service, way)), defaultSettings, null);
  const explanation = await explainer
    .explain({
      request: { origin: 'https://app.contoso.com', method: 'GET', headers: [], credentials: 'omit' },
      destination: { kind: 'url', url: `/${api}/o` },
      product: null,
      key: null,
    })
    .catch((error: unknown) => String(error));
  if (typeof explanation === 'string') return withoutFiles(explanation);
  return JSON.parse(withoutFiles(explanationsJson([explanation])), (key, value: unknown) => (key === 'patch' ? undefined : value));
}

const services = fc.record({
  global: fc.constantFrom(...globalPolicies),
  apis: fc.tuple(fc.constantFrom(...apiPolicies), fc.constantFrom(...apiPolicies), fc.constantFrom(...apiPolicies)),
  fragments: fc.tuple(fc.constantFrom(...fragments), fc.constantFrom(...fragments)),
});

test('a review is the same for policies in one file and in several', async () => {
  await fc.assert(
    fc.asyncProperty(services, services, async (base, head) => {
      expect(await reviewed(base, head, 'one file')).toEqual(await reviewed(base, head, 'several'));
    }),
    { numRuns: 60, seed: 51 },
  );
});

test('an explanation is the same for policies in one file and in several', async () => {
  await fc.assert(
    fc.asyncProperty(services, fc.constantFrom(...names), async (service, api) => {
      expect(await explained(service, api, 'one file')).toEqual(await explained(service, api, 'several'));
    }),
    { numRuns: 60, seed: 12 },
  );
});

const steady = (api: string): Service => ({ global: policy([]), apis: [api, policy(app), policy(app)], fragments: [fragment(), fragment()] });

test('what was refused in base and is saved now is told, also of one policy among several of its file', async () => {
  const [refused, saved] = [policy(cors({ origins: ['https://app.contoso.com/x'] })), policy(app)];
  const [base, head] = [
    { ...steady(refused), apis: [refused, refused, saved] },
    { ...steady(refused), apis: [saved, refused, saved] },
  ];
  for (const way of ['one file', 'several'] as const) expect(JSON.stringify(await reviewed(base, head, way))).toMatch(/refused at save/);
});

test('a fragment that no policy includes does not hide that the backend gets the Origin', async () => {
  const service: Service = {
    global: policy([]),
    apis: [policy([...app, '<include-fragment fragment-id="one" />']), policy([]), policy([])],
    fragments: [fragment('<rate-limit calls="5" renewal-period="60" />'), fragment(deletesOrigin)],
  };
  for (const way of ['one file', 'several'] as const) {
    expect(JSON.stringify(await explained(service, 'one', way))).toContain('The backend gets the header Origin');
  }
});
