import { allSteps, type CorsChain } from './cors-chain.js';
import type { OriginEntry } from './origin.js';
import { isLabel } from './origin-match.js';
import { unresolvedMatches } from './questions.js';
import type { Question } from './worlds.js';

/** An origin that the other side alone names, and that an origin of this one, which the repository does not decide, may be. */
export interface OtherName {
  readonly origin: string;
  readonly side: 'base' | 'head';
  /** Whether they are the same. */
  readonly question: Question;
}

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

/** Names that are asked about, each of which doubles what is open. */
const mostNames = 3;
/** Characters of a text that is taken for a name: what is longer is repeated in no question. */
const longestName = 512;
/** Names that are looked at, for all origins together: a list may be of a hundred thousand. */
const mostLookedAt = 1_000_000;

/**
 * By what other names an origin may go on the other side of a change: `https://${var.host}` may be the very `https://app.contoso.com` that stood in its
 * place. Only those names count that one side alone has: what both name is the same on both.
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
      // Of two that are open, one question: what base calls it comes first.
      const [label, meant] = other === undefined || isOfBase ? [origin, name] : [name, origin];
      found.push({ origin: name, side, question: unresolvedMatches(label, meant) });
    }
    return found;
  };
}

interface Names {
  readonly all: ReadonlySet<string>;
  /** Those that the repository does not decide. */
  readonly open: ReadonlyMap<string, Unresolved>;
}

function namesIn(chain: CorsChain): Names {
  const all = new Set<string>();
  const open = new Map<string, Unresolved>();
  for (const step of allSteps(chain)) {
    if (step.kind !== 'cors') continue;
    for (const entry of step.policy.origins) {
      if (entry.kind === 'origin') all.add(entry.origin);
      // What is written under a condition is told by the origin that it is.
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
