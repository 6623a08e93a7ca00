import { readFileSync } from 'node:fs';
import { ConfigError } from '../config/errors.js';
import { isJsonDeeper } from '../text/json-depth.js';
import { say } from './output.js';

/** The fingerprints in an earlier JSON report of `review` or `scan`. Throws `ConfigError`: unreadable, or not such a report. */
export function readBaseline(file: string): ReadonlySet<string> {
  const report = valueIn(file);
  const { schemaVersion, findings, truncated } = isObject(report) ? report : {};
  const fingerprints = Array.isArray(findings) ? findings.map((one: unknown) => (isObject(one) ? one['fingerprint'] : null)) : [];
  if (schemaVersion !== 2 || !Array.isArray(findings) || !fingerprints.every((one) => typeof one === 'string')) {
    throw new ConfigError(`--baseline ${file} is no JSON report (schemaVersion 2) of apim-cors review or scan`);
  }
  if (isObject(truncated) && truncated['findings'] !== 0)
    say(`apim-cors: --baseline ${file} does not list all that was found; the rest counts as new`);
  return new Set([...fingerprints, ...findings.flatMap(placesOf)]);
}

/** The further places that a finding represents. */
function placesOf(finding: unknown): readonly string[] {
  const places = isObject(finding) ? finding['places'] : null;
  return Array.isArray(places)
    ? places.flatMap((one: unknown) => (isObject(one) && typeof one['fingerprint'] === 'string' ? [one['fingerprint']] : []))
    : [];
}

/** Deepest nesting: reports have some ten levels. */
const deepestReport = 200;

function valueIn(file: string): unknown {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    if (isJsonDeeper(text, deepestReport)) throw new ConfigError(`--baseline ${file} nests deeper than any report`);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const missing = isObject(error) && error['code'] === 'ENOENT';
    const isJson = error instanceof SyntaxError;
    const why = missing ? 'does not exist' : isJson ? 'is no JSON' : `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ConfigError(`--baseline ${file} ${why}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
