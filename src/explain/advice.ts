import type { CheckOfPage } from '../cors/answer.js';
import type { PortalSign } from '../cors/portal.js';
import type { Account } from './account.js';
import type { Reading } from '../cors/worlds.js';
import type { Location, Suggestion } from '../review/review.js';
import type { CredentialsMode, RequestHeader } from '../browser/judge.js';

/** A header that costs a preflight and buys nothing, and what it was meant to be. */
export interface NeedlessHeader extends RequestHeader {
  /** `cache`: fetch's `cache` option does it; `option`: an option of `fetch` that got among the headers; `library`: an old habit of libraries. */
  readonly meant: 'cache' | 'option' | 'library';
}

/** What is wrong in the page, as data; `report/` has the sentences and the lines to change. */
export type Mistake =
  /** The origin was given as an address; an origin ends with the port. */
  | { readonly code: 'origin-with-path'; readonly given: string; readonly origin: string }
  /** Headers of answers, set on the request. */
  | { readonly code: 'response-header-on-request'; readonly headers: readonly RequestHeader[] }
  /** A Content-Type that needs a preflight, where there is no body to describe. */
  | { readonly code: 'content-type-without-body'; readonly method: string; readonly value: string | null }
  /** Browsers write few methods in upper case by themselves, and lists tell cases apart. */
  | { readonly code: 'method-in-lower-case'; readonly method: string; readonly instead: string }
  /** The subscription key under names that the API does not read it from. */
  | { readonly code: 'key-under-another-name'; readonly headers: readonly RequestHeader[]; readonly instead: string; readonly isThere: boolean }
  /** The same in the URL. */
  | { readonly code: 'key-parameter-under-another-name'; readonly names: readonly string[]; readonly instead: string }
  | { readonly code: 'header-not-needed'; readonly headers: readonly NeedlessHeader[] }
  /** `shows`: what tells who calls, and needs no credentials mode; null: nothing is known to. */
  | { readonly code: 'credentials-without-cookies'; readonly shows: string | null }
  /** `refused`: the method cannot be sent so; `dropped`: headers that the browser leaves out, in lower case. */
  | { readonly code: 'no-cors-hides-answer'; readonly method: string; readonly refused: boolean; readonly dropped: readonly string[] }
  /** `listed`: a `<cors>` here names the http origin. */
  | { readonly code: 'page-over-http'; readonly origin: string; readonly instead: string; readonly listed: boolean }
  | { readonly code: 'api-over-http'; readonly url: string; readonly instead: string };

/** What the gateway makes of the same request as a navigation. */
export interface AsNavigation {
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
  readonly status: number | 'backend' | 'unknown' | null;
  readonly backendCalled: boolean | 'unknown';
  readonly decidedBy: Location | null;
  /** When it is ended, where that depends on open points: each list of readings that all hold. */
  readonly endedIf: readonly (readonly Reading[])[];
}

/** What helps a reader who cannot, or should not, change a policy. */
export type Hint =
  /** `given`: the address of the page, where it was told instead of its origin. */
  | { readonly code: 'null-origin'; readonly given: string | null }
  /** An extension asks, whose manifest can give it what no `<cors>` has to. `isStable`: its id is the same in every browser, so that it could be listed. */
  | { readonly code: 'extension-origin'; readonly origin: string; readonly isStable: boolean }
  /** The request was asked about as a navigation. `namesOrigin`: it carries an Origin, without which no `<cors>` has a part. */
  | { readonly code: 'navigation'; readonly method: string; readonly namesOrigin: boolean; readonly outcome: AsNavigation }
  /** A request that a form may send as well, from an origin that is not listed. `seen`: what says that forms are posted here; null: nothing does. */
  | { readonly code: 'may-be-navigation'; readonly seen: string | null; readonly outcome: AsNavigation }
  /** The backend is handed the Origin, and may refuse by it. */
  | { readonly code: 'origin-forwarded'; readonly origin: string }
  /** The `<cors>` that decides is what "Enable CORS" of the developer portal writes: by its origins, or (a guess) by its shape. */
  | { readonly code: 'portal-cors'; readonly place: Location; readonly sign: PortalSign; readonly forPortal?: string }
  /**
   * A check written by hand refuses the origin, or (`isCertain` false) may. `isRead`: the page can read that refusal; `isListed`: a `<cors>` here lets the
   * origin in, which the check does not mind.
   */
  | {
      readonly code: 'origin-check';
      readonly origin: string;
      readonly checks: readonly CheckOfPage[];
      readonly isCertain: boolean;
      readonly isRead: boolean;
      readonly isListed: boolean;
    }
  /** What explains what was seen. */
  | Exclude<Account, { readonly code: 'not-these' }>
  /** An operation that takes OPTIONS has the preflights of its URL for itself, and fails them. `hasCors`: a `<cors>` would answer them. */
  | { readonly code: 'options-operation'; readonly api: string; readonly operation: string; readonly hasCors: boolean }
  /** The check of the subscription key refused it. `allowedWith`: how a key has to be sent for these policies to allow the request; null: no key does it. */
  | { readonly code: 'key-check'; readonly header: string; readonly query: string; readonly allowedWith: 'header' | 'query' | null }
  /** An https page calls an API that is served over http alone: its owner has to allow https. `declared`: where its protocols stand; `byHttps`: what the policies make of the request then. */
  | { readonly code: 'http-alone'; readonly api: string; readonly declared: string; readonly byHttps: 'allowed' | 'blocked' | 'unknown' }
  /** The version stands in a header, which no preflight carries; `path`: of the global policy, which alone answers then (null: not here); `isNotFound`: it was seen, or is assumed, that it does not answer either. */
  | { readonly code: 'version-in-header'; readonly path: string | null; readonly name: string; readonly isNotFound?: boolean }
  /** The API has no policy of its own, and code says where one goes: what it has to say. `declared`: the file that declares the API, '' where none does. */
  | { readonly code: 'own-policy'; readonly api: string; readonly declared: string; readonly policy: string; readonly effect: Suggestion['effect'] }
  /** What to ask the owner of the API for. */
  | {
      readonly code: 'ask-owner';
      /** Allowing the request is not what it lacks: a `<cors>` here lists the origin, or something else decides. Left out: it is. */
      readonly instead?: { readonly listed: boolean; readonly change: boolean };
      /** What the page itself may do: what is told before this, or send what the policy that refused this request lets through. Left out: nothing. */
      readonly page?: 'as-told' | 'not-refused';
      readonly origin: string;
      readonly method: string;
      readonly headers: readonly string[];
      readonly credentials: CredentialsMode;
    };

/** One piece of advice. `sure`: the page is wrong whatever the backend does; then the policy is left alone. */
export type Advice = { readonly kind: 'mistake'; readonly sure: boolean; readonly about: Mistake } | { readonly kind: 'hint'; readonly about: Hint };

/** The verdict on the request as it is once the page's mistakes are put right. */
export interface Corrected {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly credentials: CredentialsMode;
  readonly verdict: 'allowed' | 'blocked' | 'unknown';
}
