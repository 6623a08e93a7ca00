import { heldTree } from '../layouts/held-tree.js';
import { normalisedId } from '../layouts/specified-operation.js';
import type { Tree } from '../layouts/tree.js';
import { sha256Hex } from '../text/hash.js';

/** The content edited in the playground: a global policy, the policy of one API, and that API's operations, one per line: `GET /{id}`. */
export interface PlaygroundDraft {
  readonly global: string;
  readonly api: string;
  readonly operations: string;
}

/** The two policies of a draft. */
export type DraftPolicy = 'global' | 'api';

/** Paths of a draft's policies in its tree. */
const policyPaths: Readonly<Record<DraftPolicy, string>> = { global: 'policy.xml', api: 'apis/orders/policy.xml' };

/** The policy at a path; null: neither. */
export function policyAt(path: string): DraftPolicy | null {
  return path === policyPaths.global ? 'global' : path === policyPaths.api ? 'api' : null;
}

/** One operation of the API. */
export interface DraftOperation {
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  /** As written below the API's path, with a leading `/`. */
  readonly urlTemplate: string;
}

/** The written operations, and the invalid lines (1-based). */
export interface WrittenOperations {
  readonly operations: readonly DraftOperation[];
  readonly wrongLines: readonly number[];
}

/** Most operations of an API; further lines count as invalid. */
export const mostOperations = 40;

const operationLine = /^(GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS|TRACE)[ \t]+(\/\S{0,200})$/i;

/** Reads the operations, one per line; each method and URL counts once. */
export function readOperationLines(text: string): WrittenOperations {
  const operations = new Map<string, DraftOperation>();
  const wrongLines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, verb, urlTemplate] = operationLine.exec(line.trim()) ?? [];
    const method = verb?.toUpperCase();
    const known = method === undefined || urlTemplate === undefined ? undefined : `${method} ${urlTemplate}`;
    if (method === undefined || urlTemplate === undefined || known === undefined || operations.size === mostOperations) wrongLines.push(index + 1);
    else if (!operations.has(known)) operations.set(known, { id: normalisedId(known), method, urlTemplate });
  }
  return { operations: withOwnIds([...operations.values()]), wrongLines };
}

/** Two URLs may give the same id: later ones get a number. */
function withOwnIds(operations: readonly DraftOperation[]): readonly DraftOperation[] {
  const taken = new Set<string>();
  return operations.map((operation, index) => {
    const id = taken.has(operation.id) ? `${operation.id}-${index + 1}` : operation.id;
    taken.add(id);
    return { ...operation, id };
  });
}

/** The draft as APIOps artifacts in memory. An empty policy is a missing file. */
export function treeOf(draft: PlaygroundDraft, label: string): Tree {
  const { operations } = readOperationLines(draft.operations);
  const texts = new Map([
    ['apis/orders/apiInformation.json', JSON.stringify({ properties: { displayName: 'orders', path: 'orders', protocols: ['https'] } })],
    ['apis/orders/specification.json', specification(operations)],
    ...(['global', 'api'] as const).flatMap((one) => (draft[one].trim() === '' ? [] : [[policyPaths[one], draft[one]] as const])),
  ]);
  const encoder = new TextEncoder();
  return heldTree(label, new Map([...texts].map(([path, text]) => [path, { id: sha256Hex(text), bytes: encoder.encode(text) }])));
}

function specification(operations: readonly DraftOperation[]): string {
  const paths = new Map<string, Map<string, { readonly operationId: string }>>();
  for (const { id, method, urlTemplate } of operations) {
    const item = paths.get(urlTemplate) ?? new Map<string, { readonly operationId: string }>();
    paths.set(urlTemplate, item.set(method.toLowerCase(), { operationId: id }));
  }
  const written = [...paths].map(([path, item]) => [path, Object.fromEntries(item)] as const);
  return JSON.stringify({ openapi: '3.0.1', info: { title: 'orders', version: '1' }, paths: Object.fromEntries(written) });
}
