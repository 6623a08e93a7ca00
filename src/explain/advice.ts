import type { CheckOfPage } from '../cors/answer.js';
import type { PortalSign } from '../cors/portal.js';
import type { Account } from './account.js';
import type { Reading } from '../cors/worlds.js';
import type { Location, Suggestion } from '../review/review.js';
import type { CredentialsMode, RequestHeader } from '../browser/judge.js';

/** A header that requires a preflight without a benefit, and what it was meant to be. */
export interface NeedlessHeader extends RequestHeader {
  /** `cache`: use fetch's `cache` option; `option`: an option of `fetch` among the headers; `library`: an old habit of libraries. */
  readonly meant: 'cache' | 'option' | 'library';
}

/** A mistake in the page, as data; `report/` has the sentences and the lines to change. */
export type Mistake =
  /** The origin was given as an address; an origin ends with its port. */
  | { readonly code: 'origin-with-path'; readonly given: string; readonly origin: string }
  /** Response headers set on the request. */
  | { readonly code: 'response-header-on-request'; readonly headers: readonly RequestHeader[] }
  /** A Content-Type that requires a preflight, without a body. */
  | { readonly code: 'content-type-without-body'; readonly method: string; readonly value: string | null }
  /** Browsers convert only some methods to upper case, and lists are case-sensitive. */
  | { readonly code: 'method-in-lower-case'; readonly method: string; readonly instead: string }
  /** The subscription key in headers that the API does not read. */
  | { readonly code: 'key-under-another-name'; readonly headers: readonly RequestHeader[]; readonly instead: string; readonly isThere: boolean }
  /** The subscription key in query parameters that the API does not read. */
  | { readonly code: 'key-parameter-under-another-name'; readonly names: readonly string[]; readonly instead: string }
  | { readonly code: 'header-not-needed'; readonly headers: readonly NeedlessHeader[] }
  /** `shows`: how callers are identified without credentials mode; null: unknown. */
  | { readonly code: 'credentials-without-cookies'; readonly shows: string | null }
  /** `refused`: the method cannot be sent in this mode; `dropped`: headers that the browser omits, in lower case. */
  | { readonly code: 'no-cors-hides-answer'; readonly method: string; readonly refused: boolean; readonly dropped: readonly string[] }
  /** `listed`: a `<cors>` here names the http origin. */
  | { readonly code: 'page-over-http'; readonly origin: string; readonly instead: string; readonly listed: boolean }
  | { readonly code: 'api-over-http'; readonly url: string; readonly instead: string };

/** The gateway's treatment of the same request as a navigation. */
export interface AsNavigation {
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly status: number | 'backend' | 'unknown' | null;
  readonly backendCalled: boolean | 'unknown';
  readonly decidedBy: Location | null;
  /** When it is ended, if that depends on open points: lists of readings that all hold. */
  readonly endedIf: readonly (readonly Reading[])[];
}

/** Help for readers who cannot, or should not, change a policy. */
export type Hint =
  /** `given`: the page's address, if given instead of its origin. */
  | { readonly code: 'null-origin'; readonly given: string | null }
  /**
   * An extension makes the request: its manifest can grant access without a `<cors>`. `isStable`: its id is the same in every browser, so it could be listed.
   */
  | { readonly code: 'extension-origin'; readonly origin: string; readonly isStable: boolean }
  /** The request is a navigation. `namesOrigin`: it has an Origin, without which `<cors>` does not apply. */
  | { readonly code: 'navigation'; readonly method: string; readonly namesOrigin: boolean; readonly outcome: AsNavigation }
  /** A form could also send the request, from an unlisted origin. `seen`: the evidence for form posts; null: none. */
  | { readonly code: 'may-be-navigation'; readonly seen: string | null; readonly outcome: AsNavigation }
  /** The backend receives the Origin, and may refuse it. */
  | { readonly code: 'origin-forwarded'; readonly origin: string }
  /** The deciding `<cors>` is the one that "Enable CORS" writes for the developer portal: by its origins, or (a guess) by its shape. */
  | { readonly code: 'portal-cors'; readonly place: Location; readonly sign: PortalSign; readonly forPortal?: string }
  /**
   * A hand-written check refuses the origin, or (`isCertain` false) may. `isRead`: the page can read the refusal; `isListed`: a `<cors>` lets the origin in,
   * which does not affect the check.
   */
  | {
      readonly code: 'origin-check';
      readonly origin: string;
      readonly checks: readonly CheckOfPage[];
      readonly isCertain: boolean;
      readonly isRead: boolean;
      readonly isListed: boolean;
    }
  /** The explanation of an observation. */
  | Exclude<Account, { readonly code: 'not-these' }>
  /** An OPTIONS operation receives the preflights of its URL and fails them. `hasCors`: a `<cors>` would otherwise answer. */
  | { readonly code: 'options-operation'; readonly api: string; readonly operation: string; readonly hasCors: boolean }
  /** The key check refused it. `allowedWith`: how a key has to be sent for the policies to allow the request; null: no key helps. */
  | { readonly code: 'key-check'; readonly header: string; readonly query: string; readonly allowedWith: 'header' | 'query' | null }
  /**
   * An https page calls an API that is served over http only: its owner has to allow https. `declared`: place of its protocols; `byHttps`: the policies' result
   * for https.
   */
  | { readonly code: 'http-alone'; readonly api: string; readonly declared: string; readonly byHttps: 'allowed' | 'blocked' | 'unknown' }
  /**
   * The version is in a header, which preflights do not carry; `path`: that of the global policy, the only one that can answer (null: not here); `isNotFound`:
   * it does not answer either, as observed or assumed.
   */
  | { readonly code: 'version-in-header'; readonly path: string | null; readonly name: string; readonly isNotFound?: boolean }
  /** The API has no own policy, but code has a place for one: its content. `declared`: the file that declares the API, '' if none. */
  | { readonly code: 'own-policy'; readonly api: string; readonly declared: string; readonly policy: string; readonly effect: Suggestion['effect'] }
  /** What to request from the owner of the API. */
  | {
      readonly code: 'ask-owner';
      /** The request does not lack a permission: a `<cors>` lists the origin, or something else decides. */
      readonly instead?: { readonly listed: boolean; readonly change: boolean };
      /** What the page can do itself: the mistakes given before, or sending what the refusing policy requires. */
      readonly page?: 'as-told' | 'not-refused';
      readonly origin: string;
      readonly method: string;
      readonly headers: readonly string[];
      readonly credentials: CredentialsMode;
    };

/** One piece of advice. `sure`: it is a mistake whatever the backend does, so no policy change is suggested. */
export type Advice = { readonly kind: 'mistake'; readonly sure: boolean; readonly about: Mistake } | { readonly kind: 'hint'; readonly about: Hint };

/** The verdict on the request without the page's mistakes. */
export interface Corrected {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly credentials: CredentialsMode;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
}
