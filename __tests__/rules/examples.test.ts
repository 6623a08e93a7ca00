import { reviewTrees, scanTree } from '../../src/review/run.js';
import { defaultSettings } from '../../src/config/settings.js';
import { rules } from '../../src/rules/catalogue.js';
import type { Example, Rule } from '../../src/rules/rule.js';
import { memoryTree } from '../memory-tree.js';

async function reported(example: Example, { id, severity, quiet, quietRemarks }: Rule): Promise<readonly string[]> {
  const on = (quiet ?? quietRemarks) === undefined ? [] : [{ rule: id, path: null, severity }];
  const options = { settings: { ...defaultSettings, rules: on }, today: '2026-01-01' };
  const head = memoryTree(example.head, 'head');
  const review = example.base === undefined ? await scanTree(head, options) : await reviewTrees(memoryTree(example.base, 'base'), head, options);
  return review.findings.filter((finding) => finding.status === 'new').map((finding) => finding.rule);
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('has examples of both kinds', () => {
    expect(rule.fails.length).toBeGreaterThan(0);
    expect(rule.passes.length).toBeGreaterThan(0);
  });

  test.each(rule.fails.map((example) => [example.name, example] as const))('reports: %s', async (_, example) => {
    expect(await reported(example, rule)).toContain(id);
  });

  test.each(rule.passes.map((example) => [example.name, example] as const))('does not report: %s', async (_, example) => {
    expect(await reported(example, rule)).not.toContain(id);
  });
});

test('ids are unique and kebab-case', () => {
  const ids = rules.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
