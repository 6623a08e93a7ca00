import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Host, type Kept } from './hosts.js';

/** Differences that a reader of the diff cannot see, or takes for nothing: each has its finding, and nothing is proven beside it. */

const app = 'https://app.contoso.com';
const evil = 'https://evil.example.net';
const listing = (...origins: readonly string[]): string => policy(cors({ origins, headers: ['x-a'], methods: ['GET', 'PUT'] }));
const plain = policy(['<base />']);
const own = listing(app);
const before: Kept = { global: plain, api: own, operation: plain };

async function review(host: Host, base: Kept, head: Kept): Promise<Review> {
  const settings = parseSettings(host.yaml, '.github/apim-cors.yml');
  return reviewTrees(memoryTree(host.files(base), 'base'), memoryTree(host.files(head), 'head'), { settings, today: '2026-01-01' });
}

function saidOf(made: Review): { readonly said: readonly string[]; readonly proven: boolean; readonly nothing: boolean } {
  const said = made.findings.filter(({ status }) => status === 'new').map(({ severity, rule }) => `${severity} ${rule}`);
  return { said, proven: made.provenUnchanged, nothing: jobSummary(made).includes('Nothing changes for anybody') };
}

const anything = expect.any(String) as string;
const unproven = (...said: readonly string[]): object => ({
  said: expect.arrayContaining([...said]) as string[],
  proven: false,
  nothing: false,
});

/** Zero-width, byte order mark, joiner, soft hyphen, marks of direction, no-break space, a control of C1, separators of lines. */
const hidden = ['\u200b', '\ufeff', '\u200d', '\u2060', '\u00ad', '\u200e', '\u202e', '\u00a0', '\u0085', '\u2028', '\u3000'];
const codes = hidden.map((one) => [`U+${one.charCodeAt(0).toString(16).padStart(4, '0')}`, one] as const);
const artifacts = hosts.filter(({ name }) => name === 'artifacts');

describe.each(artifacts)('a character that nobody sees', (host) => {
  const places: readonly (readonly [where: string, change: (one: string) => string, least: string])[] = [
    ['in a host', (one) => own.replace('contoso', `con${one}toso`), 'error invalid-origin'],
    ['before an origin', (one) => own.replace(app, `${one}${app}`), 'error invalid-origin'],
    ['behind an origin', (one) => own.replace(app, `${app}${one}`), 'error invalid-origin'],
    ['as a reference', (one) => own.replace(app, `${app}&#${one.charCodeAt(0).toString()};`), 'error invalid-origin'],
    ['in CDATA', (one) => own.replace(app, `<![CDATA[${app}${one}]]>`), 'error invalid-origin'],
    ['in a second entry', (one) => listing(app, `${app}${one}`), 'error invalid-origin'],
    ['in an entry for another website', (one) => listing(app, `${one}${evil}`), 'error invalid-origin'],
    ['beside the star', (one) => listing(`*${one}`), 'error invalid-origin'],
    ['behind a header', (one) => own.replace('x-a', `x-a${one}`), 'error header-pattern'],
    ['before a method', (one) => own.replace('PUT', `${one}PUT`), 'warning method-case'],
    ['in a flag', (one) => own.replace('<cors', `<cors allow-credentials="true${one}"`), 'warning not-understood'],
    ['in the id of a fragment', (one) => policy([`<include-fragment fragment-id="shared${one}" />`]), 'error missing-fragment'],
    [
      'in the name of a header of the answer',
      (one) =>
        own.replace(
          '<outbound>',
          `<outbound><set-header name="Access-Control-Allow-Origin${one}" exists-action="override"><value>*</value></set-header>`,
        ),
      'warning not-understood',
    ],
  ];
  const all = places.flatMap(([where, change, least]) => codes.map(([code, one]) => [where, code, change(one), least] as const));

  test.each(all)('%s: %s', async (_where, _code, api, least) => {
    expect(api).not.toBe(own);
    const fragments = { shared: `<fragment>\n${cors({ origins: [app] }).join('\n')}\n</fragment>\n` };
    const base = { ...before, fragments, api: api.includes('fragment-id') ? policy(['<include-fragment fragment-id="shared" />']) : own };
    const made = await review(host, base, { ...base, api });
    expect(saidOf(made)).toEqual(unproven(least));
    expect(made.findings.find(({ rule }) => least.endsWith(rule))?.path).toBe(host.at);
  });
});

describe.each(hosts.map((host) => [host.name, host] as const))('%s', (_, host: Host) => {
  test('an origin with a character that nobody sees is one nobody has', async () => {
    expect(saidOf(await review(host, before, { ...before, api: own.replace(app, `${app}\u200b`) }))).toEqual(
      unproven('error invalid-origin', 'warning access-narrowed'),
    );
  });

  test('to take it away lets the website in', async () => {
    const made = await review(host, { ...before, api: own.replace(app, `${app}\u200b`) }, before);
    expect(saidOf(made)).toEqual(unproven('info access-widened'));
  });

  test('a named value may bring it', async () => {
    if (!host.hasValues) return;
    const api = listing('{{site}}');
    const made = await review(host, { ...before, api, values: { site: app } }, { ...before, api, values: { site: `${app}\u2060` } });
    expect(saidOf(made)).toEqual(unproven('error invalid-origin'));
  });

  test.each([
    ['letters that look like those of a host', own.replace('app.', '\uff41pp.')],
    ['a circled letter', own.replace('app.', '\u24d0pp.')],
  ])('%s', async (_fact, api) => {
    expect(saidOf(await review(host, before, { ...before, api }))).toEqual(unproven('error invalid-origin'));
  });

  test.each([
    ['quotation marks round an origin', own.replace(app, `"${app}"`), 'error invalid-origin'],
    ['a fragment by a named value', own.replace('<cors', '<include-fragment fragment-id="{{id}}" /><cors'), 'error not-understood'],
    ['a fragment by C#', own.replace('<cors', '<include-fragment fragment-id="@(&quot;a&quot;)" /><cors'), 'error not-understood'],
    ['a script for any website', own.replace('<outbound>', '<outbound><jsonp callback-parameter-name="cb" />'), 'warning cross-domain-or-jsonp'],
    ['a <cors> in another section', own.replace('<backend>', `<backend>${cors({ origins: ['*'] }).join('')}`), 'error cors-outside-inbound'],
  ])('%s', async (_fact, api, least) => {
    expect(saidOf(await review(host, before, { ...before, api }))).toEqual(unproven(least));
  });

  const refused: readonly (readonly [fact: string, api: string])[] = [
    ['an origin that is none, beside one that is', listing(app, 'https://*.contoso.com')],
    ['an attribute that <cors> does not have', own.replace('<cors', '<cors allow-origin="*"')],
    ['an element that <cors> does not have', own.replace('<allowed-methods', '<allow-origin>*</allow-origin><allowed-methods')],
    ['a section in a section', own.replace('<inbound>', `<inbound><inbound>${cors({ origins: [app] }).join('')}</inbound>`)],
    ['a second <cors>', own.replace('</cors>', `</cors>${cors({ origins: [app] }).join('')}`)],
    ['what is no XML', own.replace('</inbound>', '')],
    ['a section twice', own.replace('<backend>', '<inbound><base /></inbound><backend>')],
  ];
  test.each(refused)('a policy that is refused at save proves nothing: %s', async (_fact, api) => {
    expect(api).not.toBe(own);
    const { said, ...rest } = saidOf(await review(host, before, { ...before, api }));
    expect(rest).toEqual({ proven: false, nothing: false });
    expect(said.filter((one) => one.startsWith('error'))).toContainEqual(anything);
  });

  test('one that was refused before and is the same now takes no proof from other files', async () => {
    const api = listing(app, 'https://*.contoso.com');
    const more = plain.replace('<base />', '<base /><!-- as it was -->');
    const made = await review(host, { ...before, api }, { ...before, api, operation: more });
    // Where one file holds all policies, each of them is another text then.
    if (host.isFile) expect(made.provenUnchanged).toBe(true);
  });

  const set = (name: string, value = `<value>${app}</value>`): string => `<set-header name="${name}" exists-action="override">${value}</set-header>`;
  const early: readonly (readonly [fact: string, kept: Partial<Kept>])[] = [
    ['in the same policy', { api: own.replace('<cors', `${set('Origin')}<cors`) }],
    ['in another case', { api: own.replace('<cors', `${set('oRIGIN')}<cors`) }],
    ['with references', { api: own.replace('<cors', `${set('Ori&#103;in')}<cors`) }],
    ['computed', { api: own.replace('<cors', `${set('@(&quot;Ori&quot; + &quot;gin&quot;)')}<cors`) }],
    ['with a value that is not known', { api: own.replace('<cors', `${set('{{name}}')}<cors`) }],
    [
      'behind a bracket in another attribute',
      { api: own.replace('<cors', `${set('Ori&#103;in').replace('<set-header', '<set-header x=">"')}<cors`) },
    ],
    ['deleted', { api: own.replace('<cors', `<set-header name="Origin" exists-action="delete" /><cors`) }],
    ['in a branch', { api: own.replace('<cors', `<choose><when condition="@(true)">${set('Origin')}</when></choose><cors`) }],
    ['of a preflight', { api: own.replace('<cors', `${set('Access-Control-Request-Method', '<value>GET</value>')}<cors`) }],
    ['the method', { api: own.replace('<cors', '<set-method>GET</set-method><cors') }],
    ['the method, in a branch', { api: own.replace('<cors', '<choose><otherwise><set-method>POST</set-method></otherwise></choose><cors') }],
    ['the method, by an expression', { api: own.replace('<cors', '<set-method>@(context.Request.Method)</set-method><cors') }],
    ['the method, in the global policy', { global: policy(['<set-method>GET</set-method>']), api: own.replace('<cors', '<base /><cors') }],
    ['in the global policy', { global: policy([set('Origin')]), api: own.replace('<cors', '<base /><cors') }],
    ['in the policy of the operation', { operation: policy([set('Origin'), '<base />']) }],
    [
      'in a policy that opens nothing else',
      { operation: policy([set('Origin'), ...cors({ origins: [app], methods: ['GET', 'PUT'], headers: ['x-a'] })]) },
    ],
  ];
  test.each(early)('the request’s header Origin, or its method, is written before <cors>: %s', async (_fact, kept) => {
    const from = { ...before, ...(kept.global === undefined ? {} : { api: own.replace('<cors', '<base /><cors') }) };
    const made = await review(host, from, { ...from, ...kept });
    const { said, ...rest } = saidOf(made);
    expect(rest).toEqual({ proven: false, nothing: false });
    expect(said.filter((one) => !one.startsWith('info'))).toContainEqual(anything);
  });

  test('behind <cors> it is about the backend alone', async () => {
    const { said, proven } = saidOf(await review(host, before, { ...before, api: own.replace('</cors>', `</cors>${set('Origin')}`) }));
    expect([said, proven]).toEqual([[], true]);
    const method = await review(host, before, { ...before, api: own.replace('</cors>', '</cors><set-method>POST</set-method>') });
    expect(saidOf(method)).toMatchObject({ said: [], proven: true });
  });

  test('by a fragment', async () => {
    if (!host.hasFragments) return;
    const fragments = { shared: `<fragment>\n${set('Origin')}\n</fragment>\n` };
    const api = own.replace('<cors', '<include-fragment fragment-id="shared" /><cors');
    expect(saidOf(await review(host, { ...before, fragments }, { ...before, fragments, api }))).toEqual(unproven('warning not-understood'));
  });
});

describe('a file of an environment that readers take in two ways', () => {
  const [host] = artifacts;
  const entry = `apis:\n  - name: orders\n    policies:\n      - name: policy\n        properties:\n          value: ${JSON.stringify(listing('*'))}\n`;
  test.each([
    ['two documents', `apis: []\n---\n${entry}`],
    ['a key twice', `apis: []\n${entry}`],
    ['a key twice further down', entry.replace('    policies:', '    policies: []\n    policies:')],
    [
      'a map that is merged in',
      `x: &x\n  properties:\n    value: ${JSON.stringify(listing('*'))}\napis:\n  - name: orders\n    policies:\n      - name: policy\n        <<: *x\n`,
    ],
  ])('%s', async (_fact, yaml) => {
    const files = host?.files(before) ?? {};
    const head = memoryTree({ ...files, 'configuration.prod.yaml': yaml }, 'head');
    const settings = parseSettings('', '.github/apim-cors.yml');
    expect(saidOf(await reviewTrees(memoryTree(files, 'base'), head, { settings, today: '2026-01-01' }))).toEqual(
      unproven('warning unreadable-metadata'),
    );
  });
});
