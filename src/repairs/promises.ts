import { partialMatchPassesOn, unlistedMethodAtActual } from '../cors/questions.js';
import type { AccessChange, Direction, OriginDifference } from '../cors/access-difference.js';
import type { AccessChangeView } from '../effective/access-change.js';

/** Source of an element that begins a line, outdented by the indentation of its last line. */
export function dedent(source: string): string {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const last = lines[lines.length - 1] ?? '';
  const indent = /^[ \t]*/.exec(last)?.[0] ?? '';
  return lines.map((line, index) => (index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line)).join('\n');
}

/** It is blocked both before and after, by the leanings. */
export function isLeftOut({ before, after }: OriginDifference): boolean {
  return before.allowed === 'no' && after.allowed === 'no';
}

/** No origin gains or loses access, by the leanings. What a policy kept elsewhere would do is unknown. */
export function letsNobodyIn(views: readonly AccessChangeView[]): boolean {
  return views.every((view) => view.difference.origins.every(isLeftOut));
}

/**
 * The difference touches only these origins ('*': any). Others are blocked before and after by the leanings; access by a policy that is kept elsewhere is
 * unknown.
 */
export function concernsOnly(origins: Iterable<string>) {
  const concerned = new Set(origins);
  return (views: readonly AccessChangeView[]): boolean =>
    concerned.has('*') || views.every((view) => view.difference.origins.every((origin) => concerned.has(origin.origin) || isLeftOut(origin)));
}

/** The origin had access and lost it. If the `<cors>` that lists it merely lacks one operation's method, that does not count. */
export function shutsOut({ before, after, changes }: OriginDifference): boolean {
  if (before.allowed === 'no' || !changes.some((change) => change.what === 'access' && change.lost.length > 0)) return false;
  if (after.why.code === 'decided') return after.why.reason.code !== 'method-not-listed';
  return after.why.code !== 'depends' || !after.why.no.some(({ question }) => ofMethods.has(question));
}

/** Points that are asked only about a method which the `<cors>` does not list. */
const ofMethods: ReadonlySet<string> = new Set([partialMatchPassesOn.id, unlistedMethodAtActual.id]);

/** No origin loses anything. */
export function takesNothing(views: readonly AccessChangeView[]): boolean {
  return views.every((view) => view.difference.directionInAll !== 'narrowed' && view.difference.directionInAll !== 'mixed');
}

/** No origin loses anything, under any reading. */
export function takesNothingFrom(views: readonly AccessChangeView[]): boolean {
  return views.every(({ difference }) =>
    difference.origins.every(({ directionInAll }) => directionInAll === 'equal' || directionInAll === 'widened'),
  );
}

/** The promise of a repair that changes no access. */
export const nothingChanges = (views: readonly AccessChangeView[]): boolean => views.length === 0;

/** The difference touches only these origins, each in one of these directions. */
export function touchesOnly(origins: Iterable<string>, directions: readonly Direction[]) {
  const allowed = new Set(origins);
  return (views: readonly AccessChangeView[]): boolean =>
    views.every((view) => view.difference.origins.every((origin) => allowed.has(origin.origin) && directions.includes(origin.directionInAll)));
}

/** Only these parts differ, and only as gains. */
export function onlyGains(...parts: readonly AccessChange['what'][]) {
  return (views: readonly AccessChangeView[]): boolean =>
    views.every((view) =>
      view.difference.origins.every((origin) => origin.changes.every(({ what, lost }) => parts.includes(what) && lost.length === 0)),
    );
}

/** Only this differs. */
export function onlyDiffers(what: AccessChange['what']) {
  return (views: readonly AccessChangeView[]): boolean =>
    views.every((view) => view.difference.origins.every((origin) => origin.changes.every((change) => change.what === what)));
}
