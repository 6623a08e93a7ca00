import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

const origins = ['https://app.contoso.com'];
const properties = (value: Readonly<Record<string, unknown>>): string => JSON.stringify({ properties: value });

/** An API whose version a header tells, kept in a folder: the service's own or a workspace's. */
function versioned(folder: string, level: string, service: string, api: string): Readonly<Record<string, string>> {
  return {
    'artifacts/policy.xml': service,
    [`${folder}version sets/orders/versionSetInformation.json`]: properties({
      displayName: 'Orders',
      versioningScheme: 'Header',
      versionHeaderName: 'Api-Version',
    }),
    [`${folder}apis/orders/apiInformation.json`]: properties({
      path: 'orders',
      subscriptionRequired: false,
      apiVersion: 'v2',
      apiVersionSetId: `${level}/apiVersionSets/orders`,
    }),
    [`${folder}apis/orders/policy.xml`]: api,
  };
}

async function messagesOf(files: Readonly<Record<string, string>>, rule: string): Promise<readonly string[]> {
  const review = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
  return review.findings.filter((finding) => finding.rule === rule).map(messageOf);
}

describe.each<[place: string, folder: string, level: string]>([
  ['the service itself', 'artifacts/', ''],
  ['a workspace', 'artifacts/workspaces/team/', '/workspaces/team'],
])('an API of %s whose version a header tells', (_place, folder, level) => {
  test('has requests that carry this header', async () => {
    const messages = await messagesOf(
      versioned(folder, level, policy(cors({ origins, headers: ['X-Other'] })), policy(['<base />'])),
      'header-not-allowed',
    );
    expect(messages).toEqual([expect.stringContaining('does not list Api-Version (the version of the API)')]);
  });

  test('is hidden from preflights by this header', async () => {
    const messages = await messagesOf(
      versioned(folder, level, policy([]), policy([...cors({ origins }), '<base />'])),
      'header-versioning-hides-cors',
    );
    expect(messages).toEqual([expect.stringContaining('is told by the header Api-Version, which')]);
  });
});
