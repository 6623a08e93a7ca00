import { parseSettings } from '../../src/config/settings.js';
import { explainRequest, type ExplainRequest } from '../../src/explain/explanation.js';
import { policy, rest } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';
import { hosts, type Host, type Kept } from './hosts.js';

/**
 * What is open is never text, wherever it stands: each kind of open part in each place, held against the same policy with each of several values in
 * its place. What those disagree on is not known, and no review of a change of the open part says that nothing changes.
 */

const app = 'https://app.contoso.com';
const other = 'https://b.example';

interface Form {
  readonly name: string;
  /** By the name of what is put in. */
  readonly text: (name: string) => string;
  /** C# is the whole of a value. */
  readonly isWhole?: true;
}

const forms: readonly Form[] = [
  { name: 'C#', text: (name) => `@(context.Variables.GetValueOrDefault("${name}","${name}"))`, isWhole: true },
  { name: 'statements of C#', text: (name) => `@{ return context.Variables.GetValueOrDefault("${name}","${name}"); }`, isWhole: true },
  { name: 'a named value', text: (name) => `{{${name}}}` },
  { name: 'a hole', text: (name) => `$\{${name}}` },
  { name: 'an if of a template', text: (name) => `%{ if ${name} }$\{${name}}%{ endif }` },
  { name: 'a loop of a template', text: (name) => `%{ for o in ${name} }$\{o}%{ endfor }` },
  { name: '{#x#}', text: (name) => `{#${name}#}` },
  { name: '{#[X]#}', text: (name) => `{#[${name.toUpperCase()}]#}` },
  { name: '__X__', text: (name) => `__${name.toUpperCase()}__` },
  { name: '#{x}#', text: (name) => `#{${name}}#` },
  { name: '#{x}', text: (name) => `#{${name}}` },
  { name: '%X%', text: (name) => `%${name.toUpperCase()}%` },
  { name: '$(x)', text: (name) => `$(${name})` },
  { name: '{x}', text: (name) => `{${name}}` },
  { name: '{\u00b0{x}\u00b0}', text: (name) => `{\u00b0{${name}}\u00b0}` },
];

interface Place {
  readonly name: string;
  /** It is a part of a value. */
  readonly isPart?: true;
  /** It is a named value's own value. */
  readonly isValue?: true;
  /** Kinds that mean themselves there. */
  readonly not?: readonly string[];
  readonly kept: (text: string) => Partial<Kept>;
  /** What may stand there. */
  readonly values: readonly string[];
}

interface Listed {
  readonly origin?: string;
  readonly methods?: string;
  readonly headers?: string;
  readonly exposed?: string;
  readonly flags?: string;
  readonly age?: string;
}
const corsOf = ({ origin = app, methods = 'PUT', headers = '*', exposed = 'etag', flags = '', age = '' }: Listed): string =>
  `<cors${flags}>\n<allowed-origins>\n<origin>${origin}</origin>\n</allowed-origins>\n<allowed-methods${age}>\n<method>${methods}</method>\n<method>GET</method>\n</allowed-methods>\n<allowed-headers>\n<header>${headers}</header>\n</allowed-headers>\n<expose-headers>\n<header>${exposed}</header>\n</expose-headers>\n</cors>`;
const api = (inbound: string, outbound: readonly string[] = []): Partial<Kept> => ({
  api: policy([inbound, '<base />'], outbound.length === 0 ? undefined : rest(['<base />', ...outbound])),
});
const header = (name: string, value: string, action = 'override'): string =>
  `<set-header name="${name}" exists-action="${action}"><value>${value}</value></set-header>`;
const check = (name: string, value = ''): string =>
  `<check-header name="${name}" failed-check-httpcode="403" failed-check-error-message="no" ignore-case="true">${value}</check-header>`;
const when = (condition: string): string =>
  `<choose><when condition="${condition}"><return-response><set-status code="403" /></return-response></when></choose>`;
const allowOrigin = 'Access-Control-Allow-Origin';
const ofCode = ['C#', 'statements of C#', '%X%', '{x}', '{\u00b0{x}\u00b0}', '$(x)'];

const direct: readonly Place[] = [
  { name: 'an origin', kept: (x) => api(corsOf({ origin: x })), values: [app, other, '*'] },
  { name: 'part of a host', isPart: true, kept: (x) => api(corsOf({ origin: `https://${x}.contoso.com` })), values: ['app', 'b'] },
  { name: 'the end of a host', isPart: true, kept: (x) => api(corsOf({ origin: `https://app.${x}` })), values: ['contoso.com', 'b.example'] },
  { name: 'a scheme', isPart: true, kept: (x) => api(corsOf({ origin: `${x}://app.contoso.com` })), values: ['https', 'http'] },
  { name: 'a port', isPart: true, kept: (x) => api(corsOf({ origin: `https://app.contoso.com:${x}` })), values: ['443', '8443'] },
  { name: 'an allowed header', kept: (x) => api(corsOf({ headers: x })), values: ['x-id', 'x-b', '*'] },
  { name: 'part of an allowed header', isPart: true, kept: (x) => api(corsOf({ headers: `x-${x}` })), values: ['id', 'b'] },
  { name: 'an exposed header', kept: (x) => api(corsOf({ exposed: x })), values: ['x-id', '*'] },
  { name: 'a method', kept: (x) => api(corsOf({ methods: x })), values: ['PUT', 'DELETE', '*'] },
  { name: 'allow-credentials', kept: (x) => api(corsOf({ flags: ` allow-credentials="${x}"` })), values: ['true', 'false'] },
  { name: 'a max-age', kept: (x) => api(corsOf({ age: ` preflight-result-max-age="${x}"` })), values: ['60', '600'] },
  { name: 'terminate-unmatched-request', kept: (x) => api(corsOf({ flags: ` terminate-unmatched-request="${x}"` })), values: ['true', 'false'] },
  {
    name: 'terminate-unmatched-request above another <cors>',
    kept: (x) => ({
      ...api(corsOf({ origin: other, flags: ` terminate-unmatched-request="${x}"` })),
      operation: policy(['<base />', corsOf({})]),
    }),
    values: ['true', 'false'],
  },
  { name: 'the name of a header of the answer', kept: (x) => api('', [header(x, '*')]), values: [allowOrigin, 'x-a'] },
  { name: 'the same beside a <cors>', kept: (x) => api(corsOf({}), [header(x, other)]), values: [allowOrigin, 'x-a'] },
  { name: 'part of such a name', isPart: true, kept: (x) => api('', [header(`Access-Control-${x}`, '*')]), values: ['Allow-Origin', 'Max-Age'] },
  { name: 'the value of a header', kept: (x) => api('', [header(allowOrigin, x)]), values: [app, '*', other] },
  { name: 'part of such a value', isPart: true, kept: (x) => api('', [header(allowOrigin, `https://${x}.contoso.com`)]), values: ['app', 'b'] },
  { name: 'an exists-action', kept: (x) => api('', [header(allowOrigin, '*', x)]), values: ['override', 'delete'] },
  { name: 'the name of a check', kept: (x) => api(check(x) + corsOf({})), values: ['x-id', 'x-b'] },
  { name: 'the value of a check', kept: (x) => api(corsOf({ origin: '*' }) + check('Origin', `<value>${x}</value>`)), values: [app, other] },
  { name: 'a condition', not: ofCode, kept: (x) => api(when(`@(${x})`) + corsOf({})), values: ['true', 'false'] },
  { name: 'a fragment', kept: (x) => ({ ...api(`<include-fragment fragment-id="${x}" />`), fragments }), values: ['browsers', 'other'] },
  {
    name: 'what stands in a list of origins',
    kept: (x) => api(corsOf({}).replace('<allowed-origins>', `<allowed-origins>${x}`)),
    values: ['', `<origin>${other}</origin>`, '<origin>*</origin>'],
  },
  {
    name: 'what stands in a list of methods',
    kept: (x) => api(corsOf({ methods: 'GET' }).replace('<allowed-methods>', `<allowed-methods>${x}`)),
    values: ['', '<method>PUT</method>'],
  },
  {
    name: 'what stands in a list of headers',
    kept: (x) => api(corsOf({ headers: 'x-a' }).replace('<allowed-headers>', `<allowed-headers>${x}`)),
    values: ['', '<header>x-id</header>'],
  },
];
const fragments = { browsers: `<fragment>\n${corsOf({})}\n</fragment>`, other: '<fragment>\n</fragment>' };

const valued = new Set([
  'an origin',
  'part of a host',
  'an allowed header',
  'a method',
  'allow-credentials',
  'terminate-unmatched-request',
  'the name of a header of the answer',
  'the value of a header',
  'the name of a check',
]);
/** The same by the value of a named value, which is open itself. */
const byValue = direct
  .filter(({ name }) => valued.has(name))
  .map((place): Place => ({
    ...place,
    name: `${place.name}, by a named value`,
    isValue: true,
    kept: (x) => ({ ...place.kept('{{nv}}'), values: { nv: x } }),
  }));
const places = [...direct, ...byValue];

const requests: readonly ExplainRequest['request'][] = [
  { origin: app, method: 'GET', headers: [], credentials: 'omit' },
  { origin: app, method: 'GET', headers: [{ name: 'x-id', value: '1' }], credentials: 'omit' },
  { origin: app, method: 'GET', headers: [], credentials: 'include' },
  { origin: app, method: 'PUT', headers: [], credentials: 'omit' },
  { origin: other, method: 'GET', headers: [], credentials: 'omit' },
];

const [artifacts] = hosts;
if (artifacts === undefined) throw new Error('there are artifacts');
const plain = policy(['<base />']);
const settingsOf = ({ yaml }: Host) => parseSettings(yaml, '.github/apim-cors.yml');
const treeOf = (host: Host, kept: Partial<Kept>, label = 'head') =>
  memoryTree(host.files({ global: policy([]), api: plain, operation: plain, ...kept }), label);

interface Asked {
  readonly verdict: string;
  readonly all: string;
}
async function asked(host: Host, kept: Partial<Kept>): Promise<readonly Asked[]> {
  const tree = treeOf(host, kept);
  return Promise.all(
    requests.map(async (request) => {
      const isGet = request.method === 'GET';
      // Artifacts without a specification leave open which other operations there are; the other layouts tell all of them.
      if (!isGet && host !== artifacts) return { verdict: 'none', all: '' };
      const destination = { kind: 'name', workspace: null, api: 'orders', operation: isGet ? 'get' : null } as const;
      const found = await explainRequest(tree, { request, destination, product: null, key: null }, settingsOf(host), null);
      return { verdict: found.verdict, all: JSON.stringify([found.outcomes, found.trace, found.notes, found.actual]) };
    }),
  );
}

const review = (host: Host, base: Partial<Kept>, head: Partial<Kept>): Promise<Review> =>
  reviewTrees(treeOf(host, base, 'base'), treeOf(host, head), { settings: settingsOf(host), today: '2026-01-01' });

const commented = (kept: Partial<Kept>): Partial<Kept> => ({
  ...kept,
  api: (kept.api ?? plain).replace('<inbound>', '<inbound>\n<!-- as it was -->'),
});

/** What the same policy comes to with each value written out. */
async function written(host: Host, { kept, values }: Place) {
  const [first = '', ...more] = values;
  const verdicts = await Promise.all(values.map((value) => asked(host, kept(value))));
  const isAlike = (await Promise.all(more.map((value) => review(host, kept(first), kept(value))))).every((one) => one.provenUnchanged);
  return { verdicts, isAlike, first: kept(first) };
}

/** What is wrong with an open part in a place. */
async function wrongs(
  host: Host,
  place: Place,
  form: Form,
  { verdicts, isAlike, first }: Awaited<ReturnType<typeof written>>,
): Promise<readonly string[]> {
  const open = place.kept(form.text('opn'));
  const found: string[] = [];
  for (const [index, { verdict, all }] of (await asked(host, open)).entries()) {
    const others = new Set(verdicts.map((one) => one[index]?.verdict));
    if (verdict !== 'unknown' && (others.size > 1 || !others.has(verdict)))
      found.push(`request ${index} is ${verdict}, and ${[...others].join(' or ')} by its value`);
    // By its name, by the place of what holds it, or as the named value whose value it is.
    if (verdict === 'unknown' && !/opn|branch-runs|writes-header/i.test(all) && place.isValue === undefined)
      found.push(`request ${index} is not known, and nothing is named`);
  }
  if (!isAlike) {
    if ((await review(host, first, open)).provenUnchanged) found.push('it comes, and nothing changes');
    if ((await review(host, open, first)).provenUnchanged) found.push('it goes, and nothing changes');
    if ((await review(host, open, place.kept(form.text('opx')))).provenUnchanged) found.push('it is another one, and nothing changes');
  }
  const same = await review(host, open, commented(open));
  const fresh = same.findings.filter(({ status }) => status === 'new').map(({ rule }) => rule);
  if (same.changes.length > 0 || fresh.length > 0) found.push(`it stays, and ${same.changes.length} changes, ${fresh.join()}`);
  const { findings } = await scanTree(treeOf(host, open), { settings: settingsOf(host), today: '2026-01-01' });
  for (const one of findings) if (/opn/i.test(messageOf(one)) && !telling.has(one.rule)) found.push(`${one.rule}: ${messageOf(one)}`);
  return found;
}

/** Rules that say of an open part that it is open. */
const telling = new Set(['unresolved-origin', 'not-understood']);

test.each(places.map((place) => [place.name, place] as const))('%s: every kind of open part, in artifacts', async (_, place) => {
  const values = await written(artifacts, place);
  const found: Record<string, readonly string[]> = {};
  for (const form of forms) {
    if ((form.isWhole === true && place.isPart === true) || place.not?.includes(form.name) === true) continue;
    const wrong = await wrongs(artifacts, place, form, values);
    if (wrong.length > 0) found[form.name] = wrong;
  }
  expect(found).toEqual({});
});

const elsewhere = ['Terraform', 'Bicep', 'an ARM template', 'a map of scopes'];
const some = new Set([
  'an origin',
  'part of a host',
  'a port',
  'a method',
  'an allowed header',
  'the name of a header of the answer',
  'the value of a header',
]);
const few = new Set(['a named value', 'a hole', '#{x}#']);

test.each(
  hosts
    .filter(({ name }) => elsewhere.includes(name))
    .flatMap((host) => places.filter(({ name }) => some.has(name)).map((place) => [host.name, place.name, host, place] as const)),
)('%s: %s', async (_host, _place, host, place) => {
  const values = await written(host, place);
  const found: Record<string, readonly string[]> = {};
  for (const form of forms.filter(({ name }) => few.has(name))) {
    const wrong = await wrongs(host, place, form, values);
    if (wrong.length > 0) found[form.name] = wrong;
  }
  expect(found).toEqual({});
});
