import type { ScopeRef } from '../apim/service.js';
import { countOperations, type Target } from '../apim/target.js';

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
