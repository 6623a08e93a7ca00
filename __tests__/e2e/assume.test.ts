import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '../sources/temporary.js';
import { runCli } from './run-cli.js';
import { appOrigin, globalPath, policy, portalCors, service } from './service.js';

/** `--assume` settles an open point for one run of a command, and outranks the leaning and the configuration. */

const folder = temporaryFolder();
const base = join(folder, 'base');
const head = join(folder, 'head');

beforeAll(() => {
  writeFiles(base, service);
  writeFiles(head, { ...service, [globalPath]: policy(portalCors) });
});

const point = 'terminate-unmatched-default';
/** Under `false` a later `<cors>` still has to decorate the answer: then nothing is open for the app any more. */
const passesOn = ['--assume', `${point}=false`, '--assume', 'second-cors-decorates-actual=yes'];
const ends = ['--assume', `${point}=true`];
const explained = ['explain', '--origin', appOrigin, '--method', 'GET', '--api', 'orders', '--operation', 'get-orders', '--key', 'query'];

interface Told {
  readonly verdict?: string;
  readonly certainty?: string;
  readonly outcomes?: readonly { readonly readings: Readonly<Record<string, string>> }[];
  readonly findings?: readonly { readonly rule: string; readonly severity: string; readonly certainty: string }[];
}

const told = (command: readonly string[], more: readonly string[]): { readonly code: number | null; readonly report: Told } => {
  const { code, stdout, stderr } = runCli([...command, '--format', 'json', ...more]);
  expect(stderr).toBe('');
  return { code, report: JSON.parse(stdout) as Told };
};
const shadow = ({ findings = [] }: Told): string => {
  const found = findings.find((one) => one.rule === 'inherited-cors-decides');
  return found === undefined ? 'none' : `${found.severity} ${found.certainty}`;
};

describe.each<[command: string, args: readonly string[]]>([
  ['scan', ['scan', '--dir', head]],
  ['review', ['review', '--base-dir', base, '--head-dir', head]],
])('%s', (_, args) => {
  test.each<[string, readonly string[], number, string]>([
    ['nothing assumed: the leaning, reported', [], 1, 'error reported'],
    ['the leaning assumed: nothing is left open', ends, 1, 'error documented'],
    ['the other reading assumed', passesOn, 0, 'none'],
  ])('%s', (_fact, more, code, expected) => {
    const ran = told(args, more);
    expect([ran.code, shadow(ran.report)]).toEqual([code, expected]);
  });
});

describe('explain', () => {
  test.each<[string, readonly string[], number, string, readonly string[]]>([
    ['nothing assumed: the leaning, and the other reading beside it', [], 1, 'blocked', [point]],
    ['the leaning assumed: no other reading of it is told', ends, 1, 'blocked', []],
    ['the other reading assumed', passesOn, 0, 'allowed', []],
  ])('%s', (_fact, more, code, verdict, open) => {
    const ran = told([...explained, '--dir', head], more);
    expect([ran.code, ran.report.verdict]).toEqual([code, verdict]);
    const asked = new Set((ran.report.outcomes ?? []).flatMap(({ readings }) => Object.keys(readings)));
    expect([...asked].filter((one) => one === point)).toEqual(open);
  });
});

test('it outranks the configuration', () => {
  const configured = join(folder, 'configured');
  writeFiles(configured, { ...service, [globalPath]: policy(portalCors), '.github/apim-cors.yml': `assume:\n  ${point}: 'true'\n` });
  const config = ['--config', join(configured, '.github/apim-cors.yml')];
  expect(told([...explained, '--dir', configured, ...config], []).report.verdict).toBe('blocked');
  expect(told([...explained, '--dir', configured, ...config], passesOn).report.verdict).toBe('allowed');
});

test.each<[string, readonly string[]]>([
  ['scan', ['scan', '--dir', head]],
  ['review', ['review', '--base-dir', base, '--head-dir', head]],
  ['explain', [...explained, '--dir', head]],
])('%s: a point or a reading that there is not is a wrong command line', (_, args) => {
  for (const wrong of ['terminate-unmatched-defualt=true', `${point}=maybe`, 'nothing']) {
    const { code, stderr } = runCli([...args, '--assume', wrong]);
    expect(code).toBe(2);
    expect(stderr).toContain('--assume:');
  }
});
