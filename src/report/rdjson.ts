import { withComputedNamed } from './computed-names.js';
import { bestOf } from '../review/offered-repairs.js';
import type { Review, Suggestion } from '../review/review.js';
import { rootCauses } from '../review/root-causes.js';
import { bestAt, noticeOf } from './cause-notice.js';
import { placesOfCause } from './cause-places.js';
import { jsonText } from './escape.js';
import { patchLines } from './patch.js';
import type { ReportedRule } from './reported-rule.js';
import { toolName } from './tool-name.js';
import { home } from '../text/home.js';

const severities = { error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const;

/**
 * The new causes at all their places, as reviewdog diagnostics (Reviewdog Diagnostic Format, `DiagnosticResult`). A safe repair at one place is a suggestion,
 * and the diagnostic is placed there: whole lines, without columns.
 */
export function reportRdjson(reviewed: Review, rules: readonly ReportedRule[]): string {
  const review = withComputedNamed(reviewed);
  const urls = new Map(rules.map(({ id, docsUrl }) => [id, docsUrl]));
  const causes = rootCauses(review).filter(({ status }) => status === 'new');
  const diagnostics = causes
    .flatMap((cause) => placesOfCause(cause).map((place) => ({ cause, place })))
    .map(({ cause, place }) => {
      const { rule, title, message } = noticeOf(cause, place);
      const url = urls.get(rule);
      const suggestion = suggestionOf(place.isFirst ? bestOf(cause) : bestAt(place));
      return {
        message: `${title}\n${message}`,
        location:
          suggestion === null ? { path: place.path, range: { start: { line: place.line } } } : { path: suggestion.path, range: suggestion.range },
        severity: severities[place.finding.severity],
        code: { value: rule, ...(url === undefined ? {} : { url }) },
        ...(suggestion === null ? {} : { suggestions: [{ range: suggestion.range, text: suggestion.text }] }),
      };
    });
  return `${jsonText({ source: { name: toolName, url: home }, diagnostics }, 2)}\n`;
}

/** Lines of a file to replace, and their replacement. */
export interface Replaced {
  readonly range: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
  readonly text: string;
}

function suggestionOf(best: Suggestion | null): (Replaced & { readonly path: string }) | null {
  const [path, ...others] = new Set(best?.edits.map((edit) => edit.path));
  if (best === null || path === undefined || others.length > 0 || !best.isSafe || !best.fitsBlock) return null;
  const replaced = replacedBy(best.patch);
  return replaced === null ? null : { ...replaced, path };
}

/**
 * The replacement of a patch with one place. For pure insertions and deletions an adjacent line is repeated: an empty text could mean an empty line, and no
 * lines are not a range. null: there are several places.
 */
export function replacedBy(patch: string): Replaced | null {
  const lines = patchLines(patch).filter(({ kind }) => kind !== 'file' && kind !== 'note');
  const [hunk, ...body] = lines;
  const start = Number(/^@@ -(\d+)/.exec(hunk?.text ?? '')?.[1] ?? NaN);
  const isChanged = (one: (typeof body)[number]): boolean => one.kind === 'added' || one.kind === 'removed';
  let [first, last] = [body.findIndex(isChanged), body.findLastIndex(isChanged)];
  if (Number.isNaN(start) || first < 0 || body.some(({ kind }) => kind === 'hunk')) return null;
  const has = (...kinds: readonly string[]): boolean => body.slice(first, last + 1).some(({ kind }) => kinds.includes(kind));
  if (!has('removed', 'context') || !has('added', 'context')) {
    if (first > 0) first -= 1;
    else last = Math.min(last + 1, body.length - 1);
    if (!has('context')) return null;
  }
  const old = (some: typeof body): number => some.filter(({ kind }) => kind !== 'added').length;
  const line = start + old(body.slice(0, first));
  const changed = body.slice(first, last + 1);
  const text = changed.flatMap(({ kind, text: one }) => (kind === 'removed' ? [] : [one.slice(1)])).join('\n');
  return { range: { start: { line }, end: { line: line + old(changed) - 1 } }, text };
}
