import { isHeaderForClients } from '../apim/headers-for-clients.js';

const none: readonly string[] = [];

/** Ids that pages need only in error reports, and that specifications list by habit. */
const ids = /^(?:x-)?(?:request|correlation)-id$/i;

/** Most names kept for one operation. */
const most = 20;

/** The distinct headers for clients among an operation's response headers. The status does not matter: pages read headers of errors too. */
export function headersForClients(names: readonly string[]): readonly string[] {
  const found = names.filter((name) => isHeaderForClients(name) && !ids.test(name));
  return found.length === 0 ? none : [...new Map(found.map((name) => [name.toLowerCase(), name])).values()].slice(0, most);
}

/** Finds the header names of one operation's `responses`, by indentation: status, `headers`, name. */
export class AnswerScanner {
  names: string[] = [];
  isOpen = false;
  /** Indentation of each level: statuses, their keys, names of headers. */
  readonly #levels = [-1, -1, -1];
  #inHeaders = false;

  reset(): void {
    this.isOpen = this.#inHeaders = false;
    this.#levels.fill(-1);
    if (this.names.length > 0) this.names = [];
  }

  /** Takes one line of the responses; it begins at `first`. */
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
