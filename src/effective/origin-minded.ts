import type { FlowStep } from '../apim/policy.js';
import { looksAtPage } from '../apim/page-words.js';
import { FilledIn, resolveNames } from '../cors/named-values.js';
import { isFilledInAsCode } from '../text/open-parts.js';
import { namesIn } from './fate.js';
import type { Relevance } from './relevant-steps.js';
import type { ServiceState } from './service-state.js';

/** Finds the steps that read the page of a request, with the variables they need, and the variables and fragments that depend on it. */

/** Most rounds of following variables into variables; beyond them each counts as dependent. */
const mostRounds = 20;

/** What is known of the flows of a service. */
export interface Minded extends Relevance {
  /** Some condition or value that decides a request's outcome reads its page. */
  readonly isAny: boolean;
  /** Whether a text reads the page, directly or through a variable. */
  readonly looks: (text: string | null) => boolean;
}

const known = new WeakMap<ServiceState, Minded>();

/** The steps of a service that read the page of a request. */
export function mindedOf(state: ServiceState): Minded {
  let minded = known.get(state);
  if (minded === undefined) known.set(state, (minded = mindedIn(state)));
  return minded;
}

function mindedIn(state: ServiceState): Minded {
  const flows: (readonly FlowStep[])[] = [];
  const fragments = new Map<string, readonly FlowStep[]>();
  const workspaces = new Set<string | null>();
  for (const { file, scope } of state.documents()) {
    if (!file.ok || file.document.flow === null) continue;
    workspaces.add(scope.workspace);
    flows.push(...file.document.flow.values());
    const own = file.document.flow.get('fragment');
    if (own !== undefined && scope.id !== null) fragments.set(scope.id, [...(fragments.get(scope.id) ?? []), ...own]);
  }
  const filledIn = (text: string): readonly (string | null)[] =>
    [...workspaces].map((workspace) => {
      const resolved = resolveNames(text, new FilledIn((name) => state.namedValue(name, workspace)).lookup);
      return resolved === null || isFilledInAsCode(resolved) ? null : resolved;
    });
  return mindedSteps(flows, fragments, filledIn);
}

/**
 * `fragments`: the flows of fragments, by id. `filledIn`: a text with its named values, for each workspace; null: some are unknown. Linear in the texts, for
 * each round.
 */
function mindedSteps(
  flows: readonly (readonly FlowStep[])[],
  fragments: ReadonlyMap<string, readonly FlowStep[]>,
  filledIn: (text: string) => readonly (string | null)[],
): Minded {
  const declared = new Set<string>();
  const tainted = new Set<string>();
  const needed = new Set<string>();
  const holders = new Set<string>();
  const minded = new Set<FlowStep>();
  const known = new Map<string, { readonly isOfPage: boolean; readonly names: readonly string[] }>();
  const looks = (text: string | null | undefined): boolean => {
    if (text === null || text === undefined) return false;
    let read = known.get(text);
    if (read === undefined) known.set(text, (read = readAs(text, isFilledInAsCode(text) ? filledIn(text) : [text])));
    return read.isOfPage || read.names.some((name) => tainted.has(name));
  };
  const need = (text: string | null | undefined): void => {
    for (const name of namesIn(text ?? null)) needed.add(name);
  };
  let decides = false;
  // `isUnder`: inside a condition that reads the page, so values set there depend on the page too.
  const minds = (step: FlowStep, isUnder: boolean): boolean => {
    switch (step.kind) {
      case 'variable':
        declared.add(step.name);
        if (isUnder || looks(step.value) || looks(step.from)) tainted.add(step.name);
        if (!tainted.has(step.name) && !needed.has(step.name)) return false;
        need(step.value);
        return true;
      case 'choose': {
        const isLooking = step.branches.some(({ condition }) => looks(condition));
        const inner = step.branches.flatMap(({ steps }) => steps.map((one) => note(one, isUnder || isLooking)));
        decides ||= isLooking && step.branches.some(({ steps }) => steps.some(mayDecide));
        if (!isLooking && !inner.includes(true) && !(isUnder && mayDecide(step))) return false;
        for (const { condition } of step.branches) need(condition);
        return true;
      }
      case 'answer':
        return step.steps.map((one) => note(one, isUnder)).includes(true);
      case 'effect':
        if (!looks(step.reads)) return false;
        decides = true;
        need(step.reads);
        return true;
      case 'fragment':
        return holders.has(step.id);
      case 'origin-check':
      case 'request-origin':
        return true;
      case 'base':
      case 'writer':
      case 'forward':
      case 'open-header':
      case 'request-method':
      case 'request-part':
      case 'cors':
        return false;
    }
  };
  const note = (step: FlowStep, isUnder: boolean): boolean => {
    const does = minds(step, isUnder);
    if (does) minded.add(step);
    return does;
  };
  let rounds = 0;
  for (let before = -1; before < tainted.size + needed.size + holders.size && rounds < mostRounds; rounds += 1) {
    before = tainted.size + needed.size + holders.size;
    for (const steps of flows) for (const step of steps) note(step, false);
    for (const [id, steps] of fragments) if (steps.some((step) => minded.has(step))) holders.add(id);
  }
  return { declared, has: (step) => rounds === mostRounds || minded.has(step), isAny: decides, looks };
}

/** An unknown value may read the page. */
function readAs(text: string, meant: readonly (string | null)[]): { readonly isOfPage: boolean; readonly names: readonly string[] } {
  return { isOfPage: meant.some((one) => one === null || looksAtPage(one)), names: [text, ...meant].flatMap(namesIn) };
}

/** Whether a step inside a condition decides a request's outcome. */
function mayDecide(step: FlowStep): boolean {
  if (step.kind === 'choose') return step.branches.some(({ steps }) => steps.some(mayDecide));
  return step.kind === 'answer' || step.kind === 'effect' || step.kind === 'origin-check' || step.kind === 'fragment';
}
