import type { PolicyFile } from '../apim/policy.js';
import type { Service } from '../apim/service.js';
import { unpack, type Packed } from './pack.js';

/** The part of a service that the page evaluates. It contains no functions. */
export type ShownService = Omit<Service, 'placedBy' | 'metadataAmong'>;

/** A service in one environment; `base` null: new, or there is only one state; `head` null: removed. */
export interface ExploredService {
  readonly name: string;
  readonly base: ShownService | null;
  readonly head: ShownService | null;
}

/** A repair that the page can show as applied. */
export interface ExploredRepair {
  readonly id: string;
  readonly title: string;
  readonly effect: string;
  readonly isSafe: boolean;
  /** Policies of the repaired files, by the key of their ref. */
  readonly policies: ReadonlyMap<string, PolicyFile>;
}

/** One cause of the report, with its place in the page. */
export interface ExploredCause {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly path: string;
  readonly line: number;
  readonly repairs: readonly ExploredRepair[];
}

/** Why a point is open, and its observations, one sentence each. */
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
  /** A request that shows it, as the page's hash; null: none. */
  readonly hash: string | null;
}

/** Lines of a file that a step may refer to, by number (1-based). */
export type SourceLines = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** All data of the page. */
export interface Explored {
  readonly mode: 'review' | 'scan';
  readonly services: readonly ExploredService[];
  /** What distinguishes them: environments of one service, or services. */
  readonly apart: 'Environment' | 'Service';
  /** Open points settled by the configuration. */
  readonly assume: ReadonlyMap<string, string>;
  readonly causes: readonly ExploredCause[];
  readonly points: ReadonlyMap<string, ExploredPoint>;
  readonly contracts: readonly ExploredClause[];
  readonly lines: { readonly base: SourceLines; readonly head: SourceLines };
  /** Number of APIs left out because the page would be too large. Unchanged APIs are left out first. */
  readonly apisLeftOut: number;
  /** How many of them have a change or a problem. */
  readonly concernedLeftOut: number;
}

/** Reads the output of `exploredJson`. */
export function readExplored(json: string): Explored {
  // Written by the same version of the program, into the same page.
  return unpack(JSON.parse(json) as Packed) as Explored;
}

/** A shown service in the evaluator's form. */
export function evaluable(service: ShownService): Service {
  return { ...service, metadataAmong: () => [] };
}
