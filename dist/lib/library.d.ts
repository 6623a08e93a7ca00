/** The configuration or the command line is wrong. The message is for the user: one problem per line, with its place and the correction. Exit code 2. */
export declare class ConfigError extends Error {
    readonly name = "ConfigError";
}
/** A URL matches no API of the repository. `short`: the message without the place, for a URL that was found among others rather than typed. */
export declare class PlaceNotFound extends ConfigError {
    readonly short: string;
    constructor(message: string, short: string);
}
/** Browsers do not apply CORS to the request in question: the message says what it is. Exit code 4 of `explain`. */
export declare class NotOfCors extends PlaceNotFound {
}
/** The repository does not decide what the URL reaches: the message says what is open. Exit code 4 of `explain`. */
export declare class PlaceUndecided extends PlaceNotFound {
}
/** An input could not be read: no such revision, not a repository, no policies. One line, with what and where. Exit code 3. */
export declare class InputError extends Error {
    readonly name = "InputError";
}

/** The argument types of the package's functions. This file imports nothing: it is part of the package's declarations. */
/** Files of a repository by path: relative to its root, with `/`; bytes are UTF-8. They must not change until the answer is there. */
export type Files = Readonly<Record<string, string | Uint8Array>>;
/** One state of a repository: a plain folder, a git repository (its working tree, or a revision), or files in memory. */
export type State = {
    readonly folder: string;
} | {
    readonly repository: string;
    readonly revision?: string;
} | {
    readonly files: Files;
};
/**
 * Two states to compare: any two, or two revisions of a git repository, compared as in a pull request, from their merge base. Without `head` it is the working
 * tree, including uncommitted edits.
 */
export type Comparison = {
    readonly base: State;
    readonly head: State;
} | {
    readonly repository: string;
    readonly base: string;
    readonly head?: string;
};
/** How a state is evaluated. */
export interface EvaluationOptions {
    /** Text of a configuration file (YAML); left out: `.github/apim-cors.yml` of the state (in a comparison: of base), if it exists. */
    readonly configuration?: string;
    /** Settled open points, by name: `{ 'terminate-unmatched-default': 'true' }`. */
    readonly assume?: Readonly<Record<string, string>>;
}
/** Options of a review. */
export interface ReviewOptions extends EvaluationOptions {
    /** Evaluate only these environments; left out or empty: all. */
    readonly environments?: readonly string[];
    /** The lowest severity for the conclusion `fail`; left out: from the configuration, otherwise `error`. */
    readonly failOn?: 'error' | 'warning' | 'info' | 'never';
    /** The current day for `until` of ignore entries, YYYY-MM-DD; left out: today in UTC. */
    readonly today?: string;
}
/** Options for checking contracts. */
export interface ContractsOptions extends EvaluationOptions {
    /** Text of a contracts file (YAML); left out: `.github/apim-cors-contracts.yml` of the state, or the file named in the configuration. */
    readonly contracts?: string;
    /** Check only in these environments, and without one. */
    readonly environments?: readonly string[];
}
/** Options for explaining a request. */
export interface ExplainOptions extends EvaluationOptions {
    /** Left out: without an environment and in each one; equal explanations are joined. */
    readonly environment?: string;
}
/** One request of a page. */
export interface PageRequest {
    /** The page's origin, or its whole address: `https://app.contoso.com`, or `null`. */
    readonly origin: string;
    readonly method: string;
    /** Headers that the script sets: `name`, or `name:value`. */
    readonly headers?: readonly string[];
    /** fetch's credentials mode; left out: `same-origin`, fetch's default. */
    readonly credentials?: 'omit' | 'same-origin' | 'include';
    /** How the page makes the request; left out: `cors`. */
    readonly mode?: 'cors' | 'no-cors' | 'navigate';
    /** The target: a path with query below the gateway, or ids. A missing operation is found by the method. */
    readonly to: string | {
        readonly workspace?: string;
        readonly api: string;
        readonly operation?: string;
    };
    /** The product of its subscription key. */
    readonly product?: string;
    /** Where it carries the key; left out: not said. */
    readonly key?: 'none' | 'header' | 'query';
}

/**
 * The published JSON values, as types. This file imports only what the library passes on too: it is part of the package's declarations as it stands, and
 * the compiler holds what the reports are made of against it.
 */
/** A line (1-based) of a file; the path is relative to the state's root, with `/`. */
export interface ReportedPlace {
    readonly path: string;
    readonly line: number;
}
/** Operations of one API. */
export interface ReportedTarget {
    readonly workspace: string | null;
    /** null: no product context (no key that selects one). */
    readonly product: string | null;
    /** null: everything that inherits the global policy. */
    readonly api: string | null;
    /** Ids; empty: the whole API. */
    readonly operations: readonly string[];
}
/** Replaces whole lines of a file: 1-based, inclusive; empty `lines` deletes them. */
export interface ReportedEdit {
    readonly path: string;
    readonly startLine: number;
    readonly endLine: number;
    /** Without line endings. */
    readonly lines: readonly string[];
}
/** A repair that was applied, read again and evaluated before it was listed. */
export interface ReportedSuggestion {
    readonly title: string;
    readonly edits: readonly ReportedEdit[];
    /** Its effect on access and on inherited policies. */
    readonly effect: string;
    readonly keepsInheritedPolicies: boolean;
    readonly certainty: Certainty;
}
/** A suggestion of a cause or of an explanation. */
export interface ReportedRepair extends ReportedSuggestion {
    /** Under every reading no origin loses anything, only harmed origins gain, and all inherited policies still run. */
    readonly safe: boolean;
}
/** What a browser page of one origin can do on these operations. */
export interface ReportedAccess {
    readonly allowed: 'yes' | 'no' | 'unknown';
    /** Upper case. */
    readonly methods: readonly string[] | '*';
    /** Lower case, sorted. */
    readonly headers: readonly string[] | '*';
    readonly credentials: boolean | 'unknown';
    /** Lower case, sorted. */
    readonly exposed: readonly string[] | '*';
    /** Seconds; null if nothing is granted. */
    readonly maxAge: number | null | 'unknown';
    readonly decidedBy: ReportedPlace | null;
    readonly why: string;
    readonly certainty: Certainty;
    /** Outcomes of other readings of the open points; if `allowed` is unknown, each outcome. */
    readonly otherwise: readonly {
        readonly when: Readonly<Record<string, string>>;
        readonly allowed: 'yes' | 'no' | 'unknown';
    }[];
}
/** Operations with the same change of access. */
export interface ReportedChange {
    readonly targets: readonly ReportedTarget[];
    /** null: in all environments; empty: without an environment. */
    readonly environments: readonly string[] | null;
    /** `unknown`: the readings give different directions. */
    readonly kind: 'widened' | 'narrowed' | 'mixed' | 'unknown';
    /** `*`: every origin that no policy names; `null`: the null origin. */
    readonly origins: readonly {
        readonly origin: string;
        readonly before: ReportedAccess;
        readonly after: ReportedAccess;
    }[];
    readonly causes: readonly ReportedPlace[];
}
/** One finding of one rule. */
export interface ReportedFinding {
    readonly rule: string;
    readonly severity: Severity;
    readonly certainty: Certainty;
    /** `existing`: base has the same fingerprint. */
    readonly status: 'new' | 'existing';
    readonly message: string;
    readonly path: string;
    readonly line: number;
    readonly endLine: number;
    /** Stable across rebases, reformatting and moved lines. */
    readonly fingerprint: string;
    /** All places: the one above, then others that the finding represents, each with the fingerprint that it would have alone. */
    readonly places: readonly ReportedFoundPlace[];
    readonly targets: readonly ReportedTarget[];
    /** Best first. */
    readonly suggestions: readonly ReportedSuggestion[];
}
/** A place of a finding; `environments` null: all of them. */
export interface ReportedFoundPlace {
    readonly path: string;
    readonly line: number;
    readonly environments: readonly string[] | null;
    readonly fingerprint: string;
}
/** Origins that gain or lose something at these places. */
export interface ReportedReach {
    readonly origins: readonly string[];
    readonly targets: readonly ReportedTarget[];
}
/** An open point, and the outcomes of its readings, the leaning first. */
export interface ReportedDependence {
    readonly point: string;
    /** It is about base's policies, and so are its outcomes. */
    readonly isOfBase?: true;
    readonly outcomes: readonly {
        readonly value: string;
        readonly says: 'allowed' | 'blocked' | 'unknown';
        readonly leaning: boolean;
    }[];
}
/** A root cause: the deciding element with all its consequences. */
export interface ReportedCause {
    /** As stable as a fingerprint. */
    readonly id: string;
    readonly severity: Severity;
    readonly status: 'new' | 'existing';
    readonly certainty: Certainty;
    /** Who can no longer, may no longer, can now or may now call what: at most 80 characters. */
    readonly title: string;
    readonly path: string;
    readonly line: number;
    /** Fingerprints. */
    readonly findings: readonly string[];
    readonly loses: readonly ReportedReach[];
    /** Under some readings only. */
    readonly mayLose: readonly ReportedReach[];
    readonly gains: readonly ReportedReach[];
    /** Under some readings only. */
    readonly mayGain: readonly ReportedReach[];
    readonly depends: readonly ReportedDependence[];
    readonly repairs: readonly ReportedRepair[];
}
/** One clause of the contracts file in one environment. */
export interface ReportedClause {
    readonly name: string;
    /** Place of the clause. */
    readonly path: string;
    readonly line: number;
    /** null: without an environment. */
    readonly environment: string | null;
    /** The result in base; null: the clause is new, or there is no base. */
    readonly before: 'kept' | 'broken' | 'undecided' | null;
    readonly result: 'kept' | 'broken' | 'undecided';
    readonly decidedBy: ReportedPlace | null;
    /** A request that shows it; null if it is kept, or exceeds the bound. */
    readonly counterexample: {
        readonly origin: string;
        readonly method: string;
        /** Path and template below the gateway's host. */
        readonly url: string;
        readonly headers: readonly string[];
        readonly credentials: 'omit' | 'same-origin' | 'include';
        readonly product: string | null;
        readonly key: 'none' | 'header' | 'query' | null;
        /** The browser's reason; null if the request is allowed. */
        readonly code: string | null;
    } | null;
    readonly repairs: readonly ReportedSuggestion[];
}
/** A file that was found but not evaluated. */
export interface ReportedUnreviewed {
    readonly path: string;
    readonly reason: string;
    /** An entry for `scopes:` in the configuration; null if none would help. */
    readonly entry: {
        readonly path: string;
        readonly scope: 'global' | 'workspace' | 'product' | 'api' | 'operation' | 'fragment';
        readonly workspace?: string | undefined;
        readonly product?: string | undefined;
        readonly api?: string | undefined;
        readonly operation?: string | undefined;
        readonly fragment?: string | undefined;
        readonly products?: readonly string[] | undefined;
    } | null;
}
/** The result of `review` and `scan`, version 2; `schema/review.schema.json` describes the same value. A scan has no `changes`. */
export interface ReviewReport {
    readonly schemaVersion: 2;
    readonly tool: {
        readonly name: string;
        readonly version: string;
    };
    readonly base: string;
    readonly head: string;
    /** `fail`: a counting finding reaches the threshold. */
    readonly conclusion: 'pass' | 'fail';
    /** The first three count new findings. */
    readonly counts: {
        readonly error: number;
        readonly warning: number;
        readonly info: number;
        readonly existing: number;
    };
    /** Counts for the evaluated APIs. */
    readonly operations: {
        readonly total: number;
        readonly changed: number;
    };
    /** Verdict, affected origin and API in one sentence. */
    readonly headline: string;
    /** Policies that the change touches (in a scan: all), and how many were evaluated. */
    readonly coverage: {
        readonly changed: number;
        readonly reviewed: number;
    };
    readonly changes: readonly ReportedChange[];
    readonly findings: readonly ReportedFinding[];
    /** Worst first; every finding belongs to exactly one. */
    readonly causes: readonly ReportedCause[];
    /** One entry per clause and environment. */
    readonly contracts: readonly ReportedClause[];
    readonly unreviewed: readonly ReportedUnreviewed[];
    /** Counts of what is not listed; null: everything is listed. */
    readonly truncated: {
        readonly findings: number;
        readonly changes: number;
        readonly origins: number;
        readonly operations: number;
    } | null;
}
/** The result of `contracts`. */
export interface ContractsReport {
    readonly schemaVersion: 2;
    /** `fail`: a clause is broken; `undecided`: none is, but one may be. */
    readonly conclusion: 'pass' | 'fail' | 'undecided';
    readonly contracts: readonly ReportedClause[];
}
/** A header's value; several if undecided. */
export type ReportedHeaderValue = string | {
    readonly oneOf: readonly string[];
};
/** One HTTP exchange between browser and gateway. */
export interface ReportedExchange {
    /** Whether the browser would send it. */
    readonly sent: boolean;
    /** `backend`: the status from the backend; null: not sent. */
    readonly status: number | 'backend' | 'unknown' | null;
    /** CORS headers; names in lower case. */
    readonly headers: Readonly<Record<string, ReportedHeaderValue>>;
    readonly decidedBy: ReportedPlace | null;
}
/** The verdict under some readings of the open points. */
export interface ReportedOutcome {
    readonly when: string;
    readonly readings: Readonly<Record<string, string>>;
    readonly verdict: 'allowed' | 'blocked' | 'unknown';
    readonly status: number | 'backend' | 'unknown' | null;
    readonly backendCalled: boolean | 'unknown';
    /** It follows from the leanings. */
    readonly leaning: boolean;
}
/** A mistake in the page, or help for readers who cannot change the policies. */
export interface ReportedAdvice {
    readonly kind: 'mistake' | 'hint';
    readonly code: string;
    /** false: it is a mistake only if the page does not need what it requests. */
    readonly sure: boolean;
    readonly arguments: object;
    readonly says: readonly string[];
    /** The page's code, corrected. */
    readonly lines: readonly string[];
    /** A page for further reading. */
    readonly read: string;
}
/** The result of `explain`: one browser request, from page to verdict. */
export interface ExplanationReport {
    readonly schemaVersion: 2;
    /** Header names in lower case, sorted. */
    readonly request: {
        readonly origin: string;
        readonly method: string;
        readonly headers: readonly string[];
        readonly credentials: 'omit' | 'same-origin' | 'include';
    };
    readonly target: {
        readonly workspace: string | null;
        readonly product: string | null;
        readonly api: string;
        readonly operation: string | null;
    };
    readonly preflight: ReportedExchange;
    readonly actual: ReportedExchange & {
        readonly backendCalled: boolean | 'unknown';
    };
    readonly verdict: 'allowed' | 'blocked' | 'unknown';
    /** null if allowed; if unknown, the browser's message in case it blocks. */
    readonly reason: {
        readonly code: string;
        readonly chromium: string;
        readonly firefox: string;
    } | null;
    readonly certainty: Certainty;
    /** If readings differ in verdict, status or whether the backend is called: the leanings' outcome first. */
    readonly outcomes: readonly ReportedOutcome[];
    readonly observed: {
        readonly assume: Readonly<Record<string, string>>;
    } | null;
    /** Best first: the smallest policy change that allows it, then others that `review` and `scan` offer for it. */
    readonly repairs: readonly ReportedRepair[];
    readonly trace: readonly {
        readonly path: string;
        readonly line: number;
        readonly scope: string;
        readonly text: string;
    }[];
    /** How the page makes the request. */
    readonly mode: 'cors' | 'no-cors' | 'navigate';
    readonly advice: readonly ReportedAdvice[];
    /** The result of the request without the page's mistakes; null: no mistake changes it. */
    readonly corrected: {
        readonly origin: string;
        readonly method: string;
        readonly headers: readonly string[];
        readonly credentials: 'omit' | 'same-origin' | 'include';
        readonly verdict: 'allowed' | 'blocked' | 'unknown';
    } | null;
    /** The environments for which it holds, if not all. */
    readonly environments?: readonly string[];
    /** The first of the repairs, if any. */
    readonly suggestion?: ReportedSuggestion;
}

/** The two scales of what is said. This file imports nothing: it is part of the package's declarations as it stands. */
/**
 * How sure a statement is: the weakest fact that it needs. documented: Microsoft's documentation or a web standard says so. reported: measured or stated
 * outside the documentation. inferred: follows from those. unknown: nothing found, or the sources contradict each other.
 */
export type Certainty = 'documented' | 'reported' | 'inferred' | 'unknown';
/** How bad a finding is: `fail-on` names the lowest that fails a check. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * Reviews a change's effect on browser access: returns what `apim-cors review --format json` prints. Writes and fetches nothing. Throws `ConfigError` for wrong
 * options or configuration, `InputError` if a state cannot be read or holds no policies.
 */
export declare function review(comparison: Comparison, options?: ReviewOptions): Promise<ReviewReport>;
/** Scans one state for faults, without a comparison: returns what `apim-cors scan --format json` prints. Throws as `review`. */
export declare function scan(state: State, options?: ReviewOptions): Promise<ReviewReport>;
/**
 * Explains one browser request, step by step: returns what `apim-cors explain --format json` prints. One explanation; if environments differ and none is named,
 * one for each distinct answer. Throws as `review`.
 */
export declare function explain(state: State, request: PageRequest, options?: ExplainOptions): Promise<readonly ExplanationReport[]>;
/** Checks the promises to your web apps in one state: returns what `apim-cors contracts --format json` prints. Throws as `review`. */
export declare function contracts(state: State, options?: ContractsOptions): Promise<ContractsReport>;
