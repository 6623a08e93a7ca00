import { isAlias, isCollection, isMap, isScalar, LineCounter, parseDocument, type Document, type Node, type Scalar } from 'yaml';
import { failed, largestMetadata, type JsonValue } from './metadata.js';
import type { MetadataFault } from '../apim/metadata-fault.js';
import type { MetadataProblem } from '../apim/service.js';
import { HostFile, hostText, type HostedText } from '../text/hosted-text.js';
import { firstLineOf } from '../text/error-line.js';
import { isTooDeep } from '../text/yaml-depth.js';
import { yamlScalar } from '../text/yaml-scalar.js';

/** A YAML file as plain values, with their places. */
export interface YamlFile {
  readonly value: JsonValue;
  /** 1-based line of the node at a path of keys and indexes; 1 if there is none. */
  lineOf(path: readonly (string | number)[]): number;
  /** The text at a path of keys and indexes, with its place in the file (for an alias: that of its anchor); null if there is none. */
  hostedAt(path: readonly (string | number)[]): HostedText | null;
}

type YamlResult = { readonly ok: true; readonly file: YamlFile } | { readonly ok: false; readonly problem: MetadataProblem };

/** Reads a YAML file of the repository; `path` is for its places and problems. */
export function readYaml(path: string, bytes: Uint8Array): YamlResult {
  if (bytes.length > largestMetadata) return failed(path, 1, { code: 'too-large', given: { largest: 5 } });
  return readYamlText(path, new TextDecoder().decode(bytes));
}

/** As `readYaml`, from its text. */
export function readYamlText(path: string, text: string): YamlResult {
  if (isTooDeep(text)) return failed(path, 1, { code: 'too-deep', given: {} });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'error' });
  const [problem] = document.errors;
  if (problem !== undefined) return failed(path, problem.linePos?.[0].line ?? 1, { code: 'no-yaml', given: { words: firstLineOf(problem) } });
  const odd = oddKeyIn(document);
  if (odd !== null) return failed(path, lines.linePos(odd.offset).line, odd.says);
  try {
    const value = document.toJS({ maxAliasCount: 100 }) as JsonValue;
    const hostFile = new HostFile(text);
    return {
      ok: true,
      file: {
        value,
        hostedAt: (keys) => {
          const node = nodeAt(document, keys);
          if (!isScalar(node) || typeof node.value !== 'string' || node.range === null || node.range === undefined) return null;
          const [start, end] = node.range;
          return hostText(hostFile, { path, at: start, variant: '' }, { start, end }, yamlScalar, node.value);
        },
        lineOf: (keys) => {
          const node: unknown = document.getIn(keys, true);
          const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | null | undefined) : null;
          return range === null || range === undefined ? 1 : lines.linePos(range[0] ?? 0).line;
        },
      },
    };
  } catch (error) {
    return failed(path, 1, { code: 'not-resolved', given: { words: firstLineOf(error) } });
  }
}

/** The first key that other readers treat differently or refuse: a repeated one, or a merge key. Linear. */
function oddKeyIn(document: Document): { readonly offset: number; readonly says: MetadataFault } | null {
  const open: unknown[] = [document.contents];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isCollection(node)) continue;
    if (!isMap(node)) {
      open.push(...[...node.items].reverse());
      continue;
    }
    const keys = new Set<unknown>();
    for (const { key } of node.items) {
      const written = isScalar(key) ? key : null;
      const offset = written?.range?.[0] ?? 0;
      if (isMergeKey(written)) return { offset, says: { code: 'merge-key', given: {} } };
      if (written !== null && keys.has(written.value)) return { offset, says: { code: 'key-twice', given: { name: String(written.value) } } };
      if (written !== null) keys.add(written.value);
    }
    open.push(...node.items.map(({ value }) => value).reverse());
  }
  return null;
}

function isMergeKey(key: Scalar | null): boolean {
  return key?.value === '<<' && key.type === 'PLAIN';
}

/** The node at a path of keys and indexes, through aliases; undefined if there is none. */
function nodeAt(document: Document, keys: readonly (string | number)[]): Node | undefined {
  const followed = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  let node: unknown = followed(document.contents);
  for (const key of keys) node = followed(isCollection(node) ? node.get(key, true) : undefined);
  return isScalar(node) || isCollection(node) ? node : undefined;
}
