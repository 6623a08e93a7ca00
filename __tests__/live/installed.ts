import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from './browser.js';
import { launchChromium, type ChromiumOptions } from './chromium.js';
import { launchFirefox } from './firefox.js';

/**
 * Live tests run where a browser is found. `APIM_CORS_LIVE=required`: one that is not found is a failure; `off`: they are skipped.
 * `APIM_CORS_CHROMIUM` and `APIM_CORS_FIREFOX` name a binary to use.
 */
const wanted = process.env['APIM_CORS_LIVE'] ?? 'auto';

const kinds = {
  Chromium: {
    variable: 'APIM_CORS_CHROMIUM',
    names: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    package: 'chromium-headless-shell',
  },
  Firefox: { variable: 'APIM_CORS_FIREFOX', names: ['firefox-esr', 'firefox'], package: 'firefox-esr' },
} as const;

function binaryOf(kind: keyof typeof kinds): string | null {
  const { variable, names } = kinds[kind];
  const named = process.env[variable];
  const places = named !== undefined && named !== '' ? [named] : names.flatMap((name) => path().map((folder) => join(folder, name)));
  return places.find(isExecutable) ?? null;
}

function path(): readonly string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds a whole file of live cases may take, starting the browser included. */
const patience = 120_000;

/** Tests against one live browser, started once for all of them. `browser` is there inside tests, not while they are declared. */
export function live(kind: 'Chromium' | 'Firefox', declare: (browser: () => Browser) => void, options: ChromiumOptions = {}): void {
  const binary = wanted === 'off' ? null : binaryOf(kind);
  if (binary === null) {
    if (wanted === 'required') {
      test(`${kind} is installed`, () => {
        throw new Error(`APIM_CORS_LIVE=required, and no ${kind} was found: apt-get install ${kinds[kind].package}`);
      });
      return;
    }
    // No browser, no test: the title says why, and the gate sets `required`, which fails instead.
    describe.skip(`live ${kind} (skipped: ${wanted === 'off' ? 'APIM_CORS_LIVE=off' : `no ${kind} found`})`, () => {
      declare(() => {
        throw new Error('skipped');
      });
    });
    return;
  }
  describe(`live ${kind}`, () => {
    let browser: Browser | null = null;
    beforeAll(async () => {
      browser = await (kind === 'Chromium' ? launchChromium(binary, options) : launchFirefox(binary));
    }, patience);
    afterAll(async () => {
      await browser?.close();
    }, patience);
    declare(() => {
      if (browser === null) throw new Error(`${kind} did not start`);
      return browser;
    });
  });
}
