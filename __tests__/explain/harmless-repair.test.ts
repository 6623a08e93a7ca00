import type { Explanation } from '../../src/explain/explanation.js';
import { apiPath, cors, fragmentPath, globalPath, operationPath, ordersSpecification, policy, within } from '../../src/layouts/apiops/example.js';
import { app, ask, type Files } from '../asking.js';
import { effectOf, titleOf } from '../report/said.js';

/** A repair for one page takes nothing from another one, and gives it no more than it has to. */

const shop = 'https://shop.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const token = within('validate-jwt header-name="Authorization"', ['<openid-config url="https://login.contoso.com/.well-known" />']);
const tenant = ['<check-header name="x-tenant" failed-check-httpcode="400" failed-check-error-message="x" ignore-case="true" />'];
const limit = ['<rate-limit calls="0" renewal-period="60" />'];
const shops = cors({ origins: [shop], methods: ['*'], headers: ['*'], attributes: ' terminate-unmatched-request="true"' });
const above = policy(cors({ origins: [portal], methods: ['*'], headers: ['*'], attributes: ' allow-credentials="true"' }));
const verbs = ordersSpecification(['get', 'put']);

const inFragment = (lines: readonly string[]): string => ['<fragment>', ...lines, '</fragment>'].join('\n');

const said = ({ suggestion }: Explanation): string => (suggestion === null ? 'none' : `${titleOf(suggestion)}. ${effectOf(suggestion)}`);
const lines = ({ suggestion }: Explanation, sign: '+' | '-'): readonly string[] =>
  (suggestion?.patch ?? '')
    .split('\n')
    .filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3)))
    .map((line) => line.slice(1).trim());

describe('what refuses stands above a <cors> of somebody else\u2019s: that is moved, and the page listed in it', () => {
  test.each<[string, Files, string]>([
    ['a token is checked first', { [globalPath]: above, [apiPath]: policy([...token, ...shops, '<base />']) }, 'validate-jwt'],
    ['a header is', { [apiPath]: policy([...tenant, ...shops, '<base />']) }, 'check-header'],
    ['two are, in an operation', { [apiPath]: policy(['<base />']), [operationPath]: policy([...tenant, ...token, ...shops]) }, 'check-header'],
    ['below what is inherited', { [apiPath]: policy([...token, '<base />', ...shops]) }, 'validate-jwt'],
  ])('%s', async (_, files, name) => {
    const explanation = await ask(files);
    expect([explanation.verdict, explanation.actual.backendCalled]).toEqual(['blocked', false]);
    expect(said(explanation)).toMatch(new RegExp(`^Move <cors> above <${name}>; then: Allow ${app} in the <cors>`));
    expect(said(explanation)).not.toMatch(/lose|portal|backend/);
    expect(lines(explanation, '+')).toContain(`<origin>${app}</origin>`);
    expect(lines(explanation, '-').join()).not.toContain(shop);
  });

  test('what a policy that needs no move lets in is only listed', async () => {
    expect(said(await ask({ [apiPath]: policy([...shops, ...token, '<base />']) }))).toMatch(/^Allow https/);
  });

  test('no <cors> is called needless that somebody with a token uses', async () => {
    for (const files of [{ [apiPath]: policy([...token, ...shops]) }, { [apiPath]: policy([...limit, ...tenant, ...shops]) }])
      for (const request of [{ origin: shop, credentials: 'include' as const }, { origin: app }, { origin: app, method: 'PUT' }]) {
        const { repairs } = await ask({ ...verbs, ...files }, request);
        expect(repairs.map(titleOf).join()).not.toMatch(/nobody needs|Replace/);
      }
  });
});

describe('what headers written by hand give, a <cors> in their place gives too', () => {
  const written = (value: string): string =>
    `<set-header name="Access-Control-Allow-Origin" exists-action="override"><value>${value}</value></set-header>`;
  const byHand = (value: string): string => policy(['<base />']).replace('<outbound>', ['<outbound>', written(value)].join('\n'));
  test.each<[string, Files, string, readonly string[]]>([
    ['to the page that asks', { [apiPath]: byHand(app) }, app, [app]],
    ['to another page', { [apiPath]: byHand(shop) }, app, [app, shop]],
    ['below a list of the portal\u2019s', { [globalPath]: above, [apiPath]: byHand(shop) }, app, [app, shop]],
  ])('%s', async (_, files, origin, listed) => {
    const explanation = await ask({ ...verbs, ...files }, { origin, method: 'PUT' });
    expect(said(explanation)).toContain('Delete this <set-header>');
    expect(said(explanation)).not.toMatch(/los(e|es) /);
    expect(lines(explanation, '+').filter((line) => line.startsWith('<origin>'))).toEqual(listed.map((one) => `<origin>${one}</origin>`));
    expect(lines(explanation, '+').filter((line) => line.startsWith('<method>'))).toEqual(['<method>GET</method>', '<method>PUT</method>']);
  });
});

describe('one fault has one repair, whichever method asks', () => {
  const files = (listed: Parameters<typeof cors>[0], inbound: readonly string[]): Files => ({
    ...verbs,
    [fragmentPath]: inFragment(cors(listed)),
    [apiPath]: policy(inbound),
    [globalPath]: above,
  });
  const include = '<include-fragment fragment-id="browsers" />';
  test.each<[string, Files]>([
    [
      'above what is inherited',
      files({ origins: [shop], methods: ['GET', 'PUT'], headers: ['content-type'], attributes: ' terminate-unmatched-request="true"' }, [
        include,
        '<base />',
      ]),
    ],
    ['alone', files({ origins: [shop], methods: ['*'], headers: ['content-type'], attributes: ' terminate-unmatched-request="true"' }, [include])],
    ['with two others', files({ origins: [shop, portal], methods: ['GET', 'PUT'], attributes: '' }, [include, '<base />'])],
  ])('in a fragment %s', async (_, service) => {
    const [get, put] = [await ask(service), await ask(service, { method: 'PUT' })];
    expect([get, put].map(said).join()).toContain(`Allow ${app} in the <cors> of the policy fragment 'browsers'`);
    expect(put.suggestion?.patch).toBe(get.suggestion?.patch);
    // What holds whatever a gateway makes of fragments is told beside it.
    expect(put.repairs.length).toBeGreaterThan(1);
  });
});
