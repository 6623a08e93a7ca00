import type { ScopeRef } from '../../apim/service.js';
import type { Deployed, DeployedApi, WrittenAt } from '../deployed/deployed.js';
import type { Each } from './each.js';
import type { Attribute } from './hcl-syntax.js';
import { isPolicyText, policiesIn, type HandedPolicy } from './handed-policies.js';
import type { ModuleInstance } from './module-instance.js';
import { moduleSource } from './module-source.js';
import type { DeclaredBlock } from './module-folder.js';
import { parseResourceId } from '../deployed/resource-id.js';
import type { Value } from '../deployed/deployed-value.js';
import { plainText } from '../deployed/texts.js';
import { nothing } from '../deployed/values.js';
import { entryOf, flagOf, idOf, isSettled, itemsOf, openAddress, valueText } from '../deployed/value-parts.js';
import { ofType, servedOver } from '../metadata.js';

/** What a module deploys, by its name. */
type ModuleKind = 'service' | 'api' | 'product' | 'operation' | 'fragment' | 'other';

/** The last segment of a source, lower case: `git::https://host/owner/repository.git//api_management_api?ref=v1` is `api_management_api`. */
function lastSegment(source: string): string {
  const [path = ''] = source.split('?');
  const segment =
    path
      .split(/[/:]+/)
      .filter((part) => part !== '')
      .at(-1) ?? '';
  return segment
    .replace(/\.git$/, '')
    .toLowerCase()
    .replaceAll('-', '_');
}

function kindOf(source: string): ModuleKind {
  const segment = lastSegment(source);
  // The source of a registry module is `namespace/name/provider`.
  const registry = /^[\w-]+\/([\w-]+)\/[\w-]+$/.exec(source.split('//')[0] ?? '')?.[1];
  const name = registry === undefined ? segment : registry.toLowerCase().replaceAll('-', '_');
  const rest = name.replace(/api_?(?:management|mgmt)|apim/g, '');
  if (/fragment/.test(rest)) return 'fragment';
  if (/operation/.test(rest)) return 'operation';
  if (/product/.test(rest)) return 'product';
  if (/(?:^|_)apis?(?:_|$)/.test(rest)) return 'api';
  return rest !== name ? 'service' : 'other';
}

/** Arguments that can only be policy texts. */
const policyArguments = /^(?:policy_xml|xml_content|policy_xml_content|product_policy|api_policy_xml_content|product_policy_xml)$/;
/** Arguments that may contain policies: others are not evaluated. */
const mayHoldPolicies = /polic|xml|operation|content|fragment|^apis?$|^products?$/i;

/** Signs of a policy in the expression of any argument. */
const mayMeanPolicies = /polic|\.xml|\.tftpl|\.tpl|<fragment/i;

/** Cached for all instances of a call. */
const handing = new WeakMap<Attribute, boolean>();

/** `file`: that of the attribute. */
function mayBeHanded(attribute: Attribute, file: () => string): boolean {
  let may = handing.get(attribute);
  if (may === undefined) {
    const { name, value } = attribute;
    may = mayHoldPolicies.test(name) || mayMeanPolicies.test(file().slice(value.start, value.end));
    handing.set(attribute, may);
  }
  return may;
}

function said(value: Value): readonly string[] {
  return value.kind === 'text' ? [value.text] : [];
}

/** A call of a module kept elsewhere: its arguments, and what it deploys by their shape. */
export class ModuleCall {
  readonly #module: ModuleInstance;
  readonly #call: DeclaredBlock;
  readonly #each: Each;
  readonly kind: ModuleKind;
  /** Each argument is evaluated once: many need its names, and a policy is a whole template. */
  readonly #known = new Map<string, Value | undefined>();

  constructor(module: ModuleInstance, call: DeclaredBlock, each: Each) {
    this.#module = module;
    this.#call = call;
    this.#each = each;
    this.kind = kindOf(moduleSource(call));
  }

  get #address(): string {
    return `${this.#module.address}module.${this.#call.block.labels[0] ?? ''}${this.#each.key}`;
  }

  #value(name: string): Value | undefined {
    if (this.#known.has(name)) return this.#known.get(name);
    const value = this.#module.attribute(this.#call, name, this.#each);
    this.#known.set(name, value);
    return value;
  }

  #first(...names: readonly string[]): string | null {
    for (const name of names) {
      const value = this.#value(name);
      const id = value === undefined || value.kind === 'null' ? null : idOf(value);
      if (id !== null) return id;
    }
    return null;
  }

  get #service(): string | null {
    if (this.kind === 'service') return valueText(this.#value('name'));
    for (const name of ['api_management_name', 'api_mgmt_name', 'apim_name', 'service_name', 'apim_resource_name']) {
      const text = valueText(this.#value(name));
      if (text !== null) return text;
    }
    for (const name of ['api_management_id', 'apim_id', 'parent_id']) {
      const text = valueText(this.#value(name));
      if (text !== null) return parseResourceId(text).service;
    }
    return null;
  }

  get #id(): string | null {
    if (this.kind === 'api') return this.#first('api_name', 'api_id') ?? this.#versionedName();
    if (this.kind === 'operation') return this.#first('api_name', 'api_id', 'name');
    return this.kind === 'product' ? this.#first('product_id', 'product_name', 'name') : this.#first('name', 'fragment_name');
  }

  /** Modules that make one version of an API per call append the version to the name, because API ids must differ. */
  #versionedName(): string | null {
    const name = this.#first('name');
    const version = valueText(this.#value('api_version'));
    return name === null || version === null || version === '' || !isSettled(version) ? name : `${name}-${version}`;
  }

  /** The module's output, if it repeats an argument: names and ids. */
  output(name: string): Value | null {
    if (this.kind === 'other') return null;
    if (name === 'id') {
      const service = this.#service;
      const id = this.#id;
      if (service === null) return null;
      if (this.kind === 'service') return plainText(`/service/${service}`);
      const folder = this.kind === 'api' ? 'apis' : this.kind === 'product' ? 'products' : null;
      return folder === null || id === null ? null : plainText(`/service/${service}/${folder}/${id}`);
    }
    if (name === 'product_id' && this.kind === 'product') return this.#value('product_id') ?? this.#value('name') ?? null;
    if (name === 'name' && this.kind === 'api' && this.#id !== null) return plainText(this.#id);
    return name === 'name' || name === 'product_id' || name === 'api_name' ? (this.#value(name) ?? null) : null;
  }

  deployed(): readonly Deployed[] {
    const found: Deployed[] = [];
    for (const { name, start } of this.#call.block.body.attributes.values()) {
      if (!mayHoldPolicies.test(name)) continue;
      found.push(...this.#policiesIn(name, { path: this.#call.pathOf(name), offset: start }));
    }
    const policies = found.filter(({ kind }) => kind === 'policy');
    const isGateway = this.kind !== 'other' || policies.length > 0;
    return isGateway ? [...found, ...this.#facts()] : [];
  }

  /** Policies that decide browser access and are not deployed at a known scope. `deployed`: what the call deploys. */
  handed(deployed: readonly Deployed[]): readonly HandedPolicy[] {
    const followed = new Set(deployed.flatMap((one) => (one.kind === 'policy' ? said(one.text()) : [])));
    return [...this.#call.block.body.attributes.values()].flatMap((attribute) => {
      const { name, start } = attribute;
      const path = this.#call.pathOf(name);
      if (!mayBeHanded(attribute, () => this.#module.context.files.text(path) ?? '')) return [];
      return policiesIn(this.#value(name) ?? nothing).flatMap((policy): readonly HandedPolicy[] => {
        // Searching a concatenated text copies it.
        if (followed.has(policy.text) || !/<cors\b|access-control-/i.test(policy.text)) return [];
        const host = policy.pieces.find(({ from }) => from !== null)?.from?.host ?? { path, at: { start } };
        return [{ address: `${this.#address}.${name}`, text: policy.text, path: host.path, offset: host.at.start }];
      });
    });
  }

  #policiesIn(name: string, by: WrittenAt): readonly Deployed[] {
    const value = this.#value(name);
    const own = (scope: ScopeRef | null, text: Value, address: string): readonly Deployed[] =>
      scope === null ? [] : [{ kind: 'policy', address: `${this.#address}.${address}`, by, service: this.#service, scope, text: () => text }];
    if (value === undefined) return [];
    if (isPolicyText(value) || (value.kind === 'unknown' && policyArguments.test(name) && this.kind !== 'other')) {
      return own(this.#scopeOf(name, null), value, name);
    }
    const isKeyed = value.kind === 'object';
    const items = isKeyed ? [...value.entries] : itemsOf(value).map((item, index) => [String(index), item] as const);
    return items.flatMap(([key, item]) => {
      if (item.kind !== 'object') return [];
      const operation = idOf(item.entries.get('operation_id') ?? (isKeyed && /operation/.test(name) ? plainText(key) : null));
      const text = [...item.entries].find(([part, one]) => isPolicyText(one) || (one.kind === 'unknown' && policyArguments.test(part)));
      const at = `${name}[${operation ?? key}]`;
      return [
        ...(operation === null ? [] : this.#operationOf(item, operation, at, by)),
        ...(text === undefined ? [] : own(this.#scopeOf(name, operation), text[1], `${at}.${text[0]}`)),
      ];
    });
  }

  #operationOf(item: Value, id: string, at: string, by: WrittenAt): readonly Deployed[] {
    const api = this.#id;
    const [method, urlTemplate] = [valueText(entryOf(item, 'method')), valueText(entryOf(item, 'url_template'))];
    if (api === null || method === null || urlTemplate === null) return [];
    const address = `${this.#address}.${at}`;
    return [{ kind: 'operation', address, by, service: this.#service, api, workspace: null, id, method: method.toUpperCase(), urlTemplate }];
  }

  #scopeOf(name: string, operation: string | null): ScopeRef | null {
    const at = (kind: ScopeRef['kind'], id: string | null, own: string | null = null): ScopeRef => ({ kind, id, operation: own, workspace: null });
    if (operation !== null) return at('operation', this.#id, operation);
    if (/product/.test(name) && this.kind !== 'api') return at('product', this.#first('product_id', 'product_name', 'name'));
    if (/fragment/.test(name)) return at('fragment', this.#id);
    switch (this.kind) {
      case 'service':
        return at('global', null);
      case 'operation':
        return at('operation', this.#id, this.#first('operation_id'));
      case 'other':
        return /(?:^|_)api_/.test(name) ? at('api', this.#first('api_name', 'name')) : null;
      case 'api':
      case 'product':
      case 'fragment':
        return at(this.kind, this.#id);
    }
  }

  /** The API, product or instance that the module makes. */
  #facts(): readonly Deployed[] {
    const { kind } = this;
    const common = { address: this.#address, by: { path: this.#call.path, offset: this.#call.block.start }, service: this.#service };
    const id = this.#id;
    if (kind === 'service') return [{ ...common, kind }];
    if (id === null) return [];
    const isNeeded = this.#value('subscription_required');
    if (kind === 'product') {
      const displayName = valueText(this.#value('display_name'));
      const published = flagOf(this.#value('published'));
      return [{ ...common, kind, id, workspace: null, displayName, subscriptionRequired: flagOf(isNeeded), published, apis: [], isLink: false }];
    }
    return kind === 'api' ? [this.#api(common, id, isNeeded)] : [];
  }

  #api(
    common: { readonly address: string; readonly by: WrittenAt; readonly service: string | null },
    id: string,
    isNeeded: Value | undefined,
  ): DeployedApi {
    const format = valueText(this.#value('content_format') ?? this.#value('api_content_format')) ?? '';
    const contents = this.#call.block.body.attributes;
    const content = contents.has('content_value') ? 'content_value' : contents.has('api_content_value') ? 'api_content_value' : null;
    // Not cached: it may be long, and most are never read.
    const specification = (): Value => (content === null ? null : this.#module.attribute(this.#call, content, this.#each)) ?? nothing;
    const isElsewhere = /link/.test(format) || this.#value('swagger_url') !== undefined;
    const path = valueText(this.#value('path') ?? this.#value('api_path'));
    const products = [...itemsOf(this.#value('product_ids')), ...[this.#value('product_id')].flatMap((one) => one ?? [])];
    const set = valueText(this.#value('version_set_id'));
    const version = valueText(this.#value('api_version') ?? this.#value('version'));
    return {
      ...common,
      kind: 'api',
      id,
      workspace: null,
      path: path !== null && isSettled(path) ? path : null,
      ...openAddress(path, version),
      displayName: valueText(this.#value('display_name')),
      version: version !== null && isSettled(version) ? version : null,
      revision: null,
      isCurrent: true,
      versionSet: set === null ? null : (parseResourceId(set).versionSet ?? set),
      subscriptionRequired: flagOf(isNeeded),
      ...ofType(valueText(this.#value('api_type'))),
      ...servedOver(itemsOf(this.#value('protocols') ?? this.#value('api_protocols')).map(valueText)),
      keyNames: null,
      products: products.flatMap((one) => idOf(one) ?? []),
      specification: content === null || isElsewhere ? null : specification,
      isElsewhere,
    };
  }
}
