import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../src/config/settings.js';
import { verdictOf } from '../../src/report/verdict.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { openFolder } from '../../src/sources/folder.js';
import { memoryTree } from '../memory-tree.js';

jest.setTimeout(120_000);

const corpus = join(__dirname, '../../../shared/data');
const isHere = existsSync(corpus);
const options = { settings: defaultSettings, today: '2026-01-01' };
const folders = (name: string): readonly string[] => (isHere ? readdirSync(join(corpus, name)).filter((entry) => !entry.includes('.tsv')) : []);

if (!isHere) console.log('skipped: no public repositories to read here');

test('every public repository is read without a crash', async () => {
  for (const name of folders('repositories')) {
    const result = await scanTree(openFolder(join(corpus, 'repositories', name)), options);
    // A policy is evaluated or listed as unreviewed; a false alarm of these two would show here.
    expect(
      result.findings
        .filter((finding) => finding.rule === 'malformed-policy' && finding.path.includes('apimartifacts'))
        .map((finding) => finding.path),
    ).toEqual([]);
    expect(result.findings.filter((finding) => finding.rule === 'duplicate-cors')).toEqual([]);
  }
});

/** What the index says of the commits kept as artifacts: origins that were added to or removed from a policy. */
const added: Readonly<Record<string, readonly string[]>> = {
  'apiops-demo-fb4993204': ['https://red-apim-dev.developer.azure-api.net'],
  'apiops-demo-281bb7e3d': ['https://brd-apim-dev.developer.azure-api.net'],
  'dx-playground-d29af090b': ['*'],
  'dx-playground-8c3f279df': ['https://dx-d-itn-playground-pg-apim-01.developer.azure-api.net'],
  'apiazurelab-401be91e1': ['https://apim-ricardoreyesm.developer.azure-api.net', 'https://colors-web.azurewebsites.net'],
  'git_test_apim2-ad57d50ea': ['https://pim-nga-d-weu-papim-02.developer.azure-api.net'],
};

/** What the first line of each report says: read against the index by a person. */
const firstLines: Readonly<Record<string, string>> = {
  'apiazurelab-401be91e1': 'pass. 3 warnings, 3 infos. Browser access changes for 45 of 45 operations.',
  'apim-iati-gateway-45aab112b':
    'fail. 2 errors, 2 warnings, 7 infos. Browser access changes for 5 of 14 operations. 4 older findings of base do not count.',
  'apim-iati-gateway-b76ad9a91': 'pass. 5 warnings. Browser access changes for 16 of 16 operations. 4 older findings of base do not count.',
  'apim-iati-gateway-cda35cbbd':
    'fail. 1 error, 1 warning. What API Management refuses to save is not deployed, and what is deployed stays. 8 older findings of base do not count.',
  'apiops-759e268a5': 'pass. 1 warning, 2 infos. Browser access changes for 24 of 24 operations.',
  'apiops-demo-281bb7e3d': 'pass. 1 info. Browser access changes for 36 of 41 operations. 1 older finding of base does not count.',
  'apiops-demo-fb4993204': 'pass. 1 info. Browser access changes for 16 of 16 operations.',
  'dx-playground-8c3f279df': 'pass. 5 infos. Browser access changes for 14 of 16 operations. 2 older findings of base do not count.',
  'dx-playground-d29af090b': 'pass. 2 warnings, 2 infos. Browser access changes for 10 of 16 operations.',
  'dx-playground-f68b29965': 'pass. 1 warning. Browser access changes for 5 of 5 operations.',
  'git_test_apim2-ad57d50ea': 'pass. 1 warning, 1 info. Browser access changes for 68 of 74 operations.',
};

test.each(folders('replays').length === 0 ? [['none']] : folders('replays').map((name) => [name]))('replay %s', async (name) => {
  if (!isHere) return;
  const at = join(corpus, 'replays', name);
  const base = existsSync(join(at, 'base')) ? openFolder(join(at, 'base')) : memoryTree({});
  const result = await reviewTrees(base, openFolder(join(at, 'head')), options);
  const { title, sentences } = verdictOf(result);
  expect([`${title}.`, ...sentences].join(' ')).toBe(`APIM CORS Review: ${firstLines[name] ?? ''}`);
  const index = readFileSync(join(corpus, 'replays/INDEX.tsv'), 'utf8');
  expect(index).toContain(name);
  const gained = result.changes.flatMap((change) =>
    change.origins.filter((one) => one.before.allowed !== 'yes' && one.after.allowed !== 'no').map((one) => one.origin),
  );
  expect(gained).toEqual(expect.arrayContaining([...(added[name] ?? [])]));
});
