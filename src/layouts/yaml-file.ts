import { LineCounter, parseDocument } from 'yaml';
import { failed, largestMetadata, type JsonValue } from './metadata.js';
import type { MetadataProblem } from '../apim/service.js';
import { messageOf } from './specification.js';
import { isTooDeep } from '../text/yaml-depth.js';

/** A YAML file as plain values, and the line each top-level item of a list stands at. */
export interface YamlFile {
  readonly value: JsonValue;
  /** 1-based line of a node reached by keys and indexes; 1 when there is none. */
  lineOf(path: readonly (string | number)[]): number;
}

export function readYaml(
  path: string,
  bytes: Uint8Array,
): { readonly ok: true; readonly file: YamlFile } | { readonly ok: false; readonly problem: MetadataProblem } {
  if (bytes.length > largestMetadata) return failed(path, 1, 'larger than 5 MB: not read');
  const text = new TextDecoder().decode(bytes);
  if (isTooDeep(text)) return failed(path, 1, 'nested deeper than any configuration: not read');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem !== undefined)
    return failed(path, problem.linePos?.[0].line ?? 1, `not well-formed YAML (${messageOf(problem)}): what it says is left out of this review`);
  try {
    const value = document.toJS({ maxAliasCount: 100 }) as JsonValue;
    return {
      ok: true,
      file: {
        value,
        lineOf: (keys) => {
          const node: unknown = document.getIn(keys, true);
          const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | null | undefined) : null;
          return range === null || range === undefined ? 1 : lines.linePos(range[0] ?? 0).line;
        },
      },
    };
  } catch (error) {
    return failed(path, 1, `not readable (${messageOf(error)}): what it says is left out of this review`);
  }
}
