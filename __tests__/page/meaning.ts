/** What a page has to be, whatever it is about: within its budgets, with its victim first, and true. */

import { defaultSettings, type Settings } from '../../src/config/settings.js';
import { countWords } from '../../src/report/cause-markdown.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { causeTitle } from '../../src/report/sentences/cause-titles.js';
import { effectPhrase } from '../../src/report/sentences/effects.js';
import { isRefusal, victimsOf } from '../../src/review/state-reasons.js';
import { bestOf } from '../../src/review/offered-repairs.js';
import type { Suggestion } from '../../src/review/review.js';
import { worstHarm } from '../../src/review/root-causes.js';
import { alive } from '../report/markdown-check.js';
import { edited, reviewOf, type Files, type Page } from './page.js';

/** Everything outside the folds, which may hold folds themselves, without tables and hidden lines. */
function unfolded(body: string): string {
  let depth = 0;
  const open = body.split(/(<\/?details>)/).filter((part) => {
    if (part === '<details>') depth += 1;
    if (part === '</details>') depth -= 1;
    return depth === 0 && !part.endsWith('details>');
  });
  return open.join('').replace(/^\|.*$/gm, '');
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

/** The budgets of the contract, and that no sentence stands twice; nothing on the page is alive. */
export function expectWithinBudgets(page: Page, hasOneOfAKind = true): void {
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
export function expectVictimFirst({ causes, sticky }: Page): void {
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
  // Of a policy that is refused at save nothing is deployed, whoever it would let in or shut out.
  const isRefused = worst?.findings[0] !== undefined && isRefusal(worst.findings[0].says);
  if (isRefused) expect(first).toContain('refused at save');
  else if (all.length > 0)
    expect([first, [...names, ' web apps '].some((name) => first.replaceAll('&#8203;', '').includes(name))]).toEqual([first, true]);
}

/** Whoever gains or loses something, and which of the two; whoever only may, is among them. */
async function movedFrom(before: Files, head: Files, repair: Suggestion, settings: Settings): Promise<ReadonlySet<string>> {
  const { changes } = await reviewOf(before, edited(head, repair.edits), settings);
  const moves = changes.flatMap(({ origins }) =>
    origins.flatMap(({ origin, changes: parts }) =>
      parts.flatMap(({ what, gained, lost }) =>
        what === 'max-age' ? [] : [...(gained.length > 0 ? [`${origin} gains`] : []), ...(lost.length > 0 ? [`${origin} loses`] : [])],
      ),
    ),
  );
  return new Set(moves);
}

/** The same as the repair prints it. What readings disagree about is either. */
function movesPrinted({ effect }: Suggestion): ReadonlySet<string> {
  const moves = effect.groups.flatMap(({ origins }) =>
    origins.flatMap(({ origin, change }) => {
      if (change.kind === 'access' && change.how === 'disagrees') return [`${origin} gains`, `${origin} loses`];
      if (change.kind === 'access') return [`${origin} ${change.how.startsWith('gains') ? 'gains' : 'loses'}`];
      if (change.kind !== 'parts') return [];
      const gains = [...change.gained, ...(change.mayGain ?? [])];
      const loses = [...change.lost, ...(change.mayLose ?? [])];
      return [...(gains.length > 0 ? [`${origin} gains`] : []), ...(loses.length > 0 ? [`${origin} loses`] : [])];
    }),
  );
  return new Set(moves);
}

/**
 * The repairs that causes offer first say of each origin what applying them changes: nothing is printed that does not happen, and nobody is left out.
 * Of one that is let in or shut out under some readings, what it has in others is not printed. An effect is that in the environment that the finding is
 * told of; of a policy that is refused at save it is told from base, which is what is deployed, and other changes move access too. `most`: causes that
 * are looked at.
 */
export async function expectEffectsTrue({ causes }: Page, base: Files, head: Files, { settings = defaultSettings, most = 3 } = {}): Promise<void> {
  for (const cause of causes.slice(0, most)) {
    const best = bestOf(cause);
    if (best === null || best.effect.furtherOperations > 0) continue;
    const said = wholePhrase(effectPhrase(best.effect));
    const environment = cause.findings.find(({ suggestions }) => suggestions.includes(best))?.environment ?? null;
    const there = environment === null ? settings : { ...settings, environments: [environment] };
    const isRefused = cause.findings.some(({ says, suggestions }) => isRefusal(says) && suggestions.includes(best));
    const [printed, moved] = [movesPrinted(best), await movedFrom(isRefused ? base : head, head, best, there)];
    const who = (moves: ReadonlySet<string>): readonly string[] => [...new Set([...moves].map((move) => move.replace(/ \w+$/, '')))].sort();
    expect([said, [...printed].filter((move) => !moved.has(move))]).toEqual([said, []]);
    if (!isRefused) expect([said, who(printed)]).toEqual([said, who(moved)]);
  }
}
