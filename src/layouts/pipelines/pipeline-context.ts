/** A line of a pipeline. */
export interface PipelinePlace {
  readonly path: string;
  readonly line: number;
}

/** What a name of a pipeline stands for, and the lines that say so. */
export interface Bound {
  readonly value: string;
  /** Its items, if it is a list. */
  readonly items: readonly Bound[];
  readonly places: readonly PipelinePlace[];
}

/** Names in small letters: pipelines do not tell capitals apart. */
export type Names = ReadonlyMap<string, Bound>;

/** What is known at one place of a pipeline. */
export interface PipelineContext {
  /** The pipeline that runs; `path` is the file of it that is read. */
  readonly root: string;
  readonly path: string;
  /** Inputs and parameters. */
  readonly given: Names;
  /** Variables, the environment's and those of a matrix. */
  readonly set: Names;
  /** The stage, the job and the variant of a matrix. */
  readonly labels: readonly string[];
  /** The environment that is deployed to; null: it does not say. */
  readonly environment: string | null;
  /** How many files call one another to get here. */
  readonly calls: number;
}

/** A text with its names filled in; what is not known stays as it is written. */
export type Filled = Pick<Bound, 'value' | 'places'>;

/** Values that refer to each other could double in length with each line. */
const longest = 2000;
const mostPlaces = 20;
const hole = /\$\{\{(.*?)\}\}|\$\(([^()]*)\)|\$\[([^\]]*)\]|\$\{(?:env:)?(\w+)\}|\$(?:env:)?(\w+)/gi;
const reference = /(?<![\w.])(inputs|parameters|env|variables|matrix)(?:\.([\w.-]+)|\[ *'([^']*)' *\])/gi;

/** Fills in what the context knows. */
export function filled(text: string, context: PipelineContext): Filled {
  const places: PipelinePlace[] = [];
  const said = (found: Bound | undefined): string | null => {
    if (found === undefined || found.items.length > 0) return null;
    places.push(...found.places);
    return found.value;
  };
  const value = text.replace(hole, (all: string, ...groups: readonly (string | undefined)[]) => {
    const [template, macro, runtime, braced, bare] = groups;
    const expression = template ?? runtime;
    if (expression === undefined) return said(context.set.get((macro ?? braced ?? bare ?? '').trim().toLowerCase())) ?? all;
    // The variable of a loop.
    const loop = said(context.given.get(`each ${expression.trim().toLowerCase()}`));
    if (loop !== null) return loop;
    const literal = expression.replace(reference, (one: string, kind: string, dotted?: string, indexed?: string) => {
      const found = said(namesOf(kind, context).get((dotted ?? indexed ?? '').toLowerCase()));
      return found === null ? one : `'${found}'`;
    });
    return literal === expression && !/^ *'/.test(literal) ? all : (literalOf(literal.trim()) ?? all.replace(expression, () => literal));
  });
  return value.length > longest ? { value: text, places: [] } : { value, places: places.slice(0, mostPlaces) };
}

function namesOf(kind: string, { given, set }: PipelineContext): Names {
  return /^(?:inputs|parameters)$/i.test(kind) ? given : set;
}

/** What an expression of literals gives; null: it is not that simple. */
function literalOf(expression: string): string | null {
  const plain = /^'([^']*)'$/.exec(expression)?.[1];
  if (plain !== undefined) return plain;
  const [, format, written = ''] = /^format\( *'([^']*)' *((?:, *'[^']*' *)*)\)$/i.exec(expression) ?? [];
  const values = Array.from(written.matchAll(/'([^']*)'/g), ([, one = '']) => one);
  return format?.replace(/\{(\d)\}/g, (all, index: string) => values[Number(index)] ?? all) ?? null;
}

/** The list that an expression names. */
export function itemsNamed(expression: string, context: PipelineContext): readonly Bound[] {
  const [, kind = '', dotted, indexed] = Array.from(expression.matchAll(reference))[0] ?? [];
  return namesOf(kind, context).get((dotted ?? indexed ?? '').toLowerCase())?.items ?? [];
}

/** False only if a condition is surely not met: one comparison of literals that all of it needs fails. */
export function mayHold(condition: string, context: PipelineContext): boolean {
  const whole = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition)?.[1] ?? condition;
  const { value } = filled(`\${{${whole}}}`, context);
  const text = (/^\$\{\{(.*)\}\}$/s.exec(value)?.[1] ?? '').trim();
  if (/\|\||\b(?:or|not|xor)\(|![^=]/i.test(text)) return true;
  const compared = text.matchAll(/'([^']*)' *(==|!=) *'([^']*)'|\b(eq|ne)\( *'([^']*)' *, *'([^']*)' *\)/gi);
  for (const [, left, sign, right, name, one = left, other = right] of compared) {
    const isEqual = one?.toLowerCase() === other?.toLowerCase();
    if (isEqual !== (sign === '==' || name?.toLowerCase() === 'eq')) return false;
  }
  return true;
}
