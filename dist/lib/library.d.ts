/**
 * The configuration or the command line is wrong. The message is for the user: one problem a line, each saying where it is and what to
 * write instead. Exit code 2.
 */
export declare class ConfigError extends Error {
    readonly name = "ConfigError";
}
/** A URL leads to no API that is here. `short`: that alone, where the place was not typed but found among others. */
export declare class PlaceNotFound extends ConfigError {
    readonly short: string;
    constructor(message: string, short: string);
}
/** What is asked about, browsers do not hold against CORS: the message says what it is. Exit code 4 of `explain`. */
export declare class NotOfCors extends PlaceNotFound {
}
/** An input could not be read at all: no such revision, not a repository, no policies. One line, what and where. Exit code 3. */
export declare class InputError extends Error {
    readonly name = "InputError";
}

/** What the functions of the package take. This file imports nothing: it is part of the package's declarations as it stands. */
/** Files of a repository by path: relative to its root, with `/`; bytes are UTF-8, and stay as they are until the answer is there. */
export type Files = Readonly<Record<string, string | Uint8Array>>;
/** One state of a repository: a plain folder, a git repository (its working tree, or a revision of it), or files in memory. */
export type State = {
    readonly folder: string;
} | {
    readonly repository: string;
    readonly revision?: string;
} | {
    readonly files: Files;
};
/**
 * Two states to compare: any two, or two revisions of a git repository, compared as a pull request is, from where `head` left `base`. Without `head`
 * it is the working tree, uncommitted edits included.
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
    /** Text of a configuration file (YAML); left out: `.github/apim-cors.yml` of the state (of a comparison: of base), if it has one. */
    readonly configuration?: string;
    /** Open points that are settled, by name: `{ 'terminate-unmatched-default': 'true' }`. */
    readonly assume?: Readonly<Record<string, string>>;
}
/** How a review is made. */
export interface ReviewOptions extends EvaluationOptions {
    /** Evaluate these environments only; left out or empty: all that there are. */
    readonly environments?: readonly string[];
    /** The lowest severity with which the conclusion is `fail`; left out: what the configuration says, else `error`. */
    readonly failOn?: 'error' | 'warning' | 'info' | 'never';
    /** The day against which `until` of ignore entries is held, YYYY-MM-DD; left out: today in UTC. */
    readonly today?: string;
}
/** How contracts are checked. */
export interface ContractsOptions extends EvaluationOptions {
    /** Text of a contracts file (YAML); left out: `.github/apim-cors-contracts.yml` of the state, or the file that the configuration names. */
    readonly contracts?: string;
    /** Check in these environments only, and in the files as they are. */
    readonly environments?: readonly string[];
}
/** How a request is explained. */
export interface ExplainOptions extends EvaluationOptions {
    /** Left out: in the files as they are and in each environment; what is the same in all of them is one explanation. */
    readonly environment?: string;
}
/** One request of a page. */
export interface PageRequest {
    /** The page's origin, or its whole address: `https://app.contoso.com`, or `null`. */
    readonly origin: string;
    readonly method: string;
    /** What the script sets: `name`, or `name:value`. */
    readonly headers?: readonly string[];
    /** fetch's mode of credentials; left out: `same-origin`, as fetch has it. */
    readonly credentials?: 'omit' | 'same-origin' | 'include';
    /** How the request comes out of the page; left out: `cors`. */
    readonly mode?: 'cors' | 'no-cors' | 'navigate';
    /** Where it goes: a path with its query below the gateway, or ids. An operation that is left out is the one that the method means. */
    readonly to: string | {
        readonly workspace?: string;
        readonly api: string;
        readonly operation?: string;
    };
    /** The product whose subscription key it carries. */
    readonly product?: string;
    /** Where it carries the key; left out: not said. */
    readonly key?: 'none' | 'header' | 'query';
}

/**
 * The published JSON values, as types. This file imports nothing: it is part of the package's declarations as it stands, and the compiler holds what
 * the reports are made of against it.
 */
/** How sure a statement is: the weakest fact that it needs. */
export type Certainty = 'documented' | 'reported' | 'inferred' | 'unknown';
/** How bad a finding is. */
export type Severity = 'error' | 'warning' | 'info';
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
    /** null: whatever inherits the global policy. */
    readonly api: string | null;
    /** Ids; empty: the API as a whole. */
    readonly operations: readonly string[];
}
/** Replaces whole lines of a file: 1-based, inclusive; no `lines` at all deletes them. */
export interface ReportedEdit {
    readonly path: string;
    readonly startLine: number;
    readonly endLine: number;
    /** Without line endings. */
    readonly lines: readonly string[];
}
/** A repair that was applied, read and evaluated again before it was listed. */
export interface ReportedSuggestion {
    readonly title: string;
    readonly edits: readonly ReportedEdit[];
    /** What changes for whom, and which inherited policies no longer run. */
    readonly effect: string;
    readonly keepsInheritedPolicies: boolean;
    readonly certainty: Certainty;
}
/** A suggestion of a cause or of an explanation. */
export interface ReportedRepair extends ReportedSuggestion {
    /** Under every reading nobody loses what they had, nobody but the harmed gains, and all inherited policies still run. */
    readonly safe: boolean;
}
/** What a browser page of one origin can do on the operations that are meant. */
export interface ReportedAccess {
    readonly allowed: 'yes' | 'no' | 'unknown';
    /** Upper case. */
    readonly methods: readonly string[] | '*';
    /** Lower case, sorted. */
    readonly headers: readonly string[] | '*';
    readonly credentials: boolean | 'unknown';
    /** Lower case, sorted. */
    readonly exposed: readonly string[] | '*';
    /** Seconds; null where nothing is granted. */
    readonly maxAge: number | null | 'unknown';
    readonly decidedBy: ReportedPlace | null;
    readonly why: string;
    readonly certainty: Certainty;
    /** What other readings of the open points decide; where `allowed` is unknown, each outcome. */
    readonly otherwise: readonly {
        readonly when: Readonly<Record<string, string>>;
        readonly allowed: 'yes' | 'no' | 'unknown';
    }[];
}
/** Operations whose access changes alike. */
export interface ReportedChange {
    readonly targets: readonly ReportedTarget[];
    /** null: in all environments; empty: in the files as they are. */
    readonly environments: readonly string[] | null;
    /** `unknown`: the readings disagree on the direction. */
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
    /** `existing`: base has it too (the same fingerprint). */
    readonly status: 'new' | 'existing';
    readonly message: string;
    readonly path: string;
    readonly line: number;
    readonly endLine: number;
    /** Stable across rebases, reformatting and line shifts. */
    readonly fingerprint: string;
    /** Where it is so: the place above, then what the finding stands for too, each with the fingerprint that it would have by itself. */
    readonly places: readonly ReportedFoundPlace[];
    readonly targets: readonly ReportedTarget[];
    /** Best first. */
    readonly suggestions: readonly ReportedSuggestion[];
}
/** A place of a finding; `environments` null: in all of them. */
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
/** An open point, and what becomes of those concerned under its readings, the leaning first. */
export interface ReportedDependence {
    readonly point: string;
    /** It is about the policies as base has them, and so are its outcomes. */
    readonly isOfBase?: true;
    readonly outcomes: readonly {
        readonly value: string;
        readonly says: 'allowed' | 'blocked' | 'unknown';
        readonly leaning: boolean;
    }[];
}
/** A root cause: the element that decides, with all that follows from it. */
export interface ReportedCause {
    /** Stable as a fingerprint. */
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
    /** Path and line are the clause's own. */
    readonly path: string;
    readonly line: number;
    /** null: the files as they are. */
    readonly environment: string | null;
    /** In base; null: the clause is new, or there is no base. */
    readonly before: 'kept' | 'broken' | 'undecided' | null;
    readonly result: 'kept' | 'broken' | 'undecided';
    readonly decidedBy: ReportedPlace | null;
    /** A request that shows it; null where it is kept, or where more is asked than is worked through. */
    readonly counterexample: {
        readonly origin: string;
        readonly method: string;
        /** Path and template below the gateway's host. */
        readonly url: string;
        readonly headers: readonly string[];
        readonly credentials: 'omit' | 'same-origin' | 'include';
        readonly product: string | null;
        readonly key: 'none' | 'header' | 'query' | null;
        /** The browser's reason; null where the request is allowed. */
        readonly code: string | null;
    } | null;
    readonly repairs: readonly ReportedSuggestion[];
}
/** A file that was seen and not evaluated. */
export interface ReportedUnreviewed {
    readonly path: string;
    readonly reason: string;
    /** An entry for `scopes:` in the configuration; null where none would help. */
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
/** What `review` and `scan` give, version 2; `schema/review.schema.json` describes the same value. A scan has no `changes`. */
export interface ReviewReport {
    readonly schemaVersion: 2;
    readonly tool: {
        readonly name: string;
        readonly version: string;
    };
    readonly base: string;
    readonly head: string;
    /** `fail`: a finding that counts is at or above the threshold. */
    readonly conclusion: 'pass' | 'fail';
    /** The first three count new findings. */
    readonly counts: {
        readonly error: number;
        readonly warning: number;
        readonly info: number;
        readonly existing: number;
    };
    /** Of the APIs that were evaluated. */
    readonly operations: {
        readonly total: number;
        readonly changed: number;
    };
    /** Verdict, victim and API in one sentence. */
    readonly headline: string;
    /** Policies that the change touches (scan: that there are), and how many of them were evaluated. */
    readonly coverage: {
        readonly changed: number;
        readonly reviewed: number;
    };
    readonly changes: readonly ReportedChange[];
    readonly findings: readonly ReportedFinding[];
    /** Worst first; every finding belongs to exactly one. */
    readonly causes: readonly ReportedCause[];
    /** One entry a clause and environment. */
    readonly contracts: readonly ReportedClause[];
    readonly unreviewed: readonly ReportedUnreviewed[];
    /** What is counted and not listed; null: all is listed. */
    readonly truncated: {
        readonly findings: number;
        readonly changes: number;
        readonly origins: number;
        readonly operations: number;
    } | null;
}
/** What `contracts` gives. */
export interface ContractsReport {
    readonly schemaVersion: 2;
    /** `fail`: a clause is broken; `undecided`: none is, and one may be. */
    readonly conclusion: 'pass' | 'fail' | 'undecided';
    readonly contracts: readonly ReportedClause[];
}
/** A header's value; one that is not decided has several. */
export type ReportedHeaderValue = string | {
    readonly oneOf: readonly string[];
};
/** One HTTP exchange between browser and gateway. */
export interface ReportedExchange {
    /** Would the browser send it? */
    readonly sent: boolean;
    /** `backend`: whatever the backend answers; null: not sent. */
    readonly status: number | 'backend' | 'unknown' | null;
    /** Of CORS; names in lower case. */
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
    /** It is what the leanings give. */
    readonly leaning: boolean;
}
/** What is wrong in the page, or helps who may not change the policies. */
export interface ReportedAdvice {
    readonly kind: 'mistake' | 'hint';
    readonly code: string;
    /** false: it is a mistake only if the page does not need what it asks for. */
    readonly sure: boolean;
    readonly arguments: object;
    readonly says: readonly string[];
    /** Code of the page as it should be. */
    readonly lines: readonly string[];
    /** A page to read on. */
    readonly read: string;
}
/** What `explain` gives: one browser request, from page to verdict. */
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
    /** null when allowed; when unknown, what the browser says if it blocks. */
    readonly reason: {
        readonly code: string;
        readonly chromium: string;
        readonly firefox: string;
    } | null;
    readonly certainty: Certainty;
    /** Where readings differ in verdict, status or whether the backend is called; what the leanings give first. */
    readonly outcomes: readonly ReportedOutcome[];
    readonly observed: {
        readonly assume: Readonly<Record<string, string>>;
    } | null;
    /** Best first: the smallest change of policies after which it is allowed, then what else `review` and `scan` offer that allows it. */
    readonly repairs: readonly ReportedRepair[];
    readonly trace: readonly {
        readonly path: string;
        readonly line: number;
        readonly scope: string;
        readonly text: string;
    }[];
    /** How the request comes out of the page. */
    readonly mode: 'cors' | 'no-cors' | 'navigate';
    readonly advice: readonly ReportedAdvice[];
    /** What the request comes to without the page's mistakes; null: there are none that change it. */
    readonly corrected: {
        readonly origin: string;
        readonly method: string;
        readonly headers: readonly string[];
        readonly credentials: 'omit' | 'same-origin' | 'include';
        readonly verdict: 'allowed' | 'blocked' | 'unknown';
    } | null;
    /** Where it is not so everywhere: the environments in which it is. */
    readonly environments?: readonly string[];
    /** The first of the repairs; left out where there are none. */
    readonly suggestion?: ReportedSuggestion;
}

/**
 * What a change does to browser access: what `apim-cors review --format json` gives. Nothing is written and nothing fetched.
 * Throws `ConfigError` where the options or the configuration are wrong, `InputError` where a state cannot be read or holds no policies.
 */
export declare function review(comparison: Comparison, options?: ReviewOptions): Promise<ReviewReport>;
/** What is wrong in one state, with nothing to compare it with: what `apim-cors scan --format json` gives. Throws as `review` does. */
export declare function scan(state: State, options?: ReviewOptions): Promise<ReviewReport>;
/**
 * One browser request, step by step: what `apim-cors explain --format json` gives. One explanation; where environments differ and none is named, one
 * for each answer. Throws as `review` does.
 */
export declare function explain(state: State, request: PageRequest, options?: ExplainOptions): Promise<readonly ExplanationReport[]>;
/** The promises to your web apps, kept or broken in one state: what `apim-cors contracts --format json` gives. Throws as `review` does. */
export declare function contracts(state: State, options?: ContractsOptions): Promise<ContractsReport>;
