import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import { SaxesParser } from 'saxes';

/** The published schemas of formats that we write (`published/`, made by scripts/extract-format-schemas.mjs), and what each says of a text. */

const folder = join(__dirname, 'published');

const formats = {
  uri: (text: string): boolean => URL.canParse(text),
  // RFC 3986: these characters, and a percent sign only before two digits.
  'uri-reference': (text: string): boolean => /^(?:[\w\-.~!$&'()*+,;=:@/?#[\]]|%[0-9a-f]{2})*$/i.test(text),
  'date-time': (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text)),
};

/** A schema in which no object may hold what the schema does not name: a misspelt key is an error, and none is passed over. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
  // Beside a reference it would forbid all that the reference allows.
  if ('$ref' in inner) return Object.fromEntries(Object.entries(inner).filter(([key]) => key !== 'additionalProperties'));
  return inner['type'] === 'object' && 'properties' in inner ? { ...inner, additionalProperties: false } : inner;
}

function compiled(name: string, change: (schema: unknown) => unknown = (schema) => schema): ValidateFunction {
  const { schema } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { schema: AnySchemaObject };
  return new Ajv({ allErrors: true, strict: false, formats }).compile(change(schema) as AnySchemaObject);
}

const sarif = compiled('sarif');
const rdjson = compiled('rdjson', closed);

function problemsOf(validate: ValidateFunction, value: unknown): readonly string[] {
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** What the schema of SARIF 2.1.0 has against a log. */
export const sarifProblems = (text: string): readonly string[] => problemsOf(sarif, JSON.parse(text));

/** What the schema of reviewdog's diagnostics has against a result, unknown keys included. */
export const rdjsonProblems = (text: string): readonly string[] => problemsOf(rdjson, JSON.parse(text));

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** XML as a strict parser reads it. Throws where it is not well-formed. */
export function parsedXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (part) => {
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += part;
  });
  parser.write(text).close();
  return root.children[0] ?? root;
}

/** What an element may hold: its attributes with those that must be there, its children as a pattern of `name;`, and whether text stands between. */
interface ElementType {
  readonly attributes: ReadonlyMap<string, boolean>;
  readonly content: RegExp;
  readonly hasText: boolean;
}

/** The types of the elements that a schema of XML declares at its top, as far as the notation is used by the schema of JUnit. */
function elementTypes(xsd: Element): ReadonlyMap<string, ElementType> {
  return new Map(
    xsd.children
      .filter(({ name }) => name === 'xs:element')
      .map((element) => {
        const [type] = element.children;
        const inner = type?.children ?? [];
        const attributes = inner.filter(({ name }) => name === 'xs:attribute').map((one) => one.attributes);
        return [
          element.attributes['name'] ?? '',
          {
            attributes: new Map(attributes.map(({ name = '', use }) => [name, use === 'required'])),
            content: new RegExp(`^(?:${inner.map(particle).join('')})$`),
            hasText: type === undefined || type.attributes['mixed'] === 'true',
          },
        ];
      }),
  );
}

function particle({ name, attributes: { ref = '', minOccurs = '1', maxOccurs = '1' }, children }: Element): string {
  const times = `{${minOccurs},${maxOccurs === 'unbounded' ? '' : maxOccurs}}`;
  if (name === 'xs:element') return `(?:${ref};)${times}`;
  if (name === 'xs:sequence') return `(?:${children.map(particle).join('')})${times}`;
  if (name === 'xs:choice') return `(?:${children.map(particle).join('|')})${times}`;
  return '';
}

const junit = elementTypes(parsedXml(readFileSync(join(folder, 'junit.xsd'), 'utf8')));

/** Written by pytest and others, read by GitLab and by Actions that annotate; readers that do not know them pass over them. */
const beyondTheSchema = new Set(['testcase file', 'testcase line']);

/** What the schema of Jenkins has against a JUnit file, but for where a test case stands. */
export function junitProblems(text: string): readonly string[] {
  const visit = ({ name, attributes, children, text: own }: Element): readonly string[] => {
    const type = junit.get(name);
    if (type === undefined) return [`unknown element ${name}`];
    const names = children.map((child) => `${child.name};`).join('');
    return [
      ...Object.keys(attributes)
        .filter((one) => !type.attributes.has(one) && !beyondTheSchema.has(`${name} ${one}`))
        .map((one) => `${name} has ${one}`),
      ...[...type.attributes].filter(([one, isRequired]) => isRequired && !(one in attributes)).map(([one]) => `${name} lacks ${one}`),
      ...(type.content.test(names) ? [] : [`${name} holds ${names}`]),
      ...(type.hasText || own.trim() === '' ? [] : [`${name} holds text`]),
      ...children.flatMap(visit),
    ];
  };
  return visit(parsedXml(text));
}
