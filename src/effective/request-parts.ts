import { Unknown, type CSharpValue } from '../cors/expression/value.js';
import { isAskedOfPages } from './headers-of-pages.js';

/** Browsers send these by themselves in some requests. */
const sentAtTimes: ReadonlySet<string> = new Set([
  ...['cache-control', 'content-type', 'if-match', 'if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since'],
  ...['pragma', 'priority', 'range', 'save-data', 'upgrade-insecure-requests'],
]);

/** The headers of a request on its way through policies: what it was sent with, and what they have made of that. */
export class RequestParts {
  readonly #sent: ReadonlyMap<string, string | null>;
  readonly #changed = new Map<string, CSharpValue>();
  #isLost = false;

  /** `sent`: what the request carries besides the browser's own, by lower case names; null: a value that is not known. */
  constructor(sent: ReadonlyMap<string, string | null>) {
    this.#sent = sent;
  }

  /** As `Surroundings` has it: null, there is none; undefined, it is not known whether. */
  header(name: string): CSharpValue | undefined {
    const changed = this.#changed.get(name);
    if (changed !== undefined || this.#isLost) return changed;
    const value = this.#sent.get(name);
    if (value === undefined) return isAskedOfPages(name) && !sentAtTimes.has(name) ? null : undefined;
    return value ?? new Unknown('free', `context.Request.Headers.${name}`);
  }

  /** A policy sets a header; null: it takes it away. */
  set(name: string, value: CSharpValue): void {
    this.#changed.set(name, value);
  }

  /** What cannot be read may have set any of them. */
  loseSight(): void {
    this.#isLost = true;
    this.#changed.clear();
  }
}
