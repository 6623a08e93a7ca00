import { Unknown, type CSharpValue } from '../cors/expression/value.js';
import { isAskedOfPages } from './headers-of-pages.js';

/** Headers that browsers send by themselves in some requests. */
const sentAtTimes: ReadonlySet<string> = new Set([
  ...['cache-control', 'content-type', 'if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since'],
  ...['pragma', 'priority', 'range', 'save-data', 'upgrade-insecure-requests'],
]);

/** The headers of a request on its way through policies: those sent, and those that policies set. */
export class RequestParts {
  readonly #sent: ReadonlyMap<string, string | null>;
  readonly #isBare: boolean;
  readonly #changed = new Map<string, CSharpValue>();
  #isLost = false;

  /** `sent`: headers besides the browser's own, by lower-case name; a null value is unknown. `method`: without a body, no Content-Type is sent by itself. */
  constructor(sent: ReadonlyMap<string, string | null>, method?: CSharpValue) {
    this.#sent = sent;
    this.#isBare = method === 'GET' || method === 'HEAD';
  }

  /** As in `Surroundings`: null: missing; undefined: unknown. */
  header(name: string): CSharpValue | undefined {
    const changed = this.#changed.get(name);
    if (changed !== undefined || this.#isLost) return changed;
    const value = this.#sent.get(name);
    if (value === undefined) return isAskedOfPages(name) && (!sentAtTimes.has(name) || (this.#isBare && name === 'content-type')) ? null : undefined;
    return value ?? new Unknown('free', `context.Request.Headers.${name}`);
  }

  /** Records that a policy sets a header; null: removes it. */
  set(name: string, value: CSharpValue): void {
    this.#changed.set(name, value);
  }

  /** An unreadable policy may have set any header. */
  loseSight(): void {
    this.#isLost = true;
    this.#changed.clear();
  }
}
