import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  buildASTSchema,
  execute,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
  type DocumentNode,
  type GraphQLResolveInfo,
} from 'graphql';

/** A refusal of one field: it is null in the data, and named among the errors with its type. */
export class FieldError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export interface GraphqlRequest {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isMutation: boolean;
  /** Values of `oid` and `expression`: git objects that will be asked for. */
  readonly objects: readonly string[];
}

let schema: GraphQLSchema | null = null;

/** GitHub's own schema, as @octokit/graphql-schema has it. */
function githubSchema(): GraphQLSchema {
  if (schema === null) {
    const path = join(resolve(__dirname, '../../..'), 'node_modules', '@octokit', 'graphql-schema', 'schema.graphql');
    const document = parse(readFileSync(path, 'utf8'), { noLocation: true });
    schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  }
  return schema;
}

/** Reads a request and holds it to the schema. What is wrong is told in words. */
export function readGraphql(body: Readonly<Record<string, unknown>>): GraphqlRequest | { readonly problems: readonly string[] } {
  const { query, variables = {}, ...others } = body;
  const surplus = Object.keys(others).filter((key) => key !== 'operationName');
  if (surplus.length > 0) return { problems: [`a GraphQL request has no ${surplus.join(', ')}`] };
  if (typeof query !== 'string') return { problems: ['A query attribute must be specified and must be a string.'] };
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)] };
  }
  const given = variables as Readonly<Record<string, unknown>>;
  const problems = validate(githubSchema(), document).map(({ message }) => message);
  const objects: string[] = [];
  let isMutation = false;
  visit(document, {
    OperationDefinition(node) {
      isMutation ||= node.operation === OperationTypeNode.MUTATION;
      const declared = new Set((node.variableDefinitions ?? []).map(({ variable }) => variable.name.value));
      for (const name of Object.keys(given)) if (!declared.has(name)) problems.push(`Variable $${name} is given and not declared`);
    },
    Argument({ name: { value: name }, value }) {
      const said = value.kind === Kind.VARIABLE ? given[value.name.value] : 'value' in value ? value.value : null;
      if ((name === 'oid' || name === 'expression') && typeof said === 'string') objects.push(said);
      if ((name === 'first' || name === 'last') && Number(said) > 100)
        problems.push(`Requesting ${String(said)} records exceeds the \`${name}\` limit of 100`);
    },
  });
  return problems.length > 0 ? { problems } : { document, variables: given, isMutation, objects };
}

/** GitHub's answer: 200 with errors beside the data, or without data. */
export async function answerGraphql(request: GraphqlRequest, root: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { data, errors } = await execute({
    schema: githubSchema(),
    document: request.document,
    variableValues: request.variables,
    rootValue: root,
    fieldResolver: (source: unknown, args: Readonly<Record<string, unknown>>, _: unknown, { fieldName, parentType }: GraphQLResolveInfo): unknown => {
      const value = (source as Readonly<Record<string, unknown>>)[fieldName];
      // Null would say that GitHub has nothing there.
      if (value === undefined) throw new Error(`the fake does not answer ${parentType.name}.${fieldName}`);
      return typeof value === 'function' ? (value as (args: unknown) => unknown)(args) : value;
    },
  });
  if (errors === undefined) return { data };
  return {
    data: data ?? null,
    errors: errors.map((error) => ({
      ...(error.originalError instanceof FieldError ? { type: error.originalError.type } : {}),
      path: error.path,
      locations: error.locations,
      message: error.message,
    })),
  };
}

/** True: the fake itself failed, or does not answer a field that the schema has. */
export function isOwnMistake(answer: unknown): string | null {
  const { errors = [] } = answer as { errors?: readonly { readonly type?: string; readonly message: string }[] };
  return errors.find(({ type }) => type === undefined)?.message ?? null;
}

/** A connection over all of its nodes. */
export function connection(nodes: readonly unknown[]) {
  return ({ first = 100, after }: { readonly first?: number; readonly after?: string | null }) => {
    const from = after === undefined || after === null ? 0 : Number(after);
    const shown = nodes.slice(from, from + first);
    const hasNextPage = from + first < nodes.length;
    return { nodes: shown, totalCount: nodes.length, pageInfo: { hasNextPage, endCursor: hasNextPage ? String(from + first) : null } };
  };
}
