import { readCSharp, type CSharpExpression } from '../cors/expression/read-code.js';
import { NotFollowable, Thrown, Unknown, type CSharpValue } from '../cors/expression/value.js';
import { FilledIn, resolveNames } from '../cors/named-values.js';
import { withoutSpace } from '../text/csharp.js';
import { isExpression, isOpen } from '../text/open-parts.js';
import type { FlowService } from './flow-service.js';
import type { Way } from './way.js';

/** One step of the budget for so many characters of a value. */
const charactersOfStep = 100;

/** What texts of a service's policies come to on ways of requests; each expression is read once. */
export class StepValues {
  /** Every text that is no expression, or stands in one. */
  readonly texts = new Set<string>();
  /** The expressions that were read, by their text; null: it cannot be followed. */
  readonly expressions = new Map<string, CSharpExpression | null>();
  readonly #state: FlowService;

  constructor(state: FlowService) {
    this.#state = state;
  }

  /** What the text of an attribute or element comes to; null: it is kept nowhere. Throws `Exhausted`. */
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
