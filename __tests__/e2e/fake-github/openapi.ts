import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

type Json = Readonly<Record<string, unknown>>;

interface Schema extends Json {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
  readonly 'x-multi-segment'?: boolean;
}

interface Content {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Described {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Content>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A request that the description knows: which operation it is, and what its path names. */
export interface Operation {
  readonly id: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly parameters: readonly Parameter[];
  readonly described: Described;
  readonly pointer: string;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly described: Described;
  readonly pointer: string;
}

/**
 * GitHub's own description of its REST API, as far as scripts/extract-openapi.mjs takes it: every request is held to it, with unknown fields
 * refused as GitHub refuses them, and every answer of the fake too.
 */
export class ApiDescription {
  readonly #document: Document;
  readonly #routes: readonly Route[];
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    const document = JSON.parse(readFileSync(join(__dirname, 'openapi.json'), 'utf8')) as Document;
    this.#document = withNullUnions(asObserved(document)) as Document;
    this.#ajv.addSchema(this.#document, 'answers');
    this.#ajv.addSchema(withoutUnknownFields(this.#document) as Document, 'requests');
    this.#routes = this.#readRoutes();
  }

  /** The operation of a method and a path (percent-encoded, below the API's base); null: none. */
  operation(method: string, path: string): Operation | null {
    for (const route of this.#routes) {
      const match = route.method === method.toLowerCase() ? route.pattern.exec(path) : null;
      if (match === null) continue;
      const pathParameters = Object.fromEntries(route.names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
      const { described, parameters, pointer } = route;
      return { id: described.operationId, pathParameters, parameters, described, pointer };
    }
    return null;
  }

  /** What is wrong with a request, in words; none: it is as described. `body`: undefined where there is none. */
  problems(operation: Operation, query: URLSearchParams, body: unknown): readonly string[] {
    const problems: string[] = [];
    for (const { name, in: place, required, schema } of operation.parameters) {
      const given = place === 'query' ? query.get(name) : place === 'path' ? (operation.pathParameters[name] ?? null) : null;
      if (given === null) {
        if (required === true && place === 'query') problems.push(`the query lacks ${name}`);
        continue;
      }
      const problem = parameterProblem(given, this.#resolved(schema) as Schema);
      if (problem !== null) problems.push(`${place} parameter ${name}: ${problem}`);
    }
    const known = new Set(operation.parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name));
    for (const name of query.keys()) if (!known.has(name)) problems.push(`"${name}" is not a permitted query parameter`);
    return [...problems, ...this.#bodyProblems(operation, body)];
  }

  #bodyProblems({ described, pointer }: Operation, body: unknown): readonly string[] {
    if (described.requestBody === undefined) return body === undefined ? [] : ['the operation takes no body'];
    if (body === undefined) return described.requestBody.required === true ? ['the body is missing'] : [];
    const validate = this.#validator(`requests#${pointer}/requestBody/content/application~1json/schema`);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params, keyword }) =>
      keyword === 'additionalProperties'
        ? `"${String(params['additionalProperty'])}" is not a permitted key${instancePath === '' ? '' : ` at ${instancePath}`}`
        : `${instancePath === '' ? 'the body' : instancePath} ${message ?? keyword}`,
    );
  }

  /**
   * An answer with all that the description requires: what is known stays, what is missing is made up. Throws when what is known is not as
   * described, which is a mistake of the fake.
   */
  answer(operation: Operation, status: number, known: unknown): unknown {
    const response = operation.described.responses[status];
    if (response === undefined) throw new Error(`${operation.id} never answers ${status}`);
    const at = response.$ref === undefined ? `${operation.pointer}/responses/${status}` : response.$ref.slice(1);
    const schema = (this.#resolved(response) as Content).content?.['application/json']?.schema;
    if (schema === undefined) throw new Error(`${operation.id} answers ${status} without a body`);
    const whole = this.#complete(schema, known);
    const validate = this.#validator(`answers#${at}/content/application~1json/schema`);
    if (!validate(whole)) throw new Error(`the answer to ${operation.id} is not as described: ${this.#ajv.errorsText(validate.errors)}`);
    return whole;
  }

  #validator(reference: string): ValidateFunction {
    let known = this.#compiled.get(reference);
    if (known === undefined) this.#compiled.set(reference, (known = this.#ajv.compile({ $ref: reference })));
    return known;
  }

  #resolved(value: Schema | Content | Parameter): unknown {
    let current: unknown = value;
    while (typeof current === 'object' && current !== null && '$ref' in current && typeof current.$ref === 'string') {
      const [, , kind = '', name = ''] = current.$ref.split('/');
      current = this.#document.components[kind]?.[name];
    }
    return current;
  }

  #complete(reference: Schema, known: unknown): unknown {
    const schema = this.#resolved(reference) as Schema;
    if (known === undefined) {
      if (schema.nullable === true || [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].some(({ type }) => type === 'null')) return null;
    } else if (known === null || typeof known !== 'object') {
      return known;
    }
    const [choice] = schema.anyOf ?? schema.oneOf ?? [];
    if (choice !== undefined) return known === undefined || !Array.isArray(known) ? this.#complete(choice, known) : known;
    if (schema.allOf !== undefined) {
      return schema.allOf.reduce<unknown>((whole, part) => ({ ...(this.#complete(part, known) as Json), ...(whole as Json) }), {});
    }
    if (Array.isArray(known)) return schema.items === undefined ? known : known.map((item: unknown) => this.#complete(schema.items ?? {}, item));
    if (schema.properties !== undefined || schema.type === 'object' || known !== undefined) {
      const whole: Record<string, unknown> = { ...(known as Json | undefined) };
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        if (whole[name] !== undefined || schema.required?.includes(name) === true) whole[name] = this.#complete(property, whole[name]);
      }
      return whole;
    }
    return madeUp(schema);
  }

  #readRoutes(): readonly Route[] {
    const routes = Object.entries(this.#document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]): Route => {
        const parameters = described.parameters.map((parameter) => this.#resolved(parameter) as Parameter);
        const names: string[] = [];
        const pattern = path.replace(/\{(\w+)\}/g, (_, name: string) => {
          names.push(name);
          return parameters.find((one) => one.name === name)?.['x-multi-segment'] === true ? '(.+)' : '([^/]+)';
        });
        const pointer = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}`;
        return { method, pattern: new RegExp(`^${pattern}$`), names, parameters, described, pointer };
      }),
    );
    // What spells out more of its path is meant: commits/SHA/pulls before commits/REF.
    return routes.sort((a, b) => a.names.length - b.names.length || b.pointer.length - a.pointer.length);
  }
}

function parameterProblem(given: string, { type, enum: values }: Schema): string | null {
  if (type === 'integer' && !/^-?\d+$/.test(given)) return `'${given}' is no integer`;
  if (values !== undefined && !values.map(String).includes(given)) return `'${given}' is none of ${values.map(String).join(', ')}`;
  return given === '' ? 'it is empty' : null;
}

function madeUp({ type, enum: values, format }: Schema): unknown {
  if (values !== undefined) return values[0];
  switch (type) {
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'string':
    case undefined:
      return format === 'uri' ? 'https://github.example.com/' : format === 'date-time' ? '2026-01-01T00:00:00Z' : 'x';
    default:
      throw new Error(`a value of type ${type}`);
  }
}

/**
 * Fields that are null in GitHub's answers although its description says otherwise: the lines of an outdated comment, accounts that are
 * gone, forks that are gone.
 */
const oftenNull: readonly (readonly [schema: string, ...path: string[]])[] = [
  ['pull-request-review-comment', 'line'],
  ['pull-request-review-comment', 'user'],
  ['pull-request', 'head', 'repo'],
  ['pull-request-simple', 'head', 'repo'],
];

function asObserved(document: Document): Document {
  const schemas = structuredClone(document.components['schemas']) as Record<string, Schema>;
  for (const [name, ...path] of oftenNull) {
    const last = path.pop() ?? '';
    const parent = path.reduce<Schema | undefined>((schema, step) => schema?.properties?.[step], schemas[name]);
    const properties = parent?.properties as Record<string, Schema> | undefined;
    const property = properties?.[last];
    if (properties === undefined || property === undefined) throw new Error(`the description has no ${name}.${last}`);
    properties[last] = property.type === undefined ? { anyOf: [property], nullable: true } : { ...property, nullable: true };
  }
  return { ...document, components: { ...document.components, schemas } };
}

/** OpenAPI's `nullable` where JSON Schema says it otherwise: beside no `type`, and beside `enum`. */
function withNullUnions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNullUnions);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Schema;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, withNullUnions(one)]));
  const unions = (inner['anyOf'] ?? inner['oneOf']) as readonly unknown[] | undefined;
  if (nullable === true && inner['type'] === undefined && unions !== undefined) {
    const others = Object.fromEntries(Object.entries(inner).filter(([key]) => key !== 'anyOf' && key !== 'oneOf'));
    return { ...others, anyOf: [...unions, { type: 'null' }] };
  }
  if (nullable === undefined) return inner;
  const values = inner['enum'] as readonly unknown[] | undefined;
  return { ...inner, nullable, ...(nullable && values !== undefined ? { enum: [...values, null] } : {}) };
}

/** GitHub refuses keys that it does not know; its description does not say so. */
function withoutUnknownFields(document: Document): unknown {
  const closed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(closed);
    if (typeof value !== 'object' || value === null) return value;
    const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
    return 'properties' in inner && inner['additionalProperties'] === undefined && typeof inner['type'] === 'string'
      ? { ...inner, additionalProperties: false }
      : inner;
  };
  return {
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths).map(([path, methods]) => [
        path,
        Object.fromEntries(
          Object.entries(methods).map(([method, described]) => [
            method,
            described.requestBody === undefined ? described : { ...described, requestBody: closed(described.requestBody) },
          ]),
        ),
      ]),
    ),
  };
}
