import { overlay, type Tree } from '../layouts/tree.js';
import { applyLineEdits } from '../text/edit.js';
import { decodeText } from '../xml/document.js';
import { bestOf, offeredFirst } from './offered-repairs.js';
import type { Finding, Review, SuggestedEdit, Suggestion } from './review.js';
import { rootCauses, type RootCause } from './root-causes.js';
import { isTaken } from './safe-first.js';
import { victimsOf } from './state-reasons.js';

/** Which repairs to make: only safe ones, or the best for each cause; only for one cause, if its id is given. */
export interface Wish {
  readonly which: 'safe' | 'all';
  readonly only: string | null;
  /** Also repairs causes that base has. */
  readonly alsoExisting: boolean;
}

/** The repairs made for one cause, at one or more places, and the cause at that time. */
export interface Made {
  readonly cause: RootCause;
  /** Never empty. */
  readonly repairs: readonly Suggestion[];
}

/** Repairs tried in one step, for places of one cause, and the findings they should mend. */
interface Trial extends Made {
  readonly mends: readonly Finding[];
}

/** A file of the tree before and after all repairs. */
export interface FixedText {
  readonly before: string;
  readonly after: string;
}

/** The result of repairing a state. */
export interface Fixed {
  /** In the order made. */
  readonly made: readonly Made[];
  /** By path; without files that end up unchanged. */
  readonly texts: ReadonlyMap<string, FixedText>;
  /** The review of the resulting state. */
  readonly review: Review;
}

/** Most repairs: each needs a complete review. */
const mostSteps = 500;

/**
 * Makes repairs one after the other, with a new evaluation after each, until none is left. Safe ones come first; others are tried for all places of a cause
 * together. A repair that leads to an earlier state, or to more errors, is not made. `evaluate`: reviews with `head` as it is then; `first`: the review of head
 * now.
 */
export async function fix(head: Tree, first: Review, evaluate: (head: Tree) => Promise<Review>, wish: Wish): Promise<Fixed> {
  const originals = new Map<string, string>();
  const made: { cause: RootCause; repairs: Suggestion[] }[] = [];
  const mended = new Set<string>();
  const named =
    wish.only === null
      ? null
      : new Set(
          rootCauses(first)
            .find(({ id }) => id === wish.only)
            ?.findings.map(({ fingerprint }) => fingerprint),
        );
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
  const note = ({ cause, repairs }: Made): void => {
    const known = made.find((one) => one.cause.findings.some(({ fingerprint }) => fingerprint === cause.findings[0]?.fingerprint));
    if (known === undefined) made.push({ cause, repairs: [...repairs] });
    else known.repairs.push(...repairs);
  };
  const step = async (): Promise<boolean> => {
    for (const one of trials(review, wish, named, mended)) {
      const changed = await applied(
        one.repairs.flatMap(({ edits }) => edits),
        textOf,
      );
      const next = changed === null ? null : new Map([...texts, ...changed].filter(([path, text]) => text !== originals.get(path)));
      if (next === null || seen.has(stateKey(next))) continue;
      seen.add(stateKey(next));
      const after = await evaluate(overlay(head, next));
      if (after.counts.error > review.counts.error) continue;
      const left = new Set(after.findings.map(({ fingerprint }) => fingerprint));
      if (one.repairs.length > 1 && one.mends.some(({ fingerprint }) => left.has(fingerprint))) continue;
      note(one);
      for (const { fingerprint } of mendedBy(one)) mended.add(fingerprint);
      [texts, review] = [next, after];
      return true;
    }
    return false;
  };
  for (let steps = 0; steps < mostSteps && (await step()); steps += 1);
  return { made, texts: new Map([...texts].map(([path, after]) => [path, { before: originals.get(path) ?? '', after }])), review };
}

/**
 * The next candidates in order: safe repairs of all causes, one by one; then the best ones for places without a safe one, all of a cause together, then one by
 * one. `named`: fingerprints of the findings of the one requested cause; null: all causes.
 */
function trials(review: Review, { which, alsoExisting }: Wish, named: ReadonlySet<string> | null, mended: ReadonlySet<string>): readonly Trial[] {
  const isWanted = ({ status, findings }: RootCause): boolean =>
    named === null ? status === 'new' || alsoExisting : findings.some(({ fingerprint }) => named.has(fingerprint));
  const causes = rootCauses(review).filter(isWanted);
  // A repair that gives more than was lacking is not added to one that gave exactly that.
  const isSecond = ({ effect, patch }: Suggestion, { findings }: RootCause): boolean =>
    effect.beyond !== undefined &&
    findings.every(({ fingerprint, suggestions }) => mended.has(fingerprint) || !suggestions.some((one) => one.patch === patch));
  const safe = causes.flatMap((cause) =>
    offeredFirst(cause).flatMap((repair): Trial[] =>
      repair.isSafe && !isSecond(repair, cause) ? [{ cause, repairs: [repair], mends: cause.findings }] : [],
    ),
  );
  const others = named === null ? causes.filter((cause) => !costsOthers(cause)) : causes;
  return which === 'safe' ? safe : [...safe, ...others.flatMap((cause) => unsafeTrials(cause, mended))];
}

/**
 * Whether the best repair for a loss under some readings only takes something from others, or gives more than was lacking. Such a repair is made only for a
 * named cause: otherwise a run might undo what an earlier one kept.
 */
function costsOthers(cause: RootCause): boolean {
  const victims = new Set(cause.findings.flatMap(({ says }) => victimsOf(says)));
  const best = bestOf(cause);
  if (cause.severity !== 'info' || victims.size === 0 || best === null) return false;
  return (
    best.effect.beyond !== undefined || best.effect.groups.some(({ origins }) => origins.some((one) => !victims.has(one.origin) && isTaken(one)))
  );
}

/** The mended findings: if a safe repair is one of several alternatives, what it leaves is no reason for another. */
function mendedBy({ repairs, mends }: Trial): readonly Finding[] {
  const patches = new Set(repairs.map(({ patch }) => patch));
  return repairs.every(({ isSafe }) => isSafe) ? mends.filter(({ suggestions }) => suggestions.some(({ patch }) => patches.has(patch))) : mends;
}

/** All places of a cause without a safe repair, with the best of each: together if there are several, then one by one. */
function unsafeTrials(cause: RootCause, mended: ReadonlySet<string>): readonly Trial[] {
  const [worst] = cause.findings;
  const best = offeredFirst(cause)[0];
  if (worst === undefined || best === undefined || best.isSafe) return [];
  const ofOne = cause.findings.flatMap((finding): Trial[] => {
    const { suggestions, fingerprint, rule } = finding;
    if (mended.has(fingerprint) || suggestions.some(({ isSafe }) => isSafe) || (rule !== worst.rule && !suggestions.includes(best))) return [];
    // The same kind of repair at every place, if possible.
    const repair = suggestions.find(({ patch }) => patch === best.patch) ?? suggestions.find(({ title }) => title.code === best.title.code);
    const chosen = repair ?? suggestions[0];
    return chosen === undefined ? [] : [{ cause, repairs: [chosen], mends: [finding] }];
  });
  const together: Suggestion[] = [];
  const mends: Finding[] = [];
  for (const { repairs, mends: own } of ofOne) {
    const [repair] = repairs;
    if (repair === undefined) continue;
    const isThere = together.some(({ patch }) => patch === repair.patch);
    if (!isThere && together.some((other) => meet(other, repair))) continue;
    if (!isThere) together.push(repair);
    mends.push(...own);
  }
  return together.length > 1 ? [{ cause, repairs: together, mends }, ...ofOne] : ofOne;
}

/** Whether both replace a common line. */
function meet(one: Suggestion, other: Suggestion): boolean {
  return one.edits.some((a) => other.edits.some((b) => a.path === b.path && a.startLine <= b.endLine && b.startLine <= a.endLine));
}

/** The files changed by edits, by path; null: one cannot be read. */
async function applied(
  edits: readonly SuggestedEdit[],
  textOf: (path: string) => Promise<string | null>,
): Promise<ReadonlyMap<string, string> | null> {
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
