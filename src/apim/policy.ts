import type { Host, InnerPlace } from '../text/hosted-text.js';
import type { PolicyRef } from '../text/policy-ref.js';
import type { IgnoreComment } from './ignore-comments.js';
import type { PolicyFault } from './policy-fault.js';
import type { RequestPart } from './request-part.js';

/**
 * What one policy file says, without the file: the sections, the policies in them in order, and where each stands.
 * Small on purpose: a service of tens of thousands of policies is held as these values, never as texts or trees.
 */

/** Where a piece of policy stands. Lines are the file's, 1-based and inclusive; offsets are of the policy's own text, UTF-16, end exclusive. */
export interface Place {
  readonly path: string;
  readonly ref: PolicyRef;
  readonly line: number;
  readonly endLine: number;
  readonly start: number;
  readonly end: number;
  /** Only where lines of the file do not tell what is meant: a policy inside a JSON string. */
  readonly inner?: InnerPlace;
  /** Of a policy under a condition: its conditions in a word. It is the same on both sides of a change, whatever moves above it. */
  readonly conditions?: string;
}

/** Offsets in a policy's own text, end exclusive. */
export type Span = Pick<Place, 'start' | 'end'>;

/** An element kept whole, for the few that later rooms read in detail (`<cors>` and what it holds). */
export interface ElementSnapshot {
  readonly name: string;
  readonly place: Place;
  readonly attributes: readonly AttributeSnapshot[];
  /** Concatenated direct text, entities decoded, not trimmed. */
  readonly text: string;
  readonly children: readonly ElementSnapshot[];
  /** Directives of a template (`for o in origins`, `if dev`) in its parent's text that it stands under, outermost first. */
  readonly under: readonly string[];
}

/** One attribute of an element as written, references decoded; `line` is 1-based. */
export interface AttributeSnapshot {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** The sections of a policy document, in the order in which they run. */
export const sectionNames = ['inbound', 'backend', 'outbound', 'on-error'] as const;
/** One of the four sections. */
export type SectionName = (typeof sectionNames)[number];

/** One statement of a section, in order. */
export type Statement =
  | { readonly kind: 'base'; readonly place: Place }
  | { readonly kind: 'cors'; readonly element: ElementSnapshot }
  | { readonly kind: 'include-fragment'; readonly fragment: string; readonly place: Place }
  | {
      /** Other policies in a row, with nothing inside that matters to CORS. Most of any policy: names and lines are all that is kept of them. */
      readonly kind: 'others';
      readonly ref: PolicyRef;
      readonly names: readonly string[];
      /** 1-based line of each. */
      readonly lines: readonly number[];
      /** More of those that may end a request, by index; null where none of them does. */
      readonly ends: ReadonlyMap<number, RequestEnd> | null;
      /** Where each of those stands in the policy's own text; null as `ends` is. */
      readonly spans: ReadonlyMap<number, Span> | null;
      /** By index, a policy inside one that checks callers, where its condition says so; null: there is none. */
      readonly checks: ReadonlyMap<number, string> | null;
      /** By index, what runs inside one whenever it runs; null: nothing of note does. */
      readonly inside: ReadonlyMap<number, readonly Run[]> | null;
    }
  | {
      /** A policy that holds something that matters to CORS. `nested` holds what stands inside it and matters to CORS, in document order. */
      readonly kind: 'policy';
      readonly name: string;
      readonly place: Place;
      /** It also holds a policy that answers requests itself. */
      readonly end: RequestEnd | null;
      /** A policy inside it that checks callers; null: there is none. */
      readonly checks: string | null;
      /** What runs inside it whenever it runs, of what may stand in for an inherited policy. */
      readonly inside: readonly Run[];
      readonly nested: readonly Statement[];
    };

/** What runs at one place of a policy. `ways`: exactly one of these. */
export type Run =
  | { readonly kind: 'policy'; readonly name: string }
  | { readonly kind: 'base' }
  | { readonly kind: 'fragment'; readonly id: string }
  | { readonly kind: 'ways'; readonly ways: readonly (readonly Run[])[] };

/** A section, where it stands, and its statements in document order. */
export interface Section {
  readonly place: Place;
  readonly statements: readonly Statement[];
}

/** Policies that refuse a request which does not carry what they ask for: their attributes say what that is. */
export const checkingPolicies: ReadonlySet<string> = new Set([
  'check-header',
  'validate-jwt',
  'validate-azure-ad-token',
  'validate-client-certificate',
]);

/** Policies that authenticate or filter callers: what runs behind them relies on it. */
export const callerChecks: ReadonlySet<string> = new Set([...checkingPolicies, 'ip-filter']);

/** Policies that answer a request themselves: nothing behind them runs (Microsoft Learn, return-response and mock-response). */
export const answeringPolicies: ReadonlySet<string> = new Set(['return-response', 'mock-response']);

/**
 * What a policy that may end a request, or make of its origin another one, says of it.
 * `check`: it refuses what does not carry what it asks for. `origin`: it deletes or writes the request's own header Origin. `answer`: it answers the request itself, with this status (null: an expression
 * gives it), with the headers of CORS in `writers`; `isOpen`: it begins with a response that something else made. `branch`: something inside it
 * may answer, when its condition says so. `checks`: something inside it checks the origin, and nothing in it answers. `digest`: of its text, for what is not worked out is equal only where it is the same. `options`: the
 * first branch in it that answers OPTIONS; null: there is none. `onlyOptions`: nothing else in it answers. `answer`: what every OPTIONS request
 * gets of it; null: the text does not tell.
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
      /** An answer in it that other requests may get lets pages in. */
      readonly letsIn: boolean;
    };

/** What a policy that answers requests itself says of its answer. */
export interface AnswerEnd {
  readonly kind: 'answer';
  readonly status: number | null;
  readonly writers: readonly HeaderWriter[];
  readonly isOpen: boolean;
  readonly digest: string;
}

/** A `<set-header>` that writes a header of CORS by hand (`Access-Control-*`), and where it stands. */
export interface HeaderWriter {
  readonly section: SectionName | 'fragment';
  /** Name of the policy it stands in, as `choose` or `return-response`; null for a direct child of its section. */
  readonly inside: string | null;
  /** Where that policy stands: what it holds is written together, or not at all. */
  readonly around: Place | null;
  /** Conditions that decide whether it is written: of the `<when>` around it, or of those before its `<otherwise>`. They are few and short. */
  readonly conditions: readonly string[];
  /** Lower case, trimmed; as written where it is open. */
  readonly header: string;
  /** The headers that an open name (`${x}`, `access-control-{{x}}`) may stand for. */
  readonly mayBe?: readonly string[];
  readonly element: ElementSnapshot;
  /** Of one as a chain has it, with named values put in or under another condition: the one that its document holds. */
  readonly original?: HeaderWriter;
}

/** What a value may pass through on its way from the request into a header of CORS, in the order in which it runs. Texts are null where they are too long. */
export type FlowStep =
  | { readonly kind: 'base' }
  /** The backend is called here. */
  | { readonly kind: 'forward' }
  | { readonly kind: 'fragment'; readonly id: string }
  /** A variable is set; value null: to what cannot be told. `from`: what the policy that sets it says, in full; left out: nothing of a page or a variable. */
  | { readonly kind: 'variable'; readonly name: string; readonly value: string | null; readonly from?: string }
  /** `<choose>`: the first branch whose condition holds. `place`: where something in it may end a request; left out: nothing may. */
  | { readonly kind: 'choose'; readonly branches: readonly FlowBranch[]; readonly place?: Place }
  /** An answer given here and now: nothing behind it runs. `name`: of its policy; `status` and `isOpen`: as in an `AnswerEnd`. */
  | {
      readonly kind: 'answer';
      readonly steps: readonly FlowStep[];
      readonly place: Place;
      readonly name: string;
      readonly status: number | null;
      readonly isOpen: boolean;
    }
  /**
   * Another policy that makes a difference to a request: one under a condition on the page it comes from, or one that may be worked out from that.
   * `key`: equal for policies that say the same. `reads`: its text, where that speaks of a page or a variable.
   */
  | { readonly kind: 'effect'; readonly key: string; readonly reads: string | null }
  /** `<check-header name="Origin">`: origins other than these are refused, with this status as written; none: only requests without one are. */
  | {
      readonly kind: 'origin-check';
      readonly values: readonly (string | null)[];
      readonly ignoresCase: boolean;
      readonly status: string;
      readonly place: Place;
    }
  /** The request's own header Origin is set; null: it is taken away, or to what cannot be told. */
  | { readonly kind: 'request-origin'; readonly value: string | null; readonly header: RequestHeader }
  /** The request gets another method, or the same: `header` says what is written, under the name `method`. */
  | { readonly kind: 'request-method'; readonly header: RequestHeader }
  /** A header is set whose name is computed or filled in: it may be one of the request that `<cors>` looks at. */
  | { readonly kind: 'open-header'; readonly header: RequestHeader }
  /** Another part of the request is set, in inbound: a header (lower case), or its query (name null: all of it). `value`: as written; null: it is not one. */
  | RequestPart
  | { readonly kind: 'writer'; readonly writer: HeaderWriter }
  /** A `<cors>` by where it starts; of its origins those that are computed. */
  | { readonly kind: 'cors'; readonly start: number; readonly computed: readonly { readonly text: string; readonly place: Place }[] };

/** The steps of a document's sections. */
export interface PolicyFlow {
  /**
   * No step does anything but set a variable or a part of the request, inherit or call the backend: beside documents that all are so, nothing has to be
   * asked for.
   */
  readonly onlySetsVariables: boolean;
  get(section: SectionName | 'fragment'): readonly FlowStep[] | undefined;
  values(): Iterable<readonly FlowStep[]>;
}

/** A header that is set before the request goes on. `written`: its name as written, shortened; `digest`: of all that the policy says. */
export interface RequestHeader {
  readonly written: string;
  readonly digest: string;
  readonly hasNamedValue: boolean;
  readonly place: Place;
}

/** One way of a `<choose>`; that of `<otherwise>` is always open. */
export interface FlowBranch {
  readonly condition: string | null;
  readonly steps: readonly FlowStep[];
}

/** A header for clients that a policy writes into answers. `section`: where it stands; `line` 1-based. */
export interface AnswerHeader {
  readonly name: string;
  readonly policy: string;
  readonly section: string;
  readonly line: number;
}

/** What looks for stored answers, and what stores them, at any depth. */
export interface ResponseCaching {
  readonly lookups: readonly ElementSnapshot[];
  readonly stores: readonly Place[];
}

/** What an outbound section takes over from elsewhere, and what it may write, in order. */
export interface OutboundSection {
  /** There is a `<base />`, or no outbound section at all. */
  readonly inherits: boolean;
  /** Where the `<base />` begins, to tell what runs before it; 0: there is none. */
  readonly base: number;
  readonly fragments: readonly OutboundFragment[];
  /** What may write a header of CORS, under a name that is open. */
  readonly opens: readonly HeaderWriter[];
}

/** A fragment that an outbound section includes. `inside` and `around`: of a policy that decides whether it is, as in a `HeaderWriter`. */
export interface OutboundFragment extends Pick<HeaderWriter, 'inside' | 'around'> {
  readonly id: string;
  readonly start: number;
}

/** A place of a policy whose meaning nobody can tell, or that API Management takes otherwise than its author may think. */
export interface NotUnderstood {
  /**
   * `text`: text among the elements of a section. `element`, `attribute`: a name that is known but for its case or prefix. `list`: a second list of
   * a kind in one `<cors>`. `flag`: a value that is neither true nor false. `header`: a header's name that is computed or filled in.
   * `fragment`: the id of a fragment that is computed or filled in. `request-header`: a header of the request that `<cors>` looks at, or may, or its method, is set before a `<cors>` runs.
   */
  readonly kind: 'text' | 'element' | 'attribute' | 'list' | 'flag' | 'header' | 'request-header' | 'fragment';
  /** The element that holds it. */
  readonly inside: string;
  /** The text, name or value itself, shortened. */
  readonly written: string;
  /** 1-based. */
  readonly line: number;
}

/** A section that stands inside another, or in a fragment. */
export interface NestedSection {
  readonly name: string;
  /** Outermost: a section, or `fragment`. */
  readonly inside: SectionName | 'fragment';
  readonly place: Place;
}

/** A parsed policy or fragment file. A fragment has one section, its own children, under `fragment`. */
export interface PolicyDocument {
  readonly path: string;
  readonly ref: PolicyRef;
  /** The file that it is a part of; null for a file of its own. */
  readonly host: Host | null;
  /** Content identity, as in the tree. */
  readonly id: string;
  /** Content identity of its own text, whatever else its file holds; left out: `id` is that. */
  readonly textId?: string;
  readonly root: 'policies' | 'fragment';
  /** Of the root element, 1-based and inclusive. */
  readonly line: number;
  readonly endLine: number;
  /** `inbound` where there is one; other sections only where they hold something else than `<base />` alone. */
  readonly sections: ReadonlyMap<SectionName | 'fragment', Section>;
  /** `<cors>` elements outside every section of a policy document. */
  readonly strayCors: readonly ElementSnapshot[];
  /** In document order, at any depth. */
  readonly headerWriters: readonly HeaderWriter[];
  /** What the outbound section takes over from elsewhere: hand-written headers may come with it. */
  readonly outbound: OutboundSection;
  /** What its sections do with values that may become headers of CORS; null: they inherit, and do nothing else. */
  readonly flow: PolicyFlow | null;
  /** A `<set-header>` in it is about the request's own header Origin, mostly to keep it from the backend. */
  readonly setsOrigin: boolean;
  /** A policy in it gives the request a header Authorization, or may: callers need not have sent one. */
  readonly setsAuthorization: boolean;
  /** Left out: there is none. */
  readonly answerHeaders?: readonly AnswerHeader[];
  /** Left out: it neither looks for stored answers nor stores any. */
  readonly caching?: ResponseCaching;
  readonly ignores: readonly IgnoreComment[];
  /** Sections inside of others, which API Management refuses to save. */
  readonly nestedSections: readonly NestedSection[];
  /** Parts whose meaning nobody can tell. */
  readonly notUnderstood: readonly NotUnderstood[];
}

/** A policy file that could not be read, or is no policy document: it is reported, and evaluated as unknown. */
export interface BrokenPolicy {
  readonly path: string;
  readonly ref: PolicyRef;
  readonly id: string;
  readonly says: PolicyFault;
  readonly line: number;
  /** API Management refuses to save it. False: it could not be read, or which policy is meant is not known. */
  readonly isRefused: boolean;
  /** What can be seen of its text begins a `<cors>`. Left out: none does, or its text is not known. */
  readonly beginsCors?: boolean;
}

/** What decides whether a policy is deployed, under the repository's name, where that is not known: it is where that holds, or (`holds` false) where it does not. */
export interface DeployedIf {
  readonly name: string;
  readonly holds: boolean;
}

/** A policy or fragment as read, or why it cannot be read. `otherwise`: the one that stands there where `deployedIf` keeps it away. */
export type PolicyFile =
  | { readonly ok: true; readonly document: PolicyDocument; readonly deployedIf?: DeployedIf; readonly otherwise?: PolicyFile }
  | { readonly ok: false; readonly broken: BrokenPolicy };
