import type { FindingStatement } from '../../src/effective/statement.js';
import type { RepairTitle } from '../../src/repairs/title.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { effectPhrase } from '../../src/report/sentences/effects.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { messagePhrase } from '../../src/report/sentences/statements.js';
import type { Effect } from '../../src/review/effect.js';
import type { Note } from '../../src/review/note.js';
import type { Finding, Suggestion } from '../../src/review/review.js';
import { rootCauses, type RootCause } from '../../src/review/root-causes.js';

/** The root cause of a finding by itself. */
export function causeOf(finding: Finding): RootCause {
  const [cause] = rootCauses({ findings: [finding], changes: [] });
  if (cause === undefined) throw new Error('a finding has a cause');
  return cause;
}

/** Statements that hold any text, for reviews built by hand; and the sentences of a review, for tests that read it. */

export function problem(text: string): FindingStatement {
  return { code: 'unreadable-metadata', given: { fault: { code: 'not-resolved', given: { words: text } } } };
}

export function titled(text: string): RepairTitle {
  return { code: 'write', given: { text } };
}

/** The text stands wherever an effect can hold one. */
export function effectWith(text: string): Effect {
  const target = { workspace: null, product: text, api: text, operations: [text], operationsInApi: 2, root: '' };
  return {
    groups: [{ targets: [target], origins: [{ origin: text, change: { kind: 'parts', gained: [{ what: 'methods', names: [text] }], lost: [] } }] }],
    furtherOperations: 0,
    noLongerRun: [{ name: text, checks: null, at: { path: text, line: 3 } }],
    nowRun: [],
    leansOn: { code: 'meant', given: { texts: [text] } },
  };
}

export const noEffect: Effect = { groups: [], furtherOperations: 0, noLongerRun: [], nowRun: [], leansOn: null };

export function messageOf(finding: Pick<Finding, 'says' | 'environments' | 'inner' | 'elsewhere'>): string {
  return wholePhrase(messagePhrase(finding));
}

export function titleOf({ title }: Pick<Suggestion, 'title'>): string {
  return wholePhrase(titlePhrase(title));
}

export function effectOf({ effect }: Pick<Suggestion, 'effect'>): string {
  return wholePhrase(effectPhrase(effect));
}

export function noteTexts(notes: readonly Note[]): string {
  return notes.map((note) => wholePhrase(notePhrase(note))).join();
}
