import * as z from 'zod/mini';
import type { Change, Review } from '../review/review.js';
import { readFullName } from './repository-name.js';

const row = z.object({
  origin: z.string(),
  /** The called API: workspace, API, product and operations. */
  workspace: z.nullable(z.string()),
  api: z.nullable(z.string()),
  product: z.nullable(z.string()),
  operations: z.array(z.string()),
  /** Names with commas; empty: all. */
  environments: z.string(),
  allowed: z.enum(['yes', 'unknown']),
  methods: z.union([z.array(z.string()), z.literal('*')]),
  credentials: z.union([z.boolean(), z.literal('unknown')]),
  path: z.string(),
  line: z.number(),
  /** YYYY-MM-DD of the last change to the deciding line; null: unknown. */
  since: z.nullable(z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/))),
});
const record = z.object({
  schemaVersion: z.literal(1),
  repository: z.string(),
  commit: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)),
  /** The version that scanned it. */
  tool: z.string(),
  scanned: z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/)),
  /** Why there are no rows, in our words; null: it was scanned. */
  fault: z.nullable(z.string()),
  counts: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
  policies: z.number(),
  rows: z.array(row),
  /** Number of rows that are not listed. */
  more: z.number(),
  sarif: z.enum(['uploaded', 'refused', 'not asked']),
});

/** Who can call what in one repository, and where that is decided. */
export type AccessRow = Readonly<z.infer<typeof row>>;
/** The record of one scan of a repository at one commit. */
export type ScanRecord = Readonly<z.infer<typeof record>>;

/** Most rows in one record: a repository must not fill the common page. */
export const mostRows = 2000;

/** Reads a record that an earlier step wrote; null: invalid. */
export function readRecord(value: unknown): ScanRecord | null {
  const read = record.safeParse(value);
  return read.success && readFullName(read.data.repository) !== null ? read.data : null;
}

/** A record's file in the folder of records: one per repository, ignoring case. */
export function recordFile(repository: string): string {
  return `${repository.toLowerCase().replace('/', '+')}.json`;
}

/** The rows from the changes between an empty state and a scanned one: what each origin can do. `since`: the day of a line; null: unknown. */
export function accessRows(changes: Review['changes'], since: (path: string, line: number) => string | null): readonly AccessRow[] {
  return changes.flatMap((change) => change.targets.flatMap((target) => rowsOf(change, target, since)));
}

function rowsOf(change: Change, target: Change['targets'][number], since: (path: string, line: number) => string | null): readonly AccessRow[] {
  const { workspace, api, product, operations } = target;
  return change.origins.flatMap(({ origin, after }) => {
    if (after.allowed === 'no') return [];
    const { path, line } = after.decidedBy ?? change.causes[0] ?? { path: '', line: 1 };
    const { allowed, methods, credentials } = after;
    const where = { workspace, api, product, operations: [...operations], environments: (change.environments ?? []).join(', ') };
    return [{ origin, ...where, allowed, methods: methods === '*' ? methods : [...methods], credentials, path, line, since: since(path, line) }];
  });
}
