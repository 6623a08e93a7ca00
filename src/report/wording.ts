import type { Access } from '../cors/access.js';
import type { Certainty } from '../cors/certainty.js';
import type { Change, Finding, IgnoredFinding, OriginChange, Review, Target } from '../review/review.js';
import type { RuleDescription } from '../rules/rule.js';
import { type Phrase, code, join, listed, phraseLength, placed, plainPhrase, prose } from './phrase.js';
import { accessWhyText } from './trace-sentences.js';

/** What a report says about a rule besides the finding itself. */
export interface ReportedRule {
  readonly id: string;
  /** One line, no full stop. */
  readonly title: string;
  /** Why it matters and what to do; plain text, may hold several paragraphs. */
  readonly help: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly docsUrl?: string;
}

/** A rule of the catalogue as the reports need it; `docsUrl` is its page, where there is one. */
export function reportedRule(
  rule: Pick<RuleDescription, 'id' | 'title' | 'severity' | 'detects' | 'why' | 'repair'>,
  docsUrl: string | null,
): ReportedRule {
  const { id, title, severity, detects, why, repair } = rule;
  return { id, title, severity, help: [detects, why, repair].join('\n\n'), ...(docsUrl === null ? {} : { docsUrl }) };
}

/** "1 error", "2 errors". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** "2 errors, 1 warning", or null when there is none. */
export function countsWords(counts: { readonly error: number; readonly warning: number; readonly info: number }): string | null {
  const parts = [
    counts.error > 0 ? counted(counts.error, 'error') : null,
    counts.warning > 0 ? counted(counts.warning, 'warning') : null,
    counts.info > 0 ? counted(counts.info, 'info', 'infos') : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** The verdict and what it rests on: the first line of a summary, the last of a terminal. */
export interface Verdict {
  /** "APIM CORS Review: fail" */
  readonly title: string;
  readonly sentences: readonly string[];
  /** True when the sentences are all there is to say. */
  readonly complete: boolean;
}

export function verdictOf(review: Review): Verdict {
  const sentences: string[] = [];
  const counts = countsWords(review.counts);
  if (counts !== null) sentences.push(`${counts}.`);
  if (review.mode === 'scan') {
    if (counts === null) sentences.push('No finding.');
    sentences.push(`${counted(review.operations.total, 'operation')} evaluated.`);
  } else if (review.changes.length > 0) {
    sentences.push(
      `Browser access changes for ${review.operations.changed} of ${counted(review.operations.total, 'operation')}${directionsWords(review.changes)}.`,
    );
  } else if (review.serviceFilesChanged === 0) {
    sentences.push('No file of an API Management service is touched.');
  } else if (review.provenUnchanged) {
    sentences.push('Nothing changes for anybody: every origin keeps exactly the access it has.');
  } else {
    sentences.push('No change of access was found in what could be evaluated.');
  }
  if (review.counts.existing > 0) {
    const one = review.counts.existing === 1;
    const count = `${counted(review.counts.existing, 'finding')} that base has too`;
    sentences.push(
      existingDecides(review) ? `${count} ${one ? 'counts' : 'count'} (report-existing).` : `${count} ${one ? 'is' : 'are'} counted apart.`,
    );
  }
  const threshold = thresholdWords(review);
  if (threshold !== null) sentences.push(threshold);
  const complete =
    review.changes.length +
      review.findings.length +
      review.ignored.length +
      review.unreviewed.length +
      review.notes.length +
      review.assumptions.length ===
    0;
  return { title: `APIM CORS Review: ${review.conclusion}`, sentences, complete };
}

/** True when no new finding explains the verdict: then those that base has too do. */
function existingDecides({ conclusion, counts, failOn }: Review): boolean {
  if (conclusion === 'pass' || failOn === 'never') return false;
  const deciding = counts.error + (failOn === 'error' ? 0 : counts.warning) + (failOn === 'info' ? counts.info : 0);
  return deciding === 0;
}

/** Why a verdict is not what the worst finding suggests; null when it is. */
function thresholdWords({ conclusion, counts, failOn }: Review): string | null {
  if (conclusion === 'pass' && counts.error > 0) return 'The check never fails (fail-on).';
  if (conclusion === 'fail' && counts.error === 0 && failOn !== 'error')
    return `The check fails on ${failOn === 'info' ? 'any finding' : 'warnings'} (fail-on).`;
  return null;
}

/** ": wider in 2 groups, narrower in 1", said only when there is more than one group. */
function directionsWords(changes: readonly Change[]): string {
  const only = changes[0];
  if (changes.length === 1 && only !== undefined) return only.kind === 'unknown' ? ', in a direction that is not known' : ` (${only.kind})`;
  const parts = (['widened', 'narrowed', 'mixed', 'unknown'] as const)
    .map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`);
  return `, in ${counted(changes.length, 'group')} (${parts.join(', ')})`;
}

/** What a certainty other than "documented" means to a reader, in plain words; null when nothing has to be said. */
export function certaintyWords(certainty: Certainty): string | null {
  switch (certainty) {
    case 'documented':
      return null;
    case 'reported':
      return 'Reported by users; the documentation does not say so.';
    case 'inferred':
      return 'Inferred from what is documented; no page says it outright.';
    case 'unknown':
      return 'Not known for certain: it hangs on the reading named here.';
  }
}

/** A title without its full stop: every report sets its own. */
export function titlePhrase(title: string): Phrase {
  return prose(title.trimEnd().replace(/\.$/, ''));
}

/** Whose pages: an origin, or one of the two classes that have no name of their own. */
export function originPhrase(origin: string): Phrase {
  if (origin === '*') return ['any other site'];
  if (origin === 'null') return ['null origin (sandboxed pages, files)'];
  if (origin.startsWith('{{')) return ['whatever ', code(origin), ' stands for'];
  return [code(origin)];
}

/** Before and after of one origin. What both sides share is left out when the whole would be long. */
export interface AccessPair {
  readonly before: Phrase;
  readonly after: Phrase;
}

/** Columns from which an access is shown by what differs only. */
const longAccess = 60;

export function accessPair(before: Access, after: Access): AccessPair {
  const sides = [partsOf(before, after, false), partsOf(after, before, false)] as const;
  const [whole, wholeAfter] = [accessPhrase(before, sides[0]), accessPhrase(after, sides[1])];
  const comparable = before.allowed !== 'no' && after.allowed !== 'no';
  if (!comparable || Math.max(phraseLength(whole), phraseLength(wholeAfter)) <= longAccess) return { before: whole, after: wholeAfter };
  const differing = [partsOf(before, after, true), partsOf(after, before, true)] as const;
  // Nothing that a cell shows differs (it does only under some reading): then the whole is the more honest cell.
  if (differing[0].length === 0 && differing[1].length === 0) return { before: whole, after: wholeAfter };
  return { before: accessPhrase(before, differing[0]), after: [...accessPhrase(after, differing[1]), '; the rest as before'] };
}

/** "yes: GET, PUT; any header; credentials", "no", "unknown: at most GET". */
function accessPhrase(access: Access, parts: readonly Phrase[]): Phrase {
  if (access.allowed === 'no') return ['no'];
  if (parts.length === 0) return [access.allowed];
  return [access.allowed === 'yes' ? 'yes: ' : 'unknown: at most ', ...join(parts, '; ')];
}

/** The parts of an access; `other` is the opposite side, so that a part that is absent here and present there is said. */
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
  add(methodsDiffer, false, namesPhrase(access.methods, other.methods, comparable, '', 'any method', 'no method'));
  add(
    !sameNames(access.headers, other.headers),
    access.headers.length === 0,
    namesPhrase(access.headers, other.headers, comparable, 'headers ', 'any header', 'no header beyond the safelisted'),
  );
  add(access.credentials !== other.credentials, access.credentials === false, [
    access.credentials === true ? 'credentials' : access.credentials === false ? 'no credentials' : 'perhaps credentials',
  ]);
  add(
    !sameNames(access.exposed, other.exposed),
    access.exposed.length === 0,
    namesPhrase(access.exposed, other.exposed, comparable, 'may read ', 'may read any response header', 'may read no further response header'),
  );
  // How long a preflight is kept interests nobody until it changes.
  if (comparable && access.maxAge !== other.maxAge) {
    parts.push([access.maxAge === null ? 'max-age not said' : access.maxAge === 'unknown' ? 'max-age unknown' : `max-age ${access.maxAge} s`]);
  }
  return parts;
}

/** Names from which on only those that differ are listed. */
const manyNames = 6;

function namesPhrase(
  names: readonly string[] | '*',
  other: readonly string[] | '*',
  comparable: boolean,
  before: string,
  any: string,
  none: string,
): Phrase {
  if (names === '*') return [any];
  if (names.length === 0) return [none];
  const phrases = (list: readonly string[]): Phrase[] => list.map(namePhrase);
  if (names.length <= manyNames || !comparable || other === '*') return [before, ...listed(phrases(names), 2 * manyNames)];
  const shared = new Set(other);
  const own = names.filter((name) => !shared.has(name));
  if (own.length === names.length) return [before, ...listed(phrases(names), 2 * manyNames)];
  const stay = names.length - own.length;
  if (own.length === 0) return [before, `the ${stay} on both sides`];
  return [before, ...listed(phrases(own), 2 * manyNames), ` and the ${stay} on both sides`];
}

/** Plain tokens of the field read better without markup; anything else is somebody's text. */
function namePhrase(name: string): Phrase {
  return /^[A-Za-z][A-Za-z-]{0,40}$/.test(name) ? [name] : [code(name)];
}

function sameNames(left: readonly string[] | '*', right: readonly string[] | '*'): boolean {
  if (left === '*' || right === '*') return left === right;
  return left.length === right.length && new Set([...left, ...right]).size === left.length;
}

/** Origins of one change that read alike, as one row. */
export interface ChangeRow {
  readonly origins: Phrase;
  readonly pair: AccessPair;
}

export function changeRows(change: Change, mostOrigins = 4): readonly ChangeRow[] {
  const rows = new Map<string, { readonly origins: Phrase[]; readonly pair: AccessPair }>();
  for (const origin of change.origins) {
    const pair = accessPair(origin.before, origin.after);
    const key = `${plainPhrase(pair.before)}\n${plainPhrase(pair.after)}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { origins: [originPhrase(origin.origin)], pair });
    else row.origins.push(originPhrase(origin.origin));
  }
  return [...rows.values()].map((row) => ({ origins: listed(row.origins, mostOrigins), pair: row.pair }));
}

/** What the unknown sides of a change hang on, each said once. */
export function openPoints(change: Change): readonly Phrase[] {
  const seen = new Map<string, Phrase>();
  const note = (origin: OriginChange, access: Access, side: string): void => {
    const why = accessWhyText(access.why);
    const key = `${side} ${why}`;
    if (!seen.has(key)) seen.set(key, [...originPhrase(origin.origin), `, ${side}: `, ...prose(why)]);
  };
  for (const origin of change.origins) {
    const open = [origin.before, origin.after].some(isOpen);
    // Both sides are known and still the direction is not: the readings disagree about the two together.
    const disagree = !open && origin.direction === 'unknown';
    if (disagree || isOpen(origin.before)) note(origin, origin.before, 'before');
    if (disagree || isOpen(origin.after)) note(origin, origin.after, 'after');
  }
  return [...seen.values()];
}

function isOpen(access: Access): boolean {
  return access.allowed === 'unknown' || access.credentials === 'unknown' || access.maxAge === 'unknown';
}

/** One word for what happened, with the environment it happened in. */
export function changeTitle(change: Change): Phrase {
  const word = change.existence === 'added' ? 'new' : change.existence === 'removed' ? 'removed' : change.kind;
  return change.environment === null ? [word] : [`${word} in `, code(change.environment)];
}

/** True when the review speaks of more than one folder of artifacts, so that an API's name alone does not say which it is. */
export function severalRoots(review: Review): boolean {
  const roots = new Set<string>();
  for (const { targets } of [...review.changes, ...review.findings]) for (const target of targets) roots.add(target.root);
  return roots.size > 1;
}

/** "all 12 operations of `orders`, 3 operations of `customers` and 14 more APIs". */
export function targetsPhrase(targets: readonly Target[], showRoots: boolean, most = 3): Phrase {
  const groups = new Map<string, { readonly target: Target; readonly products: Set<string | null> }>();
  for (const target of targets) {
    const key = JSON.stringify([target.root, target.workspace, target.api, target.operations]);
    const group = groups.get(key) ?? { target, products: new Set<string | null>() };
    group.products.add(target.product);
    groups.set(key, group);
  }
  const phrases = [...groups.values()].map(({ target, products }): Phrase => [...targetPhrase(target, showRoots), ...productsPhrase([...products])]);
  if (phrases.length <= most) return join(phrases, '; ');
  const rest = [...groups.values()].slice(most).map(({ target }) => target);
  const operations = rest.reduce(
    (sum, target) => sum + Math.max(1, target.operations.length === 0 ? target.operationsInApi : target.operations.length),
    0,
  );
  const apis = new Set(rest.map((target) => JSON.stringify([target.root, target.workspace, target.api]))).size;
  return [...join(phrases.slice(0, most), '; '), `; and ${counted(operations, 'operation')} of ${counted(apis, 'more API', 'more APIs')}`];
}

function targetPhrase(target: Target, showRoots: boolean): Phrase {
  const where: Phrase = [
    ...(target.workspace === null ? [] : [' in workspace ', code(target.workspace)]),
    ...(showRoots ? [' under ', target.root === '' ? 'the root' : code(target.root)] : []),
  ];
  if (target.api === null) return ['every API that inherits the global policy', ...where];
  const api: Phrase = [code(target.api), ...where];
  const count = target.operations.length;
  if (count === 0) return ['API ', ...api];
  if (count === target.operationsInApi) return count === 1 ? ['the one operation of ', ...api] : [`all ${count} operations of `, ...api];
  if (count > 3) return [target.operationsInApi > count ? `${count} of ${target.operationsInApi} operations of ` : `${count} operations of `, ...api];
  return [
    ...join(
      target.operations.map((operation): Phrase => [code(operation)]),
      ', ',
    ),
    ' of ',
    ...api,
  ];
}

function productsPhrase(products: readonly (string | null)[]): Phrase {
  const named = products.filter((product) => product !== null);
  if (named.length === 0) return [];
  const list = listed(
    named.map((product): Phrase => [code(product)]),
    3,
  );
  return named.length === products.length ? [' with a key of product ', ...list] : [' with or without a key of product ', ...list];
}

/** The order of every report: new before existing, worst first, then by place, so that equal reviews print alike. */
export function orderedFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (left, right) =>
      compare(left.status === 'new' ? 0 : 1, right.status === 'new' ? 0 : 1) ||
      compare(severityRank(left.severity), severityRank(right.severity)) ||
      compare(left.path, right.path) ||
      compare(left.line, right.line) ||
      compare(left.rule, right.rule) ||
      compare(left.fingerprint, right.fingerprint),
  );
}

export function severityRank(severity: Finding['severity']): number {
  return severity === 'error' ? 0 : severity === 'warning' ? 1 : 2;
}

function compare<T extends string | number>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Rules whose messages name the operations themselves. */
const tellsWho = new Set(['access-widened', 'access-narrowed']);

/** Who a finding concerns; null when it concerns a file and nobody in particular. */
export function concerns(finding: Finding, showRoots: boolean): Phrase | null {
  if (finding.targets.length === 0 || tellsWho.has(finding.rule)) return null;
  const environment: Phrase = finding.environment === null ? [] : [', in environment ', code(finding.environment)];
  return [...targetsPhrase(finding.targets, showRoots), ...environment];
}

/** "`rule` at `path:line`, ignored in the policy file (added by this change): reason". */
export function ignoredPhrase(ignored: IgnoredFinding): Phrase {
  const from = ignored.from === 'comment' ? 'a comment in the policy file' : 'the configuration';
  return [
    code(ignored.finding.rule),
    ' at ',
    placed(ignored.finding),
    `, by ${from}${ignored.addedByChange ? ' that this change adds' : ''}: `,
    ...prose(ignored.reason),
  ];
}
