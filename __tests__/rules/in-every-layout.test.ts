/**
 * Every rule's examples, kept in every layout: what is reported of artifacts is reported of Terraform, Bicep, ARM, the Resource Kit, a git
 * configuration and a `scopes:` map, and its repairs are right in the files of each. Where a layout cannot know what the rule asks for, the table says why.
 */
import { applyEdits } from '../../src/text/edit.js';
import { defaultSettings } from '../../src/config/settings.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { rules } from '../../src/rules/catalogue.js';
import type { Example, Rule } from '../../src/rules/rule.js';
import { memoryTree } from '../memory-tree.js';
import { hostings, layoutNames, type Files, type Hosted, type LayoutName } from './hosting.js';

interface Exception {
  readonly rule: string;
  /** Names of examples; left out: all of them. */
  readonly examples?: readonly string[];
  readonly layouts: readonly LayoutName[];
  readonly because: string;
}

const code: readonly LayoutName[] = ['Terraform, heredoc', 'Terraform, file()', 'Bicep, inline', 'Bicep, loadTextContent()', 'ARM, inline'];
const unspecified: readonly LayoutName[] = ['git configuration', 'scopes:'];
const elsewhere = 'the global policy may be kept elsewhere, and may answer or hold back';
const noOperations = 'a map tells no methods of operations, no keys and no versions';
const noFragments = 'a git configuration keeps no fragments';
const noBodies = 'no specification tells media types and headers';

/** Where an example is not reported as artifacts are, and why that is right. */
const exceptions: readonly Exception[] = [
  { rule: 'cors-not-direct-child', examples: ['cors inside choose'], layouts: ['scopes:'], because: elsewhere },
  {
    rule: 'product-cors-unreachable',
    examples: ['an open product'],
    layouts: ['scopes:'],
    because: 'whether the product asks for a key is not known there: a remark that says so',
  },
  {
    rule: 'unused-fragment',
    examples: ['nothing includes it'],
    layouts: [...code, 'scopes:'],
    because: 'a policy that is kept elsewhere may include it',
  },
  { rule: 'refused-at-save', examples: ['a section in a fragment'], layouts: ['git configuration'], because: noFragments },
  { rule: 'missing-fragment', examples: ['the change deletes it', 'the fragment is there'], layouts: ['git configuration'], because: noFragments },
  { rule: 'cors-in-fragment', examples: ['the policy of an API includes it'], layouts: ['git configuration'], because: noFragments },
  { rule: 'unused-fragment', examples: ['nothing includes it'], layouts: ['git configuration'], because: noFragments },
  { rule: 'product-cors-unreachable', examples: ['in a fragment that the product includes'], layouts: ['git configuration'], because: noFragments },
  {
    rule: 'header-versioning-hides-cors',
    examples: ['cors in a fragment that the policy of the API includes'],
    layouts: ['git configuration'],
    because: noFragments,
  },
  {
    rule: 'header-versioning-hides-cors',
    examples: ['cors in the policy of a header-versioned API', 'cors in a fragment that the policy of the API includes'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  {
    rule: 'options-operation-shadows-cors',
    examples: ['an imported OPTIONS operation of an API that asks for a key', 'its own policy does not inherit the cors'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  {
    rule: 'options-branch-never-runs',
    examples: ['an answer by hand, and no operation for it', 'beside a <cors>'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  {
    rule: 'policy-before-cors',
    examples: ['a product limits the rate before the global policy is inherited'],
    layouts: ['scopes:'],
    because: 'an API without a policy is in no map, so the product is not known to hold one',
  },
  {
    rule: 'loopback-origin',
    examples: ['a folder of development'],
    layouts: [...code, 'Resource Kit', 'git configuration', 'scopes:'],
    because: 'the example is the name of the folder of artifacts',
  },
  { rule: 'unresolved-origin', examples: ['a named value with its value'], layouts: ['scopes:'], because: 'a map holds no named values' },
  {
    rule: 'method-not-allowed',
    examples: [
      'a PUT operation, and GET alone is listed',
      'no allowed-methods at all, which means GET and POST',
      'the policy of the operation itself',
    ],
    layouts: ['scopes:'],
    because: noOperations,
  },
  {
    rule: 'subscription-key-changed',
    examples: ['a key is needed', 'no key is needed any more', 'the key comes in another header'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  { rule: 'header-not-allowed', examples: ['bodies in JSON'], layouts: unspecified, because: noBodies },
  { rule: 'header-not-allowed', examples: ['the specification asks for a bearer token'], layouts: unspecified, because: noBodies },
  {
    rule: 'header-not-allowed',
    examples: ['the API reads its key from a header of its own', 'the version is told by a header'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  {
    rule: 'navigation-ended-by-cors',
    examples: ['SAML posts its answer', 'a payment page posts back, under the global policy'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  { rule: 'navigation-ended-by-cors', examples: ['a form by its specification'], layouts: unspecified, because: noBodies },
  { rule: 'navigation-ended-by-cors', examples: ['JSON, which no form sends'], layouts: ['git configuration'], because: noBodies },
  {
    rule: 'simple-post-with-cookies',
    examples: ['nothing is asked for', 'a limit, which forms pass too'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  {
    rule: 'cross-domain-or-jsonp',
    examples: ['an operation that no script loads, as in the Echo API that comes with a service'],
    layouts: ['scopes:'],
    because: noOperations,
  },
  { rule: 'headers-not-exposed', examples: ['where the new order is, by the specification'], layouts: unspecified, because: noBodies },
  { rule: 'needless-method', examples: ['OPTIONS', 'a method of no operation'], layouts: ['scopes:'], because: noOperations },
  { rule: 'credentials-not-needed', examples: ['a subscription key'], layouts: ['scopes:'], because: noOperations },
  { rule: 'access-widened', examples: ['a method is added that no operation has'], layouts: ['scopes:'], because: noOperations },
  {
    rule: 'policy-without-scope',
    layouts: layoutNames,
    because: 'it is about files that no layout claims; its own examples have Bicep and Terraform',
  },
  { rule: 'unreadable-metadata', layouts: layoutNames, because: 'it is about files that describe artifacts; each layout has faults of its own' },
];

function exceptionFor(rule: string, example: string, layout: LayoutName): Exception | undefined {
  return exceptions.find((one) => one.rule === rule && one.layouts.includes(layout) && (one.examples?.includes(example) ?? true));
}

function evaluated(base: Hosted | null, head: Hosted, { id, severity, quiet, quietRemarks }: Rule, isWithoutRepairs: boolean): Promise<Review> {
  const on = (quiet ?? quietRemarks) === undefined ? [] : [{ rule: id, path: null, severity }];
  const options = {
    settings: { ...defaultSettings, rules: on, scopes: [...head.scopes, ...(base?.scopes ?? [])] },
    today: '2026-01-01',
    isWithoutRepairs,
  };
  const tree = memoryTree(head.files, 'head');
  return base === null ? scanTree(tree, options) : reviewTrees(memoryTree(base.files, 'base'), tree, options);
}

const ofRule = ({ findings }: Review, { id }: Rule): Review['findings'] => findings.filter(({ rule, status }) => rule === id && status === 'new');

/** An example's two sides in each layout; base null: there is nothing to compare with. */
async function sidesOf(example: Example): Promise<ReadonlyMap<LayoutName, { readonly base: Hosted | null; readonly head: Hosted }>> {
  const head = await hostings(example.head);
  const base = example.base === undefined ? null : await hostings(example.base);
  const nothing: Hosted = { files: {}, scopes: [] };
  return new Map(
    [...(head ?? [])].map(
      ([layout, hosted]) => [layout, { base: example.base === undefined ? null : (base?.get(layout) ?? nothing), head: hosted }] as const,
    ),
  );
}

/** The files with a suggestion's edits. */
function applied(files: Files, edits: Review['findings'][number]['suggestions'][number]['edits']): Files {
  const after: Record<string, string> = { ...files };
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const text = files[path] ?? '';
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    const spans = edits
      .filter((edit) => edit.path === path)
      .map(({ startLine, endLine, lines }) => ({
        span: { start: starts[startLine - 1] ?? 0, end: starts[endLine] ?? text.length },
        text: lines.map((one) => `${one}\n`).join(''),
      }));
    after[path] = applyEdits(text, spans);
  }
  return after;
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('is told in every layout as of artifacts', async () => {
    const wrong: string[] = [];
    for (const [examples, isExpected] of [
      [rule.fails, true],
      [rule.passes, false],
    ] as const) {
      for (const example of examples) {
        for (const [layout, { base, head }] of await sidesOf(example)) {
          const isTold = ofRule(await evaluated(base, head, rule, true), rule).length > 0;
          if ((isTold === isExpected) === (exceptionFor(id, example.name, layout) !== undefined) && !isGeneral(id))
            wrong.push(`${layout}: ${example.name}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('each repair holds in the files of each layout', async () => {
    const left: string[] = [];
    for (const example of rule.fails) {
      for (const [layout, { base, head }] of await sidesOf(example)) {
        const before = await evaluated(base, head, rule, false);
        for (const finding of ofRule(before, rule)) {
          for (const { title, edits } of finding.suggestions) {
            const again = await evaluated(base, { ...head, files: applied(head.files, edits) }, rule, true);
            // One that holds under a reading without ground is told as less than it was.
            const isLeft = again.findings.some((one) => one.fingerprint === finding.fingerprint && one.severity === finding.severity);
            const isBroken = again.findings.some((one) => one.rule === 'malformed-policy' && one.rule !== id);
            if (isLeft || isBroken || edits.length === 0) left.push(`${layout}: ${example.name}: ${JSON.stringify(title)}`);
          }
        }
      }
    }
    expect(left).toEqual([]);
  });

  test('what is offered for artifacts is offered in every layout', async () => {
    const offered = async ({ base, head }: { readonly base: Hosted | null; readonly head: Hosted }): Promise<readonly boolean[]> =>
      ofRule(await evaluated(base, head, rule, false), rule).map(({ suggestions }) => suggestions.length > 0);
    const asArtifacts = (files: Files | undefined): Hosted | null => (files === undefined ? null : { files, scopes: [] });
    const lacking: string[] = [];
    for (const example of rule.fails) {
      const head = asArtifacts(example.head);
      if (head === null || !(await offered({ base: asArtifacts(example.base), head })).includes(true)) continue;
      for (const [layout, side] of await sidesOf(example)) {
        const found = await offered(side);
        if (found.length > 0 && !found.includes(true)) lacking.push(`${layout}: ${example.name}`);
      }
    }
    expect(lacking).toEqual([]);
  });
});

/** A rule that no layout's files but those of artifacts can show. */
function isGeneral(id: string): boolean {
  return exceptions.some((one) => one.rule === id && one.examples === undefined);
}

test('every exception is about a rule, an example and a layout that there are', () => {
  for (const { rule: id, examples = [] } of exceptions) {
    const rule = rules.find((one) => one.id === id);
    const names = [...(rule?.fails ?? []), ...(rule?.passes ?? [])].map(({ name }) => name);
    expect([id, rule !== undefined]).toEqual([id, true]);
    expect(names).toEqual(expect.arrayContaining([...examples]));
  }
});
