import type { Target } from '../apim/target.js';
import type { Access } from '../cors/access.js';
import { isListed } from '../effective/listed.js';
import type { Change, Finding, OriginChange } from './review.js';

/** Gains or losses of one origin in one group of operations. */
export interface MovedRow {
  readonly change: Change;
  readonly origin: OriginChange;
  readonly way: 'gained' | 'lost';
}

/** One key per operation, for all products. */
export function operationKeys({ root, workspace, api, operations }: Target): readonly string[] {
  return operations.map((operation) => JSON.stringify([root, workspace, api, operation]));
}

const keysOf = new WeakMap<readonly Target[], ReadonlySet<string>>();

/** The keys of all operations of some targets, made once: each of thousands of findings is compared with the moves of others. */
function keysIn(targets: readonly Target[]): ReadonlySet<string> {
  let keys = keysOf.get(targets);
  if (keys === undefined) keysOf.set(targets, (keys = new Set(targets.flatMap(operationKeys))));
  return keys;
}

/** Findings that explain moved access in other files. */
export const fromElsewhere: ReadonlySet<string> = new Set([
  'two-cors-writers',
  'not-understood',
  'reflected-origin',
  'null-origin',
  'wildcard-origin',
  'cors-not-inherited',
  'product-cors-unreachable',
  'header-versioning-hides-cors',
  'cors-not-direct-child',
  'policy-before-cors',
  'missing-fragment',
]);

/** Findings about a listed origin: details of the change if the origin gains by it. */
const ofListed: ReadonlySet<string> = new Set([
  'loopback-origin',
  'intranet-origin',
  'insecure-origin',
  'shared-hosting-origin',
  'unusual-scheme-origin',
]);

/** Whether a finding is about a list entry of the origin that gains. */
export function isOfListed({ rule }: Pick<Finding, 'rule'>): boolean {
  return ofListed.has(rule);
}

/** The entries of such a finding. */
export function namesListed({ says }: Pick<Finding, 'says'>): readonly string[] {
  return isListed(says) ? says.given.names : [];
}

const shuttingOut: ReadonlySet<string> = new Set([
  'product-cors-unreachable',
  'header-versioning-hides-cors',
  'cors-not-direct-child',
  'cors-outside-inbound',
  'policy-before-cors',
]);

/** Whether a finding about a state is reported at its own place with all the access lost by it. */
export function takesLosses(says: Finding['says']): boolean {
  return shuttingOut.has(says.code) || isRefusal(says);
}

/** Whether access moves at one of these operations. */
export function rowsAt(targets: readonly Target[]): (row: MovedRow) => boolean {
  const reached = keysIn(targets);
  return ({ change }) => {
    const moved = keysIn(change.targets);
    const [fewer, more] = moved.size < reached.size ? [moved, reached] : [reached, moved];
    for (const key of fewer) if (more.has(key)) return true;
    return false;
  };
}

/** null: the finding explains no move. */
export function explainedBy(finding: Finding): ((row: MovedRow) => boolean) | null {
  const { says, targets } = finding;
  const isMixed = says.code === 'wildcard-mixed' && says.given.kind === 'origins';
  if (isMixed || says.code === 'wildcard-origin' || says.code === 'wildcard-origin-with-credentials') {
    return ({ way, origin }) => way === 'gained' && origin.origin === '*';
  }
  // Hand-written headers that allow everyone, or block listed origins, are reported where access moves because of them.
  const isHere = rowsAt(targets);
  if (says.code === 'two-cors-writers' || (says.code === 'not-understood' && says.given.kind === 'request-header')) return isHere;
  if (says.code === 'reflected-origin')
    return (row) => row.way === 'gained' && (row.origin.origin === '*' || row.origin.origin === 'null') && isHere(row);
  if (ofListed.has(says.code) && isListed(says)) {
    const names = new Set(says.given.names);
    return (row) => row.way === 'gained' && names.has(row.origin.origin) && isHere(row) && isIn(row, finding);
  }
  if (says.code === 'null-origin') {
    // Beside "*" it has no effect: both are one cause.
    const gaining = new Set(['null', ...(says.given.isBesideAny === true ? ['*'] : [])]);
    return (row) => row.way === 'gained' && gaining.has(row.origin.origin) && isHere(row);
  }
  if (says.code === 'method-not-allowed' || says.code === 'header-not-allowed') {
    const names = says.code === 'method-not-allowed' ? says.given.methods : says.given.needed.map(({ name }) => name.toLowerCase());
    const what = says.code === 'method-not-allowed' ? 'methods' : 'headers';
    return (row) => row.way === 'lost' && isHere(row) && losesName(row.origin, what, new Set(names));
  }
  if (shuttingOut.has(says.code)) return shutOutBy(finding, isHere);
  // A policy refused at save grants and takes nothing: the refusal comes first.
  if (isRefusal(says)) return (row) => isHere(row) && isIn(row, finding) && isOfRefused(row, says);
  if (says.code === 'method-case')
    return (row) => row.way === 'lost' && isHere(row) && row.origin.changes.some(({ what }) => what === 'access' || what === 'methods');
  if (says.code !== 'cors-not-inherited' && says.code !== 'portal-cors-lost') return null;
  const lost = new Set(says.code === 'portal-cors-lost' ? says.given.origins : victimsOf(says));
  return ({ way, origin }) => way === 'lost' && lost.has(origin.origin);
}

/** The origin loses one of these methods or headers; an unlisted own method takes all access. */
function losesName({ after, changes }: OriginChange, what: 'methods' | 'headers', names: ReadonlySet<string>): boolean {
  const isOwnMethod = what === 'methods' && after.why.code === 'decided' && after.why.reason.code === 'method-not-listed';
  return changes.some(
    (one) =>
      (one.what === 'access' && isOwnMethod && one.lost.length > 0) ||
      (one.what === what && one.lost !== '*' && one.lost.some((name) => names.has(name))),
  );
}

/** Origins blocked by an element that produces no answer, or is behind one that ends every request. */
function shutOutBy(finding: Finding, isHere: (row: MovedRow) => boolean): ((row: MovedRow) => boolean) | null {
  const { says } = finding;
  const isLost = (row: MovedRow): boolean => row.way === 'lost' && isHere(row) && isIn(row, finding);
  if (says.code === 'cors-outside-inbound') return isLost;
  if (says.code === 'policy-before-cors') return says.given.endsAll === null ? null : (row) => isLost(row) && isEnded(row);
  const origins = new Set(says.code === 'cors-not-direct-child' ? says.given.origins : victimsOf(says));
  return (row) => isLost(row) && origins.has(row.origin.origin);
}

function isIn({ change }: MovedRow, { environment }: Finding): boolean {
  return change.environment === null || environment === null || change.environment === environment;
}

/** The request ends before any `<cors>` runs. */
function isEnded({ origin: { after } }: MovedRow): boolean {
  return after.why.code === 'decided' && after.why.reason.code === 'refused';
}

function isOfRefused({ way, origin: { after } }: MovedRow, says: Finding['says']): boolean {
  return isNotDeployed(after) || (way === 'lost' && says.code === 'missing-fragment');
}

/** Whether it is the grant of a policy that API Management refuses to save. */
export function isNotDeployed({ why }: Pick<Access, 'why'>): boolean {
  if (why.code !== 'decided' || why.reason.code !== 'opaque') return why.code === 'refused';
  return why.reason.reason.code === 'malformed' && why.reason.reason.isRefused;
}

/** Whether the statement says that API Management refuses to save a policy. */
export function isRefusal(says: Finding['says']): boolean {
  if (says.code === 'malformed-policy') return says.given.isRefused;
  if (says.code === 'missing-fragment') return says.given.isWhole;
  return says.code.startsWith('invalid-origin') || says.code === 'duplicate-cors' || says.code.startsWith('refused-at-save');
}

/** Whether the refusal was observed, rather than documented or inferred: then no reading deploys the policy. */
function isSettled(says: Finding['says']): boolean {
  if (says.code === 'refused-at-save') return says.given.section === says.given.inside;
  return says.code !== 'duplicate-cors' && says.code !== 'refused-at-save.unknown';
}

/** Whether the refusal was not observed: then what the policy would open is reported too. */
export function isOpenRefusal(says: Finding['says']): boolean {
  return isRefusal(says) && !isSettled(says);
}

const opening: ReadonlySet<string> = new Set(['access-widened', 'wildcard-mixed', 'wildcard-origin', 'wildcard-origin-with-credentials']);

/** Whether a finding is about gained access. */
export function isOpening({ rule }: Pick<Finding, 'rule'>): boolean {
  return opening.has(rule);
}

/** Whether gained access is an error that must not be hidden behind an unobserved refusal. */
export function isErrorOpening(findings: readonly Pick<Finding, 'rule' | 'severity'>[]): boolean {
  return findings.some((one) => one.severity === 'error' && isOpening(one));
}

/** Origins harmed by a finding about one state. */
export function victimsOf(says: Finding['says']): readonly string[] {
  if (says.code === 'inherited-cors-decides') return says.given.harms.flatMap(({ origins }) => origins);
  if (says.code === 'cors-not-inherited') return says.given.losses.flatMap(({ origins }) => origins);
  const { code } = says;
  const isShutOut = code === 'product-cors-unreachable' || code === 'header-versioning-hides-cors' || code === 'options-operation-shadows-cors';
  return isShutOut ? says.given.origins : [];
}
