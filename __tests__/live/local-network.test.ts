import { live } from './installed.js';
import { ScriptedApi } from './scripted-api.js';

/**
 * Local Network Access: a page of a public origin needs a permission, and a secure connection, to call this machine. Chromium decides before
 * anything is sent, and reports it as a CORS error: no policy of a gateway can help, and none is to blame (docs/serve.md).
 */
live(
  'Chromium',
  (browser) => {
    test.each([
      [
        'https://app.contoso.com',
        'LocalNetworkAccessPermissionDenied',
        'Permission was denied for this request to access the `loopback` address space.',
      ],
      [
        'http://app.contoso.com',
        'InsecureLocalNetwork',
        'The request client is not a secure context and the resource is in more-private address space `loopback`.',
      ],
    ])('%s: %s', async (origin, code, reason) => {
      const api = await ScriptedApi.start();
      try {
        const allows = { status: 200, headers: [['Access-Control-Allow-Origin', '*']] } as const;
        const url = api.at({ preflight: allows, actual: allows });
        const [seen] = await browser().call([{ origin, via: 'fetch', url }]);
        expect(seen).toMatchObject({
          allowed: false,
          code,
          console: [`Access to fetch at '${url}' from origin '${origin}' has been blocked by CORS policy: ${reason}`],
        });
        expect(api.received(url)).toEqual([]);
      } finally {
        await api.stop();
      }
    });
  },
  { refuseLocalNetwork: true },
);
