import type { Abouts, NamedQuestion } from '../../cors/about.js';
import type { Reading } from '../../cors/worlds.js';
import type { Coded } from '../../text/said.js';
import { computedPhrase } from '../computed-names.js';
import { type Phrase, code, join, name, phrase, placed, wholePhrase } from '../phrase.js';

/** The text of each reading of an open point, by value. */
type ByValue = Readonly<Record<string, Phrase>>;

// Not from the vocabulary, which itself uses these texts for conditions.
const cors = code('<cors>');
const inbound = code('<inbound>');
const anyOrigin = code('<origin>*</origin>');
const star = code('*');
const partial = 'a preflight whose origin is listed and whose method or headers are not';
const unlisted = 'a request whose origin is listed and whose method is not';
const bareOptions = 'an OPTIONS request with an Origin and without Access-Control-Request-Method';
const ends = code('terminate-unmatched-request="true"');
const lists = phrase`the gateway answers ${code('<method>*</method>')} and ${code('<header>*</header>')} with`;

const named: Readonly<Record<NamedQuestion, () => ByValue>> = {
  'terminate-unmatched-default': () => ({
    true: ['terminate-unmatched-request defaults to true'],
    false: ['terminate-unmatched-request defaults to false'],
  }),
  'second-cors-decorates-actual': () => ({
    yes: phrase`a later ${cors} adds its headers where the first does not list the origin`,
    no: phrase`a later ${cors} adds no headers where the first does not list the origin`,
  }),
  'fragment-cors-at-preflight': () => ({
    answers: phrase`a ${cors} in a policy fragment answers preflights`,
    ignored: phrase`a ${cors} in a policy fragment is ignored at preflight`,
  }),
  'null-under-wildcard': () => ({
    yes: phrase`${anyOrigin} matches the origin 'null'`,
    no: phrase`${anyOrigin} does not match the origin 'null'`,
  }),
  'null-listed': () => ({
    yes: ["API Management accepts the origin 'null' in a list"],
    no: ["API Management refuses the origin 'null'"],
  }),
  'wildcard-origin-with-credentials': () => ({
    echo: phrase`the gateway answers ${anyOrigin} with the caller’s origin`,
    literal: phrase`the gateway answers ${anyOrigin} with '${star}'`,
  }),
  'wildcard-lists': () => ({
    echoed: phrase`${lists} the names that were asked for`,
    literal: phrase`${lists} '${star}'`,
  }),
  'method-names-ignore-case': () => ({
    yes: ['the gateway compares method names without their case'],
    no: ['the gateway compares method names with their case'],
  }),
  'method-names-printed': () => ({
    'as-asked': ['the gateway answers a preflight with the method as it was asked for'],
    'as-written': ['the gateway answers a preflight with the methods as the policy writes them'],
  }),
  'partial-match-at-preflight': () => ({
    decorated: [`${partial} is answered with CORS headers`],
    bare: [`${partial} is answered without CORS headers`],
  }),
  'partial-match-passes-on': () => ({
    yes: phrase`${partial} goes on to the next ${cors}`,
    no: phrase`the first ${cors} that lists the origin answers, whatever its method and header lists say`,
  }),
  'hand-written-beside-cors': () => ({
    replaces: phrase`what ${code('<set-header>')} writes replaces the header of ${cors}`,
    beside: phrase`what ${code('<set-header>')} writes stands beside the header of ${cors}`,
  }),
  'unlisted-method-at-actual': () => ({
    decorated: [`${unlisted} gets CORS headers`],
    bare: [`${unlisted} gets no CORS headers`],
  }),
  'unmatched-other-methods': () => ({
    ends: phrase`${ends} also ends requests other than GET and HEAD`,
    'goes-on': phrase`${ends} ends GET and HEAD requests only`,
  }),
  'versionless-preflight': () => ({
    'global-answers': ['the global policy answers a preflight that names no version'],
    'not-found': ['a preflight that names no version gets 404'],
  }),
  'preflight-without-operation': () => ({
    'api-answers': ['the API’s policies answer a preflight whose method no operation has'],
    'not-found': ['a preflight whose method no operation has gets 404'],
  }),
  'preflight-without-api': () => ({
    'global-answers': ['the global policy answers a preflight to a path that no API has'],
    'not-found': ['a preflight to a path that no API has gets 404'],
  }),
  'options-without-request-method': () => ({
    preflight: [`${bareOptions} is a preflight`],
    'not-found': [`${bareOptions} gets 404`],
  }),
  'origin-set-before-cors': () => ({
    'as-sent': phrase`a ${cors} compares the Origin that the browser sent`,
    'as-written': phrase`a ${cors} compares what ${code('<set-header>')} above it leaves of the request’s Origin`,
  }),
  'backend-cors': () => ({
    replaced: ['the gateway’s CORS headers replace those of the backend'],
    'kept-beside': ['the gateway’s CORS headers stand beside those of the backend'],
  }),
  'policy-elsewhere': () => ({
    'no-cors': phrase`the global and product policies that are kept elsewhere hold no ${cors}`,
    'holds-cors': phrase`a global or product policy that is kept elsewhere holds a ${cors}`,
  }),
};

/** A value outside the repository: by name, or by place. */
const called = (text: string): Phrase => computedPhrase(text) ?? [name(text)];

const sentences: { readonly [Code in keyof Abouts]: (given: Abouts[Code]) => ByValue } = {
  named: ({ question }) => named[question](),
  family: () => ({}),
  'header-is-sent': ({ name: header }) => ({
    yes: phrase`${name(header)} is a header that the request carries`,
    no: phrase`${name(header)} is a header that the request does not carry`,
  }),
  'name-stands-for': ({ written, name: meant }) => ({
    yes: phrase`${called(written)} stands for ${name(meant)}`,
    no: phrase`${called(written)} stands for something else`,
  }),
  'open-product': ({ product }) => ({
    yes: phrase`product '${name(product)}' needs no subscription`,
    no: phrase`product '${name(product)}' needs a subscription`,
  }),
  'unpublished-product': ({ product }) => ({
    'not-called': phrase`product '${name(product)}' is not published, so nothing is called through it`,
    called: phrase`product '${name(product)}' is not published, and is called all the same`,
  }),
  'product-key-sent': ({ product }) => ({
    query: phrase`the key of product '${name(product)}' is sent in the URL`,
    header: phrase`the key of product '${name(product)}' is sent in a header`,
  }),
  'key-of-product': ({ product }) => ({
    yes: phrase`the key is one of product '${name(product)}'`,
    no: phrase`the key is none of product '${name(product)}'`,
  }),
  'api-needs-key': ({ api }) => ({
    yes: phrase`API '${name(api)}' asks for a subscription key`,
    no: phrase`API '${name(api)}' asks for no subscription key`,
  }),
  'hole-holds-cors': ({ name: written }) => ({
    no: phrase`${code(written)} leaves the ${cors} elements as they are written`,
    yes: phrase`${code(written)} brings in a ${cors}, or takes one away`,
  }),
  'policy-deployed': ({ name: condition }) => ({
    yes: phrase`${code(condition)} holds`,
    no: phrase`${code(condition)} does not hold`,
  }),
  'missing-inbound-inherits': ({ path }) => ({
    yes: phrase`${name(path)}, which has no ${inbound}, inherits`,
    no: phrase`${name(path)}, which has no ${inbound}, inherits nothing`,
  }),
  'fragment-holds-cors': ({ fragment }) => ({
    no: phrase`the policy fragment '${name(fragment)}' holds no ${cors}`,
    yes: phrase`the policy fragment '${name(fragment)}' holds a ${cors}`,
  }),
  'branch-runs': ({ policy, ...at }) => ({
    yes: phrase`the condition of ${code(`<${policy}>`)} in ${placed(at)} lets it run`,
    no: phrase`the condition of ${code(`<${policy}>`)} in ${placed(at)} keeps it from running`,
  }),
  'key-refusal': () => ({
    decorated: ['the check of the subscription key refuses what carries none with CORS headers'],
    bare: ['the check of the subscription key refuses what carries none without CORS headers'],
  }),
  expression: ({ attribute }) => ({
    true: phrase`the expression of ${name(attribute)} gives true`,
    false: phrase`the expression of ${name(attribute)} gives false`,
  }),
  unresolved: ({ label, origin }) => ({
    no: phrase`${called(label)} is another origin`,
    yes: phrase`${called(label)} ${origin === '*' ? 'allows every origin' : phrase`is ${name(origin)}`}`,
  }),
};

function aboutPhrases<Code extends keyof Abouts>({ code: one, given }: Coded<Abouts, Code>): ByValue {
  return sentences[one](given);
}

/** The text of a reading, as one clause: "terminate-unmatched-request defaults to true"; empty for a family. */
export function readingPhrase({ about, value }: Pick<Reading, 'about' | 'value'>): Phrase {
  return aboutPhrases(about)[value] ?? [];
}

/** As plain text. */
export function readingText(reading: Pick<Reading, 'about' | 'value'>): string {
  return wholePhrase(readingPhrase(reading));
}

/** Readings that all hold, as one clause. */
export function allReadings(readings: readonly Reading[]): Phrase {
  return join(readings.map(readingPhrase), ' and ');
}
