import { LineCounter, parseDocument } from 'yaml';
import { jsonErrorLine } from './json-error.js';
import type { MetadataProblem } from './service.js';
import { messageOf } from './specification.js';
import { isTooDeep } from './yaml-depth.js';

/** Bytes. Metadata is some kilobytes. */
const largestMetadata = 5 * 1024 * 1024;

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** What a metadata file says, or why it cannot be read. */
export type MetadataResult = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly problem: MetadataProblem };

export function readJson(path: string, bytes: Uint8Array): MetadataResult {
  if (bytes.length > largestMetadata) return failed(path, 1, 'larger than 5 MB: not read');
  const text = new TextDecoder().decode(bytes);
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch (error) {
    return failed(path, jsonErrorLine(text), `not well-formed JSON (${messageOf(error)}): what it says is left out of this review`);
  }
}

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

function failed(path: string, line: number, what: string): { readonly ok: false; readonly problem: MetadataProblem } {
  return { ok: false, problem: { path, line, message: `This file is ${what}.` } };
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function textIn(object: JsonObject, key: string): string | null {
  const value = own(object, key);
  return typeof value === 'string' ? value : null;
}

export function flagIn(object: JsonObject, key: string): boolean | null {
  const value = own(object, key);
  return typeof value === 'boolean' ? value : null;
}

export function listIn(object: JsonObject, key: string): readonly JsonValue[] {
  const value = own(object, key);
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** ARM ids and relative ids alike: the last segment names the resource. */
export function lastSegment(id: string | null): string | null {
  return id === null
    ? null
    : (id
        .split('/')
        .filter((part) => part !== '')
        .pop() ?? null);
}
