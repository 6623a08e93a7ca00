import { defaultSettings, type Settings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { plainPhrase } from '../../src/report/phrase.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { reviewWithMerge } from '../../src/review/merge.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** Files that are called like the configuration and are not read are told: who wrote one takes its gate for stricter than it is. */

const service = repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) });

async function told(files: Readonly<Record<string, string>>, settings: Settings = defaultSettings): Promise<readonly string[]> {
  const run = { settings, today: '2026-11-30' };
  const head = memoryTree({ ...service, ...files });
  const reviews = [await reviewWithMerge({ base: memoryTree(service), head }, () => Promise.resolve(null), run), await scanTree(head, run)];
  const [review = [], scan = []] = reviews.map(({ notes }) =>
    notes.flatMap((one) => (one.code === 'configuration-aside' ? plainPhrase(notePhrase(one)) : [])),
  );
  expect(scan).toEqual(review);
  return review;
}

test.each([
  '.github/apim-cors.yaml',
  'apim-cors.yml',
  '.apim-cors.yml',
  '.apim-cors-review.yaml',
  '.github/Apim-Cors.yml',
  '.github/apim-cors-review.yml',
])('%s is told', async (path) => {
  for (const beside of [{}, { '.github/apim-cors.yml': 'fail-on: error\n' }]) {
    expect(await told({ [path]: 'fail-on: info\n', ...beside })).toEqual([
      `${path} is not read: what counts is .github/apim-cors.yml, and nothing else.`,
    ]);
  }
});

test('contracts under another name are told', async () => {
  expect(await told({ '.github/apim-cors-contracts.yaml': 'contracts: []\n', 'apim-cors-contracts.yml': 'contracts: []\n' })).toEqual([
    '.github/apim-cors-contracts.yaml and apim-cors-contracts.yml are not read: what counts is .github/apim-cors-contracts.yml, and nothing else.',
  ]);
});

test.each([
  ['.github/apim-cors.yml', 'fail-on: error\n'],
  ['.github/apim-cors-contracts.yml', 'contracts: []\n'],
  ['.github/workflows/apim-cors.yml', 'on: pull_request\n'],
  ['docs/apim-cors.yml', 'fail-on: error\n'],
])('%s is not', async (path, text) => {
  expect(await told({ [path]: text })).toEqual([]);
});

test('nor is what the run was told to read', async () => {
  const path = '.github/apim-cors.yaml';
  expect(await told({ [path]: '' }, { ...defaultSettings, source: { path } })).toEqual([]);
  const contracts = '.github/apim-cors-contracts.yaml';
  expect(await told({ [contracts]: 'contracts: []\n' }, { ...defaultSettings, contracts })).toEqual([]);
});
