import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countWords } from '../../src/report/cause-markdown.js';
import { expectEffectsTrue, expectVictimFirst, expectWithinBudgets } from './meaning.js';
import { pageOf, pageText, type Page } from './page.js';
import { scenes } from './scenes.js';

const folder = join(__dirname, 'golden');

describe.each(scenes.map((scene) => [scene.name, scene] as const))('the page of %s', (name, { base, head }) => {
  let page: Page;
  beforeAll(async () => {
    page = await pageOf(base, head);
  });

  test('reads as it did', () => {
    const file = join(folder, `${name}.txt`);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, pageText(page));
    }
    expect(pageText(page)).toBe(readFileSync(file, 'utf8'));
  });

  test('keeps its budgets, and says no sentence twice', () => {
    expectWithinBudgets(page);
  });

  test('names the victim of the worst cause in its first three lines', () => {
    expectVictimFirst(page);
  });

  test('prints of each repair it offers what applying it changes', async () => {
    await expectEffectsTrue(page, base, head);
  });
});

test('the article’s page is one comment and at most 420 words, with orders in the diff or without', async () => {
  for (const name of ['article', 'article-with-orders']) {
    const scene = scenes.find((one) => one.name === name);
    const page = await pageOf(scene?.base ?? {}, scene?.head ?? {});
    expect(page.plan.comments).toHaveLength(1);
    expect(countWords([...page.plan.comments.map(({ body }) => body), page.sticky].join('\n\n'))).toBeLessThanOrEqual(420);
  }
});
