import type { ScopeRef } from '../../apim/service.js';
import type { Deployed, DeployedApi, WrittenAt } from '../deployed/deployed.js';
import type { Value } from '../deployed/deployed-value.js';
import { conditionsOf } from '../deployed/conditions.js';
import { parseResourceId } from '../deployed/resource-id.js';
import { entryOf, flagOf, idOf, isSettled, itemsOf, openAddress, valueText } from '../deployed/value-parts.js';
import { ofType, servedOver } from '../metadata.js';

/** A resource of the Azure Resource Manager, in any language. */
export interface ArmResource {
  /** The complete type in lower case, without its version: `microsoft.apimanagement/service/apis/policies`. */
  readonly type: string;
  /** One for each segment of the type after the provider, the instance first. */
  readonly names: readonly Value[];
  /** Unique in the root, and equal in every environment. */
  readonly address: string;
  /** The value below `properties`, keys joined by dots: `subscriptionKeyParameterNames.header`. `null` if it is not given. */
  property(path: string): Value;
  /** Place of a property; for '' or a missing one, that of the resource. */
  at(path: string): WrittenAt;
  /** Whether it is deployed; an unknown value becomes a condition of everything it deploys. */
  readonly condition: Value;
  /** The text at a URL, if the repository has the file at its end; otherwise unknown. */
  linked(url: Value): Value;
}

/** The common parts of each resource, and where its type and names continue below the instance or workspace. */
interface Placed {
  readonly resource: ArmResource;
  readonly common: { readonly address: string; readonly by: WrittenAt; readonly service: string | null };
  readonly workspace: string | null;
  readonly kind: string;
  /** Ids, one for each segment of `kind`. */
  readonly ids: readonly (string | null)[];
}

const provider = 'microsoft.apimanagement/service';

/** Whether a type belongs to API Management. */
export function isOfApiManagement(type: string): boolean {
  return /^microsoft\.apimanagement\/service(?:\/|$)/i.test(type);
}

/** The value below `properties`, for a path as in `ArmResource.property`; keys ignore case. */
export function propertyIn(properties: Value | undefined, path: string): Value {
  let at = properties;
  for (const key of path.split('.')) at = entryWithin(at, key);
  return at ?? { kind: 'null' };
}

function entryWithin(value: Value | undefined, key: string): Value | undefined {
  if (value?.kind === 'unknown') return { ...value, name: `${value.name}.${key}` };
  const exact = entryOf(value, key);
  if (exact !== undefined || value?.kind !== 'object') return exact;
  const lower = key.toLowerCase();
  const [found] = [...value.entries].find(([name]) => name.toLowerCase() === lower)?.slice(1) ?? [];
  if (found !== undefined && typeof found !== 'string') return found;
  return value.rest === null ? undefined : { kind: 'unknown', name: `${value.rest}.${key}`, isError: false };
}

/** What a resource deploys to API Management; nothing for other resources and those that are not deployed. */
export function deployedByArm(resource: ArmResource): readonly Deployed[] {
  if (!isOfApiManagement(resource.type) || flagOf(resource.condition) === false) return [];
  const { names, address } = resource;
  const { condition } = resource;
  const open = conditionsOf(condition, 'flag');
  const undecided = open.length === 0 ? null : { undecided: open };
  const common = { address, by: resource.at(''), service: valueText(names[0]), ...undecided };
  const kinds = resource.type.slice(provider.length + 1);
  const isWithin = kinds.startsWith('workspaces/');
  const placed: Placed = {
    resource,
    common,
    workspace: isWithin ? idOf(names[1]) : null,
    kind: isWithin ? kinds.slice('workspaces/'.length) : kinds,
    ids: names.slice(isWithin ? 2 : 1).map(idOf),
  };
  return deployedAs(placed);
}

function deployedAs(placed: Placed): readonly Deployed[] {
  const { resource, common, workspace, kind, ids } = placed;
  const [id = null, second = null] = ids;
  switch (kind) {
    case '':
      return [{ ...common, kind: 'service' }];
    case 'policies':
      return policyAt(placed, { kind: workspace === null ? 'global' : 'workspace', workspace, id: null, operation: null });
    case 'products/policies':
      return policyAt(placed, { kind: 'product', workspace, id, operation: null });
    case 'apis/policies':
      return policyAt(placed, { kind: 'api', workspace, id, operation: null });
    case 'apis/operations/policies':
      return policyAt(placed, { kind: 'operation', workspace, id, operation: second });
    case 'policyfragments':
      return policyAt(placed, { kind: 'fragment', workspace, id, operation: null });
    case 'apis':
      return id === null ? [] : apiOf(placed, id);
    case 'apis/operations':
      if (id === null || second === null) return [];
      return [
        {
          ...common,
          kind: 'operation',
          api: id,
          workspace,
          id: second,
          method: valueText(resource.property('method'))?.toUpperCase() ?? null,
          urlTemplate: settled(resource.property('urlTemplate')),
          ...openAddress(valueText(resource.property('urlTemplate'))),
        },
      ];
    case 'products':
      return id === null ? [] : productOf(placed, id);
    case 'products/apis':
      return id === null || second === null ? [] : [linkOf(placed, id, second)];
    case 'products/apilinks': {
      const api = lastOf(resource.property('apiId'), 'api');
      return id === null || api === null ? [] : [linkOf(placed, id, api)];
    }
    case 'apiversionsets':
    case 'api-version-sets':
      return id === null ? [] : [versionSetOf(placed, id, (path) => resource.property(path))];
    case 'namedvalues':
    case 'properties':
      return namedValueOf(placed);
    default:
      return [];
  }
}

/** A policy's text is in `value`, in the oldest versions in `policyContent`; a format that ends with `-link` makes it a URL. */
function policyAt({ resource, common }: Placed, scope: ScopeRef): readonly Deployed[] {
  const isLacking =
    (scope.kind !== 'global' && scope.kind !== 'workspace' && scope.id === null) || (scope.kind === 'operation' && scope.operation === null);
  if (isLacking) return [];
  const path = resource.property('value').kind === 'null' && resource.property('policyContent').kind !== 'null' ? 'policyContent' : 'value';
  const format = valueText(resource.property('format')) ?? valueText(resource.property('contentFormat')) ?? '';
  const text = (): Value => (isLink(format) ? resource.linked(resource.property(path)) : resource.property(path));
  return [{ ...common, by: resource.at(path), kind: 'policy', scope, text }];
}

function isLink(format: string): boolean {
  return /-link(?:-|$)/i.test(format);
}

function apiOf(placed: Placed, id: string): readonly Deployed[] {
  const { resource, common, workspace } = placed;
  const content = resource.property('value').kind === 'null' ? resource.property('contentValue') : resource.property('value');
  const format = valueText(resource.property('format')) ?? valueText(resource.property('contentFormat')) ?? '';
  const linked = content.kind !== 'null' && isLink(format) ? resource.linked(content) : null;
  const text = linked ?? content;
  const [header, query] = [
    valueText(resource.property('subscriptionKeyParameterNames.header')),
    valueText(resource.property('subscriptionKeyParameterNames.query')),
  ];
  const own = resource.property('apiVersionSet');
  const inline = own.kind === 'object' ? (lastOf(entryOf(own, 'id'), 'versionSet') ?? `${id}-version-set`) : null;
  const versionSet = lastOf(resource.property('apiVersionSetId'), 'versionSet') ?? inline;
  const isCurrent = flagOf(resource.property('isCurrent'));
  const api: DeployedApi = {
    ...common,
    kind: 'api',
    id,
    workspace,
    path: settled(resource.property('path')),
    ...openAddress(valueText(resource.property('path')), valueText(resource.property('apiVersion'))),
    displayName: valueText(resource.property('displayName')),
    version: settled(resource.property('apiVersion')),
    versionSet,
    ...revisionOf(id, valueText(resource.property('apiRevision')), isCurrent),
    subscriptionRequired: flagOf(resource.property('subscriptionRequired')),
    ...ofType(valueText(resource.property('apiType')), valueText(resource.property('type'))),
    ...servedOver(itemsOf(resource.property('protocols')).map(valueText)),
    keyNames: header === null || query === null ? null : { header, query },
    products: [],
    specification: text.kind === 'text' ? () => text : null,
    isElsewhere: text.kind === 'unknown',
  };
  if (own.kind !== 'object' || entryOf(own, 'versioningScheme') === undefined) return [api];
  return [api, versionSetOf(placed, versionSet ?? id, (path) => propertyIn(own, path))];
}

/** Microsoft Learn, "Revisions in Azure API Management": the id of a revision that is not current ends with its number. */
function revisionOf(id: string, revision: string | null, isCurrent: boolean | null): Pick<DeployedApi, 'revision' | 'isCurrent'> {
  const number = /;rev=(\d+)$/.exec(id)?.[1] ?? null;
  return { revision: revision ?? number, isCurrent: isCurrent ?? number === null };
}

function productOf({ resource, common, workspace }: Placed, id: string): readonly Deployed[] {
  const needsKey = resource.property('subscriptionRequired');
  const state = valueText(resource.property('state'));
  return [
    {
      ...common,
      kind: 'product',
      id,
      workspace,
      displayName: valueText(resource.property('displayName')),
      // Defaults to true ("Product - Create Or Update", properties.subscriptionRequired).
      subscriptionRequired: needsKey.kind === 'null' ? true : flagOf(needsKey),
      published: state === null || !isSettled(state) ? null : state.toLowerCase() === 'published',
      apis: [],
      isLink: false,
    },
  ];
}

function linkOf({ common, workspace }: Placed, id: string, api: string): Deployed {
  return { ...common, kind: 'product', id, workspace, displayName: null, subscriptionRequired: null, published: null, apis: [api], isLink: true };
}

function versionSetOf({ common, workspace }: Placed, id: string, property: (path: string) => Value): Deployed {
  return {
    ...common,
    address: `${common.address}/version-set`,
    kind: 'version-set',
    id,
    workspace,
    scheme: valueText(property('versioningScheme')),
    headerName: valueText(property('versionHeaderName')),
    queryName: valueText(property('versionQueryName')),
  };
}

function namedValueOf({ resource, common, workspace, ids }: Placed): readonly Deployed[] {
  const name = valueText(resource.property('displayName')) ?? ids[0] ?? null;
  if (name === null) return [];
  const secret = resource.property('secret');
  const isHidden = (secret.kind !== 'null' && flagOf(secret) !== false) || resource.property('keyVault').kind !== 'null';
  const keptAt = (): readonly Value[] => [resource.property('value'), resource.property('keyVault.secretIdentifier')];
  return [{ ...common, kind: 'named-value', name, workspace, value: isHidden ? null : settled(resource.property('value')), keptAt }];
}

/** The resource named by an Azure id, otherwise the last segment of the text; null: none. */
function lastOf(value: Value | undefined, kind: 'api' | 'versionSet'): string | null {
  const id = idOf(value);
  if (id === null) return null;
  return parseResourceId(id)[kind] ?? id.slice(id.lastIndexOf('/') + 1);
}

/** The text, if all of it is known. */
function settled(value: Value): string | null {
  const text = valueText(value);
  return text !== null && isSettled(text) ? text : null;
}
