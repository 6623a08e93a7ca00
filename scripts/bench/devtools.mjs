// A headless Chromium over the DevTools protocol's pipe (file descriptors 3 and 4, JSON with a NUL after each message), for scripts that measure or draw pages.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const options = [
  '--headless',
  '--no-sandbox',
  '--no-first-run',
  '--disable-gpu',
  '--disable-background-networking',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
  '--host-resolver-rules=MAP * ~NOTFOUND',
];

/**
 * Starts the browser, passes it to `use`, and ends it. `use` gets `open(url, before)`, which opens a page; `before` is a script that runs before the page's
 * own.
 */
export async function withChromium(use) {
  const profile = mkdtempSync(join(tmpdir(), 'apim-cors-chromium-'));
  const binary = process.env.APIM_CORS_CHROMIUM ?? 'chromium-headless-shell';
  const browser = spawn(binary, [...options, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => {
    browser.on('exit', done);
    browser.on('error', done);
  });
  const waiting = new Map();
  const listeners = new Set();
  let pending = Buffer.alloc(0);
  let last = 0;
  browser.stdio[4].on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (let end = pending.indexOf(0); end !== -1; end = pending.indexOf(0)) {
      const message = JSON.parse(pending.subarray(0, end).toString('utf8'));
      pending = pending.subarray(end + 1);
      if (message.id === undefined) for (const listener of listeners) listener(message);
      else if (message.error !== undefined) waiting.get(message.id)?.fail(new Error(message.error.message));
      else waiting.get(message.id)?.done(message.result);
    }
  });
  browser.stdio[3].on('error', () => undefined);
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((done, fail) => {
      const id = (last += 1);
      waiting.set(id, { done, fail });
      browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  const open = async (url, before = '') => {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const tell = (method, params) => send(method, params, sessionId);
    await tell('Page.enable');
    await tell('Page.addScriptToEvaluateOnNewDocument', { source: before });
    const loaded = new Promise((done) => {
      listeners.add(({ method, sessionId: of }) => {
        if (method === 'Page.loadEventFired' && of === sessionId) done();
      });
    });
    await tell('Page.navigate', { url });
    await loaded;
    const run = async (expression) => {
      const { result, exceptionDetails } = await tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    };
    return { run, tell, close: () => send('Target.closeTarget', { targetId }) };
  };
  try {
    return await Promise.race([use(open), ended.then((code) => Promise.reject(new Error(`${binary} ended: ${code}`)))]);
  } finally {
    // The started process may be a script around the browser: this ends the browser itself.
    await send('Browser.close').catch(() => browser.kill('SIGKILL'));
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
