import { partialMatchPassesOn, unlistedMethodAtActual } from '../cors/questions.js';
import type { AccessChange, Direction, OriginDifference } from '../cors/access-difference.js';
import type { AccessChangeView } from '../effective/access-change.js';

/** Source of an element that begins a line, with the indentation of its own last line taken off. */
export function dedent(source: string): string {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const last = lines[lines.length - 1] ?? '';
  const indent = /^[ \t]*/.exec(last)?.[0] ?? '';
  return lines.map((line, index) => (index > 0 && line.startsWith(indent) ? line.slice(indent.length) : line)).join('\n');
}

/** It is let in neither before nor after, as far as the leanings decide. */
export function isLeftOut({ before, after }: OriginDifference): boolean {
  return before.allowed === 'no' && after.allowed === 'no';
}

/** Nobody is let in or shut out, as far as the leanings decide: what a policy that is kept elsewhere would do then, nobody can tell. */
export function letsNobodyIn(views: readonly AccessChangeView[]): boolean {
  return views.every((view) => view.difference.origins.every(isLeftOut));
}

/**
 * The difference touches these origins only ('*' among them: anybody). Others are left out before and after as far as the leanings decide: under a reading in which
 * a policy that is kept elsewhere lets them in, nobody can tell.
 */
export function concernsOnly(origins: Iterable<string>) {
  const concerned = new Set(origins);
  return (views: readonly AccessChangeView[]): boolean =>
    concerned.has('*') || views.every((view) => view.difference.origins.every((origin) => concerned.has(origin.origin) || isLeftOut(origin)));
}

/** The origin was let in and no longer is; that the `<cors>` which lists it lacks one operation's method shuts nobody out. */
export function shutsOut({ before, after, changes }: OriginDifference): boolean {
  if (before.allowed === 'no' || !changes.some((change) => change.what === 'access' && change.lost.length > 0)) return false;
  if (after.why.code === 'decided') return after.why.reason.code !== 'method-not-listed';
  return after.why.code !== 'depends' || !after.why.no.some(({ question }) => ofMethods.has(question));
}

/** Points that are asked only of a method which the `<cors>` at hand does not list. */
const ofMethods: ReadonlySet<string> = new Set([partialMatchPassesOn.id, unlistedMethodAtActual.id]);

/** Nobody loses what they had. */
export function takesNothing(views: readonly AccessChangeView[]): boolean {
  return views.every((view) => view.difference.directionInAll !== 'narrowed' && view.difference.directionInAll !== 'mixed');
}

/** No origin loses what it had, under any reading. */
export function takesNothingFrom(views: readonly AccessChangeView[]): boolean {
  return views.every(({ difference }) =>
    difference.origins.every(({ directionInAll }) => directionInAll === 'equal' || directionInAll === 'widened'),
  );
}

/** The promise of a repair that changes nobody's access. */
export const nothingChanges = (views: readonly AccessChangeView[]): boolean => views.length === 0;

/** The difference touches these origins only, and each in one of these directions. */
export function touchesOnly(origins: Iterable<string>, directions: readonly Direction[]) {
  const allowed = new Set(origins);
  return (views: readonly AccessChangeView[]): boolean =>
    views.every((view) => view.difference.origins.every((origin) => allowed.has(origin.origin) && directions.includes(origin.directionInAll)));
}

/** Nothing differs but these, and nobody loses any of it. */
export function onlyGains(...parts: readonly AccessChange['what'][]) {
  return (views: readonly AccessChangeView[]): boolean =>
    views.every((view) =>
      view.difference.origins.every((origin) => origin.changes.every(({ what, lost }) => parts.includes(what) && lost.length === 0)),
    );
}

/** Nothing differs but this. */
export function onlyDiffers(what: AccessChange['what']) {
  return (views: readonly AccessChangeView[]): boolean =>
    views.every((view) => view.difference.origins.every((origin) => origin.changes.every((change) => change.what === what)));
}
