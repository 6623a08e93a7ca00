import type { Coded, NoArguments } from '../text/said.js';

/** Open points that have one name for the whole service. */
export type NamedQuestion =
  | 'terminate-unmatched-default'
  | 'second-cors-decorates-actual'
  | 'fragment-cors-at-preflight'
  | 'null-under-wildcard'
  | 'null-listed'
  | 'wildcard-origin-with-credentials'
  | 'wildcard-lists'
  | 'method-names-ignore-case'
  | 'method-names-printed'
  | 'partial-match-at-preflight'
  | 'partial-match-passes-on'
  | 'hand-written-beside-cors'
  | 'unlisted-method-at-actual'
  | 'unmatched-other-methods'
  | 'versionless-preflight'
  | 'preflight-without-operation'
  | 'preflight-without-api'
  | 'options-without-request-method'
  | 'origin-set-before-cors'
  | 'backend-cors'
  | 'policy-elsewhere';

/** What open points are about: the arguments for the texts of their readings. */
export interface Abouts {
  readonly named: { readonly question: NamedQuestion };
  /** All open points of one kind together, which have no text of their own. */
  readonly family: NoArguments;
  readonly 'header-is-sent': { readonly name: string };
  readonly 'hole-holds-cors': { readonly name: string };
  readonly 'policy-deployed': { readonly name: string };
  readonly 'name-stands-for': { readonly written: string; readonly name: string };
  readonly 'open-product': { readonly product: string };
  readonly 'unpublished-product': { readonly product: string };
  readonly 'product-key-sent': { readonly product: string };
  readonly 'key-of-product': { readonly product: string };
  readonly 'api-needs-key': { readonly api: string };
  readonly 'missing-inbound-inherits': { readonly path: string };
  readonly 'fragment-holds-cors': { readonly fragment: string };
  readonly 'branch-runs': { readonly policy: string; readonly path: string; readonly line: number };
  readonly 'key-refusal': NoArguments;
  readonly expression: { readonly attribute: string };
  /** `label`: the text as written. `origin`: '*' is the wildcard. */
  readonly unresolved: { readonly label: string; readonly origin: string };
}

/** What an open point is about, as data. */
export type About = Coded<Abouts>;
