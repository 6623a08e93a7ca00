import type { PolicyFile } from '../apim/policy.js';
import type { Service } from '../apim/service.js';
import { unpack, type Packed } from './pack.js';

/** What of a service the page evaluates. Nothing in it is a function. */
export type ShownService = Omit<Service, 'placedBy' | 'metadataAmong'>;

/** A service in one environment; `base` null: it is new, or there is one state only; `head` null: it is gone. */
export interface ExploredService {
  readonly name: string;
  readonly base: ShownService | null;
  readonly head: ShownService | null;
}

/** A repair that the page can show as if it were applied. */
export interface ExploredRepair {
  readonly id: string;
  readonly title: string;
  readonly effect: string;
  readonly isSafe: boolean;
  /** Policies read from the repaired files, by the key of their ref. */
  readonly policies: ReadonlyMap<string, PolicyFile>;
}

/** One cause of the report; the page says where it stands. */
export interface ExploredCause {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly path: string;
  readonly line: number;
  readonly repairs: readonly ExploredRepair[];
}

/** Why a point is open, and what was seen of it, a sentence each. */
export interface ExploredPoint {
  readonly because: string;
  readonly seen: readonly { readonly reading: string; readonly text: string }[];
}

/** A promise of the contracts file. */
export interface ExploredClause {
  readonly name: string;
  readonly environment: string | null;
  readonly before: string | null;
  readonly result: string;
  /** A request that shows it, as the hash of the page; null: there is none. */
  readonly hash: string | null;
}

/** Lines of a file that a step may point at, by number (1-based). */
export type SourceLines = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** All that the page knows. */
export interface Explored {
  readonly mode: 'review' | 'scan';
  readonly services: readonly ExploredService[];
  /** What tells them apart: environments of one service, or services. */
  readonly apart: 'Environment' | 'Service';
  /** Open points that the configuration settles. */
  readonly assume: ReadonlyMap<string, string>;
  readonly causes: readonly ExploredCause[];
  readonly points: ReadonlyMap<string, ExploredPoint>;
  readonly contracts: readonly ExploredClause[];
  readonly lines: { readonly base: SourceLines; readonly head: SourceLines };
  /** How many APIs are left out, because the page would be too large; 0: none. Those for which nothing changes go first. */
  readonly apisLeftOut: number;
  /** How many of them have a change or a problem. */
  readonly concernedLeftOut: number;
}

/** Reads what `exploredJson` wrote. */
export function readExplored(json: string): Explored {
  // Written by this version of the same program, a few lines above in the same page.
  return unpack(JSON.parse(json) as Packed) as Explored;
}

/** A shown service as the evaluator takes it. */
export function evaluable(service: ShownService): Service {
  return { ...service, metadataAmong: () => [] };
}
