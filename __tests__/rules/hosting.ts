import type { PolicyFile } from '../../src/apim/policy.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import type { Api, Product, ScopeRef, Service } from '../../src/apim/service.js';
import type { ScopeEntry } from '../../src/layouts/layout.js';
import { openRepository } from '../../src/layouts/repository.js';
import { memoryTree } from '../memory-tree.js';

/** Files of a repository, by path. */
export type Files = Readonly<Record<string, string>>;

/** One example in one layout. */
export interface Hosted {
  readonly files: Files;
  readonly scopes: readonly ScopeEntry[];
}

/** What a service is made of, without where it is kept. */
interface Parts {
  readonly policies: readonly { readonly scope: ScopeRef; readonly text: string }[];
  readonly apis: readonly Api[];
  readonly products: readonly Product[];
  readonly service: Service;
  /** Of an API, as written; null: there is none. */
  readonly specificationOf: (api: Api) => string | null;
}

/** The parts of a service that is kept as artifacts. */
async function partsOf(files: Files): Promise<Parts | null> {
  const [service] = await (await openRepository(memoryTree(files), { scopes: [], environments: [] }, new PolicyCache())).loadAll();
  if (service === undefined) return null;
  const policies: { scope: ScopeRef; text: string }[] = [];
  const add = (scope: ScopeRef, file: PolicyFile | null): void => {
    if (file !== null) policies.push({ scope, text: files[file.ok ? file.document.path : file.broken.path] ?? '' });
  };
  const at = (kind: ScopeRef['kind'], id: string | null = null, operation: string | null = null): ScopeRef => ({
    kind,
    workspace: null,
    id,
    operation,
  });
  add(at('global'), service.global);
  for (const { id, policy } of service.products) add(at('product', id), policy);
  for (const api of service.apis) {
    add(at('api', api.id), api.policy);
    for (const { id, policy } of api.operations) add(at('operation', api.id, id), policy);
  }
  for (const { id, policy } of service.fragments) add(at('fragment', id), policy);
  const specificationOf = ({ specificationPath }: Api): string | null => (specificationPath === null ? null : (files[specificationPath] ?? null));
  return { policies, apis: service.apis, products: service.products, service, specificationOf };
}

/** Texts as a language writes them. */
interface Notation {
  readonly policy: (text: string, file: string) => string;
  readonly besides: boolean;
}

const fileName = ({ kind, id, operation }: ScopeRef): string => `policies/${[kind, id, operation].filter((one) => one !== null).join('-')}.xml`;
const quoted = (text: string): string => JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');

function terraform({ policy, besides }: Notation) {
  return ({ policies, apis, products, service, specificationOf }: Parts): Files => {
    const files: Record<string, string> = {};
    let count = 0;
    const resource = (kind: string, attributes: Readonly<Record<string, string>>, more = ''): string =>
      `resource "azurerm_api_management${kind}" "r${(count += 1)}" {\n  api_management_name = "contoso"\n${Object.entries(attributes)
        .map(([name, value]) => `  ${name} = ${value}\n`)
        .join('')}${more}}\n`;
    const out: string[] = [];
    for (const { id, scheme, headerName } of service.versionSets.values())
      out.push(
        resource('_api_version_set', {
          name: quoted(id),
          versioning_scheme: quoted(scheme ?? 'Segment'),
          ...(headerName === null ? {} : { version_header_name: quoted(headerName) }),
        }),
      );
    for (const api of apis) {
      const text = specificationOf(api);
      if (text !== null) files[`${api.id}.yaml`] = text;
      const imported =
        text === null ? '' : `  import {\n    content_format = "openapi"\n    content_value = file("\${path.module}/${api.id}.yaml")\n  }\n`;
      const attributes: Record<string, string> = { name: quoted(api.id), revision: '"1"', path: quoted(api.path ?? api.id) };
      if (api.subscriptionRequired !== null) attributes['subscription_required'] = String(api.subscriptionRequired);
      if (api.versionSet !== null) attributes['version_set_id'] = quoted(`/apiVersionSets/${api.versionSet}`);
      if (api.version !== null) attributes['version'] = quoted(api.version);
      const { header, query } = api.subscriptionKeyNames;
      const keys = `  subscription_key_parameter_names {\n    header = ${quoted(header)}\n    query = ${quoted(query)}\n  }\n`;
      out.push(resource('_api', attributes, imported + keys));
      if (text !== null) continue;
      for (const { id, method, urlTemplate } of api.operations)
        out.push(
          resource('_api_operation', {
            operation_id: quoted(id),
            api_name: quoted(api.id),
            method: quoted(method ?? 'GET'),
            url_template: quoted(urlTemplate ?? '/'),
          }),
        );
    }
    for (const { id, displayName, subscriptionRequired, published, apis: held } of products) {
      out.push(
        resource('_product', {
          product_id: quoted(id),
          display_name: quoted(displayName ?? id),
          subscription_required: String(subscriptionRequired ?? true),
          published: String(published ?? true),
        }),
      );
      for (const api of held) out.push(resource('_product_api', { product_id: quoted(id), api_name: quoted(api) }));
    }
    for (const one of service.namedValues.values())
      out.push(
        resource(
          '_named_value',
          one.kind === 'hidden'
            ? { name: quoted(one.name), secret: 'true', value: 'var.hidden' }
            : { name: quoted(one.name), value: quoted(one.value) },
        ),
      );
    const kinds = {
      global: '_policy',
      product: '_product_policy',
      api: '_api_policy',
      operation: '_api_operation_policy',
      fragment: '_policy_fragment',
      workspace: '',
    };
    for (const { scope, text } of policies) {
      const file = fileName(scope);
      if (besides) files[file] = text;
      const written = policy(text, file);
      const id = quoted(scope.id ?? '');
      const where: Readonly<Record<ScopeRef['kind'], Record<string, string>>> = {
        global: {},
        workspace: {},
        product: { product_id: id },
        api: { api_name: id },
        operation: { api_name: id, operation_id: quoted(scope.operation ?? '') },
        fragment: { name: id, format: '"rawxml"' },
      };
      out.push(resource(kinds[scope.kind], { ...where[scope.kind], [scope.kind === 'fragment' ? 'value' : 'xml_content']: written }));
    }
    return { ...files, 'main.tf': out.join('\n') };
  };
}

/** A resource of the Resource Manager, whatever language it is written in. `policy`: its text, with the name of a file for it. */
interface Resource {
  readonly type: string;
  readonly names: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  readonly policy?: { readonly text: string; readonly file: string };
  readonly specification?: { readonly text: string; readonly file: string };
}

function resourcesOf({ policies, apis, products, service, specificationOf }: Parts): readonly Resource[] {
  const out: Resource[] = [];
  for (const { id, scheme, headerName } of service.versionSets.values())
    out.push({
      type: 'apiVersionSets',
      names: [id],
      properties: { displayName: id, versioningScheme: scheme, versionHeaderName: headerName ?? undefined },
    });
  for (const api of apis) {
    const text = specificationOf(api);
    const properties = {
      path: api.path ?? api.id,
      displayName: api.displayName ?? api.id,
      subscriptionRequired: api.subscriptionRequired ?? undefined,
      subscriptionKeyParameterNames: api.subscriptionKeyNames,
      apiVersion: api.version ?? undefined,
      apiVersionSetId: api.versionSet === null ? undefined : `/apiVersionSets/${api.versionSet}`,
    };
    out.push({ type: 'apis', names: [api.id], properties, ...(text === null ? {} : { specification: { text, file: `${api.id}.yaml` } }) });
    if (text !== null) continue;
    for (const { id, method, urlTemplate } of api.operations)
      out.push({
        type: 'apis/operations',
        names: [api.id, id],
        properties: { displayName: id, method: method ?? 'GET', urlTemplate: urlTemplate ?? '/' },
      });
  }
  for (const { id, displayName, subscriptionRequired, published, apis: held } of products) {
    const state = published === false ? 'notPublished' : 'published';
    out.push({
      type: 'products',
      names: [id],
      properties: { displayName: displayName ?? id, subscriptionRequired: subscriptionRequired ?? true, state },
    });
    for (const api of held) out.push({ type: 'products/apis', names: [id, api], properties: {} });
  }
  for (const one of service.namedValues.values()) {
    const held = one.kind === 'hidden' ? { secret: true } : { value: one.value };
    out.push({ type: 'namedValues', names: [one.name], properties: { displayName: one.name, ...held } });
  }
  const kinds = {
    global: 'policies',
    product: 'products/policies',
    api: 'apis/policies',
    operation: 'apis/operations/policies',
    fragment: 'policyFragments',
    workspace: '',
  };
  for (const { scope, text } of policies) {
    const own = [scope.id, scope.operation].filter((one) => one !== null);
    const names = scope.kind === 'fragment' ? own : [...own, 'policy'];
    out.push({ type: kinds[scope.kind], names, properties: {}, policy: { text, file: fileName(scope) } });
  }
  return out;
}

const provider = 'Microsoft.ApiManagement/service';

/** A string of Bicep on one line. */
const bicepString = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('${', '\\${').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`;
const bicepValue = (value: unknown): string =>
  typeof value === 'string'
    ? bicepString(value)
    : typeof value === 'object' && value !== null
      ? `{\n${Object.entries(value)
          .map(([name, one]) => `      ${name}: ${bicepValue(one)}\n`)
          .join('')}    }`
      : String(value);
const bicepLines = (text: string): string => (text.includes("'''") ? bicepString(text) : `'''\n${text}'''`);

function bicep({ policy, besides }: Notation) {
  return (parts: Parts): Files => {
    const files: Record<string, string> = {};
    const out = resourcesOf(parts).map(({ type, names, properties, policy: held, specification }, index) => {
      const lines = Object.entries(properties).flatMap(([name, value]) =>
        value === undefined || value === null ? [] : [`    ${name}: ${bicepValue(value)}`],
      );
      if (specification !== undefined) {
        files[specification.file] = specification.text;
        lines.push("    format: 'openapi'", `    value: loadTextContent('${specification.file}')`);
      }
      if (held !== undefined) {
        if (besides) files[held.file] = held.text;
        lines.push("    format: 'rawxml'", `    value: ${policy(held.text, held.file)}`);
      }
      return `resource r${index} '${provider}/${type}@2022-08-01' = {\n  name: ${bicepString(['contoso', ...names].join('/'))}\n  properties: {\n${lines.join('\n')}\n  }\n}\n`;
    });
    return { ...files, 'main.bicep': out.join('\n') };
  };
}

/** In a template a text that begins with a bracket is an expression. */
const literal = (text: string): string => (text.startsWith('[') ? `[${text}` : text);
const template = (resources: readonly unknown[], parameters: Readonly<Record<string, unknown>> = {}): string =>
  `${JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', parameters, resources }, null, 2)}\n`;

function arm(parts: Parts): Files {
  const resources = resourcesOf(parts).map(({ type, names, properties, policy, specification }) => ({
    type: `${provider}/${type}`,
    apiVersion: '2022-08-01',
    name: literal(['contoso', ...names].join('/')),
    properties: {
      ...properties,
      ...(specification === undefined ? {} : { format: 'openapi', value: literal(specification.text) }),
      ...(policy === undefined ? {} : { format: 'rawxml', value: literal(policy.text) }),
    },
  }));
  return { 'main.json': template(resources) };
}

function resourceKit(parts: Parts): Files {
  const files: Record<string, string> = {};
  const resources = resourcesOf(parts).map(({ type, names, properties, policy, specification }) => {
    if (policy !== undefined) files[`kit/${policy.file}`] = policy.text;
    const file = policy?.file.replace('policies/', '/') ?? '';
    return {
      type: `${provider}/${type}`,
      apiVersion: '2019-01-01',
      name: `[concat(parameters('apimServiceName'), '/${names.join('/')}')]`,
      properties: {
        ...properties,
        ...(specification === undefined ? {} : { format: 'openapi', value: literal(specification.text) }),
        ...(policy === undefined ? {} : { format: 'rawxml-link', value: `[concat(parameters('PolicyXMLBaseUrl'), '${file}')]` }),
      },
    };
  });
  const kit = { apimServiceName: { type: 'string' }, PolicyXMLBaseUrl: { type: 'string' } };
  return { ...files, 'kit/contoso-apis.template.json': template(resources, kit) };
}

function gitConfiguration({ policies, apis, products, service }: Parts): Files {
  const folder = 'api-management';
  const files: Record<string, string> = {};
  const keep = (path: string, value: unknown): void => {
    files[`${folder}/${path}/configuration.json`.replace('//', '/')] = `${JSON.stringify(value, null, 2)}\n`;
  };
  const policyAt = (kind: ScopeRef['kind'], id: string | null = null, operation: string | null = null): Readonly<Record<string, string>> => {
    const found = policies.find(({ scope }) => scope.kind === kind && scope.id === id && scope.operation === operation);
    if (found === undefined) return {};
    files[`${folder}/${fileName(found.scope)}`] = found.text;
    return { '$ref-policy': `${folder}/${fileName(found.scope)}` };
  };
  keep('', { settings: {}, ...policyAt('global') });
  for (const api of apis)
    keep(`apis/${api.id}`, {
      id: `/apis/${api.id}`,
      name: api.displayName ?? api.id,
      apiRevision: '1',
      isCurrent: true,
      path: api.path ?? api.id,
      subscriptionRequired: api.subscriptionRequired ?? undefined,
      subscriptionKeyParameterNames: api.subscriptionKeyNames,
      apiVersion: api.version ?? undefined,
      apiVersionSetId: api.versionSet === null ? undefined : `/api-version-sets/${api.versionSet}`,
      operations: api.operations.map(({ id, method, urlTemplate }) => ({
        id: `/apis/${api.id}/operations/${id}`,
        method: method ?? 'GET',
        urlTemplate: urlTemplate ?? '/',
        ...policyAt('operation', api.id, id),
      })),
      ...policyAt('api', api.id),
    });
  for (const { id, displayName, subscriptionRequired, published, apis: held } of products)
    keep(`products/${id}`, {
      id: `/products/${id}`,
      name: displayName ?? id,
      subscriptionRequired: subscriptionRequired ?? true,
      state: published === false ? 'notPublished' : 'published',
      '$refs-apis': [...held].map((api) => `${folder}/apis/${api}/configuration.json`),
      ...policyAt('product', id),
    });
  for (const { id, scheme, headerName } of service.versionSets.values())
    keep(`apiVersionSets/${id}`, { id: `/api-version-sets/${id}`, versioningScheme: scheme, versionHeaderName: headerName ?? undefined });
  for (const one of service.namedValues.values())
    keep(`properties/${one.name}`, {
      id: `/properties/${one.name}`,
      name: one.name,
      value: one.kind === 'hidden' ? null : one.value,
      secret: one.kind === 'hidden',
    });
  return files;
}

function scopeMap({ policies, products }: Parts): Hosted {
  const files: Record<string, string> = {};
  const scopes = policies.map(({ scope, text }): ScopeEntry => {
    const path = fileName(scope);
    files[path] = text;
    const id = scope.id ?? '';
    switch (scope.kind) {
      case 'product':
        return { path, scope: 'product', product: id };
      case 'api':
        return { path, scope: 'api', api: id, products: products.filter(({ apis }) => apis.has(id)).map((product) => product.id) };
      case 'operation':
        return { path, scope: 'operation', api: id, operation: scope.operation ?? '' };
      case 'fragment':
        return { path, scope: 'fragment', fragment: id };
      case 'global':
      case 'workspace':
        return { path, scope: 'global' };
    }
  });
  return { files, scopes };
}

const heredoc = (text: string): string => `<<XML\n${text.replaceAll('${', '$${').replaceAll('%{', '%%{')}${text.endsWith('\n') ? '' : '\n'}XML`;
const without = (files: Files): Hosted => ({ files, scopes: [] });

/** The ways of keeping a service, besides artifacts of APIOps. */
const layouts = {
  'Terraform, heredoc': (parts: Parts): Hosted => without(terraform({ policy: heredoc, besides: false })(parts)),
  'Terraform, file()': (parts: Parts): Hosted => without(terraform({ policy: (_, file) => `file("\${path.module}/${file}")`, besides: true })(parts)),
  'Bicep, inline': (parts: Parts): Hosted => without(bicep({ policy: bicepLines, besides: false })(parts)),
  'Bicep, loadTextContent()': (parts: Parts): Hosted => without(bicep({ policy: (_, file) => `loadTextContent('${file}')`, besides: true })(parts)),
  'ARM, inline': (parts: Parts): Hosted => without(arm(parts)),
  'Resource Kit': (parts: Parts): Hosted => without(resourceKit(parts)),
  'git configuration': (parts: Parts): Hosted => without(gitConfiguration(parts)),
  'scopes:': scopeMap,
} as const;

/** One of these ways. */
export type LayoutName = keyof typeof layouts;
/** All of them. */
export const layoutNames = Object.keys(layouts) as readonly LayoutName[];

/** The service of an example of artifacts, kept in every other way; null: these artifacts hold no service. */
export async function hostings(files: Files): Promise<ReadonlyMap<LayoutName, Hosted> | null> {
  const parts = await partsOf(files);
  return parts === null ? null : new Map(layoutNames.map((name) => [name, layouts[name](parts)] as const));
}
