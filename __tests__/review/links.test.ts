import { parseSettings } from '../../src/config/settings.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import type { Tree } from '../../src/layouts/tree.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const scoped = 'policies/orders.xml';
const settings = parseSettings(`scopes:\n  - path: ${scoped}\n    scope: api\n    api: orders\n`, '.github/apim-cors.yml');
const base = { ...repository({ [apiPath]: own }), [scoped]: own, 'docs/orders/guide.md': 'x' };

/** The files without what lies below a path, which is a link or a submodule now. */
function linked(path: string, kind: 'symlink' | 'submodule'): Tree {
  const tree = memoryTree(Object.fromEntries(Object.entries(base).filter(([file]) => file !== path && !file.startsWith(`${path}/`))));
  return { ...tree, entries: new Map([...tree.entries, [path, { path, id: 'c'.repeat(40), kind }]]) };
}

describe.each(['symlink', 'submodule'] as const)('a %s', (kind) => {
  test.each(['apimartifacts', 'apimartifacts/apis', 'apimartifacts/apis/orders', apiPath, 'policies', scoped])(
    'in the place of %s holds policies that cannot be read: the check fails',
    async (path) => {
      const { conclusion, findings } = await reviewTrees(memoryTree(base), linked(path, kind), { settings, today: '2026-01-01' });
      expect(conclusion).toBe('fail');
      expect(findings.filter(({ severity }) => severity === 'error').map((one) => one.path)).toEqual([path]);
    },
  );

  test('in the place of a policy, with the id that the policy had: the check fails', async () => {
    const before = memoryTree(base);
    const tree = linked(apiPath, kind);
    const id = before.entries.get(apiPath)?.id ?? '';
    const after = { ...tree, entries: new Map([...tree.entries, [apiPath, { path: apiPath, id, kind }]]) };
    const { conclusion, provenUnchanged } = await reviewTrees(before, after, { settings, today: '2026-01-01' });
    expect([conclusion, provenUnchanged]).toEqual(['fail', false]);
  });

  test.each([
    'apimartifacts/apis/payments',
    'apimartifacts/products',
    'apimartifacts/products/starter',
    'apimartifacts/workspaces',
    'apimartifacts/workspaces/team',
    'apimartifacts/workspaces/team/apis',
    'apimartifacts/policy fragments',
    'apimartifacts/policyFragments/shared',
    'apimartifacts/apis/orders/operations',
    'apimartifacts/apis/orders/operations/new',
    'policies/more',
    'policies/more/deep',
  ])('that is new at %s may hold policies: the check fails', async (path) => {
    const scopes = parseSettings("scopes:\n  - path: 'policies/**/*.xml'\n    scope: api\n    api: orders\n", '.github/apim-cors.yml');
    const from = Object.fromEntries(Object.entries(base).filter(([file]) => !file.startsWith(`${path}/`)));
    const made = await reviewTrees(memoryTree(from), linked(path, kind), { settings: scopes, today: '2026-01-01' });
    expect([made.conclusion, made.provenUnchanged]).toEqual(['fail', false]);
    expect(made.findings.filter(({ severity }) => severity === 'error').map((one) => one.path)).toEqual([path]);
  });

  test.each(['apimartifacts/apis/orders/tags', 'apimartifacts/docs', 'docs/more', 'policies/more'])('that is new at %s holds none', async (path) => {
    const { conclusion, findings } = await reviewTrees(memoryTree(base), linked(path, kind), { settings, today: '2026-01-01' });
    expect([conclusion, findings]).toEqual(['pass', []]);
  });

  test('in a place without policies is nothing to look at', async () => {
    const { conclusion, findings } = await reviewTrees(memoryTree(base), linked('docs/orders', kind), { settings, today: '2026-01-01' });
    expect([conclusion, findings]).toEqual(['pass', []]);
  });
});
