import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import {
  byOrigin,
  ConsoleLines,
  isNetworkError,
  keyOf,
  leaves,
  scriptFor,
  type Answer,
  type Browser,
  type PageCall,
  type PressedKey,
  type Seen,
  type VisitedPage,
} from './browser.js';

/** Headless Firefox over WebDriver BiDi: JSON messages on a WebSocket that it opens on loopback. */

/** What would make Firefox call home, or ask somebody something. */
const preferences: Readonly<Record<string, string | boolean | number>> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'dom.security.https_only_mode': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  // No name is looked up; pages are handed over, and 127.0.0.1 needs none.
  'network.dns.disabled': true,
  'network.http.speculative-parallel-limit': 0,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'toolkit.telemetry.enabled': false,
};

/** Starts a Firefox of its own profile. */
export async function launchFirefox(binary: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'apim-cors-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, 'user.js'), `${lines.join('\n')}\n`);
  const process = spawn(binary, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...globalThis.process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
  });
  const socket = new WebSocket(`${await addressOf(process)}/session`);
  await once(socket, 'open');
  const protocol = new BiDi(socket);
  const { capabilities } = await protocol.send('session.new', { capabilities: {} });
  const version = String((capabilities as Fields)['browserVersion']);
  await protocol.send('session.subscribe', { events: ['log.entryAdded', 'network.beforeRequestSent'] });
  return new Firefox(`Firefox/${version}`, process, protocol, profile);
}

/** Firefox says on standard error where it listens. */
function addressOf(process: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = '';
    process.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const match = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
      if (match?.[1] !== undefined) done(match[1]);
    });
    process.on('error', fail);
    process.on('exit', (code) => {
      fail(new Error(`Firefox ended with ${String(code)}: ${said}`));
    });
  });
}

type Fields = Readonly<Record<string, unknown>>;
interface Event {
  readonly type: 'event';
  readonly method: string;
  readonly params: Fields;
}
type Reply =
  | { readonly type: 'success'; readonly id: number; readonly result: Fields }
  | { readonly type: 'error'; readonly id: number; readonly error: string; readonly message: string };

/** Requests and events of the protocol. Its messages are read as what the protocol's description says they are. */
class BiDi {
  readonly #waiting = new Map<number, { readonly done: (result: Fields) => void; readonly fail: (error: Error) => void }>();
  readonly #listeners = new Set<(event: Event) => void>();
  #last = 0;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (bytes: Buffer) => {
      this.#take(JSON.parse(bytes.toString('utf8')) as Event | Reply);
    });
    socket.on('close', () => {
      for (const { fail } of this.#waiting.values()) fail(new Error('Firefox closed the connection'));
      this.#waiting.clear();
    });
  }

  #take(message: Event | Reply): void {
    if (message.type === 'event') {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'error') waiting?.fail(new Error(`${message.error}: ${message.message}`));
    else waiting?.done(message.result);
  }

  send(method: string, params: Fields): Promise<Fields> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  listen(listener: (event: Event) => void): void {
    this.#listeners.add(listener);
  }
}

/** How WebDriver writes keys that are no signs. Source: WebDriver, 17.4.2 Keyboard actions. */
const keySigns: Readonly<Record<string, string>> = {
  Tab: '\uE004',
  Enter: '\uE007',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};
const heldKeys = { shift: '\uE008', control: '\uE009' };

class Firefox implements Browser {
  readonly #pages = new Map<string, Promise<string>>();
  readonly #console = new ConsoleLines();

  constructor(
    readonly version: string,
    readonly process: ChildProcess,
    readonly protocol: BiDi,
    readonly profile: string,
  ) {
    protocol.listen(({ method, params }) => {
      if (method === 'log.entryAdded') this.#console.add(String(params['text']));
      else if (method === 'network.beforeRequestSent' && params['isBlocked'] === true) this.#hand(params);
    });
  }

  /** Hands over a page's text: no server has to have that name, nor its certificate. */
  #hand(params: Fields): void {
    const { request } = params['request'] as { readonly request: string };
    const headers = [{ name: 'Content-Type', value: { type: 'string', value: 'text/html' } }];
    const body = { type: 'string', value: 'page' };
    // A page that is left while its icon is asked for takes no answer.
    this.protocol.send('network.provideResponse', { request, statusCode: 200, reasonPhrase: 'OK', headers, body }).catch(() => undefined);
  }

  call(calls: readonly PageCall[]): Promise<readonly Seen[]> {
    return byOrigin(calls, (origin, some) => this.#callFrom(origin, some));
  }

  async #callFrom(origin: string, calls: readonly PageCall[]): Promise<readonly Seen[]> {
    const context = await this.#page(origin);
    const { result } = await this.protocol.send('script.evaluate', {
      expression: scriptFor(calls),
      awaitPromise: true,
      target: { context },
    });
    const answers = JSON.parse(String((result as Fields)['value'])) as readonly Answer[];
    const seen: Seen[] = [];
    for (const [index, { status, error, exposed }] of answers.entries()) {
      const url = calls[index]?.url ?? '';
      if (isNetworkError(error)) await this.#console.until(() => this.#console.about(url).length > 0, `why ${url} failed`);
      const lines = this.#console.about(url);
      seen.push({ allowed: error === null, status, error, exposed: new Map(exposed), failure: null, code: null, parameter: null, console: lines });
    }
    return seen;
  }

  async visit(url: string): Promise<VisitedPage> {
    const { context } = await this.protocol.send('browsingContext.create', { type: 'tab' });
    const requests: string[] = [];
    const complaints: string[] = [];
    this.protocol.listen(({ method, params }) => {
      if (method === 'network.beforeRequestSent') {
        const asked = params['request'] as { readonly url: string };
        if (params['context'] === context && leaves(asked.url)) requests.push(asked.url);
      } else if (method === 'log.entryAdded' && params['level'] !== 'info') complaints.push(String(params['text']));
    });
    await this.protocol.send('browsingContext.navigate', { context, url, wait: 'complete' });
    const run = async (expression: string): Promise<unknown> => {
      const wrapped = `(async () => JSON.stringify(await (${expression})) ?? 'null')()`;
      const answer = await this.protocol.send('script.evaluate', {
        expression: wrapped,
        awaitPromise: true,
        target: { context },
        userActivation: true,
      });
      if (answer['type'] !== 'success') throw new Error(`in the page: ${JSON.stringify(answer)}`);
      return JSON.parse(String((answer['result'] as Fields)['value']));
    };
    const press = async (...keys: readonly PressedKey[]): Promise<void> => {
      const actions = keys.flatMap((one) => {
        const { key, shift, control } = keyOf(one);
        const held = shift ? [heldKeys.shift] : control ? [heldKeys.control] : [];
        const pressed = [...held, keySigns[key] ?? key];
        return [...pressed.map((value) => ({ type: 'keyDown', value })), ...[...pressed].reverse().map((value) => ({ type: 'keyUp', value }))];
      });
      await this.protocol.send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
    };
    return { run, press, requests, complaints };
  }

  #page(origin: string): Promise<string> {
    let page = this.#pages.get(origin);
    if (page === undefined) this.#pages.set(origin, (page = this.#open(origin)));
    return page;
  }

  async #open(origin: string): Promise<string> {
    const { context } = await this.protocol.send('browsingContext.create', { type: 'tab' });
    if (origin === 'null') {
      await this.protocol.send('browsingContext.navigate', { context, url: 'data:text/html,page', wait: 'complete' });
    } else {
      const { protocol, hostname, port } = new URL(origin);
      const pattern = { type: 'pattern', protocol: protocol.slice(0, -1), hostname, ...(port === '' ? {} : { port }) };
      await this.protocol.send('network.addIntercept', { phases: ['beforeRequestSent'], urlPatterns: [pattern], contexts: [context] });
      await this.protocol.send('browsingContext.navigate', { context, url: `${origin}/`, wait: 'complete' });
    }
    return String(context);
  }

  async close(): Promise<void> {
    const ended = once(this.process, 'exit');
    // It may end before it answers.
    this.protocol.send('browser.close', {}).catch(() => undefined);
    await ended;
    this.protocol.socket.terminate();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
