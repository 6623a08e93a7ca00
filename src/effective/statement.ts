import type { NotUnderstood, SectionName } from '../apim/policy.js';
import type { MetadataFault } from '../apim/metadata-fault.js';
import type { PolicyFault } from '../apim/policy-fault.js';
import type { NotFollowed, ScopeRef } from '../apim/service.js';
import type { Target } from '../apim/target.js';
import type { ScopeSuggestion } from '../layouts/scopes/scope-suggestion.js';
import type { AccessChange } from '../cors/access-difference.js';
import type { OriginEntry } from '../cors/origin.js';
import type { NormalisationKind, OriginFaults } from '../cors/serialised-origin.js';
import type { TooMuch } from '../cors/cors-chain.js';
import type { OriginClass } from '../cors/origin-class.js';
import type { PortalSign } from '../cors/portal.js';
import type { ContractProblem } from './contract-problem.js';
import type { Dropped, PlacedPolicy } from './dropped-policies.js';
import type { Coded, FileLine, NoArguments } from './coded.js';
import type { Holding } from './severity-under.js';
import type { NeedReason } from './needed-headers.js';

/** What a finding says: a code (the rule's id, with a variant if it says several things) and its arguments. */
export type FindingStatement = Coded<StatementArguments>;

/**
 * Why a policy was not reviewed. `gone`: the change deletes it; `embedded`: it is in code that no layout reads; `beside`: another one is used for its scope;
 * `inside`: it belongs to a new service inside another one; `converted`: the checkout differs from git's content; `compiled`: the source that it is compiled
 * from says something else.
 */
export type WhyUnplaced =
  'no-scope' | 'unread' | 'gone' | 'embedded' | 'beside' | 'inside' | 'converted' | 'compiled' | 'published' | 'configuration';

/** A kind of access and its names; '*': all, or all others. */
export interface AccessPart {
  readonly what: AccessChange['what'];
  readonly names: readonly string[] | '*';
}

/** What one origin gains, or loses. */
export interface OriginMove {
  readonly origin: string;
  readonly parts: readonly AccessPart[];
  /** Some or all of the targets of the whole. */
  readonly targets: readonly Target[];
}

/** Who gains or loses what, where. */
export interface AccessMoved {
  readonly moves: readonly OriginMove[];
  readonly targets: readonly Target[];
  /** `added`, `removed`: the operations exist on one side only; `moved`: nothing answers at their old address any more. */
  readonly existence: 'changed' | 'added' | 'removed' | 'moved';
  /** Head's policy is refused at save: nothing changes until it can be saved. */
  readonly isRefused: boolean;
  /** Base's policy is refused at save: what was deployed before, and so the difference, is unknown. */
  readonly wasRefused: boolean;
  /** Base's policy is unreadable: whether they had access before is unknown. */
  readonly wasUnread?: true;
  readonly holding: Holding;
  /** Open points of the condition that exist only in base. */
  readonly ofBase?: readonly string[];
}

/** Why a gain of an origin deserves attention. */
export type Exposure =
  Exclude<OriginClass, 'https'> | 'any-website' | 'any-website-with-credentials' | 'null' | 'unknown-origin' | 'now-with-credentials';

/** Why a preflight is not answered in an OPTIONS operation. */
export type PreflightStop =
  | { readonly kind: 'not-listed' }
  | { readonly kind: 'needs-key' }
  | { readonly kind: 'answered'; readonly by: string; readonly status: number | 'unknown' };

/** A policy that can refuse a request; `path` null: in the same file. */
export interface RefusingPolicy {
  readonly name: string;
  readonly path: string | null;
  readonly line: number;
}

/** How callers identify themselves. */
export type Identification = { readonly kind: 'token'; readonly header: string } | { readonly kind: 'key' };

/** A request header, and why it is required. */
export interface NeededName {
  readonly name: string;
  readonly why: NeedReason;
}

/** `what`: a hand-written header, or a computed `<origin>`. `credentials`: allowed too. */
export interface OriginGivenBack {
  readonly what: 'header' | 'origin';
  readonly sections: readonly SectionName[];
  readonly credentials: boolean;
  readonly holding: Holding;
}

/** Rules about the entries of one list in a `<cors>`. */
export type ListedRule =
  | 'insecure-origin'
  | 'loopback-origin'
  | 'shared-hosting-origin'
  | 'intranet-origin'
  | 'unusual-scheme-origin'
  | 'near-miss-origin'
  | 'duplicate-entry'
  | 'wildcard-mixed'
  | 'wildcard-methods'
  | 'wildcard-headers'
  | 'wildcard-exposed-headers'
  | 'forbidden-method'
  | 'needless-method'
  | 'forbidden-header'
  | 'response-header-in-request-list'
  | 'header-pattern'
  | 'spoofable-header-allowed'
  | 'sensitive-header-exposed';

/**
 * Entries about which the same is true, by the names in the list. `kind`: the variant of the rule. `like`: another entry that each resembles, or null.
 * `credentials`: the `<cors>` allows them.
 */
export interface Listed {
  readonly names: readonly string[];
  readonly kind: OriginClass | 'origins' | 'methods' | 'headers' | 'unnamed' | 'other-port' | 'no-operation' | 'several' | 'never';
  readonly like: string | null;
  readonly credentials: boolean;
}

/** `origins` are access classes: '*' is every unnamed origin, 'null' the null origin. `file`: the file in which the finding is shown. */
export interface StatementArguments extends Readonly<Record<ListedRule, Listed>> {
  readonly 'inherited-cors-decides': {
    readonly inherited: ScopeRef;
    readonly portal: PortalSign | null;
    readonly at: FileLine;
    /** The shadowed `<cors>`. */
    readonly own: FileLine;
    /** Who is affected, how, and under which condition; each origin once. */
    readonly harms: readonly { readonly origins: readonly string[]; readonly outcome: 'blocked' | 'less'; readonly holding: Holding }[];
    /** The first one lists all of them, but lacks what these operations need. */
    readonly listsThem?: true;
  };
  readonly 'cors-not-inherited': {
    readonly lost: ScopeRef;
    readonly portal: PortalSign | null;
    readonly at: FileLine;
    /** Origins, with the condition for their loss. */
    readonly losses: readonly { readonly origins: readonly string[]; readonly holding: Holding }[];
    /** `loses`: they had access before this change; `nothing`: they cannot call these operations at all; `less`: some access is left. */
    readonly outcome: 'loses' | 'nothing' | 'less';
  };
  readonly 'inherited-policies-dropped': {
    readonly section: SectionName;
    readonly how: Dropped['how'];
    /** They still run in some requests. */
    readonly partly: boolean;
    readonly policies: readonly PlacedPolicy[];
    readonly targets: readonly Target[];
  };
  readonly 'duplicate-cors': { readonly number: number; readonly section: string };
  readonly 'cors-outside-inbound': { readonly section: string | null };
  readonly 'cors-not-direct-child': { readonly parent: string | null; readonly origins: readonly string[] };
  /** `inside`: the section around it, or `fragment`. */
  readonly 'refused-at-save': { readonly section: string; readonly inside: string };
  readonly 'refused-at-save.unknown': { readonly name: string; readonly inside: string; readonly isAttribute: boolean };
  /** `workspace`: the service has a fragment of that id, which a policy of this workspace does not see. `isWhole`: the repository holds the whole service. */
  readonly 'missing-fragment': { readonly fragment: string; readonly workspace: string | null; readonly isWhole: boolean };
  /** The repository holds no fragment of the service, although its policies include these. */
  readonly 'missing-fragment.none-kept': { readonly fragments: readonly string[] };
  /** `asksForKey`: some request to it needs a subscription key. */
  readonly 'cors-in-fragment': { readonly asksForKey: boolean };
  /** `unless`: a product whose metadata does not say whether it needs a subscription. */
  readonly 'product-cors-unreachable': { readonly origins: readonly string[]; readonly targets: readonly Target[]; readonly unless: string | null };
  readonly 'header-versioning-hides-cors': { readonly api: string; readonly header: string | null; readonly origins: readonly string[] };
  readonly 'options-operation-shadows-cors': {
    readonly operation: string;
    readonly urlTemplate: string | null;
    readonly origins: readonly string[];
    readonly stops: readonly PreflightStop[];
    /** Some of the operations work partly, with requests that need no preflight. */
    readonly isSimpleLeft: boolean;
    readonly holding: Holding;
  };
  /** `isAnswered`: a `<cors>` answers preflights there. */
  readonly 'options-branch-never-runs': { readonly targets: readonly Target[]; readonly isAnswered: boolean };
  readonly 'policy-before-cors': {
    readonly refusers: readonly RefusingPolicy[];
    readonly bringer: 'cors' | 'base' | 'include-fragment';
    /** The first of them that ends every request, so that no page can read an answer; null: they refuse only some. */
    readonly endsAll: RefusingPolicy | null;
  };
  readonly 'two-cors-writers': {
    readonly header: string;
    readonly scope: ScopeRef;
    readonly at: FileLine;
    readonly harm: 'same-value' | 'second-value' | 'open';
    /** Under this condition it is deleted rather than written. */
    readonly deletedWhere: string | null;
  };
  readonly 'hand-written-cors.inbound': { readonly headers: readonly string[] };
  readonly 'hand-written-cors.no-on-error': NoArguments;
  readonly 'hand-written-cors.errors-only': NoArguments;
  /** `by`: what answers every request before it. */
  readonly 'hand-written-cors.unreached': { readonly by: string; readonly at: FileLine };
  readonly 'hand-written-cors.no-preflight': { readonly headers: readonly string[] };
  readonly 'wildcard-origin-with-credentials': NoArguments;
  /** `holding`: the readings under which it lets them in, if the leanings do not; null: they do. */
  readonly 'wildcard-origin': { readonly holding: Holding | null };
  readonly 'invalid-origin.none': NoArguments;
  readonly 'invalid-origin': { readonly fault: Coded<OriginFaults> };
  /** `isBesideAny`: its list also has "*", without credentials, so that it has no effect of its own. */
  readonly 'null-origin': { readonly isBesideAny?: true };
  readonly 'unresolved-origin': {
    readonly cause: Extract<OriginEntry, { kind: 'unresolved' }>['cause'];
    readonly names: readonly string[];
    /** The service has named values of these names, but the policy belongs to a workspace, which does not see them. */
    readonly areOfService?: true;
  };
  readonly 'reflected-origin': OriginGivenBack & {
    /** The expression has a default for requests without an origin. */
    readonly hasDefault: boolean;
  };
  /** `isTooLong`: it exceeds the budget; otherwise some part is not supported. */
  readonly 'reflected-origin.unknown': { readonly isTooLong: boolean };
  /** `origin`: a reflected one that someone else could register. */
  readonly 'loose-origin-match': OriginGivenBack & { readonly origin: string };
  readonly 'origin-normalised': { readonly origins: readonly string[]; readonly tidied: readonly NormalisationKind[] };
  readonly 'method-not-allowed': {
    /** There is no `<allowed-methods>`. */
    readonly isListAbsent: boolean;
    readonly methods: readonly string[];
    readonly targets: readonly Target[];
    readonly holding: Holding;
  };
  readonly 'header-not-allowed': {
    /** There is no `<allowed-headers>`. */
    readonly isListAbsent: boolean;
    readonly needed: readonly NeededName[];
    readonly file: string;
    readonly targets: readonly Target[];
    readonly holding: Holding;
  };
  readonly 'authorization-under-wildcard': { readonly why: NeedReason; readonly file: string; readonly targets: readonly Target[] };
  /** `meant` null: unknown. */
  /** `isSeveral`: one element joins several. */
  readonly 'method-case': { readonly name: string; readonly meant: string | null; readonly isSeveral: boolean };
  /** `origins`: those whose access differs between the two defaults. */
  readonly 'terminate-unmatched-implicit': { readonly origins: readonly string[] };
  /** `seen`: words of ids and URLs, or media types. `isKnown`: they show that other sites post here; otherwise they may. */
  readonly 'navigation-ended-by-cors': {
    readonly targets: readonly Target[];
    readonly seen: readonly string[];
    readonly isKnown: boolean;
    readonly holding: Holding;
  };
  readonly 'expose-wildcard-with-credentials': NoArguments;
  readonly 'credentials-not-needed': { readonly ways: readonly Identification[] };
  /** `longest`: seconds for which Chromium caches an answer. */
  readonly 'max-age-capped': { readonly longest: number; readonly keptBy: 'firefox' | 'nobody' };
  readonly 'preflight-not-cached': { readonly isZero: boolean };
  readonly 'max-age-invalid': { readonly written: string };
  /** `written` null: only its surrounding white space is wrong. */
  readonly 'credentials-value': { readonly written: string | null; readonly meant: string };
  /** `isComputed`: at run time; otherwise the repository does not decide it. */
  readonly 'credentials-by-expression': { readonly isComputed: boolean };
  /** `at`: the header's writer, or the `<cors>`. */
  readonly 'cached-without-vary-origin': { readonly by: 'written' | 'cors'; readonly at: FileLine };
  readonly 'simple-post-with-cookies': { readonly targets: readonly Target[]; readonly holding: Holding };
  /** `by`: the source that says so. */
  readonly 'headers-not-exposed': { readonly names: readonly string[]; readonly by: 'policies' | 'specification' | 'both' };
  readonly 'unused-fragment': { readonly fragment: string };
  readonly 'origin-forwarded': NoArguments;
  readonly 'base-first-required': { readonly section: SectionName };
  /** `isScript`: answers are scripts; otherwise it is for plug-ins. */
  readonly 'cross-domain-or-jsonp': { readonly isScript: boolean };
  readonly 'portal-cors-lost': { readonly origins: readonly string[]; readonly targets: readonly Target[] };
  /** `header`: the one for the key. */
  readonly 'subscription-key-changed': { readonly isNeeded: boolean; readonly header: string; readonly targets: readonly Target[] };
  /** Old and new names of the header and the parameter for the key. null: unchanged. */
  readonly 'subscription-key-changed.named': {
    readonly header: readonly [was: string, is: string] | null;
    readonly query: readonly [was: string, is: string] | null;
    readonly targets: readonly Target[];
  };
  /** `onlyRefusals`: an origin check behind the `<cors>` refuses them all. */
  readonly 'access-widened': AccessMoved & {
    readonly exposures: readonly Exposure[];
    /** The origins, if not all that gain; the first ones of many. */
    readonly exposed?: readonly { readonly exposure: Exposure; readonly origins: readonly string[] }[];
    readonly onlyRefusals?: true;
  };
  readonly 'origin-check-changed': {
    /**
     * `called`: still refused, but after the backend has run. The others, beyond checks, are about expressions that reflect origins; `untold`, `inexact`:
     * whether they accept others than before.
     */
    readonly way: 'refused' | 'passed' | 'called' | 'let-in' | 'kept-out' | 'untold' | 'inexact';
    /** The check is a condition around an answer, not a `<check-header>`. */
    readonly isByHand?: true;
    /** Unnamed origins, which represent others like them. */
    readonly isSuch?: true;
    readonly origins: readonly string[];
    readonly targets: readonly Target[];
    readonly exposures: readonly Exposure[];
  };
  readonly 'access-narrowed': AccessMoved;
  /** `suggestion`: the entry for the policy under `scopes:`; null: no entry helps. */
  readonly 'policy-without-scope': { readonly why: WhyUnplaced; readonly suggestion: ScopeSuggestion | null };
  readonly 'malformed-policy': { readonly fault: PolicyFault; readonly isRefused: boolean };
  readonly 'not-understood': Pick<NotUnderstood, 'kind' | 'inside' | 'written'>;
  readonly 'not-understood.deployment': Pick<NotFollowed, 'what' | 'name' | 'touches'>;
  /** An API has another type than in base. */
  readonly 'not-understood.api-type': { readonly api: string; readonly before: string; readonly after: string };
  /** The address of an API or operation is undecided, and written differently from base; null: not given. */
  readonly 'not-understood.address': {
    readonly api: string;
    readonly operation: string | null;
    readonly before: string | null;
    readonly after: string | null;
  };
  /** `what`: the bound that is exceeded. */
  readonly 'not-understood.too-much': { readonly what: TooMuch };
  /** Further findings of a rule in one policy, not listed one by one. */
  readonly 'more-of-a-rule': { readonly count: number };
  readonly 'unreadable-metadata': { readonly fault: MetadataFault };
  /** `isNew`: the change adds the promise. */
  readonly 'contract-broken': ContractBreach & { readonly isNew: boolean };
  readonly 'contract-undecided': ContractBreach;
  /** The change drops or weakens a clause of base; `result`: its result in head; `wasSo`: the same in base. */
  readonly 'contract-relaxed': ContractBreach & {
    readonly isDropped: boolean;
    readonly result: 'kept' | 'broken' | 'undecided';
    readonly wasSo: boolean;
  };
  readonly 'contract-matches-nothing': { readonly problem: ContractProblem };
  readonly 'contracts-malformed': { readonly problems: readonly ContractProblem[] };
}

/** A promise of the contracts file, and the request that breaks it; null if there is none. */
export interface ContractBreach {
  readonly name: string;
  readonly promise: 'allow' | 'only' | 'deny';
  readonly environment: string | null;
  readonly request: { readonly origin: string; readonly method: string; readonly url: string } | null;
}
