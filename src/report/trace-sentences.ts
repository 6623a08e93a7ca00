import type { NotKnown } from '../cors/answer.js';
import type { IfDeployed, NotSaved } from '../explain/explanation.js';
import type { Access, AccessWhy } from '../cors/access.js';
import type { AccessReason } from '../cors/concrete-access.js';
import type { OpaqueReason } from '../cors/cors-chain.js';
import type { Reading } from '../cors/worlds.js';
import type { TraceEntry, TraceEvent, Unmatched } from '../cors/trace.js';
import { policyElsewhere } from '../cors/questions.js';
import { type Phrase, join, phrase, wholePhrase } from './phrase.js';
import { faultText } from './sentences/policy-faults.js';
import { allReadings } from './sentences/readings.js';
import { corsElement, element } from './vocabulary.js';

/** Sentences about what elements do with a request, and about the reasons for an answer or an access. Plain text, not escaped. */

/** One entry of a trace, as one clause: "preflight: lists https://app.contoso.com, and decides". */
export function traceText({ phase, event }: TraceEntry): string {
  return phase === null ? eventText(event) : `${phase}: ${eventText(event)}`;
}

/** A published trace: places, scopes and texts. Several `<cors>` are numbered in the gateway's order. */
export function reportedTrace(trace: readonly TraceEntry[]): readonly { path: string; line: number; scope: string; text: string }[] {
  const place = (entry: TraceEntry): string => `${entry.path}:${entry.line}`;
  const all = [...new Set(trace.filter(isOfCors).map(place))];
  return trace.map((entry) => {
    const number = all.length > 1 && isOfCors(entry) ? `<cors> ${all.indexOf(place(entry)) + 1} of ${all.length} ` : '';
    const clause = `${number}${whenText(entry)}${eventText(entry.event)}`;
    const text = entry.phase === null ? clause : `${entry.phase}: ${clause}`;
    return { path: entry.path, line: entry.line, scope: entry.scope, text };
  });
}

/** The readings under which the element does it, if it does something else under others. */
function whenText({ when = [] }: TraceEntry): string {
  return when.length === 0 ? '' : `if ${when.map(saysAll).join(', or if ')}: `;
}

function isOfCors({ event }: TraceEntry): boolean {
  if (event.code === 'not-reached') return event.policy === null;
  return ['decides', 'does-not-list', 'does-not-count', 'sees-no-origin', 'nested', 'in-fragment', 'in-fragment-without-key', 'lacks'].includes(
    event.code,
  );
}

function eventText(event: TraceEvent): string {
  switch (event.code) {
    case 'decides':
      return `${{ listed: `lists ${event.origin}`, 'every-origin': 'allows every origin', 'may-be': `holds a value that may be ${event.origin}` }[event.match]}, and decides`;
    case 'does-not-list':
      return `does not list ${event.origin}; ${afterwards[event.then]}`;
    case 'does-not-count':
      return `lists ${event.origin}, and does not count: only the first <cors> is applied`;
    case 'not-reached':
      return `${event.policy === null ? '' : `${event.policy} `}is not reached: the <cors> above ends the request`;
    case 'sees-no-origin':
      return 'sees no Origin, which a <set-header> above it deletes, and does nothing';
    case 'nested':
      return 'stands inside another policy, where preflights are not answered';
    case 'in-fragment':
      return 'stands in a policy fragment, where preflights are not answered';
    case 'refuses-preflight':
      return `${event.policy} refuses a preflight`;
    case 'answers-preflight':
      return `${event.policy} answers the preflight itself`;
    case 'ends-request':
      return `${event.policy} ends the request${event.beforeCors ? ' before any <cors> runs' : ''}`;
    case 'writes-header':
      return `${event.deletes ? 'deletes' : 'writes'} ${event.header}${event.deletes ? '' : ' by hand'}${event.where === null ? '' : ` where ${shortened(event.where)} holds`}`;
    case 'no-route':
      return 'no operation takes OPTIONS at this URL, and no <cors> that takes part in preflights stands in the policies: routing answers 404, and no policy runs';
    case 'no-version':
      return 'the version stands in a header, which no preflight carries: the gateway does not find the API or its <cors>, routing answers 404, and no policy runs; a version in the path or the query would be found';
    case 'refused':
      return `is refused at save, so nothing of it is deployed: ${event.section === null ? `${shortened(event.origin)} is no origin` : `<${event.section}> stands inside another section`}`;
    case 'refused-name':
      return `is refused at save, so nothing of it is deployed: '${shortened(event.name)}' is no part of <${shortened(event.inside)}>`;
    case 'refused-twice':
      return 'is refused at save, so nothing of it is deployed: a section takes one <cors>, and this is another';
    case 'options-branch':
      return 'is meant to answer OPTIONS, and never runs: no operation takes OPTIONS at this URL, so routing ends a preflight before any policy; a <cors> would answer it';
    case 'options-operation':
      return event.then === 'backend'
        ? 'an operation takes OPTIONS at this URL, and no <cors> of its policies answers: its backend answers the preflight'
        : 'an operation takes OPTIONS at this URL, and the check of its subscription key refuses the preflight, which carries none; where no operation takes OPTIONS, a <cors> answers before that check';
    case 'key-missing':
      return 'the request lacks the subscription key, and is refused with 401 before any policy runs';
    case 'in-fragment-without-key':
      return `lists ${event.origin}, in a policy fragment: the refusal of a missing key goes without its headers`;
    case 'lacks':
      return `does not list ${[...(event.method === null ? [] : [`the method ${event.method}`]), ...event.headers.map((one) => `the header ${one}`)].join(', ')}`;
    case 'not-known':
      return opaqueText(event.reason);
    case 'no-base':
      return 'has no <base /> in <inbound>: nothing that broader scopes say applies';
    case 'malformed':
      return event.isRefused
        ? `is refused at save, so nothing of it is deployed: ${faultText(event.says)}`
        : `cannot be read: ${faultText(event.says)}`;
  }
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

const afterwards: Readonly<Record<Unmatched, string>> = {
  ends: 'terminate-unmatched-request="true" ends the request with an empty 200',
  'passes-on': 'terminate-unmatched-request="false" passes it on',
  'expression-decides': 'an expression says whether it is passed on',
  'default-ends': 'terminate-unmatched-request is not written, and where it defaults to true the request ends here with an empty 200',
  'ends-options': 'terminate-unmatched-request="true" ends the request; with which status, no page says of an operation that takes OPTIONS',
  'default-ends-options':
    'terminate-unmatched-request is not written, and where it defaults to true the request ends here; with which status, no page says of an operation that takes OPTIONS',
  'default-passes-on': 'terminate-unmatched-request is not written, and where it defaults to false the request goes on',
  'other-methods': 'terminate-unmatched-request ends GET and HEAD requests only, and passes this one on',
  'key-missing': 'the missing subscription key ended the request already',
  'default-decides': 'terminate-unmatched-request is not written, and Microsoft’s pages disagree on what it then is',
};

/** Why nothing is known behind an element. */
function opaqueText(reason: OpaqueReason): string {
  switch (reason.code) {
    case 'malformed':
      return faultText(reason.says);
    case 'missing-fragment':
      return `the policy fragment '${reason.fragment}' is not in the repository`;
    case 'hole':
      return `what '${reason.name}' comes to is not in the repository`;
    case 'policy-elsewhere':
      return 'a policy of a broader scope is not in the repository';
    case 'answers-itself':
      return `<${reason.policy}> may answer itself, with headers of its own`;
    case 'origin-written':
      return 'a <set-header> above writes another Origin into the request';
    case 'too-much':
      return 'there is more here than is worked through';
  }
}

/** Why an answer is unknown. */
export function notKnownText(why: NotKnown | NotSaved | IfDeployed): string {
  switch (why.code) {
    case 'these-deployed':
      return 'these policies are the ones deployed, and nothing else answers in front of the gateway or behind it';
    case 'unreadable':
      return `${why.path}:${why.line}: ${opaqueText(why.reason)}`;
    case 'hand-written':
      return `${why.path}:${why.line} writes ${why.header} by hand, and what it comes to is not known here`;
    case 'not-saved':
      return `${why.path}:${why.line} is refused at save: nothing of it is deployed, so what is there now answers, and no file says what that is`;
    case 'several-values':
      return 'a header of the answer may hold one of several values';
  }
}

/** Why pages of an origin can, or cannot, do this. */
export function accessWhyPhrase(why: AccessWhy): Phrase {
  switch (why.code) {
    case 'too-much':
      return ['more is open here than can be worked through'];
    case 'refused':
      return ['this policy is refused at save: nothing of it is deployed'];
    case 'decided':
      return accessReasonPhrase(why.reason);
    case 'depends':
      return phrase`allowed if ${allReadings(why.yes)}; blocked if ${allReadings(why.no)}`;
  }
}

/** As plain text. */
export function accessWhyText(why: AccessWhy): string {
  return wholePhrase(accessWhyPhrase(why));
}

/** The outcomes of other readings, as one clause: "blocked if a later <cors> never decorates the actual request"; empty if none differs. */
export function otherwisePhrase(otherwise: Access['otherwise']): Phrase {
  const words = { yes: 'allowed', no: 'blocked', unknown: 'not known' } as const;
  // The assumption about policies kept elsewhere is reported once for all.
  const told = otherwise.filter(({ when }) => !when.some(({ question }) => question === policyElsewhere.id));
  return join(
    told.map(({ when, allowed }) => phrase`${words[allowed]} if ${allReadings(when)}`),
    '; ',
  );
}

function accessReasonPhrase(reason: AccessReason): Phrase {
  if (reason.code === 'refused') {
    const who = reason.policy === 'subscription' ? ['the check of the subscription key'] : element(reason.policy);
    // These answer every request themselves.
    const isAnswer = reason.policy === 'mock-response' || reason.policy === 'return-response';
    return phrase`${who} ${isAnswer ? 'answers' : 'refuses'} the request before any ${corsElement} runs`;
  }
  if (reason.code !== 'opaque') return accessReasons[reason.code];
  if (reason.reason.code === 'too-much') return [opaqueText(reason.reason)];
  if (reason.reason.code === 'hole' || reason.reason.code === 'policy-elsewhere' || reason.reason.code === 'origin-written')
    return [opaqueText(reason.reason)];
  return [reason.reason.code === 'answers-itself' ? 'a policy answers by itself, with headers of its own' : 'a policy in the chain cannot be read'];
}

const accessReasons: Readonly<Record<Exclude<AccessReason['code'], 'refused' | 'opaque'>, Phrase>> = {
  'no-operation': ['there is no operation that takes these requests'],
  'no-cors': phrase`no ${corsElement} is in scope`,
  'not-listed': phrase`the first ${corsElement} does not list it`,
  unlisted: phrase`this ${corsElement} does not list it`,
  'preflight-only': ['the preflight is granted, but the answer to the request itself carries no CORS headers'],
  'no-product-preflight': ['the preflight, which carries no key, is not answered in the product’s context'],
  versionless: ['the version stands in a header, so every request has a preflight, and that one is not answered'],
  'hand-written': ['headers of CORS are also written by hand'],
  written: ['Access-Control-Allow-Origin is written by hand'],
  'written-for-others': ['the header written by hand lets in somebody else'],
  'written-over': phrase`a header written by hand takes the place of the one that ${corsElement} gives`,
  'written-no-preflight': ['nobody grants its preflight, and the headers written by hand are in no answer to one'],
  listed: phrase`this ${corsElement} lists it`,
  'two-elements': phrase`one ${corsElement} answers the preflight, another decorates the request itself`,
  'simple-only': ['preflights are not answered; only requests that need none work'],
  'method-not-listed': ['the method is not listed'],
};

/** Readings that all hold, as one clause. */
export function saysAll(readings: readonly Reading[]): string {
  return wholePhrase(allReadings(readings));
}
