import { applyPatch } from 'diff';
import { defaultSettings } from '../../src/config/settings.js';
import type { Finding, Review, Suggestion } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { rules } from '../../src/rules/catalogue.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { effectOf, messageOf, titleOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;
const rank = { error: 3, warning: 2, info: 1 };

/** `id`: of a rule that is told though no profile may tell it. */
function review(base: Files | undefined, head: Files, id = ''): Promise<Review> {
  const on = rules.flatMap((one) => (one.id === id && one.quiet !== undefined ? [{ rule: id, path: null, severity: one.severity }] : []));
  const options = { settings: { ...defaultSettings, rules: on }, today: '2026-01-01' };
  return base === undefined ? scanTree(memoryTree(head), options) : reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options);
}

/** Applies the edits as a reviewer's tool does: whole lines, bottom up, the file's own line endings. */
function applied(files: Files, suggestion: Suggestion): Files {
  const after: Record<string, string> = { ...files };
  for (const path of new Set(suggestion.edits.map((edit) => edit.path))) {
    const text = after[path] ?? '';
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const lines = text.split(/\r?\n/);
    for (const edit of suggestion.edits.filter((one) => one.path === path).reverse())
      lines.splice(edit.startLine - 1, edit.endLine - edit.startLine + 1, ...edit.lines);
    after[path] = lines.join(eol);
  }
  return after;
}

const portal = { origins: ['https://contoso.developer.azure-api.net'], attributes: ' allow-credentials="true"' };
const crlf = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, path.endsWith('.xml') ? text.replaceAll('\n', '\r\n') : text]));
const shadowed = repository({
  [globalPath]: policy(['<rate-limit calls="5" renewal-period="60" />', ...cors(portal)]),
  [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'], methods: ['GET'] })]),
});

const cases: readonly (readonly [name: string, base: Files | undefined, head: Files])[] = [
  ...rules.flatMap((rule) => rule.fails.map((example) => [`${rule.id}: ${example.name}`, example.base, example.head] as const)),
  ['a shadow under a global policy that does more than CORS', undefined, shadowed],
  ['the same with CRLF', undefined, crlf(shadowed)],
  [
    'a shadow at an operation',
    undefined,
    repository({
      [apiPath]: policy(['<base />', ...cors(portal)]),
      [operationPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
    }),
  ],
  [
    'a shadowed wildcard',
    undefined,
    repository({ [globalPath]: policy(cors(portal)), [apiPath]: policy(['<base />', ...cors({ origins: ['*'] })]) }),
  ],
  [
    'a shadow on one line',
    undefined,
    repository({
      [globalPath]: policy(cors(portal)),
      [apiPath]: `<policies><inbound><base />${cors({ origins: ['https://app.contoso.com'] }).join('')}</inbound></policies>`,
    }),
  ],
];

test.each(cases)('%s', async (name, base, head) => {
  const id = name.split(':')[0];
  const before = await review(base, head, id);
  let tried = 0;
  for (const finding of before.findings) {
    for (const suggestion of finding.suggestions) {
      tried += 1;
      const files = applied(head, suggestion);
      const after = await review(base, files, id);
      const same = after.findings.find((other) => other.fingerprint === finding.fingerprint);
      expect(same === undefined || rank[same.severity] < rank[finding.severity]).toBe(true);
      const known = new Set(before.findings.map((other) => other.fingerprint));
      const fresh = after.findings.filter(
        (other) => !known.has(other.fingerprint) && other.status === 'new' && rank[other.severity] >= rank[finding.severity],
      );
      expect(fresh.map((other) => [finding.rule, titleOf(suggestion), other.rule, messageOf(other)])).toEqual([]);
      for (const path of new Set(suggestion.edits.map((edit) => edit.path))) {
        const part = suggestion.patch.split(/^(?=--- a\/)/m).find((one) => one.startsWith(`--- a/${path}\n`) || one.startsWith(`--- a/${path}\t`));
        expect(part === undefined ? null : applyPatch(head[path] ?? '', part)).toBe(files[path]);
      }
      expect(effectOf(suggestion)).not.toBe('');
    }
  }
  expect(tried).toBe(before.findings.reduce((sum, finding) => sum + finding.suggestions.length, 0));
});

describe('ways out of a shadow', () => {
  const find = async (head: Files): Promise<Finding> => {
    const found = (await review(undefined, head)).findings.find((finding) => finding.rule === 'inherited-cors-decides');
    if (found === undefined) throw new Error('no shadow');
    return found;
  };

  test('in order: moved with the inherited origins, added above, base dropped, then those that lean on something', async () => {
    const { suggestions } = await find(shadowed);
    expect(suggestions.map(titleOf)).toEqual([
      'Move <cors> above <base />, and list https://contoso.developer.azure-api.net in it too',
      'Add https://app.contoso.com to the <cors> of the global policy',
      'Drop <base />, so that nothing is inherited here',
      'Move <cors> above <base />',
      'Let the <cors> of the global policy pass requests of other origins on: terminate-unmatched-request="false"',
    ]);
    expect(suggestions.map((suggestion) => suggestion.certainty)).toEqual(['documented', 'documented', 'documented', 'inferred', 'inferred']);
  });

  test('inherited policies that no longer run are named', async () => {
    const { suggestions } = await find(shadowed);
    const dropped = suggestions.find((suggestion) => titleOf(suggestion).startsWith('Drop'));
    expect(dropped?.keepsInheritedPolicies).toBe(false);
    expect(dropped === undefined ? null : effectOf(dropped)).toContain(`No longer run here: <rate-limit> (${globalPath}:3)`);
    for (const other of suggestions) if (other !== dropped) expect(other.keepsInheritedPolicies).toBe(true);
  });

  test('one that leans on something undocumented says so', async () => {
    for (const suggestion of (await find(shadowed)).suggestions)
      expect(effectOf(suggestion).includes('not documented')).toBe(suggestion.certainty === 'inferred');
  });

  test('the effect says who gains and who loses', async () => {
    const [first] = (await find(shadowed)).suggestions;
    expect(first === undefined ? null : effectOf(first)).toContain('https://app.contoso.com gains access');
    expect(first === undefined ? null : effectOf(first)).toContain(
      "and https://contoso.developer.azure-api.net loses credentials, on operation 'get-order' of 'orders'. " +
        "https://contoso.developer.azure-api.net may lose access on operation 'put-order' of 'orders'.",
    );
  });
});
