import type { Source } from './sources.js';

/**
 * Observations of gateways and statements of Microsoft's staff on the open points: why each is open, how to settle it, and what the leanings rest on. Used by
 * docs/how-it-decides.md and by tests; the leanings themselves are in questions.ts.
 */

/** The strength of an observation. */
export type Strength =
  /** A captured response, or a check that runs against a live gateway. */
  | 'captured'
  /** Microsoft: staff, release notes, pages. */
  | 'microsoft'
  /** A change in production whose before and after distinguish the readings. */
  | 'production'
  /** A plain statement. */
  | 'statement';

/** One observation. */
export interface Evidence {
  /** Name of the open point. */
  readonly point: string;
  /** The reading that it supports. */
  readonly reading: string;
  /** Year, month, and day if known. */
  readonly date: string;
  readonly source: Source;
  /** The observation, in one clause. */
  readonly seen: string;
  readonly strength: Strength;
}

/** Why a point is open, and how to settle it on one live instance. */
export interface OpenPoint {
  /** Name of the question, or of a family of questions. */
  readonly point: string;
  readonly because: string;
  readonly measure: string;
}

/** Every open point that `assume:` settles. */
export const openPoints: readonly OpenPoint[] = [
  {
    point: 'terminate-unmatched-default',
    because:
      "the page's attribute table says false since August 2025, its list of common issues says true; every gateway that was observed behaves as true",
    measure: "a `<cors>` without the attribute; GET with another Origin: empty 200, or the backend's answer",
  },
  {
    point: 'second-cors-decorates-actual',
    because:
      'when the first `<cors>` does not match and passes the request on, no page says whether a later one adds its headers to the actual response; one such pair of policies is in production and works',
    measure: "two `<cors>` in two scopes, the first with `false`; GET with the second's Origin",
  },
  {
    point: 'fragment-cors-at-preflight',
    because: 'the page asks for direct children; a preflight got 404 in 2022, and the release notes of October 2022 say that fragments work since',
    measure: 'OPTIONS to an API whose only `<cors>` is in a fragment',
  },
  {
    point: 'partial-match-at-preflight',
    because: 'the origin is listed, the method or a header is not: what the answer looks like',
    measure: 'OPTIONS with a listed Origin and `Access-Control-Request-Headers: x-not-listed`',
  },
  {
    point: 'partial-match-passes-on',
    because: 'whether a method that is not listed counts as "unmatched"',
    measure: 'two `<cors>` in two scopes with one origin, only the second with PUT; OPTIONS for PUT',
  },
  {
    point: 'unlisted-method-at-actual',
    because: 'whether the request itself is held against `<allowed-methods>`',
    measure: '`<method>PUT</method>` alone; GET with the listed Origin',
  },
  {
    point: 'hand-written-beside-cors',
    because: '`<cors>` and `set-header` in `<outbound>` write the same header: which runs last',
    measure: 'both in one API; GET with the listed Origin',
  },
  {
    point: 'unmatched-other-methods',
    because: 'the page speaks of GET and HEAD only; form posts (POST) are ended in production',
    measure: '`terminate-unmatched-request="true"`; POST with another Origin',
  },
  { point: 'null-under-wildcard', because: 'whether `*` matches the origin `null`', measure: '`<origin>*</origin>`; OPTIONS with `Origin: null`' },
  {
    point: 'null-listed',
    because: '`null` is no URL, and saving should fail; no page says so',
    measure: 'save `<origin>null</origin>`, then OPTIONS with it',
  },
  {
    point: 'wildcard-origin-with-credentials',
    because: "whether `*` is sent as `*` or as the caller's origin",
    measure: '`<origin>*</origin>` with credentials; OPTIONS with any Origin',
  },
  {
    point: 'wildcard-lists',
    because:
      'no page says whether `*` in the method and header lists is sent as `*` or as the names asked for; a browser minds where credentials are sent. Captured answers hold the names asked for',
    measure: '`<header>*</header>`; OPTIONS with `Access-Control-Request-Headers: x-a`',
  },
  {
    point: 'method-names-printed',
    because: 'browsers compare the methods of the answer with their case, and no page says whose spelling the answer has',
    measure: '`<method>put</method>`; OPTIONS for PUT, look at Access-Control-Allow-Methods',
  },
  { point: 'method-names-ignore-case', because: 'whether `put` in the list matches PUT', measure: '`<method>put</method>`; OPTIONS for PUT' },
  {
    point: 'versionless-preflight',
    because: 'versions in a header: the page names policies at API scope only',
    measure: 'a global `<cors>`, a header-versioned API; OPTIONS without the header',
  },
  {
    point: 'preflight-without-operation',
    because: 'a preflight for a method that no operation has',
    measure: 'OPTIONS for DELETE where only GET is defined',
  },
  { point: 'preflight-without-api', because: 'a preflight to a path that no API has', measure: 'a global `<cors>`; OPTIONS to `/nowhere`' },
  { point: 'options-without-request-method', because: 'OPTIONS with an Origin, without `Access-Control-Request-Method`', measure: 'that request' },
  {
    point: 'origin-set-before-cors',
    because:
      "a `<set-header>` above `<cors>` writes or deletes the request's Origin: whether the `<cors>` compares what was sent or what is left of it; a preflight runs no such policy",
    measure: '`<set-header name="Origin" exists-action="delete" />` above a `<cors>`; GET with the listed Origin',
  },
  { point: 'backend-cors', because: 'the backend sends CORS headers too', measure: 'a backend that does; GET with a listed Origin' },
  {
    point: 'policy-elsewhere',
    because:
      'code that deploys a part of a service does not show the global and product policies that others deploy; where such policies were seen, mostly `<cors>` stood in the policy of the API',
    measure: 'look at the global policy and at those of the products in the portal',
  },
  {
    point: 'missing-inbound-inherits',
    because: 'a document without `<inbound>`: whether it inherits',
    measure: 'such an API below a global `<cors>`',
  },
  {
    point: 'product-key-sent',
    because: "a product's key in a header is in no preflight, one in the URL is: pages decide",
    measure: 'look at what the page sends',
  },
  {
    point: 'key-of-product',
    because: "a key that is sent may be of a product's subscription, or of one to the API alone: no repository holds keys",
    measure: 'look at the subscription in the portal; `--product` names its product',
  },
  { point: 'open-product', because: 'a product whose metadata does not say whether it needs a subscription', measure: 'the portal shows it' },
  {
    point: 'unpublished-product',
    because:
      'a product must be published before its APIs can be called, says the page on products; the reference of the management API says only that developers do not see one that is not: what a gateway answers is said nowhere',
    measure: 'an API in an unpublished product that needs no subscription; call it without a key',
  },
  { point: 'api-needs-key', because: 'an API whose metadata does not say so', measure: 'the portal shows it' },
  { point: 'fragment-holds-cors', because: 'a fragment that is not in the repository', measure: 'look at it' },
  { point: 'branch-runs', because: 'a condition is decided at run time', measure: 'read the condition' },
  { point: 'expression', because: "an expression gives an attribute's value", measure: 'read the expression' },
  {
    point: 'hole-holds-cors',
    because: 'text of a template among the policies: whether it comes to a `<cors>`, or takes one away',
    measure: 'look at what is deployed',
  },
  {
    point: 'policy-deployed',
    because: 'a policy whose resource is under a condition that the repository does not decide',
    measure: 'look whether it is there',
  },
  { point: 'unresolved', because: 'whether a value the repository does not hold is the origin at hand', measure: 'look at the value' },
  { point: 'unresolved-name', because: 'the same for a method or a header', measure: 'look at the value' },
];

/** The observations that distinguish readings. */
export const evidence: readonly Evidence[] = [
  {
    point: 'policy-elsewhere',
    reading: 'no-cors',
    date: '2026-03-18',
    source: { title: 'Azure-Samples/tutor pull request 139', url: 'https://github.com/Azure-Samples/tutor/pull/139' },
    seen: 'the <cors> of an API answered its preflights although <base /> stands above it: nothing above the API did',
    strength: 'captured',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2020-05-21',
    source: { title: 'azure-docs issue 55313', url: 'https://github.com/MicrosoftDocs/azure-docs/issues/55313' },
    seen: 'an unlisted origin without a token gets an empty 200, not the 401 of the token check below',
    strength: 'captured',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2021-02-26',
    source: { title: 'azure-docs issue 71283, the API Management team', url: 'https://github.com/MicrosoftDocs/azure-docs/issues/71283' },
    seen: 'an unlisted origin gets 200; write `false` to change it',
    strength: 'microsoft',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2021-04-12',
    source: {
      title: 'pagopa-archive/io-infrastructure-live-new pull request 493',
      url: 'https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493',
    },
    seen: 'form posts of card issuers needed a policy with every origin',
    strength: 'production',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2023-01-09',
    source: { title: 'Microsoft Q&A 1159273, a moderator', url: 'https://learn.microsoft.com/en-us/answers/a/1159273' },
    seen: 'the empty 200 is explained by the default value, true',
    strength: 'microsoft',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2023-01-11',
    source: { title: 'pagopa/cstar-infrastructure pull request 757', url: 'https://github.com/pagopa/cstar-infrastructure/pull/757' },
    seen: 'APIs were not reached until the attribute was written out as `false`',
    strength: 'production',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2025-09-24',
    source: { title: 'pagopa/selfcare 40f1fb3b', url: 'https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00' },
    seen: 'a login by form post needed an operation policy that lists its origin, seven weeks after the page was changed',
    strength: 'production',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2026-03-18',
    source: { title: 'pagopa/pagopa-infra cdd8cc6e', url: 'https://github.com/pagopa/pagopa-infra/commit/cdd8cc6e87b8ee4d6c712e9889ba898229e1fea7' },
    seen: 'a header written in outbound was not enough for an origin that the policy does not list',
    strength: 'production',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'true',
    date: '2026-04-02',
    source: { title: 'pagopa/pagopa-infra b8cd9591', url: 'https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab' },
    seen: 'a <cors> below <base /> did not count until it was moved above',
    strength: 'production',
  },
  {
    point: 'terminate-unmatched-default',
    reading: 'false',
    date: '2025-08-06',
    source: { title: 'azure-docs pull request 127474', url: 'https://github.com/MicrosoftDocs/azure-docs/pull/127474' },
    seen: 'the attribute table was changed to `false`; nothing observed, and another section of the page still says `true`',
    strength: 'microsoft',
  },
  {
    point: 'second-cors-decorates-actual',
    reading: 'yes',
    date: '2023-01-11',
    source: { title: 'pagopa/cstar-infrastructure pull request 757', url: 'https://github.com/pagopa/cstar-infrastructure/pull/757' },
    seen: '<base /> with a <cors> that passes on, then a <cors> with every origin: it went live and stayed',
    strength: 'production',
  },
  {
    point: 'second-cors-decorates-actual',
    reading: 'yes',
    date: '2026-04-02',
    source: { title: 'pagopa/pagopa-infra b8cd9591', url: 'https://github.com/pagopa/pagopa-infra/commit/b8cd9591b2977a249c391f165d19430cf9572fab' },
    seen: 'agrees, once the default of the attribute is true',
    strength: 'production',
  },
  {
    point: 'unmatched-other-methods',
    reading: 'ends',
    date: '2021-04-12',
    source: {
      title: 'pagopa-archive/io-infrastructure-live-new pull request 493',
      url: 'https://github.com/pagopa-archive/io-infrastructure-live-new/pull/493',
    },
    seen: 'form posts of card issuers needed a policy with every origin',
    strength: 'production',
  },
  {
    point: 'unmatched-other-methods',
    reading: 'ends',
    date: '2023-08-09',
    source: { title: 'pagopa/io-infra pull request 654', url: 'https://github.com/pagopa/io-infra/pull/654' },
    seen: 'an operation that takes SAML form posts has a <cors> with every origin, and nothing else',
    strength: 'production',
  },
  {
    point: 'unmatched-other-methods',
    reading: 'ends',
    date: '2025-09-24',
    source: { title: 'pagopa/selfcare 40f1fb3b', url: 'https://github.com/pagopa/selfcare/commit/40f1fb3b5e4be0bdab426ee15a9c938338ecda00' },
    seen: 'a login by form post needed an operation policy that lists its origin',
    strength: 'production',
  },
  {
    point: 'fragment-cors-at-preflight',
    reading: 'answers',
    date: '2022-10',
    source: {
      title: 'API Management release notes, October 2022',
      url: 'https://github.com/Azure/API-Management/blob/main/changelogs/api-management-service.md',
    },
    seen: '<cors> can now be used in policy fragments',
    strength: 'microsoft',
  },
  {
    point: 'fragment-cors-at-preflight',
    reading: 'answers',
    date: '2023-06-06',
    source: { title: 'developer portal issue 2202', url: 'https://github.com/Azure/api-management-developer-portal/issues/2202' },
    seen: '<cors> in a fragment works with a key',
    strength: 'captured',
  },
  {
    point: 'fragment-cors-at-preflight',
    reading: 'ignored',
    date: '2022-06-16',
    source: { title: 'azure-docs issue 94507', url: 'https://github.com/MicrosoftDocs/azure-docs/issues/94507' },
    seen: 'preflights got 404, before the release of October 2022',
    strength: 'captured',
  },
  {
    point: 'wildcard-lists',
    reading: 'echoed',
    date: '2020-12-29',
    source: { title: 'developer portal issue 1105', url: 'https://github.com/Azure/api-management-developer-portal/issues/1105' },
    seen: 'one header asked for: the answer names that one, and one method',
    strength: 'captured',
  },
];
