import type { Place } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { countOperations, type Target } from '../apim/target.js';
import type { Certainty } from '../cors/certainty.js';
import { strongest, weakest } from '../cors/certainty.js';
import type { Reading, World } from '../cors/questions.js';
import type { FindingPlace, Severity } from './rule.js';

/** The first line of an element: where its start tag begins, and where a reader looks. */
export function startOf(place: Place): FindingPlace {
  return { path: place.path, line: place.line, endLine: place.line };
}

export function allOf(place: Place): FindingPlace {
  return { path: place.path, line: place.line, endLine: place.endLine };
}

/** A scope in a few words: "the API 'orders'". */
export function describeScope(scope: ScopeRef): string {
  const within = scope.workspace === null || scope.kind === 'workspace' ? '' : ` in workspace '${scope.workspace}'`;
  switch (scope.kind) {
    case 'global':
      return 'the global policy';
    case 'workspace':
      return `the policy of workspace '${scope.workspace ?? ''}'`;
    case 'product':
      return `the policy of product '${scope.id ?? ''}'${within}`;
    case 'api':
      return `the policy of API '${scope.id ?? ''}'${within}`;
    case 'operation':
      return `the policy of operation '${scope.operation ?? ''}' of API '${scope.id ?? ''}'${within}`;
    case 'fragment':
      return `the policy fragment '${scope.id ?? ''}'${within}`;
  }
}

/** `a, b and 3 more`: at most `most` names. */
export function listing(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1] ?? ''}`;
}

/** An origin class in words. */
export function describeOrigin(origin: string): string {
  if (origin === '*') return 'every other origin';
  if (origin === 'null') return "the origin 'null'";
  return origin;
}

/** "all 4 operations of 'orders'", "120 operations of 30 APIs"; an empty list: "no operation". */
export function describeTargets(targets: readonly Target[]): string {
  const [first] = targets;
  if (first === undefined) return 'no operation';
  if (targets.every((target) => target.api === null)) return 'every API that inherits it';
  const apis = new Set(targets.map((target) => `${target.root}/${target.workspace ?? ''}/${target.api ?? ''}`));
  const count = countOperations(targets.filter((target) => target.product === null || !targets.some((other) => other.product === null)));
  const product = targets.every((target) => target.product !== null) ? ` called with a key of product '${first.product ?? ''}'` : '';
  if (apis.size > 1) return `${count} operations of ${apis.size} APIs${product}`;
  const api = `'${first.api ?? ''}'`;
  if (first.operations.length === 0) return `API ${api}${product}`;
  if (first.operations.length === 1) return `operation '${first.operations[0] ?? ''}' of ${api}${product}`;
  return first.operations.length === first.operationsInApi
    ? `all ${first.operationsInApi} operations of ${api}${product}`
    : `${first.operations.length} operations of ${api}${product}`;
}

/** Whether something holds, over all the worlds the sources leave open. */
export type Holding =
  | { readonly when: 'never' }
  | { readonly when: 'always' }
  | { readonly when: 'sometimes'; readonly readings: readonly Reading[]; readonly certainty: Certainty };

/** `sometimes` names the best-founded world in which it holds. */
export function holds<T>(worlds: readonly World<T>[], test: (result: T) => boolean): Holding {
  const holding = worlds.filter((world) => test(world.result));
  if (holding.length === 0) return { when: 'never' };
  if (holding.length === worlds.length) return { when: 'always' };
  const founded = holding.map((world) => ({ readings: world.readings, certainty: weakest(...world.readings.map((r) => r.certainty)) }));
  const certainty = strongest(...founded.map((world) => world.certainty));
  const best = founded.filter((world) => world.certainty === certainty).reduce((a, b) => (b.readings.length < a.readings.length ? b : a));
  return { when: 'sometimes', readings: best.readings, certainty };
}

/** Of several holdings the one that counts most: always, then the best founded. */
export function strongestHolding(holdings: Iterable<Holding>): Holding {
  const rank = (holding: Holding): number =>
    holding.when === 'always' ? 4 : holding.when === 'never' ? 0 : { documented: 3, reported: 2, inferred: 1, unknown: 1 }[holding.certainty];
  let best: Holding = { when: 'never' };
  for (const holding of holdings) if (rank(holding) > rank(best)) best = holding;
  return best;
}

/** The severity a finding keeps: its own if it holds for certain or under a documented or reported reading, else `info`. */
export function severityUnder(holding: Holding, severity: Severity): Severity {
  if (holding.when === 'always') return severity;
  if (holding.when === 'never') return 'info';
  return holding.certainty === 'documented' || holding.certainty === 'reported' ? severity : 'info';
}

/** ` if …` for a finding that hangs on a reading; '' for one that always holds. */
export function conditionOf(holding: Holding): string {
  if (holding.when !== 'sometimes') return '';
  const says = [...new Set(holding.readings.map((reading) => reading.says))];
  return says.length === 0 ? '' : ` if ${says.join(' and ')}`;
}

export function certaintyOf(holding: Holding, otherwise: Certainty): Certainty {
  return holding.when === 'sometimes' ? weakest(holding.certainty, otherwise) : otherwise;
}
