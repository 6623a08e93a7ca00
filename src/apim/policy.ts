import type { Span } from '../text/edit.js';
import type { Host, InnerPlace } from '../text/hosted-text.js';
import type { PolicyRef } from '../text/policy-ref.js';
import type { IgnoreComment } from './ignore-comments.js';
import type { PolicyFault } from './policy-fault.js';
import type { RequestPart } from './request-part.js';

/**
 * What one policy file says, without the file: the sections, the policies in them in order, and their places. Small on purpose: a service of tens of thousands
 * of policies is held as these values, never as texts or trees.
 */

/** Where a part of a policy stands. Lines are the file's, 1-based and inclusive; offsets are of the policy's own text, UTF-16, end exclusive. */
export interface Place {
  readonly path: string;
  readonly ref: PolicyRef;
  readonly line: number;
  readonly endLine: number;
  readonly start: number;
  readonly end: number;
  /** Set only if the file's lines do not identify the place: a policy inside a JSON string. */
  readonly inner?: InnerPlace;
  /** For a policy under a condition: a hash of its conditions, which stays the same when lines above it move. */
  readonly conditions?: string;
}

/** An element kept whole, for the few that later rooms read in detail (`<cors>` and its content). */
export interface ElementSnapshot {
  readonly name: string;
  readonly place: Place;
  readonly attributes: readonly AttributeSnapshot[];
  /** Concatenated direct text, entities decoded, not trimmed. */
  readonly text: string;
  readonly children: readonly ElementSnapshot[];
  /** The template directives (`for o in origins`, `if dev`) around it in its parent's text, outermost first. */
  readonly under: readonly string[];
}

/** One attribute of an element as written, references decoded; `line` is 1-based. */
export interface AttributeSnapshot {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** The sections of a policy document, in running order. */
export const sectionNames = ['inbound', 'backend', 'outbound', 'on-error'] as const;
/** One of the four sections. */
export type SectionName = (typeof sectionNames)[number];

/** One statement of a section, in order. */
export type Statement =
  | { readonly kind: 'base'; readonly place: Place }
  | { readonly kind: 'cors'; readonly element: ElementSnapshot }
  | { readonly kind: 'include-fragment'; readonly fragment: string; readonly place: Place }
  | {
      /** Consecutive policies without content that matters to CORS. Most policies are such, so only names and lines are kept. */
      readonly kind: 'others';
      readonly ref: PolicyRef;
      readonly names: readonly string[];
      /** 1-based line of each. */
      readonly lines: readonly number[];
      /** How some of them may end a request, by index; null if none does. */
      readonly ends: ReadonlyMap<number, RequestEnd> | null;
      /** Where each of those stands in the policy's own text; null like `ends`. */
      readonly spans: ReadonlyMap<number, Span> | null;
      /** By index, the name of a policy inside one that checks callers under a condition; null if there is none. */
      readonly checks: ReadonlyMap<number, string> | null;
      /** By index, what runs inside one whenever it runs; null if nothing of note does. */
      readonly inside: ReadonlyMap<number, readonly PolicyRun[]> | null;
    }
  | {
      /** A policy with content that matters to CORS: `nested`, in document order, at any depth. */
      readonly kind: 'policy';
      readonly name: string;
      readonly place: Place;
      /** How it may also end a request. */
      readonly end: RequestEnd | null;
      /** Name of a policy inside it that checks callers; null if there is none. */
      readonly checks: string | null;
      /** Policies inside it that run whenever it runs and may replace an inherited policy. */
      readonly inside: readonly PolicyRun[];
      readonly nested: readonly Statement[];
    };

/** What runs at one place of a policy. `ways`: exactly one of these alternatives. */
export type PolicyRun =
  | { readonly kind: 'policy'; readonly name: string }
  | { readonly kind: 'base' }
  | { readonly kind: 'fragment'; readonly id: string }
  | { readonly kind: 'ways'; readonly ways: readonly (readonly PolicyRun[])[] };

/** A section, where it stands, and its statements in document order. */
export interface Section {
  readonly place: Place;
  readonly statements: readonly Statement[];
}

/** Policies that refuse a request which lacks what their attributes require. */
export const checkingPolicies: ReadonlySet<string> = new Set([
  'check-header',
  'validate-jwt',
  'validate-azure-ad-token',
  'validate-client-certificate',
]);

/** Policies that authenticate or filter callers: later policies rely on them. */
export const callerChecks: ReadonlySet<string> = new Set([...checkingPolicies, 'ip-filter']);

/** Policies that answer a request themselves, so that nothing after them runs (Microsoft Learn, return-response and mock-response). */
export const answeringPolicies: ReadonlySet<string> = new Set(['return-response', 'mock-response']);

/**
 * How a policy may end a request or change its origin. `check`: it refuses requests that lack what it requires. `origin`: it deletes or writes the request's
 * own Origin header. `answer`: it answers with this status (null: computed) and the CORS headers in `writers`; `isOpen`: it starts from another policy's
 * response. `branch`: something inside it may answer, under a condition. `checks`: something inside it checks the origin, and nothing inside answers. `digest`:
 * of its text, which decides whether undecided parts are equal. `options`: the first branch that answers OPTIONS, or null; `onlyOptions`: nothing else in it
 * answers; `answer`: that for every OPTIONS request, null if unknown.
 */
export type RequestEnd =
  | { readonly kind: 'check'; readonly element: ElementSnapshot }
  | AnswerEnd
  | { readonly kind: 'origin'; readonly becomes: 'deleted' | 'written'; readonly digest: string }
  | { readonly kind: 'checks'; readonly digest: string }
  | {
      readonly kind: 'branch';
      readonly digest: string;
      readonly options: Place | null;
      readonly onlyOptions: boolean;
      readonly answer: AnswerEnd | null;
      /** An answer in it, for requests other than OPTIONS, lets pages read it. */
      readonly letsIn: boolean;
    };

/** The answer of a policy that answers requests itself. */
export interface AnswerEnd {
  readonly kind: 'answer';
  readonly status: number | null;
  readonly writers: readonly HeaderWriter[];
  readonly isOpen: boolean;
  readonly digest: string;
}

/** A `<set-header>` that writes a CORS header (`Access-Control-*`) by hand, and its place. */
export interface HeaderWriter {
  readonly section: SectionName | 'fragment';
  /** Name of the policy around it, as `choose` or `return-response`; null for a direct child of its section. */
  readonly inside: string | null;
  /** Place of that policy: all headers in it are written together or not at all. */
  readonly around: Place | null;
  /** Conditions under which it is written: that of the `<when>` around it, or those before its `<otherwise>`. They are few and short. */
  readonly conditions: readonly string[];
  /** Lower case, trimmed; as written where it is open. */
  readonly header: string;
  /** The headers that an open name (`${x}`, `access-control-{{x}}`) may stand for. */
  readonly mayBe?: readonly string[];
  readonly element: ElementSnapshot;
  /** For a copy with named values or another condition put in: the writer in the document. */
  readonly original?: HeaderWriter;
}

/** One step on a value's way from the request into a CORS header, in running order. Texts are null if they are too long. */
export type FlowStep =
  | { readonly kind: 'base' }
  /** The backend is called. */
  | { readonly kind: 'forward' }
  | { readonly kind: 'fragment'; readonly id: string }
  /** A variable is set; value null: unknown. `from`: the whole text of the policy that sets it; left out if it mentions neither a page nor a variable. */
  | { readonly kind: 'variable'; readonly name: string; readonly value: string | null; readonly from?: string }
  /** `<choose>`: the first branch whose condition holds. `place`: set if something in it may end a request. */
  | { readonly kind: 'choose'; readonly branches: readonly FlowBranch[]; readonly place?: Place }
  /** An answer, after which nothing runs. `name`: that of its policy; `status` and `isOpen`: as in an `AnswerEnd`. */
  | {
      readonly kind: 'answer';
      readonly steps: readonly FlowStep[];
      readonly place: Place;
      readonly name: string;
      readonly status: number | null;
      readonly isOpen: boolean;
    }
  /** Another policy that affects a request and may depend on its page. `key`: equal for equal texts. `reads`: its text if it mentions a page or a variable. */
  | { readonly kind: 'effect'; readonly key: string; readonly reads: string | null }
  /** `<check-header name="Origin">`: refuses other origins, with this status as written. An empty list refuses only requests without an origin. */
  | {
      readonly kind: 'origin-check';
      readonly values: readonly (string | null)[];
      readonly ignoresCase: boolean;
      readonly status: string;
      readonly place: Place;
    }
  /** The request's own Origin header is set; null: removed, or set to an unknown value. */
  | { readonly kind: 'request-origin'; readonly value: string | null; readonly header: SetRequestHeader }
  /** The request's method is set: `header` has the value as written, under the name `method`. */
  | { readonly kind: 'request-method'; readonly header: SetRequestHeader }
  /** A header with a computed or filled-in name is set: it may be a request header that `<cors>` reads. */
  | { readonly kind: 'open-header'; readonly header: SetRequestHeader }
  /** Another part of the request is set in inbound: a header (lower case), or the query. `value`: as written; null if unknown. */
  | RequestPart
  | { readonly kind: 'writer'; readonly writer: HeaderWriter }
  /** A `<cors>` by the offset where it starts, with its computed origins. */
  | { readonly kind: 'cors'; readonly start: number; readonly computed: readonly { readonly text: string; readonly place: Place }[] };

/** The steps of a document's sections. */
export interface PolicyFlow {
  /** Every step only sets a variable or a part of the request, inherits or calls the backend; a chain of such documents has no flow that matters. */
  readonly onlySetsVariables: boolean;
  get(section: SectionName | 'fragment'): readonly FlowStep[] | undefined;
  values(): Iterable<readonly FlowStep[]>;
}

/** A header set before the request is forwarded. `written`: its name as written, shortened; `digest`: of the policy's whole text. */
export interface SetRequestHeader {
  readonly written: string;
  readonly digest: string;
  readonly hasNamedValue: boolean;
  readonly place: Place;
}

/** One branch of a `<choose>`; that of `<otherwise>` has no condition. */
export interface FlowBranch {
  readonly condition: string | null;
  readonly steps: readonly FlowStep[];
}

/** A response header for clients that a policy writes. `section`: where it stands; `line` 1-based. */
export interface AnswerHeader {
  readonly name: string;
  readonly policy: string;
  readonly section: string;
  readonly line: number;
}

/** Policies that look up cached responses, and those that store them, at any depth. */
export interface ResponseCaching {
  readonly lookups: readonly ElementSnapshot[];
  readonly stores: readonly Place[];
}

/** What an outbound section takes over from elsewhere, and what it may write, in order. */
export interface OutboundSection {
  /** It has a `<base />`, or there is no outbound section. */
  readonly inherits: boolean;
  /** Offset of the `<base />`, to tell what runs before it; 0 if there is none. */
  readonly base: number;
  readonly fragments: readonly OutboundFragment[];
  /** What may write a header of CORS, under a name that is open. */
  readonly opens: readonly HeaderWriter[];
}

/** A fragment included in an outbound section. `inside` and `around`: of a policy that decides whether it runs, as in a `HeaderWriter`. */
export interface OutboundFragment extends Pick<HeaderWriter, 'inside' | 'around'> {
  readonly id: string;
  readonly start: number;
}

/** A part of a policy whose meaning is unknown, or that API Management may read differently from what its author expects. */
export interface NotUnderstood {
  /**
   * `text`: text among the elements of a section. `element`, `attribute`: a known name in a wrong case or with a prefix. `list`: a second list of one kind in a
   * `<cors>`. `flag`: a value that is neither true nor false. `header`: a header's name that is computed or filled in. `fragment`: a fragment's id that is
   * computed or filled in. `request-header`: the method, or a request header that `<cors>` reads or may read, is set before a `<cors>` runs.
   */
  readonly kind: 'text' | 'element' | 'attribute' | 'list' | 'flag' | 'header' | 'request-header' | 'fragment';
  /** The element that holds it. */
  readonly inside: string;
  /** The text, name or value itself, shortened. */
  readonly written: string;
  /** 1-based. */
  readonly line: number;
}

/** A section inside another, or in a fragment. */
export interface NestedSection {
  readonly name: string;
  /** The outermost element around it: a section, or `fragment`. */
  readonly inside: SectionName | 'fragment';
  readonly place: Place;
}

/** A parsed policy or fragment file. A fragment's children form one section, under `fragment`. */
export interface PolicyDocument {
  readonly path: string;
  readonly ref: PolicyRef;
  /** The host, if it is part of a file; null for a file of its own. */
  readonly host: Host | null;
  /** Identity of the file's content, as in the tree. */
  readonly id: string;
  /** Identity of its own text within the file; if left out, `id` serves. */
  readonly textId?: string;
  readonly root: 'policies' | 'fragment';
  /** Lines of the root element, 1-based and inclusive. */
  readonly line: number;
  readonly endLine: number;
  /** `inbound` if present; other sections only if they hold more than `<base />`. */
  readonly sections: ReadonlyMap<SectionName | 'fragment', Section>;
  /** `<cors>` elements outside every section of a policy document. */
  readonly strayCors: readonly ElementSnapshot[];
  /** In document order, at any depth. */
  readonly headerWriters: readonly HeaderWriter[];
  /** What the outbound section takes from elsewhere, which may bring hand-written headers. */
  readonly outbound: OutboundSection;
  /** What its sections do with values that may become CORS headers; null: they only inherit. */
  readonly flow: PolicyFlow | null;
  /** A `<set-header>` in it sets the request's own Origin header, mostly to hide it from the backend. */
  readonly setsOrigin: boolean;
  /** A policy in it sets, or may set, the request's Authorization header: callers need not send one. */
  readonly setsAuthorization: boolean;
  /** Left out if there are none. */
  readonly answerHeaders?: readonly AnswerHeader[];
  /** Left out if it neither looks up nor stores cached responses. */
  readonly caching?: ResponseCaching;
  readonly ignores: readonly IgnoreComment[];
  /** Sections inside others, which API Management refuses to save. */
  readonly nestedSections: readonly NestedSection[];
  /** Parts whose meaning is unknown. */
  readonly notUnderstood: readonly NotUnderstood[];
}

/** A policy file that could not be read, or is no policy document: it is reported, and evaluated as unknown. */
export interface BrokenPolicy {
  readonly path: string;
  readonly ref: PolicyRef;
  readonly id: string;
  readonly says: PolicyFault;
  readonly line: number;
  /** API Management refuses to save it. False: this reader cannot read it, or it is undecided which policy counts. */
  readonly isRefused: boolean;
  /** The readable part of its text begins a `<cors>`. Left out if not, or if its text is unknown. */
  readonly beginsCors?: boolean;
}

/** The repository's name for the condition of a policy's deployment, if undecided: deployed where it holds, or with `holds` false where it does not. */
export interface DeployedIf {
  readonly name: string;
  readonly holds: boolean;
}

/** A policy or fragment as read, or why it cannot be read. `otherwise`: the policy in its place if `deployedIf` does not hold. */
export type PolicyFile =
  | { readonly ok: true; readonly document: PolicyDocument; readonly deployedIf?: DeployedIf; readonly otherwise?: PolicyFile }
  | { readonly ok: false; readonly broken: BrokenPolicy };
