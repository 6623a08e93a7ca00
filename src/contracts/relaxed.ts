import type { CallPattern } from './call-pattern.js';
import type { Clause, Contracts } from './contract.js';
import { covers, patternText, type OriginPattern } from './origin-pattern.js';

/** The clauses of base that head drops or weakens, each with head's clause of the same name or null. */
export function relaxedIn(base: Contracts, head: Contracts): readonly { readonly clause: Clause; readonly now: Clause | null }[] {
  const byName = new Map(head.clauses.map((clause) => [clause.name, clause]));
  return base.clauses.flatMap((clause) => {
    const now = byName.get(clause.name) ?? null;
    // The promise is kept under another name.
    const isMade = (now !== null && promisesAll(now, clause)) || head.clauses.some((one) => promisesAll(one, clause));
    return isMade ? [] : [{ clause, now }];
  });
}

/** Whether two clauses promise the same, judging by their texts. */
export function promisesAlike(one: Clause, other: Clause): boolean {
  return promisesAll(one, other) && promisesAll(other, one);
}

/** Whether keeping one clause certainly keeps the other, judging by their texts. */
function promisesAll(one: Clause, other: Clause): boolean {
  return (
    one.promise === other.promise &&
    one.key === other.key &&
    hasAllOrigins(one, other) &&
    other.call.every((call) => one.call.some((known) => holdsCall(known, call))) &&
    hasAllHeaders(one, other) &&
    (one.environments === null || (other.environments?.every(({ name }) => one.environments?.some((known) => known.name === name) === true) ?? false))
  );
}

/** `only` is stronger with fewer origins, the others with more. */
function hasAllOrigins(one: Clause, other: Clause): boolean {
  const [more, fewer] = one.promise === 'only' ? [other, one] : [one, other];
  return fewer.origins.every((origin) => more.origins.some((known) => holdsOrigin(known, origin)));
}

function holdsOrigin(known: OriginPattern, origin: OriginPattern): boolean {
  if (origin.kind === 'origin' && covers(known, origin.origin)) return true;
  const [more, text] = [patternText(known), patternText(origin)];
  // A port `*` includes the default port.
  return more === text || more === `${text}:*`;
}

function holdsCall(known: CallPattern, call: CallPattern): boolean {
  if (known.kind === 'all') return true;
  if (known.kind === 'api') {
    const { workspace, api, operation } = known;
    return call.kind === 'api' && call.workspace === workspace && call.api === api && (operation === null || call.operation === operation);
  }
  if (call.kind !== 'path' || !holdsPath(known.segments, call.segments)) return false;
  const { methods } = call;
  return known.methods === null || (methods !== null && [...methods].every((method) => known.methods?.has(method) === true));
}

/** A parameter matches any segment, whatever its name, as `*` does; only `**` certainly covers `**`. */
function holdsPath(known: readonly string[], segments: readonly string[]): boolean {
  if (known.length !== segments.length) return false;
  const isAny = (segment: string): boolean => segment === '*' || /^\{.*\}$/.test(segment);
  return known.every((one, at) => {
    const segment = segments[at] ?? '';
    return one === segment || (one === '*' && segment !== '**') || (isAny(one) && isAny(segment));
  });
}

/** More headers strengthen an `allow` and weaken a `deny`. */
function hasAllHeaders(one: Clause, other: Clause): boolean {
  const [more, fewer] = one.promise === 'allow' ? [one, other] : [other, one];
  return fewer.headers.every((name) => more.headers.includes(name)) && (fewer.credentials === 'omit' || more.credentials === 'include');
}
