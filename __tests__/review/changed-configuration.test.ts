import { parseSettings } from '../../src/config/settings.js';
import { withContracts } from '../../src/contracts/review-contracts.js';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { plainPhrase } from '../../src/report/phrase.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { reviewWithMerge } from '../../src/review/merge.js';
import { memoryTree } from '../memory-tree.js';

/** A change cannot relax its own gate, and that it relaxes the gate of those that come after it is told. */

const path = '.github/apim-cors.yml';
type Files = Readonly<Record<string, string>>;

async function review(base: Files, head: Files): Promise<{ readonly notes: readonly string[]; readonly failed: boolean; readonly summary: string }> {
  const settings = parseSettings(base[path] ?? '', path);
  const run = { settings, today: '2026-11-30' };
  const sides = { base: memoryTree(base), head: memoryTree(head) };
  const made = await withContracts(await reviewWithMerge(sides, () => Promise.resolve(null), run), sides, run);
  const notes = made.notes.flatMap((note) => (note.code === 'configuration-changed' ? [plainPhrase(notePhrase(note))] : []));
  return { notes, failed: made.conclusion === 'fail', summary: jobSummary(made) };
}

const service = repository({});
const opened = repository({ [apiPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })) });
const counts = 'This review goes by what base has; once this is merged, the next ones go by';

test.each<[fact: string, base: string, head: string | null, told: string]>([
  ['fails less', 'fail-on: warning\n', 'fail-on: never\n', `alters the configuration ${path}: fail-on from warning to never. ${counts} that.`],
  ['ignores', 'fail-on: error\n', 'ignore:\n  - { rule: wildcard-origin, path: "**", reason: x }\n', `${path}: ignore. ${counts} that.`],
  ['switches a rule off', '', 'rules: { access-widened: off }\n', `${path}: rules. ${counts} that.`],
  [
    'switches a rule off somewhere',
    'rules: { access-widened: error }\n',
    'rules: { access-widened: [{ path: "a/**", severity: off }] }\n',
    `${path}: rules.`,
  ],
  ['lets comments count', 'ignores: base\n', '', `${path}: ignores from base to head.`],
  ['gives other scopes', 'scopes: [{ path: a.xml, scope: global }]\n', 'scopes: [{ path: b.xml, scope: global }]\n', `${path}: scopes.`],
  ['looks at fewer environments', 'environments: [prod, dev]\n', 'environments: [dev]\n', `${path}: environments.`],
  ['takes one for development', '', 'development-environments: [prod]\n', `${path}: development-environments.`],
  ['assumes', '', 'assume: { terminate-unmatched-default: "false" }\n', `${path}: assume.`],
  ['lets dropped promises go', 'enforce-contracts: base\n', 'enforce-contracts: head\n', 'enforce-contracts from base to head.'],
  ['goes', 'fail-on: info\n', null, `removes the configuration ${path}. ${counts} the defaults, which alters fail-on from info to error.`],
  ['is no configuration any more', 'fail-on: info\n', 'fail-at: info\n', `makes of ${path} something that is no configuration.`],
])('a configuration that %s is told', async (_, base, head, told) => {
  const of = (text: string | null): Files => (text === null ? {} : { [path]: text });
  const { notes, summary } = await review({ ...service, ...of(base) }, { ...service, ...of(head) });
  expect(notes).toEqual([expect.stringContaining(told)]);
  expect(summary).toContain('This review goes by what base has');
  const both = await review({ ...service, ...of(base) }, { ...opened, ...of(head) });
  expect({ notes: both.notes.length, failed: both.failed }).toEqual({ notes: 1, failed: true });
});

test.each<[fact: string, base: string, head: string]>([
  ['a comment', 'fail-on: error\n', '# as agreed\nfail-on: error\n'],
  ['the order of keys', 'fail-on: error\nprofile: strict\n', 'profile: strict\nfail-on: error\n'],
  ['a default written down', '', 'fail-on: error\n'],
])('%s is no change of it', async (_, base, head) => {
  expect((await review({ ...service, [path]: base }, { ...service, [path]: head })).notes).toEqual([]);
});

test('a link in its place is told', async () => {
  const base = memoryTree({ ...service, [path]: 'fail-on: error\n' });
  const plain = memoryTree({ ...service, 'x.yml': 'fail-on: never\n' });
  const head = { ...plain, entries: new Map([...plain.entries, [path, { path, id: 'link', kind: 'symlink' as const }]]) };
  const run = { settings: parseSettings('fail-on: error\n', path), today: '2026-11-30' };
  const { notes } = await reviewWithMerge({ base, head }, () => Promise.resolve(null), run);
  expect(notes).toEqual([{ code: 'configuration-changed', given: { path, state: 'unreadable', keys: [] } }]);
});

test('promises that nobody finds once the configuration is gone are told as dropped', async () => {
  const promises = 'contracts:\n  - { name: nobody else, only: "https://portal.contoso.com", call: "*" }\n';
  const base = { ...service, [path]: 'contracts: ops/promises.yml\n', 'ops/promises.yml': promises };
  const { [path]: gone, ...head } = base;
  expect(gone).toBeDefined();
  const run = { settings: parseSettings(base[path], path), today: '2026-11-30' };
  const sides = { base: memoryTree(base), head: memoryTree(head) };
  const made = await withContracts(await reviewWithMerge(sides, () => Promise.resolve(null), run), sides, run);
  expect(made.findings.map(({ rule }) => rule)).toContain('contract-relaxed');
});
