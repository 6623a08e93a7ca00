import type { FullName } from './repository-name.js';
import type { ScanRecord } from './record.js';

/** Most jobs of one run's matrix (GitHub Docs, "Workflow syntax": at most 256 jobs). */
const mostJobs = 256;

/** A repository, and the tip of its default branch. */
export interface Candidate {
  readonly repository: FullName;
  readonly commit: string;
}

/** The work of one run: the repositories to scan now, and how many wait for the next run. */
export interface Batch {
  readonly now: readonly Candidate[];
  readonly waiting: number;
}

/**
 * The next batch: repositories without a record of their current commit by this version (`tool`). Those never scanned come first, so that a repository that
 * changes every hour does not delay others.
 */
export function nextBatch(candidates: readonly Candidate[], records: readonly ScanRecord[], tool: string, most: number = mostJobs): Batch {
  const known = new Map(records.map((record) => [record.repository.toLowerCase(), `${record.commit} ${record.tool}`]));
  const left = candidates.filter(({ repository, commit }) => known.get(repository.toLowerCase()) !== `${commit} ${tool}`);
  const isNew = ({ repository }: Candidate): boolean => !known.has(repository.toLowerCase());
  const ordered = [...left.filter(isNew), ...left.filter((one) => !isNew(one))];
  return { now: ordered.slice(0, most), waiting: Math.max(0, ordered.length - most) };
}
