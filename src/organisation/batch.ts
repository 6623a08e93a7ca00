import type { FullName } from './repository-name.js';
import type { ScanRecord } from './record.js';

/** Jobs of one run's matrix (GitHub Docs, "Workflow syntax": a matrix makes at most 256 jobs a run). */
const mostJobs = 256;

/** A repository, and the commit its default branch is at. */
export interface Candidate {
  readonly repository: FullName;
  readonly commit: string;
}

/** What one run does: the repositories to scan now, and how many wait for the next run. */
export interface Batch {
  readonly now: readonly Candidate[];
  readonly waiting: number;
}

/**
 * The next batch: what has no record of the commit it is at by this version (`tool`). Those that were never scanned come first, so that a repository that changes every
 * hour keeps no other waiting.
 */
export function nextBatch(candidates: readonly Candidate[], records: readonly ScanRecord[], tool: string, most: number = mostJobs): Batch {
  const known = new Map(records.map((record) => [record.repository.toLowerCase(), `${record.commit} ${record.tool}`]));
  const left = candidates.filter(({ repository, commit }) => known.get(repository.toLowerCase()) !== `${commit} ${tool}`);
  const isNew = ({ repository }: Candidate): boolean => !known.has(repository.toLowerCase());
  const ordered = [...left.filter(isNew), ...left.filter((one) => !isNew(one))];
  return { now: ordered.slice(0, most), waiting: Math.max(0, ordered.length - most) };
}
