import type { Place } from '../apim/policy.js';
import { shortName } from '../text/short-name.js';
import { refName, type PolicyRef } from '../text/policy-ref.js';
import type { Certainty } from '../text/scales.js';
import type { About, NamedQuestion } from './about.js';
import type { Question, Reading } from './worlds.js';

type ReadingSpec = readonly [value: string, certainty: Certainty];

function asked(id: string, about: About, readings: readonly ReadingSpec[], leaning: string | null = null): Question {
  const stands = (value: string): Reading['stands'] => (leaning === null ? 'open' : value === leaning ? 'leaning' : 'other');
  return { id, readings: readings.map(([value, certainty]) => ({ question: id, value, certainty, stands: stands(value), about })) };
}

/** An open point with one name for the whole service; `leaning`: the reading that the evidence supports (evidence.ts), or null. */
function question(id: NamedQuestion, readings: readonly ReadingSpec[], leaning: string | null = null): Question {
  return asked(id, { code: 'named', given: { question: id } }, readings, leaning);
}

/** A family of open points: its name stands for all of their kind. */
function family(id: string, readings: readonly ReadingSpec[]): Question {
  return asked(id, { code: 'family', given: {} }, readings);
}

/** The attribute table of the cors page says false (since azure-docs pull request 127474), its list of common issues says true, and so do gateways. */
export const terminateUnmatchedDefault = question(
  'terminate-unmatched-default',
  [
    ['true', 'reported'],
    ['false', 'documented'],
  ],
  'true',
);

/** The page says that generally only the first cors policy is applied; it does not say what happens to the actual request after a mismatch that passes on. */
export const secondCorsDecoratesActual = question(
  'second-cors-decorates-actual',
  [
    ['yes', 'reported'],
    ['no', 'unknown'],
  ],
  'yes',
);

/** "Only direct children of inbound", and 404 at preflight in 2022; the release notes of October 2022 say that it works since. */
export const fragmentCorsAtPreflight = question(
  'fragment-cors-at-preflight',
  [
    ['answers', 'reported'],
    ['ignored', 'unknown'],
  ],
  'answers',
);

/** Open point `null-under-wildcard`, with its readings. */
export const nullUnderWildcard = question('null-under-wildcard', [
  ['yes', 'unknown'],
  ['no', 'unknown'],
]);

/** Open point `null-listed`, with its readings. */
export const nullListed = question('null-listed', [
  ['yes', 'unknown'],
  ['no', 'inferred'],
]);

/** Open point `wildcard-origin-with-credentials`, with its readings. */
export const wildcardWithCredentials = question('wildcard-origin-with-credentials', [
  ['echo', 'unknown'],
  ['literal', 'unknown'],
]);

/** No page says what the two lists in a preflight's answer hold if the policy says `*`; captured answers hold an echo. */
export const wildcardLists = question(
  'wildcard-lists',
  [
    ['echoed', 'reported'],
    ['literal', 'unknown'],
  ],
  'echoed',
);

/** Open point `method-names-ignore-case`, with its readings. */
export const methodNamesIgnoreCase = question('method-names-ignore-case', [
  ['yes', 'unknown'],
  ['no', 'unknown'],
]);

/** Asked only if a listed name and the request's differ in case and the gateway treats them as equal. */
export const methodNamesPrinted = question('method-names-printed', [
  ['as-asked', 'unknown'],
  ['as-written', 'unknown'],
]);

/** "Only direct children" are searched at preflight; no page says which checks of the two lists follow once an origin matches. */
export const partialMatchAtPreflight = question('partial-match-at-preflight', [
  ['decorated', 'unknown'],
  ['bare', 'unknown'],
]);

/** "Requests that don't match the policy settings" pass on if terminate-unmatched-request is false: no page says whether the method is one of the settings. */
export const partialMatchPassesOn = question('partial-match-passes-on', [
  ['yes', 'unknown'],
  ['no', 'inferred'],
]);

/** Open point `hand-written-beside-cors`, with its readings. */
export const handWrittenBesideCors = question('hand-written-beside-cors', [
  ['replaces', 'unknown'],
  ['beside', 'unknown'],
]);

/** Open point `unlisted-method-at-actual`, with its readings. */
export const unlistedMethodAtActual = question('unlisted-method-at-actual', [
  ['decorated', 'unknown'],
  ['bare', 'unknown'],
]);

/** The page describes GET and HEAD; the product team says "a request", and form posts are ended in production. */
export const unmatchedOtherMethods = question(
  'unmatched-other-methods',
  [
    ['ends', 'reported'],
    ['goes-on', 'unknown'],
  ],
  'ends',
);

/** "API with header versioning": the page names policies at API scope only. */
export const versionlessPreflight = question('versionless-preflight', [
  ['global-answers', 'inferred'],
  ['not-found', 'unknown'],
]);

/** Open point `preflight-without-operation`, with its readings. */
export const preflightWithoutOperation = question('preflight-without-operation', [
  ['api-answers', 'unknown'],
  ['not-found', 'unknown'],
]);

/** Open point `preflight-without-api`, with its readings. */
export const preflightWithoutApi = question('preflight-without-api', [
  ['global-answers', 'unknown'],
  ['not-found', 'unknown'],
]);

/** Open point `options-without-request-method`, with its readings. */
export const optionsWithoutRequestMethod = question('options-without-request-method', [
  ['preflight', 'unknown'],
  ['not-found', 'unknown'],
]);

/**
 * A policy sets or deletes the request's own Origin header before a `<cors>` runs. No page says whether that `<cors>` compares the original or the changed
 * value; without an Origin a request is "classified as not cross-domain" (trace of the cors policy).
 */
export const originSetBeforeCors = question('origin-set-before-cors', [
  ['as-sent', 'unknown'],
  ['as-written', 'inferred'],
]);

/** Open point `backend-cors`, with its readings. */
export const backendCors = question('backend-cors', [
  ['replaced', 'unknown'],
  ['kept-beside', 'unknown'],
]);

/** A global or product policy outside the repository, whose code deploys only a part of the service. */
export const policyElsewhere = question(
  'policy-elsewhere',
  [
    ['no-cors', 'reported'],
    ['holds-cors', 'unknown'],
  ],
  'no-cors',
);

/** Whether an open point is a family, whose members have names of their own behind a colon. */
export function isFamily({ readings }: Question): boolean {
  return readings.some(({ about }) => about.code === 'family');
}

/** Open points with one name for the whole service, which `assume:` can settle. */
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
  wildcardWithCredentials,
  wildcardLists,
  methodNamesIgnoreCase,
  methodNamesPrinted,
  versionlessPreflight,
  preflightWithoutOperation,
  preflightWithoutApi,
  optionsWithoutRequestMethod,
  originSetBeforeCors,
  backendCors,
  policyElsewhere,
  // Families: asked separately for each document, product, condition or value, and settled for all members at once.
  family('missing-inbound-inherits', yesOrNo()),
  family('product-key-sent', [
    ['query', 'documented'],
    ['header', 'documented'],
  ]),
  family('key-of-product', [
    ['yes', 'documented'],
    ['no', 'documented'],
  ]),
  family('open-product', yesOrNo()),
  family('unpublished-product', [
    ['not-called', 'documented'],
    ['called', 'inferred'],
  ]),
  family('api-needs-key', yesOrNo()),
  family('fragment-holds-cors', yesOrNo()),
  family('branch-runs', yesOrNo()),
  family('expression', [
    ['true', 'unknown'],
    ['false', 'unknown'],
  ]),
  family('hole-holds-cors', yesOrNo()),
  family('policy-deployed', yesOrNo()),
  family('unresolved', yesOrNo()),
  family('unresolved-name', yesOrNo()),
];

function yesOrNo(): readonly ReadingSpec[] {
  return [
    ['yes', 'unknown'],
    ['no', 'unknown'],
  ];
}

/** An open point of one request, with the readings yes and no. */
export function open(id: string, about: About): Question {
  return asked(id, about, [
    ['yes', 'inferred'],
    ['no', 'unknown'],
  ]);
}

/** Whether a request carries the header that a policy requires, if the repository does not decide which header that is. */
export function headerIsSent(name: string): Question {
  return open(`unresolved-name:${name}:sent`, { code: 'header-is-sent', given: { name } });
}

/** Whether text that the repository does not decide stands for this method or header. */
export function nameStandsFor(written: string, name: string): Question {
  return open(`unresolved-name:${written}:${name}`, { code: 'name-stands-for', given: { written, name } });
}

/** Whether text of a template among policies comes to a `<cors>`, or decides about one. */
export function holeHoldsCors(name: string): Question {
  return asked(`hole-holds-cors:${name}`, { code: 'hole-holds-cors', given: { name } }, yesOrNo());
}

/** Whether a policy is deployed, if its resource is under a condition that the repository does not decide. */
export function policyDeployed(name: string): Question {
  return asked(`policy-deployed:${name}`, { code: 'policy-deployed', given: { name } }, yesOrNo());
}

/** Whether a product needs a subscription, if its metadata does not say so. */
export function openProduct(product: string): Question {
  return asked(`open-product:${product}`, { code: 'open-product', given: { product } }, [
    ['yes', 'unknown'],
    ['no', 'inferred'],
  ]);
}

/** Whether a product that is not published still receives requests. */
export function unpublishedProduct(product: string): Question {
  return asked(`unpublished-product:${product}`, { code: 'unpublished-product', given: { product } }, [
    ['not-called', 'documented'],
    ['called', 'inferred'],
  ]);
}

/** How pages send the key of a product's subscription: a preflight does not carry a key in a header, so it is not answered in the product's context. */
export function productKeySent(product: string): Question {
  return asked(`product-key-sent:${product}`, { code: 'product-key-sent', given: { product } }, [
    ['query', 'documented'],
    ['header', 'documented'],
  ]);
}

/** Whether a sent key belongs to a product's subscription: keys of an API, or of all APIs, select no product. */
export function keyOfProduct(product: string): Question {
  return asked(`key-of-product:${product}`, { code: 'key-of-product', given: { product } }, [
    ['yes', 'documented'],
    ['no', 'documented'],
  ]);
}

/** Whether an API requires a subscription key, if its metadata does not say so. */
export function apiNeedsKey(api: string): Question {
  return open(`api-needs-key:${api}`, { code: 'api-needs-key', given: { api } });
}

/** Open point `missing-inbound-inherits`, with its readings. */
export function missingInboundInherits(ref: PolicyRef): Question {
  return asked(`missing-inbound-inherits:${refName(ref)}`, { code: 'missing-inbound-inherits', given: { path: ref.path } }, yesOrNo());
}

/** Open point `fragment-holds-cors`, with its readings. */
export function fragmentHoldsCors(fragment: string): Question {
  return asked(`fragment-holds-cors:${fragment}`, { code: 'fragment-holds-cors', given: { fragment } }, [
    ['no', 'unknown'],
    ['yes', 'unknown'],
  ]);
}

/** Whether the refusal for a missing key has the headers of an inline `<cors>`, as reported: asked only if the answer was observed. */
export const keyRefusal = asked('key-refusal', { code: 'key-refusal', given: {} }, [
  ['decorated', 'inferred'],
  ['bare', 'inferred'],
]);

/** Open point `branch-runs`, with its readings. */
export function branchRuns(policy: string, place: Place, conditions = place.conditions): Question {
  // An offset changes as soon as something above it grows; for most policies only the line is kept.
  const at = conditions ?? (place.start === 0 ? `line ${place.line}` : place.start);
  const { path, line } = place;
  return asked(`branch-runs:${refName(place.ref)}:${policy}:${at}`, { code: 'branch-runs', given: { policy, path, line } }, [
    ['yes', 'inferred'],
    ['no', 'inferred'],
  ]);
}

/** Open point `expression`, with its readings. */
export function expressionIsTrue(attribute: string, text: string): Question {
  return asked(`expression:${attribute}:${shortName(text)}`, { code: 'expression', given: { attribute } }, [
    ['true', 'documented'],
    ['false', 'documented'],
  ]);
}

/** Whether an undecided origin entry is this origin ('*': is the wildcard). */
export function unresolvedMatches(label: string, origin: string): Question {
  return asked(`unresolved:${label}:${origin}`, { code: 'unresolved', given: { label, origin } }, [
    ['no', 'unknown'],
    ['yes', 'unknown'],
  ]);
}
