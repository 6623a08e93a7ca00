import { allSteps, type CorsChain } from './cors-chain.js';
import type { OriginEntry } from './origin.js';
import { isLabel } from './origin-match.js';
import { unresolvedMatches } from './questions.js';
import type { Question } from './worlds.js';

/** An origin that only the other side names, and that an undecided origin of this side may be. */
export interface OtherName {
  readonly origin: string;
  readonly side: 'base' | 'head';
  /** Whether they are the same. */
  readonly question: Question;
}

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

/** Most names that are asked about: each doubles the open combinations. */
const mostNames = 3;
/** Longest text that is treated as a name, in characters: longer ones would be repeated in questions. */
const longestName = 512;
/** Most names that are looked at, for all origins together: a list may have a hundred thousand. */
const mostLookedAt = 1_000_000;

/**
 * The names that an origin may have on the other side of a change: `https://${var.host}` may be the `https://app.contoso.com` that it replaces. Only names on
 * one side count; a name on both sides means the same origin.
 */
export function otherNames(base: CorsChain | null, head: CorsChain | null): (origin: string) => readonly OtherName[] {
  if (base === null || head === null) return () => [];
  const [before, after] = [namesIn(base), namesIn(head)];
  if (before.open.size === 0 && after.open.size === 0) return () => [];
  const alone = { base: [...before.all].filter((name) => !after.all.has(name)), head: [...after.all].filter((name) => !before.all.has(name)) };
  let left = mostLookedAt;
  return (origin) => {
    const isOfBase = before.open.has(origin);
    const own = (isOfBase ? before : after).open.get(origin);
    if (own === undefined || origin.length > longestName || isOfBase === after.all.has(origin)) return [];
    const side = isOfBase ? 'head' : 'base';
    const others = isOfBase ? after.open : before.open;
    const found: OtherName[] = [];
    for (const name of alone[side]) {
      left -= 1;
      if (left < 0 || found.length === mostNames) break;
      const other = others.get(name);
      if (!couldBeSame(own, other ?? name)) continue;
      // Two undecided origins share one question, named with base's first.
      const [label, meant] = other === undefined || isOfBase ? [origin, name] : [name, origin];
      found.push({ origin: name, side, question: unresolvedMatches(label, meant) });
    }
    return found;
  };
}

interface Names {
  readonly all: ReadonlySet<string>;
  /** The undecided ones. */
  readonly open: ReadonlyMap<string, Unresolved>;
}

function namesIn(chain: CorsChain): Names {
  const all = new Set<string>();
  const open = new Map<string, Unresolved>();
  for (const step of allSteps(chain)) {
    if (step.kind !== 'cors') continue;
    for (const entry of step.policy.origins) {
      if (entry.kind === 'origin') all.add(entry.origin);
      // An origin that is written under a condition is identified by its text.
      else if (entry.kind === 'unresolved' && entry.only === null && isLabel(entry.label)) {
        all.add(entry.label);
        open.set(entry.label, entry);
      }
    }
  }
  return { all, open };
}

function couldBeSame({ before, after }: Unresolved, other: Unresolved | string): boolean {
  if (typeof other === 'string') return other.length >= before.length + after.length && other.startsWith(before) && other.endsWith(after);
  const begin = before.startsWith(other.before) || other.before.startsWith(before);
  return begin && (after.endsWith(other.after) || other.after.endsWith(after));
}
