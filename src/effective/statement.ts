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

/** What a finding says: a code (the rule's id, with a variant where it says several things) and its arguments. */
export type FindingStatement = Coded<StatementArguments>;

/**
 * Why a policy was not reviewed. `gone`: the change deletes it; `embedded`: it stands in code that no layout reads; `beside`: another one is taken for
 * its scope; `inside`: it is of a service that is new inside another one; `converted`: what is checked out is not what git has; `compiled`: the file that it is compiled
 * from says something else.
 */
export type WhyUnplaced =
  'no-scope' | 'unread' | 'gone' | 'embedded' | 'beside' | 'inside' | 'converted' | 'compiled' | 'published' | 'configuration';

/** A kind of access and the names of it that are meant; '*': all, or all others. */
export interface AccessPart {
  readonly what: AccessChange['what'];
  readonly names: readonly string[] | '*';
}

/** What one origin gains, or loses. */
export interface OriginMove {
  readonly origin: string;
  readonly parts: readonly AccessPart[];
  /** Where: some or all of the targets of the whole. */
  readonly targets: readonly Target[];
}

/** Who gains or loses what, where. */
export interface AccessMoved {
  readonly moves: readonly OriginMove[];
  readonly targets: readonly Target[];
  /** `added`, `removed`: the operations exist on one side only; `moved`: nothing answers any more where they were. */
  readonly existence: 'changed' | 'added' | 'removed' | 'moved';
  /** Head's policy is refused at save: nobody gains or loses anything before it can be saved. */
  readonly isRefused: boolean;
  /** Base's policy is: what was deployed before, and with it what differs, is not known. */
  readonly wasRefused: boolean;
  /** Base's policy cannot be read: that they were shut out before is not known. Left out: it can. */
  readonly wasUnread?: true;
  readonly holding: Holding;
  /** Open points of that condition which are base's alone; left out: none is. */
  readonly ofBase?: readonly string[];
}

/** Why an origin that gains something deserves a look. */
export type Exposure =
  Exclude<OriginClass, 'https'> | 'any-website' | 'any-website-with-credentials' | 'null' | 'unknown-origin' | 'now-with-credentials';

/** What keeps a preflight from being answered in an operation's own pipeline. */
export type PreflightStop =
  | { readonly kind: 'not-listed' }
  | { readonly kind: 'needs-key' }
  | { readonly kind: 'answered'; readonly by: string; readonly status: number | 'unknown' };

/** A policy that can refuse a request; `path` null: it stands in the same file. */
export interface RefusingPolicy {
  readonly name: string;
  readonly path: string | null;
  readonly line: number;
}

/** How callers show who they are. */
export type Identification = { readonly kind: 'token'; readonly header: string } | { readonly kind: 'key' };

/** A request header, and why requests need it. */
export interface NeededName {
  readonly name: string;
  readonly why: NeedReason;
}

/** `what`: written as a header by hand, or computed in an `<origin>`. `credentials`: allowed along with it. */
export interface OriginGivenBack {
  readonly what: 'header' | 'origin';
  readonly sections: readonly SectionName[];
  readonly credentials: boolean;
  readonly holding: Holding;
}

/** Rules about what stands in one list of a `<cors>`. */
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
 * Entries of which the same is true, as they are named there. `kind`: which of the things that the rule says. `like`: another entry that each is
 * close to; null: there is none. `credentials`: the `<cors>` allows them.
 */
export interface Listed {
  readonly names: readonly string[];
  readonly kind: OriginClass | 'origins' | 'methods' | 'headers' | 'unnamed' | 'other-port' | 'no-operation' | 'several' | 'never';
  readonly like: string | null;
  readonly credentials: boolean;
}

/** `origins` are access classes: '*' is every origin that no policy names, 'null' the null origin. `file`: the file the reader looks at. */
export interface StatementArguments extends Readonly<Record<ListedRule, Listed>> {
  readonly 'inherited-cors-decides': {
    readonly inherited: ScopeRef;
    readonly portal: PortalSign | null;
    readonly at: FileLine;
    /** The `<cors>` that comes second. */
    readonly own: FileLine;
    /** Who is harmed, how, and under which condition: each origin once. */
    readonly harms: readonly { readonly origins: readonly string[]; readonly outcome: 'blocked' | 'less'; readonly holding: Holding }[];
    /** The first one lists all of them, and not what these operations take. Left out: it does not list each. */
    readonly listsThem?: true;
  };
  readonly 'cors-not-inherited': {
    readonly lost: ScopeRef;
    readonly portal: PortalSign | null;
    readonly at: FileLine;
    /** Origins with what has to hold for theirs. */
    readonly losses: readonly { readonly origins: readonly string[]; readonly holding: Holding }[];
    /** `loses`: they had access before this change; `nothing`: none of them may call these operations, whoever asks; `less`: something is left. */
    readonly outcome: 'loses' | 'nothing' | 'less';
  };
  readonly 'inherited-policies-dropped': {
    readonly section: SectionName;
    readonly how: Dropped['how'];
    /** They run in some requests only. */
    readonly partly: boolean;
    readonly policies: readonly PlacedPolicy[];
    readonly targets: readonly Target[];
  };
  readonly 'duplicate-cors': { readonly number: number; readonly section: string };
  readonly 'cors-outside-inbound': { readonly section: string | null };
  readonly 'cors-not-direct-child': { readonly parent: string | null; readonly origins: readonly string[] };
  /** `inside`: the section that holds it, or `fragment`. */
  readonly 'refused-at-save': { readonly section: string; readonly inside: string };
  readonly 'refused-at-save.unknown': { readonly name: string; readonly inside: string; readonly isAttribute: boolean };
  /** `workspace`: the service has one of that id, which a policy of this workspace does not see. `isWhole`: the repository holds all of the service. */
  readonly 'missing-fragment': { readonly fragment: string; readonly workspace: string | null; readonly isWhole: boolean };
  /** The repository holds no fragment of the service at all, and its policies include these. */
  readonly 'missing-fragment.none-kept': { readonly fragments: readonly string[] };
  /** `asksForKey`: some request that meets it needs a subscription key. */
  readonly 'cors-in-fragment': { readonly asksForKey: boolean };
  /** `unless`: a product whose metadata does not say whether it needs a subscription. */
  readonly 'product-cors-unreachable': { readonly origins: readonly string[]; readonly targets: readonly Target[]; readonly unless: string | null };
  readonly 'header-versioning-hides-cors': { readonly api: string; readonly header: string | null; readonly origins: readonly string[] };
  readonly 'options-operation-shadows-cors': {
    readonly operation: string;
    readonly urlTemplate: string | null;
    readonly origins: readonly string[];
    readonly stops: readonly PreflightStop[];
    /** Some of the operations are called with what needs no preflight, and so work in part. */
    readonly isSimpleLeft: boolean;
    readonly holding: Holding;
  };
  /** `isAnswered`: a `<cors>` answers preflights there. */
  readonly 'options-branch-never-runs': { readonly targets: readonly Target[]; readonly isAnswered: boolean };
  readonly 'policy-before-cors': {
    readonly refusers: readonly RefusingPolicy[];
    readonly bringer: 'cors' | 'base' | 'include-fragment';
    /** The first of them that ends every request, so that no page can read any answer; null: they refuse some. */
    readonly endsAll: RefusingPolicy | null;
  };
  readonly 'two-cors-writers': {
    readonly header: string;
    readonly scope: ScopeRef;
    readonly at: FileLine;
    readonly harm: 'same-value' | 'second-value' | 'open';
    /** It is deleted, not written, where this condition holds. */
    readonly deletedWhere: string | null;
  };
  readonly 'hand-written-cors.inbound': { readonly headers: readonly string[] };
  readonly 'hand-written-cors.no-on-error': NoArguments;
  readonly 'hand-written-cors.errors-only': NoArguments;
  /** `by`: what answers every request before. */
  readonly 'hand-written-cors.unreached': { readonly by: string; readonly at: FileLine };
  readonly 'hand-written-cors.no-preflight': { readonly headers: readonly string[] };
  readonly 'wildcard-origin-with-credentials': NoArguments;
  /** `holding`: under which readings it lets them in, where it does not under the leanings; null: it does. */
  readonly 'wildcard-origin': { readonly holding: Holding | null };
  readonly 'invalid-origin.none': NoArguments;
  readonly 'invalid-origin': { readonly fault: Coded<OriginFaults> };
  /** `isBesideAny`: its list has "*" too, without credentials, so that it lets in nobody else. */
  readonly 'null-origin': { readonly isBesideAny?: true };
  readonly 'unresolved-origin': {
    readonly cause: Extract<OriginEntry, { kind: 'unresolved' }>['cause'];
    readonly names: readonly string[];
    /** The service has named values of these names, and the policy is one of a workspace, which does not see them. */
    readonly areOfService?: true;
  };
  readonly 'reflected-origin': OriginGivenBack & {
    /** The expression has a text for requests without an origin. */
    readonly hasDefault: boolean;
  };
  /** `isTooLong`: it took more steps than a review takes; else something in it cannot be followed. */
  readonly 'reflected-origin.unknown': { readonly isTooLong: boolean };
  /** `origin`: one that somebody else could register, and that comes back. */
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
  /** `meant` null: cannot be told. */
  /** `isSeveral`: one element names several. */
  readonly 'method-case': { readonly name: string; readonly meant: string | null; readonly isSeveral: boolean };
  /** `origins`: those whose access differs between the two defaults. */
  readonly 'terminate-unmatched-implicit': { readonly origins: readonly string[] };
  /** `seen`: words of ids and URLs, media types. `isKnown`: these say that other sites post here; else they may. */
  readonly 'navigation-ended-by-cors': {
    readonly targets: readonly Target[];
    readonly seen: readonly string[];
    readonly isKnown: boolean;
    readonly holding: Holding;
  };
  readonly 'expose-wildcard-with-credentials': NoArguments;
  readonly 'credentials-not-needed': { readonly ways: readonly Identification[] };
  /** `longest`: seconds that Chromium keeps an answer. */
  readonly 'max-age-capped': { readonly longest: number; readonly keptBy: 'firefox' | 'nobody' };
  readonly 'preflight-not-cached': { readonly isZero: boolean };
  readonly 'max-age-invalid': { readonly written: string };
  /** `written` null: white space around it is all that is odd. */
  readonly 'credentials-value': { readonly written: string | null; readonly meant: string };
  /** `isComputed`: at run time; else the repository does not hold it. */
  readonly 'credentials-by-expression': { readonly isComputed: boolean };
  /** `at`: the header's writer, or the `<cors>`. */
  readonly 'cached-without-vary-origin': { readonly by: 'written' | 'cors'; readonly at: FileLine };
  readonly 'simple-post-with-cookies': { readonly targets: readonly Target[]; readonly holding: Holding };
  /** `by`: what says that answers have them. */
  readonly 'headers-not-exposed': { readonly names: readonly string[]; readonly by: 'policies' | 'specification' | 'both' };
  readonly 'unused-fragment': { readonly fragment: string };
  readonly 'origin-forwarded': NoArguments;
  readonly 'base-first-required': { readonly section: SectionName };
  /** `isScript`: answers come as a script; else it is for plug-ins. */
  readonly 'cross-domain-or-jsonp': { readonly isScript: boolean };
  readonly 'portal-cors-lost': { readonly origins: readonly string[]; readonly targets: readonly Target[] };
  /** `header`: the one that a key is sent in. */
  readonly 'subscription-key-changed': { readonly isNeeded: boolean; readonly header: string; readonly targets: readonly Target[] };
  /** Names of the header and of the parameter that carried the key, and that carry it now. null: as before. */
  readonly 'subscription-key-changed.named': {
    readonly header: readonly [was: string, is: string] | null;
    readonly query: readonly [was: string, is: string] | null;
    readonly targets: readonly Target[];
  };
  /** `onlyRefusals`: a check of the origin behind the `<cors>` refuses them all. */
  readonly 'access-widened': AccessMoved & {
    readonly exposures: readonly Exposure[];
    /** Whose they are, where they are not those of everybody who gains; of many origins the first ones. */
    readonly exposed?: readonly { readonly exposure: Exposure; readonly origins: readonly string[] }[];
    readonly onlyRefusals?: true;
  };
  readonly 'origin-check-changed': {
    /**
     * `called`: refused still, when the backend has done its work. Others than of checks are ways of expressions that give origins back; `untold`,
     * `inexact`: whether they let others in than before.
     */
    readonly way: 'refused' | 'passed' | 'called' | 'let-in' | 'kept-out' | 'untold' | 'inexact';
    /** The check is a condition round an answer by hand, and no `<check-header>`. */
    readonly isByHand?: true;
    /** No policy names these origins: they stand for others like them. */
    readonly isSuch?: true;
    readonly origins: readonly string[];
    readonly targets: readonly Target[];
    readonly exposures: readonly Exposure[];
  };
  readonly 'access-narrowed': AccessMoved;
  /** `suggestion`: the entry for the policy under `scopes:`; null: none helps. */
  readonly 'policy-without-scope': { readonly why: WhyUnplaced; readonly suggestion: ScopeSuggestion | null };
  readonly 'malformed-policy': { readonly fault: PolicyFault; readonly isRefused: boolean };
  readonly 'not-understood': Pick<NotUnderstood, 'kind' | 'inside' | 'written'>;
  readonly 'not-understood.deployment': Pick<NotFollowed, 'what' | 'name' | 'touches'>;
  /** An API is of another type than in base. */
  readonly 'not-understood.api-type': { readonly api: string; readonly before: string; readonly after: string };
  /** The address of an API or operation is open, and written otherwise than in base; null: nothing says it. */
  readonly 'not-understood.address': {
    readonly api: string;
    readonly operation: string | null;
    readonly before: string | null;
    readonly after: string | null;
  };
  /** `what`: what there is too much of. */
  readonly 'not-understood.too-much': { readonly what: TooMuch };
  /** What a rule finds in one policy beyond what is told one by one. */
  readonly 'more-of-a-rule': { readonly count: number };
  readonly 'unreadable-metadata': { readonly fault: MetadataFault };
  /** `isNew`: the promise is one that the change makes. */
  readonly 'contract-broken': ContractBreach & { readonly isNew: boolean };
  readonly 'contract-undecided': ContractBreach;
  /** The clause of base is dropped, or promises less; `result`: what becomes of it in head; `wasSo`: in base too. */
  readonly 'contract-relaxed': ContractBreach & {
    readonly isDropped: boolean;
    readonly result: 'kept' | 'broken' | 'undecided';
    readonly wasSo: boolean;
  };
  readonly 'contract-matches-nothing': { readonly problem: ContractProblem };
  readonly 'contracts-malformed': { readonly problems: readonly ContractProblem[] };
}

/** A promise of the contracts file, and the request by which it is not kept; null: there is none. */
export interface ContractBreach {
  readonly name: string;
  readonly promise: 'allow' | 'only' | 'deny';
  readonly environment: string | null;
  readonly request: { readonly origin: string; readonly method: string; readonly url: string } | null;
}
