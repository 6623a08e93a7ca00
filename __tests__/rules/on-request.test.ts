import { parseSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { titleOf } from '../report/said.js';

const portal = cors({
  origins: ['https://contoso.developer.azure-api.net'],
  attributes: ' allow-credentials="true" terminate-unmatched-request="true"',
});
const app = cors({ origins: ['https://app.contoso.com'] });
const options = (yaml: string) => ({ settings: parseSettings(yaml, 'c.yml'), today: '2026-01-01' });

describe('where every section has to begin with <base />', () => {
  const shadowed = repository({ [globalPath]: policy(portal), [apiPath]: policy(['<base />', ...app]) });
  const titles = async (yaml: string): Promise<readonly string[]> => {
    const { findings } = await scanTree(memoryTree(shadowed), options(yaml));
    return findings.filter(({ rule }) => rule === 'inherited-cors-decides').flatMap(({ suggestions }) => suggestions.map(titleOf));
  };

  test('no repair moves a <cors> above it', async () => {
    expect(await titles('')).toContainEqual(expect.stringContaining('above <base />'));
    const kept = await titles('rules:\n  base-first-required: error');
    expect(kept).not.toContainEqual(expect.stringContaining('above <base />'));
    expect(kept).not.toEqual([]);
  });
});

test('the portal’s console is part of the cause by which it loses access', async () => {
  const base = repository({ [globalPath]: policy(portal), [apiPath]: policy(['<base />']) });
  const head = repository({ [globalPath]: policy(portal), [apiPath]: policy(app) });
  const review = await reviewTrees(memoryTree(base), memoryTree(head), options(''));
  const [cause, ...others] = rootCauses(review).filter(({ findings }) => findings.some(({ rule }) => rule === 'portal-cors-lost'));
  expect(others).toEqual([]);
  expect(cause?.findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['access-narrowed', 'portal-cors-lost']));
});
