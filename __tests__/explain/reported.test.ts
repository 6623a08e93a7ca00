import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest, type Explanation, type ExplainRequest } from '../../src/explain/explanation.js';
import { explanationReport, explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  ordersSpecification,
  policy,
  product,
  repository,
  within,
} from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

/** What people reported, each as its kind: in other words, at other scopes, in another order. No open point is settled: the leanings decide. */

type Files = Readonly<Record<string, string>>;

function ask(files: Files, request: Partial<ExplainRequest['request']>, more: Partial<ExplainRequest> = {}): Promise<Explanation> {
  return explainRequest(
    memoryTree(files),
    {
      request: { origin: 'https://app.contoso.com', method: 'GET', headers: [], credentials: 'same-origin', ...request },
      destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
      product: null,
      key: null,
      ...more,
    },
    defaultSettings,
    null,
  );
}

const codes = ({ advice }: Explanation): readonly string[] => advice.map((one) => one.about.code);
const apps = ['https://app.contoso.com', 'https://admin.contoso.com'];

describe('the form post of a sign-in or payment page, ended by a <cors> that is meant for scripts', () => {
  /** The orders API, its POST under another name and path. */
  const posting = (id: string, path: string, files: Files): Files => {
    const [file = '', text = ''] = Object.entries(ordersSpecification(['post', 'get']))[0] ?? [];
    return repository({ [file]: text.replace('post-order', id).replace('/orders/{id}', path), ...files });
  };
  const left = cors({ origins: apps, attributes: ' allow-credentials="true"' });
  const written = cors({ origins: apps, attributes: ' terminate-unmatched-request="true"' });
  const page = cors({ origins: ['https://login.fabrikam.com'], attributes: '' });

  const passOn = 'terminate-unmatched-request="false"';
  const ended: readonly (readonly [string, string, string, Files, string, string])[] = [
    ['SAML, at the API, the attribute left out', 'login-saml', '/saml/acs', { [apiPath]: policy([...left, '<base />']) }, apiPath, passOn],
    [
      'form_post of OpenID Connect, at the global scope, the attribute written',
      'signed-in',
      '/signin-oidc',
      { [globalPath]: policy(['<set-variable name="a" value="b" />', ...written]), [apiPath]: policy(['<base />']) },
      globalPath,
      passOn,
    ],
    [
      'WS-Federation, its own list below <base />',
      'wsfed',
      '/sts',
      {
        [globalPath]: policy(written),
        [apiPath]: policy(['<base />']),
        'apimartifacts/apis/orders/operations/wsfed/policy.xml': policy(['<base />', ...page]),
      },
      globalPath,
      'Move <cors> above <base />',
    ],
    [
      'SAML, in a product that needs no key',
      'postACS',
      '/a',
      { ...product(policy(['<base />', ...written]), false), [apiPath]: policy(['<base />']) },
      'apimartifacts/products/starter/policy.xml',
      passOn,
    ],
  ];

  test.each(ended)('%s', async (_, id, path, files, place, wayOut) => {
    const asked = { origin: 'https://login.fabrikam.com', method: 'POST' };
    for (const mode of [undefined, 'navigate'] as const) {
      const explanation = await ask(posting(id, path, files), asked, mode === undefined ? {} : { mode });
      expect([explanation.verdict, explanation.actual.status, explanation.actual.backendCalled]).toEqual(['blocked', 200, false]);
      expect(explanation.certainty).toBe('reported');
      expect(explanation.actual.decidedBy?.path).toBe(place);
      expect(codes(explanation).filter((code) => code.endsWith('navigation'))).toEqual([mode === undefined ? 'may-be-navigation' : 'navigation']);
      // The other reading stands beside it: there the post goes through.
      expect(explanation.outcomes[0]).toMatchObject({ leaning: true, backendCalled: false });
      expect(explanation.outcomes).toContainEqual(expect.objectContaining({ leaning: false, backendCalled: true }));
      const text = explanationText(explanation, unpainted);
      expect(text).toMatch(/no browser checks it against CORS/);
      expect(text).toMatch(/empty 200, and the backend is not called/);
      // The way out lets the post through and no script of that site in, unless the operation lists it already.
      const { suggestion } = explanation;
      expect(suggestion === null ? '' : wholePhrase(titlePhrase(suggestion.title))).toContain(wayOut);
      if (wayOut === passOn) expect(suggestion?.patch).not.toContain('fabrikam');
    }
  });

  test.each<readonly [string, Files]>([
    [
      'a list of the operation’s own above <base />',
      { [globalPath]: policy(left), [apiPath]: policy(['<base />']), ['own']: policy([...page, '<base />']) },
    ],
    ['<base /> left out below it', { [globalPath]: policy(written), [apiPath]: policy(page) }],
    ['unlisted origins passed on', { [apiPath]: policy(cors({ origins: apps })) }],
  ])('gets through: %s', async (_, { own, ...files }) => {
    const all = { ...files, ...(own === undefined ? {} : { 'apimartifacts/apis/orders/operations/login-saml/policy.xml': own }) };
    const explanation = await ask(
      posting('login-saml', '/saml/acs', all),
      { origin: 'https://login.fabrikam.com', method: 'POST' },
      { mode: 'navigate' },
    );
    expect([explanation.verdict, explanation.actual.backendCalled, explanation.suggestion]).toEqual(['allowed', true, null]);
    expect((explanationReport(explanation) as { reason: unknown }).reason).toBeNull();
  });
});

describe('curl works, and the browser gets an error of the backend, which was handed the Origin', () => {
  const listed = cors({ origins: apps, attributes: '' });
  const backend = '<set-backend-service base-url="https://backend.contoso.com" />';
  const otherHeader = within('set-header name="X-Tenant" exists-action="override"', ['<value>a</value>']);
  const deleted = '<set-header name="Origin" exists-action="delete" />';

  test.each<readonly [string, Files, string]>([
    ['listed at the API', { [apiPath]: policy([...listed, '<base />', backend]) }, 'GET'],
    ['listed globally, a PUT with its preflight', { [globalPath]: policy(listed), [apiPath]: policy(['<base />']) }, 'PUT'],
    ['every origin, below a policy that writes another header', { [apiPath]: policy([...otherHeader, ...cors({ origins: ['*'] })]) }, 'GET'],
    ['deleted by a fragment that nothing includes', { [apiPath]: policy(listed), [fragmentPath]: `<fragment>${deleted}</fragment>` }, 'GET'],
  ])('said once, and no policy is changed: %s', async (_, files, method) => {
    const explanation = await ask(repository(files), { method });
    expect([explanation.verdict, codes(explanation), explanation.suggestion]).toEqual(['allowed', ['origin-forwarded'], null]);
    const lines = explanationText(explanation, unpainted)
      .split('\n')
      .filter((line) => line.includes('may refuse'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('<set-header name="Origin" exists-action="delete" />');
  });

  test.each<readonly [string, Files]>([
    ['after the <cors>', { [apiPath]: policy([...listed, deleted]) }],
    [
      'in a broader policy, written otherwise',
      { [globalPath]: policy([`<set-header exists-action='delete' name='ORIGIN'/>`]), [apiPath]: policy([...listed, '<base />']) },
    ],
    ['under a condition', { [apiPath]: policy([...listed, ...within('choose', within('when condition="@(true)"', [deleted]))]) }],
    [
      'in a fragment',
      { [apiPath]: policy([...listed, '<include-fragment fragment-id="browsers" />']), [fragmentPath]: `<fragment>${deleted}</fragment>` },
    ],
  ])('not where a policy takes the header away: %s', async (_, files) => {
    const explanation = await ask(repository(files), {});
    expect([explanation.verdict, codes(explanation)]).toEqual(['allowed', []]);
  });
});

/** The trees themselves, where they are at hand. */
const reports = join(__dirname, '../../../shared/data/reports');
const has = existsSync(reports);

function filesOf(folder: string): Files {
  const files: Record<string, string> = {};
  const walk = (at: string): void => {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else files[relative(folder, path)] = readFileSync(path, 'utf8');
    }
  };
  walk(folder);
  return files;
}

(has ? describe : describe.skip)('the trees of the reports', () => {
  const saml = { origin: 'https://accounts.fabrikam.com', method: 'POST' };
  test('the form post of a sign-in page: ended in base, through in head', async () => {
    const tell = (side: string, mode?: 'navigate'): Promise<Explanation> =>
      ask(filesOf(join(reports, '02-saml-form-post', side)), saml, {
        destination: { kind: 'url', url: '/auth/saml/acs' },
        ...(mode === undefined ? {} : { mode }),
      });
    for (const mode of [undefined, 'navigate'] as const) {
      const base = await tell('base', mode);
      expect([base.verdict, base.actual.status, base.actual.backendCalled]).toEqual(['blocked', 200, false]);
      expect(explanationText(base, unpainted)).toContain('no browser checks it against CORS');
      const head = await tell('head', mode);
      expect([head.verdict, head.actual.backendCalled]).toEqual(['allowed', true]);
    }
  });

  test('a backend that refuses the Origin', async () => {
    const explanation = await ask(filesOf(join(reports, '16-backend-refuses-origin')), {}, { destination: { kind: 'url', url: '/documents/list' } });
    expect([explanation.verdict, codes(explanation)]).toEqual(['allowed', ['origin-forwarded']]);
  });
});
