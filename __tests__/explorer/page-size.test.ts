import { inflateSync } from 'node:zlib';
import { unpack, type Packed } from '../../src/explorer/pack.js';
import type { Explored } from '../../src/explorer/explored.js';
import { explorerOf } from './page.js';

/** What the page weighs, and what it leaves out where it would weigh too much. */

const cors = (origins: readonly string[], headers = ''): string =>
  `<cors><allowed-origins>${origins.map((one) => `<origin>${one}</origin>`).join('')}</allowed-origins><allowed-methods><method>*</method></allowed-methods>${headers}</cors>`;

const origin = (at: number): string => `https://app${String(at)}.contoso.com`;

/** APIs of ten operations each; every third has a policy of its own. After, all of them lose an origin. `header`: makes each policy a long text. */
function service(apis: number, side: 'before' | 'after', header = ''): Readonly<Record<string, string>> {
  const origins = Array.from({ length: 50 }, (_, at) => origin(at)).slice(side === 'before' ? 0 : 1);
  const files: Record<string, string> = { 'apimartifacts/policy.xml': `<policies><inbound>${cors(origins)}</inbound></policies>` };
  const paths = Array.from(
    { length: 10 },
    (_, at) => `  /items${String(at)}:\n    get:\n      operationId: get-${String(at)}\n      responses: { '200': { description: OK } }\n`,
  );
  for (let at = 0; at < apis; at += 1) {
    const folder = `apimartifacts/apis/api-${String(at)}`;
    files[`${folder}/apiInformation.json`] = JSON.stringify({ properties: { displayName: `API ${String(at)}`, path: `api-${String(at)}` } });
    files[`${folder}/specification.yaml`] = `openapi: 3.0.1\ninfo:\n  title: Items\n  version: '1'\npaths:\n${paths.join('')}`;
    const own = cors(
      [at === 0 ? 'nonsense' : origin(at % 50), origin((at + 7) % 50)],
      header === '' ? '' : `<allowed-headers><header>${header}${String(at)}</header></allowed-headers>`,
    );
    if (at % 3 === 0 || header !== '') files[`${folder}/policy.xml`] = `<policies><inbound><base />${own}</inbound></policies>`;
  }
  return files;
}

function block(html: string, id: string): string {
  return new RegExp(`<script type="text/plain" id="${id}">([^<]*)</script>`).exec(html)?.[1] ?? '';
}

function dataOf(html: string): Explored {
  return unpack(JSON.parse(inflateSync(Buffer.from(block(html, 'explorer-data'), 'base64')).toString('utf8')) as Packed) as Explored;
}

describe('the page of the explorer', () => {
  test('weighs at most 250 kB for 50 origins and 200 operations, its script at most 90 kB as it stands in it', async () => {
    const html = await explorerOf(service(20, 'before'), service(20, 'after'));
    expect(dataOf(html).services[0]?.head?.apis.length).toBe(20);
    expect(block(html, 'explorer-script').length).toBeLessThanOrEqual(90_000);
    expect(html.length).toBeLessThanOrEqual(250_000);
    // The report beside it is short, and says where the whole one is.
    const report = html.slice(html.indexOf('<main>'), html.indexOf('</main>'));
    expect(report).toContain('<h2>Problems</h2>');
    expect(report).toContain('--format html');
    expect(report).not.toContain('<article>');
  });

  test('keeps the APIs with a problem where all of them would be too large, and counts the rest', async () => {
    const { services, apisLeftOut, concernedLeftOut } = dataOf(await explorerOf(null, service(60, 'after', `x-${'a'.repeat(80_000)}`)));
    const kept = services[0]?.head?.apis.map(({ id }) => id) ?? [];
    expect(apisLeftOut).toBeGreaterThan(0);
    expect(kept.length + apisLeftOut).toBe(60);
    expect(kept).toContain('api-0');
    // Every API has a finding here: those that are left out have one too, and the page says so.
    expect(concernedLeftOut).toBe(apisLeftOut);
  });

  test('lists environments of one service by their names, and several services by their folders', async () => {
    const one = { ...service(1, 'after'), 'configuration.dev.yaml': 'apimServiceName: dev\n', 'configuration.prod.yaml': 'apimServiceName: prod\n' };
    const inFolder = (folder: string): Readonly<Record<string, string>> =>
      Object.fromEntries(Object.entries(service(1, 'after')).map(([path, text]) => [`${folder}/${path}`, text]));
    const named = async (files: Readonly<Record<string, string>>): Promise<unknown> => {
      const { apart, services } = dataOf(await explorerOf(null, files));
      return [apart, services.map(({ name }) => name)];
    };
    expect(await named(one)).toEqual(['Environment', expect.arrayContaining(['dev', 'prod'])]);
    expect(await named({ ...inFolder('east'), ...inFolder('west') })).toEqual(['Service', ['east/apimartifacts', 'west/apimartifacts']]);
  });
});
