import { isReservedName } from '../../cors/origin-class.js';
import { checksCallers } from '../../effective/dropped-policies.js';
import type { Holding } from '../../cors/holding.js';
import type { Coded } from '../../effective/coded.js';
import { isListed, together } from '../../effective/listed.js';
import type { ListedRule, FindingStatement, StatementArguments } from '../../effective/statement.js';
import { counted } from '../counting.js';

/** The subject of a title (allowed, blocked or limited), and the words between it and the API's name. */
export interface Victim {
  /** An origin, `*` (any other website), `null` (the origin null), or words. */
  readonly who: string;
  readonly act: string;
  /** The words for several subjects; left out: the same. */
  readonly acts?: string;
}

type Victims = { readonly [Code in keyof StatementArguments]: (given: StatementArguments[Code]) => Victim | null };

const webApps =
  (act: string): (() => Victim) =>
  () => ({ who: 'web apps', act });
const nobody =
  (act: string): (() => Victim) =>
  () => ({ who: 'nobody', act });
const whom = nobody('can tell who may call');
/** The cause names its subject by its moves, promise or refusal. */
const elsewhere = (): null => null;

/** Most characters of a name in a title. */
const longestName = 30;

function only(names: readonly string[], word: string): string {
  const [first] = names;
  return names.length === 1 && first !== undefined && first.length <= longestName ? first : counted(names.length, word);
}

/** A rule about entries of a list that are origins. */
const origins =
  (one: string, several: string): ((given: StatementArguments[ListedRule]) => Victim) =>
  ({ names }) => {
    const [first] = names;
    return names.length === 1 && first !== undefined ? { who: first, act: one } : { who: counted(names.length, 'web app'), act: several };
  };
/** A rule about entries of a list that are methods or headers. */
const entries =
  (who: string, verb: string, word: string, on: string): ((given: StatementArguments[ListedRule]) => Victim) =>
  ({ names }) => ({ who, act: `${verb} ${only(names, word)} ${on}` });

function isFirm(holding: Holding): boolean {
  return holding.when === 'always' || (holding.when === 'sometimes' && holding.under === 'leanings');
}

function cannot(isSure: boolean): string {
  return isSure ? 'cannot' : 'may be unable to';
}

const victims: Victims = {
  'inherited-cors-decides': elsewhere,
  'cors-not-inherited': elsewhere,
  'product-cors-unreachable': elsewhere,
  'header-versioning-hides-cors': elsewhere,
  'options-operation-shadows-cors': elsewhere,
  'access-widened': elsewhere,
  'origin-check-changed': ({ way, isByHand = false, isSuch = false, origins: all }) => {
    const named = all.filter((origin) => origin !== '*' && origin !== 'null');
    const [first = '*'] = named;
    const who = all.includes('*') ? '*' : named.length === 1 ? first : named.length === 0 ? 'null' : counted(named.length, 'web app');
    if (way === 'untold' && isByHand) return { who: '*', act: 'may now pass the origin check of' };
    if (way === 'untold' || way === 'inexact') return { who: '*', act: 'may now read answers of' };
    if (isSuch && way === 'let-in') return { who: 'web apps that no policy names', act: 'can now read answers of' };
    if (way === 'called') return { who: isSuch ? 'web apps that no policy names' : who, act: 'can now reach, before the check, the backend of' };
    if (isSuch) return { who: 'web apps that no policy names', act: `can ${way === 'passed' ? 'now' : 'no longer'} pass the origin check of` };
    if (way === 'let-in') return { who, act: 'can now read answers of' };
    if (way === 'kept-out') return { who, act: 'may no longer read answers of' };
    return { who, act: `can ${way === 'passed' ? 'now' : 'no longer'} pass the origin check of` };
  },
  'access-narrowed': elsewhere,
  'more-of-a-rule': elsewhere,
  'contract-broken': elsewhere,
  'contract-undecided': elsewhere,
  'contract-relaxed': elsewhere,
  'contract-matches-nothing': elsewhere,
  'contracts-malformed': elsewhere,
  'duplicate-cors': elsewhere,
  'refused-at-save': elsewhere,
  'refused-at-save.unknown': elsewhere,
  'invalid-origin': elsewhere,
  'invalid-origin.none': elsewhere,
  'inherited-policies-dropped': ({ policies }) =>
    policies.some(checksCallers)
      ? { who: 'callers', act: 'are no longer checked by what is inherited on' }
      : { who: 'requests', act: 'skip inherited policies on' },
  'missing-fragment': whom,
  'missing-fragment.none-kept': whom,
  'malformed-policy': whom,
  'cors-outside-inbound': webApps('get nothing from a misplaced <cors> of'),
  'cors-not-direct-child': webApps('may get no answer to preflights of'),
  'cors-in-fragment': ({ asksForKey }) => ({
    who: 'web apps',
    act: asksForKey ? 'without a key cannot read the 401 of' : 'need a gateway of October 2022 or later for',
  }),
  'options-branch-never-runs': ({ isAnswered }) =>
    isAnswered ? { who: 'preflights', act: 'never reach the branch for OPTIONS of' } : { who: 'web apps', act: 'get 404 for preflights of' },
  'policy-before-cors': ({ endsAll }) => ({ who: 'web apps', act: endsAll === null ? 'cannot read refusals of' : 'cannot read any answer of' }),
  'two-cors-writers': ({ harm, deletedWhere }) =>
    deletedWhere !== null
      ? { who: 'web apps', act: 'may miss a CORS header that is deleted on' }
      : harm === 'second-value'
        ? { who: 'web apps', act: 'may be blocked by a CORS header with two values from' }
        : { who: 'web apps', act: 'may get a CORS header twice from' },
  'hand-written-cors.inbound': webApps('never get what is written in <inbound> of'),
  'hand-written-cors.no-on-error': webApps('cannot read errors of'),
  'hand-written-cors.errors-only': webApps('cannot read answers of'),
  'hand-written-cors.unreached': webApps('never get what is written in <outbound> of'),
  'hand-written-cors.no-preflight': webApps('get 404 for preflights of'),
  'wildcard-origin-with-credentials': () => ({ who: '*', act: 'may call' }),
  'wildcard-origin': () => ({ who: '*', act: 'may call' }),
  'null-origin': () => ({ who: 'null', act: 'may call' }),
  'unresolved-origin': ({ names }) => ({ who: 'an unknown origin', act: names.length === 0 ? 'may call' : `(${only(names, 'value')}) may call` }),
  'reflected-origin': () => ({ who: '*', act: 'may read' }),
  'reflected-origin.unknown': nobody('can tell which websites may read'),
  'loose-origin-match': ({ origin }) => ({ who: origin, act: 'passes a loose check, and may read' }),
  'origin-normalised': ({ origins: [first = '', ...more] }) => ({
    who: more.length === 0 ? first : counted(more.length + 1, 'web app'),
    act: 'is listed in an odd form on',
    acts: 'are listed in an odd form on',
  }),
  'method-not-allowed': ({ methods, holding }) => ({ who: 'web apps', act: `${cannot(isFirm(holding))} use ${only(methods, 'method')} on` }),
  'header-not-allowed': ({ needed, isListAbsent, holding }) => {
    const names = needed.map(({ name }) => name);
    return { who: 'web apps', act: `${cannot(!isListAbsent && isFirm(holding))} send ${only(names, 'header')} to` };
  },
  'authorization-under-wildcard': webApps('may be unable to send Authorization to'),
  'method-case': ({ name }) => ({ who: 'web apps', act: `may be unable to use ${only([name], 'method')} on` }),
  'terminate-unmatched-implicit': ({ origins }) => {
    // "Every other origin" is not an app: used only if no app is concerned.
    const apps = origins.filter((origin) => origin !== '*' && origin !== 'null');
    const [first] = apps.length > 0 ? apps : origins;
    return { who: apps.length > 1 ? counted(apps.length, 'web app') : (first ?? 'web apps'), act: 'may be shut out by a default of' };
  },
  'navigation-ended-by-cors': () => ({ who: 'form posts of other sites', act: 'do not reach' }),
  'expose-wildcard-with-credentials': webApps('that use cookies cannot read all headers of'),
  'credentials-not-needed': webApps('may send needless cookies to'),
  'max-age-capped': () => ({ who: 'browsers', act: 'forget preflights sooner than is written for' }),
  'insecure-origin': origins('may be changed on the way, and may call', 'may be changed on the way, and may call'),
  'loopback-origin': origins('of any machine may call', 'of any machine may call'),
  'shared-hosting-origin': origins('is on shared hosting, and may call', 'are on shared hosting, and may call'),
  'intranet-origin': (given) => {
    const act = given.names.every(isReservedName) ? '(a reserved name) may call' : 'of a private network may call';
    return origins(act, act.replace('a reserved name', 'reserved names'))(given);
  },
  'unusual-scheme-origin': origins('(no website) may call', '(no websites) may call'),
  'near-miss-origin': origins('is nearly another origin of', 'are nearly other origins of'),
  'duplicate-entry': entries('web apps', 'need', 'entry', 'only once on'),
  'wildcard-mixed': ({ kind }) => (kind === 'origins' ? { who: '*', act: 'may call' } : { who: 'web apps', act: 'may do all that "*" gives on' }),
  'wildcard-methods': webApps('may use every method of'),
  'wildcard-headers': webApps('may send every header to'),
  'wildcard-exposed-headers': webApps('may read every header of'),
  'forbidden-method': entries('web apps', 'cannot use', 'method', 'on'),
  'needless-method': entries('web apps', 'never need', 'method', 'listed on'),
  'forbidden-header': entries('web apps', 'cannot set', 'header', 'on requests to'),
  'response-header-in-request-list': entries('web apps', 'never need', 'header', 'on requests to'),
  'header-pattern': entries('web apps', 'cannot send', 'header', 'to'),
  'spoofable-header-allowed': entries('web apps', 'may set', 'header', 'on requests to'),
  'sensitive-header-exposed': entries('web apps', 'may read', 'header', 'of'),
  'preflight-not-cached': () => ({ who: 'browsers', act: 'ask again before each request to' }),
  'max-age-invalid': () => ({ who: 'browsers', act: 'do not keep preflights as long as is written for' }),
  'credentials-value': webApps('with cookies may be unable to call'),
  'credentials-by-expression': webApps('may send cookies, by an expression, to'),
  'cached-without-vary-origin': webApps('may get answers kept for another origin from'),
  'simple-post-with-cookies': () => ({ who: '*', act: 'may post, with cookies and unread, to' }),
  'headers-not-exposed': ({ names }) => ({ who: 'web apps', act: `cannot read ${only(names, 'header')} of` }),
  'unused-fragment': webApps('get nothing from the <cors> in'),
  'origin-forwarded': () => ({ who: 'requests', act: 'keep Origin on the way to the backend of' }),
  'base-first-required': () => ({ who: 'requests', act: 'meet inherited policies late on' }),
  'cross-domain-or-jsonp': () => ({ who: '*', act: 'may read, without CORS, answers of' }),
  'portal-cors-lost': ({ origins: [first] }) => (first === undefined ? null : { who: first, act: 'can no longer call' }),
  'subscription-key-changed': ({ isNeeded }) => ({
    who: 'web apps without a key',
    act: isNeeded ? 'can no longer call' : 'can now call',
  }),
  'subscription-key-changed.named': () => ({ who: 'web apps with the key’s old name', act: 'can no longer call' }),
  'policy-without-scope': nobody('can tell who is let in by'),
  'not-understood': whom,
  'not-understood.deployment': nobody('can tell what is deployed by'),
  'not-understood.too-much': whom,
  'not-understood.api-type': ({ after }) => (after === 'websocket' ? { who: '*', act: 'may connect, unasked by CORS, to' } : whom()),
  'not-understood.address': () => ({ who: 'web apps with the old address', act: 'may no longer call' }),
  'unreadable-metadata': nobody('can tell what is deployed by'),
};

/** The subject of a finding for a title; null: the cause names it in another way. */
function standingVictim<Code extends keyof StatementArguments>({ code, given }: Coded<StatementArguments, Code>): Victim | null {
  return victims[code](given);
}

/** The subject of several findings with one code. */
export function togetherVictim([first, ...others]: readonly FindingStatement[]): Victim | null {
  if (first === undefined) return null;
  const victim = standingVictim(isListed(first) ? together(first, others) : first);
  if (victim === null || isListed(first)) return victim;
  const all = new Set([victim, ...others.flatMap((says) => standingVictim(says) ?? [])].map(({ who }) => who));
  if (all.size === 1) return victim;
  const { act, acts = act } = victim;
  return { who: [...all].every((who) => who.includes('://')) ? counted(all.size, 'web app') : victim.who, act: acts };
}

/** What web apps can do by several lists with "*" in one cause; null: there is at most one. */
export function wildcardsVictim(rules: ReadonlySet<string>): Victim | null {
  const [methods, headers, exposed] = ['wildcard-methods', 'wildcard-headers', 'wildcard-exposed-headers'].map((rule) => rules.has(rule));
  const act = methods
    ? headers
      ? exposed
        ? 'may use every method, and send and read every header on'
        : 'may use every method and send every header on'
      : exposed
        ? 'may use every method and read every header of'
        : null
    : headers && exposed
      ? 'may send and read every header of'
      : null;
  return act === null ? null : { who: 'web apps', act };
}
