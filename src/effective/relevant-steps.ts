import type { FlowStep } from '../apim/policy.js';

/** The steps that decide the treatment of origins. */
export interface Relevance {
  /** Names of the variables that readable policies set. */
  readonly declared: ReadonlySet<string>;
  /** False for steps whose variables and choices do not matter. */
  readonly has: (step: FlowStep) => boolean;
}

/** Most rounds of following variables into variables; beyond them each counts as relevant. */
const mostRounds = 20;

/** The quoted texts, including empty and long ones, for the end of each is where the next may begin. */
function textsIn(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"/g)].flatMap(([, name = '']) => (name.length > 0 && name.length <= 100 ? [name] : []));
}

/** The steps whose values and conditions can reach an allowed origin. Linear in the texts. */
export function relevantSteps(flows: readonly (readonly FlowStep[])[]): Relevance {
  const declared = new Set<string>();
  const needed = new Set<string>();
  const relevant = new Set<FlowStep>();
  const names = new Map<string, readonly string[]>();
  const need = (text: string | null): void => {
    let found = text === null ? [] : names.get(text);
    if (found === undefined && text !== null) names.set(text, (found = textsIn(text)));
    for (const name of found ?? []) needed.add(name);
  };
  const matters = (step: FlowStep): boolean => {
    switch (step.kind) {
      case 'base':
      case 'forward':
      case 'effect':
      case 'request-part':
        return false;
      case 'variable':
        declared.add(step.name);
        if (!needed.has(step.name)) return false;
        need(step.value);
        break;
      case 'choose':
        if (step.branches.filter(({ steps }) => anyMatters(steps)).length === 0) return false;
        for (const { condition } of step.branches) need(condition);
        break;
      case 'answer':
        anyMatters(step.steps);
        break;
      case 'writer':
        for (const { text } of step.writer.element.children) need(text);
        break;
      case 'cors':
        for (const { text } of step.computed) need(text);
        break;
      case 'origin-check':
        step.values.forEach(need);
        break;
      case 'request-origin':
        need(step.value);
        break;
      case 'open-header':
      case 'request-method':
      case 'fragment':
    }
    relevant.add(step);
    return true;
  };
  const anyMatters = (steps: readonly FlowStep[]): boolean => steps.filter(matters).length > 0;
  let rounds = 0;
  for (let before = -1; before < needed.size && rounds < mostRounds; rounds += 1) {
    before = needed.size;
    for (const steps of flows) anyMatters(steps);
  }
  return { declared, has: (step) => rounds === mostRounds || relevant.has(step) };
}
