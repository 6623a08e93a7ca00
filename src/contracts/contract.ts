import type { OriginPattern } from './origin-pattern.js';
import type { CallPattern } from './call-pattern.js';

/** A team's promises to its web apps, as read from its file. */
export interface Contracts {
  /** Path of the file, for messages and places. */
  readonly path: string;
  readonly clauses: readonly Clause[];
}

/** One promise. `allow`: each of the origins can make each of the calls. `deny`: none of them can make any. `only`: no other origin can make any. */
export interface Clause {
  /** Unique in the file: the identity of the promise. */
  readonly name: string;
  /** 1-based line of its entry in the file. */
  readonly line: number;
  readonly promise: 'allow' | 'only' | 'deny';
  /** For `allow`, each is a single origin. */
  readonly origins: readonly OriginPattern[];
  readonly call: readonly CallPattern[];
  /** Names of headers that the script sets, lower case. */
  readonly headers: readonly string[];
  readonly credentials: 'omit' | 'include';
  /** Where the subscription key is; null: not specified, the request has what it needs. */
  readonly key: 'none' | 'header' | 'query' | null;
  /** null: the artifacts without overrides, and every evaluated environment. */
  readonly environments: readonly NamedEnvironment[] | null;
}

/** An environment that a clause names, and the line where it does. */
export interface NamedEnvironment {
  readonly name: string;
  readonly line: number;
}

/** The result of a promise. */
export type Kept = 'kept' | 'broken' | 'undecided';

/** The worse of two: broken, undecided, kept. */
export function worse(one: Kept, other: Kept): Kept {
  return rank[one] >= rank[other] ? one : other;
}

const rank: Readonly<Record<Kept, number>> = { kept: 0, undecided: 1, broken: 2 };
