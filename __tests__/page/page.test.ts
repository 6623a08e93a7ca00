import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { countWords } from '../../src/report/cause-markdown.js';
import { bestOf } from '../../src/review/offered-repairs.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { effectPhrase } from '../../src/report/sentences/effects.js';
import type { Suggestion } from '../../src/review/review.js';
import { victimsOf } from '../../src/review/cause-groups.js';
import { worstHarm } from '../../src/review/root-causes.js';
import { alive } from '../report/markdown-check.js';
import { files } from '../review/arbitrary-files.js';
import { edited, pageOf, pageText, reviewOf, type Files, type Page } from './page.js';
import { scenes } from './scenes.js';
import { repository } from '../../src/layouts/apiops/example.js';

const folder = join(__dirname, 'golden');

/** Everything before the folds, without tables and hidden lines. */
function unfolded(body: string): string {
  return body
    .replace(/<details>[^]*?\n<\/details>/g, '')
    .replace(/<details>[^]*<\/details>/g, '')
    .replace(/^\|.*$/gm, '');
}

/** Sentences of more than six words of one comment or several, folds included; of tables, code blocks, titles (of causes and of repairs) and what two repairs do alike nothing. */
function sentences(bodies: readonly string[], { causes }: Page): readonly string[] {
  const titles = new Set(causes.map((cause) => plain(causeTitle(cause))));
  return bodies
    .flatMap((body) =>
      body
        .replace(/^ *(`{3,})[^]*?^ *\1$/gm, '')
        .replace(/<!--[^]*?-->/g, '')
        .split('\n'),
    )
    .filter((line) => !line.startsWith('|') && !line.startsWith('###') && !line.startsWith('**❌') && !line.startsWith('**⚠️'))
    .map((line) => line.replace(/^\*\*(?:Fix|One way to fix it): .*?\*\*/, ''))
    .flatMap((line) => line.split(/(?<=[.!?]\**)\s| · /))
    .map(plain)
    .filter((one) => (one.match(/\S+/g) ?? []).length > 6 && !one.startsWith('Checked:') && ![...titles].some((title) => one.includes(title)));
}

function plain(text: string): string {
  return text
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/<[^>]*>|&#8203;/g, '')
    .replace(/[*`[\]]/g, '')
    .trim();
}

function expectWithinBudgets(page: Page, hasOneOfAKind = true): void {
  const { plan, sticky, causes } = page;
  for (const cause of causes) expect(Array.from(causeTitle(cause)).length).toBeLessThanOrEqual(80);
  expect(plan.comments.length).toBeLessThanOrEqual(10);
  for (const { body } of plan.comments) expect([body, countWords(unfolded(body)) <= 120]).toEqual([body, true]);
  expect([sticky, countWords(unfolded(sticky)) <= 110]).toEqual([sticky, true]);
  const table = /^\| \| Pages from[^]*?(?=\n\n|$)/m.exec(sticky)?.[0].split('\n') ?? [];
  expect(table.length).toBeLessThanOrEqual(14);
  const bodies = [...plan.comments.map(({ body }) => body), sticky];
  // Two causes of one kind may need the same words.
  for (const some of hasOneOfAKind ? [bodies] : bodies.map((body) => [body])) {
    const said = sentences(some, page);
    expect(said.filter((one, at) => said.indexOf(one) !== at)).toEqual([]);
  }
  for (const text of [...plan.comments.map(({ body }) => body), sticky, page.job])
    expect(alive(text.replace(/<!-- apim-cors-review [^]*?-->/g, ''))).toEqual([]);
}

/** The victim of the worst cause, where it has one and names it, stands in the first three lines of the summary. */
function expectVictimFirst({ causes, sticky }: Page): void {
  const [worst] = causes.filter(({ status }) => status === 'new');
  const victims = (worst === undefined ? null : worstHarm(worst))?.reached.flatMap(({ origins }) => origins) ?? [];
  const shutOut = worst?.findings.flatMap(({ says }) => victimsOf(says)) ?? [];
  const all = [...victims, ...shutOut];
  const first = sticky
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('<!--'))
    .slice(0, 3)
    .join('\n');
  const names = all.map((origin) => (origin === '*' ? 'any other website' : origin === 'null' ? 'the origin null' : origin.slice(0, 10)));
  if (all.length > 0) expect([first, [...names, ' web apps '].some((name) => first.replaceAll('&#8203;', '').includes(name))]).toEqual([first, true]);
}

/** Who gains and who loses something, by origin. */
async function movedFrom(head: Files, repair: Suggestion): Promise<readonly string[]> {
  const { changes } = await reviewOf(head, edited(head, repair.edits), defaultSettings);
  const moves = changes.flatMap(({ origins }) =>
    origins.flatMap(({ origin, changes: parts }) =>
      parts.flatMap(({ what, gained, lost }) =>
        what === 'max-age' ? [] : [...(gained.length > 0 ? [`${origin} gains`] : []), ...(lost.length > 0 ? [`${origin} loses`] : [])],
      ),
    ),
  );
  return [...new Set(moves)].sort();
}

function movesPrinted({ effect }: Suggestion): readonly string[] {
  const moves = effect.groups.flatMap(({ origins }) =>
    origins.flatMap(({ origin, change }) => {
      if (change.kind === 'access') return [`${origin} ${change.how.startsWith('gains') ? 'gains' : 'loses'}`];
      if (change.kind !== 'parts') return [];
      return [...(change.gained.length > 0 ? [`${origin} gains`] : []), ...(change.lost.length > 0 ? [`${origin} loses`] : [])];
    }),
  );
  return [...new Set(moves)].sort();
}

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
    for (const cause of page.causes.slice(0, 3)) {
      const best = bestOf(cause);
      if (best === null) continue;
      const printed = wholePhrase(effectPhrase(best.effect));
      const moved = await movedFrom(head, best);
      expect([printed, movesPrinted(best)]).toEqual([printed, moved]);
    }
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

test('any page keeps its budgets and names its victim first', async () => {
  await fc.assert(
    fc.asyncProperty(files, files, async (one, other) => {
      const [base, head] = [repository(one), repository(other)];
      const page = await pageOf(base, head);
      expectWithinBudgets(page, false);
      expectVictimFirst(page);
    }),
    { numRuns: 15 },
  );
});
