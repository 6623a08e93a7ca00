import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { firstLineOf } from '../text/error-line.js';
import { isTokenScheme, type AskedSecurity, type GeneralSecurity } from './specified-security.js';
import { methods, operationOf, type SpecificationResult, type SpecifiedOperation } from './specified-operation.js';
import { isTooDeep } from '../text/yaml-depth.js';

/** UTF-16 units. The full YAML parser is some thirty times slower than the scanner, so longer texts that need it are not read. */
const longestUnusual = 5 * 1024 * 1024;

/** The operations of a specification in any YAML. Never throws on input. */
export function fromYaml(text: string, withSummaries: boolean): SpecificationResult {
  if (text.length > longestUnusual) return { ok: false, line: 1, fault: { code: 'too-large-unusual', given: { largest: 5 } } };
  if (isTooDeep(text)) return { ok: false, line: 1, fault: { code: 'too-deep', given: {} } };
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  const [problem] = document.errors;
  if (problem !== undefined)
    return { ok: false, line: problem.linePos?.[0].line ?? 1, fault: { code: 'no-yaml', given: { words: firstLineOf(problem) } } };
  const operations: SpecifiedOperation[] = [];
  const paths = isMap(document.contents) ? document.contents.get('paths') : undefined;
  const general = generalSecurityOf(isMap(document.contents) ? document.contents : null);
  for (const [urlTemplate, item] of pairsOf(paths)) {
    for (const [method, operation] of pairsOf(item)) {
      if (!methods.has(method) || !isMap(operation)) continue;
      const summary = withSummaries ? operation.get('summary') : null;
      const mediaTypes = namesIn(operation.getIn(['requestBody', 'content']));
      const security = securityOf(operation.get('security'));
      operations.push(
        operationOf(method, urlTemplate, { id: operation.get('operationId'), summary, mediaTypes, headers: headersOf(operation), security }, general),
      );
    }
  }
  return { ok: true, operations };
}

function headersOf(operation: YAMLMap): readonly string[] {
  return pairsOf(operation.get('responses')).flatMap(([, answer]) => (isMap(answer) ? namesIn(answer.get('headers')) : []));
}

function securityOf(node: unknown): AskedSecurity {
  return isSeq(node) ? node.items.map(namesIn) : null;
}

function generalSecurityOf(root: YAMLMap | null): GeneralSecurity {
  const components = root?.get('components');
  const schemes = isMap(components) ? components.get('securitySchemes') : root?.get('securityDefinitions');
  const tokens = pairsOf(schemes).flatMap(([name, scheme]) => {
    const text = (key: string): string | null => {
      const value = isMap(scheme) ? scheme.get(key) : null;
      return typeof value === 'string' ? value : null;
    };
    return isTokenScheme({ type: text('type'), scheme: text('scheme'), in: text('in'), name: text('name') }) ? [name] : [];
  });
  return { tokens: new Set(tokens), asked: securityOf(root?.get('security')) };
}

function namesIn(node: unknown): readonly string[] {
  return pairsOf(node).map(([name]) => name);
}

function pairsOf(node: unknown): readonly (readonly [string, unknown])[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => (isScalar(key) && typeof key.value === 'string' ? [[key.value, value] as const] : []));
}
