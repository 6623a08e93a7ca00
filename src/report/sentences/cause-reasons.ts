import type { Reading } from '../../cors/worlds.js';
import type { Finding, Location } from '../../review/review.js';
import { isListed, together } from '../../effective/listed.js';
import { alikeElsewhere, isSaidAlike } from '../../review/alike.js';
import { isRefusal, type MovedRow } from '../../review/state-reasons.js';
import { isTaken } from '../../review/safe-first.js';
import type { RootCause } from '../../review/root-causes.js';
import { type Phrase, code, join, phrase, placed, wholePhrase } from '../phrase.js';
import { accessWhyPhrase } from '../trace-sentences.js';
import { afterColon, base, capitalised, corsElement, listing, originNames } from '../vocabulary.js';
import { exposureNotes } from './access-moves.js';
import { inEnvironments, messagePhrase } from './statements.js';
import { unitedMoves } from './united-moves.js';
import { corsName } from './which-cors-decides.js';

type Told<Code extends Finding['says']['code']> = Finding & { readonly says: Extract<Finding['says'], { readonly code: Code }> };

/** The reason for the title, in a sentence or two: the deciding element, and how it came about. */
export function causeReason(cause: RootCause): Phrase {
  const [first] = cause.findings;
  if (first === undefined) return [];
  const unplaced = cause.findings.filter(({ says }) => says.code === 'policy-without-scope');
  if (unplaced.length > 1) {
    return phrase`Which API or scope these ${unplaced.length} policies belong to cannot be told from the repository. Check the entries below, and add them to ${code('scopes:')} in the configuration.`;
  }
  const inherited = cause.findings.filter(isInherited);
  const [one] = inherited;
  const isBesides = one !== undefined && tellsBesides(cause);
  const isBroughtIn = one !== undefined && !isBesides;
  const dropped = isMove(first) ? undefined : cause.findings.find(({ rule }) => rule === 'inherited-policies-dropped' && rule !== first.rule);
  if (!isBroughtIn && dropped !== undefined) return phrase`${withPlaces(first, cause)} ${messagePhrase(dropped)}`;
  if (!isBroughtIn && !isMove(first)) return phrase`${withPlaces(first, cause)}${onceSaved(first, cause)}`;
  const because = isMove(first) ? movedBecause(cause, first) : null;
  const more = isBesides ? besides(cause, inherited) : '';
  // The finding's own sentence gives the place, and that it is about the merge.
  if (!isBroughtIn && because === null) {
    const says = isMove(first) ? unitedMoves(first.says, cause.findings) : first.says;
    return phrase`${messagePhrase({ ...first, says })}${more}`;
  }
  const said = isBroughtIn ? broughtIn(one, inherited) : phrase`${because ?? []}${more}`;
  const within = inEnvironments(isMove(first) && !isBroughtIn ? environmentsOf(cause, first) : first.environments);
  const there = within.length === 0 ? said : phrase`${within}${afterColon(said)}`;
  return first.isOfMerge === true ? phrase`Once merged with the base as it is now: ${within.length === 0 ? afterColon(there) : there}` : there;
}

/** Who loses access by a refused policy once it is deployed: not after the fix below. */
function onceSaved(first: Finding, { findings, repairs: [best] }: RootCause): Phrase {
  const isMended = best?.isSafe === true && !best.effect.groups.some(({ origins }) => origins.some(isTaken));
  const told = isRefusal(first.says) && !isMended ? findings.find(isLossOnceSaved) : undefined;
  return told === undefined ? [] : phrase` ${messagePhrase({ ...told, says: unitedMoves(told.says, findings) })}`;
}

function isLossOnceSaved(finding: Finding): finding is Told<'access-narrowed'> {
  return finding.says.code === 'access-narrowed' && finding.says.given.isRefused;
}

/** The first finding's message, with the entries and places of those of its kind. */
function withPlaces(first: Finding, { findings }: RootCause): Phrase {
  const family = alikeElsewhere(findings);
  const alike = family.filter(({ rule }) => rule === first.rule);
  const isSame = isListed(first.says) || alike.every(({ says }) => isSaidAlike(says, first.says));
  const says = isListed(first.says)
    ? together(
        first.says,
        alike.map((one) => one.says),
      )
    : first.says;
  const here = JSON.stringify([first.path, first.line]);
  const places = new Map(
    alike.flatMap((one) => [one, ...one.elsewhere]).map(({ path, line }) => [JSON.stringify([path, line]), { path, line } satisfies Location]),
  );
  places.delete(here);
  const besides = [
    ...new Map(
      family.flatMap((one) =>
        one.rule === first.rule ? [] : [[one.rule, phrase` ${messagePhrase(isAt(one, first) ? { ...one, inner: null } : one)}`] as const],
      ),
    ).values(),
  ].flat();
  if (isSame) return phrase`${messagePhrase({ ...first, says, elsewhere: [...first.elsewhere, ...places.values()] })}${besides}`;
  const said = messagePhrase(first);
  return places.size === 0 ? said : phrase`${said} More of this kind: ${listing([...places.values()].map((one) => [placed(one)]))}.`;
}

/** Whether a cause is about an origin's gain, and its early `<cors>` only a remark. */
export function tellsBesides({ severity, findings: [first, ...others] }: RootCause): boolean {
  return first?.says.code === 'access-widened' && !others.some((one) => isInherited(one) && one.severity === severity);
}

/** Origins that may be blocked by the element that lets another in. */
function besides(at: Location, inherited: readonly Told<'inherited-cors-decides'>[]): Phrase {
  const harmed = [...new Set(inherited.flatMap(({ says }) => says.given.harms.flatMap(({ origins }) => origins)))];
  const [first] = inherited;
  const before =
    inherited.length === 1 && first !== undefined
      ? phrase`the ${corsElement} in ${placed(first.says.given.own)}`
      : phrase`the ${corsElement} of ${inherited.length} other policies`;
  return phrase` ${placed(at)} answers before ${before}, and may block ${originNames(harmed)} there.`;
}

/** Whether both are about one element of a policy inside another file: its place is said once. */
function isAt(one: Finding, other: Finding): boolean {
  return one.path === other.path && JSON.stringify(one.inner) === JSON.stringify(other.inner);
}

function isInherited(finding: Finding): finding is Told<'inherited-cors-decides'> {
  return finding.says.code === 'inherited-cors-decides';
}

function isMove(finding: Finding): finding is Told<'access-narrowed' | 'access-widened'> {
  return finding.says.code === 'access-narrowed' || finding.says.code === 'access-widened';
}

function broughtIn(first: Told<'inherited-cors-decides'>, all: readonly Told<'inherited-cors-decides'>[]): Phrase {
  const { inherited, portal, at, harms } = first.says.given;
  const harmed = [...new Set(all.flatMap(({ says }) => says.given.harms.flatMap(({ origins }) => origins)))];
  const isLess = harms.every(({ outcome }) => outcome === 'less');
  const where = all.length === 1 ? placed(first) : `${all.length} policies`;
  const own = all.length === 1 ? phrase`the ${corsElement} there` : phrase`their own ${corsElement}`;
  return phrase`${base} in ${where} brings in ${corsName(inherited, portal)} (${placed(at)}) above ${own}. The first ${corsElement} answers, and it ${
    isLess
      ? 'grants less'
      : `does not list ${harmed.length > 1 ? 'them' : harmed[0] === '*' ? 'every website' : harmed[0] === 'null' ? 'it' : 'the app'}`
  }.`;
}

/** What decides the moved access; null if only a part of an access moved, which the finding's own sentence names. */
function movedBecause({ rows }: RootCause, first: Told<'access-narrowed' | 'access-widened'>): Phrase | null {
  const way = first.says.code === 'access-narrowed' ? 'lost' : 'gained';
  const own = rows.filter((row) => row.way === way);
  const [row] = own;
  const isWhole = own.every(({ origin }) => origin.changes.some(({ what, [way]: names }) => what === 'access' && names.length > 0));
  if (row === undefined || !isWhole) return null;
  const exposures = first.says.code === 'access-widened' ? exposureNotes(first.says.given) : [];
  const because = exposures.length === 0 ? '' : phrase` (${join(exposures, '; ')})`;
  return phrase`${deciding(row, new Set(own.map(({ origin }) => origin.origin)).size > 1)}${because}.`;
}

/** All environments with the same deciding element, as in the title: their findings may be separate. */
function environmentsOf({ rows }: RootCause, { says, environments }: Told<'access-narrowed' | 'access-widened'>): readonly string[] | null {
  const way = says.code === 'access-narrowed' ? 'lost' : 'gained';
  const [first, ...others] = rows.filter((row) => row.way === way);
  if (first === undefined || environments === null) return environments;
  const said = wholePhrase(deciding(first, true));
  const alike = others.filter((row) => wholePhrase(deciding(row, true)) === said);
  return [...new Set([...environments, ...[first, ...alike].flatMap(({ change }) => change.environments ?? [])])];
}

function deciding({ change, origin: { after } }: MovedRow, several: boolean): Phrase {
  if (change.existence === 'removed') return ['The operations are removed'];
  if (change.existence === 'moved') return ['Nothing answers any more where these requests went'];
  const { decidedBy, why } = after;
  const them = several ? 'them' : 'it';
  if (why.code === 'decided' && decidedBy !== null) {
    if (why.reason.code === 'listed') return phrase`The ${corsElement} in ${placed(decidedBy)} lists ${them}`;
    if (why.reason.code === 'not-listed' || why.reason.code === 'unlisted')
      return phrase`The ${corsElement} in ${placed(decidedBy)} answers first and does not list ${them}`;
  }
  if (why.code === 'depends') return dependsOn([...why.yes, ...why.no]);
  return capitalised(accessWhyPhrase(why));
}

/** What leaves an answer open: an undocumented point, or something about the service outside its files. */
function dependsOn(readings: readonly Reading[]): Phrase {
  if (readings.some(({ about }) => about.code === 'named' || about.code === 'family'))
    return ['The answer depends on what Microsoft does not document'];
  const labels = new Set(readings.map(({ about }) => (about.code === 'unresolved' ? about.given.label : null)));
  const [only] = labels;
  if (labels.size === 1 && only !== null && only !== undefined) return phrase`The answer depends on what ${code(only)} is`;
  return ['The answer depends on what cannot be told from the repository'];
}
