import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.js';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';

interface Step {
  readonly checkout?: string;
  readonly fetchDepth?: number;
  readonly persistCredentials?: boolean;
  readonly task?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly bash?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const folder = resolve(__dirname, '../../examples/azure-pipelines');
const files = readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')]);
const stepsOf = (text: string): readonly Step[] => (parse(text) as { readonly steps: readonly Step[] }).steps;

/** Inputs of tasks, as Microsoft Learn, "Azure Pipelines task reference" has them. */
const tasks: Readonly<Record<string, readonly string[]>> = {
  'UseNode@1': ['version'],
  'PublishTestResults@2': ['testResultsFormat', 'testResultsFiles', 'testRunTitle', 'failTaskOnFailedTests'],
  'PublishBuildArtifacts@1': ['pathToPublish', 'artifactName'],
};

const program = createProgram(() => undefined);

test.each(files)('%s: tasks and options that there are', (_, text) => {
  let commands = 0;
  for (const { task, inputs = {}, bash = '' } of stepsOf(text)) {
    if (task !== undefined) expect(Object.keys(inputs).filter((name) => tasks[task]?.includes(name) !== true)).toEqual([]);
    for (const [, name = '', rest = ''] of bash.matchAll(/npx --yes apim-cors-review (\w+)(.*)/g)) {
      commands += 1;
      const command = program.commands.find((one) => one.name() === name);
      for (const [, option = '', value = ''] of rest.matchAll(/(--[\w-]+) ([^\s-]\S*)/g)) {
        const known = command?.options.find(({ long }) => long === option);
        expect([option, known?.long]).toEqual([option, option]);
        if (known?.argChoices !== undefined) expect(known.argChoices).toContain(value);
      }
    }
  }
  expect(commands).toBeGreaterThan(0);
});

test.each(files)('%s: the least rights, and no text of others in a script', (name, text) => {
  const steps = stepsOf(text);
  const checkout = steps.find((step) => step.checkout === 'self');
  expect(checkout?.persistCredentials).toBe(false);
  // A comparison needs both sides.
  if (text.includes(' review ')) expect(checkout?.fetchDepth).toBe(0);
  for (const { bash = '', env = {} } of steps) {
    expect(bash).not.toMatch(/\$\(|\$\{\{/);
    expect(env).toEqual(bash.includes('--post') ? { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' } : {});
  }
  expect(text.includes('AccessToken')).toBe(name === 'pull-request.yml');
});

test.each([
  ['findings are published, and the build goes on', 1, true],
  ['nothing found', 0, true],
  ['a wrong configuration fails the build', 2, false],
  ['nothing to read fails the build', 3, false],
])('reports.yml: %s', (_, scanned, goesOn) => {
  const folder = temporaryFolder();
  writeFiles(folder, { npx: `#!/bin/bash\ncase "$*" in *junit*) exit ${scanned};; esac\n` });
  chmodSync(join(folder, 'npx'), 0o755);
  const script = stepsOf(files.find(([name]) => name === 'reports.yml')?.[1] ?? '').find(({ bash = '' }) => bash.includes('junit'))?.bash ?? '';
  const { status } = spawnSync('bash', ['--noprofile', '--norc', '-c', script], { env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` } });
  expect(status === 0).toBe(goesOn);
});
