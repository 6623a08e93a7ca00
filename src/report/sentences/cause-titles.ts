import type { Target } from '../../apim/target.js';
import type { AccessPart } from '../../effective/statement.js';
import type { Holding } from '../../cors/holding.js';
import { alikeElsewhere } from '../../review/alike.js';
import { isRefusal, victimsOf } from '../../review/state-reasons.js';
import { worstHarm, type Harm, type Reached, type RootCause } from '../../review/root-causes.js';
import type { Finding, Review } from '../../review/review.js';
import { rules } from '../../rules/catalogue.js';
import { contractRules } from '../contract-rules.js';
import { counted } from '../counting.js';
import { type Phrase, code, phrase, placed, wholePhrase } from '../phrase.js';
import { verdictOf } from '../verdict.js';
import { togetherVictim, wildcardsVictim } from './standing-victims.js';
import { anyOtherWebsite, verb } from '../vocabulary.js';

/** Most characters of a title. */
const longestTitle = 80;
/** Fewest characters left of a shortened name. */
const shortestName = 12;
/** Characters left of a header's name: API Management's own key header fits. */
const longestHeader = 28;
/** Most characters for the names of environments in a title; otherwise it gives their number. */
const longestEnvironments = 24;
/** Most characters of a path in a title. */
const longestPath = 44;

const verbs: Readonly<Record<Harm, string>> = {
  loses: 'can no longer',
  mayLose: 'may no longer',
  gains: 'can now',
  mayGain: 'may now',
};

/** Who can no longer (may no longer, can now, may now) call what; for a cause without a change of access, who cannot, or the rule's title. */
export function causeTitlePhrase(cause: RootCause): Phrase {
  let title = titles.get(cause);
  if (title === undefined) titles.set(cause, (title = titleOf(cause)));
  return title;
}

/** Cached: a report uses a title at several places, and a cause may have a hundred thousand origins. */
const titles = new WeakMap<RootCause, Phrase>();

function titleOf(cause: RootCause): Phrase {
  // The effects of an unsavable policy come second to that.
  const refused = cause.loses.length + cause.gains.length > 0 ? null : refusal(cause);
  if (refused !== null) return refused;
  const worst = worstHarm(cause);
  const shutOut = shutOutBy(cause);
  if (shutOut !== null) return shutOut;
  if (worst === null) return standing(cause) ?? [ruleTitle(cause)];
  const { harm, reached } = worst;
  const isLetIn = ({ parts }: Reached): boolean => parts.some(({ what }) => what === 'access');
  // If every website is let in, the title says that, whoever else is named.
  const all = harm === 'gains' || harm === 'mayGain' ? reached.find((one) => isLetIn(one) && one.origins.includes('*')) : undefined;
  const first = all ?? reached.find(isLetIn) ?? reached[0];
  if (first === undefined) return [];
  const likewise = reached.filter(({ parts }) => sameParts(parts, first.parts));
  // "Every other origin" differs by place: two places are not joined.
  const alike = likewise.some(({ origins }) => origins.includes('*'))
    ? likewise.filter(({ targets }) => JSON.stringify(targets) === JSON.stringify(first.targets))
    : likewise;
  const origins = alike.flatMap((one) => one.origins);
  const those = new Set(origins);
  const way = harm === 'loses' || harm === 'mayLose' ? 'lost' : 'gained';
  const rows = cause.rows.filter((row) => row.way === way && those.has(row.origin.origin));
  // If several environments have the same finding, a cause has the rows of the first.
  const found = cause.findings.filter(({ says }) => movesOf(says, way).some(({ origin }) => those.has(origin)));
  return sentence(
    origins,
    `${verbs[harm]} ${way === 'gained' && readsOnlyRefusals(cause) ? 'read refusals of' : act(first)}`,
    alike.flatMap(({ targets }) => targets),
    whereIn(found.length > 0 ? found.map(({ environments }) => environments) : rows.map(({ change }) => change.environments)),
    goneBy(rows),
  );
}

/** The moves in that direction in a finding. */
function movesOf(says: Finding['says'], way: 'lost' | 'gained'): readonly { readonly origin: string }[] {
  return says.code === (way === 'lost' ? 'access-narrowed' : 'access-widened') ? says.given.moves : [];
}

/** The title as plain text, at most 80 characters. */
export function causeTitle(cause: RootCause): string {
  return wholePhrase(causeTitlePhrase(cause));
}

/** How the operations themselves disappeared; null: they still exist. */
function goneBy(rows: RootCause['rows']): 'removed' | 'moved' | null {
  const [existence] = rows.map(({ change }) => change.existence);
  if (existence !== 'removed' && existence !== 'moved') return null;
  return rows.every(({ change }) => change.existence === existence) ? existence : null;
}

/** `gone`: as by `goneBy`. */
function sentence(
  origins: readonly string[],
  words: string,
  targets: readonly Target[],
  where: string,
  gone: ReturnType<typeof goneBy> = null,
): Phrase {
  const all = [...new Set(origins)];
  const what = gone === null ? whatOf(targets) : goneOf(targets, gone);
  const whole = whoOf(all);
  const isOne = all.length === 1 && whole === all[0];
  // A single name can be shortened in the middle; two joined ones would both become unreadable.
  const fits = Array.from(whole).length <= roomFor(what, longestTitle - words.length - 2 - where.length);
  return sentenceOf({ who: isOne || fits ? whole : whoOf(all, false), isCode: isOne }, words, what, where);
}

/** " in prod", " in dev, prod"; '' if it holds in all environments. */
function whereIn(environments: readonly (readonly string[] | null)[]): string {
  const names = new Set(environments.flatMap((one) => one ?? []));
  if (names.size === 0 || environments.some((one) => one === null || one.length === 0)) return '';
  const [only = ''] = names;
  const listed = names.size === 1 ? cut(only, longestEnvironments) : [...names].join(', ');
  return ` in ${listed.length > longestEnvironments ? counted(names.size, 'environment') : listed}`;
}

/** The rest of a title's room after its subject, which takes at most half. */
function roomFor(what: string, room: number): number {
  return room - Math.min(what.length, Math.floor(room / 2));
}

/** Shortened to the length of a title; `isCode`: a single origin. */
function sentenceOf({ who, isCode }: { readonly who: string; readonly isCode: boolean }, words: string, what: string, where: string): Phrase {
  const room = longestTitle - words.length - 2 - where.length;
  // An origin can be shortened in the middle; words that count several cannot.
  const shown = cut(who, Math.max(shortestName, isCode ? roomFor(what, room) : room - Math.min(what.length, shortestName)));
  const rest = ` ${words} ${cut(what, Math.max(shortestName, room - shown.length))}${where}`;
  return isCode ? phrase`${code(shown)}${rest}` : [`${shown}${rest}`];
}

/** The title, with the place if it names neither an origin nor an API. */
export function placedTitlePhrase(cause: RootCause): Phrase {
  const title = causeTitlePhrase(cause);
  return shutOutBy(cause) === null && worstHarm(cause) === null && refusal(cause) === null && standing(cause) === null
    ? phrase`${title} (${placed(cause)})`
    : title;
}

function ruleTitle({ findings: [first] }: RootCause): string {
  const contract = first === undefined ? null : contractTitle(first.says);
  if (contract !== null) return contract;
  return cut([...rules, ...contractRules].find(({ id }) => id === first?.rule)?.title ?? 'A finding about CORS', longestTitle);
}

/** Which promise is broken, undecided or dropped; null: it is about none. */
function contractTitle(says: Finding['says']): string | null {
  if (says.code !== 'contract-broken' && says.code !== 'contract-undecided' && says.code !== 'contract-relaxed') return null;
  const [front, back] = contractWords[says.code];
  return `${front}${cut(says.given.name, longestTitle - front.length - back.length)}${back}`;
}

const contractWords = {
  'contract-broken': ['The contract "', '" is broken'],
  'contract-undecided': ['The contract "', '" may be broken'],
  'contract-relaxed': ['The contract "', '" promises less'],
} as const;

/** Origins blocked in the current state without a change; null: there are none, or the change says more. */
function shutOutBy(cause: RootCause): Phrase | null {
  const alike = shuttingOut(cause);
  const origins = [...new Set(alike.flatMap(({ says }) => victimsOf(says)))];
  if (origins.length === 0) return null;
  const { isAll, isFirm } = shutOutHow(alike);
  const less = isFirm ? verb(origins, 'gets less on', 'get less on') : 'may get less on';
  const words = isAll ? (isFirm ? 'cannot call' : 'may be unable to call') : less;
  return sentence(
    origins,
    words,
    alike.flatMap(({ targets }) => targets),
    whereIn(alike.map(({ environments }) => environments)),
  );
}

/** That API Management refuses to save the policy, if a finding says so. */
function refusal(cause: RootCause): Phrase | null {
  const [first] = cause.findings;
  if (first === undefined || !isRefusal(first.says)) return null;
  const alike = [first, ...alikeElsewhere(cause.findings)];
  const paths = new Set(alike.map(({ path }) => path));
  const words = ` refused at save${whereIn(alike.map(({ environments }) => environments))}: nothing is deployed`;
  if (paths.size > 1) return [`${counted(paths.size, 'file')} are${words}`];
  return phrase`${code(cutAtFront(first.path, longestTitle - words.length - 3))}${` is${words}`}`;
}

/** The subject of the worst finding if access is unchanged, and what it gets or lacks. */
function standing({ findings }: RootCause): Phrase | null {
  const [first] = findings;
  if (first === undefined) return null;
  const alike = findings.filter(({ says }) => says.code === first.says.code);
  const family = [first, ...alikeElsewhere(findings)];
  const victim = wildcardsVictim(new Set(family.map(({ rule }) => rule))) ?? togetherVictim(alike.map(({ says }) => says));
  if (victim === null) return null;
  const all = family.length > alike.length ? family : alike;
  const targets = all.flatMap((one) => one.targets);
  const paths = new Set(all.map(({ path }) => path));
  const { who, act: words } = victim;
  const what = targets.length > 0 ? whatOf(targets) : apisOf([...paths], words);
  const shown = { who: isOrigin(who) ? whoOf([who]) : who, isCode: who !== '*' && who !== 'null' && isOrigin(who) };
  const where = whereIn(all.map(({ environments }) => environments));
  // The origin matters more than the operations.
  const isLong = shown.isCode && who.length + words.length + what.length + where.length + 2 > longestTitle;
  return sentenceOf(shown, words, isLong && targets.length > 0 ? whatOf(targets.map((one) => ({ ...one, operations: [] }))) : what, where);
}

/** The APIs of policies without a known scope: callers know no files. */
function apisOf(paths: readonly string[], words: string): string {
  const [first = ''] = paths;
  const isOfFile = words.endsWith(' by');
  if (paths.length > 1) return `${isOfFile ? '' : 'the APIs of '}${counted(paths.length, 'file')}`;
  const api = isOfFile ? '' : 'the API of ';
  return `${api}${cutAtFront(first, longestPath - api.length)}`;
}

function isOrigin(who: string): boolean {
  return who === '*' || who === 'null' || who.includes('://');
}

/** The path without its first folders if too long, because its end matters more; a file name that is too long loses its beginning. */
function cutAtFront(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const end = characters.slice(characters.length - most + 1).join('');
  const folder = end.indexOf('/');
  return `…${folder < 0 ? end : end.slice(folder)}`;
}

/** The conditions of what a finding says about its origins. */
function holdingsOf(says: Finding['says']): readonly Holding[] {
  if (says.code === 'inherited-cors-decides') return says.given.harms.map(({ holding }) => holding);
  if (says.code === 'cors-not-inherited') return says.given.losses.map(({ holding }) => holding);
  return says.code === 'options-operation-shadows-cors' ? [says.given.holding] : [];
}

/** The worst findings of a cause about blocked or limited access, if no change of access says more. */
export function shuttingOut({ findings, severity, loses, mayLose }: RootCause): readonly Finding[] {
  const [first] = findings;
  // These certainly are blocked, whatever access they had.
  const isKnown = first?.says.code === 'product-cors-unreachable' || first?.says.code === 'header-versioning-hides-cors';
  if (loses.length > 0 || (mayLose.length > 0 && !isKnown)) return [];
  return findings.filter(({ says, ...finding }) => finding.severity === severity && says.code === first?.says.code && victimsOf(says).length > 0);
}

/** How those findings block origins. `isAll`: completely, not just partly; `isFirm`: by observed behaviour of gateways. */
export function shutOutHow(found: readonly Finding[]): { readonly isAll: boolean; readonly isFirm: boolean } {
  return {
    isAll: found.every(({ says }) => isBlocked(says)),
    isFirm: found.every(({ says }) => holdingsOf(says).every(holdsFirmly)),
  };
}

/** Whether the finding's origins are blocked; otherwise they get less than they could. */
function isBlocked(says: Finding['says']): boolean {
  if (says.code === 'inherited-cors-decides') return says.given.harms.every(({ outcome }) => outcome === 'blocked');
  if (says.code === 'options-operation-shadows-cors') return !says.given.isSimpleLeft;
  return says.code !== 'cors-not-inherited' || says.given.outcome !== 'less';
}

function holdsFirmly(holding: Holding): boolean {
  return holding.when === 'always' || (holding.when === 'sometimes' && holding.under === 'leanings');
}

/** Verdict, affected origin and API in one sentence: the title of the worst new cause, otherwise the result of the review. */
export function headline(review: Review, causes: readonly RootCause[]): string {
  const [worst] = causes;
  if (worst?.status === 'new') return causeTitle(worst);
  const { sentences } = verdictOf(review);
  // A scan that looked at nothing fails, and its last sentence gives the reason.
  return (review.conclusion === 'fail' && review.counts.existing === 0 ? sentences.at(-1) : sentences[0]) ?? '';
}

function sameParts(a: readonly AccessPart[], b: readonly AccessPart[]): boolean {
  return JSON.stringify(a.map(({ what }) => what)) === JSON.stringify(b.map(({ what }) => what));
}

/** Whether an origin check refuses everything that gains by a cause. */
function readsOnlyRefusals({ findings }: RootCause): boolean {
  const widening = findings.flatMap(({ says }) => (says.code === 'access-widened' ? [says.given.onlyRefusals === true] : []));
  return widening.length > 0 && widening.every(Boolean);
}

/** The words between "can no longer" and the API's name. */
function act({ parts }: Reached): string {
  const [part] = parts;
  const only = part === undefined || part.names === '*' || part.names.length !== 1 ? null : (part.names[0] ?? null);
  const what = part?.what ?? 'access';
  if (what === 'methods') return `use ${only === null ? 'some methods' : cut(only, shortestName)} on`;
  if (what === 'headers') return `send ${only === null ? 'some headers' : cut(only, longestHeader)} to`;
  if (what === 'exposed') return `read ${only === null ? 'some headers' : cut(only, longestHeader)} of`;
  return what === 'credentials' ? 'send cookies to' : 'call';
}

/** `isNamed`: a single origin beside others is named; otherwise counted. */
function whoOf(origins: readonly string[], isNamed = true): string {
  const named = origins.filter((origin) => origin !== '*' && origin !== 'null');
  const some = named.length === 1 && isNamed ? (named[0] ?? '') : counted(named.length, 'web app');
  const who = [
    ...(origins.includes('*') ? [anyOtherWebsite] : []),
    ...(named.length > 0 ? [some] : []),
    ...(origins.includes('null') ? ['the origin null'] : []),
  ];
  return who.length < 3 ? who.join(' and ') : `${who[0] ?? ''} and ${origins.length - 1} more`;
}

function whatOf(targets: readonly Target[]): string {
  const apis = new Map(targets.map(({ root, workspace, api }) => [JSON.stringify([root, workspace, api]), api]));
  const [first] = apis.values();
  if ([...apis.values()].includes(null) || first === undefined || first === null) return 'any API';
  if (apis.size > 1) return counted(apis.size, 'API');
  const operations = new Set(targets.flatMap((target) => target.operations));
  const [only] = operations;
  const isOneOfSeveral = operations.size === 1 && targets.every(({ operationsInApi }) => operationsInApi > 1);
  return isOneOfSeveral && only !== undefined ? `${first} (${only})` : first;
}

/** Removed operations: those of one API are counted if it keeps others. */
function goneOf(targets: readonly Target[], gone: 'removed' | 'moved'): string {
  const what = whatOf(targets);
  const operations = new Set(targets.flatMap((target) => target.operations));
  const isSome = targets.some(({ operationsInApi }) => operationsInApi > operations.size);
  const isOneApi = new Set(targets.map(({ root, workspace, api }) => JSON.stringify([root, workspace, api]))).size === 1;
  if (what.endsWith(')')) return `${what.slice(0, -1)}, ${gone})`;
  return `${isOneApi && isSome && operations.size > 1 ? `${operations.size} operations of ${what}` : what} (${gone})`;
}

/** The text, shortened in the middle if too long. */
function cut(text: string, most: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const kept = most - 1;
  return `${characters.slice(0, Math.ceil(kept / 2)).join('')}…${characters.slice(characters.length - Math.floor(kept / 2)).join('')}`;
}
