/** A real browser, driven: pages of any origin, the calls their script makes, and what the browser makes of the answers. */

/** One call by a page's script. */
export interface PageCall {
  /** Of the page: serialised, or `null` for a document without an origin. */
  readonly origin: string;
  readonly via: 'fetch' | 'xhr';
  /** Told apart by it: no two calls have the same. */
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** For XMLHttpRequest `include` is `withCredentials`. */
  readonly credentials?: 'omit' | 'same-origin' | 'include' | undefined;
  readonly body?: string | undefined;
  /** Response headers the script tries to read. */
  readonly read?: readonly string[] | undefined;
  /** More of fetch's options. */
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** What became of a call. */
export interface Seen {
  /** The script got the response. */
  readonly allowed: boolean;
  /** The response's status; null when there was none for the script. */
  readonly status: number | null;
  /** What the call was rejected with, as text. */
  readonly error: string | null;
  /** The headers the script could read, of those it tried. */
  readonly exposed: ReadonlyMap<string, string>;
  /** What failed below CORS, in Chromium's words: a network error (`net::ERR_EMPTY_RESPONSE`), or what blocked it (`mixed-content`). */
  readonly failure: string | null;
  /** Chromium's `Network.CorsError`, and its parameter; null where the browser has no such thing or nothing failed. */
  readonly code: string | null;
  readonly parameter: string | null;
  /** The console lines about this call, in order. */
  readonly console: readonly string[];
}

export interface Browser {
  readonly version: string;
  /** Makes the calls, several at once, and tells what became of each, in the same order. */
  call(calls: readonly PageCall[]): Promise<readonly Seen[]>;
  /** Opens a page of its own in a new tab, and waits until it is loaded. */
  visit(url: string): Promise<VisitedPage>;
  close(): Promise<void>;
}

/** A page that is used as a person would. */
export interface VisitedPage {
  /** The value of an expression in the page, as JSON; a promise is waited for. Fails where it throws. */
  run(expression: string): Promise<unknown>;
  /** Presses keys one after the other as a keyboard does: `Tab`, `Shift+Tab`, `Control+End`, `Enter`, arrows, or a sign. */
  press(...keys: readonly PressedKey[]): Promise<void>;
  /** URLs that the browser asked for, the page's own first; what stands in the page itself (`blob:`, `data:`) is left out. */
  readonly requests: readonly string[];
  /** What the browser complains of: errors of scripts, what the page's policy refused. */
  readonly complaints: readonly string[];
}

/** A key as its event names it, or one sign, with what is held down with it. */
export type PressedKey = string;

/** A key, and whether Shift or Control is held down. */
export function keyOf(pressed: PressedKey): { readonly key: string; readonly shift: boolean; readonly control: boolean } {
  const [, held = '', key = ''] = /^(Shift\+|Control\+)?(.+)$/s.exec(pressed) ?? [];
  return { key, shift: held === 'Shift+', control: held === 'Control+' };
}

/** A page of Chromium, which can be looked at as other readers do. */
export interface ChromiumPage extends VisitedPage {
  /** Shows it as it would be printed, or in a window that wide. */
  show(how: {
    readonly media?: 'print' | 'screen';
    readonly scheme?: 'light' | 'dark';
    readonly width?: number;
    readonly script?: boolean;
  }): Promise<void>;
  /** Loads it again. */
  reload(): Promise<void>;
  /** Roles and names as a screen reader is told them, what is ignored left out. */
  accessible(): Promise<readonly { readonly role: string; readonly name: string }[]>;
}

/** Whether a page is shown by Chromium. */
export function isChromiums(page: VisitedPage): page is ChromiumPage {
  return 'accessible' in page;
}

/** Whether a request for this URL leaves the page. */
export function leaves(url: string): boolean {
  return !/^(?:blob|data):/.test(url);
}

/** What the script in the page gives back for a call. */
export interface Answer {
  readonly status: number | null;
  readonly error: string | null;
  readonly exposed: readonly (readonly [string, string])[];
}

/**
 * The script in the page, as an expression: makes calls, at most four at once, and gives their answers as JSON. Text, because it runs in
 * another process.
 */
export function scriptFor(calls: readonly PageCall[]): string {
  const wire = calls.map(({ via, url, method, headers, credentials, body, read, options }) => ({
    via,
    url,
    method: method ?? 'GET',
    headers: headers ?? [],
    credentials: credentials ?? 'same-origin',
    body,
    read: read ?? [],
    options: options ?? {},
  }));
  return `(${script})(${JSON.stringify(wire)})`;
}

const script = `async (calls) => {
  const fetched = async ({ url, method, headers, credentials, body, read, options }) => {
    try {
      const response = await fetch(url, { method, headers, credentials, body, cache: 'no-store', ...options });
      const exposed = read.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name)]] : []));
      await response.text();
      return { status: response.status, error: null, exposed };
    } catch (error) {
      return { status: null, error: String(error), exposed: [] };
    }
  };
  const requested = ({ url, method, headers, credentials, body, read }) => new Promise((done) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url, true);
    xhr.withCredentials = credentials === 'include';
    for (const [name, value] of headers) xhr.setRequestHeader(name, value);
    xhr.onload = () => done({
      status: xhr.status,
      error: null,
      exposed: read.flatMap((name) => (xhr.getResponseHeader(name) === null ? [] : [[name, xhr.getResponseHeader(name)]])),
    });
    xhr.onerror = () => done({ status: null, error: 'XMLHttpRequest: error', exposed: [] });
    xhr.send(body);
  });
  const answers = [];
  const waiting = calls.map((call, index) => [call, index]);
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [call, index] = next;
      answers[index] = await (call.via === 'fetch' ? fetched(call) : requested(call));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return JSON.stringify(answers);
}`;

/** Errors behind which the browser says more in its console. Others (a method that no script may send) the script alone is told. */
export function isNetworkError(error: string | null): boolean {
  return error !== null && /Failed to fetch|NetworkError when attempting|XMLHttpRequest: error/.test(error);
}

/** Console lines by the URL they name, and somebody to tell when one comes. */
export class ConsoleLines {
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  add(line: string): void {
    this.#lines.push(line);
    this.changed();
  }

  /** Something that `until` waits for may have come. */
  changed(): void {
    for (const tell of this.#waiting) tell();
  }

  about(url: string): readonly string[] {
    return this.#lines.filter((line) => names(line, url));
  }

  /** Waits until `isThere` holds. A browser that never says what it must is an error, not a hanging test. */
  async until(isThere: () => boolean, what: string): Promise<void> {
    if (isThere()) return;
    let tell = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((done, fail) => {
        timer = setTimeout(() => {
          fail(new Error(`the browser never told: ${what}; it said:\n${this.#lines.join('\n')}`));
        }, longestWait);
        tell = () => {
          if (isThere()) done();
        };
        this.#waiting.add(tell);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(tell);
    }
  }
}

/** Milliseconds; never reached where the browser does as it should. */
const longestWait = 30_000;

/** Whether a line names this URL, and not one that merely starts the same. */
function names(line: string, url: string): boolean {
  for (let at = line.indexOf(url); at !== -1; at = line.indexOf(url, at + 1)) {
    if (/^(?:[^\w/?&=%-]|$)/.test(line.slice(at + url.length))) return true;
  }
  return false;
}

/** Groups calls by the page that makes them, runs each group, and puts the outcomes back into order. */
export async function byOrigin(
  calls: readonly PageCall[],
  run: (origin: string, calls: readonly PageCall[]) => Promise<readonly Seen[]>,
): Promise<readonly Seen[]> {
  const urls = new Set(calls.map((call) => call.url));
  if (urls.size !== calls.length) throw new Error('two calls have the same URL');
  const groups = new Map<string, PageCall[]>();
  for (const call of calls) {
    const group = groups.get(call.origin);
    if (group === undefined) groups.set(call.origin, [call]);
    else group.push(call);
  }
  const seen = new Map<PageCall, Seen>();
  for (const [origin, group] of groups) {
    const outcomes = await run(origin, group);
    for (const [index, outcome] of outcomes.entries()) {
      const call = group[index];
      if (call !== undefined) seen.set(call, outcome);
    }
  }
  return calls.map((call) => {
    const outcome = seen.get(call);
    if (outcome === undefined) throw new Error(`nothing became of ${call.url}`);
    return outcome;
  });
}
