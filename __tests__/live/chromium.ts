import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import {
  byOrigin,
  ConsoleLines,
  isNetworkError,
  keyOf,
  leaves,
  scriptFor,
  type Answer,
  type Browser,
  type ChromiumPage,
  type PageCall,
  type PressedKey,
  type Seen,
} from './browser.js';

/** Headless Chromium over the DevTools protocol's pipe: file descriptors 3 and 4, JSON with a NUL behind each message. */

export interface ChromiumOptions {
  /** Pages of public origins need a permission to call loopback (Local Network Access): refused when true, not asked for when false. */
  readonly refuseLocalNetwork?: boolean;
}

const quiet = [
  '--headless',
  // Everything it loads comes from the test; as root, as in containers, its sandbox does not start.
  '--no-sandbox',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--metrics-recording-only',
  '--remote-debugging-pipe',
  // Nothing but the test's own servers is ever reached.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts a Chromium of its own profile. */
export async function launchChromium(binary: string, { refuseLocalNetwork = false }: ChromiumOptions = {}): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'apim-cors-chromium-'));
  const features = ['HttpsUpgrades', ...(refuseLocalNetwork ? [] : ['LocalNetworkAccessChecks'])];
  const process = spawn(binary, [...quiet, `--disable-features=${features.join(',')}`, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const protocol = new DevTools(process);
  const { product } = await protocol.send('Browser.getVersion', {});
  return new Chromium(String(product), process, protocol, profile);
}

type Fields = Readonly<Record<string, unknown>>;
interface Event {
  readonly method: string;
  readonly params: Fields;
  readonly sessionId: string | undefined;
}

/** Requests and events of the protocol. Its messages are read as what the protocol's description says they are. */
class DevTools {
  readonly #in: Writable;
  readonly #waiting = new Map<number, { readonly done: (result: Fields) => void; readonly fail: (error: Error) => void }>();
  readonly #listeners = new Set<(event: Event) => void>();
  #last = 0;

  constructor(process: ChildProcess) {
    this.#in = process.stdio[3] as Writable;
    const out = process.stdio[4] as Readable;
    let pending = Buffer.alloc(0);
    out.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (let end = pending.indexOf(0); end !== -1; end = pending.indexOf(0)) {
        this.#take(JSON.parse(pending.subarray(0, end).toString('utf8')));
        pending = pending.subarray(end + 1);
      }
    });
    this.#in.on('error', () => undefined);
    process.on('error', (error) => {
      this.#failAll(error);
    });
    process.on('exit', (code) => {
      this.#failAll(new Error(`Chromium ended with ${String(code)}`));
    });
  }

  #take(message: Fields & { readonly id?: number; readonly error?: { readonly message: string } }): void {
    if (message.id === undefined) {
      const event = message as unknown as Event;
      for (const listener of this.#listeners) listener(event);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error !== undefined) waiting?.fail(new Error(message.error.message));
    else waiting?.done(message['result'] as Fields);
  }

  #failAll(error: Error): void {
    for (const { fail } of this.#waiting.values()) fail(error);
    this.#waiting.clear();
  }

  send(method: string, params: Fields, sessionId?: string): Promise<Fields> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      this.#in.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
  }

  listen(listener: (event: Event) => void): void {
    this.#listeners.add(listener);
  }
}

interface CorsErrorStatus {
  readonly corsError: string;
  readonly failedParameter: string;
}

class Chromium implements Browser {
  readonly #pages = new Map<string, Promise<Page>>();

  constructor(
    readonly version: string,
    readonly process: ChildProcess,
    readonly protocol: DevTools,
    readonly profile: string,
  ) {}

  call(calls: readonly PageCall[]): Promise<readonly Seen[]> {
    return byOrigin(calls, async (origin, some) => (await this.#page(origin)).call(some));
  }

  async visit(url: string): Promise<ChromiumPage> {
    const { targetId } = await this.protocol.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.protocol.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Visited(this.protocol, String(sessionId));
    await page.open(url);
    return page;
  }

  #page(origin: string): Promise<Page> {
    let page = this.#pages.get(origin);
    if (page === undefined) this.#pages.set(origin, (page = openPage(this.protocol, origin)));
    return page;
  }

  async close(): Promise<void> {
    const ended = once(this.process, 'exit');
    await this.protocol.send('Browser.close', {}).catch(() => this.process.kill('SIGKILL'));
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A document of this origin. Its text is handed to the browser: no server has to have that name, nor its certificate. */
async function openPage(protocol: DevTools, origin: string): Promise<Page> {
  const { targetId } = await protocol.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await protocol.send('Target.attachToTarget', { targetId, flatten: true });
  const page = new Page(protocol, String(sessionId));
  await page.open(origin === 'null' ? 'data:text/html,page' : `${origin}/`);
  return page;
}

/** Codes of keys that write nothing, and of those that write something besides a sign. */
const keyCodes: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  End: 35,
  Home: 36,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};

class Visited implements ChromiumPage {
  readonly requests: string[] = [];
  readonly complaints: string[] = [];
  readonly #lines = new ConsoleLines();
  #loaded = false;

  constructor(
    readonly protocol: DevTools,
    readonly session: string,
  ) {
    protocol.listen(({ method, params, sessionId }) => {
      if (sessionId === session) this.#hear(method, params);
    });
  }

  #hear(method: string, params: Fields): void {
    if (method === 'Page.loadEventFired') this.#loaded = true;
    else if (method === 'Network.requestWillBeSent') {
      const { url } = params['request'] as { readonly url: string };
      if (leaves(url)) this.requests.push(url);
    } else if (method === 'Log.entryAdded') this.complaints.push((params['entry'] as { readonly text: string }).text);
    else if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params['exceptionDetails']));
    this.#lines.changed();
  }

  async open(url: string): Promise<void> {
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await this.protocol.send(`${domain}.enable`, {}, this.session);
    await this.protocol.send('Page.navigate', { url }, this.session);
    await this.#lines.until(() => this.#loaded, `that ${url} is loaded`);
  }

  async run(expression: string): Promise<unknown> {
    const asked = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.protocol.send('Runtime.evaluate', asked, this.session);
    if (exceptionDetails !== undefined) throw new Error(`in the page: ${JSON.stringify(exceptionDetails)}`);
    return (result as Fields)['value'];
  }

  async press(...keys: readonly PressedKey[]): Promise<void> {
    for (const one of keys) {
      const { key, shift, control } = keyOf(one);
      const code = keyCodes[key];
      const text = key === 'Enter' ? '\r' : code === undefined ? key : undefined;
      const event = { key, code: key, windowsVirtualKeyCode: code, modifiers: (shift ? 8 : 0) + (control ? 2 : 0) };
      await this.#send('Input.dispatchKeyEvent', {
        ...event,
        type: text === undefined ? 'rawKeyDown' : 'keyDown',
        ...(text === undefined ? {} : { text }),
      });
      await this.#send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
    }
  }

  async show({ media = 'screen', scheme = 'light', width = 1000, script = true }: Parameters<ChromiumPage['show']>[0]): Promise<void> {
    await this.#send('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await this.#send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
    await this.#send('Emulation.setScriptExecutionDisabled', { value: !script });
  }

  async reload(): Promise<void> {
    this.#loaded = false;
    await this.#send('Page.reload', {});
    await this.#lines.until(() => this.#loaded, 'that the page is loaded again');
  }

  async accessible(): Promise<readonly { readonly role: string; readonly name: string }[]> {
    await this.#send('Accessibility.enable', {});
    const { nodes } = await this.#send('Accessibility.getFullAXTree', {});
    return (nodes as readonly AccessibleNode[]).flatMap(({ ignored, role, name }) =>
      ignored ? [] : [{ role: role?.value ?? '', name: name?.value ?? '' }],
    );
  }

  #send(method: string, params: Fields): Promise<Fields> {
    return this.protocol.send(method, params, this.session);
  }
}

interface AccessibleNode {
  readonly ignored: boolean;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
}

class Page {
  readonly #failed = new Map<string, { readonly cors: CorsErrorStatus | null; readonly text: string }>();
  readonly #urls = new Map<string, string>();
  readonly #console = new ConsoleLines();
  #loaded = false;

  constructor(
    readonly protocol: DevTools,
    readonly session: string,
  ) {
    protocol.listen(({ method, params, sessionId }) => {
      if (sessionId === session) this.#hear(method, params);
    });
  }

  #hear(method: string, params: Fields): void {
    switch (method) {
      case 'Page.loadEventFired':
        this.#loaded = true;
        break;
      case 'Fetch.requestPaused':
        void this.#send('Fetch.fulfillRequest', {
          requestId: params['requestId'],
          responseCode: 200,
          responseHeaders: [{ name: 'Content-Type', value: 'text/html' }],
          body: Buffer.from('page').toString('base64'),
        });
        break;
      case 'Network.requestWillBeSent': {
        const request = params['request'] as { readonly url: string };
        // A redirect keeps the id: the call is known by the URL it started with.
        const id = String(params['requestId']);
        if (params['type'] !== 'Preflight' && !this.#urls.has(id)) this.#urls.set(id, request.url);
        break;
      }
      case 'Network.loadingFailed': {
        const url = this.#urls.get(String(params['requestId']));
        const cors = (params['corsErrorStatus'] as CorsErrorStatus | undefined) ?? null;
        if (url !== undefined) this.#failed.set(url, { cors, text: String(params['blockedReason'] ?? params['errorText']) });
        break;
      }
      case 'Log.entryAdded': {
        const { text } = params['entry'] as { readonly text: string };
        this.#console.add(text);
        break;
      }
    }
    this.#console.changed();
  }

  #send(method: string, params: Fields = {}): Promise<Fields> {
    return this.protocol.send(method, params, this.session);
  }

  async open(url: string): Promise<void> {
    await this.#send('Page.enable');
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document' }] });
    await this.#send('Page.navigate', { url });
    await this.#console.until(() => this.#loaded, `that ${url} is loaded`);
    await this.#send('Fetch.disable');
    await this.#send('Network.enable');
    await this.#send('Log.enable');
  }

  async call(calls: readonly PageCall[]): Promise<readonly Seen[]> {
    const { result } = await this.#send('Runtime.evaluate', { expression: scriptFor(calls), awaitPromise: true, returnByValue: true });
    const answers = JSON.parse(String((result as Fields)['value'])) as readonly Answer[];
    const seen: Seen[] = [];
    for (const [index, { status, error, exposed }] of answers.entries()) {
      const url = calls[index]?.url ?? '';
      if (isNetworkError(error)) await this.#console.until(() => this.#isTold(url), `why ${url} failed`);
      const failed = this.#failed.get(url);
      seen.push({
        allowed: error === null,
        status,
        error,
        exposed: new Map(exposed),
        failure: failed === undefined || failed.cors !== null ? null : failed.text,
        code: failed?.cors?.corsError ?? null,
        parameter: failed?.cors?.failedParameter ?? null,
        console: this.#console.about(url),
      });
    }
    return seen;
  }

  #isTold(url: string): boolean {
    const failed = this.#failed.get(url);
    const hasText = this.#console.about(url).length > 0;
    if (failed !== undefined) return hasText || failed.cors === null;
    // What fails before it is a request (a mode that forbids it) is told in the console alone.
    return hasText && ![...this.#urls.values()].includes(url);
  }
}
