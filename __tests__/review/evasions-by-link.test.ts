import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Tree } from '../../src/layouts/tree.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files } from './hosts.js';

/** A file that is a link, a submodule or a pointer of Git LFS by now is there, and nobody has read it. */

const plain = policy(['<base />']);
const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const pointer = (oid: string): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 1\n`;

type Kind = 'symlink' | 'submodule' | 'lfs';
const kinds: readonly Kind[] = ['symlink', 'submodule', 'lfs'];

/** The tree with a file that is none; `state`: what it points to. */
function linked(files: Files, label: string, path: string, kind: Kind, state: string): Tree {
  if (kind === 'lfs') return memoryTree({ ...files, [path]: pointer(state) }, label);
  const tree = memoryTree(files, label);
  const entries = new Map([...tree.entries, [path, { path, kind, id: `${kind} ${state}` }] as const]);
  const read = async (paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> => tree.read(paths.filter((one) => one !== path));
  return { ...tree, entries, read };
}

interface Said {
  readonly isError: boolean;
  readonly said: readonly string[];
  readonly quiet: boolean;
}

async function review(base: Tree, head: Tree, yaml: string): Promise<Said> {
  const made = await reviewTrees(base, head, { settings: parseSettings(yaml, '.github/apim-cors.yml'), today: '2026-01-01' });
  const fresh = made.findings.filter(({ status }) => status === 'new');
  return {
    isError: fresh.some(({ severity }) => severity === 'error'),
    said: fresh.map(({ severity, rule, path }) => `${severity} ${rule} ${path}`),
    quiet: made.provenUnchanged || /Nothing changes for anybody|No file of an API Management/.test(jobSummary(made)),
  };
}

/** Metadata of an API is no policy, and where it cannot be read the API keeps its own: a warning. */
const isMetadata = /^artifacts\/.*\.json$/;
const all = hosts.flatMap((host) => {
  const files = host.files({ global: plain, api: own, operation: plain });
  return Object.keys(files).flatMap((path) => kinds.map((kind) => [host.name, path, kind, files, host.yaml] as const));
});

test.each(all)('%s: %s is a %s', async (_layout, path, kind, files, yaml) => {
  const { isError, said, quiet } = await review(memoryTree(files, 'base'), linked(files, 'head', path, kind, 'a'), yaml);
  expect([isMetadata.test(path) ? said.some((one) => one.startsWith('warning')) : isError, said, quiet]).toEqual([true, said, false]);
});

test.each(all)('%s: %s is another %s', async (_layout, path, kind, files, yaml) => {
  const { said, quiet } = await review(linked(files, 'base', path, kind, 'a'), linked(files, 'head', path, kind, 'b'), yaml);
  expect([said.some((one) => !one.startsWith('info')), said, quiet]).toEqual([true, said, false]);
});

const artifacts = hosts[0]?.files({ global: plain, api: own, operation: plain }) ?? {};

test.each(kinds.flatMap((kind) => ['yaml', 'yml'].map((ending) => [kind, `configuration.prod.${ending}`] as const)))(
  'what an environment overrides is in a %s: %s',
  async (kind, path) => {
    expect(await review(memoryTree(artifacts, 'base'), linked(artifacts, 'head', path, kind, 'a'), '')).toMatchObject({
      isError: true,
      quiet: false,
    });
  },
);

test.each(['named values', 'namedValues', 'policy fragments', 'policyFragments', 'products', 'workspaces', 'apis/new', 'apis/orders/operations/new'])(
  'a folder of the service is a link: %s',
  async (folder) => {
    for (const kind of ['symlink', 'submodule'] as const)
      expect(await review(memoryTree(artifacts, 'base'), linked(artifacts, 'head', `artifacts/${folder}`, kind, 'a'), '')).toMatchObject({
        isError: true,
        quiet: false,
      });
  },
);
