import type { Browser } from './browser.js';
import { live } from './installed.js';
import { ScriptedApi } from './scripted-api.js';

const app = 'https://app.contoso.com';

function facts(browser: () => Browser): void {
  let api: ScriptedApi;
  beforeAll(async () => {
    api = await ScriptedApi.start();
  });
  afterAll(() => api.stop());

  test('a page sends its origin, and gets what the API grants it', async () => {
    const url = api.at({
      preflight: null,
      actual: {
        status: 200,
        headers: [
          ['Access-Control-Allow-Origin', app],
          ['X-A', '1'],
          ['Expires', '0'],
        ],
      },
    });
    const [seen] = await browser().call([{ origin: app, via: 'fetch', url, read: ['X-A', 'Expires'] }]);
    expect(seen).toMatchObject({ allowed: true, status: 200, code: null, console: [] });
    expect(seen?.exposed).toEqual(new Map([['Expires', '0']]));
    expect(api.received(url).map(({ method, headers }) => [method, headers.get('origin')])).toEqual([['GET', app]]);
  });

  test('a document without an origin sends null', async () => {
    const url = api.at({ preflight: null, actual: { status: 200, headers: [['Access-Control-Allow-Origin', 'null']] } });
    const [seen] = await browser().call([{ origin: 'null', via: 'fetch', url }]);
    expect(seen).toMatchObject({ allowed: true });
    expect(api.received(url)[0]?.headers.get('origin')).toBe('null');
  });

  test.each(['fetch', 'xhr'] as const)('%s with a header of its own is preflighted', async (via) => {
    const url = api.at({ preflight: { status: 200, headers: [['Access-Control-Allow-Origin', app]] }, actual: null });
    const [seen] = await browser().call([
      {
        origin: app,
        via,
        url,
        headers: [
          ['X-B', '1'],
          ['X-A', '1'],
        ],
      },
    ]);
    expect(seen?.allowed).toBe(false);
    expect(seen?.console.join('\n').toLowerCase()).toContain('x-a');
    const [preflight, ...more] = api.received(url);
    expect(more).toEqual([]);
    expect(preflight?.headers.get('access-control-request-headers')).toBe('x-a,x-b');
  });
}

live('Chromium', facts);
live('Firefox', facts);
