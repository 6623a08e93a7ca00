import { isJsonDeeper } from '../text/json-depth.js';
import { jsonError } from '../text/json-error.js';
import { scanBlockYaml } from './specification-block-yaml.js';
import { isTokenScheme, type AskedSecurity, type GeneralSecurity } from './specified-security.js';
import { methods, operationOf, type SpecificationResult, type SpecifiedOperation } from './specified-operation.js';

/** UTF-16 units. API Management accepts specifications of 4 MB; a longer text is not one. */
const longest = 20 * 1024 * 1024;

/** Levels of JSON. The parser allows any depth, at some 70 bytes a level: this many take about a hundred megabytes. */
const deepest = 2_000_000;

/**
 * The operations of an OpenAPI 2 or 3 description, YAML or JSON. An operation without `operationId` is named after method and path, as API Management does on
 * import. Never throws on input.
 */
export async function readOperations(path: string, text: string, withSummaries = false): Promise<SpecificationResult> {
  if (text.length > longest) return { ok: false, line: 1, fault: { code: 'too-large', given: { largest: 20 } } };
  if (path.endsWith('.json')) return fromJson(text, withSummaries);
  const scanned = scanBlockYaml(text, withSummaries);
  if (scanned !== null) return { ok: true, operations: scanned };
  // Most specifications are plain: the full parser is loaded only for others.
  return (await import('./specification-yaml.js')).fromYaml(text, withSummaries);
}

function fromJson(text: string, withSummaries: boolean): SpecificationResult {
  const source = text.replace(/^\ufeff/, '');
  if (isJsonDeeper(source, deepest)) return { ok: false, line: 1, fault: { code: 'too-deep', given: {} } };
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch {
    const found = jsonError(source);
    return { ok: false, line: found.line, fault: { code: 'no-json', given: { rest: found.rest } } };
  }
  const operations: SpecifiedOperation[] = [];
  const paths = isRecord(parsed) ? parsed['paths'] : undefined;
  const general = generalSecurityOf(isRecord(parsed) ? parsed : {});
  for (const [urlTemplate, item] of isRecord(paths) ? Object.entries(paths) : []) {
    for (const [method, operation] of isRecord(item) ? Object.entries(item) : []) {
      if (methods.has(method) && isRecord(operation))
        operations.push(
          operationOf(
            method,
            urlTemplate,
            {
              id: operation['operationId'],
              summary: withSummaries ? operation['summary'] : null,
              mediaTypes: mediaTypesOf(operation),
              headers: headersOf(operation),
              security: securityOf(operation['security']),
            },
            general,
          ),
        );
    }
  }
  return { ok: true, operations };
}

/** Media types of an operation's body, OpenAPI 3. A referenced body is unknown. */
function mediaTypesOf({ requestBody }: Readonly<Record<string, unknown>>): readonly string[] {
  const content = isRecord(requestBody) ? requestBody['content'] : undefined;
  return isRecord(content) ? Object.keys(content) : [];
}

/** Names of response headers of an operation. Those of referenced responses are unknown. */
function headersOf({ responses }: Readonly<Record<string, unknown>>): readonly string[] {
  const answers = isRecord(responses) ? Object.values(responses) : [];
  return answers.flatMap((answer) => (isRecord(answer) && isRecord(answer['headers']) ? Object.keys(answer['headers']) : []));
}

/** The security requirement. */
function securityOf(security: unknown): AskedSecurity {
  return Array.isArray(security) ? security.map((one: unknown) => (isRecord(one) ? Object.keys(one) : [])) : null;
}

function generalSecurityOf({ components, securityDefinitions, security }: Readonly<Record<string, unknown>>): GeneralSecurity {
  const schemes = isRecord(components) ? components['securitySchemes'] : securityDefinitions;
  const tokens = Object.entries(isRecord(schemes) ? schemes : {}).flatMap(([name, scheme]) => {
    const text = (key: string): string | null => (isRecord(scheme) && typeof scheme[key] === 'string' ? scheme[key] : null);
    return isTokenScheme({ type: text('type'), scheme: text('scheme'), in: text('in'), name: text('name') }) ? [name] : [];
  });
  return { tokens: new Set(tokens), asked: securityOf(security) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
