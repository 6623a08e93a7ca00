import { jsonError } from '../text/json-error.js';
import type { MetadataFault } from '../apim/metadata-fault.js';
import type { Api, MetadataProblem } from '../apim/service.js';

/** Made once: there may be tens of thousands of files. */
const decoder = new TextDecoder();

/** Bytes. Metadata is some kilobytes. */
export const largestMetadata = 5 * 1024 * 1024;

/** A JSON value, not changed after it was read. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A JSON object. Ask for keys through `own`: they are somebody else's. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** What a metadata file says, or why it cannot be read. */
export type MetadataResult = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly problem: MetadataProblem };

/** Reads a metadata file. Never throws: what is wrong comes with its line. */
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

/** The value where it is an object; else an empty one. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** A key's value; undefined for keys that the object only inherits. */
export function own(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Keys that stand in an object with another case already: Azure knows names whatever their case, and which of two counts no page says. */
export function keysTwice(object: JsonObject): readonly string[] {
  const seen = new Set<string>();
  return Object.keys(object).filter((key) => seen.size === seen.add(key.toLowerCase()).size);
}

/** The same, with these keys as they are usually written; of two that differ in case the usual one counts. */
export function withKeys(object: JsonObject, names: readonly string[]): JsonObject {
  const others = names.flatMap((name) => {
    if (Object.hasOwn(object, name)) return [];
    const key = Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase());
    return key === undefined ? [] : [[name, object[key]] as const];
  });
  return others.length === 0 ? object : { ...object, ...Object.fromEntries(others) };
}

/** A key's text; null: it has none. */
export function textIn(object: JsonObject, key: string): string | null {
  const value = own(object, key);
  return typeof value === 'string' ? value : null;
}

/** A key's truth value; null: it has none. */
export function flagIn(object: JsonObject, key: string): boolean | null {
  return metadataFlag(own(object, key));
}

/** A text that says `true` or `false` may be taken for that, so that it is. */
export function metadataFlag(value: unknown): boolean | null {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return word === true || word === 'true' ? true : word === false || word === 'false' ? false : null;
}

/** A key's list; empty: it has none. */
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

const byHttp: ReadonlySet<string> = new Set(['', 'http', 'soap']);

/**
 * The type of an API as it is kept: that it is HTTP goes without saying, and SOAP comes by HTTP. Azure takes it under two names ("Apis - Create Or Update": `type`, and
 * `apiType` where the API is made); where they differ, one of WebSockets counts.
 */
export function ofType(...written: readonly (string | null | undefined)[]): Pick<Api, 'type'> {
  const types = [...new Set(written.flatMap((one) => one?.trim().toLowerCase() ?? []))].filter((type) => !byHttp.has(type));
  const type = types.find((one) => one === 'websocket') ?? types.join(' or ');
  return type === '' ? {} : { type };
}

/**
 * Whether an API is served over plain http alone. `protocols`: as they are written; null: one that is not decided. Where none is written it is https
 * ("Apis - Create Or Update", properties.protocols).
 */
export function servedOver(protocols: readonly (string | null)[]): Pick<Api, 'isOnlyHttp'> {
  return protocols.length > 0 && protocols.every((one) => one?.trim().toLowerCase() === 'http') ? { isOnlyHttp: true } : {};
}

/** What kind of API its properties say it is, and what it is served over. */
export function kindOf(properties: JsonObject): Pick<Api, 'type' | 'isOnlyHttp'> {
  const protocols = listIn(properties, 'protocols').map((one) => (typeof one === 'string' ? one : null));
  return { ...ofType(textIn(properties, 'apiType'), textIn(properties, 'type')), ...servedOver(protocols) };
}
