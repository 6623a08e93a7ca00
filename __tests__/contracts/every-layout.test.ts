import { checkContracts, openChecked } from '../../src/contracts/check-contracts.js';
import { initialContracts } from '../../src/contracts/initial-contracts.js';
import { contractsFile } from '../../src/report/contracts-file.js';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { hostings, layoutNames, type LayoutName } from '../rules/hosting.js';
import { clausesOf } from './checked.js';

const shop = 'https://shop.contoso.com';
const evil = 'https://evil.fabrikam.com';
const clauses = `contracts:
  - { name: the shop reads, allow: "${shop}", call: "GET /orders/**" }
  - { name: the shop writes, allow: "${shop}", call: "PUT /orders/**" }
  - { name: nobody else, only: "${shop}", call: "*" }
  - { name: not these, deny: "${evil}", call: "GET /orders/**" }
`;

// The same service in every layout: read by GET alone, and by somebody whom no clause lets in.
const artifacts = repository({
  [globalPath]: policy([]),
  [apiPath]: policy(cors({ origins: [shop, evil], methods: ['GET'] })),
  ...ordersSpecification(['get', 'put']),
});

async function keptIn(name: LayoutName): Promise<readonly string[] | null> {
  const hosted = (await hostings(artifacts))?.get(name);
  if (hosted === undefined) return null;
  const settings = { ...defaultSettings, scopes: hosted.scopes };
  const contracts = clausesOf(clauses);
  const state = await openChecked(memoryTree(hosted.files), settings, { clauses: contracts.clauses, environments: null });
  const { results, problems } = await checkContracts(contracts, state, { repair: false });
  expect(problems).toEqual([]);
  const written = clausesOf(contractsFile(initialContracts(state)));
  const again = await openChecked(memoryTree(hosted.files), settings, { clauses: written.clauses, environments: null });
  expect((await checkContracts(written, again, { repair: false })).results.filter(({ result }) => result !== 'kept')).toEqual([]);
  return results.map(({ clause, result }) => `${clause.name}: ${result}`);
}

const told = ['the shop reads: kept', 'the shop writes: broken', 'nobody else: broken', 'not these: broken'];

test.each(layoutNames.filter((name) => name !== 'scopes:').map((name) => [name]))(
  '%s: the same clauses are kept and broken, and --init is kept',
  async (name) => {
    expect(await keptIn(name)).toEqual(told);
  },
);
