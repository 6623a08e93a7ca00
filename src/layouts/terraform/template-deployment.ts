import { deployedByArm } from '../arm/arm-resource.js';
import { parseJson } from '../arm/json-syntax.js';
import { resourcesOf } from '../arm/template-resources.js';
import { TemplateScope } from '../arm/template-scope.js';
import type { Deployed } from '../deployed/deployed.js';
import type { Value } from '../deployed/deployed-value.js';
import { entryOf, textOf } from '../deployed/value-parts.js';
import { describe, unknown } from '../deployed/values.js';
import type { ResourceInstance } from './resource-instance.js';

/** What an ARM template that Terraform deploys holds of API Management; a parameter is mostly the text of a policy. */
export function byTemplateDeployment(resource: ResourceInstance): readonly Deployed[] {
  const text = textOf(resource.value('template_body') ?? resource.value('template_content')) ?? '';
  const { root } = parseJson(text);
  if (root === null) return [];
  const given = resource.value('parameters') ?? resource.json('parameters_content');
  const parameter = (name: string): Value | null => {
    const own = givenAs(given, name);
    return entryOf(own, 'value') ?? own ?? null;
  };
  const scope = new TemplateScope({ path: null, text }, root, parameter, { steps: 0, report: () => undefined });
  const world = { linked: (url: Value) => unknown(describe(url)), linkedTemplate: () => null, mayOpen: () => true };
  const by = resource.at('template_body');
  return [...resourcesOf(scope, world, resource.address)].flatMap((one) => deployedByArm(one).map((deployed) => ({ ...deployed, by })));
}

/** Names of parameters are told apart without regard to case. */
function givenAs(given: Value | undefined, name: string): Value | undefined {
  if (given?.kind !== 'object') return undefined;
  for (const [key, value] of given.entries) if (key.toLowerCase() === name) return value;
  return undefined;
}
