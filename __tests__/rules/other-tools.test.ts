/**
 * What PSRule for Azure, apigeelint and jub0bs/cors say, and what is said here. The policies are written for this test, after the descriptions of their rules;
 * where the verdicts differ, the reason stands in the row.
 */
import { parseSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository, within, type CorsText } from '../../src/layouts/apiops/example.js';
import { ruleMappings } from '../../src/report/rule-mapping.js';
import { scanTree } from '../../src/review/run.js';
import { rules } from '../../src/rules/catalogue.js';
import { memoryTree } from '../memory-tree.js';

const known = new Set(rules.map(({ id }) => id));

/** Rules that report, errors and warnings alone unless all are wanted, of those that are named. */
async function found(files: Readonly<Record<string, string>>, wanted: readonly string[], yaml = ''): Promise<readonly string[]> {
  const { findings } = await scanTree(memoryTree(repository(files)), {
    settings: parseSettings(yaml, 'c.yml'),
    today: '2026-01-01',
    isWithoutRepairs: true,
  });
  return [...new Set(findings.map(({ rule }) => rule))].filter((rule) => wanted.includes(rule)).sort();
}

const credentials = ' allow-credentials="true"';
const portalOrigin = 'https://apim-b.developer.azure-api.net';
const stars = { headers: ['*'], exposed: ['*'], maxAge: 300, attributes: credentials };

describe('Azure.APIM.CORSPolicy', () => {
  const ours = ruleMappings.filter(({ theirs }) => theirs.startsWith('Azure.APIM.CORSPolicy')).flatMap((one) => one.ours);
  test.each<[fact: string, theirs: 'Fail' | 'Pass', text: CorsText, ours: readonly string[], why: string]>([
    [
      'the portal’s own, every list a wildcard but origins',
      'Fail',
      { ...stars, origins: [portalOrigin] },
      [],
      '“Enable CORS” writes it so: nobody but the portal gets in',
    ],
    [
      'every origin, with credentials',
      'Fail',
      { ...stars, origins: ['*'] },
      ['expose-wildcard-with-credentials', 'wildcard-origin-with-credentials'],
      '',
    ],
    ['every origin, without', 'Fail', { origins: ['*'], methods: ['GET'], headers: ['x-a'] }, ['wildcard-origin'], ''],
    [
      'the example of its page',
      'Pass',
      { origins: [portalOrigin], methods: ['GET'], headers: ['x-application'], exposed: ['x-application-id'], attributes: credentials },
      [],
      '',
    ],
    [
      'a wildcard with white space, which it does not trim',
      'Pass',
      { origins: [' * '], methods: ['GET'], headers: ['x-a'] },
      ['wildcard-origin'],
      'API Management trims it',
    ],
  ])('%s', async (_, theirs, text, expected, why) => {
    const all = await found({ [globalPath]: policy(cors(text)) }, ours, 'profile: strict');
    const wildcards = ['wildcard-methods', 'wildcard-headers', 'wildcard-exposed-headers'];
    expect(all.filter((id) => !wildcards.includes(id))).toEqual(expected);
    expect([theirs === 'Fail', why !== '' || expected.length > 0 === (theirs === 'Fail')]).toEqual([theirs === 'Fail', true]);
  });
});

describe('Azure.APIM.PolicyBase', () => {
  const sections = (inbound: readonly string[], rest: readonly string[]): string =>
    ['<policies>', ...within('inbound', inbound), ...['backend', 'outbound', 'on-error'].flatMap((name) => within(name, rest)), '</policies>'].join(
      '\n',
    );
  const base = ['<base />'];
  test.each<[fact: string, theirs: 'Fail' | 'Pass', inbound: readonly string[], rest: readonly string[], ours: boolean, why: string]>([
    ['a filter alone, other sections empty', 'Fail', ['<ip-filter action="allow" />'], [], true, ''],
    ['inbound without, the rest with', 'Fail', [], base, true, ''],
    ['inbound with, the rest without', 'Fail', base, [], true, ''],
    ['in all four', 'Pass', base, base, false, ''],
    ['in all four, behind another policy', 'Pass', ['<ip-filter action="allow" />', '<base />'], base, true, 'the Azure Policy wants it first'],
  ])('base-first-required: %s', async (_, theirs, inbound, rest, expected, why) => {
    const files = { [apiPath]: sections(inbound, rest) };
    expect(await found(files, ['base-first-required'], 'rules:\n  base-first-required: error')).toEqual(expected ? ['base-first-required'] : []);
    expect(await found(files, ['base-first-required'], 'profile: strict')).toEqual([]);
    expect(why !== '' || expected === (theirs === 'Fail')).toBe(true);
  });
});

describe('jub0bs/cors', () => {
  const origins = ['https://app.contoso.com'];
  const origin = (text: string): CorsText => ({ origins: [text], methods: ['GET'], headers: ['x-a'] });
  test.each<[kind: string, text: CorsText, ours: readonly string[], why: string]>([
    ['no origin', { origins: [] }, ['invalid-origin'], ''],
    ['origin with a path', origin('https://app.contoso.com/orders'), ['invalid-origin'], ''],
    ['origin with user information', origin('https://me@app.contoso.com'), ['invalid-origin'], ''],
    ['origin with a query', origin('https://app.contoso.com?a=b'), ['invalid-origin'], ''],
    ['origin with a port beyond 65535', origin('https://app.contoso.com:65536'), ['invalid-origin'], ''],
    ['origin with a wildcard in the middle', origin('https://foo.*.com'), ['invalid-origin'], ''],
    ['origin with a leading wildcard', origin('https://*.contoso.com'), ['invalid-origin'], 'allowed there: API Management has no patterns'],
    ['a wildcard below a public suffix', origin('https://*.com'), ['invalid-origin'], ''],
    ['upper case', origin('https://APP.contoso.com'), ['origin-normalised'], 'refused there: API Management compares without case'],
    ['an explicit default port', origin('https://app.contoso.com:443'), ['origin-normalised'], 'refused there: API Management takes it off'],
    ['letters outside ASCII', origin('https://bücher.example'), ['origin-normalised'], 'refused there: the browser’s form is known'],
    ['null', origin('null'), ['null-origin'], ''],
    ['a method that is none', { ...origin('https://app.contoso.com'), methods: ['GETS'] }, ['method-case'], ''],
    ['a forbidden method', { origins, methods: ['TRACE'] }, ['forbidden-method'], ''],
    ['a forbidden request header', { origins, headers: ['Cookie'] }, ['forbidden-header'], ''],
    ['a response header among request headers', { origins, headers: ['Access-Control-Allow-Origin'] }, ['response-header-in-request-list'], ''],
    ['max-age too large', { origins, maxAge: 86401 }, ['max-age-capped'], ''],
    ['max-age above what Chromium keeps', { origins, maxAge: 7201 }, ['max-age-capped'], 'allowed there: no more than two hours are kept'],
    ['max-age negative', { origins, maxAge: -1 }, ['max-age-invalid'], 'switches caching off there'],
    ['every origin with credentials', { origins: ['*'], attributes: credentials }, ['wildcard-origin-with-credentials'], ''],
    ['plain http with credentials', { origins: ['http://app.contoso.com'], attributes: credentials }, ['insecure-origin'], ''],
    ['every exposed header with credentials', { origins, exposed: ['*'], attributes: credentials }, ['expose-wildcard-with-credentials'], ''],
    ['origin with a port that begins with a zero', origin('https://app.contoso.com:0443'), ['invalid-origin'], ''],
    ['origin with port 0', origin('https://app.contoso.com:0'), ['invalid-origin'], ''],
    ['origin with an empty label', origin('https://app..contoso.com'), ['invalid-origin'], ''],
    ['a wildcard before an address', origin('https://*.127.0.0.1'), ['invalid-origin'], ''],
    ['an address that is not canonical', origin('https://127.1'), ['invalid-origin'], ''],
    ['an IPv6 address that is none', origin('https://[::1'), ['invalid-origin'], ''],
    ['the scheme file', origin('file://'), ['invalid-origin'], ''],
    ['two methods in one element', { origins, methods: ['GET, PUT'] }, ['method-case'], ''],
    ['CONNECT', { origins, methods: ['CONNECT'] }, ['forbidden-method'], ''],
    ['a request header that is no token', { origins, headers: ['x a'] }, ['header-pattern'], ''],
    ['a response header that is no token', { origins, exposed: ['x a'] }, ['header-pattern'], ''],
    ['Set-Cookie exposed', { origins, exposed: ['Set-Cookie'] }, ['sensitive-header-exposed'], ''],
    [
      'a header of preflights exposed',
      { ...origin('https://app.contoso.com'), exposed: ['Access-Control-Allow-Methods'] },
      [],
      'refused there: no answer that a script reads has it, so the entry gives and takes nothing',
    ],
    ['a port of its own, which it accepts', origin('https://app.contoso.com:8443'), [], ''],
    ['one that it accepts', { origins, methods: ['GET', 'PUT'], headers: ['Authorization'], exposed: ['ETag'], maxAge: 600 }, [], ''],
  ])('%s', async (_, text, expected) => {
    const kinds = ruleMappings.flatMap((one) => (one.tool === 'jub0bs/cors' ? one.ours : []));
    const all = await found({ [apiPath]: policy(cors(text)) }, kinds, 'profile: strict');
    expect(all).toEqual(expect.arrayContaining(expected.filter((id) => known.has(id))));
    if (expected.length === 0) expect(all).toEqual([]);
  });
});

describe('apigeelint', () => {
  const app = 'https://app.contoso.com';
  const named: CorsText = { origins: [app], methods: ['GET'], headers: ['x-a'] };
  const lines = cors(named);
  const own = (...inbound: readonly string[]): Readonly<Record<string, string>> => ({ [apiPath]: policy(inbound) });
  const changed = (from: string | RegExp, to: string): Readonly<Record<string, string>> => own(...cors(named).map((line) => line.replace(from, to)));
  const reflecting = '@(context.Request.Headers.GetValueOrDefault("Origin", ""))';
  const kinds = ruleMappings.flatMap((one) => (one.tool === 'apigeelint' ? one.ours : []));

  /** `theirs`: how loudly it says so; null: not at all. `why`: where we differ. */
  test.each<
    [
      kind: string,
      theirs: 'error' | 'warning' | null,
      files: Readonly<Record<string, string>>,
      ours: readonly (readonly [rule: string, severity: string])[],
      why: string,
    ]
  >([
    [
      'PO032: two elements of a kind',
      'error',
      own(
        ...lines.flatMap((line) =>
          line.includes('</allowed-origins>') ? [line, '<allowed-origins>', '<origin>https://b.contoso.com</origin>', line] : [line],
        ),
      ),
      [['not-understood', 'warning']],
      'no page says whether it is saved, nor which of the two counts',
    ],
    ['PO032: every origin', 'warning', own(...cors({ ...named, origins: ['*'] })), [['wildcard-origin', 'warning']], ''],
    [
      'PO032: every origin, with credentials',
      'warning',
      own(...cors({ ...named, origins: ['*'], attributes: credentials })),
      [['wildcard-origin-with-credentials', 'error']],
      'no difference there: if the gateway echoes, every website reads users’ data',
    ],
    ['PO032: every origin beside names', 'error', own(...cors({ ...named, origins: ['*', app] })), [['wildcard-mixed', 'error']], ''],
    [
      'PO032: origin that ends with a slash',
      'error',
      own(...cors({ ...named, origins: [`${app}/`] })),
      [['origin-normalised', 'info']],
      'API Management takes the slash off: nobody loses access',
    ],
    [
      'PO032: the caller’s own origin',
      'warning',
      own(...cors({ ...named, origins: [reflecting] })),
      [['reflected-origin', 'error']],
      'every website gets in, and nobody chose "*"',
    ],
    ['PO032: no origins', 'warning', own(...cors({ ...named, origins: [] })), [['invalid-origin', 'error']], 'API Management refuses to save it'],
    [
      'PO032: no list of origins',
      'warning',
      own('<cors>', '<allowed-methods>', '<method>GET</method>', '</allowed-methods>', '</cors>'),
      [['invalid-origin', 'error']],
      'API Management refuses to save it',
    ],
    ['PO032: credentials left out', 'error', own(...cors({ ...named, attributes: '' })), [], 'left out they are false, as its page says'],
    [
      'PO032: credentials in another case',
      'error',
      own(...cors({ ...named, attributes: ' allow-credentials="True"' })),
      [['credentials-value', 'warning']],
      'API Management may read it as true',
    ],
    [
      'PO032: credentials that are no truth value',
      'error',
      own(...cors({ ...named, attributes: ' allow-credentials="yes"' })),
      [['not-understood', 'warning']],
      'no page says whether it is saved, nor what it would mean',
    ],
    [
      'PO032: credentials by an expression',
      'error',
      own(...cors({ ...named, attributes: ' allow-credentials="@(true)"' })),
      [['credentials-by-expression', 'warning']],
      'taken for true, as nobody can review it',
    ],
    [
      'PO032: methods in one text',
      'error',
      own(...cors({ ...named, methods: ['GET PUT'] })),
      [['method-case', 'warning']],
      'the origins still get in',
    ],
    ['PO032: headers in one text', 'error', own(...cors({ ...named, headers: ['x-a, x-b'] })), [['header-pattern', 'error']], ''],
    [
      'PO032: every header beside names',
      'error',
      own(...cors({ ...named, headers: ['*', 'x-a'] })),
      [['wildcard-mixed', 'info']],
      'the name is covered by the wildcard, or listed for Authorization on purpose',
    ],
    ['EP001: two policies, one after the other', 'error', own(...lines, ...lines), [['duplicate-cors', 'error']], ''],
    [
      'EP001: one of its own behind an inherited one',
      null,
      { [globalPath]: policy(cors({ ...named, origins: ['https://b.contoso.com'], attributes: '' })), ...own('<base />', ...lines) },
      [['inherited-cors-decides', 'error']],
      'Apigee does not inherit',
    ],
    [
      'EP001: towards the backend',
      'error',
      { [apiPath]: policy(['<base />']).replace('<backend>', ['<backend>', ...lines].join('\n')) },
      [['cors-outside-inbound', 'error']],
      '',
    ],
    ['names alone', null, own(...lines), [], ''],
    ['names alone, credentials written', null, changed('<cors', '<cors allow-credentials="false"'), [], ''],
  ])('%s', async (_, theirs, files, ours, why) => {
    const { findings } = await scanTree(memoryTree(repository(files)), {
      settings: parseSettings('profile: strict', 'c.yml'),
      today: '2026-01-01',
      isWithoutRepairs: true,
    });
    const wanted = [...kinds, 'cors-outside-inbound'];
    const told = findings.filter(({ rule }) => wanted.includes(rule)).map(({ rule, severity }) => [rule, severity]);
    expect(told).toEqual(expect.arrayContaining(ours.map((one) => [...one])));
    if (ours.length === 0) expect(told).toEqual([]);
    const loudest = ours.some(([, severity]) => severity === 'error') ? 'error' : (ours[0]?.[1] ?? null);
    // Where we are louder or quieter, the row says why; where the row says why, we are.
    expect(why !== '').toBe(loudest !== theirs);
  });
});
