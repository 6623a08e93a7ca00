import { mergeTargets } from '../../apim/target.js';
import type { OriginMove } from '../../effective/statement.js';
import type { Finding } from '../../review/review.js';

type Says<Code extends Finding['says']['code']> = Extract<Finding['says'], { readonly code: Code }>;

/** With more moves, findings are not joined: their sentence names only a few. */
const mostMoves = 1000;

/**
 * Joins the findings of one cause about gains, or about losses, in one statement: one element may move access at several APIs, all of which belong in the
 * sentence. Findings under other conditions than the first are left out.
 */
export function unitedMoves<S extends Says<'access-widened'> | Says<'access-narrowed'>>(first: S, findings: readonly Finding[]): S {
  const conditions = (says: S): string => {
    const { existence, isRefused, wasRefused, wasUnread = false, holding, ofBase } = says.given;
    return JSON.stringify([existence, isRefused, wasRefused, wasUnread, holding, ofBase]);
  };
  const wanted = conditions(first);
  const isAlike = (says: Finding['says']): says is S => says.code === first.code && conditions(says as S) === wanted;
  const all = findings.flatMap(({ says }) => (isAlike(says) ? [says] : []));
  if (all.length < 2 || all.reduce((sum, { given }) => sum + given.moves.length, 0) > mostMoves) return first;
  const moves = new Map<string, OriginMove>();
  for (const move of all.flatMap(({ given }) => given.moves)) {
    const key = JSON.stringify([move.origin, move.parts]);
    const known = moves.get(key);
    moves.set(key, known === undefined ? move : { ...known, targets: mergeTargets([...known.targets, ...move.targets]) });
  }
  const targets = mergeTargets(all.flatMap(({ given }) => given.targets));
  return { ...first, given: { ...first.given, moves: [...moves.values()], targets } };
}
