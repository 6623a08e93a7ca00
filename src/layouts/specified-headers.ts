import { isHeaderForClients } from '../apim/headers-for-clients.js';

const none: readonly string[] = [];

/** Of no use to a page but in a report of an error, and in specifications by habit. */
const ids = /^(?:x-)?(?:request|correlation)-id$/i;

/** Names that are kept of one operation. */
const most = 20;

/**
 * Of the headers that a description gives the answers of an operation, those for clients, each once. A name is kept whatever the status is that
 * it comes with: pages read headers of errors too.
 */
export function headersForClients(names: readonly string[]): readonly string[] {
  const found = names.filter((name) => isHeaderForClients(name) && !ids.test(name));
  return found.length === 0 ? none : [...new Map(found.map((name) => [name.toLowerCase(), name])).values()].slice(0, most);
}

/** Finds the names of headers of one operation's `responses` at a time, told by indentation alone: status, `headers`, name. */
export class AnswerScanner {
  names: string[] = [];
  isOpen = false;
  /** Indentation of what is found at each depth: statuses, their keys, names of headers. */
  readonly #levels = [-1, -1, -1];
  #inHeaders = false;

  reset(): void {
    this.isOpen = this.#inHeaders = false;
    this.#levels.fill(-1);
    if (this.names.length > 0) this.names = [];
  }

  /** Takes one line inside the responses, which begins at `first`. */
  add(text: string, first: number, end: number, indent: number): void {
    const [status = -1, key = -1, name = -1] = this.#levels;
    if (status < 0 || indent <= status) {
      if (status < 0) this.#levels[0] = indent;
      this.#levels[1] = this.#levels[2] = -1;
      this.#inHeaders = false;
    } else if (key < 0 || indent <= key) {
      if (key < 0) this.#levels[1] = indent;
      this.#levels[2] = -1;
      this.#inHeaders = text.startsWith('headers:', first);
    } else if (this.#inHeaders && (name < 0 || indent === name)) {
      this.#levels[2] = indent;
      const found = /^(?:"([^"]*)"|'([^']*)'|([^\s:'"][^\s:]*)) *:/.exec(text.slice(first, Math.min(end, first + 200)));
      if (found !== null) this.names.push(found[1] ?? found[2] ?? found[3] ?? '');
    }
  }
}
