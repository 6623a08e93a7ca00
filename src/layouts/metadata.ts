import { jsonError } from '../text/json-error.js';
import type { MetadataFault } from '../apim/metadata-fault.js';
import type { Api, MetadataProblem } from '../apim/service.js';

/** Made once: there may be tens of thousands of files. */
const decoder = new TextDecoder();

/** Bytes. Metadata is some kilobytes. */
export const largestMetadata = 5 * 1024 * 1024;

/** A JSON value, immutable after reading. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A JSON object. Use `own` for its keys, which are foreign. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** The content of a metadata file, or why it cannot be read. */
export type MetadataResult = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly problem: MetadataProblem };

/** Reads a metadata file. Never throws: a fault comes with its line. */
export function readJson(path: string, bytes: Uint8Array): MetadataResult {
  if (bytes.length > largestMetadata) return failed(path, 1, { code: 'too-large', given: { largest: 5 } });
  const text = decoder.decode(bytes);
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    const error = jsonError(text);
    return failed(path, error.line, { code: 'no-json', given: { rest: error.rest } });
  }
}

/** A file that is not read. */
export function failed(path: string, line: number, says: MetadataFault): { readonly ok: false; readonly problem: MetadataProblem } {
  return { ok: false, problem: { path, line, says } };
}

/** The value if it is an object, otherwise an empty one. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The value of a key; undefined for inherited keys. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Keys that an object has twice, ignoring case: Azure ignores the case of names, and no page says which counts. */
export function keysTwice(object: JsonObject): readonly string[] {
  const seen = new Set<string>();
  return Object.keys(object).filter((key) => seen.size === seen.add(key.toLowerCase()).size);
}

/** The object with these keys in their usual spelling; of two that differ in case the usual one counts. */
export function withKeys(object: JsonObject, names: readonly string[]): JsonObject {
  const others = names.flatMap((name) => {
    if (Object.hasOwn(object, name)) return [];
    const key = Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase());
    return key === undefined ? [] : [[name, object[key]] as const];
  });
  return others.length === 0 ? object : { ...object, ...Object.fromEntries(others) };
}

/** A key's text, or null. */
export function textIn(object: JsonObject, key: string): string | null {
  const value = own(object, key);
  return typeof value === 'string' ? value : null;
}

/** A key's boolean, or null. */
export function flagIn(object: JsonObject, key: string): boolean | null {
  return metadataFlag(own(object, key));
}

/** A text `true` or `false` counts as a boolean, because a reader may accept it. */
export function metadataFlag(value: unknown): boolean | null {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return word === true || word === 'true' ? true : word === false || word === 'false' ? false : null;
}

/** A key's list, or an empty one. */
export function listIn(object: JsonObject, key: string): readonly JsonValue[] {
  const value = own(object, key);
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

/** The last segment of an absolute or relative ARM id, which names the resource. */
export function lastSegment(id: string | null): string | null {
  return id === null
    ? null
    : (id
        .split('/')
        .filter((part) => part !== '')
        .pop() ?? null);
}

const byHttp: ReadonlySet<string> = new Set(['', 'http', 'soap']);

/**
 * The type of an API; HTTP and SOAP are left out, as SOAP uses HTTP. Azure has two names for it ("Apis - Create Or Update": `type`, and `apiType` when the API
 * is created); if they differ, a WebSocket one counts.
 */
export function ofType(...written: readonly (string | null | undefined)[]): Pick<Api, 'type'> {
  const types = [...new Set(written.flatMap((one) => one?.trim().toLowerCase() ?? []))].filter((type) => !byHttp.has(type));
  const type = types.find((one) => one === 'websocket') ?? types.join(' or ');
  return type === '' ? {} : { type };
}

/**
 * Whether an API is served over plain http only. `protocols`: as written; null: an undecided one. The default is https ("Apis - Create Or Update",
 * properties.protocols).
 */
export function servedOver(protocols: readonly (string | null)[]): Pick<Api, 'isOnlyHttp'> {
  return protocols.length > 0 && protocols.every((one) => one?.trim().toLowerCase() === 'http') ? { isOnlyHttp: true } : {};
}

/** The type and protocols of an API, by its properties. */
export function kindOf(properties: JsonObject): Pick<Api, 'type' | 'isOnlyHttp'> {
  const protocols = listIn(properties, 'protocols').map((one) => (typeof one === 'string' ? one : null));
  return { ...ofType(textIn(properties, 'apiType'), textIn(properties, 'type')), ...servedOver(protocols) };
}
