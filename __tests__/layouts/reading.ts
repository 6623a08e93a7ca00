import type { MetadataProblem } from '../../src/apim/service.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { metadataPhrase } from '../../src/report/sentences/metadata-faults.js';
import { faultText } from '../../src/report/sentences/policy-faults.js';
import type { PolicyFile } from '../../src/apim/policy.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import type { ScopeEntry } from '../../src/layouts/layout.js';
import { openRepository, type Repository } from '../../src/layouts/repository.js';
import type { NamedValue, Service } from '../../src/apim/service.js';
import { memoryTree } from '../memory-tree.js';

export type Files = Readonly<Record<string, string>>;

export const policies = '<policies><inbound><base /></inbound></policies>';
export const fragment = '<fragment><set-variable name="a" value="b" /></fragment>';
export const specification = (...ids: readonly string[]): string =>
  ['openapi: 3.0.1', 'paths:', ...ids.flatMap((id) => [`  /${id}/{key}:`, '    get:', `      operationId: ${id}`, `      summary: Show ${id}`])].join(
    '\n',
  );
export const json = (value: unknown): string => JSON.stringify(value);

export interface Options {
  readonly scopes?: readonly ScopeEntry[];
  readonly environments?: readonly string[];
}

export function open(files: Files, { scopes = [], environments = [] }: Options = {}): Promise<Repository> {
  return openRepository(memoryTree(files), { scopes, environments }, new PolicyCache());
}

/** The one service of a tree. */
export async function only(files: Files, options: Options = {}): Promise<Service> {
  const services = await (await open(files, options)).loadAll();
  const [service] = services;
  if (service === undefined || services.length > 1)
    throw new Error(`one service expected, found ${services.map(({ root }) => `'${root}'`).join(', ')}`);
  return service;
}

function shownFile(file: PolicyFile): string {
  return file.ok ? file.document.path : `${file.broken.path}:${String(file.broken.line)} ${faultText(file.broken.says)}`;
}

/** A line for each policy (scope and file), in an order that does not depend on the tree's. */
export function policiesOf(service: Service): readonly string[] {
  const lines: string[] = [];
  const add = (workspace: string | null, scope: string, file: PolicyFile | null): void => {
    if (file !== null) lines.push(`${workspace === null ? '' : `${workspace}: `}${scope} < ${shownFile(file)}`);
  };
  add(null, 'global', service.global);
  for (const { id, policy } of service.workspaces.values()) add(id, 'workspace', policy);
  for (const { workspace, id, policy } of service.products) add(workspace, `product ${id}`, policy);
  for (const { workspace, id, policy } of service.fragments) add(workspace, `fragment ${id}`, policy);
  for (const api of service.apis) {
    add(api.workspace, `api ${api.id}`, api.policy);
    for (const { id, policy } of api.operations) add(api.workspace, `operation ${api.id}/${id}`, policy);
  }
  return lines.sort();
}

/** A line for each API: path, operations, products that include it. */
export function apisOf(service: Service): readonly string[] {
  return service.apis
    .map((api) => {
      const operations = api.operations.map(({ id, method, urlTemplate }) => `${id} ${method ?? '?'} ${urlTemplate ?? '?'}`);
      const products = service.products.filter((product) => product.workspace === api.workspace && product.apis.has(api.id)).map(({ id }) => id);
      return `${api.workspace === null ? '' : `${api.workspace}: `}${api.id} at ${api.path ?? '?'} [${operations.join(', ')}] in [${products.join(', ')}]`;
    })
    .sort();
}

export function valueOf(value: NamedValue | undefined): string {
  return value === undefined ? 'absent' : value.kind === 'hidden' ? 'hidden' : `${value.kind} ${value.value}`;
}

/** The sentence about a file that describes a service. */
export function problemText({ says }: MetadataProblem): string {
  return wholePhrase(metadataPhrase(says));
}
