import type { DeclaredBlock } from './module-folder.js';

/** An attribute of a resource as a text, or null. */
type Part = (attribute: string) => string | null;

const idKinds: Readonly<Record<string, { readonly folder: string; readonly attribute: string }>> = {
  azurerm_api_management_api: { folder: '/apis', attribute: 'name' },
  azurerm_api_management_product: { folder: '/products', attribute: 'product_id' },
  azurerm_api_management_api_version_set: { folder: '/apiVersionSets', attribute: 'name' },
  azurerm_api_management_policy_fragment: { folder: '/policyFragments', attribute: 'name' },
  azurerm_api_management_workspace: { folder: '/workspaces', attribute: 'name' },
};

/** The Azure id of an API Management resource, from the service's name on; null if that is not given. */
export function azureIdOf(declared: DeclaredBlock, part: Part): string | null {
  if (isOfAnyType(declared)) return azapiIdOf(part);
  const [type = ''] = declared.block.labels;
  const service = type === 'azurerm_api_management' ? part('name') : part('api_management_name');
  const under = service === null ? part('api_management_id') : `/service/${service}`;
  const kind = idKinds[type];
  if (type === 'azurerm_api_management' || under === null || kind === undefined) return type === 'azurerm_api_management' ? under : null;
  const name = part(kind.attribute);
  return name === null ? null : `${under}${kind.folder}/${name}`;
}

/** For a resource with an explicit type: its parent's id, then its own kind and name. */
function azapiIdOf(part: Part): string | null {
  const [, kinds] = /^microsoft\.apimanagement\/service((?:\/\w+)*)@/i.exec(part('type') ?? '') ?? [];
  if (kinds === undefined) return null;
  const name = part('name');
  if (name === null) return part('resource_id');
  if (kinds === '') return `/service/${name}`;
  const under = part('parent_id');
  return under === null ? null : `${under}${kinds.slice(kinds.lastIndexOf('/'))}/${name}`;
}

/** Whether a block's type belongs to API Management. */
export function isGateway({ block }: DeclaredBlock): boolean {
  return (block.labels[0] ?? '').startsWith('azurerm_api_management');
}

/** Whether a block belongs to the provider for any Azure type. */
export function isOfAnyType({ block }: DeclaredBlock): boolean {
  return block.labels[0] === 'azapi_resource';
}
