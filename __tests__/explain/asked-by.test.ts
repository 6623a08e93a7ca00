import { consoleMessage } from '../../src/browser/console-message.js';
import { readConsoleMessage } from '../../src/browser/read-console-message.js';
import { askerOf } from '../../src/explain/har-mode.js';

/** Consoles name what asked: a font that is blocked was not fetched by a script. */

const origin = 'https://www.fabrikam.com';
const url = 'https://contoso.azure-api.net/assets/brand';
const blocked = { code: 'MissingAllowOriginHeader', parameter: '', status: 200, repeated: false } as const;

test.each(['fetch', 'XMLHttpRequest', 'font', 'image', 'CSS stylesheet', 'script', 'EventSource'])(
  '%s is named by its own word, there and back',
  (initiator) => {
    const { chromium, safari } = consoleMessage(blocked, { origin, url, initiator });
    expect(chromium).toMatch(new RegExp(`^Access to ${initiator} at '`));
    expect(readConsoleMessage(chromium)).toMatchObject({ initiator, url, origin, code: blocked.code });
    expect(safari === null).toBe(initiator !== 'fetch' && initiator !== 'XMLHttpRequest');
  },
);

test.each([
  [{ type: 'font' }, 'font'],
  [{ type: 'xhr' }, 'XMLHttpRequest'],
  [{ type: 'stylesheet' }, 'CSS stylesheet'],
  [{ type: 'media', dest: 'video' }, 'video'],
  [{ type: null, dest: 'image' }, 'image'],
  [{ type: null, dest: 'empty' }, 'fetch'],
  [{ type: null }, 'fetch'],
] as const)('of a capture with %j it is %s', (signs: { readonly type: string | null; readonly dest?: string }, asker) => {
  const headers = new Map(signs.dest === undefined ? [] : [['sec-fetch-dest', signs.dest] as const]);
  expect(askerOf({ type: signs.type, headers })).toBe(asker);
});
