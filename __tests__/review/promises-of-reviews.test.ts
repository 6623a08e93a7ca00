import { parseSettings } from '../../src/config/settings.js';
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
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import type { Change, Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { app, type Files } from '../asking.js';
import { memoryTree } from '../memory-tree.js';
import { hostings, type Hosted } from '../rules/hosting.js';

/** What reviews and scans promise, in artifacts, Terraform and Bicep alike. */

const layouts = ['artifacts', 'Terraform, heredoc', 'Bicep, loadTextContent()'] as const;
type Layout = (typeof layouts)[number];

const settings = parseSettings('assume: { policy-elsewhere: no-cors }', '.github/apim-cors.yml');
const options = { settings, today: '2026-06-15' };

async function hosted(files: Files, layout: Layout): Promise<Files> {
  const all = repository(files);
  if (layout === 'artifacts') return all;
  const found: Hosted | undefined = (await hostings(all))?.get(layout);
  if (found === undefined) throw new Error(`no ${layout}`);
  return found.files;
}

const scan = async (files: Files, layout: Layout): Promise<Review> => scanTree(memoryTree(await hosted(files, layout)), options);
const review = async (base: Files, head: Files, layout: Layout): Promise<Review> =>
  reviewTrees(memoryTree(await hosted(base, layout), 'base'), memoryTree(await hosted(head, layout), 'head'), options);

const base = '<base />';
const shop = 'https://shop.contoso.com';
const put = operationPath.replace('get-', 'put-');
const code = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const variable = (name: string, value: string): string => `<set-variable name="${name}" value="@(${code(value)})" />`;
const written = (value: string, header = 'Access-Control-Allow-Origin'): readonly string[] =>
  within(`set-header name="${header}" exists-action="override"`, [`<value>${value}</value>`]);
const writes = (value: string): readonly string[] => written(`@(${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')})`);
const asked = 'context.Request.Headers.GetValueOrDefault("Origin", "")';
const when = (condition: string, lines: readonly string[]): readonly string[] =>
  within('choose', within(`when condition="@(${code(condition)})"`, lines));
const outbound = (...lines: readonly string[]): Files => ({ [globalPath]: policy([]), [apiPath]: policy([base], rest([base, ...lines])) });
const global = (lines: readonly string[]): Files => ({ [globalPath]: policy(lines) });

const minded = new Set(['reflected-origin', 'loose-origin-match']);
const reflected = 'error reflected-origin, documented';
const loose = 'error loose-origin-match, documented';
const reflections: [string, Files, string][] = [
  ['the request itself', outbound(...writes(asked)), reflected],
  ['another default', outbound(...writes('context.Request.Headers.GetValueOrDefault("Origin", "https://app.contoso.com")')), reflected],
  ['no default', outbound(...writes('context.Request.Headers.GetValueOrDefault("Origin")')), reflected],
  ['the default *', outbound(...writes('context.Request.Headers.GetValueOrDefault("origin", "*")')), reflected],
  ['by index', outbound(...writes('context.Request.Headers["Origin"][0]')), reflected],
  ['by index and First', outbound(...writes('context.Request.Headers["Origin"].First()')), reflected],
  ['an empty string by name', outbound(...writes('context.Request.Headers.GetValueOrDefault("Origin", string.Empty)')), reflected],
  [
    'through a variable of inbound',
    { ...global([]), [apiPath]: policy([base, variable('from', asked)], rest([base, ...writes('(string)context.Variables["from"]')])) },
    reflected,
  ],
  [
    'the same with a default of its own',
    {
      ...global([]),
      [apiPath]: policy(
        [base, variable('from', asked)],
        rest([base, ...writes('context.Variables.GetValueOrDefault<string>("from", "https://app.contoso.com")')]),
      ),
    },
    reflected,
  ],
  [
    'through two variables',
    {
      ...global([]),
      [apiPath]: policy(
        [base, variable('from', asked), variable('back', '(string)context.Variables["from"]')],
        rest([base, ...writes('(string)context.Variables["back"]')]),
      ),
    },
    reflected,
  ],
  [
    'a variable of the global policy',
    { [globalPath]: policy([variable('from', asked)]), [apiPath]: policy([base], rest([base, ...writes('(string)context.Variables["from"]')])) },
    reflected,
  ],
  [
    'a variable of a fragment',
    {
      ...global([]),
      [fragmentPath]: within('fragment', [variable('from', asked)]).join('\n'),
      [apiPath]: policy([base, '<include-fragment fragment-id="browsers" />'], rest([base, ...writes('(string)context.Variables["from"]')])),
    },
    reflected,
  ],
  [
    'a header written by a fragment',
    { ...outbound('<include-fragment fragment-id="browsers" />'), [fragmentPath]: within('fragment', writes(asked)).join('\n') },
    reflected,
  ],
  ['in on-error only', { ...global([]), [apiPath]: policy([base], rest([base], [base, ...writes(asked)])) }, reflected],
  [
    'beside a <cors> that lists one',
    { ...global([]), [apiPath]: policy([...cors({ origins: [app] }), base], rest([base, ...writes(asked)])) },
    reflected,
  ],
  ['at one operation', { ...global([]), [apiPath]: policy([base]), [put]: policy([base], rest([base, ...writes(asked)])) }, reflected],
  ['in a block of code', outbound(...written('@{ var from = context.Request.Headers.GetValueOrDefault("Origin", ""); return from; }')), reflected],
  ['in a text with a hole', outbound(...writes('$"{context.Request.Headers.GetValueOrDefault("Origin", "")}"')), reflected],
  ['whoever asks, with a condition that asks for any', outbound(...when(`${asked} != ""`, writes(asked))), reflected],
  ['in the product', { ...product(policy([base], rest([base, ...writes(asked)])), false), ...global([]), [apiPath]: policy([base]) }, reflected],
  ['in the global policy', { [globalPath]: policy([], rest(writes(asked))), [apiPath]: policy([base]) }, reflected],
  ['in lower case', outbound(...writes(`${asked}.ToLower()`)), reflected],
  [
    'a return-response',
    { ...global([]), [apiPath]: policy([base, ...within('return-response', ['<set-status code="200" reason="OK" />', ...writes(asked)])]) },
    reflected,
  ],
  ['of the page in Referer', outbound(...writes('context.Request.Headers.GetValueOrDefault("Referer", "")')), 'info reflected-origin, unknown'],
  ['one origin by ==', outbound(...when(`${asked} == "${app}"`, writes(asked))), ''],
  ['a list', outbound(...when(`new [] { "${app}", "${shop}" }.Contains(${asked})`, writes(asked))), ''],
  [
    'a list in a variable',
    {
      ...global([]),
      [apiPath]: policy(
        [base, variable('known', `new [] { "${app}" }.Contains(${asked})`)],
        rest([base, ...when('(bool)context.Variables["known"]', writes(asked))]),
      ),
    },
    '',
  ],
  ['a list within a value', outbound(...writes(`new [] { "${app}" }.Contains(${asked}) ? ${asked} : "${app}"`)), ''],
  ['a list in one text, split', outbound(...when(`"${app},${shop}".Split(',').Contains(${asked})`, writes(asked))), ''],
  ['a list in one text, not split', outbound(...when(`"${app},${shop}".Contains(${asked})`, writes(asked))), loose],
  ['ends with the domain and a dot', outbound(...when(`${asked}.EndsWith(".contoso.com")`, writes(asked))), ''],
  ['ends with the domain', outbound(...when(`${asked}.EndsWith("contoso.com")`, writes(asked))), loose],
  ['holds the domain', outbound(...when(`${asked}.Contains("contoso.com")`, writes(asked))), loose],
  ['begins with it', outbound(...when(`${asked}.StartsWith("${app}")`, writes(asked))), loose],
  [
    'a pattern with its ends',
    outbound(...when(`System.Text.RegularExpressions.Regex.IsMatch(${asked}, "^https://[a-z]+[.]contoso[.]com$")`, writes(asked))),
    '',
  ],
  [
    'a pattern without',
    outbound(...when(`System.Text.RegularExpressions.Regex.IsMatch(${asked}, "https://[a-z]+[.]contoso[.]com")`, writes(asked))),
    loose,
  ],
  [
    'a pattern whose dots match all',
    outbound(...when(`System.Text.RegularExpressions.Regex.IsMatch(${asked}, "^https://app.contoso.com$")`, writes(asked))),
    loose,
  ],
  ['not one that is refused', outbound(...when(`${asked} != "https://evil.example"`, writes(asked))), reflected],
];

describe.each(layouts)('reflection, %s', (layout) => {
  test.each(reflections)('%s', async (_, files, expected) => {
    const { findings } = await scan(files, layout);
    const told = findings.filter(({ rule }) => minded.has(rule)).map(({ rule, severity, certainty }) => `${severity} ${rule}, ${certainty}`);
    expect(told.join('; ')).toBe(expected);
  });
});

const told = ({ findings }: Review): string =>
  findings
    // Where code deploys only part of a service, a fragment that is not there may be elsewhere.
    .filter(({ status, rule }) => status === 'new' && rule !== 'missing-fragment')
    .map(({ rule, severity }) => `${severity} ${rule}`)
    .sort()
    .join('; ');

const token = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);
const limit = ['<rate-limit calls="10" renewal-period="60" />'];
const include = '<include-fragment fragment-id="browsers" />';
const own = cors({ origins: [app] });
const fragment = (lines: readonly string[]): Files => ({ [fragmentPath]: within('fragment', lines).join('\n') });

function queried(): Files {
  const set = 'apimartifacts/version sets/orders/versionSetInformation.json';
  return {
    ...headerVersioned(),
    [set]: JSON.stringify({ properties: { displayName: 'Orders', versioningScheme: 'Query', versionQueryName: 'version' } }),
  };
}

/** What a change that takes `<base />` away drops, and what else a review says. */
const dropped: [string, Files, Files, string][] = [
  [
    'a token check of the global policy',
    { ...global([...own, ...token]), [apiPath]: policy([base, ...limit]) },
    { ...global([...own, ...token]), [apiPath]: policy([...own, ...limit]) },
    'error inherited-policies-dropped || ',
  ],
  [
    'a limit',
    { ...global([...own, ...limit]), [apiPath]: policy([base]) },
    { ...global([...own, ...limit]), [apiPath]: policy(own) },
    'warning inherited-policies-dropped || ',
  ],
  [
    'nothing but the <cors> that it has itself now',
    { ...global(own), [apiPath]: policy([base]) },
    { ...global(own), [apiPath]: policy(own) },
    ' || ',
  ],
  [
    'at one operation',
    { ...global(token), [apiPath]: policy([base, ...own]), [put]: policy([base, ...limit]) },
    { ...global(token), [apiPath]: policy([base, ...own]), [put]: policy([...own, ...limit]) },
    'error inherited-policies-dropped || ',
  ],
  [
    'a check in a fragment',
    { ...global([include]), ...fragment(token), [apiPath]: policy([...own, base]) },
    { ...global([include]), ...fragment(token), [apiPath]: policy(own) },
    'error inherited-policies-dropped || ',
  ],
  [
    'a check of an open product',
    { ...product(policy([...token, base]), false), ...global([]), [apiPath]: policy([...own, base]) },
    { ...product(policy([...token, base]), false), ...global([]), [apiPath]: policy(own) },
    'error inherited-policies-dropped || ',
  ],
  [
    'the whole policy of an operation is new',
    { ...global([...own, ...token]), [apiPath]: policy([base]) },
    { ...global([...own, ...token]), [apiPath]: policy([base]), [put]: policy(own) },
    'error inherited-policies-dropped || ',
  ],
  [
    'the policy of the API is removed: more runs, not less',
    { ...global([...own, ...token]), [apiPath]: policy(own) },
    { ...global([...own, ...token]) },
    'warning authorization-under-wildcard || ',
  ],
];

const delays: [string, Files, string][] = [
  ['a check above the <cors>', { ...global([]), [apiPath]: policy([...token, ...own, base]) }, 'warning policy-before-cors'],
  [
    'a fragment that checks above it',
    { ...global([]), ...fragment(token), [apiPath]: policy([include, ...own, base]) },
    'warning policy-before-cors',
  ],
  [
    'a fragment that sets a variable above it',
    { ...global([]), ...fragment(['<set-variable name="a" value="b" />']), [apiPath]: policy([include, ...own, base]) },
    '',
  ],
  [
    'a fragment above <base />, which brings it',
    { ...global(own), ...fragment(token), [apiPath]: policy([include, base]) },
    'warning policy-before-cors',
  ],
  [
    'a check above <base />, behind a fragment that does nothing',
    { ...global(own), ...fragment(['<set-variable name="a" value="b" />']), [apiPath]: policy([include, ...token, base]) },
    'warning policy-before-cors',
  ],
  [
    'a check above <base />, behind a fragment that is that <cors>',
    { ...global([]), ...fragment(own), [apiPath]: policy([include, ...token, base]) },
    '',
  ],
  ['a check in the global policy above the <cors> of the API', { ...global(token), [apiPath]: policy([base, ...own]) }, 'warning policy-before-cors'],
  ['a check in the global policy below', { ...global([...own, ...token]), [apiPath]: policy([base]) }, ''],
  [
    'a limit by key',
    { ...global([]), [apiPath]: policy(['<rate-limit-by-key calls="1" renewal-period="60" counter-key="a" />', ...own, base]) },
    'warning policy-before-cors',
  ],
  ['a fragment of which nothing is known', { ...global([]), [apiPath]: policy([include, ...token, ...own, base]) }, 'warning policy-before-cors'],
];

/** An origin that is named had access, and has it no more, or may not. */
const losses: [string, Files, Files, string][] = [
  [
    'taken out of the list',
    { ...global([]), [apiPath]: policy(own) },
    { ...global([]), [apiPath]: policy(cors({ origins: [shop] })) },
    'info access-widened; warning access-narrowed || mixed get-order+put-order: https://app.contoso.com yes * > no, https://shop.contoso.com no > yes *',
  ],
  [
    'the <cors> goes',
    { ...global([]), [apiPath]: policy(own) },
    { ...global([]), [apiPath]: policy([base]) },
    'warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com yes * > no',
  ],
  [
    'the fragment no longer has one',
    { ...global([]), ...fragment(own), [apiPath]: policy([include, base]) },
    { ...global([]), ...fragment(limit), [apiPath]: policy([include, base]) },
    'warning access-narrowed || narrowed get-order: https://app.contoso.com yes * > no | narrowed put-order: https://app.contoso.com yes * > no',
  ],
  [
    'the fragment is gone',
    { ...global([]), ...fragment(own), [apiPath]: policy([include, base]) },
    { ...global([]), [apiPath]: policy([include, base]) },
    'warning access-narrowed || unknown get-order: https://app.contoso.com yes GET > unknown, * no > unknown | unknown put-order: https://app.contoso.com yes PUT > unknown, * no > unknown',
  ],
  [
    'the open product asks for a key',
    { ...product(policy([...own, base]), false), ...global([]), [apiPath]: policy([base]) },
    { ...product(policy([...own, base]), true), ...global([]), [apiPath]: policy([base]) },
    'error product-cors-unreachable; warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com yes * > no',
  ],
  [
    'the product’s <cors> goes',
    { ...product(policy([...own, base])), ...global([]), [apiPath]: policy([base]) },
    { ...product(policy([base])), ...global([]), [apiPath]: policy([base]) },
    'warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com unknown * > no',
  ],
  [
    'the open product is gone',
    { ...product(policy([...own, base]), false), ...global([]), [apiPath]: policy([base]) },
    { ...global([]), [apiPath]: policy([base]) },
    'warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com yes * > no',
  ],
  [
    'an operation gets one of its own',
    { ...global([]), [apiPath]: policy(own) },
    { ...global([]), [apiPath]: policy(own), [put]: policy(cors({ origins: [shop] })) },
    'error cors-not-inherited; info access-widened; warning access-narrowed || mixed put-order: https://app.contoso.com yes * > no, https://shop.contoso.com no > yes *',
  ],
  [
    'a default above it',
    { ...global([]), [apiPath]: policy([base, ...own]) },
    { ...global(cors({ origins: [shop], attributes: '' })), [apiPath]: policy([base, ...own]) },
    'error inherited-cors-decides; info access-widened; warning access-narrowed; warning terminate-unmatched-implicit || mixed get-order+put-order: https://app.contoso.com yes * > no, https://shop.contoso.com no > yes *',
  ],
  [
    'false above it',
    { ...global([]), [apiPath]: policy([base, ...own]) },
    { ...global(cors({ origins: [shop] })), [apiPath]: policy([base, ...own]) },
    'info access-widened; info inherited-cors-decides; warning access-narrowed || unknown get-order+put-order: https://app.contoso.com yes * > yes *, https://shop.contoso.com no > yes *',
  ],
  [
    'an OPTIONS operation that asks for a key',
    { ...global([]), [apiPath]: policy(own) },
    { ...global([]), [apiPath]: policy(own), ...ordersSpecification(['get', 'put', 'options']) },
    'warning access-narrowed; warning options-operation-shadows-cors || narrowed get-order: https://app.contoso.com yes GET > yes GET | narrowed put-order: https://app.contoso.com yes * > no',
  ],
  [
    'only under a condition now',
    { ...global([]), [apiPath]: policy(own) },
    { ...global([]), [apiPath]: policy([...when('context.User != null', own)]) },
    'error cors-not-direct-child; warning access-narrowed; warning access-narrowed || narrowed get-order: https://app.contoso.com yes GET > unknown GET | narrowed put-order: https://app.contoso.com yes * > no',
  ],
  [
    'a header is no longer listed',
    { ...global([]), [apiPath]: policy(cors({ origins: [app], headers: ['x-a', 'x-b'] })) },
    { ...global([]), [apiPath]: policy(cors({ origins: [app], headers: ['x-a'] })) },
    'warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com yes * > yes *',
  ],
  [
    'PUT is no longer listed: a GET loses nothing',
    { ...global([]), [apiPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT'] })) },
    { ...global([]), [apiPath]: policy(cors({ origins: [app], methods: ['GET'] })) },
    'warning access-narrowed; warning method-not-allowed || narrowed put-order: https://app.contoso.com yes PUT > no',
  ],
  [
    'PATCH, that no operation has, is no longer listed',
    { ...global([]), [apiPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT', 'PATCH'] })) },
    { ...global([]), [apiPath]: policy(cors({ origins: [app], methods: ['GET', 'PUT'] })) },
    ' || ',
  ],
  [
    'a version in the query',
    { ...global([]), ...queried(), [apiPath]: policy(own) },
    { ...global([]), ...queried(), [apiPath]: policy(cors({ origins: [shop] })) },
    'info access-widened; warning access-narrowed || mixed get-order+put-order: https://app.contoso.com yes * > no, https://shop.contoso.com no > yes *',
  ],
  [
    'the version is asked for in a header now',
    { ...global([]), [apiPath]: policy(own) },
    { ...global([]), ...headerVersioned(), [apiPath]: policy(own) },
    'error header-versioning-hides-cors; warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com yes * > no',
  ],
  [
    'the version is asked for in the query now',
    { ...global([]), [apiPath]: policy(own) },
    { ...global([]), ...queried(), [apiPath]: policy(own) },
    'warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com yes * > no',
  ],
  [
    'null goes from beside *',
    { ...global([]), [apiPath]: policy(cors({ origins: ['*', 'null'] })) },
    { ...global([]), [apiPath]: policy(cors({ origins: ['*'] })) },
    'info access-narrowed || narrowed get-order+put-order: null unknown * > unknown *',
  ],
  [
    'the API moves',
    { ...global([]), ...ordersApi({ path: 'shop/orders' }), [apiPath]: policy(own) },
    { ...global([]), [apiPath]: policy(own) },
    'warning access-narrowed || narrowed get-order+put-order: https://app.contoso.com yes * > no',
  ],
];

/** Each group of operations, each origin in it: what it may do before and after. */
const moves = ({ changes }: Review): string =>
  changes
    .map(({ kind, targets, origins }) => {
      const operations = targets.flatMap(({ api, operations }) => (operations.length > 0 ? operations : [api ?? ''])).join('+');
      const access = ({ allowed, methods }: Change['origins'][number]['before']): string => `${allowed} ${String(methods)}`.trim();
      return `${kind} ${operations}: ${origins.map((one) => `${one.origin} ${access(one.before)} > ${access(one.after)}`).join(', ')}`;
    })
    .join(' | ');

describe.each(layouts)('changes, %s', (layout) => {
  test.each([...dropped, ...losses])('%s', async (_, before, after, expected) => {
    const made = await review(before, after, layout);
    expect(`${told(made)} || ${moves(made)}`).toBe(expected);
  });

  test.each(delays)('%s', async (_, files, expected) => {
    const { findings } = await scan(files, layout);
    expect(
      findings
        .filter(({ rule }) => rule === 'policy-before-cors')
        .map(({ rule, severity }) => `${severity} ${rule}`)
        .join('; '),
    ).toBe(expected);
  });
});
