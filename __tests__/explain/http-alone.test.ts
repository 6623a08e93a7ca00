import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation } from '../../src/explain/explanation.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files, type Host } from '../review/hosts.js';

/** An API that is served over http alone: neither the page nor a policy puts that right, its owner does. */

const app = 'https://app.contoso.com';
const other = 'https://other.contoso.com';
const plain = policy(['<base />']);
const kept = { global: plain, api: policy(cors({ origins: [app] })), operation: plain };

type Swap = (protocols: readonly string[]) => readonly [from: string | RegExp, to: string];
const json: Swap = (all) => ['"path": "orders"', `"path": "orders", "protocols": ${JSON.stringify(all)}`];
const terraform: Swap = (all) => [/(resource "azurerm_api_management_api" "a" \{\n)/, `$1  protocols = ${JSON.stringify(all)}\n`];
const bicep: Swap = (all) => ["path: 'orders'", `path: 'orders'\n    protocols: [${all.map((one) => `'${one}'`).join(', ')}]`];
const inCode: Readonly<Record<string, Swap>> = {
  artifacts: json,
  'Terraform with files': terraform,
  Terraform: terraform,
  'Bicep with files': bicep,
  Bicep: bicep,
  'an ARM template': json,
  'the Resource Kit': json,
  'the git repository of an instance': json,
};
const layouts = hosts.filter(({ name }) => name in inCode).map((host) => [host.name, host] as const);

function served({ name, files }: Host, protocols: readonly string[] | null): Files {
  const all = files(kept);
  if (protocols === null) return all;
  const [from, to] = inCode[name]?.(protocols) ?? ['', ''];
  const given = Object.fromEntries(
    Object.entries(all).map(([path, text]) => [path, text.replace(/"protocols": \["https"\],?\s*/, '').replace(from, to)]),
  );
  expect(given).not.toEqual(all);
  return given;
}

const asked = (files: Files, origin: string): Promise<Explanation> =>
  explainRequest(
    memoryTree(files),
    {
      request: { origin, method: 'GET', headers: [], credentials: 'omit' },
      destination: { kind: 'url', url: 'http://contoso.azure-api.net/orders/5' },
      product: null,
      key: null,
    },
    defaultSettings,
    null,
  );
const codes = ({ advice }: Explanation): readonly string[] => advice.map(({ about: { code } }) => code);

describe.each(layouts)('%s', (_, host) => {
  test('http alone is for its owner', async () => {
    const explanation = await asked(served(host, ['http']), app);
    expect(explanation.verdict).toBe('blocked');
    expect(codes(explanation)).toContain('http-alone');
    expect(codes(explanation)).not.toContain('api-over-http');
    expect(explanation.suggestion).toBeNull();
  });
  test.each([[['http', 'https']], [['https']], [null]])('%j is for the page', async (protocols) => {
    const explanation = await asked(served(host, protocols), app);
    expect(codes(explanation)).toContain('api-over-http');
    expect(codes(explanation)).not.toContain('http-alone');
  });
});

const [artifacts] = hosts;
const alone = (): Files => (artifacts === undefined ? {} : served(artifacts, ['http']));

test('who is listed has no policy to change', async () => {
  const text = explanationText(await asked(alone(), app), unpainted);
  expect(text).toContain("API 'orders' is served over http alone");
  expect(text).toContain('Then the request is allowed: no policy has to change.');
  expect(text).not.toContain('With that put right');
});

test('who is not listed needs that too', async () => {
  const explanation = await asked(alone(), other);
  expect(explanationText(explanation, unpainted)).toContain('Then the policies still block the request');
  expect(explanation.repairs.length).toBeGreaterThan(0);
});

test('a page on the own machine is told nothing of it', async () => {
  expect(codes(await asked(alone(), 'http://localhost:4200'))).not.toContain('http-alone');
});
