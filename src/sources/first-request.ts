import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/**
 * Sends one GET with nothing but Node's own client, so that GitHub works on it while the rest of the program is still being loaded. Resolves to
 * the JSON of a 200 answer, and to null whatever else happens: the caller then asks again in the ordinary way.
 */
export function sendFirst(url: string, token: string): Promise<unknown> {
  const behindProxy = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].some((name) => (process.env[name] ?? '') !== '');
  if (behindProxy) return Promise.resolve(null);
  return new Promise((resolve) => {
    const give = (value: unknown): void => {
      resolve(value);
    };
    try {
      const send = url.startsWith('https:') ? httpsRequest : httpRequest;
      const headers = { accept: 'application/vnd.github+json', 'user-agent': 'apim-cors-review', ...(token === '' ? {} : { authorization: `token ${token}` }) };
      const sent = send(url, { headers, timeout: 10_000 }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', () => {
          give(null);
        });
        answer.on('end', () => {
          try {
            give(answer.statusCode === 200 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : null);
          } catch {
            give(null);
          }
        });
      });
      sent.on('timeout', () => sent.destroy());
      sent.on('error', () => {
        give(null);
      });
      sent.end();
    } catch {
      give(null);
    }
  });
}
