import type { PolicyFile } from '../../apim/policy.js';
import type { Deployed, DeployedPolicy } from './deployed.js';

const none: readonly never[] = [];

/** The condition of an instance, where there is one that is not decided. */
export function undecidedOf({ undecided }: { readonly undecided?: string }): readonly string[] {
  return undecided === undefined ? none : [undecided];
}

/** The same, under conditions that are not decided. */
export function underConditions<One extends Deployed>(one: One, conditions: readonly string[]): One {
  return conditions.length === 0 ? one : { ...one, undecided: [...new Set([...(one.undecided ?? none), ...conditions])] };
}

/**
 * What decides whether a policy stands at its scope; undefined: nothing that is open. A condition of the scope itself is none of the policy's: where
 * the API is not deployed nobody calls it.
 */
export function conditionOf(policy: DeployedPolicy, deployed: readonly Deployed[]): string | undefined {
  const { undecided = none } = policy;
  if (undecided.length === 0) return undefined;
  const around = new Set(deployed.flatMap((one) => (isAround(one, policy) ? (one.undecided ?? none) : none)));
  const own = undecided.filter((name) => !around.has(name));
  return own.length === 0 ? undefined : own.join(' && ');
}

function isAround(one: Deployed, { scope: { kind, workspace, id, operation } }: DeployedPolicy): boolean {
  switch (one.kind) {
    case 'service':
      return true;
    case 'api':
      return (kind === 'api' || kind === 'operation') && one.workspace === workspace && one.id === id;
    case 'operation':
      return kind === 'operation' && one.workspace === workspace && one.api === id && one.id === operation;
    case 'product':
      return kind === 'product' && !one.isLink && one.workspace === workspace && one.id === id;
    case 'named-value':
    case 'policy':
    case 'version-set':
      return false;
  }
}

/** A policy that is deployed if that holds. */
export function ifDeployed(file: PolicyFile, name: string | undefined): PolicyFile {
  return name === undefined || !file.ok ? file : { ...file, deployedIf: name };
}
