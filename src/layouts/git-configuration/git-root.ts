import type { MetadataProblem, ScopeRef } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import { entryIn, stringIn, type JsonNode } from '../arm/json-syntax.js';
import { syntaxOf } from '../arm/template-files.js';
import type { Deployed, DeployedApi, WrittenAt } from '../deployed/deployed.js';
import type { DeployingRoot } from '../deployed/deploying-root.js';
import type { Value } from '../deployed/deployed-value.js';
import { fileNotation } from '../deployed/hosted-value.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import { unreadFault, type TreeTexts } from '../deployed/tree-texts.js';
import { unknown } from '../deployed/values.js';
import { metadataFlag, lastSegment, ofType, servedOver } from '../metadata.js';

/** The content of an instance's repository: the complete service. */
export class GitRoot implements DeployingRoot {
  readonly folder: string;
  readonly environment = null;
  readonly isCut = false;
  readonly isWhole = true;
  readonly files: TreeTexts;
  readonly #base: TreeTexts;
  #items: ReadonlyMap<Deployed, ReadonlySet<string>> | null = null;

  /** `folder`: the one with `configuration.json`, `…/api-management`. */
  constructor(base: TreeTexts, folder: string) {
    this.#base = base;
    this.files = base.with([]);
    this.folder = folder;
  }

  get deployed(): readonly Deployed[] {
    return [...this.#all.keys()];
  }

  get #all(): ReadonlyMap<Deployed, ReadonlySet<string>> {
    return (this.#items ??= new Map(
      this.#kept().map((one) => [one, one.kind === 'policy' ? this.files.watched(() => one.text()).paths : new Set<string>()] as const),
    ));
  }

  pathsOf(one: Deployed): ReadonlySet<string> {
    return this.#all.get(one) ?? new Set();
  }

  isCode(path: string): boolean {
    return path.endsWith('/configuration.json') && path.startsWith(`${this.folder}/`);
  }

  textAt(address: string): Value | null {
    const found = this.#kept().find((one) => one.kind === 'policy' && one.address === address);
    return found?.kind === 'policy' ? found.text() : null;
  }

  get key(): string {
    return `git ${this.folder}`;
  }

  /** An instance's repository takes no values from outside. */
  readonly sole = null;
  readonly takes: ReadonlySet<string> = new Set();
  readonly needs: ReadonlySet<string> = new Set();
  readonly baseValues = '';

  /** It has no undecided names. */
  definitionsIn(): readonly [] {
    return [];
  }

  nameOf(variable: string): string {
    return variable;
  }

  with(path: string, text: string): GitRoot {
    return new GitRoot(this.#base.with([[path, text]]), this.folder);
  }

  readonly notFollowed = [];

  get faults(): readonly MetadataProblem[] {
    return [...this.files.asked].flatMap((path) => {
      if (!path.endsWith('.json')) return [];
      const why = this.files.refused.get(path);
      if (why !== undefined) return [{ path, line: 1, says: unreadFault(why), hides: true }];
      const lines = new LineIndex(this.files.text(path) ?? '');
      return (syntaxOf(this.files, path)?.problems ?? []).map(({ code, what, offset }): MetadataProblem => {
        const line = lines.lineAt(offset);
        if (code === 'repeated') return { path, line, says: { code: 'code-twice', given: { name: what } } };
        return { path, line, says: code === 'too-deep' ? { code, given: {} } : { code, given: { rest: what } }, hides: true };
      });
    });
  }

  /** The files that describe resources of one kind: `apis/<name>/configuration.json`. */
  #filesOf(kind: string): readonly string[] {
    const pattern = new RegExp(`^${kind}/[^/]+/configuration\\.json$`);
    return [...this.files.tree.entries.keys()].filter(
      (path) => path.startsWith(`${this.folder}/`) && pattern.test(path.slice(this.folder.length + 1)),
    );
  }

  #kept(): readonly Deployed[] {
    const own = `${this.folder}/configuration.json`;
    const root = this.#read(own);
    const global: ScopeRef = { kind: 'global', workspace: null, id: null, operation: null };
    const service: Deployed = { kind: 'service', address: this.folder, by: { path: own, offset: 0 }, service: null };
    const files = (kind: string): readonly (readonly [string, JsonNode])[] =>
      this.#filesOf(kind).flatMap((path) => {
        const node = this.#read(path);
        return node === null ? [] : [[path, node] as const];
      });
    const apis = files('apis');
    return [
      service,
      ...(root === null ? [] : this.#policyOf(own, root, global)),
      ...apis.flatMap(([path, node]) => this.#api(path, node, idWithRevision(node, apis))),
      ...files('products').flatMap(([path, node]) => this.#product(path, node)),
      ...files('apiVersionSets').flatMap(([path, node]) => versionSetOf(path, node)),
      ...[...files('properties'), ...files('namedValues')].flatMap(([path, node]) => namedValueOf(path, node)),
    ];
  }

  #read(path: string): JsonNode | null {
    return syntaxOf(this.files, path)?.root ?? null;
  }

  /** The policy in `$ref-policy` of a configuration; in some versions under `policies`. Paths are relative to the repository's root. */
  #policyOf(path: string, node: JsonNode, scope: ScopeRef): readonly Deployed[] {
    const reference = entryIn(node, '$ref-policy') ?? entryIn(node, 'policies');
    if (reference?.kind !== 'string' || reference.text === '') return [];
    const named = this.#resolved(reference.text);
    const address = `${path}#${scope.kind} ${scope.operation ?? ''}`;
    return [
      { kind: 'policy', address, by: { path, offset: reference.start }, service: null, scope, text: () => this.#textOf(named, reference.text) },
    ];
  }

  /** `api-management/policies/global.xml`, in a repository that may be in a folder of this one. */
  #resolved(reference: string): string {
    return resolvePath(folderOfPath(this.folder), reference) ?? reference;
  }

  #textOf(path: string, reference: string): Value {
    const text = this.files.content(path);
    if (text === null || text === undefined) return unknown(reference);
    const at = { start: 0, end: text.length };
    return {
      kind: 'text',
      text,
      pieces: text === '' ? [] : [{ text: at, from: { host: { path, at, notation: fileNotation }, span: at }, open: null }],
    };
  }

  #api(path: string, node: JsonNode, id: string | null): readonly Deployed[] {
    if (id === null) return [];
    const common = { address: path, by: { path, offset: node.start }, service: null };
    const names = entryIn(node, 'subscriptionKeyParameterNames');
    const protocols = entryIn(node, 'protocols');
    const [header, query] = [stringIn(names, 'header'), stringIn(names, 'query')];
    const set = entryIn(node, '$ref-apiVersionSet') ?? entryIn(node, '$ref-versionSet');
    const versionSet = set?.kind === 'string' ? idIn(this.#read(this.#resolved(set.text))) : null;
    const api: DeployedApi = {
      ...common,
      kind: 'api',
      id,
      workspace: null,
      path: stringIn(node, 'path'),
      displayName: stringIn(node, 'name'),
      version: stringIn(node, 'apiVersion'),
      versionSet: lastSegment(stringIn(node, 'apiVersionSetId')) ?? versionSet,
      revision: stringIn(node, 'apiRevision'),
      isCurrent: flagIn(node, 'isCurrent') ?? !id.includes(';rev='),
      subscriptionRequired: flagIn(node, 'subscriptionRequired'),
      ...ofType(stringIn(node, 'apiType'), stringIn(node, 'type')),
      ...servedOver(protocols?.kind === 'list' ? protocols.items.map((one) => (one.kind === 'string' ? one.text : null)) : []),
      keyNames: header === null || query === null ? null : { header, query },
      products: [],
      specification: null,
      isElsewhere: false,
    };
    const operations = entryIn(node, 'operations');
    return [
      api,
      ...this.#policyOf(path, node, { kind: 'api', workspace: null, id, operation: null }),
      ...(operations?.kind === 'list' ? operations.items : []).flatMap((one) => this.#operation(path, id, one)),
    ];
  }

  #operation(path: string, api: string, node: JsonNode): readonly Deployed[] {
    const id = lastSegment(stringIn(node, 'id'));
    if (id === null) return [];
    const by: WrittenAt = { path, offset: node.start };
    const method = stringIn(node, 'method')?.toUpperCase() ?? null;
    return [
      {
        kind: 'operation',
        address: `${path}#${id}`,
        by,
        service: null,
        api,
        workspace: null,
        id,
        method,
        urlTemplate: stringIn(node, 'urlTemplate'),
      },
      ...this.#policyOf(path, node, { kind: 'operation', workspace: null, id: api, operation: id }),
    ];
  }

  #product(path: string, node: JsonNode): readonly Deployed[] {
    const id = lastSegment(stringIn(node, 'id'));
    if (id === null) return [];
    const listed = entryIn(node, '$refs-apis');
    const apis = (listed?.kind === 'list' ? listed.items : []).flatMap((one) =>
      one.kind === 'string' ? (idIn(this.#read(this.#resolved(one.text))) ?? []) : [],
    );
    return [
      {
        kind: 'product',
        address: path,
        by: { path, offset: node.start },
        service: null,
        id,
        workspace: null,
        displayName: stringIn(node, 'name'),
        subscriptionRequired: flagIn(node, 'subscriptionRequired'),
        published: stringIn(node, 'state') === null ? null : stringIn(node, 'state') === 'published',
        apis,
        isLink: false,
      },
      ...this.#policyOf(path, node, { kind: 'product', workspace: null, id, operation: null }),
    ];
  }
}

/** The files of all revisions have the current one's id: others are identified by number. */
function idWithRevision(node: JsonNode, apis: readonly (readonly [string, JsonNode])[]): string | null {
  const id = idIn(node);
  const revision = stringIn(node, 'apiRevision');
  if (id === null || revision === null || flagIn(node, 'isCurrent') === true) return id;
  return apis.some(([, other]) => other !== node && idIn(other) === id) && !id.includes(';rev=') ? `${id};rev=${revision}` : id;
}

function idIn(node: JsonNode | null): string | null {
  return lastSegment(stringIn(node, 'id'));
}

function flagIn(node: JsonNode, key: string): boolean | null {
  const entry = entryIn(node, key);
  return entry?.kind === 'flag' ? entry.value : entry?.kind === 'string' ? metadataFlag(entry.text) : null;
}

function versionSetOf(path: string, node: JsonNode): readonly Deployed[] {
  const id = idIn(node);
  if (id === null) return [];
  return [
    {
      kind: 'version-set',
      address: path,
      by: { path, offset: node.start },
      service: null,
      id,
      workspace: null,
      scheme: stringIn(node, 'versioningScheme'),
      headerName: stringIn(node, 'versionHeaderName'),
      queryName: stringIn(node, 'versionQueryName'),
    },
  ];
}

function namedValueOf(path: string, node: JsonNode): readonly Deployed[] {
  const name = stringIn(node, 'name') ?? stringIn(node, 'displayName');
  if (name === null) return [];
  const isHidden = flagIn(node, 'secret') === true;
  return [
    {
      kind: 'named-value',
      address: path,
      by: { path, offset: node.start },
      service: null,
      name,
      workspace: null,
      value: isHidden ? null : stringIn(node, 'value'),
    },
  ];
}
