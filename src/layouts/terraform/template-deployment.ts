import { deployedByArm } from '../arm/arm-resource.js';
import { isExpressionText } from '../arm/arm-expression.js';
import { parseJson, type JsonNode } from '../arm/json-syntax.js';
import { resourcesOf } from '../arm/template-resources.js';
import { TemplateScope, type PlacedText, type TemplateText } from '../arm/template-scope.js';
import type { Span } from '../../text/edit.js';
import type { Deployed } from '../deployed/deployed.js';
import type { TextValue, Value } from '../deployed/deployed-value.js';
import { entryOf, valueText } from '../deployed/value-parts.js';
import { describe, unknown } from '../deployed/values.js';
import type { ResourceInstance } from './resource-instance.js';

/** The API Management resources of an ARM template that Terraform deploys; policy texts are usually parameters. */
export function byTemplateDeployment(resource: ResourceInstance): readonly Deployed[] {
  const attribute = resource.value('template_body') === undefined ? 'template_content' : 'template_body';
  const template = templateIn(resource.json(attribute));
  if (template === null) return [];
  const { source, root, texts } = template;
  const given = resource.value('parameters') ?? resource.json('parameters_content');
  const parameter = (name: string): Value | null => {
    const own = givenAs(given, name);
    return texts.get(name) ?? entryOf(own, 'value') ?? own ?? null;
  };
  const scope = new TemplateScope(source, root, parameter, { steps: 0, report: () => undefined });
  const world = { linked: (url: Value) => unknown(describe(url)), linkedTemplate: () => null, mayOpen: () => true };
  const by = resource.at(attribute);
  return [...resourcesOf(scope, world, resource.address)].flatMap((one) => deployedByArm(one).map((deployed) => ({ ...deployed, by })));
}

/** A template for evaluation. `texts`: parameters that represent texts of code, so that these keep their places. */
interface Template {
  readonly source: TemplateText;
  readonly root: JsonNode;
  readonly texts: ReadonlyMap<string, Value>;
}

function templateIn(value: Value | undefined): Template | null {
  if (value?.kind === 'object') {
    const texts = new Map<string, Value>();
    return { source: { path: null, text: '' }, root: nodeOf(value, texts), texts };
  }
  const text = valueText(value) ?? '';
  const { root } = parseJson(text);
  const path = fileOf(value);
  const source = path === null && value?.kind === 'text' ? { path, text, placeOf: (at: Span) => placeIn(value, at) } : { path, text };
  return root === null ? null : { source, root, texts: new Map() };
}

/** Place of a stretch of a text, if it is written unchanged. */
function placeIn({ pieces }: TextValue, { start, end }: Span): PlacedText | null {
  let place: PlacedText | null = null;
  for (const { text, from } of pieces) {
    if (text.end <= start || end <= text.start) continue;
    const isAsItIs = from !== null && from.span.end - from.span.start === text.end - text.start;
    const at = isAsItIs ? from.span.start - text.start + start : -1;
    if (!isAsItIs || (place !== null && (place.path !== from.host.path || place.at.start !== at))) return null;
    const { notation } = from.host;
    const write = (inner: string): string => notation.write(inner, { indentation: '', eol: '\n', source: '' }) ?? inner;
    place = { path: from.host.path, at: { start: at, end: at + end - start }, write };
  }
  return place;
}

/** The file equal to a text; null if code composed the text. */
function fileOf(value: Value | undefined): string | null {
  if (value?.kind !== 'text') return null;
  const [path = null, ...others] = new Set(
    value.pieces.map(({ text, from }) => (from?.host.notation.isFile === true && from.span.start === text.start ? from.host.path : null)),
  );
  return others.length === 0 ? path : null;
}

/** An object of code as a template. Texts are ARM expressions only if written as such. */
function nodeOf(value: Value, texts: Map<string, Value>): JsonNode {
  const nowhere = { start: 0, end: 0 };
  switch (value.kind) {
    case 'number':
    case 'flag':
    case 'null':
      return { ...nowhere, ...value };
    case 'list':
      return { ...nowhere, kind: 'list', items: value.items.map((one) => nodeOf(one, texts)) };
    case 'object':
      return { ...nowhere, kind: 'object', entries: new Map([...value.entries].map(([key, one]) => [key, nodeOf(one, texts)])) };
    case 'text':
    case 'unknown': {
      const text = valueText(value);
      if (text !== null && (isExpressionText(text) || (value.kind === 'text' && !text.includes('<')))) return { ...nowhere, kind: 'string', text };
      const name = `code#${texts.size}`;
      texts.set(name, value);
      return { ...nowhere, kind: 'string', text: `[parameters('${name}')]` };
    }
  }
}

/** Names of parameters ignore case. */
function givenAs(given: Value | undefined, name: string): Value | undefined {
  if (given?.kind !== 'object') return undefined;
  for (const [key, value] of given.entries) if (key.toLowerCase() === name) return value;
  return undefined;
}
