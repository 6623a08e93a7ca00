import type { Span } from '../../text/edit.js';
import { jsonString, readJsonString } from '../../text/json-string.js';
import type { HostNotation, TextHost, TextValue, Value } from '../deployed/deployed-value.js';
import { cutText, isDecided, longestText, plainText } from '../deployed/texts.js';
import { loopOver, ofEither, ofEitherAmong } from '../deployed/either.js';
import { describe, equal, list, nothing, numberValue, object, unknown } from '../deployed/values.js';
import { isExpressionText, parseArmExpression, type ArmExpression } from './arm-expression.js';
import { armFunctions } from './arm-functions.js';
import { entryIn, stringIn, type JsonNode } from './json-syntax.js';
import { accessed, undecidedCall, unquoted } from './worked-values.js';

/** The text of a template. `path` null: it is not in a file, so its strings have no places. */
export interface TemplateText {
  readonly path: string | null;
  readonly text: string;
  /** For a template inside a text of code: the place in a file of a stretch that is written unchanged; null: none. Left out: it is the whole file. */
  readonly placeOf?: (at: Span) => PlacedText | null;
}

/** A stretch of a text in a file of another language, and its notation. */
export interface PlacedText {
  readonly path: string;
  readonly at: Span;
  readonly write: (text: string) => string;
}

/** Shared by all scopes of one evaluation: counters and reports. */
export interface TemplateWork {
  steps: number;
  /** Reported once per place. */
  report(code: 'loop-too-long' | 'too-deep' | 'too-many-modules' | 'text-too-long', name: string, source: TemplateText, offset: number): void;
}

/** The current iterations, by the name of the loop; null: unknown iteration. */
export interface Loops {
  readonly rounds: ReadonlyMap<string, number | null>;
  /** The innermost loop. */
  readonly innermost: string | null;
}

/** Outside loops. */
export const noLoops: Loops = { rounds: new Map(), innermost: null };

const mostSteps = 200_000;
/** Most stretches of one text: a policy of a thousand lines has a few thousand. */
const mostPieces = 20_000;
/** Most iterations of a loop ("Resource iteration in ARM templates" allows 800). */
export const mostRounds = 10_000;

const jsonText: HostNotation = {
  isFile: false,
  write: (text, style) => jsonString.write(text, style),
  rewrite: (text, style) => jsonString.rewrite(text.startsWith('[') ? `[${text}` : text, style),
};

/** Text between quotes in an expression. */
const literal: HostNotation = { isFile: false, write: (text, style) => jsonString.write(text.replaceAll("'", "''"), style), rewrite: () => null };

interface Written {
  readonly path: string;
  readonly value: TextValue;
  readonly expression: ArmExpression | null;
}

/** Strings as values; templates of equal content share their syntax. */
const written = new WeakMap<JsonNode, Written>();

/** Deepest nesting of nodes and of variables that refer to others: a chain of thousands would exceed the stack. */
const deepest = 300;

/** Functions whose arguments are kept, rather than evaluated for each alternative. */
const conditions: ReadonlySet<string> = new Set(['not', 'and', 'or', 'equals']);

/** Current depth of the evaluation, which is synchronous. */
let depth = 0;

/** One template with its parameters and variables. */
export class TemplateScope {
  readonly source: TemplateText;
  readonly template: JsonNode;
  readonly #given: (name: string) => Value | null;
  readonly #work: TemplateWork;
  readonly #known = new Map<string, Value>();
  readonly #pending = new Set<string>();
  /** The current variables of lambdas, in lower case. */
  readonly #rounds = new Map<string, Value>();

  /** `given`: the value of a parameter by lower-case name; null: its default applies. */
  constructor(source: TemplateText, template: JsonNode, given: (name: string) => Value | null, work: TemplateWork) {
    this.source = source;
    this.template = template;
    this.#given = given;
    this.#work = work;
  }

  get work(): TemplateWork {
    return this.#work;
  }

  /** The value of a node. */
  evaluate(node: JsonNode | undefined, loops: Loops = noLoops): Value {
    this.#work.steps += 1;
    if (node === undefined) return { kind: 'null' };
    if (this.#work.steps > mostSteps) return this.#spent(node);
    if (depth >= deepest) {
      this.#work.report('too-deep', '', this.source, node.start);
      return unknown(`${this.source.path ?? ''}:${node.start}`);
    }
    depth += 1;
    try {
      return this.#evaluated(node, loops);
    } finally {
      depth -= 1;
    }
  }

  #evaluated(node: JsonNode, loops: Loops): Value {
    switch (node.kind) {
      case 'string':
        return this.#string(node, loops);
      case 'number':
      case 'flag':
      case 'null':
        return node;
      case 'list':
        return list(node.items.map((one) => this.evaluate(one, loops)));
      case 'object':
        return object(
          [...node.entries].flatMap(([key, one]) =>
            key === 'copy' && one.kind === 'list' ? this.#copies(one, loops) : [[key, this.evaluate(one, loops)] as const],
          ),
        );
    }
  }

  #spent({ start }: JsonNode): Value {
    this.#work.report('loop-too-long', '', this.source, start);
    return unknown(`${this.source.path ?? ''}:${start}`);
  }

  /** The properties or variables that a `copy` makes, each with its name. */
  #copies({ items }: JsonNode & { readonly kind: 'list' }, loops: Loops): readonly (readonly [string, Value])[] {
    return items.flatMap((one) => {
      const name = stringIn(one, 'name');
      return name === null ? [] : [[name, this.#repeated(one, name, loops)] as const];
    });
  }

  #repeated(copy: JsonNode, name: string, loops: Loops): Value {
    const count = this.evaluate(entryIn(copy, 'count'), loops);
    const input = entryIn(copy, 'input');
    if (count.kind !== 'number') return unknown(`${name}(${describe(count)})`);
    if (count.value > mostRounds) return this.#spent(copy);
    return list(Array.from({ length: Math.max(0, count.value) }, (_, index) => this.evaluate(input, withRound(loops, name, index))));
  }

  #string(node: JsonNode & { readonly kind: 'string' }, loops: Loops): Value {
    const { value, expression } = writtenAs(node, this.source);
    if (!isExpressionText(value.text)) return value.text.startsWith('[[') ? cutText(value, 1, value.text.length) : value;
    if (expression === null) return unknown(value.text.slice(1, -1));
    const result = this.#valueOf(expression, value, loops);
    if (result.kind !== 'text' || (result.text.length <= longestText && result.pieces.length <= mostPieces)) return result;
    this.#work.report('text-too-long', '', this.source, node.start);
    return unknown(value.text.slice(1, 100));
  }

  #valueOf(expression: ArmExpression, text: TextValue, loops: Loops): Value {
    this.#work.steps += 1;
    if (this.#work.steps > mostSteps) return unknown(text.text.slice(expression.start, expression.end).slice(0, 100));
    switch (expression.kind) {
      case 'text':
        return unquoted(cutText(text, expression.start + 1, expression.end - 1));
      case 'number':
        return numberValue(expression.value);
      case 'access': {
        const of = this.#valueOf(expression.of, text, loops);
        const key = typeof expression.key === 'string' ? plainText(expression.key) : this.#valueOf(expression.key, text, loops);
        return accessed(of, key);
      }
      case 'call':
        return this.#call(expression, text, loops);
    }
  }

  #call({ name, given }: ArmExpression & { readonly kind: 'call' }, text: TextValue, loops: Loops): Value {
    const [first] = given;
    if (name === 'if' && first !== undefined) return this.#choice(given, text, loops);
    const second = given[1];
    if (name === 'map' && first !== undefined && second?.kind === 'call' && second.name === 'lambda') return this.#mapped(first, second, text, loops);
    const values = given.map((one) => this.#valueOf(one, text, loops));
    const [own] = values;
    const calls = (ways: readonly Value[]): Value => undecidedCall(name, ways);
    if (name === 'lambdavariables' && own?.kind === 'text') return this.#rounds.get(own.text.toLowerCase()) ?? calls(values);
    if (name === 'copyindex') return this.#copyIndex(values, loops);
    if ((name === 'parameters' || name === 'variables') && own?.kind === 'text' && isDecided(own)) return this.#named(name, own.text);
    const worked = (ways: readonly Value[]): Value => ofEitherAmong(ways, worked) ?? armFunctions.get(name)?.(ways) ?? calls(ways);
    return conditions.has(name) ? (armFunctions.get(name)?.(values) ?? calls(values)) : worked(values);
  }

  /** `map(list, lambda('item', …))` ("Lambda functions for ARM templates"). */
  #mapped(list: ArmExpression, { given }: ArmExpression & { readonly kind: 'call' }, text: TextValue, loops: Loops): Value {
    const [named, body] = given;
    const name = named === undefined ? null : this.#valueOf(named, text, loops);
    const work = (item: Value): Value => {
      if (name?.kind !== 'text' || body === undefined) return unknown('lambda()');
      const key = name.text.toLowerCase();
      const outer = this.#rounds.get(key);
      this.#rounds.set(key, item);
      const value = this.#valueOf(body, text, loops);
      if (outer === undefined) this.#rounds.delete(key);
      else this.#rounds.set(key, outer);
      return value;
    };
    const over = (value: Value): Value => {
      if (value.kind === 'list') return value.items.length > mostRounds ? unknown('map()') : { ...value, items: value.items.map(work) };
      const chosen = ofEither(value, over);
      if (chosen !== null) return chosen;
      const one = work(unknown('item'));
      return loopOver(`map(${describe(value)}, ${describe(one)})`, 'item', value, one);
    };
    return over(this.#valueOf(list, text, loops));
  }

  #choice(given: readonly ArmExpression[], text: TextValue, loops: Loops): Value {
    const [condition, ...ways] = given.map((one) => () => this.#valueOf(one, text, loops));
    const known = condition?.() ?? unknown('if()');
    if (known.kind === 'flag') return ways[known.value ? 0 : 1]?.() ?? { kind: 'null' };
    const [then = nothing, otherwise = nothing] = ways.map((way) => way());
    const chosen = undecidedCall('if', [known, then, otherwise]);
    return equal(then, otherwise) === true ? then : chosen;
  }

  #copyIndex([name, offset]: readonly Value[], { rounds, innermost }: Loops): Value {
    const loop = name?.kind === 'text' ? name.text : (innermost ?? '');
    const by = name?.kind === 'number' ? name.value : offset?.kind === 'number' ? offset.value : 0;
    const round = rounds.get(loop.toLowerCase());
    return round === null || round === undefined ? unknown(`copyIndex('${loop}')`) : numberValue(round + by);
  }

  #named(kind: 'parameters' | 'variables', name: string): Value {
    const key = `${kind} ${name.toLowerCase()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    // It refers to itself, which is refused.
    if (this.#pending.has(key)) return unknown(`${kind}('${name}')`, true);
    this.#pending.add(key);
    const value = kind === 'parameters' ? this.#parameter(name) : this.#variable(name);
    this.#pending.delete(key);
    this.#known.set(key, value);
    return value;
  }

  #parameter(name: string): Value {
    const given = this.#given(name.toLowerCase());
    if (given !== null) return given;
    const fallback = entryIn(entryIn(entryIn(this.template, 'parameters'), name), 'defaultValue');
    return fallback === undefined ? unknown(`parameters('${name}')`) : this.evaluate(fallback);
  }

  #variable(name: string): Value {
    const variables = entryIn(this.template, 'variables');
    const own = entryIn(variables, name);
    if (own !== undefined) return this.evaluate(own);
    const copies = entryIn(variables, 'copy');
    const copy = copies?.kind === 'list' ? copies.items.find((one) => stringIn(one, 'name')?.toLowerCase() === name.toLowerCase()) : undefined;
    return copy === undefined ? unknown(`variables('${name}')`, true) : this.#repeated(copy, name, noLoops);
  }
}

/** The loops plus one iteration; null: unknown iteration. */
export function withRound({ rounds }: Loops, name: string, round: number | null): Loops {
  return { rounds: new Map([...rounds, [name.toLowerCase(), round]]), innermost: name };
}

/** The notation of a JSON string inside another text. */
function inside(notation: HostNotation, { write }: PlacedText): HostNotation {
  const written = (text: string | null): string | null => (text === null ? null : write(text));
  return {
    isFile: false,
    write: (text, style) => written(notation.write(text, style)),
    rewrite: (text, style) => written(notation.rewrite(text, style)),
  };
}

function hostOf(at: Span, isExpression: boolean, { path, placeOf }: TemplateText): TextHost | null {
  const notation = isExpression ? literal : jsonText;
  if (path !== null) return { path, at, notation };
  const place = placeOf?.(at) ?? null;
  return place === null ? null : { path: place.path, at: place.at, notation: inside(notation, place) };
}

function writtenAs(node: JsonNode & { readonly kind: 'string' }, source: TemplateText): Written {
  const { path, text } = source;
  const known = written.get(node);
  if (known?.path === (path ?? '')) return known;
  const isExpression = isExpressionText(node.text);
  const at = { start: node.start, end: node.end };
  const host = hostOf(at, isExpression, source);
  const moved = (host?.at.start ?? at.start) - at.start;
  const reading = host === null ? null : readJsonString(text, at, true);
  const value: TextValue =
    host === null || reading === null
      ? plainText(node.text)
      : {
          kind: 'text',
          text: reading.text,
          pieces: reading.pieces.map(({ text, file: { start, end } }) => ({
            text,
            from: { host, span: { start: start + moved, end: end + moved } },
            open: null,
          })),
        };
  const made = { path: path ?? '', value, expression: isExpression ? parseArmExpression(node.text) : null };
  written.set(node, made);
  return made;
}
