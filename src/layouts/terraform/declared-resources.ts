import type { ScopeRef } from '../../apim/service.js';
import type { Deployed, WrittenAt } from '../deployed/deployed.js';
import { byTemplateDeployment } from './template-deployment.js';
import { deployedByArm, isOfApiManagement, propertyIn } from '../arm/arm-resource.js';
import { plainText } from '../deployed/texts.js';
import { undecidedUnder } from '../deployed/undecided.js';
import { describe, nothing, unknown } from '../deployed/values.js';
import { parseResourceId, type ResourceId } from '../deployed/resource-id.js';
import type { ResourceInstance } from './resource-instance.js';
import type { Value } from '../deployed/deployed-value.js';
import { entryOf, flagOf, isSettled, itemsOf, openAddress, valueText } from '../deployed/value-parts.js';
import { ofType, servedOver } from '../metadata.js';

const atScope = (kind: ScopeRef['kind'], id: string | null = null, operation: string | null = null, workspace: string | null = null): ScopeRef => ({
  kind,
  id,
  operation,
  workspace,
});

/** What an API Management resource deploys; nothing for others. */
export function deployedBy(resource: ResourceInstance): readonly Deployed[] {
  if (resource.type.startsWith('azapi_')) return byAzapi(resource);
  if (/^azurerm_\w*template_deployment$/.test(resource.type)) return byTemplateDeployment(resource);
  if (!resource.type.startsWith('azurerm_api_management')) return [];
  const { address } = resource;
  const parent = parseResourceId(resource.text('api_management_workspace_id') ?? resource.text('api_management_id') ?? resource.text('api_id') ?? '');
  const { workspace } = parent;
  const isService = resource.type === 'azurerm_api_management';
  const service = isService ? resource.text('name') : (resource.text('api_management_name') ?? parent.service);
  const common = { address, by: resource.at(''), service };
  const policy = (scope: ScopeRef, attribute = 'xml_content'): readonly Deployed[] => [
    { kind: 'policy', address, by: resource.at(attribute), service, scope, text: () => textOrLink(resource, attribute) },
  ];
  const api = resource.id('api_name') ?? parent.api;
  switch (resource.type.replace('azurerm_api_management', '').replace('_workspace_', '_')) {
    case '':
      return [{ ...common, kind: 'service' }, ...policyBlock(resource, common)];
    case '_policy':
      return policy(workspace === null ? atScope('global') : atScope('workspace', null, null, workspace));
    case '_product_policy':
      return policy(atScope('product', resource.id('product_id'), null, workspace));
    case '_api_policy':
      return policy(atScope('api', api, null, workspace));
    case '_api_operation_policy':
      return policy(atScope('operation', api, resource.id('operation_id'), workspace));
    case '_policy_fragment':
      return policy(atScope('fragment', resource.ownId('name'), null, workspace), resource.type.includes('_workspace_') ? 'xml_content' : 'value');
    case '_api':
      return [apiOf(resource, common, workspace)];
    case '_api_operation':
      if (api === null) return [];
      return [
        {
          ...common,
          kind: 'operation',
          api,
          workspace,
          id: resource.ownId('operation_id') ?? address,
          method: resource.text('method')?.toUpperCase() ?? null,
          urlTemplate: settled(resource.text('url_template')),
          ...openAddress(resource.text('url_template')),
        },
      ];
    case '_product':
      return [
        {
          ...common,
          kind: 'product',
          id: resource.ownId('product_id') ?? address,
          workspace,
          displayName: resource.text('display_name'),
          subscriptionRequired:
            flagOf(resource.value('subscription_required')) ?? (resource.value('subscription_required') === undefined ? true : null),
          published: flagOf(resource.value('published')),
          apis: [],
          isLink: false,
        },
      ];
    case '_product_api': {
      const product = resource.id('product_id') ?? parent.product;
      if (product === null || api === null) return [];
      return [
        {
          ...common,
          kind: 'product',
          id: product,
          workspace,
          displayName: null,
          subscriptionRequired: null,
          published: null,
          apis: [api],
          isLink: true,
        },
      ];
    }
    case '_api_version_set':
      return [
        {
          ...common,
          kind: 'version-set',
          workspace,
          id: resource.ownId('name') ?? address,
          scheme: resource.text('versioning_scheme'),
          headerName: resource.text('version_header_name'),
          queryName: resource.text('version_query_name'),
        },
      ];
    case '_named_value': {
      const name = resource.text('display_name') ?? resource.text('name');
      const isHidden = flagOf(resource.value('secret')) !== false && resource.value('secret') !== undefined;
      if (name === null) return [];
      const keptAt = (): readonly Value[] => [resource.value('value') ?? nothing, resource.nested('value_from_key_vault')?.('secret_id') ?? nothing];
      return [{ ...common, kind: 'named-value', name, workspace, value: isHidden ? null : settled(resource.text('value')), keptAt }];
    }
    default:
      return [];
  }
}

/** The text; unknown if a link is given too: the provider uses one of the two, and a linked policy is unknown. */
function textOrLink(resource: ResourceInstance, attribute: string): Value {
  return linkIn(resource.value('xml_link')) ?? resource.value(attribute) ?? { kind: 'null' };
}

function linkIn(link: Value | undefined): Value | null {
  return link === undefined || link.kind === 'null' || valueText(link) === '' ? null : unknown(describe(link));
}

/** The text, if all of it is known. */
function settled(text: string | null): string | null {
  return text !== null && isSettled(text) ? text : null;
}

function policyBlock(resource: ResourceInstance, common: { readonly address: string; readonly service: string | null }): readonly Deployed[] {
  const nested = resource.nested('policy');
  if (nested === null) return [];
  const text = (): Value => linkIn(nested('xml_link')) ?? nested('xml_content') ?? { kind: 'null' };
  const address = `${common.address}.policy`;
  const policy = { ...common, address, by: resource.at('policy'), kind: 'policy', scope: atScope('global'), text } as const;
  return [undecidedUnder(policy, resource.nestedIf('policy'))];
}

function apiOf(
  resource: ResourceInstance,
  common: { readonly address: string; readonly by: WrittenAt; readonly service: string | null },
  workspace: string | null,
): Deployed {
  const imported = resource.nested('import');
  const format = valueText(imported?.('content_format')) ?? '';
  const isElsewhere = format.endsWith('link') || format.includes('-link-');
  const names = resource.nested('subscription_key_parameter_names');
  const [header, query] = [valueText(names?.('header')), valueText(names?.('query'))];
  const versionSet = resource.text('version_set_id');
  const { address, by, service } = common;
  const id = resource.ownId('name') ?? address;
  // A revision that is not current has its number after the name, as in an Azure id; the provider has no other notation.
  const number = /;rev=(\d+)$/.exec(id)?.[1] ?? null;
  // Written out: a spread is slow for thousands of objects.
  return {
    kind: 'api',
    address,
    by,
    service,
    id,
    workspace,
    path: settled(resource.text('path')),
    ...openAddress(resource.text('path'), resource.text('version')),
    displayName: resource.text('display_name'),
    version: settled(resource.text('version')),
    revision: number ?? settled(resource.text('revision')),
    isCurrent: number === null,
    versionSet: versionSet === null ? null : (parseResourceId(versionSet).versionSet ?? versionSet),
    subscriptionRequired: flagOf(resource.value('subscription_required')) ?? (resource.value('subscription_required') === undefined ? true : null),
    ...ofType(resource.text('api_type')),
    ...servedOver(itemsOf(resource.value('protocols')).map(valueText)),
    keyNames: header === null || query === null ? null : { header, query },
    products: [],
    specification: imported === null || isElsewhere ? null : () => imported('content_value') ?? { kind: 'null' },
    isElsewhere: imported !== null && isElsewhere,
  };
}

/** A resource through the provider for any type (`azapi_resource`, `azapi_update_resource`). */
function byAzapi(resource: ResourceInstance): readonly Deployed[] {
  const [type = ''] = (resource.text('type') ?? '').toLowerCase().split('@');
  if (!isOfApiManagement(type)) return [];
  const above = resource.value('parent_id') ?? resource.value('resource_id');
  const own = resource.id('name');
  const segments = type.split('/').slice(1);
  // An unknown parent is identified by its name; its own parents are unknown.
  const isCalled = above?.kind === 'unknown' && segments.length > 2;
  const parent = isCalled ? { ...parseResourceId(''), ...calledParent(segments.at(-2) ?? '', above.name) } : parseResourceId(valueText(above) ?? '');
  // The parts of the parent, then the resource itself; `resource_id` names all of it.
  const named = (segment: string): string | null => parentNames(parent)[segment] ?? null;
  const names = segments.map((segment, index) => (index === segments.length - 1 ? (own ?? named(segment)) : named(segment)));
  const properties = entryOf(resource.json('body'), 'properties');
  return deployedByArm({
    type,
    names: names.map((name) => (name === null ? nothing : plainText(name))),
    address: resource.address,
    property: (path) => propertyIn(properties, path),
    at: () => resource.at('body'),
    condition: nothing,
    linked: (url) => unknown(describe(url)),
  });
}

function calledParent(segment: string, name: string): Partial<ResourceId> {
  switch (segment) {
    case 'apis':
      return { api: name };
    case 'operations':
      return { api: `api of ${name}`, operation: name };
    case 'products':
      return { product: name };
    case 'workspaces':
      return { workspace: name };
    default:
      return {};
  }
}

function parentNames({ service, workspace, api, operation, product, fragment, versionSet }: ResourceId): Readonly<Record<string, string | null>> {
  return {
    service,
    workspaces: workspace,
    apis: api,
    operations: operation,
    products: product,
    policyfragments: fragment,
    apiversionsets: versionSet,
  };
}
