import { defaultSettings } from '../../src/config/settings.js';
import { repository } from '../../src/layouts/apiops/example.js';
import { plainPhrase } from '../../src/report/phrase.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { reviewWithMerge } from '../../src/review/merge.js';
import { memoryTree } from '../memory-tree.js';

/** A pull request runs its own workflow: that it alters what runs the check is told. */

type Files = Readonly<Record<string, string>>;
const workflow = [
  'on: pull_request',
  'jobs:',
  '  cors:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - uses: contoso/apim-cors-review@v1',
  '        with:',
  '          fail-on: warning',
].join('\n');

async function notes(base: Files, head: Files): Promise<readonly string[]> {
  const [before, after] = [base, head].map((files) => memoryTree({ ...repository({}), ...files }));
  if (before === undefined || after === undefined) throw new Error('two sides');
  const run = { settings: defaultSettings, today: '2026-11-30' };
  const made = await reviewWithMerge({ base: before, head: after }, () => Promise.resolve(null), run);
  return made.notes.flatMap((note) => (note.code === 'workflow-changed' ? [plainPhrase(notePhrase(note))] : []));
}

const path = '.github/workflows/cors.yml';

test.each<[string, string]>([
  ['fails less', workflow.replace('warning', 'never')],
  ['runs for other paths only', workflow.replace('on: pull_request', 'on:\n  pull_request:\n    paths: [docs/**]')],
  ['is pinned to an older version', workflow.replace('@v1', '@0123456789012345678901234567890123456789')],
  ['goes on where it fails', workflow.replace('    steps', '    continue-on-error: true\n    steps')],
  ['never runs the step', workflow.replace('- uses', '- if: false\n        uses')],
  ['takes another configuration', workflow.replace('fail-on: warning', 'config: other.yml')],
  ['looks at fewer environments', workflow.replace('fail-on: warning', 'environments: dev')],
])('a workflow that %s is told', async (_, text) => {
  expect(await notes({ [path]: workflow }, { [path]: text })).toEqual([
    `This change alters ${path}, which runs this check: look at when it runs, which version of it, and with which inputs. They outrank the configuration.`,
  ]);
});

test.each<[string, Files]>([
  ['is gone', {}],
  ['runs something else', { [path]: workflow.replace('contoso/apim-cors-review', 'actions/checkout') }],
  ['is renamed', { '.github/workflows/other.yml': workflow }],
])('a workflow that %s is told', async (_, head) => {
  expect(await notes({ [path]: workflow }, head)).toEqual([`This change has ${path} not run this check any more.`]);
});

test.each(['azure-pipelines.yml', 'pipelines/azure-pipelines-cors.yaml', '.gitlab-ci.yml'])('so is what runs the command in %s', async (file) => {
  const script = 'script: npx apim-cors review --base origin/main --fail-on warning\n';
  expect(await notes({ [file]: script }, { [file]: script.replace('warning', 'never') })).toEqual([expect.stringContaining(`alters ${file}, which`)]);
});

test.each<[string, Files, Files]>([
  ['that stays', { [path]: workflow }, { [path]: workflow }],
  ['that comes', {}, { [path]: workflow }],
  ['that is of something else', { '.github/workflows/build.yml': 'on: push\n' }, { '.github/workflows/build.yml': 'on: pull_request\n' }],
])('a workflow %s is not', async (_, base, head) => {
  expect(await notes(base, head)).toEqual([]);
});

test('it is told behind hundreds of others that change too', async () => {
  const others = (text: string): Files => Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`.github/workflows/a${index}.yml`, text]));
  const [told, ...more] = await notes(
    { ...others('on: push'), [path]: workflow },
    { ...others('on: [push]'), [path]: workflow.replace('warning', 'never') },
  );
  expect([told?.includes(`alters ${path}`), more]).toEqual([true, []]);
});
