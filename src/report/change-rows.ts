import type { Access } from '../cors/access.js';
import type { Change, OriginChange } from '../review/review.js';
import { isNotDeployed } from '../review/state-reasons.js';
import { type Phrase, code, join, listed, phraseLength, wholePhrase } from './phrase.js';
import { accessWhyPhrase, otherwisePhrase } from './trace-sentences.js';
import { computedPhrase } from './computed-names.js';
import { originOfPages } from './vocabulary.js';

/** Access of one origin before and after. In a long pair, equal parts are left out. */
export interface AccessPair {
  readonly before: Phrase;
  readonly after: Phrase;
}

/** Columns from which only the differences are shown. */
const longAccess = 60;

/** Both sides of a change for one origin. */
export function accessPair(before: Access, after: Access): AccessPair {
  const sides = [partsOf(before, after, false), partsOf(after, before, false)] as const;
  const [whole, wholeAfter] = [accessPhrase(before, sides[0]), accessPhrase(after, sides[1])];
  const comparable = before.methods.length > 0 && after.methods.length > 0;
  if (!comparable || Math.max(phraseLength(whole), phraseLength(wholeAfter)) <= longAccess) return { before: whole, after: wholeAfter };
  const differing = [partsOf(before, after, true), partsOf(after, before, true)] as const;
  // If all shown parts are equal (only some reading differs), the whole is clearer.
  if (differing[0].length === 0 && differing[1].length === 0) return { before: whole, after: wholeAfter };
  return { before: accessPhrase(before, differing[0]), after: [...accessPhrase(after, differing[1]), '; the rest as before'] };
}

/** "yes: GET, PUT; any header; credentials", "no", "unknown: at most GET". */
function accessPhrase(access: Access, parts: readonly Phrase[]): Phrase {
  if (access.allowed === 'no') return ['no'];
  if (access.why.code === 'refused') return [notDeployed, ...(access.methods.length === 0 ? [] : ['; as written ', ...join(parts, '; ')])];
  if (access.allowed === 'unknown' && access.methods.length === 0) return [unknownBecause(access.why)];
  if (parts.length === 0) return [access.allowed];
  return [access.allowed === 'yes' ? 'yes: ' : 'unknown: at most ', ...join(parts, '; ')];
}

const notDeployed = 'refused at save: nothing is deployed';

/** The reason, if no reading grants anything. */
function unknownBecause(why: Access['why']): string {
  if (why.code !== 'decided' || why.reason.code === 'hand-written') return 'unknown: headers are written by hand';
  if (why.reason.code !== 'opaque' || why.reason.reason.code !== 'malformed') return 'unknown';
  return why.reason.reason.isRefused ? notDeployed : 'unknown: the policy cannot be read';
}

/** The parts of an access; `other` is the opposite side, so that a part missing only here is mentioned. */
function partsOf(access: Access, other: Access, onlyDiffering: boolean): readonly Phrase[] {
  if (access.allowed === 'no') return [];
  const comparable = other.allowed !== 'no';
  const parts: Phrase[] = [];
  const add = (differs: boolean, empty: boolean, phrase: Phrase): void => {
    if (onlyDiffering && !differs) return;
    if (empty && !(comparable && differs)) return;
    parts.push(phrase);
  };
  const methodsDiffer = !sameNames(access.methods, other.methods);
  add(methodsDiffer, false, namesPhrase(access.methods, comparable ? other.methods : null, { before: '', any: 'any method', none: 'no method' }));
  add(
    !sameNames(access.headers, other.headers),
    access.headers.length === 0,
    namesPhrase(access.headers, comparable ? other.headers : null, {
      before: 'headers ',
      any: 'any header',
      none: 'no header beyond the safelisted',
    }),
  );
  add(access.credentials !== other.credentials, access.credentials === false, [
    access.credentials === true ? 'credentials' : access.credentials === false ? 'no credentials' : 'perhaps credentials',
  ]);
  add(
    !sameNames(access.exposed, other.exposed),
    access.exposed.length === 0,
    namesPhrase(access.exposed, comparable ? other.exposed : null, {
      before: 'may read ',
      any: 'may read any response header',
      none: 'may read no further response header',
    }),
  );
  // The cache time matters only if it changes, and is unknown for an unknown side.
  if (comparable && other.why.code !== 'refused' && other.methods.length > 0 && access.maxAge !== other.maxAge) {
    parts.push([access.maxAge === null ? 'max-age not said' : access.maxAge === 'unknown' ? 'max-age unknown' : `max-age ${access.maxAge} s`]);
  }
  return parts;
}

/** From this many names on, only those that differ are listed. */
const manyNames = 6;

/** The introduction of a list of names, and the words for all names and none. */
interface ListWords {
  readonly before: string;
  readonly any: string;
  readonly none: string;
}

/** `other`: the other side's names, if comparable. */
function namesPhrase(names: readonly string[] | '*', other: readonly string[] | '*' | null, { before, any, none }: ListWords): Phrase {
  if (names === '*') return [any];
  if (names.length === 0) return [none];
  const phrases = (list: readonly string[]): Phrase[] => list.map(namePhrase);
  if (names.length <= manyNames || other === null || other === '*') return [before, ...listed(phrases(names), 2 * manyNames)];
  const shared = new Set(other);
  const own = names.filter((name) => !shared.has(name));
  if (own.length === names.length) return [before, ...listed(phrases(names), 2 * manyNames)];
  const stay = names.length - own.length;
  if (own.length === 0) return [before, `the ${stay} on both sides`];
  return [before, ...listed(phrases(own), 2 * manyNames), ` and the ${stay} on both sides`];
}

/** Plain names need no markup; other texts are shown as code. */
function namePhrase(name: string): Phrase {
  return /^[A-Za-z][A-Za-z-]{0,40}$/.test(name) ? [name] : (computedPhrase(name, 'one') ?? [code(name)]);
}

function sameNames(left: readonly string[] | '*', right: readonly string[] | '*'): boolean {
  if (left === '*' || right === '*') return left === right;
  return left.length === right.length && new Set([...left, ...right]).size === left.length;
}

/** The open points on which the unknown sides of a change depend, without repetition. */
export function openPointPhrases(change: Change): readonly Phrase[] {
  const seen = new Map<string, Phrase>();
  const note = (origin: OriginChange, access: Access, side: string): void => {
    // The cell says so itself, and that the origin is listed does not explain other open parts.
    if (access.why.code === 'decided' && access.allowed === 'yes') return;
    if (access.methods.length === 0 && access.why.code === 'decided' && access.why.reason.code === 'hand-written') return;
    const why = isOpen(access) ? accessWhyPhrase(access.why) : otherwisePhrase(access.otherwise);
    if (why.length === 0) return;
    const key = `${side} ${wholePhrase(why)}`;
    if (!seen.has(key)) seen.set(key, [...originOfPages(origin.origin), `, ${side}: `, ...why]);
  };
  for (const origin of change.origins) {
    const open = [origin.before, origin.after].some(isOpen);
    // Both sides are known, but not the direction: other readings decide otherwise, or disagree.
    const disagree = !open && origin.direction === 'unknown';
    if (disagree || isOpen(origin.before)) note(origin, origin.before, 'before');
    if (disagree || isOpen(origin.after)) note(origin, origin.after, 'after');
  }
  return [...seen.values()];
}

function isOpen(access: Access): boolean {
  if (isNotDeployed(access)) return false;
  return access.allowed === 'unknown' || access.credentials === 'unknown' || access.maxAge === 'unknown';
}
