import { sectionNames } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { Certainty, Severity } from '../text/scales.js';
import { terminateUnmatchedDefault } from '../cors/questions.js';
import { refKey } from '../text/policy-ref.js';
import { allOf, startOf, type FindingPlace } from './finding-place.js';
import { loadFatesFor } from './changed-fates.js';
import type { OriginAnswers } from './origin-answers.js';
import { choosesOrigins, usesOrigins, type OriginUse } from './origin-site.js';
import type { ServiceState } from './service-state.js';
import { severityUnder, type Holding } from './severity-under.js';
import type { OriginGivenBack } from './statement.js';

/** Uses of one kind in one document: the subject of one finding. */
export interface UseGroup {
  /** In document order. */
  readonly uses: readonly OriginUse[];
  readonly first: OriginUse;
  /** What is true of all of them. */
  readonly given: OriginGivenBack;
  /** Parts of the finding that do not depend on the rule. */
  readonly common: {
    readonly severity: Severity;
    readonly certainty: Certainty;
    readonly place: FindingPlace;
    readonly alsoAt: readonly FindingPlace[];
    readonly scope: ScopeRef;
    readonly key: string;
    readonly targets: readonly Target[];
  };
}

/** The uses of a service with this verdict, by document and kind. */
export function usesTold(state: ServiceState, verdict: OriginUse['verdict']): readonly UseGroup[] {
  const groups = new Map<string, OriginUse[]>();
  for (const use of originUses(state)) {
    if (use.verdict !== verdict) continue;
    const key = `${refKey(use.place.ref)}:${use.what}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [use]);
    else group.push(use);
  }
  return [...groups.values()].flatMap((group) => {
    const uses = group.sort((a, b) => a.place.start - b.place.start);
    const [first] = uses;
    return first === undefined ? [] : [groupOf(first, uses)];
  });
}

function groupOf(first: OriginUse, uses: readonly OriginUse[]): UseGroup {
  const sections = sectionNames.filter((name) => uses.some(({ section }) => section === name));
  const { what, verdict, place, scope } = first;
  const holding = uses.every(({ isBehindDefault }) => isBehindDefault) ? onlyIfNotEnded : always;
  const common: UseGroup['common'] = {
    severity: severityUnder(holding, verdict === 'unknown' ? 'info' : 'error'),
    // No page says whether an <origin> can hold an expression.
    certainty: verdict === 'unknown' || verdict === 'too-long' ? 'unknown' : what === 'origin' ? 'inferred' : 'documented',
    place: allOf(place),
    alsoAt: uses.map((use) => startOf(use.place)),
    scope,
    key: `${what}:${verdict}:${sections.join()}`,
    targets: mergeTargets(uses.flatMap(({ targets }) => targets)),
  };
  return { uses, first, given: { what, sections, credentials: uses.some(({ credentials }) => credentials), holding }, common };
}

const always: Holding = { when: 'always', certainty: 'documented' };
const onlyIfNotEnded: Holding = {
  when: 'sometimes',
  under: 'documented',
  readings: terminateUnmatchedDefault.readings.filter(({ value }) => value === 'false'),
  certainty: 'documented',
};

const known = new WeakMap<ServiceState, readonly OriginUse[]>();
const answering = new WeakMap<ServiceState, OriginAnswers>();

/** Finds, once per state, the sites that reflect unintended origins, or may. The interpreter of expressions is loaded only if there are any. */
export async function workOutOriginUses(state: ServiceState): Promise<void> {
  if (known.has(state)) return;
  await loadFatesFor(state);
  const documents = state.remarkable().flatMap(({ file }) => (file.ok ? [file.document] : []));
  const isConcerned = documents.some(usesOrigins);
  known.set(state, isConcerned ? (await import('./origin-walks.js')).findUses(state) : []);
  if (!isConcerned && !documents.some(choosesOrigins)) return;
  const { OriginAnswers: Answers } = await import('./origin-answers.js');
  answering.set(state, new Answers(state));
}

/** Finds which origins a service reflects; null: no value or condition decides that. */
export function originAnswers(state: ServiceState): OriginAnswers | null {
  return answering.get(state) ?? null;
}

/** Every such site of a service. Throws if `workOutOriginUses` was not called before. */
export function originUses(state: ServiceState): readonly OriginUse[] {
  const uses = known.get(state);
  if (uses === undefined) throw new Error('the origins that expressions give back are not worked out');
  return uses;
}
