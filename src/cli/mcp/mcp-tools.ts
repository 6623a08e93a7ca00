/** One argument of a tool, and its command-line option. `path`: below the folder in which the server was started. */
export interface ToolArgument {
  readonly option: string;
  readonly kind: 'text' | 'path' | 'list';
  readonly about: string;
  readonly oneOf?: readonly string[];
}

/** A tool: a command of `apim-cors` that only reads. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  readonly about: string;
  readonly required: readonly string[];
  readonly takes: Readonly<Record<string, ToolArgument>>;
}

const text = (option: string, about: string, oneOf?: readonly string[]): ToolArgument => ({
  option,
  kind: 'text',
  about,
  ...(oneOf === undefined ? {} : { oneOf }),
});
const list = (option: string, about: string): ToolArgument => ({ option, kind: 'list', about });
const path = (option: string, about: string): ToolArgument => ({ option, kind: 'path', about });

const folder = path('--repo', 'a folder below the one the server was started in; left out: that one');
const at = text('--at', 'a branch or commit; left out: the files as they are');
const evaluation = {
  environments: list('--environment', 'evaluate these environments only'),
  assume: list('--assume', 'open points to settle, as NAME=VALUE'),
};

/** What assistants can ask. Each tool answers with a terminal's text and with the published JSON. */
export const tools: readonly Tool[] = [
  {
    name: 'review',
    command: 'review',
    about: 'What a change of Azure API Management policies does to browser access: who loses, who gains, where it is decided, verified repairs.',
    required: [],
    takes: {
      folder,
      base: text('--base', 'the branch or commit the change goes into'),
      head: text('--head', 'the branch or commit with the change; left out: the files as they are'),
      base_dir: path('--base-dir', 'instead of revisions: a folder with the state before'),
      head_dir: path('--head-dir', 'and one with the state after'),
      ...evaluation,
    },
  },
  {
    name: 'scan',
    command: 'scan',
    about: 'What is wrong with CORS in the Azure API Management policies of one state, with verified repairs.',
    required: [],
    takes: { folder, at, ...evaluation },
  },
  {
    name: 'explain',
    command: 'explain',
    about:
      'One browser request, step by step: whether the policies let it through, which element decides, and the smallest change that would allow it.',
    required: [],
    takes: {
      folder,
      at,
      origin: text('--origin', "the page's origin, or null"),
      method: text('--method', 'the method the script uses'),
      headers: list('--header', 'headers the script sets, as NAME or NAME:VALUE'),
      credentials: text('--credentials', "fetch's credentials mode", ['omit', 'same-origin', 'include']),
      workspace: text('--workspace', 'the workspace the API is in'),
      api: text('--api', 'the API'),
      operation: text('--operation', 'the operation; left out: the one the method means'),
      url: text('--url', 'instead of api: the path that is called, with its query'),
      product: text('--product', 'the product whose subscription key the request carries'),
      key: text('--key', 'where the request carries a subscription key', ['none', 'header', 'query']),
      console: text('--console', "a browser's message, pasted"),
      ...evaluation,
    },
  },
  {
    name: 'rule',
    command: 'rules',
    about: 'The catalogue of what is looked for, or one rule with why, repair and examples.',
    required: [],
    takes: { id: text('', 'id of a rule; left out: the catalogue') },
  },
  {
    name: 'contracts',
    command: 'contracts',
    about: 'The promises to web apps in the contracts file: kept, broken or undecided in one state.',
    required: [],
    takes: { folder, at, ...evaluation },
  },
];

/** A problem with the arguments of a call, in one line for the caller. */
export class ToolProblem extends Error {
  override readonly name = 'ToolProblem';
}

/** Most characters of one argument. */
const longest = 20_000;
/** Most entries of a list. */
const mostEntries = 50;

/**
 * The command line of a call, without its format. Each value is joined to its option with `=`, so that it cannot be read as an option. `placed` returns the
 * folder at a path, and throws `ToolProblem` if it is not below the server's. Throws `ToolProblem`.
 */
export function commandLine(tool: Tool, given: Readonly<Record<string, unknown>>, placed: (path: string) => string): readonly string[] {
  const args = [tool.command];
  for (const [name, value] of Object.entries(given)) {
    const argument = Object.hasOwn(tool.takes, name) ? tool.takes[name] : undefined;
    if (argument === undefined)
      throw new ToolProblem(`'${name.slice(0, 60)}' is no argument of ${tool.name}; there are ${Object.keys(tool.takes).join(', ')}`);
    if (value === undefined || value === null) continue;
    for (const one of valuesOf(name, argument, value)) {
      const written = argument.kind === 'path' ? placed(one) : one;
      args.push(argument.option === '' ? written : `${argument.option}=${written}`);
    }
  }
  return args;
}

function valuesOf(name: string, { kind, oneOf }: ToolArgument, value: unknown): readonly string[] {
  const values: readonly unknown[] = kind === 'list' && Array.isArray(value) ? value : [value];
  if (values.length > mostEntries) throw new ToolProblem(`${name}: at most ${mostEntries} entries`);
  return values.map((one) => {
    if (typeof one !== 'string' || one === '') throw new ToolProblem(`${name}: ${kind === 'list' ? 'a list of texts' : 'a text'} that is not empty`);
    if (one.length > longest || one.includes('\0')) throw new ToolProblem(`${name}: at most ${longest} characters, and none that is NUL`);
    if (one.startsWith('-')) throw new ToolProblem(`${name}: '${one.slice(0, 60)}' begins with a hyphen, as options do`);
    if (oneOf !== undefined && !oneOf.includes(one)) throw new ToolProblem(`${name}: one of ${oneOf.join(', ')}`);
    return one;
  });
}

/** The arguments of a tool as JSON Schema. */
export function inputSchema({ takes, required }: Tool): {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, object>>;
  readonly required: string[];
  readonly additionalProperties: false;
} {
  const property = ({ kind, about, oneOf }: ToolArgument): object =>
    kind === 'list'
      ? { type: 'array', items: { type: 'string' }, maxItems: mostEntries, description: about }
      : { type: 'string', description: about, ...(oneOf === undefined ? {} : { enum: oneOf }) };
  const properties = Object.fromEntries(Object.entries(takes).map(([name, argument]) => [name, property(argument)]));
  return { type: 'object', properties, required: [...required], additionalProperties: false };
}
