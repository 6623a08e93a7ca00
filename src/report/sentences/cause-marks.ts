import type { Finding, Location } from '../../review/review.js';
import type { MovedRow } from '../../review/state-reasons.js';
import type { RootCause } from '../../review/root-causes.js';
import type { ExcerptMark } from '../excerpt.js';
import { causeReason, tellsBesides } from './cause-reasons.js';
import { type Phrase, phrase, wholePhrase } from '../phrase.js';
import { accessWhyPhrase } from '../trace-sentences.js';
import { base, corsElement } from '../vocabulary.js';

/** Most places of one kind shown for a cause. */
const mostAlike = 2;

/** The lines that show a cause, the deciding one first. `tellsAll`: their labels say everything that the cause's sentence does. */
export interface CauseMarks {
  readonly marks: readonly ExcerptMark[];
  readonly tellsAll: boolean;
}

/** The relevant places of a cause, with labels. */
export function causeMarks(cause: RootCause): CauseMarks {
  const [first] = cause.findings;
  if (first === undefined) return { marks: [], tellsAll: false };
  // Lines of the merge are in no file yet.
  if (first.isOfMerge === true) return { marks: [], tellsAll: false };
  const inherited = cause.findings.flatMap(({ says, ...finding }) =>
    says.code === 'inherited-cors-decides' ? [{ place: finding, given: says.given }] : [],
  );
  if (inherited.length > 0 && !tellsBesides(cause)) return inheritedMarks(cause, inherited);
  if (first.says.code === 'access-narrowed' || first.says.code === 'access-widened') return movedMarks(cause, first);
  return { marks: [mark(first, ownLabel(first), first.inner !== null), ...besides(first)], tellsAll: false };
}

/** Causes, by id, with the same reason as an earlier one, and its place: a page gives a reason once. */
export function reasonsTold(causes: readonly RootCause[]): ReadonlyMap<string, Location> {
  const said = new Map<string, Location>();
  const told = new Map<string, Location>();
  for (const cause of causes) {
    const reason = wholePhrase(causeReason(cause));
    const known = said.get(reason);
    // The place is the one shown there.
    if (known === undefined) said.set(reason, causeMarks(cause).marks[0] ?? cause);
    else told.set(cause.id, known);
  }
  return told;
}

function mark({ path, line }: Location, label: Phrase, isInner = false): ExcerptMark {
  return { path, line, label, isInner };
}

type Inherited = { readonly place: Location; readonly given: Extract<Finding['says'], { readonly code: 'inherited-cors-decides' }>['given'] };

function inheritedMarks(cause: RootCause, inherited: readonly Inherited[]): CauseMarks {
  const isLess = inherited.every(({ given }) => given.harms.every(({ outcome }) => outcome === 'less'));
  const harmed = new Set(inherited.flatMap(({ given }) => given.harms.flatMap(({ origins }) => origins)));
  const grantsLess = isLess || inherited.every(({ given }) => given.listsThem === true);
  const first = mark(
    cause,
    grantsLess ? ['answers first, and grants less'] : [`answers first, and does not list ${harmed.size > 1 ? 'them' : 'it'}`],
  );
  const others = inherited.slice(0, mostAlike).flatMap(({ place, given: { own, harms } }) => {
    const count = new Set(harms.flatMap(({ origins }) => origins)).size;
    const second = mark(own, isLess ? ['comes second'] : [`lists ${count > 1 ? 'them' : 'it'}, and comes second`]);
    // If no line of the file brings in the other element, the place is the element's own.
    const all = place.path === own.path && place.line === own.line ? [second] : [mark(place, ['brings it in here']), second];
    return all.map((one, at) => (at === 0 ? { ...one, isBesides: true } : one));
  });
  return { marks: [first, ...others], tellsAll: inherited.length <= mostAlike };
}

function movedMarks(cause: RootCause, first: Finding): CauseMarks {
  const way = first.says.code === 'access-narrowed' ? 'lost' : 'gained';
  const rows = cause.rows.filter((row) => row.way === way);
  const [row] = rows;
  // A removed element has no line.
  if (row === undefined || row.change.existence === 'removed' || row.change.existence === 'moved') return { marks: [], tellsAll: false };
  const says = decides(row, new Set(rows.map(({ origin }) => origin.origin)).size > 1);
  const isHere = row.origin.after.decidedBy?.path === cause.path && row.origin.after.decidedBy.line === cause.line;
  const main = mark(cause, isHere ? says : ['changed here']);
  const isElsewhere = first.path !== cause.path || first.line !== cause.line;
  return { marks: isElsewhere && isHere ? [main, mark(first, ['changed here'])] : [main], tellsAll: false };
}

/** What the deciding element does. */
function decides({ origin: { after } }: MovedRow, several: boolean): Phrase {
  const them = several ? 'them' : 'it';
  if (after.why.code !== 'decided') return ['decides'];
  const { reason } = after.why;
  if (reason.code === 'listed') return [`lists ${them}`];
  if (reason.code === 'not-listed' || reason.code === 'unlisted') return [`answers first, and does not list ${them}`];
  return accessWhyPhrase(after.why);
}

/** The label at the finding's own place, if other places are shown too. */
function ownLabel({ says }: Finding): Phrase {
  return says.code === 'cors-not-inherited' ? phrase`has no ${base}` : [];
}

/** Other places in a finding's sentence. */
function besides({ says, path }: Finding): readonly ExcerptMark[] {
  if (says.code === 'cors-not-inherited') return [mark(says.given.at, ['does not apply there'])];
  if (says.code === 'two-cors-writers') return [mark(says.given.at, phrase`this ${corsElement} writes it too`)];
  if (says.code === 'cached-without-vary-origin') return [mark(says.given.at, ['tells origins apart'])];
  if (says.code === 'policy-before-cors')
    return says.given.refusers.slice(0, mostAlike).map(({ path: other, line }) => {
      const endsAll = line === says.given.endsAll?.line && other === says.given.endsAll.path;
      return mark({ path: other ?? path, line }, [endsAll ? 'answers every request' : 'can refuse before it']);
    });
  if (says.code !== 'inherited-policies-dropped') return [];
  return says.given.policies.slice(0, mostAlike).map(({ at }) => mark(at, ['does not run there']));
}
