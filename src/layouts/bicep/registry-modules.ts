import { deployedByArm, propertyIn, type ArmResource } from '../arm/arm-resource.js';
import type { Value, ObjectValue } from '../deployed/deployed-value.js';
import type { Deployed, WrittenAt } from '../deployed/deployed.js';
import { parseResourceId } from '../deployed/resource-id.js';
import { plainText } from '../deployed/texts.js';
import type { TreeTexts } from '../deployed/tree-texts.js';
import { itemsOf, objectValue, valueText } from '../deployed/value-parts.js';
import { flag, nothing, unknown } from '../deployed/values.js';
import { literalText } from './bicep-files.js';
import type { ModuleStatement } from './bicep-module.js';
import { linkedText } from './linked-text.js';

/** Parameters of registry modules that are lists of resources, with the type of each below another, and nested lists. */
const shapes: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({
    '': {
      policies: 'policies',
      apis: 'apis',
      products: 'products',
      namedValues: 'namedvalues',
      apiVersionSets: 'apiversionsets',
      policyFragments: 'policyfragments',
      workspaces: 'workspaces',
    },
    workspaces: {
      policies: 'policies',
      apis: 'apis',
      products: 'products',
      namedValues: 'namedvalues',
      apiVersionSets: 'apiversionsets',
      policyFragments: 'policyfragments',
    },
    apis: { policies: 'policies', operations: 'operations' },
    operations: { policies: 'policies' },
    products: { policies: 'policies', apis: 'apis' },
  }).map(([kind, inner]) => [kind, new Map(Object.entries(inner))]),
);

/** A call of a registry module: its arguments and place. */
export interface RegistryCall {
  readonly call: ModuleStatement;
  readonly param: (name: string) => Value | null;
  readonly address: string;
  readonly by: (param: string) => WrittenAt;
  readonly files: TreeTexts;
}

/**
 * What a registry module deploys, by the shape of its parameters: `apis: [{ name, policies: [{ value }] }]` (Azure Verified Modules,
 * `avm/res/api-management/service` and its parts).
 */
export function deployedByShape(registry: RegistryCall): readonly Deployed[] {
  const source = literalText(registry.call.source) ?? '';
  const part = /api-?management\/service(?:\/([\w/-]+))?/i.exec(source)?.[1]?.split(/[/:]/)[0] ?? null;
  const isGateway = /api-?management|apim/i.test(source);
  const service = registry.param('apiManagementServiceName') ?? registry.param('apimName') ?? registry.param('name') ?? nothing;
  const found: Deployed[] = [];
  const own = (type: string, names: readonly Value[], item: Value, param: string): void => {
    const resource = shaped(registry, type, names, item, param);
    found.push(...deployedByArm(resource));
    const inner = type.slice(type.lastIndexOf('/') + 1);
    for (const [key, kind] of shapes.get(inner) ?? []) {
      if (item.kind !== 'object') continue;
      for (const [index, one] of itemsOf(item.entries.get(key)).entries()) {
        own(`${type}/${kind}`, [...names, nameOf(one, kind, index)], one, param);
      }
    }
  };
  const isPart = isGateway && part !== null && registry.param('name') !== null;
  if (isPart) {
    const kind = part === 'api' ? 'apis' : part === 'product' ? 'products' : null;
    const all = kind === null ? null : objectValue(entriesOf(registry, ofPart));
    if (kind !== null && all !== null) own(`${provider}/${kind}`, [service, registry.param('name') ?? nothing], all, 'name');
    return found;
  }
  for (const [key, kind] of shapes.get('') ?? []) {
    for (const [index, one] of itemsOf(registry.param(key)).entries()) own(`${provider}/${kind}`, [service, nameOf(one, kind, index)], one, key);
  }
  const hasPolicies = found.some(({ kind }) => kind === 'policy');
  if (!isGateway && !hasPolicies) return [];
  return isGateway && registry.param('name') !== null ? [...deployedByArm(shaped(registry, provider, [service], nothing, 'name')), ...found] : found;
}

const provider = 'microsoft.apimanagement/service';
/** Parameters of a module for an API or a product. */
const ofPart = ['policies', 'operations', 'apis', 'path', 'displayName', 'value', 'format', 'subscriptionRequired', 'type', 'apiType', 'protocols'];

function entriesOf(registry: RegistryCall, names: readonly string[]): readonly (readonly [string, Value])[] {
  return names.flatMap((name) => {
    const value = registry.param(name);
    return value === null ? [] : [[name, value] as const];
  });
}

/** Policies have only one name; in a product's list of APIs a plain name is allowed. */
function nameOf(item: Value, kind: string, index: number): Value {
  if (kind === 'policies') return plainText('policy');
  if (item.kind === 'text' || item.kind === 'unknown') return item;
  return item.kind === 'object' ? (item.entries.get('name') ?? nothing) : plainText(String(index));
}

function shaped({ address, by, files }: RegistryCall, type: string, names: readonly Value[], item: Value, param: string): ArmResource {
  const inner = names.map((name) => valueText(name) ?? '').join('/');
  const properties = item.kind === 'object' ? (item.entries.get('properties') ?? item) : item;
  return {
    type,
    names,
    address: `${address}.${type.slice(provider.length + 1)}/${inner}`,
    property: (path) => propertyIn(properties.kind === 'text' ? nothing : properties, path),
    at: () => by(param),
    condition: flag(true),
    linked: (url) => linkedText(url, by('').path, files),
  };
}

/** A module's outputs, as far as they repeat its arguments. */
export function outputsByShape(call: ModuleStatement, param: (name: string) => Value | null, address: string): ObjectValue {
  const isService = /api-?management\/service(?::|$)/i.test(literalText(call.source) ?? '');
  const name = param('name');
  if (!isService || name === null) return objectValue([], `${address}.outputs`);
  const id = valueText(name);
  const entries: [string, Value][] = [['name', name]];
  if (id !== null) entries.push(['resourceId', parseResourceId(id).service === null ? plainText(`/service/${id}`) : unknown(id)]);
  return objectValue(entries, `${address}.outputs`);
}
