import { checksCallers } from '../../effective/dropped-policies.js';
import type { Coded } from '../../effective/coded.js';
import type { ListedRule, StatementArguments } from '../../effective/statement.js';
import { counted } from '../counting.js';

/** Who is let in, shut out or left without something, and what stands between them and the name of the API. */
export interface Victim {
  /** An origin, `*` (any other website), `null` (the origin null), or words. */
  readonly who: string;
  readonly act: string;
}

type Victims = { readonly [Code in keyof StatementArguments]: (given: StatementArguments[Code]) => Victim | null };

const webApps =
  (act: string): (() => Victim) =>
  () => ({ who: 'web apps', act });
const nobody =
  (act: string): (() => Victim) =>
  () => ({ who: 'nobody', act });
const whom = nobody('can tell who may call');
/** The cause says by its moves, its promise or its refusal whom it is about. */
const elsewhere = (): null => null;

function only(names: readonly string[], word: string): string {
  const [first] = names;
  return names.length === 1 && first !== undefined && first.length <= 24 ? first : counted(names.length, word);
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

const victims: Victims = {
  'inherited-cors-decides': elsewhere,
  'cors-not-inherited': elsewhere,
  'product-cors-unreachable': elsewhere,
  'header-versioning-hides-cors': elsewhere,
  'options-operation-shadows-cors': elsewhere,
  'access-widened': elsewhere,
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
  'malformed-policy': whom,
  'cors-outside-inbound': webApps('get nothing from a misplaced <cors> of'),
  'cors-not-direct-child': webApps('may get no answer to preflights of'),
  'cors-in-fragment': ({ asksForKey }) => ({
    who: 'web apps',
    act: asksForKey ? 'without a key cannot read the 401 of' : 'may get 404 for preflights of',
  }),
  'options-branch-never-runs': ({ isAnswered }) =>
    isAnswered ? { who: 'preflights', act: 'never reach the branch for OPTIONS of' } : { who: 'web apps', act: 'get 404 for preflights of' },
  'policy-before-cors': webApps('cannot read refusals of'),
  'two-cors-writers': ({ harm, deletedWhere }) =>
    deletedWhere !== null
      ? { who: 'web apps', act: 'may find a header of CORS taken out of' }
      : harm === 'second-value'
        ? { who: 'web apps', act: 'may read nothing, for two values, of' }
        : { who: 'web apps', act: 'may get a header of CORS twice from' },
  'hand-written-cors.inbound': webApps('never get what is written in <inbound> of'),
  'hand-written-cors.no-on-error': webApps('cannot read errors of'),
  'wildcard-origin-with-credentials': () => ({ who: '*', act: 'may call' }),
  'wildcard-origin': () => ({ who: '*', act: 'may call' }),
  'null-origin': () => ({ who: 'null', act: 'may call' }),
  'unresolved-origin': ({ names }) => ({ who: 'an unknown origin', act: names.length === 0 ? 'may call' : `(${only(names, 'value')}) may call` }),
  'reflected-origin': () => ({ who: '*', act: 'may read' }),
  'reflected-origin.unknown': nobody('can tell which websites may read'),
  'loose-origin-match': ({ origin }) => ({ who: origin, act: 'passes a loose check, and may read' }),
  'origin-normalised': ({ origin }) => ({ who: origin, act: 'is written as browsers never send it on' }),
  'method-not-allowed': ({ methods }) => ({ who: 'web apps', act: `cannot use ${only(methods, 'method')} on` }),
  'header-not-allowed': ({ needed }) => {
    const names = needed.map(({ name }) => name);
    return { who: 'web apps', act: `cannot send ${only(names, 'header')} to` };
  },
  'authorization-under-wildcard': webApps('may be unable to send Authorization to'),
  'method-case': ({ name }) => ({ who: 'web apps', act: `may be unable to use ${only([name], 'method')} on` }),
  'terminate-unmatched-implicit': ({ origins }) => ({
    who: (origins.length === 1 ? origins[0] : undefined) ?? counted(origins.length, 'web app'),
    act: 'may be shut out by a default of',
  }),
  'navigation-ended-by-cors': () => ({ who: 'form posts of other sites', act: 'do not reach' }),
  'expose-wildcard-with-credentials': webApps('with cookies may read no more headers of'),
  'credentials-not-needed': webApps('may send needless cookies to'),
  'max-age-capped': () => ({ who: 'browsers', act: 'keep preflights for less than is written of' }),
  'insecure-origin': origins('may be changed on the way, and may call', 'may be changed on the way, and may call'),
  'loopback-origin': origins('of any machine may call', 'of any machine may call'),
  'shared-hosting-origin': origins('lets others host there, and may call', 'let others host there, and may call'),
  'intranet-origin': origins('of a private network may call', 'of a private network may call'),
  'unusual-scheme-origin': origins('(no website) may call', '(no websites) may call'),
  'near-miss-origin': origins('is nearly another origin of', 'are nearly other origins of'),
  'duplicate-entry': entries('nobody', 'needs', 'entry', 'twice on'),
  'wildcard-mixed': ({ kind }) => (kind === 'origins' ? { who: '*', act: 'may call' } : { who: 'web apps', act: 'may do all that "*" gives on' }),
  'wildcard-methods': webApps('may use every method of'),
  'wildcard-headers': webApps('may send every header to'),
  'wildcard-exposed-headers': webApps('may read every header of'),
  'forbidden-method': entries('web apps', 'cannot use', 'method', 'on'),
  'needless-method': entries('nobody', 'needs', 'method', 'on'),
  'forbidden-header': entries('web apps', 'cannot set', 'header', 'on requests to'),
  'response-header-in-request-list': entries('web apps', 'never need', 'header', 'on requests to'),
  'header-pattern': entries('web apps', 'cannot send', 'header', 'to'),
  'spoofable-header-allowed': entries('web apps', 'may set', 'header', 'on requests to'),
  'sensitive-header-exposed': entries('web apps', 'may read', 'header', 'of'),
  'preflight-not-cached': () => ({ who: 'browsers', act: 'ask again before each request to' }),
  'max-age-invalid': () => ({ who: 'browsers', act: 'keep preflights for another time than is written of' }),
  'credentials-value': webApps('with cookies may be unable to call'),
  'credentials-by-expression': webApps('may send cookies, by an expression, to'),
  'cached-without-vary-origin': webApps('may get answers kept for another origin from'),
  'simple-post-with-cookies': () => ({ who: '*', act: 'may post, with cookies and unread, to' }),
  'headers-not-exposed': ({ names }) => ({ who: 'web apps', act: `cannot read ${only(names, 'header')} of` }),
  'unused-fragment': nobody('includes the <cors> of'),
  'origin-forwarded': () => ({ who: 'requests', act: 'keep Origin on the way to the backend of' }),
  'base-first-required': () => ({ who: 'requests', act: 'meet inherited policies late on' }),
  'cross-domain-or-jsonp': () => ({ who: '*', act: 'may read, past CORS,' }),
  'portal-cors-lost': ({ origins: [first] }) => (first === undefined ? null : { who: first, act: 'can no longer call' }),
  'policy-without-scope': nobody('can tell who is let in by'),
  'not-understood': whom,
  'not-understood.too-much': whom,
  'unreadable-metadata': nobody('can tell what is deployed by'),
};

/** The victim of what a finding says, for its title; null: the cause names one by other means. */
export function standingVictim<Code extends keyof StatementArguments>({ code, given }: Coded<StatementArguments, Code>): Victim | null {
  return victims[code](given);
}
