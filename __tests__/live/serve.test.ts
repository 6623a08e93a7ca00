import { setTimeout } from 'node:timers/promises';
import type { Explanation } from '../../src/explain/explanation.js';
import { artifacts } from '../serve/artifacts.js';
import { headersOf, pathOf, requests, trees, type Asked, type Tree } from '../serve/pairs.js';
import { predict } from '../serve/predict.js';
import { startServe, type ServedLine, type ServeProcess } from '../serve/process.js';
import type { Browser, PageCall, Seen } from './browser.js';
import { live } from './installed.js';

/** Policy trees served by the command line, asked by pages in live browsers: what `explain` says is what the browsers do. */

interface Pair {
  readonly tree: Tree;
  readonly asked: Asked;
  readonly url: string;
  readonly prediction: Explanation;
}

/** One service of the command line for each tree. */
class Services {
  readonly #running = new Map<Tree, ServeProcess>();
  #asked = 0;

  async start(): Promise<void> {
    for (const tree of trees) {
      const args = Object.entries(tree.assume).flatMap(([name, value]) => ['--assume', `${name}=${value}`]);
      this.#running.set(tree, await startServe(artifacts(tree.service), args));
    }
  }

  of(tree: Tree): ServeProcess {
    const running = this.#running.get(tree);
    if (running === undefined) throw new Error(`nothing serves ${tree.name}`);
    return running;
  }

  /**
   * Waits until all is read that was written about requests so far. A line is written before its answer is sent, but a browser may have the answer before this
   * process has read the line: one more request to each is asked for, and what was written before it stands before it.
   */
  async caughtUp(): Promise<void> {
    this.#asked += 1;
    const target = `/no-api/${this.#asked}`;
    for (const { url, lines } of this.#running.values()) {
      await (await fetch(`${url}${target}`)).text();
      while (!lines.some((line) => line.target === target)) await setTimeout(1);
    }
  }

  linesOf({ tree, url }: Pick<Pair, 'tree' | 'url'>): readonly ServedLine[] {
    const { pathname } = new URL(url);
    return this.of(tree).lines.filter((line) => line.target === pathname);
  }

  /**
   * An answer that is open although the verdict is not gets 501 all the same: either the page is blocked in every reading, by one code or another;
   * or the
   * readings differ for pages that ask with credentials, or for those that do not, and a preflight does not tell which this is.
   */
  async isOpenTo(pair: Pair, { allowed }: Seen): Promise<boolean> {
    if (allowed || !this.linesOf(pair).some((line) => line.status === 501)) return false;
    const { tree, url, asked, prediction } = pair;
    if (prediction.verdict === 'blocked') return true;
    const otherwise = await predict(tree, url, { ...asked, credentials: asked.credentials === 'include' ? 'omit' : 'include' });
    expect(otherwise.verdict).not.toBe('allowed');
    return true;
  }

  /** For the reader of a failure. */
  told(pair: Pair): unknown {
    const { tree, asked, prediction } = pair;
    return { ...asked, tree: tree.name, api: asked.api.id, trace: prediction.trace, lines: this.linesOf(pair) };
  }

  async stop(): Promise<void> {
    for (const running of this.#running.values()) expect(await running.stop()).toBe(0);
  }
}

/** Requests to every tree, each at an address of its own, with what is said of them. */
async function pairs(services: Services, seed: number): Promise<readonly Pair[]> {
  const found: Pair[] = [];
  for (const [index, tree] of trees.entries()) {
    for (const asked of requests(30, seed + index)) {
      const url = `${services.of(tree).url}${pathOf(asked.api, seed + found.length)}`;
      found.push({ tree, asked, url, prediction: await predict(tree, url, asked) });
    }
  }
  return found;
}

function callOf({ asked, url }: Pair): PageCall {
  return { origin: asked.origin, via: 'fetch', url, method: asked.method, headers: headersOf(asked), credentials: asked.credentials };
}

async function ask(browser: Browser, services: Services, all: readonly Pair[]): Promise<readonly { readonly pair: Pair; readonly seen: Seen }[]> {
  const seen = await browser.call(all.map(callOf));
  await services.caughtUp();
  return all.flatMap((pair, index) => {
    const one = seen[index];
    return one === undefined ? [] : [{ pair, seen: one }];
  });
}

function isKnown({ prediction }: Pair): boolean {
  return prediction.verdict !== 'unknown';
}

const patience = 120_000;

live('Chromium', (browser) => {
  const services = new Services();
  const codes = new Set<string>();
  let all: readonly Pair[] = [];
  beforeAll(async () => {
    await services.start();
    all = await pairs(services, 1000);
  }, patience);
  afterAll(() => services.stop());

  test(
    'verdict, code and console text are those that explain gives',
    async () => {
      const known = all.filter(isKnown);
      let settled = 0;
      for (const { pair, seen } of await ask(browser(), services, known)) {
        const { verdict, reason } = pair.prediction;
        if (await services.isOpenTo(pair, seen)) continue;
        expect({ verdict: seen.allowed ? 'allowed' : 'blocked', of: services.told(pair) }).toEqual({ verdict, of: services.told(pair) });
        settled += 1;
        const [says = null] = seen.console;
        expect({ code: seen.code, says, of: services.told(pair) }).toEqual({
          code: reason?.code ?? null,
          says: reason?.chromium ?? null,
          of: services.told(pair),
        });
        if (reason !== null) codes.add(reason.code);
      }
      expect(settled).toBeGreaterThanOrEqual(150);
      expect([...codes].sort()).toEqual(codesOfGateway);
    },
    patience,
  );

  test(
    'a request whose verdict is open is answered with 501, and with nothing that was guessed',
    async () => {
      const open = all.filter((pair) => !isKnown(pair));
      expect(open.length).toBeGreaterThan(0);
      await ask(browser(), services, open);
      for (const pair of open) {
        const last = services.linesOf(pair).at(-1);
        expect({ status: last?.status, outcomes: (last?.outcomes.length ?? 0) > 1, of: services.told(pair) }).toEqual({
          status: 501,
          outcomes: true,
          of: services.told(pair),
        });
      }
    },
    patience,
  );
});

/**
 * What a gateway can bring about. It never sends two origins or a broken list of names in a preflight's answer, never redirects one, and writes no
 * wrong value there: those codes are for headers that others write (`judge.test.ts`).
 */
const codesOfGateway = [
  'AllowOriginMismatch',
  'HeaderDisallowedByPreflightResponse',
  'InvalidAllowCredentials',
  'InvalidAllowOriginValue',
  'MethodDisallowedByPreflightResponse',
  'MissingAllowOriginHeader',
  'MultipleAllowOriginValues',
  'PreflightInvalidAllowCredentials',
  'PreflightInvalidStatus',
  'PreflightMissingAllowOriginHeader',
  'PreflightWildcardOriginNotAllowed',
  'WildcardOriginNotAllowed',
];

live('Firefox', (browser) => {
  const services = new Services();
  let some: readonly Pair[] = [];
  beforeAll(async () => {
    await services.start();
    some = sampleOf((await pairs(services, 100_000)).filter(isKnown));
  }, patience);
  afterAll(() => services.stop());

  test(
    'verdict and console text are those that explain gives',
    async () => {
      let settled = 0;
      for (const { pair, seen } of await ask(browser(), services, some)) {
        const { verdict, reason } = pair.prediction;
        if (await services.isOpenTo(pair, seen)) continue;
        expect({ verdict: seen.allowed ? 'allowed' : 'blocked', of: services.told(pair) }).toEqual({ verdict, of: services.told(pair) });
        settled += 1;
        const [says = null] = seen.console;
        expect({ says, of: services.told(pair) }).toEqual({ says: reason?.firefox ?? null, of: services.told(pair) });
      }
      expect(settled).toBeGreaterThanOrEqual(40);
    },
    patience,
  );
});

/** Up to five of each code, and of what is allowed. */
function sampleOf(all: readonly Pair[]): readonly Pair[] {
  const taken = new Map<string, number>();
  return all.filter(({ prediction }) => {
    const code = prediction.reason?.code ?? 'allowed';
    const count = (taken.get(code) ?? 0) + 1;
    taken.set(code, count);
    return count <= (code === 'allowed' ? 12 : 5);
  });
}
