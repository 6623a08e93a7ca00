import type { Review } from '../review/review.js';
import { isErrorOpening, isNotDeployed, isOpenRefusal, isRefusal } from '../review/state-reasons.js';
import { besideAccess, type Unproven } from '../review/unproven.js';
import { wholePhrase } from './phrase.js';
import { listing } from './vocabulary.js';
import { counted, countsWords, grouped, keptLine } from './counting.js';

/** The verdict and its basis: the first line of a summary, the last of a terminal. */
export interface Verdict {
  /** "APIM CORS Review: fail" */
  readonly title: string;
  readonly sentences: readonly string[];
  /** True if the sentences say everything. */
  readonly complete: boolean;
}

const ofCommands = 'Policies that commands deploy are not followed: keep each in an XML file, and name it under scopes in the configuration.';

/** The verdict of a review. */
export function verdictOf(review: Review): Verdict {
  const sentences: string[] = [];
  const counts = countsWords(review.counts);
  if (counts !== null) sentences.push(`${counts}.`);
  if (review.mode === 'scan') {
    if (counts === null) sentences.push('No finding.');
    sentences.push(`${counted(review.operations.total, 'operation')} evaluated.`);
    // If policies were found, each gives its own advice.
    const whatToDo = review.unreviewed.length > 0 ? '' : ` ${ofCommands}`;
    if (review.coverage.reviewed === 0) sentences.push(`No policy was evaluated, so this scan shows nothing.${whatToDo}`);
  } else if (isNothingDeployed(review)) {
    const touched = `${grouped(review.operations.changed)} of ${counted(review.operations.total, 'operation')}`;
    sentences.push(opensIfSaved(review) ? `${ifSaved} ${touched}.` : nothingDeployed);
  } else if (review.changes.length > 0) {
    sentences.push(`Browser access changes for ${grouped(review.operations.changed)} of ${counted(review.operations.total, 'operation')}.`);
  } else if (review.serviceFilesChanged === 0 && review.coverage.changed === 0 && review.unreviewed.length === 0) {
    sentences.push('No file of an API Management service is touched.');
  } else if (review.provenUnchanged) {
    sentences.push(
      review.isProvenByFilesAlone === true
        ? 'In the environments that there are files of values for, every origin keeps exactly the access it has. What the code says without such a file changed, and is no environment.'
        : 'Nothing changes for anybody: every origin keeps exactly the access it has.',
    );
  } else if (review.coverage.reviewed > 0 || review.coverage.changed === 0) {
    sentences.push(unprovenWords(review.unproven ?? []));
  }
  const ofMerge = review.findings.filter(({ isOfMerge }) => isOfMerge === true).length;
  if (ofMerge > 0)
    sentences.push(
      `Once merged with the base as it is now, ${counted(ofMerge, 'finding')} more ${ofMerge === 1 ? 'is' : 'are'} true, and ${ofMerge === 1 ? 'counts' : 'count'}.`,
    );
  const promises = contractsWords(review);
  if (promises !== null) sentences.push(promises);
  const coverage = coverageWords(review);
  if (coverage !== null) sentences.push(coverage);
  const elsewhere = elsewhereWords(review.elsewhere ?? []);
  if (elsewhere !== null) sentences.push(elsewhere);
  const conditions = conditionsWords(review.underConditions ?? 0);
  if (conditions !== null) sentences.push(conditions);
  if (review.counts.existing > 0) {
    const one = review.counts.existing === 1;
    const count = counted(review.counts.existing, 'older finding');
    const where = review.mode === 'scan' ? 'the baseline' : 'base';
    sentences.push(
      existingDecides(review)
        ? `${count} of ${where} ${one ? 'counts' : 'count'} (report-existing).`
        : `${count} of ${where} ${one ? 'does' : 'do'} not count.`,
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

const nothingDeployed = 'What API Management refuses to save is not deployed, and what is deployed stays.';

const ifSaved = 'What API Management refuses to save is not deployed; if it is saved all the same, browser access changes for';

/** Whether a policy with an unobserved refusal would open access as an error. */
function opensIfSaved({ findings }: Review): boolean {
  const fresh = findings.filter(({ status }) => status === 'new');
  return isErrorOpening(fresh) && fresh.some(({ says }) => isOpenRefusal(says));
}

/** Whether a policy is newly refused at save and nothing else concerns access, which would come second. */
export function isNothingDeployed({ findings, changes, unproven = [] }: Review): boolean {
  const refused = findings.filter(({ status, says }) => status === 'new' && isRefusal(says));
  if (refused.length === 0) return false;
  if (changes.length === 0) return unproven.every((reason) => ofRefusals.has(reason));
  const isMissing = refused.some(({ says }) => says.code === 'missing-fragment');
  return changes.every(({ origins }) => origins.every(({ after }) => isNotDeployed(after) || (isMissing && after.allowed === 'unknown')));
}

/** Reasons of a refused policy, which is an error anyway. */
const ofRefusals: ReadonlySet<Unproven> = new Set(['refused', 'new-error', 'not-understood']);

/** What is known of a change without observed changes of access, and why that is not proven. */
function unprovenWords(reasons: readonly Unproven[]): string {
  if (reasons.length === 0) return 'No change of access was found in what could be evaluated.';
  const why = wholePhrase(listing(reasons.map((reason) => [whyUnproven[reason]])));
  // A page behind a <cors> can read a refusal, which is not the same access.
  const kept = reasons.some((reason) => ofChecks.has(reason)) ? 'the headers of CORS that it gets' : 'exactly the access it has';
  if (reasons.includes('given-back')) return `By <cors> alone nobody’s access changes, but ${why}.`;
  return reasons.every((reason) => besideAccess.has(reason))
    ? `Every origin keeps ${kept}; ${why}.`
    : `No change of access was found. It is not proven that there is none: ${why}.`;
}

const ofChecks: ReadonlySet<Unproven> = new Set(['checked-requests', 'untold-checks', 'new-refusals']);

const whyUnproven: Readonly<Record<Unproven, string>> = {
  'not-reviewed': 'something was not reviewed',
  'not-understood': 'a part of a policy is not understood',
  refused: 'a policy is refused at save',
  'request-headers': 'a header of the request that <cors> looks at, or its method, is written otherwise',
  'not-followed': 'what some code deploys was not looked at',
  addresses: 'some requests go elsewhere than before',
  'open-addresses': 'where something is called is not known, and written otherwise than before',
  keys: 'which calls need a subscription key, or how it is sent, changes',
  types: 'an API is of another type than before',
  publication: 'whether a product is published changes, and with it what its subscription keys open',
  membership: 'which products hold an API changes, and with it what their subscription keys open',
  'newly-deployed': 'policies are deployed that were not before',
  'new-error': 'an error is new',
  spelling: 'an origin is written with other capitals, white space or letters than before, and no page says that the gateway takes them for the same',
  'unlisted-requests': 'requests of origins that nobody lists end elsewhere than before',
  'checked-requests': 'a check of the origin refuses other requests than before',
  'given-back': 'other origins get an answer with themselves in a header written by hand, or may',
  'untold-checks': 'checks of the origin are written otherwise, and whom they refuse the text does not tell',
  'new-refusals': 'a new <choose> before <cors> may refuse requests',
  'met-otherwise': 'what policies do with a request depends on its Origin otherwise than before',
  'answers-apart': 'headers of CORS in errors, in fragments, in <backend> or under conditions are written otherwise than before',
};

/** The results of contracts; null if there are none. */
function contractsWords({ contracts = [] }: Review): string | null {
  return contracts.length === 0 ? null : `Contracts: ${keptLine(contracts)}.`;
}

/** How much was evaluated, if not everything; otherwise null. */
function coverageWords({ mode, coverage: { changed, reviewed } }: Review): string | null {
  if (reviewed >= changed) return null;
  const those = mode === 'scan' ? 'found' : 'that this change touches';
  if (changed === 1) return `The policy ${those} was not reviewed.`;
  const how =
    reviewed > 1
      ? `${reviewed} of the ${changed} policies ${those} were`
      : `${reviewed === 0 ? 'None' : 'One'} of the ${changed} policies ${those} was`;
  return `${how} reviewed.`;
}

/** The assumption about policies kept elsewhere, and how to settle it; null if none. */
function elsewhereWords(kinds: NonNullable<Review['elsewhere']>): string | null {
  if (kinds.length === 0) return null;
  const [only] = kinds;
  const isBefore = kinds.includes('global-before');
  const which =
    kinds.length > 1
      ? `The global policy${isBefore ? ' of base' : ''} and those of products are not in this repository: they are`
      : only !== 'product'
        ? `The global policy is not in ${isBefore ? 'base' : 'this repository'}: it is`
        : 'Policies of products are not in this repository: they are';
  return `${which} taken to hold no <cors>, until 'assume:' says what 'policy-elsewhere' is (no-cors or holds-cors).`;
}

/** The number of policies evaluated in several ways, because their deployment is undecided; null if none. */
function conditionsWords(count: number): string | null {
  if (count === 0) return null;
  const which = count === 1 ? 'One policy is' : `${count} policies are`;
  return `${which} deployed under conditions that this repository does not decide, and evaluated with and without, until 'assume:' says what 'policy-deployed' is (yes or no).`;
}

/** True if no new finding explains the verdict: existing ones do. */
function existingDecides({ conclusion, counts, failOn }: Review): boolean {
  if (conclusion === 'pass' || failOn === 'never') return false;
  const deciding = counts.error + (failOn === 'error' ? 0 : counts.warning) + (failOn === 'info' ? counts.info : 0);
  return deciding === 0;
}

/** Why a verdict differs from what the worst finding suggests; null if it does not. */
function thresholdWords({ conclusion, counts, failOn }: Review): string | null {
  if (conclusion === 'pass' && counts.error > 0) return 'The check never fails (fail-on).';
  if (conclusion === 'fail' && counts.error === 0 && failOn !== 'error')
    return `The check fails on ${failOn === 'info' ? 'any finding' : 'warnings'} (fail-on).`;
  return null;
}
