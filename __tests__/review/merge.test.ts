import * as fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSettings } from '../../src/config/settings.js';
import { cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewWithMerge } from '../../src/review/merge.js';
import { mergedTree } from '../../src/review/merged-tree.js';
import { mergeTexts } from '../../src/review/merged-text.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const root = 'apimartifacts';
const apiFile = `${root}/apis/orders/policy.xml`;
const fragmentFile = `${root}/policy fragments/shared/policy.xml`;
const app = 'https://app.contoso.com';
const open = policy(cors({ origins: ['*'], attributes: ' allow-credentials="false"' }));
const fragment = (origin: string): string => `<fragment>\n${cors({ origins: [origin] }).join('\n')}\n</fragment>\n`;
const includes = policy(['<include-fragment fragment-id="shared" />']);
const inherits = policy(['<base />']);

/** A service of one API with a policy, and more files. */
const service = (text: string, more: Files = {}): Files => ({
  ...repository({
    [`${root}/apis/orders/apiInformation.json`]: JSON.stringify({ properties: { path: 'orders' } }),
    [`${root}/apis/orders/operations/get/operationInformation.json`]: JSON.stringify({ properties: { method: 'GET', urlTemplate: '/' } }),
    [`${root}/policy.xml`]: inherits,
    [apiFile]: text,
  }),
  ...more,
});

async function reviewed(
  base: Files,
  head: Files,
  tip: Files | null,
): Promise<{ readonly review: Review; readonly text: string; readonly opened: number }> {
  let opened = 0;
  const from = memoryTree(base, 'base');
  const moved = (): Promise<{ from: typeof from; tip: typeof from } | null> => {
    opened += 1;
    return Promise.resolve(tip === null ? null : { from, tip: memoryTree(tip, 'f'.repeat(40)) });
  };
  const settings = parseSettings('', '.github/apim-cors.yml');
  const review = await reviewWithMerge({ base: from, head: memoryTree(head, 'head') }, moved, { settings, today: '2026-01-01' });
  return { review, text: jobSummary(review), opened };
}

const merged = (review: Review): readonly string[] =>
  review.findings.flatMap(({ isOfMerge, severity, rule }) => (isOfMerge === true ? [`${severity} ${rule}`] : []));

describe('what the merge alone has counts', () => {
  const everybody = fragment('*');
  const alone = fragment(app);
  test.each<[fact: string, base: Files, head: Files, tip: Files]>([
    [
      'the change opens a fragment that base has begun to include',
      service(inherits, { [fragmentFile]: alone }),
      service(inherits, { [fragmentFile]: everybody }),
      service(includes, { [fragmentFile]: alone }),
    ],
    [
      'the change includes a fragment that base has opened',
      service(inherits, { [fragmentFile]: alone }),
      service(includes, { [fragmentFile]: alone }),
      service(inherits, { [fragmentFile]: everybody }),
    ],
    [
      'the change inherits what base has opened above',
      service(policy(cors({ origins: [app] }))),
      service(inherits),
      { ...service(policy(cors({ origins: [app] }))), [`${root}/policy.xml`]: open },
    ],
    [
      'the change lifts a named value that base has begun to use',
      service(inherits, { [`${root}/named values/o/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: 'o', value: app } }) }),
      service(inherits, { [`${root}/named values/o/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: 'o', value: '*' } }) }),
      service(policy(cors({ origins: ['{{o}}'] })), {
        [`${root}/named values/o/namedValueInformation.json`]: JSON.stringify({ properties: { displayName: 'o', value: app } }),
      }),
    ],
  ])('%s', async (_fact, base, head, tip) => {
    const alone = await reviewed(base, head, null);
    const { review, text } = await reviewed(base, head, tip);
    expect(merged(alone.review)).toEqual([]);
    expect(merged(review)).toContain('warning access-widened');
    expect(review.counts.warning).toBeGreaterThan(alone.review.counts.warning);
    expect(review.provenUnchanged).toBe(false);
    expect(text).toContain('Once merged with the base as it is now');
    expect(text).toMatch(/Once merged with the base as it is now, .* true, and counts?\./);
    expect(text).toContain('with the base at `ffffffffffff`');
  });

  test('and it fails the check where the change alone does not', async () => {
    const withCredentials = '<fragment>\n' + cors({ origins: ['*'], attributes: ' allow-credentials="true"' }).join('\n') + '\n</fragment>\n';
    const base = service(inherits, { [fragmentFile]: fragment(app) });
    const head = service(inherits, { [fragmentFile]: withCredentials });
    const tip = service(includes, { [fragmentFile]: fragment(app) });
    const { review } = await reviewed(base, head, tip);
    expect([review.conclusion, merged(review).includes('error access-widened')]).toEqual(['fail', true]);
  });
});

describe('nothing is added', () => {
  const stock = { [`${root}/apis/stock/apiInformation.json`]: JSON.stringify({ properties: { path: 'stock' } }) };
  const change = service(policy(cors({ origins: [app] })));
  test.each<[fact: string, base: Files, head: Files, tip: Files | null, opened: number]>([
    ['base has not moved', service(inherits), change, null, 1],
    ['base has moved in other files', service(inherits), change, { ...service(inherits), 'README.md': 'x' }, 1],
    ['base has moved in another API', service(inherits), change, { ...service(inherits), ...stock, [`${root}/apis/stock/policy.xml`]: open }, 1],
    ['base has the same change by now', service(inherits), change, change, 1],
    [
      'base has moved above it, and nothing comes of it',
      service(inherits),
      change,
      { ...service(inherits), [`${root}/policy.xml`]: inherits.replaceAll('  ', '    ') },
      1,
    ],
    ['the change is of no service', service(inherits), { ...service(inherits), 'README.md': 'x' }, { ...service(open) }, 0],
  ])('%s', async (_fact, base, head, tip, opened) => {
    const alone = await reviewed(base, head, null);
    const both = await reviewed(base, head, tip);
    expect(both.review).toEqual(alone.review);
    expect(both.opened).toBe(opened);
  });
});

test('a file that both change so that git would not merge it is said, and nothing is proven', async () => {
  const base = service(policy(cors({ origins: [app] })));
  const formatted = service(policy(cors({ origins: [app] })).replaceAll('  ', '    '));
  const tip = service(policy(cors({ origins: ['https://other.contoso.com'] })));
  const alone = await reviewed(base, formatted, null);
  expect(alone.review.provenUnchanged).toBe(true);
  const { review, text } = await reviewed(base, formatted, tip);
  expect(review.provenUnchanged).toBe(false);
  expect(text).toContain(`\`${apiFile}\` could not be merged here`);
});

describe('the merged tree', () => {
  const texts = async (base: Files, head: Files, tip: Files): Promise<[Files, readonly string[]]> => {
    const { tree, conflicts } = await mergedTree({ base: memoryTree(base), head: memoryTree(head), tip: memoryTree(tip) });
    const read = await tree.read([...tree.entries.keys()]);
    return [Object.fromEntries([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])), conflicts];
  };
  test.each<[fact: string, base: Files, head: Files, tip: Files, expected: Files, conflicts: readonly string[]]>([
    [
      'each side its own files',
      { a: '1', b: '1', c: '1' },
      { a: '2', b: '1', c: '1', d: '1' },
      { a: '1', b: '2', e: '1' },
      { a: '2', b: '2', d: '1', e: '1' },
      [],
    ],
    ['a file that head deletes', { a: '1', b: '1' }, { b: '1' }, { a: '1', b: '2' }, { b: '2' }, []],
    ['a file that both change', { a: '1\n2\n3\n' }, { a: '0\n1\n2\n3\n' }, { a: '1\n2\n3\n4\n' }, { a: '0\n1\n2\n3\n4\n' }, []],
    ['a file that both change alike', { a: '1' }, { a: '2' }, { a: '2' }, { a: '2' }, []],
    ['lines that touch', { a: '1\n2\n' }, { a: '0\n2\n' }, { a: '1\n3\n' }, { a: '0\n2\n' }, ['a']],
    ['moved here, edited there', { a: '1' }, { b: '1' }, { a: '2' }, { b: '2' }, []],
    ['two alike moved here, both edited there', { a: '1', b: '1' }, { c: '1', d: '1' }, { a: '2', b: '3' }, { c: '1', d: '1' }, ['a', 'b']],
    ['moved here, edited there, and something else there already', { a: '1' }, { b: '1' }, { a: '2', b: '9' }, { b: '1' }, ['a', 'b']],
    ['deleted here, edited there', { a: '1' }, {}, { a: '2' }, {}, ['a']],
    ['new on both sides', {}, { a: '1' }, { a: '2' }, { a: '1' }, ['a']],
  ])('%s', async (_fact, base, head, tip, expected, conflicts) => {
    expect(await texts(base, head, tip)).toEqual([expected, conflicts]);
  });

  test('a text is merged as git merges it, or it is a conflict', () => {
    const folder = mkdtempSync(join(tmpdir(), 'merge-'));
    const file = (name: string): string => join(folder, name);
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 8 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
    try {
      fc.assert(
        fc.property(text, text, text, (common, ours, theirs) => {
          for (const [name, content] of Object.entries({ common, ours, theirs })) writeFileSync(file(name), content);
          const made = mergeTexts(common, ours, theirs);
          if (made === null) return;
          try {
            execFileSync('git', ['merge-file', '-q', file('ours'), file('common'), file('theirs')], { stdio: 'ignore' });
          } catch {
            return;
          }
          expect(made).toBe(readFileSync(file('ours'), 'utf8'));
        }),
        // Lines that are alike: where one stands, two diffs may see differently.
        {
          numRuns: 600,
          examples: [
            ['d\n', 'd\nd\n', 'a\nd\nd\n'],
            ['d\n', 'a\nd\nd\n', 'd\nd\n'],
          ],
        },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
