import type { Place } from '../apim/policy.js';
import { refName, type PolicyRef } from '../text/policy-ref.js';
import type { Certainty } from './certainty.js';
import type { Question, Reading } from './worlds.js';

type ReadingSpec = readonly [value: string, certainty: Certainty, says: string];

/** An open point; `leaning`: the reading that the evidence supports (evidence.ts), null where it supports none. */
function question(id: string, readings: readonly ReadingSpec[], leaning: string | null = null): Question {
  const stands = (value: string): Reading['stands'] => (leaning === null ? 'open' : value === leaning ? 'leaning' : 'other');
  return { id, readings: readings.map(([value, certainty, says]) => ({ question: id, value, certainty, stands: stands(value), says })) };
}

/** The attribute table of the cors page says false (since azure-docs pull request 127474), its list of common issues says true, and so do gateways. */
export const terminateUnmatchedDefault = question(
  'terminate-unmatched-default',
  [
    ['true', 'reported', 'terminate-unmatched-request defaults to true'],
    ['false', 'documented', 'terminate-unmatched-request defaults to false'],
  ],
  'true',
);

/** The page says that generally only the first cors policy is applied; after a mismatch that passes on it says nothing of the actual request. */
export const secondCorsDecoratesActual = question(
  'second-cors-decorates-actual',
  [
    ['yes', 'reported', 'a later <cors> also decorates the actual request when the first does not match'],
    ['no', 'unknown', 'a later <cors> never decorates the actual request'],
  ],
  'yes',
);

/** "Only direct children of inbound", and 404 at preflight in 2022; the release notes of October 2022 say that it works since. */
export const fragmentCorsAtPreflight = question(
  'fragment-cors-at-preflight',
  [
    ['answers', 'reported', 'a <cors> in a policy fragment answers preflights'],
    ['ignored', 'unknown', 'a <cors> in a policy fragment is ignored at preflight'],
  ],
  'answers',
);

/** Open point `null-under-wildcard`, with its readings. */
export const nullUnderWildcard = question('null-under-wildcard', [
  ['yes', 'unknown', "<origin>*</origin> matches the origin 'null'"],
  ['no', 'unknown', "<origin>*</origin> does not match the origin 'null'"],
]);

/** Open point `null-listed`, with its readings. */
export const nullListed = question('null-listed', [
  ['yes', 'unknown', "API Management accepts the origin 'null' in a list"],
  ['no', 'inferred', "API Management refuses the origin 'null'"],
]);

/** Open point `wildcard-origin-with-credentials`, with its readings. */
export const wildcardOriginWithCredentials = question('wildcard-origin-with-credentials', [
  ['echo', 'unknown', 'the gateway answers <origin>*</origin> with the caller’s origin'],
  ['literal', 'unknown', "the gateway answers <origin>*</origin> with '*'"],
]);

/** No page says what the two lists of a preflight's answer hold where the policy says `*`; answers that were captured hold an echo. */
export const wildcardLists = question(
  'wildcard-lists',
  [
    ['echoed', 'reported', 'the gateway answers <method>*</method> and <header>*</header> with the names that were asked for'],
    ['literal', 'unknown', "the gateway answers <method>*</method> and <header>*</header> with '*'"],
  ],
  'echoed',
);

/** Open point `method-names-ignore-case`, with its readings. */
export const methodNamesIgnoreCase = question('method-names-ignore-case', [
  ['yes', 'unknown', 'the gateway compares method names without their case'],
  ['no', 'unknown', 'the gateway compares method names with their case'],
]);

/** Asked only where a name of the list and the request's differ in case, and the gateway takes the one for the other. */
export const methodNamesPrinted = question('method-names-printed', [
  ['as-asked', 'unknown', 'the gateway answers a preflight with the method as it was asked for'],
  ['as-written', 'unknown', 'the gateway answers a preflight with the methods as the policy writes them'],
]);

/** "Only direct children" are looked for at preflight; no page says which checks of the two lists follow once an origin matches. */
export const partialMatchAtPreflight = question('partial-match-at-preflight', [
  ['decorated', 'unknown', 'a preflight whose origin is listed and whose method or headers are not is answered with CORS headers'],
  ['bare', 'unknown', 'a preflight whose origin is listed and whose method or headers are not is answered without CORS headers'],
]);

/** "Requests that don't match the policy settings" pass on where terminate-unmatched-request is false: whether a method counts among the settings, no page says. */
export const partialMatchPassesOn = question('partial-match-passes-on', [
  ['yes', 'unknown', 'a preflight whose origin is listed and whose method or headers are not goes on to the next <cors>'],
  ['no', 'inferred', 'the first <cors> that lists the origin answers, whatever its method and header lists say'],
]);

/** Open point `hand-written-beside-cors`, with its readings. */
export const handWrittenBesideCors = question('hand-written-beside-cors', [
  ['replaces', 'unknown', 'a header written in <outbound> replaces the one of <cors>'],
  ['beside', 'unknown', 'a header written in <outbound> stands beside the one of <cors>'],
]);

/** Open point `unlisted-method-at-actual`, with its readings. */
export const unlistedMethodAtActual = question('unlisted-method-at-actual', [
  ['decorated', 'unknown', 'a request whose origin is listed and whose method is not gets CORS headers'],
  ['bare', 'unknown', 'a request whose origin is listed and whose method is not gets no CORS headers'],
]);

/** The page describes what happens to GET and HEAD; the product team words it for "a request", and form posts are ended in production. */
export const unmatchedOtherMethods = question(
  'unmatched-other-methods',
  [
    ['ends', 'reported', 'terminate-unmatched-request="true" also ends requests other than GET and HEAD'],
    ['goes-on', 'unknown', 'terminate-unmatched-request="true" ends GET and HEAD requests only'],
  ],
  'ends',
);

/** "API with header versioning": the page names policies at API scope only. */
export const versionlessPreflight = question('versionless-preflight', [
  ['global-answers', 'inferred', 'the global policy answers a preflight that names no version'],
  ['not-found', 'unknown', 'a preflight that names no version gets 404'],
]);

/** Open point `preflight-without-operation`, with its readings. */
export const preflightWithoutOperation = question('preflight-without-operation', [
  ['api-answers', 'unknown', 'the API’s policies answer a preflight whose method no operation has'],
  ['not-found', 'unknown', 'a preflight whose method no operation has gets 404'],
]);

/** Open point `preflight-without-api`, with its readings. */
export const preflightWithoutApi = question('preflight-without-api', [
  ['global-answers', 'unknown', 'the global policy answers a preflight to a path that no API has'],
  ['not-found', 'unknown', 'a preflight to a path that no API has gets 404'],
]);

/** Open point `options-without-request-method`, with its readings. */
export const optionsWithoutRequestMethod = question('options-without-request-method', [
  ['preflight', 'unknown', 'an OPTIONS request with an Origin and without Access-Control-Request-Method is a preflight'],
  ['not-found', 'unknown', 'an OPTIONS request with an Origin and without Access-Control-Request-Method gets 404'],
]);

/** Open point `backend-cors`, with its readings. */
export const backendCors = question('backend-cors', [
  ['replaced', 'unknown', 'the gateway’s CORS headers replace those of the backend'],
  ['kept-beside', 'unknown', 'the gateway’s CORS headers stand beside those of the backend'],
]);

/** Open points with one name for the whole service: those `assume:` can settle. */
export const namedQuestions: readonly Question[] = [
  terminateUnmatchedDefault,
  secondCorsDecoratesActual,
  fragmentCorsAtPreflight,
  partialMatchAtPreflight,
  partialMatchPassesOn,
  unlistedMethodAtActual,
  handWrittenBesideCors,
  unmatchedOtherMethods,
  nullUnderWildcard,
  nullListed,
  wildcardOriginWithCredentials,
  wildcardLists,
  methodNamesIgnoreCase,
  methodNamesPrinted,
  versionlessPreflight,
  preflightWithoutOperation,
  preflightWithoutApi,
  optionsWithoutRequestMethod,
  backendCors,
  // Families: asked of each document, product, condition or value by itself, and settled for all of them at once.
  question('missing-inbound-inherits', yesOrNo()),
  question('product-key-sent', [
    ['query', 'documented', ''],
    ['header', 'documented', ''],
  ]),
  question('open-product', yesOrNo()),
  question('api-needs-key', yesOrNo()),
  question('fragment-holds-cors', yesOrNo()),
  question('branch-runs', yesOrNo()),
  question('expression', [
    ['true', 'unknown', ''],
    ['false', 'unknown', ''],
  ]),
  question('unresolved', yesOrNo()),
  question('unresolved-name', yesOrNo()),
];

function yesOrNo(): readonly (readonly [string, Certainty, string])[] {
  return [
    ['yes', 'unknown', ''],
    ['no', 'unknown', ''],
  ];
}

/** An open point of one request, yes or no. */
export function open(id: string, yes: string, no: string): Question {
  return question(id, [
    ['yes', 'inferred', yes],
    ['no', 'unknown', no],
  ]);
}

/** Whether a request carries the header that a policy asks for, where the repository does not decide which header that is. */
export function headerIsSent(name: string): Question {
  return open(`unresolved-name:${name}:sent`, `${name} is a header that the request carries`, `${name} is a header that the request does not carry`);
}

/** Whether a product whose metadata does not say it needs a subscription. */
export function openProduct(product: string): Question {
  return question(`open-product:${product}`, [
    ['yes', 'unknown', `product '${product}' needs no subscription`],
    ['no', 'inferred', `product '${product}' needs a subscription`],
  ]);
}

/** How pages send the key of a product's subscription: one in a header is in no preflight, which then is not answered in the product's context. */
export function productKeySent(product: string): Question {
  return question(`product-key-sent:${product}`, [
    ['query', 'documented', `the key of product '${product}' is sent in the URL`],
    ['header', 'documented', `the key of product '${product}' is sent in a header`],
  ]);
}

/** Whether an API asks for a subscription key where its metadata does not say. */
export function apiNeedsKey(api: string): Question {
  return question(`api-needs-key:${api}`, [
    ['yes', 'inferred', `API '${api}' asks for a subscription key`],
    ['no', 'unknown', `API '${api}' asks for no subscription key`],
  ]);
}

/** Open point `missing-inbound-inherits`, with its readings. */
export function missingInboundInherits(ref: PolicyRef): Question {
  const { path } = ref;
  return question(`missing-inbound-inherits:${refName(ref)}`, [
    ['yes', 'unknown', `${path}, which has no <inbound>, inherits`],
    ['no', 'unknown', `${path}, which has no <inbound>, inherits nothing`],
  ]);
}

/** Open point `fragment-holds-cors`, with its readings. */
export function fragmentHoldsCors(fragment: string): Question {
  return question(`fragment-holds-cors:${fragment}`, [
    ['no', 'unknown', `the policy fragment '${fragment}' holds no <cors>`],
    ['yes', 'unknown', `the policy fragment '${fragment}' holds a <cors>`],
  ]);
}

/** Open point `branch-runs`, with its readings. */
export function branchRuns(policy: string, place: Place): Question {
  // Of most policies only the line is kept.
  const at = place.start === 0 ? `line ${place.line}` : place.start;
  return question(`branch-runs:${refName(place.ref)}:${policy}:${at}`, [
    ['yes', 'inferred', `the condition of <${policy}> in ${place.path}:${place.line} lets it run`],
    ['no', 'inferred', `the condition of <${policy}> in ${place.path}:${place.line} keeps it from running`],
  ]);
}

/** Open point `expression`, with its readings. */
export function expressionIsTrue(attribute: string, text: string): Question {
  return question(`expression:${attribute}:${text}`, [
    ['true', 'documented', `the expression of ${attribute} gives true`],
    ['false', 'documented', `the expression of ${attribute} gives false`],
  ]);
}

/** Whether the unknown value an origin entry stands for is this origin ('*': is the wildcard). */
export function unresolvedMatches(label: string, origin: string): Question {
  const is = origin === '*' ? 'allows every origin' : `is ${origin}`;
  return question(`unresolved:${label}:${origin}`, [
    ['no', 'unknown', `${label} is another origin`],
    ['yes', 'unknown', `${label} ${is}`],
  ]);
}
