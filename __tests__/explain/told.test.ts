import type { Explanation, ExplainRequest } from '../../src/explain/explanation.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  headerVersioned,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { explanationText } from '../../src/report/explanation-text.js';
import { reportText } from '../../src/report/text.js';
import { unpainted } from '../../src/report/paint.js';
import { effectOf, messageOf, titleOf } from '../report/said.js';
import { app, ask, header, messages, review, scan, type Files } from '../asking.js';

/** What the gateway does with a request, and how it is told: who ends it, with which status, and why. */

const wide = { paint: unpainted, width: 200 };

const told = (explanation: Explanation): string => explanationText(explanation, unpainted);
const ends = ({ verdict, actual, preflight }: Explanation): unknown[] => [
  verdict,
  actual.sent ? actual.status : preflight.status,
  actual.sent ? actual.backendCalled : 'not sent',
];

const deletion = '<set-header name="Access-Control-Allow-Origin" exists-action="delete" />';
const writing = (value: string, name = 'Access-Control-Allow-Origin'): string[] =>
  within(`set-header name="${name}" exists-action="override"`, [`<value>${value}</value>`]);
const when = (condition: string, lines: readonly string[]): string[] => within('choose', within(`when condition="${condition}"`, lines));

describe('an operation takes OPTIONS itself', () => {
  const options = ordersSpecification(['get', 'put', 'options']);
  test.each<[string, Files, number | string, string]>([
    ['and its API asks for a key', { ...options, [apiPath]: policy(cors({ origins: [app] })) }, 401, 'the check of its subscription key refuses'],
    ['the <cors> is inherited', { ...options, [globalPath]: policy(cors({ origins: [app] })), [apiPath]: policy(['<base />']) }, 401, 'key refuses'],
    ['there is no <cors>', { ...options, ...ordersApi({ subscriptionRequired: false }), [apiPath]: policy([]) }, 'backend', 'its backend answers'],
    [
      'it inherits none',
      {
        ...options,
        ...ordersApi({ subscriptionRequired: false }),
        [apiPath]: policy(cors({ origins: [app] })),
        [operationPath.replace('get-', 'options-')]: policy([]),
      },
      'backend',
      'its backend answers',
    ],
  ])('%s', async (_, files, status, words) => {
    const explanation = await ask(files, { method: 'PUT' });
    expect(ends(explanation)).toEqual(['blocked', status, 'not sent']);
    expect(told(explanation)).toContain('an operation takes OPTIONS at this URL');
    expect(told(explanation)).toContain(words);
  });
});

describe('a 404 or a block has its reason', () => {
  const answering = within('return-response', ['<set-status code="204" />', ...writing('*')]);
  test.each<[string, Files, readonly string[]]>([
    ['no <cors> at all', { [apiPath]: policy(['<base />']) }, ['no operation takes OPTIONS at this URL', '404']],
    [
      'a <cors> inside another policy is passed over',
      { [apiPath]: policy(within('choose', within('otherwise', cors({ origins: [app] })))) },
      ['stands inside another policy', 'routing answers 404'],
    ],
    [
      'a branch for OPTIONS never runs',
      { [apiPath]: policy(when('@(context.Request.Method == &quot;OPTIONS&quot;)', answering)) },
      ['never runs', 'a <cors> would answer it', '404'],
    ],
    [
      'written otherwise, at the global scope',
      { [globalPath]: policy(when(`@(&quot;OPTIONS&quot;.Equals(context.Request.Method))`, answering)), [apiPath]: policy(['<base />']) },
      ['never runs', '404'],
    ],
    [
      'with a status alone, in a fragment',
      {
        [fragmentPath]: `<fragment>${when('@(context.Request.Method == &quot;OPTIONS&quot;)', ['<return-response />']).join('')}</fragment>`,
        [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']),
      },
      ['never runs', '404'],
    ],
    [
      'at the operation, among other conditions',
      {
        ...{
          [operationPath.replace('get-', 'put-')]: policy([
            '<base />',
            ...when(`@(context.Request.Method.Equals(&quot;OPTIONS&quot;) &amp;&amp; true)`, answering),
          ]),
        },
      },
      ['never runs', '404'],
    ],
    ['nothing is inherited', { [globalPath]: policy(cors({ origins: [app] })), [apiPath]: policy([]) }, ['has no <base />', '404']],
  ])('404: %s', async (_, files, words) => {
    const explanation = await ask(files, { method: 'PUT' });
    expect(ends(explanation)).toEqual(['blocked', 404, 'not sent']);
    for (const word of words) expect(told(explanation)).toContain(word);
    // The way out is a <cors>, or the one that is not inherited.
    expect(explanation.suggestion?.patch).toMatch(/^\+ *<(cors|base)/m);
  });

  test.each([
    ['!=', '@(context.Request.Method != &quot;OPTIONS&quot;)'],
    ['a negation', '@(!&quot;OPTIONS&quot;.Equals(context.Request.Method))'],
  ])('nothing is said of a branch for all other methods: %s', async (_, condition) => {
    expect(told(await ask({ [apiPath]: policy(when(condition, answering)) }, { method: 'PUT' }))).not.toContain('never runs');
  });

  test('nothing is said of a branch that does run', async () => {
    const files = {
      ...ordersSpecification(['put', 'options']),
      [apiPath]: policy(when('@(context.Request.Method == &quot;OPTIONS&quot;)', answering)),
    };
    expect(told(await ask(files, { method: 'PUT' }))).not.toContain('never runs');
  });

  test('headers that were written by hand go as the <cors> comes', async () => {
    const files = { [apiPath]: policy(['<base />'], rest(['<base />', ...writing('https://old.contoso.com')])) };
    const { suggestion } = await ask(files, { method: 'PUT' });
    expect(suggestion === null ? '' : titleOf(suggestion)).toBe("Add a <cors> to the policy of API 'orders'; then: Delete this <set-header>");
  });

  test.each<[string, Partial<ExplainRequest['request']>, string]>([
    ['the method', { method: 'PUT' }, 'does not list the method PUT'],
    ['a header', { headers: [header('x-a'), header('x-b')] }, 'does not list the header x-b'],
    ['both', { method: 'PUT', headers: [header('x-b')] }, 'does not list the method PUT, the header x-b'],
  ])('what the <cors> lacks: %s', async (_, request, words) => {
    const explanation = await ask({ [apiPath]: policy(cors({ origins: [app], methods: ['GET'], headers: ['x-a'] })) }, request);
    expect(explanation.verdict).toBe('blocked');
    expect(told(explanation)).toContain(words);
  });
});

describe('a key that is missing', () => {
  const inline = cors({ origins: [app] });
  test.each<[string, Files, unknown, string | null]>([
    ['inline: the 401 is decorated', { [apiPath]: policy(inline) }, ['allowed', 401, false], null],
    ['inherited: decorated too', { [globalPath]: policy(inline), [apiPath]: policy(['<base />']) }, ['allowed', 401, false], null],
    [
      'in a fragment: bare',
      { [apiPath]: policy(['<include-fragment fragment-id="browsers" />']), [fragmentPath]: within('fragment', inline).join('\n') },
      ['blocked', 401, false],
      'in a policy fragment: the refusal of a missing key goes without its headers',
    ],
    ['no <cors>: bare', { [apiPath]: policy([]) }, ['blocked', 401, false], null],
  ])('%s', async (_, files, expected, words) => {
    const explanation = await ask(files, {}, { key: 'none' });
    expect(ends(explanation)).toEqual(expected);
    expect(told(explanation)).toContain('lacks the subscription key, and is refused with 401 before any policy runs');
    if (words !== null) expect(told(explanation)).toContain(words);
  });

  test.each<[string, Files]>([
    ['the product lists the origin', product(policy(cors({ origins: [app] })), false)],
    [
      'beside a product that needs one',
      { ...product(policy(cors({ origins: [app], attributes: '' })), false), ...ordersApi({ subscriptionRequired: true }) },
    ],
    [
      'the global policy above it',
      { ...product(policy(['<base />', ...cors({ origins: [app] })]), false), [globalPath]: policy(cors({ origins: ['https://a.contoso.com'] })) },
    ],
  ])('an open product needs none, and no word is said of one: %s', async (_, files) => {
    const explanation = await ask(files, { method: 'PUT' });
    expect(explanation.verdict).toBe('allowed');
    expect(told(explanation)).not.toMatch(/\bkey\b/);
    expect(reportText(await scan(files), wide)).not.toMatch(/key of product/);
  });
});

describe('versions in a header', () => {
  const versioned = (files: Files): Files => ({ ...headerVersioned(), ...files });
  test.each<[string, Files]>([
    ['its own <cors> is not reached by a preflight', { [apiPath]: policy(cors({ origins: [app] })) }],
    ['nor where it lists the header', { [apiPath]: policy(cors({ origins: [app], headers: ['Api-Version'] })) }],
    ['nor at the operation', { [operationPath]: policy(cors({ origins: ['*'] })) }],
  ])('a simple GET is no exception: %s', async (_, files) => {
    const explanation = await ask(versioned(files), {}, { key: 'none' });
    expect([explanation.verdict, explanation.preflight.sent, explanation.actual.sent]).toEqual(['blocked', true, false]);
    // The access table says the same.
    const { changes } = await review(versioned({ [apiPath]: policy(['<base />']) }), versioned(files));
    expect(changes.flatMap((change) => change.origins.map((one) => one.after.allowed))).not.toContain('yes');
  });
});

describe('a request that names no version', () => {
  const versioned = (scheme: string, name: Readonly<Record<string, string>>): Files => ({
    'apimartifacts/version sets/orders/versionSetInformation.json': JSON.stringify({
      properties: { displayName: 'Orders', versioningScheme: scheme, ...name },
    }),
    ...ordersApi({ apiVersion: 'v2', apiVersionSetId: '/apiVersionSets/orders' }),
    [apiPath]: policy(cors({ origins: [app] })),
  });
  const byUrl = (url: string) => ({ destination: { kind: 'url', url } }) as const;
  test.each<[string, Files, string, string]>([
    ['in a header', versioned('Header', { versionHeaderName: 'X-Version' }), '/orders/orders/1', '--header X-Version:v2'],
    ['in a header without a name', versioned('Header', {}), '/orders/orders/1', '--header Api-Version:v2'],
    ['in the query', versioned('Query', { versionQueryName: 'v' }), '/orders/orders/1?x=1', '?v=v2'],
    ['another version in the query', versioned('Query', {}), '/orders/orders/1?api-version=v1', '?api-version=v2'],
  ])('reaches no API, a simple GET neither: %s', async (_, files, url, words) => {
    for (const method of ['GET', 'PUT']) {
      const asked = ask(files, { method }, byUrl(url));
      await expect(asked).rejects.toThrow("a request that does not name version 'v2' does not reach API 'orders' at all (404)");
      await expect(asked).rejects.toThrow(words);
    }
  });

  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['a query', 'Query', { versionQueryName: 'v' }, 'https://<gateway>/orders/orders/{id}?v=v2'],
    ['a segment', 'Segment', {}, 'https://<gateway>/orders/v2/orders/{id}'],
    ['a header', 'Header', { versionHeaderName: 'v' }, 'https://<gateway>/orders/orders/{id}'],
  ])('asked by its name, the API has its version: %s', async (_, scheme, name, url) => {
    const explanation = await ask(versioned(scheme, name));
    expect([explanation.url, explanation.preflight.sent]).toEqual([url, scheme === 'Header']);
    expect(explanation.verdict).toBe(scheme === 'Header' ? 'blocked' : 'allowed');
  });
});

describe('headers of CORS deleted on the way out', () => {
  const listed = cors({ origins: [app] });
  const where = '@(context.Request.Url.Path.Contains(&quot;/fonts/&quot;))';
  test.each<[string, Files]>([
    ['under a condition', { [apiPath]: policy(listed, rest(['<base />', ...when(where, [deletion])])) }],
    ['at a broader scope', { [globalPath]: policy([], rest(when(where, [deletion]))), [apiPath]: policy(['<base />', ...listed]) }],
    [
      'in upper case, with another attribute first',
      { [apiPath]: policy(listed, rest(when(where, ['<set-header exists-action="delete" name="ACCESS-CONTROL-ALLOW-ORIGIN" />']))) },
    ],
  ])('told as a deletion, with both outcomes and the backend called: %s', async (_, files) => {
    const explanation = await ask(files);
    expect(ends(explanation)).toEqual(['unknown', 'backend', true]);
    expect(told(explanation)).toContain('deletes access-control-allow-origin where @(context.Request.Url.Path.Contains("/fonts/")) holds');
    expect(told(explanation)).not.toContain('by hand');
    expect(new Set(explanation.outcomes.map((one) => one.verdict))).toEqual(new Set(['allowed', 'blocked']));
    const scanned = await scan(files);
    expect(messages(scanned, 'two-cors-writers')).toMatch(
      /^Access-Control-Allow-Origin is deleted here where @\(.*\) holds: pages that the <cors> of /,
    );
    expect(scanned.findings.filter((one) => one.rule === 'two-cors-writers').map((one) => one.severity)).toEqual(['info']);
  });

  test.each<[string, string, string]>([
    ['with a default for none', '@(context.Request.Headers.GetValueOrDefault("Origin", "http://localhost:3000"))', 'allowed'],
    ['without one', '@(context.Request.Headers.GetValueOrDefault("Origin"))', 'allowed'],
    ['a fixed other origin', 'https://admin.contoso.com', 'blocked'],
    ['what cannot be told', '@(context.Variables.GetValueOrDefault<string>("o", ""))', 'unknown'],
  ])('the Origin written into the answer by hand: %s', async (_, value, verdict) => {
    const files = { [apiPath]: policy(['<base />'], rest(['<base />', ...writing(value.replaceAll('<', '&lt;'))])) };
    expect(ends(await ask(files))).toEqual([verdict, 'backend', true]);
    // It answers no preflight.
    expect(ends(await ask(files, { method: 'PUT' }))).toEqual(['blocked', 404, 'not sent']);
  });
});

describe('what API Management refuses to save is not deployed', () => {
  test.each<[string, Files, string]>([
    ['a section', { [apiPath]: policy(within('inbound', ['<base />'])) }, '<inbound> stands inside another section'],
    ['an origin, at a broader scope', { [globalPath]: policy(cors({ origins: ['https://*.contoso.com'] })) }, 'https://*.contoso.com is no origin'],
    [
      'an attribute',
      { [apiPath]: policy(cors({ origins: [app], attributes: ' allow-credential="true"' })) },
      "'allow-credential' is no part of <cors>",
    ],
    [
      'an element',
      { [apiPath]: policy(cors({ origins: [app] }).map((line) => line.replace(/(<\/?)origin>/g, '$1allow-origin>'))) },
      "'allow-origin' is no part of <allowed-origins>",
    ],
    ['an origin under a condition', { [apiPath]: policy(when('@(true)', cors({ origins: [app, 'contoso'] }))) }, 'contoso is no origin'],
  ])('explain says so: %s', async (_, files, why) => {
    expect(told(await ask(files))).toContain(`is refused at save, so nothing of it is deployed: ${why}`);
  });

  test('explain says why the <cors> of a version in a header is not asked', async () => {
    const files = { ...headerVersioned(), [apiPath]: policy(cors({ origins: [app] })) };
    for (const method of ['GET', 'PUT']) {
      const text = told(await ask(files, { method, headers: [{ name: 'Api-Version', value: 'v2' }] }));
      expect(text).toContain('the version stands in a header, which no preflight carries');
      expect(text).not.toContain('no <cors>');
    }
  });

  const good = cors({ origins: [app] });
  test.each<[string, Files, string]>([
    ['a wildcard in a host', { [apiPath]: policy(cors({ origins: ['https://*.contoso.com'] })) }, 'invalid-origin'],
    ['with a port, in the global policy', { [globalPath]: policy(cors({ origins: [app, 'http://*.contoso.com:8080'] })) }, 'invalid-origin'],
    ['a section inside a section', { [apiPath]: policy(within('inbound', ['<base />', ...good])) }, 'refused-at-save'],
    ['at the global scope', { [globalPath]: policy(within('inbound', good)) }, 'refused-at-save'],
    ['at an operation', { [operationPath]: policy(within('inbound', good)) }, 'refused-at-save'],
    ['a tag that is not closed', { [apiPath]: policy(good).replace('</cors>', '') }, 'malformed-policy'],
    ['a section twice', { [apiPath]: policy(good).replace('<backend>', '<inbound />\n<backend>') }, 'malformed-policy'],
  ])('%s', async (_, files, rule) => {
    const { findings } = await scan(files);
    const found = findings.filter((one) => one.rule === rule);
    expect(found.map(messageOf).join()).toContain('API Management refuses to save this policy: nothing of it is deployed.');
    if (rule !== 'refused-at-save') return;
    const [suggestion] = found[0]?.suggestions ?? [];
    expect(suggestion === undefined ? '' : titleOf(suggestion)).toBe('Take the inner <inbound> away, and keep what it holds');
    expect(suggestion === undefined ? '' : effectOf(suggestion)).toContain(`${app} gains access`);
  });

  test.each<[string, string]>([
    ['kept elsewhere', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n'],
    ['nested too deeply', policy([`${'<choose>'.repeat(2000)}${'</choose>'.repeat(2000)}`])],
    ['with a document type', `<!DOCTYPE policies>\n${policy([])}`],
  ])('a file that is merely not read is not called refused: %s', async (_, text) => {
    const said = messages(await scan({ [apiPath]: text }), 'malformed-policy');
    expect(said).not.toBe('');
    expect(said).not.toContain('refuses');
  });

  test.each<[string, string]>([
    ['broken', policy(good).replace('</cors>', '')],
    ['a fragment in its place', '<fragment>\n</fragment>\n'],
    ['text that is no XML', policy(good).replace('<cors', '<cors <')],
  ])('before and after: %s', async (_, text) => {
    const shown = reportText(await review({ [apiPath]: policy(good) }, { [apiPath]: text }), wide);
    expect(shown).toContain('refused at save: nothing is deployed');
    expect(shown).not.toMatch(/at most no method|safelisted|max-age not said/);
  });
});

describe('whom a text speaks of', () => {
  const everybody = cors({ origins: ['*'] });
  test.each<[string, Files, Files]>([
    ['written by hand, then not', { [apiPath]: policy(['<base />'], rest(writing('*'))) }, { [apiPath]: policy(cors({ origins: [app] })) }],
    ['broken', { [apiPath]: policy(cors({ origins: [app] })) }, { [apiPath]: '<policies>' }],
    [
      'by a fragment that is missing',
      { [apiPath]: policy([]) },
      { [apiPath]: policy(['<include-fragment fragment-id="x" />', ...cors({ origins: [app] })]) },
    ],
  ])("null is not told apart where nobody's access differs: %s", async (_, base, head) => {
    const { changes } = await review(base, head);
    expect([...new Set(changes.flatMap((change) => change.origins.map((one) => one.origin)))]).toEqual([app, '*']);
  });

  test('and is where it does', async () => {
    const { changes } = await review({ [apiPath]: policy([]) }, { [apiPath]: policy(everybody) });
    expect(changes.flatMap((change) => change.origins.map((one) => one.origin))).toEqual(['null', '*']);
  });

  test.each<[string, Files, Files]>([
    ['null gains', { [apiPath]: policy([]) }, { [apiPath]: policy(cors({ origins: ['null'] })) }],
    ['null loses', { [apiPath]: policy(cors({ origins: ['null'] })) }, { [apiPath]: policy([]) }],
    ['everybody gains', { [apiPath]: policy([]) }, { [apiPath]: policy(everybody) }],
  ])('a sentence begins with a capital: %s', async (_, base, head) => {
    const { findings } = await review(base, head);
    for (const finding of findings) {
      for (const sentence of [messageOf(finding), ...finding.suggestions.map(effectOf)])
        expect(sentence).not.toMatch(/(^|\. )(the origin|any other)/);
    }
    expect(findings.map(messageOf).join('\n')).toMatch(/^(The origin 'null'|Any other website) (gains|loses)/m);
  });
});
