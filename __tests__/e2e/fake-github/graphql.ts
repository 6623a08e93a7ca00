/** As much of GraphQL as the Action writes: one operation, arguments, aliases, inline fragments, variables. */
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly selections: readonly Selection[];
}

export interface Selection {
  readonly key: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly selections: readonly Selection[];
  /** Type of the inline fragment it stands in; null: none. */
  readonly on: string | null;
}

/** Reads a document. Throws on anything that is not GraphQL as far as this goes, and on a variable that is not given. */
export function parseOperation(text: string, variables: Readonly<Record<string, unknown>>): Operation {
  const tokens = [...text.matchAll(/\s+|,|#[^\n]*|(\.\.\.|[!$():={}[\]@|]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?|[_A-Za-z]\w*)|(.)/g)].flatMap(
    (match) => {
      if (match[2] !== undefined) throw new Error(`unexpected ${match[2]} at ${match.index}`);
      return match[1] ?? [];
    },
  );
  let at = 0;
  const declared = new Set<string>();
  const peek = (): string => tokens[at] ?? '';
  const take = (wanted?: string): string => {
    const token = tokens[at] ?? '';
    if (token === '' || (wanted !== undefined && token !== wanted)) throw new Error(`expected ${wanted ?? 'more'}, got '${token}'`);
    at += 1;
    return token;
  };
  const value = (): unknown => {
    const token = take();
    if (token === '$') {
      const name = take();
      if (!declared.has(name)) throw new Error(`variable $${name} is not declared`);
      if (!(name in variables)) throw new Error(`variable $${name} is not given`);
      return variables[name];
    }
    if (token === '{') {
      const object: Record<string, unknown> = {};
      while (peek() !== '}') {
        const name = take();
        take(':');
        object[name] = value();
      }
      take('}');
      return object;
    }
    if (token.startsWith('"')) return JSON.parse(token) as string;
    return /^-?\d/.test(token) ? Number(token) : token;
  };
  const selectionSet = (on: string | null): Selection[] => {
    const found: Selection[] = [];
    take('{');
    while (peek() !== '}') {
      if (peek() === '...') {
        take();
        take('on');
        found.push(...selectionSet(take()));
        continue;
      }
      const first = take();
      const isAliased = peek() === ':';
      if (isAliased) take(':');
      const name = isAliased ? take() : first;
      const args: Record<string, unknown> = {};
      if (peek() === '(') {
        take('(');
        while (peek() !== ')') {
          const argument = take();
          take(':');
          args[argument] = value();
        }
        take(')');
      }
      found.push({ key: first, name, args, on, selections: peek() === '{' ? selectionSet(null) : [] });
    }
    take('}');
    return found;
  };
  const kind = peek() === '{' ? 'query' : take();
  if (kind !== 'query' && kind !== 'mutation') throw new Error(`unknown operation ${kind}`);
  if (/^\w/.test(peek())) take();
  if (peek() === '(') {
    take('(');
    while (peek() !== ')') {
      take('$');
      declared.add(take());
      take(':');
      take();
      if (peek() === '!') take();
    }
    take(')');
  }
  const selections = selectionSet(null);
  if (at < tokens.length) throw new Error(`unexpected '${peek()}'`);
  return { kind, selections };
}

/** A type of the schema, as values: a field is a function of its arguments. */
export interface Typed {
  readonly __typename: string;
  readonly fields: Readonly<Record<string, (args: Readonly<Record<string, unknown>>) => unknown>>;
}

export interface ExecutionError {
  readonly type: string;
  readonly path: readonly string[];
  readonly message: string;
}

/** A refusal of one field: it is null in the data, and named among the errors. */
export class FieldError extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

export function execute(
  root: Typed,
  selections: readonly Selection[],
  errors: ExecutionError[],
  path: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const data: Record<string, unknown> = {};
  for (const { key, name, args, selections: inner, on } of selections) {
    if (on !== null && on !== root.__typename) continue;
    const field = root.fields[name];
    if (field === undefined) throw new Error(`Field '${name}' doesn't exist on type '${root.__typename}'`);
    try {
      const value = field(args);
      data[key] = value === null || typeof value !== 'object' ? value : execute(value as Typed, inner, errors, [...path, key]);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      errors.push({ type: error.type, path: [...path, key], message: error.message });
      data[key] = null;
    }
  }
  return data;
}
