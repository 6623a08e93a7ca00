import { PolicyCache } from '../apim/policy-cache.js';
import { defaultSettings, type Settings } from '../config/defaults.js';
import { ServiceState } from '../effective/service-state.js';
import { apiops } from '../layouts/apiops/apiops.js';
import { openRepository } from '../layouts/repository.js';
import type { Tree } from '../layouts/tree.js';
import { withComputedNamed } from '../report/computed-names.js';
import { counted, countsWords } from '../report/counting.js';
import { phraseRuns, plainPhrase, type TextRun } from '../report/phrase.js';
import { patchLines, type PatchLine } from '../report/patch.js';
import { causeMarks } from '../report/sentences/cause-marks.js';
import { causeReason } from '../report/sentences/cause-reasons.js';
import { causeTitlePhrase, headline } from '../report/sentences/cause-titles.js';
import { effectPhrase } from '../report/sentences/effects.js';
import { notePhrase } from '../report/sentences/notes.js';
import { titlePhrase } from '../report/sentences/repairs.js';
import { settlingLines } from '../report/settling.js';
import { causeCertainty } from '../report/wording.js';
import { offeredFirst } from '../review/offered-repairs.js';
import type { Location, Review, Suggestion } from '../review/review.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { reviewTrees, scanTree } from '../review/run.js';
import { applyLineEdits } from '../text/edit.js';
import { accessMatrix, type AccessMatrix } from './access-matrix.js';
import { mostOperations, policyAt, readOperationLines, treeOf, type PlaygroundDraft, type DraftPolicy } from './draft.js';

/** A line of one of the two policies, with a label. */
export interface MarkedLine {
  readonly policy: DraftPolicy;
  /** 1-based. */
  readonly line: number;
  /** Empty: it is only shown. */
  readonly label: string;
}

/** A repair that was applied and evaluated before it is offered. */
export interface OfferedRepair {
  readonly title: readonly TextRun[];
  readonly effect: readonly TextRun[];
  readonly isSafe: boolean;
  readonly patch: readonly PatchLine[];
  /** The draft with the repair applied. */
  readonly repaired: PlaygroundDraft;
}

/** One root cause in the page. */
export interface ShownCause {
  readonly id: string;
  readonly severity: RootCause['severity'];
  /** The start has it too. */
  readonly isOld: boolean;
  /** The rule of its first finding. */
  readonly rule: string;
  readonly title: readonly TextRun[];
  readonly reason: readonly TextRun[];
  readonly certainty: string | null;
  readonly lines: readonly MarkedLine[];
  /** The outcome of each reading of an open point, one per line. */
  readonly depends: readonly { readonly point: string; readonly readings: readonly string[] }[];
  readonly repairs: readonly OfferedRepair[];
}

/** Everything that the page shows about a draft. */
export interface Answer {
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly conclusion: Review['conclusion'];
  readonly matrix: AccessMatrix;
  readonly causes: readonly ShownCause[];
  /** Number of causes not shown. */
  readonly causesLeftOut: number;
  readonly notes: readonly (readonly TextRun[])[];
  /** Problems in lines of the operations; null: none. */
  readonly operationsProblem: string | null;
}

/** Most causes shown. */
const mostCauses = 50;

/** Most repairs offered for a cause. */
const mostRepairs = 4;

/** Causes of the start are repaired too: there is no pull request to leave them to others. */
const settings: Settings = { ...defaultSettings, reportExisting: true };

/** The review of a draft against the start, over two files in memory. `today`: YYYY-MM-DD, for ignore comments. An unreadable policy is a finding. */
export async function draftAnswer(start: PlaygroundDraft, draft: PlaygroundDraft, today: string): Promise<Answer> {
  const base = treeOf(start, 'start');
  const head = treeOf(draft, 'now');
  const isSame = start.global === draft.global && start.api === draft.api && start.operations === draft.operations;
  const options = { settings, today, layouts: [apiops] };
  const review = withComputedNamed(isSame ? await scanTree(head, options) : await reviewTrees(base, head, options));
  const causes = rootCauses(review);
  return {
    headline: headline(review, causes),
    sentences: sentencesOf(review),
    conclusion: review.conclusion,
    matrix: accessMatrix(await stateOf(base), await stateOf(head), settings.assume),
    causes: causes.slice(0, mostCauses).map((cause) => shownCause(cause, draft)),
    causesLeftOut: Math.max(0, causes.length - mostCauses),
    notes: review.notes.map((note) => phraseRuns(notePhrase(note))),
    operationsProblem: wrongLinesText(readOperationLines(draft.operations).wrongLines),
  };
}

function sentencesOf({ counts, operations, mode, changes }: Review): readonly string[] {
  const found = countsWords(counts);
  const changed = `Against the start, browser access changes for ${operations.changed} of ${counted(operations.total, 'operation')}.`;
  const same = mode === 'scan' ? 'This is the start.' : 'Against the start, no access changes.';
  return [`${found ?? 'No finding'}.`, changes.length > 0 ? changed : same];
}

async function stateOf(tree: Tree): Promise<ServiceState | null> {
  const repository = await openRepository(tree, { scopes: [], environments: [] }, new PolicyCache(), [apiops]);
  const [service] = await repository.loadAll();
  return service === undefined ? null : new ServiceState(service, settings.assume);
}

function shownCause(cause: RootCause, draft: PlaygroundDraft): ShownCause {
  const { marks } = causeMarks(cause);
  return {
    id: cause.id,
    severity: cause.severity,
    isOld: cause.status === 'existing',
    rule: cause.findings[0]?.rule ?? '',
    title: phraseRuns(causeTitlePhrase(cause)),
    reason: phraseRuns(causeReason(cause)),
    certainty: causeCertainty(cause),
    lines: marks.length > 0 ? marks.flatMap((mark) => markedLine(mark, plainPhrase(mark.label))) : markedLine(cause, ''),
    depends: cause.depends.map((one) => ({ point: one.point, readings: settlingLines(one).slice(0, -1) })),
    repairs: offeredFirst(cause)
      .slice(0, mostRepairs)
      .map((repair) => offered(repair, draft)),
  };
}

function markedLine({ path, line }: Location, label: string): readonly MarkedLine[] {
  const policy = policyAt(path);
  return policy === null ? [] : [{ policy, line, label }];
}

function offered({ title, effect, isSafe, patch, edits }: Suggestion, draft: PlaygroundDraft): OfferedRepair {
  const textOf = (policy: DraftPolicy): string => {
    const own = edits.filter(({ path }) => policyAt(path) === policy);
    return own.length === 0 ? draft[policy] : applyLineEdits(draft[policy], own);
  };
  return {
    title: phraseRuns(titlePhrase(title)),
    effect: phraseRuns(effectPhrase(effect)),
    isSafe,
    patch: patchLines(patch),
    repaired: { ...draft, global: textOf('global'), api: textOf('api') },
  };
}

/** Problems in lines of the operations; null: none. */
function wrongLinesText(lines: readonly number[]): string | null {
  if (lines.length === 0) return null;
  return `${counted(lines.length, 'line')} of the operations ${lines.length === 1 ? 'is' : 'are'} not read (line ${lines.slice(0, 5).join(', ')}): write a method and a path, as in GET /{id}; at most ${mostOperations}.`;
}
