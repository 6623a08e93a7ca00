import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { mostEnvironments } from '../../src/layouts/apiops/configuration-file.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A file of overrides is a line, and an evaluation of the whole service: there may be more of them than are worked through. */

const overrides = (path: string): string => `apis:\n  - name: orders\n    properties:\n      path: ${path}\n`;
const name = (at: number): string => `configuration.e${String(at).padStart(4, '0')}.yaml`;

const files = (count: number, last = 'orders'): Readonly<Record<string, string>> => ({
  ...repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }),
  ...Object.fromEntries(Array.from({ length: count }, (_, at) => [name(at), overrides(at === count - 1 ? last : 'orders')] as const)),
});

const review = (count: number, environments: readonly string[] = []) =>
  reviewTrees(memoryTree(files(count), 'base'), memoryTree(files(count, 'others'), 'head'), {
    settings: { ...defaultSettings, environments: [...environments] },
    today: '2026-01-01',
  });

const leftOut = (made: Awaited<ReturnType<typeof review>>): readonly (readonly [path: string, severity: string, status: string])[] =>
  made.findings
    .filter(({ says }) => JSON.stringify(says).includes('too-many-environments'))
    .map(({ path, severity, status }) => [path, severity, status]);

test('as many environments as are evaluated are told as nothing', async () => {
  expect(leftOut(await review(mostEnvironments))).toEqual([]);
});

test('each that is beyond the bound is an error, and a new one where it changed', async () => {
  const made = await review(mostEnvironments + 2);
  expect(leftOut(made)).toEqual([
    [name(mostEnvironments + 1), 'error', 'new'],
    [name(mostEnvironments), 'error', 'existing'],
  ]);
  expect([made.conclusion, made.provenUnchanged]).toEqual(['fail', false]);
});

test('those that are named are evaluated, wherever they stand among all', async () => {
  const last = /configuration\.(.*)\.yaml/.exec(name(mostEnvironments + 1))?.[1] ?? '';
  const made = await review(mostEnvironments + 2, [last]);
  expect(leftOut(made)).toEqual([]);
});
