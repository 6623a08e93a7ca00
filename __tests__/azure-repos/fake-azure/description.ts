import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly [key: string]: unknown;
}

interface Parameter {
  readonly in: 'path' | 'query' | 'body';
  readonly name: string;
  readonly required?: boolean;
  readonly type?: string;
  readonly schema?: Schema;
}

interface Described {
  readonly parameters: readonly Parameter[];
  readonly response: Schema;
}

interface Document {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** A request that the description knows. */
export interface Operation {
  /** The end of its path, as described: `/threads/{threadId}`. */
  readonly name: string;
  readonly path: Readonly<Record<string, string>>;
  readonly described: Described;
}

const ranges: Readonly<Record<string, object>> = {
  int16: { minimum: -32_768, maximum: 32_767 },
  int32: { minimum: -2_147_483_648, maximum: 2_147_483_647 },
};

/**
 * Microsoft's own description of the Git area of Azure DevOps, as far as scripts/extract-azure-openapi.mjs takes it. Requests are held to it with
 * unknown fields refused; answers with two corrections that its own examples show: a list is wrapped in `count` and `value`, and the item of a
 * change is an object.
 */
export class AzureDescription {
  readonly #document = JSON.parse(readFileSync(join(__dirname, 'git.json'), 'utf8')) as Document;
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  readonly #compiled = new Map<object, ValidateFunction>();

  operation(method: string, path: string): Operation | null {
    for (const [template, methods] of Object.entries(this.#document.paths)) {
      const described = methods[method.toLowerCase()];
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const match = new RegExp(`^${template.replace(/\{\w+\}/g, '([^/]+)')}$`, 'i').exec(path);
      if (described === undefined || match === null) continue;
      const values = Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
      return { name: template.replace(/^.*\{pullRequestId\}/, ''), path: values, described };
    }
    return null;
  }

  /** What is wrong with a request, in words. */
  problems({ described, path }: Operation, query: URLSearchParams, body: unknown): readonly string[] {
    const problems: string[] = [];
    const known = new Map(described.parameters.map((parameter) => [parameter.name, parameter]));
    for (const name of query.keys()) if (known.get(name)?.in !== 'query') problems.push(`the query knows no ${name}`);
    if (query.get('api-version') !== this.#document.info.version) problems.push(`api-version is ${query.get('api-version') ?? 'missing'}`);
    for (const { in: place, name, required, type, schema } of known.values()) {
      if (place === 'body') problems.push(...(body === undefined ? ['the body is missing'] : this.#problems(schema ?? {}, body, true)));
      else {
        const value = place === 'path' ? path[name] : (query.get(name) ?? undefined);
        if (value === undefined && required === true) problems.push(`${name} is missing`);
        if (value !== undefined && type === 'integer' && !/^\d{1,9}$/.test(value)) problems.push(`${name} is no integer`);
      }
    }
    if (body !== undefined && ![...known.values()].some((one) => one.in === 'body')) problems.push('the operation takes no body');
    return problems;
  }

  /** Throws when an answer is not as described, which is a mistake of the stand-in. */
  answer({ described, name }: Operation, value: unknown): unknown {
    const problems = this.#problems(described.response, value, false);
    if (problems.length > 0) throw new Error(`the answer to ${name} is not as described: ${problems.join('; ')}`);
    return Array.isArray(value) ? { count: value.length, value } : value;
  }

  #problems(schema: Schema, value: unknown, isClosed: boolean): readonly string[] {
    let validate = this.#compiled.get(schema);
    if (validate === undefined) this.#compiled.set(schema, (validate = this.#ajv.compile(this.#whole(schema, isClosed, 0))));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  /** With what it refers to put in, what it is made of joined, and, for requests, no field beside those described. */
  #whole(schema: Schema, isClosed: boolean, depth: number): object {
    if (depth > 12) return {};
    const inner = (one: Schema): object => this.#whole(one, isClosed, depth + 1);
    if (schema.$ref !== undefined) return inner(this.#document.definitions[schema.$ref.split('/').at(-1) ?? ''] ?? {});
    if (schema.format === 'T') return {};
    const properties: Record<string, object> = {};
    for (const part of schema.allOf ?? []) Object.assign(properties, (inner(part) as { properties?: object }).properties);
    for (const [name, property] of Object.entries(schema.properties ?? {})) properties[name] = inner(property);
    const { items, additionalProperties } = schema;
    const rest = Object.fromEntries(
      Object.entries(schema).filter(([key]) => !['allOf', 'properties', 'items', 'additionalProperties'].includes(key)),
    );
    const closed = isClosed && schema.type === 'object' && Object.keys(properties).length > 0 && additionalProperties === undefined;
    return {
      ...rest,
      ...ranges[schema.format ?? ''],
      ...(items === undefined ? {} : { items: inner(items) }),
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(closed ? { additionalProperties: false } : {}),
    };
  }
}
