import type { BrowserResponse } from '../../src/browser/judge.js';
import { readConsoleMessage } from '../../src/browser/read-console-message.js';
import { defaultSettings } from '../../src/config/settings.js';
import { Explainer, type Explanation } from '../../src/explain/explanation.js';
import type { Observation } from '../../src/explain/observation.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { explanationReport, explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { memoryTree } from '../memory-tree.js';

const app = 'https://app.contoso.com';
const putOrder = apiPath.replace('policy.xml', 'operations/put-order/policy.xml');
const portal = 'https://portal.contoso.com';
const url = 'https://api.contoso.com/orders/orders/42';

interface Seen {
  readonly files: Readonly<Record<string, string>>;
  readonly method: string;
  readonly seen: Observation | null;
  readonly credentials?: 'include' | 'omit';
}

function explained({ files, method, seen, credentials = 'omit' }: Seen): Promise<Explanation> {
  return new Explainer(memoryTree(repository(files)), defaultSettings, null).explain({
    request: { origin: app, method, headers: [], credentials },
    destination: { kind: 'url', url },
    product: null,
    key: null,
    observation: seen,
  });
}

const message = (text: string): Observation => {
  const read = readConsoleMessage(text);
  if (read.kind !== 'blocked') throw new Error(read.kind);
  return { kind: 'message', code: read.code, exact: read.browser === 'chromium', status: read.status };
};
const missing = `Access to fetch at '${url}' from origin '${app}' has been blocked by CORS policy: `;
const inPreflight = "Response to preflight request doesn't pass access control check: ";
const noHeader = "No 'Access-Control-Allow-Origin' header is present on the requested resource.";
const capture = (preflight: BrowserResponse | null, actual: BrowserResponse | null): Observation => ({ kind: 'capture', preflight, actual });
const answer = (status: number, headers: Readonly<Record<string, string>> = {}): BrowserResponse => ({ status, headers: Object.entries(headers) });

const portalAbove = (attributes = '') => cors({ origins: [portal], attributes });
const below = (path: string, above: readonly string[]) => ({
  [globalPath]: policy([...above]),
  [path]: policy(['<base />', ...cors({ origins: [app] })]),
});
const tokenBelow = ['<validate-jwt header-name="Authorization"><openid-config url="https://id.contoso.com/x" /></validate-jwt>'];

describe('what was seen settles a reading', () => {
  test.each<[string, Seen, Readonly<Record<string, string>>, string]>([
    [
      "Chromium's message, a <cors> below one that does not list the page",
      { files: below(apiPath, portalAbove()), method: 'PUT', seen: message(missing + inPreflight + noHeader) },
      { 'terminate-unmatched-default': 'true' },
      'blocked',
    ],
    [
      "Firefox's message, which does not say whether the preflight or the request failed",
      {
        files: below(putOrder, portalAbove()),
        method: 'PUT',
        seen: message(
          `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.`,
        ),
      },
      {},
      'blocked',
    ],
    [
      'a request without a preflight, one <cors> above the other',
      {
        files: below(apiPath, portalAbove()),
        method: 'GET',
        seen: message(missing + noHeader),
      },
      {},
      'blocked',
    ],
    [
      'an empty 200 of a capture, where the token check would have said 401',
      { files: { [apiPath]: policy([...portalAbove(), ...tokenBelow]) }, method: 'GET', seen: capture(null, answer(200, { 'content-length': '0' })) },
      { 'terminate-unmatched-default': 'true' },
      'blocked',
    ],
    [
      'a 401 of a capture: the token check was reached, against the leaning',
      {
        files: { [globalPath]: policy([...portalAbove(), ...tokenBelow]), [apiPath]: policy(['<base />']) },
        method: 'GET',
        seen: capture(null, answer(401)),
      },
      { 'terminate-unmatched-default': 'false' },
      'blocked',
    ],
    [
      'a preflight of a capture that was answered by the second <cors>',
      {
        files: below(apiPath, portalAbove()),
        method: 'PUT',
        seen: capture(
          answer(200, { 'access-control-allow-origin': app, 'access-control-allow-methods': 'PUT' }),
          answer(200, { 'access-control-allow-origin': app }),
        ),
      },
      { 'terminate-unmatched-default': 'false' },
      'allowed',
    ],
    [
      'the origin of an answer under <origin>*</origin> with credentials',
      {
        files: { [apiPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })) },
        method: 'GET',
        credentials: 'include',
        seen: capture(null, answer(200, { 'access-control-allow-origin': app, 'access-control-allow-credentials': 'true' })),
      },
      { 'wildcard-origin-with-credentials': 'echo' },
      'allowed',
    ],
    [
      'the same with a literal *',
      {
        files: { [globalPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })), [apiPath]: policy(['<base />']) },
        method: 'GET',
        credentials: 'include',
        seen: capture(null, answer(200, { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' })),
      },
      { 'wildcard-origin-with-credentials': 'literal' },
      'blocked',
    ],
  ])('%s', async (_, asked, assume, verdict) => {
    const explanation = await explained(asked);
    expect(explanation.verdict).toBe(verdict);
    expect(explanation.observed?.contradicted ?? false).toBe(false);
    expect(explanationReport(explanation)).toMatchObject({ observed: Object.keys(assume).length === 0 ? null : { assume } });
    // What is settled is no longer told as open.
    for (const { when } of explanation.outcomes) {
      if (when.code === 'readings') for (const { question } of when.readings) expect(Object.keys(assume)).not.toContain(question);
    }
    for (const [name, value] of Object.entries(assume)) expect(explanationText(explanation, unpainted)).toContain(`--assume ${name}=${value}`);
  });

  test.each<[string, Seen]>([
    [
      'a message where every reading allows it',
      { files: { [apiPath]: policy(cors({ origins: [app] })) }, method: 'PUT', seen: message(missing + noHeader) },
    ],
    [
      'another message than any reading leads to',
      {
        files: { [apiPath]: policy(cors({ origins: [portal] })) },
        method: 'PUT',
        seen: message(`${missing}Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.`),
      },
    ],
    [
      'an answer with a status that none gives',
      { files: { [apiPath]: policy(cors({ origins: [portal] })) }, method: 'PUT', seen: capture(answer(500), null) },
    ],
  ])('none is settled by what no reading gives: %s', async (_, asked) => {
    const explanation = await explained(asked);
    expect(explanation.observed).toEqual({ assume: [], contradicted: true });
    expect(explanationReport(explanation)).toMatchObject({ observed: null });
    const unseen = await explained({ ...asked, seen: null });
    // What was blocked before somebody's eyes is never called allowed.
    expect(explanation.verdict).toBe(unseen.verdict === 'allowed' ? 'unknown' : unseen.verdict);
  });
});

describe('every <cors> of a chain is told under each reading', () => {
  const texts = async (files: Readonly<Record<string, string>>, method: string): Promise<string> =>
    explanationText(await explained({ files, method, seen: null }), unpainted);

  test.each<[string, Readonly<Record<string, string>>]>([
    ['API below global', below(apiPath, portalAbove())],
    ['operation below global', below(putOrder, portalAbove())],
  ])('%s', async (_, files) => {
    const text = await texts(files, 'PUT');
    expect(text).toMatch(/<cors> 1 of 2 does not list .* where it defaults to true the request ends here/);
    expect(text).toContain('<cors> 2 of 2 is not reached: the <cors> above ends the request');
    expect(text).toMatch(/<cors> 1 of 2 does not list .* where it defaults to false the request goes on/);
    expect(text).toContain(`<cors> 2 of 2 lists ${app}, and decides`);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['in one policy', { [apiPath]: policy([...portalAbove(), ...tokenBelow]) }],
    ['the check in the API, the <cors> above', { [globalPath]: policy(portalAbove()), [apiPath]: policy(['<base />', ...tokenBelow]) }],
    ['in the operation', { [operationPath]: policy([...portalAbove(), ...tokenBelow]) }],
  ])('a token check below a <cors>: %s', async (_, files) => {
    const explanation = await explained({ files, method: 'PUT', seen: null });
    const { outcomes } = await explained({ files, method: 'GET', seen: null });
    expect(explanation.verdict).toBe('blocked');
    expect(outcomes.map(({ status, backendCalled, leaning }) => [status, backendCalled, leaning])).toEqual([
      [200, false, true],
      [401, false, false],
    ]);
    const text = await texts(files, 'GET');
    expect(text).toContain('validate-jwt is not reached');
    expect(text).not.toContain('before any <cors> runs');
  });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['in the API', { [apiPath]: policy(portalAbove()) }],
  ['global', { [globalPath]: policy(portalAbove()), [apiPath]: policy(['<base />']) }],
  ['explicit', { [apiPath]: policy(portalAbove(' terminate-unmatched-request="true"')) }],
])('a missing key ends the request, whatever a <cors> says: %s', async (_, files) => {
  const explainer = new Explainer(memoryTree(repository(files)), defaultSettings, null);
  const explanation = await explainer.explain({
    request: { origin: app, method: 'GET', headers: [], credentials: 'omit' },
    destination: { kind: 'url', url },
    product: null,
    key: 'none',
  });
  expect(explanation.actual).toMatchObject({ status: 401, backendCalled: false, headers: {} });
  const text = explanationText(explanation, unpainted);
  expect(text).toContain('the missing subscription key ended the request already');
  expect(text).not.toContain('empty 200');
});

test('the methods of a place', async () => {
  const explainer = new Explainer(memoryTree(repository({ [apiPath]: policy(cors({ origins: [app] })) })), defaultSettings, null);
  const request = { origin: app, headers: [], credentials: 'omit' } as const;
  const at = (destination: Parameters<Explainer['methodsAt']>[0]): Promise<readonly string[]> => explainer.methodsAt(destination, request);
  expect([...(await at({ kind: 'url', url }))].sort()).toEqual(['GET', 'PUT']);
  expect(await at({ kind: 'name', workspace: null, api: 'orders', operation: 'put-order' })).toEqual(['PUT']);
  await expect(at({ kind: 'url', url: '/elsewhere/42' })).rejects.toThrow("no API's path starts '/elsewhere/42'");
  await expect(at({ kind: 'url', url: '/orders/nothing/here' })).rejects.toThrow('has no operation for GET');
});
