import { offeredFirst } from './offered-repairs.js';
import { applyLineEdits } from '../text/edit.js';
import { contains, type ChangedLines } from './changed-lines.js';
import type { Identified } from './fingerprint.js';
import type { Finding, SuggestedEdit, Suggestion } from './review.js';
import type { RootCause } from './root-causes.js';
import type { Verifier } from './verify.js';

/** Most comments with a block in one run, as many as line comments. */
const mostBlocks = 10;
/** Lines around changed ones that a pull request shows. */
const context = 3;

/** A finding, and the verifier for its repairs. */
export interface JudgedFinding {
  readonly identified: Identified;
  readonly verifier: Pick<Verifier, 'holds' | 'textOf'>;
}

/** A safe repair offered as a block, and what it repairs. */
interface Block {
  readonly edits: readonly SuggestedEdit[];
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly mended: readonly JudgedFinding[];
  /** It repairs only the finding for which it was verified. */
  readonly isVerified: boolean;
}

/**
 * Chooses a safe repair for each cause, if there is one, so that all can be committed in one batch: they replace different lines, and together they repair each
 * of the worst findings of all their causes. A repair that conflicts with those chosen before is skipped. Returns the chosen patches by cause id. `judgedBy`:
 * by fingerprint.
 */
export async function jointBlocks(
  causes: readonly RootCause[],
  judgedBy: ReadonlyMap<string, JudgedFinding>,
  changed: ChangedLines,
): Promise<ReadonlyMap<string, string>> {
  const blocks: Block[] = [];
  const chosen = new Map<string, string>();
  for (const cause of causes) {
    if (cause.severity === 'info' || blocks.length === mostBlocks) continue;
    const worst = cause.findings.filter(({ severity }) => severity === cause.severity);
    const mended = worst.flatMap(({ fingerprint }) => judgedBy.get(fingerprint) ?? []);
    if (mended.length < worst.length) continue;
    for (const suggestion of offeredFirst(cause)) {
      const block = suggestion.isSafe && suggestion.fitsBlock ? blockOf(suggestion, mended, worst) : null;
      if (block === null || blocks.some((one) => meet(one, block)) || !(await isShown(block, changed))) continue;
      if (!(await holdTogether([...blocks, block], block))) continue;
      blocks.push(block);
      chosen.set(cause.id, suggestion.patch);
      break;
    }
  }
  return chosen;
}

/** null: it changes several files, or one line twice. */
function blockOf({ edits, patch }: Suggestion, mended: readonly JudgedFinding[], worst: readonly Finding[]): Block | null {
  const path = edits[0]?.path;
  const isOne = edits.every((edit, at) => edit.path === path && edits.every((one, other) => other <= at || one.startLine > edit.endLine));
  if (path === undefined || !isOne) return null;
  const start = Math.min(...edits.map(({ startLine }) => startLine));
  const end = Math.max(...edits.map(({ endLine }) => endLine));
  const isVerified = worst.every(({ suggestions }) => worst.length === 1 && suggestions.some((one) => one.patch === patch));
  return { edits, path, start, end, mended, isVerified };
}

function meet(a: Block, b: Block): boolean {
  return a.path === b.path && a.start <= b.end && b.start <= a.end;
}

/** Whether one hunk shows all its lines. */
async function isShown({ path, start, end }: Block, changed: ChangedLines): Promise<boolean> {
  const hunks: { start: number; end: number }[] = [];
  for (const range of await changed.of(path)) {
    const last = hunks.at(-1);
    if (last !== undefined && range.start - context <= last.end + 1) last.end = range.end + context;
    else hunks.push({ start: range.start - context, end: range.end + context });
  }
  return contains(hunks, start, end);
}

/** Whether the last repair works together with the others. */
async function holdTogether(blocks: readonly Block[], last: Block): Promise<boolean> {
  for (const verifier of new Set(last.mended.map((one) => one.verifier))) {
    const concerned = blocks.filter(({ mended }) => mended.some((one) => one.verifier === verifier));
    const mended = concerned.flatMap((block) => block.mended.flatMap((one) => (one.verifier === verifier ? [one.identified] : [])));
    if (concerned.length === 1 && last.isVerified) continue;
    const files = new Map<string, string>();
    for (const path of new Set(concerned.map((block) => block.path))) {
      const edits = concerned.flatMap((block) => (block.path === path ? block.edits : []));
      files.set(path, applyLineEdits((await verifier.textOf(path)) ?? '', edits));
    }
    if (!(await verifier.holds(files, mended))) return false;
  }
  return true;
}
