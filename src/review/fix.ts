import { overlay, type Tree } from '../layouts/tree.js';
import { applyLineEdits } from '../text/edit.js';
import { decodeText } from '../xml/document.js';
import { offeredFirst } from './offered-repairs.js';
import type { Review, Suggestion } from './review.js';
import { rootCauses, type RootCause } from './root-causes.js';

/** Which repairs are made: safe ones alone, or the best one of each cause; of one cause alone, where its id is given. */
export interface Wish {
  readonly which: 'safe' | 'all';
  readonly only: string | null;
  /** Causes that base has too are repaired as well. */
  readonly alsoExisting: boolean;
}

/** A repair that was made, and the cause as it was then. */
export interface Made {
  readonly cause: RootCause;
  readonly repair: Suggestion;
}

/** A file of the tree as it was, and with all repairs in it. */
export interface FixedText {
  readonly before: string;
  readonly after: string;
}

/** What came of a state by repairing it. */
export interface Fixed {
  /** In the order in which they were made. */
  readonly made: readonly Made[];
  /** By path; files that are the same in the end are left out. */
  readonly texts: ReadonlyMap<string, FixedText>;
  /** The review of the state afterwards. */
  readonly review: Review;
}

/** Each repair takes one review of everything: past this many the rest is left. */
const mostSteps = 500;

/**
 * Makes repairs one after the other, and evaluates the state anew after each, until none is left. Safe ones come first. A repair that leads to a
 * state that was there before, or to more errors, is not made. `evaluate`: the review with `head` as it is then; `first`: of head as it is now.
 */
export async function fix(head: Tree, first: Review, evaluate: (head: Tree) => Promise<Review>, wish: Wish): Promise<Fixed> {
  const originals = new Map<string, string>();
  const made: Made[] = [];
  const mended = new Set<string>();
  let texts: ReadonlyMap<string, string> = new Map();
  let review = first;
  const seen = new Set([stateKey(texts)]);
  const textOf = async (path: string): Promise<string | null> => {
    const known = texts.get(path) ?? originals.get(path);
    if (known !== undefined) return known;
    const text = await textIn(head, path);
    if (text !== null) originals.set(path, text);
    return text;
  };
  const step = async (): Promise<boolean> => {
    for (const one of candidates(review, wish, mended)) {
      const changed = await applied(one.repair, textOf);
      const next = changed === null ? null : new Map([...texts, ...changed].filter(([path, text]) => text !== originals.get(path)));
      if (next === null || seen.has(stateKey(next))) continue;
      seen.add(stateKey(next));
      const after = await evaluate(overlay(head, next));
      if (after.counts.error > review.counts.error) continue;
      made.push(one);
      if (!one.repair.isSafe) mended.add(one.cause.id);
      [texts, review] = [next, after];
      return true;
    }
    return false;
  };
  while (made.length < mostSteps && (await step()));
  return { made, texts: new Map([...texts].map(([path, after]) => [path, { before: originals.get(path) ?? '', after }])), review };
}

/** What may be made next, in this order: safe repairs of all causes, then the best of those that have no safe one. */
function candidates(review: Review, { which, only, alsoExisting }: Wish, mended: ReadonlySet<string>): readonly Made[] {
  const causes = rootCauses(review).filter(({ id, status }) => (only === null ? status === 'new' || alsoExisting : id === only));
  const all = causes.map((cause) => offeredFirst(cause).map((repair): Made => ({ cause, repair })));
  const safe = all.flatMap((some) => some.filter(({ repair }) => repair.isSafe));
  if (which === 'safe') return safe;
  return [...safe, ...all.flatMap(([best]) => (best === undefined || best.repair.isSafe || mended.has(best.cause.id) ? [] : [best]))];
}

/** The files that a repair changes, by path; null: one cannot be read. */
async function applied({ edits }: Suggestion, textOf: (path: string) => Promise<string | null>): Promise<ReadonlyMap<string, string> | null> {
  const texts = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const text = await textOf(path);
    if (text === null) return null;
    texts.set(
      path,
      applyLineEdits(
        text,
        edits.filter((edit) => edit.path === path),
      ),
    );
  }
  return texts;
}

async function textIn(tree: Tree, path: string): Promise<string | null> {
  const bytes = (await tree.read([path])).get(path);
  const decoded = bytes === undefined ? null : decodeText(bytes);
  return decoded?.ok === true ? decoded.text : null;
}

function stateKey(texts: ReadonlyMap<string, string>): string {
  return JSON.stringify([...texts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
