import { readCSharp, type CSharpExpression } from '../cors/expression/read-code.js';
import { NotFollowable, Thrown, Unknown, type CSharpValue } from '../cors/expression/value.js';
import { FilledIn, resolveNames } from '../cors/named-values.js';
import { withoutSpace } from '../text/csharp.js';
import { isExpression, isOpen } from '../text/open-parts.js';
import type { FlowService } from './flow-service.js';
import type { Way } from './way.js';

/** Characters of a value that cost one step of the budget. */
const charactersOfStep = 100;

/** Evaluates the texts of a service's policies on paths of requests; each expression is parsed once. */
export class StepValues {
  /** Every plain text, and every text in an expression. */
  readonly texts = new Set<string>();
  /** The parsed expressions, by text; null: not supported. */
  readonly expressions = new Map<string, CSharpExpression | null>();
  readonly #state: FlowService;

  constructor(state: FlowService) {
    this.#state = state;
  }

  /** The value of an attribute's or element's text; null: not kept. Throws `Exhausted`. */
  of(text: string | null, workspace: string | null, way: Way): CSharpValue {
    if (text === null) return new Unknown('open', 'set elsewhere');
    const names = new FilledIn((name) => this.#state.namedValue(name, workspace)).lookup;
    const trimmed = (resolveNames(text, names) ?? text).trim();
    way.spend(trimmed.length / charactersOfStep);
    if (!isExpression(trimmed)) {
      this.texts.add(trimmed);
      return isOpen(trimmed, 'value') ? new Unknown('fixed', trimmed) : trimmed;
    }
    let read = this.expressions.get(trimmed);
    if (read === undefined) {
      way.spend(trimmed.length / 10);
      this.expressions.set(trimmed, (read = readCSharp(trimmed)));
      for (const one of read?.texts ?? []) this.texts.add(one);
    }
    try {
      if (read !== null) return read.run(way);
    } catch (error) {
      if (error instanceof Thrown) return null;
      if (!(error instanceof NotFollowable)) throw error;
    }
    return new Unknown('open', withoutSpace(trimmed));
  }
}
