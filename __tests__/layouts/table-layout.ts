import { bareApi, bareService } from '../../src/apim/bare-service.js';
import { foundNothing, type Layout, type Reach } from '../../src/layouts/layout.js';
import { policyIn } from '../../src/layouts/policy-file.js';

/** The file that says where the policy of each API is. */
export const tableFile = 'gateway.json';

const all: Reach = { kind: 'all' };

/** A whole layout. */
export const table: Layout = {
  name: 'table',
  looksFor: tableFile,
  async find(tree, _options, cache) {
    const bytes = (await tree.read([tableFile])).get(tableFile);
    if (bytes === undefined) return foundNothing;
    const apis = Object.entries(JSON.parse(new TextDecoder().decode(bytes)) as Record<string, string>);
    const claims = (path: string): boolean => apis.some(([, own]) => own === path);
    const covers = (path: string): boolean => path === tableFile || claims(path);
    const load = async () => {
      const read = await tree.read(apis.map(([, path]) => path));
      const found = apis.flatMap(([id, path]) => {
        const entry = tree.entries.get(path);
        return entry === undefined ? [] : [bareApi(id, null, policyIn(entry, read.get(path), cache))];
      });
      return [{ ...bareService('', null), apis: found }];
    };
    return {
      ...foundNothing,
      sites: [{ root: '', environments: [], covers, reachOf: () => all, load }],
      claims,
      reach: (paths) => Promise.resolve(new Map(paths.some(covers) ? [['', all]] : [])),
    };
  },
};
