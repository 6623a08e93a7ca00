import { defaultSettings } from '../../src/config/settings.js';
import type { Finding } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  operationPath,
  policy,
  product,
  productPath,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { effectOf, messageOf, titleOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };
const own = cors({ origins: ['https://app.contoso.com'] });
const portal = cors({ origins: ['https://contoso.developer.azure-api.net'] });
const terminating = cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: '' });
const jwt = '<validate-jwt header-name="Authorization" />';
const addresses = '<ip-filter action="allow"><address>10.0.0.1</address></ip-filter>';
const rate = '<rate-limit calls="5" renewal-period="60" />';
const backend = '<set-backend-service base-url="https://backend.contoso.com" />';
const checked = within('choose', within('when condition="@(true)"', [jwt]));
const include = '<include-fragment fragment-id="browsers" />';
const fragment = (lines: readonly string[]): Files => ({ [fragmentPath]: [...within('fragment', lines), ''].join('\n') });

async function found(base: Files, head: Files): Promise<readonly Finding[]> {
  const { findings } = await reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), options);
  return findings.filter((finding) => finding.rule === 'inherited-policies-dropped');
}

async function told(base: Files, head: Files): Promise<readonly string[]> {
  return (await found(base, head)).map((one) => {
    if (one.says.code !== 'inherited-policies-dropped') throw new Error(one.says.code);
    const names = one.says.given.policies.map(({ name, checks }) => (checks === null ? name : `${name} with ${checks}`));
    return `${one.severity} ${one.path.replace('apimartifacts/', '')}:${one.line}: ${names.join(', ')}`;
  });
}

const both = (files: Files, base: Files, head: Files): readonly [Files, Files] => [
  { ...files, ...base },
  { ...files, ...head },
];

const cases: readonly (readonly [fact: string, sides: readonly [Files, Files], findings: readonly string[]])[] = [
  [
    'base is taken away: every inherited policy is named, the <cors> is not',
    both({ [globalPath]: policy([...portal, rate, backend]) }, { [apiPath]: policy(['<base />', ...own]) }, { [apiPath]: policy(own) }),
    ['warning apis/orders/policy.xml:2: rate-limit, set-backend-service'],
  ],
  [
    'a filter of addresses goes: an error',
    both({ [globalPath]: policy([addresses]) }, { [apiPath]: policy(['<base />', rate]) }, { [apiPath]: policy([rate]) }),
    ['error apis/orders/policy.xml:2: ip-filter'],
  ],
  [
    'a check under a condition counts as a check',
    both({ [globalPath]: policy(checked) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy(own) }),
    ['error apis/orders/policy.xml:2: choose with validate-jwt'],
  ],
  [
    'a check in a fragment counts as a check',
    both({ [globalPath]: policy([include]), ...fragment([jwt]) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy(own) }),
    ['error apis/orders/policy.xml:2: validate-jwt'],
  ],
  [
    'the fragment that checks is included here now',
    both({ [globalPath]: policy([include]), ...fragment([jwt]) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy([...own, include]) }),
    [],
  ],
  [
    'a policy is added without base',
    both({ [globalPath]: policy([rate]) }, {}, { [apiPath]: policy(own) }),
    ['warning apis/orders/policy.xml:2: rate-limit'],
  ],
  [
    'an operation leaves what its API inherits and does',
    both({ [globalPath]: policy([rate]), [apiPath]: policy([backend, '<base />']) }, {}, { [operationPath]: policy(own) }),
    ['warning apis/orders/operations/get-order/policy.xml:2: set-backend-service, rate-limit'],
  ],
  [
    'the operation did not inherit before: its API changes nothing for it',
    both({ [globalPath]: policy([jwt]), [operationPath]: policy(own) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy(own) }),
    ['error apis/orders/policy.xml:2: validate-jwt'],
  ],
  [
    'a product’s policy cuts what its requests inherited',
    both({ [globalPath]: policy([jwt]), ...product(policy(['<base />'])) }, {}, { [productPath]: policy([rate]) }),
    ['error products/starter/policy.xml:2: validate-jwt'],
  ],
  [
    'the product’s limit goes with an API’s base, and is named once',
    both(
      { [globalPath]: policy([backend]), ...product(policy([rate, '<base />'])) },
      { [apiPath]: policy(['<base />']) },
      { [apiPath]: policy(own) },
    ),
    ['warning apis/orders/policy.xml:2: set-backend-service, rate-limit'],
  ],
  ['a check of its own stands in', both({ [globalPath]: policy([jwt]) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy([jwt]) }), []],
  [
    'a check of its own under a condition does not stand in',
    both({ [globalPath]: policy([jwt]) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy(checked) }),
    ['error apis/orders/policy.xml:2: validate-jwt'],
  ],
  ['only a <cors> is inherited', both({ [globalPath]: policy(portal) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy(own) }), []],
  ['it inherited nothing before', both({ [globalPath]: policy([jwt]) }, { [apiPath]: policy(own) }, { [apiPath]: policy([...own, rate]) }), []],
  [
    'the global policy drops the check itself',
    [
      { [globalPath]: policy([jwt]), [apiPath]: policy(['<base />']) },
      { [globalPath]: policy([]), [apiPath]: policy(own) },
    ],
    [],
  ],
  [
    'base moves into another line',
    both({ [globalPath]: policy([jwt]) }, { [apiPath]: policy(['<base />', rate]) }, { [apiPath]: policy([rate, '<base />']) }),
    [],
  ],
];

const strip = '<set-header name="X-Powered-By" exists-action="delete" />';
const standard = policy(['<base />']);
/** One section in other words, the others as they mostly are. */
const section = (name: string, lines: readonly string[]): string => {
  const at = standard.indexOf(`  <${name}>`);
  const end = standard.indexOf(`  </${name}>`);
  return `${standard.slice(0, at)}${within(name, lines)
    .map((line) => `  ${line}`)
    .join('\n')}${standard.slice(end + name.length + 5)}`;
};
const forward = '<forward-request timeout="60" />';
const retried = within('retry condition="@(true)" count="3" interval="1"', [forward]);

test.each<readonly [fact: string, sides: readonly [Files, Files], findings: readonly string[]]>([
  [
    'outbound: a header that is taken away',
    both({ [globalPath]: section('outbound', [strip]) }, { [apiPath]: standard }, { [apiPath]: section('outbound', []) }),
    ['warning apis/orders/policy.xml:8: set-header'],
  ],
  [
    'on-error, at an operation',
    both({ [globalPath]: section('on-error', [strip]) }, { [operationPath]: standard }, { [operationPath]: section('on-error', [rate]) }),
    ['warning apis/orders/operations/get-order/policy.xml:11: set-header'],
  ],
  [
    'backend, at an operation whose policy is new: attempts are not repeated',
    both({ [apiPath]: section('backend', retried) }, {}, { [operationPath]: section('backend', [forward]) }),
    ['warning apis/orders/operations/get-order/policy.xml:5: retry'],
  ],
  [
    'backend, in a product: nothing is forwarded',
    both({ [globalPath]: section('backend', [forward]), ...product(standard) }, {}, { [productPath]: section('backend', []) }),
    ['warning products/starter/policy.xml:5: forward-request'],
  ],
  [
    'each section by itself',
    both({ [globalPath]: policy([rate], rest([strip], [strip])) }, { [apiPath]: standard }, { [apiPath]: policy(own, rest([], [])) }),
    [
      'warning apis/orders/policy.xml:18: set-header',
      'warning apis/orders/policy.xml:20: set-header',
      'warning apis/orders/policy.xml:2: rate-limit',
    ],
  ],
  [
    'what a fragment does',
    both(
      { [globalPath]: section('outbound', [include]), ...fragment([strip]) },
      { [apiPath]: standard },
      { [apiPath]: section('outbound', ['<trace source="a" />']) },
    ),
    ['warning apis/orders/policy.xml:8: set-header'],
  ],
  [
    'it forwards by itself',
    both({ [globalPath]: section('backend', [forward]) }, { [apiPath]: standard }, { [apiPath]: section('backend', [forward]) }),
    [],
  ],
  [
    'it forwards in attempts',
    both({ [globalPath]: section('backend', [forward]) }, { [apiPath]: standard }, { [apiPath]: section('backend', retried) }),
    [],
  ],
  ['nothing is inherited there', both({ [globalPath]: standard }, { [apiPath]: standard }, { [apiPath]: section('outbound', []) }), []],
  [
    'it did not inherit before',
    both({ [globalPath]: section('outbound', [strip]) }, { [apiPath]: section('outbound', []) }, { [apiPath]: section('outbound', [rate]) }),
    [],
  ],
])('%s', async (_, [base, head], findings) => {
  expect([...(await told(base, head))].sort()).toEqual(findings);
});

test('the section is named, and the repair puts base back into it', async () => {
  const [base, head] = both({ [globalPath]: section('on-error', [strip]) }, { [apiPath]: standard }, { [apiPath]: section('on-error', [rate]) });
  const [finding] = await found(base, head);
  expect(finding === undefined ? '' : messageOf(finding)).toBe(
    "This change takes <base /> away here in <on-error>, so these inherited policies no longer run on all 2 operations of 'orders': <set-header> (apimartifacts/policy.xml:12).",
  );
  expect(finding?.suggestions.map(({ edits }) => edits.map(({ startLine, lines }) => [startLine, lines]))).toEqual([
    [[11, ['  <on-error>', '    <base />']]],
  ]);
});

test.each(cases)('%s', async (_, [base, head], findings) => {
  expect(await told(base, head)).toEqual(findings);
});

test('who checks callers no more is said, and the repair puts base back below the <cors>', async () => {
  const [base, head] = both({ [globalPath]: policy([jwt, rate]) }, { [apiPath]: policy([...own, '<base />']) }, { [apiPath]: policy(own) });
  const [finding] = await found(base, head);
  expect(finding === undefined ? '' : messageOf(finding)).toBe(
    "This change takes <base /> away here, so these inherited policies no longer run on all 2 operations of 'orders': " +
      '<validate-jwt> (apimartifacts/policy.xml:3) and <rate-limit> (apimartifacts/policy.xml:4). Callers are then not checked by <validate-jwt> here.',
  );
  expect(finding?.suggestions.map(titleOf)).toContain('Add <base />, so that the broader policies apply');
  expect(finding?.suggestions[0]?.keepsInheritedPolicies).toBe(true);
});

test('our own repair that takes base away says the same, in a scan and in a review', async () => {
  const files = repository({ [globalPath]: policy([...terminating, jwt, rate]), [apiPath]: policy(['<base />', ...own]) });
  const before = repository({ [globalPath]: policy([jwt, rate]), [apiPath]: policy(['<base />', ...own]) });
  for (const review of [
    await scanTree(memoryTree(files), options),
    await reviewTrees(memoryTree(before, 'base'), memoryTree(files, 'head'), options),
  ]) {
    const drops = review.findings.flatMap(({ suggestions }) => suggestions).filter(({ title }) => title.code === 'drop-base');
    expect(drops.length).toBeGreaterThan(0);
    for (const suggestion of drops) {
      expect(suggestion.keepsInheritedPolicies).toBe(false);
      expect(effectOf(suggestion)).toMatch(
        /No longer run here: <validate-jwt> \(apimartifacts\/policy\.xml:\d+\) and <rate-limit> \(apimartifacts\/policy\.xml:\d+\)\. Callers are then not checked by <validate-jwt> here\./,
      );
    }
  }
});

const when = (condition: string, lines: readonly string[]): readonly string[] => within(`when condition="${condition}"`, lines);
const choose = (...branches: readonly (readonly string[])[]): readonly string[] => within('choose', branches.flat());
const otherwise = (lines: readonly string[]): readonly string[] => within('otherwise', lines);
const a = '@(context.Request.Method == &quot;GET&quot;)';
const refuse = within('return-response', ['<set-status code="403" reason="no" />']);
const accept = within('return-response', ['<set-status code="200" reason="ok" />']);
const twice = (lines: readonly string[]): readonly string[] => within('retry condition="@(false)" count="2" interval="1"', lines);
const few = (lines: readonly string[]): readonly string[] => within('limit-concurrency key="a" max-count="3"', lines);
const wait = (how: string, lines: readonly string[]): readonly string[] => within(`wait for="${how}"`, lines);
const other: Files = { 'apimartifacts/policyFragments/other/policy.xml': [...within('fragment', [jwt]), ''].join('\n') };
const includeOther = '<include-fragment fragment-id="other" />';
const everywhere = choose(when(a, [jwt]), otherwise([jwt]));
const inSome = ['error apis/orders/policy.xml:2: validate-jwt'];

describe('the inherited check of tokens, and a policy that has <base /> no more as a direct child', () => {
  test.each<readonly [fact: string, own: readonly string[], findings: readonly string[]]>([
    ['checked in each branch', everywhere, []],
    ['checked in one branch', choose(when(a, [jwt]), otherwise([rate])), inSome],
    ['no branch for the others', choose(when(a, [jwt])), inSome],
    ['three branches, one without', choose(when(a, [jwt]), when(a, []), otherwise([jwt])), inSome],
    ['branches in branches', choose(when(a, everywhere), otherwise([rate, ...everywhere])), []],
    ['a branch in a branch that some pass over', choose(when(a, choose(when(a, [jwt]))), otherwise([jwt])), inSome],
    ['the other branch refuses', choose(when(a, refuse), otherwise([jwt])), []],
    ['the other branch answers', choose(when(a, accept), otherwise([jwt])), inSome],
    ['tried again and again', twice([jwt]), []],
    ['a few at a time, in each branch', few(choose(when(a, twice([jwt])), otherwise([jwt]))), []],
    ['waited for', wait('all', everywhere), []],
    ['waited for one of them', wait('any', everywhere), inSome],
    ['by a fragment in each branch', choose(when(a, [includeOther]), otherwise([jwt])), []],
    ['by a fragment in one branch', choose(when(a, [includeOther]), otherwise([rate])), inSome],
    ['inherited in each branch', choose(when(a, ['<base />']), otherwise([rate, '<base />'])), []],
    ['inherited in one branch, checked in the other', choose(when(a, ['<base />']), otherwise([jwt])), []],
    ['inherited in one branch', choose(when(a, ['<base />'])), inSome],
    ['in the answer of one branch', [...within('return-response', ['<set-body><validate-jwt /></set-body>'])], inSome],
  ])('%s', async (_, own, findings) => {
    expect(await told(...both({ [globalPath]: policy([jwt]), ...other }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy(own) }))).toEqual(
      findings,
    );
  });

  test('what runs in some branches is said to, and no second base is offered', async () => {
    const own = choose(when(a, ['<base />']));
    const [finding] = await found(...both({ [globalPath]: policy([jwt]) }, { [apiPath]: policy(['<base />']) }, { [apiPath]: policy(own) }));
    expect(finding === undefined ? '' : messageOf(finding)).toBe(
      "These inherited policies run only in some branches here, and no longer in every request to all 2 operations of 'orders': " +
        '<validate-jwt> (apimartifacts/policy.xml:3). Callers are then not always checked by <validate-jwt> here.',
    );
    expect(finding?.suggestions).toEqual([]);
  });

  test('many branches that bring in much are looked at in bounds', async () => {
    const branches = Array.from({ length: 3000 }, () => when(a, ['<base />', jwt, rate]));
    const many = Array.from({ length: 3000 }, () => jwt);
    const [base, head] = both(
      { [globalPath]: policy(many) },
      { [apiPath]: policy(['<base />']) },
      { [apiPath]: policy(choose(...branches, otherwise(['<base />']))) },
    );
    expect(await told(base, head)).toEqual([]);
  });
});

/** A text in a file of code begins elsewhere as soon as something above it is shorter. */
test.each([
  ['the check stands below the policy that changes, in the same file', 'main.tf', 'main.tf'],
  ['the check goes to another file meanwhile', 'main.tf', 'checks.tf'],
])('in code: %s', async (_, before, after) => {
  const resource = (type: string, more: string, text: string): string =>
    `resource "${type}" "one" {\n  api_management_name = "contoso"\n${more}  xml_content = <<XML\n${text}XML\n}\n`;
  const api =
    'resource "azurerm_api_management_api" "orders" {\n  api_management_name = "contoso"\n  name = "orders"\n  path = "orders"\n  revision = "1"\n}\n';
  const tree = (lines: readonly string[], file: string): Files => {
    const own = resource('azurerm_api_management_api_policy', '  api_name = "orders"\n', policy(lines));
    const checks = resource('azurerm_api_management_policy', '', policy([jwt]));
    return file === 'main.tf' ? { 'main.tf': `${api}${own}${checks}` } : { 'main.tf': `${api}${own}`, [file]: checks };
  };
  const { findings } = await reviewTrees(memoryTree(tree([...own, '<base />'], before), 'base'), memoryTree(tree(own, after), 'head'), options);
  expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toContain('error inherited-policies-dropped');
});

test('two ways to inherit again are two repairs, not one at two places', async () => {
  const [finding] = await found(
    { [globalPath]: policy([jwt]), [apiPath]: policy([...own, '<base />']) },
    { [globalPath]: policy([jwt]), [apiPath]: policy(own) },
  );
  expect(finding?.suggestions.map(titleOf)).toEqual([
    'Add <base />, so that the broader policies apply',
    'Add <base /> at the top, so that the broader policies apply first',
  ]);
});
