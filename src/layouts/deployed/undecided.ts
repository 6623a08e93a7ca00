import type { DeployedIf, PolicyFile } from '../../apim/policy.js';
import { areRivals, joinedConditions, conditionKey, type Undecided } from './conditions.js';
import type { Deployed, DeployedPolicy } from './deployed.js';

const none: readonly never[] = [];

/** The same thing under further undecided conditions. */
export function undecidedUnder<One extends Deployed>(one: One, conditions: readonly Undecided[]): One {
  if (conditions.length === 0) return one;
  return { ...one, undecided: [...new Map([...(one.undecided ?? none), ...conditions].map((each) => [conditionKey(each), each])).values()] };
}

/**
 * The undecided condition for a policy at its scope, if any. Conditions of the scope itself do not count: without the API there are no calls, and without
 * iterations there are none of its names.
 */
export function conditionOf(policy: DeployedPolicy, deployed: readonly Deployed[]): DeployedIf | undefined {
  const { undecided = none } = policy;
  if (undecided.length === 0) return undefined;
  const around = new Set(deployed.flatMap((one): readonly string[] => (isAround(one, policy) ? (one.undecided ?? none).map(conditionKey) : none)));
  const { workspace, id, operation } = policy.scope;
  const called = [workspace, id, operation].flatMap((one) => one ?? []).join('\u0000');
  return joinedConditions(undecided.filter((one) => !around.has(conditionKey(one)) && (one.names === undefined || !called.includes(one.names))));
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

/** A policy that is deployed if the condition holds. */
export function ifDeployed(file: PolicyFile, condition: DeployedIf | undefined): PolicyFile {
  return condition === undefined || !file.ok ? file : { ...file, deployedIf: { name: condition.name, holds: condition.holds } };
}

/** Joins two policies of one scope of which at most one is deployed; null: both may be. */
export function oneOf(known: PolicyFile, other: PolicyFile): PolicyFile | null {
  if (!known.ok || !other.ok || known.deployedIf === undefined || other.deployedIf === undefined) return null;
  if (!areRivals(known.deployedIf, other.deployedIf)) return null;
  const otherwise = known.otherwise === undefined ? other : oneOf(known.otherwise, other);
  return otherwise === null ? null : { ...known, otherwise };
}
