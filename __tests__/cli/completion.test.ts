import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rules } from '../../src/rules/catalogue.js';
import { temporaryFolder } from '../sources/temporary.js';
import { runHere } from './run-here.js';

const folder = temporaryFolder();
const project = resolve(__dirname, '../..');

async function scriptFor(shell: string): Promise<string> {
  const ran = await runHere('completion', shell);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return ran.stdout;
}

/** The commands that the help lists. */
async function commandNames(): Promise<readonly string[]> {
  const { stdout } = await runHere('--help');
  const [, list = ''] = /Commands:\n([\s\S]*?)\n\n/.exec(stdout) ?? [];
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name);
}

describe('bash', () => {
  let script = '';
  beforeAll(async () => {
    script = join(folder, 'completion.bash');
    writeFileSync(script, await scriptFor('bash'));
  });

  /** What bash offers for these words, the last of which is being typed. */
  function offered(...words: readonly string[]): readonly string[] {
    const program = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _apim_cors; printf "%s\\n" "${COMPREPLY[@]}"';
    return execFileSync('bash', ['--norc', '-c', program, 'bash', script, 'apim-cors', ...words], { encoding: 'utf8', cwd: folder })
      .split('\n')
      .filter((word) => word !== '');
  }

  test('the first word is a command or an option of the program', async () => {
    expect(offered('')).toEqual([...(await commandNames()), '--version', '-V', '--help', '-h']);
    expect(offered('sc')).toEqual(['scan']);
    expect(offered('--v')).toEqual(['--version']);
  });

  test.each([
    ['options of the command', ['scan', '--ba'], ['--baseline']],
    ['not those of another', ['review', '--basel'], []],
    ['none that changes nothing there', ['rules', '--fail'], []],
    ['values of an option', ['explain', '--credentials', ''], ['omit', 'same-origin', 'include']],
    ['values begun', ['review', '--format', 'j'], ['json', 'junit']],
    ['values after an equals sign', ['review', '--format', '=', 'sa'], ['sarif']],
    ['values right after it', ['scan', '--fail-on', '='], ['error', 'warning', 'info', 'never']],
    ['files, by bash itself, where a file is wanted', ['scan', '--output', ''], []],
    ['rules', ['rules', 'wildcard-o'], rules.map(({ id }) => id).filter((id) => id.startsWith('wildcard-o'))],
    ['shells', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['commands to help with', ['help', 'pla'], ['playground']],
    ['no value of an option that needs none', ['review', '--fix', '--pa'], ['--patch']],
    ['nothing of a command that there is not', ['nothing', '--'], []],
  ])('%s', (_, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  test('what is typed is run by nobody', () => {
    const trace = join(folder, 'ran');
    for (const word of [`$(touch ${trace})`, `\`touch ${trace}\``, `';touch ${trace};'`, `a*$(touch ${trace})`]) {
      for (const words of [[word], ['scan', word], [word, '--format', word], ['rules', word], ['scan', word, '']])
        expect(offered(...words)).toBeDefined();
    }
    expect(existsSync(trace)).toBe(false);
  });

  test('it is registered, and file names fill what it leaves empty', () => {
    const registered = execFileSync('bash', ['--norc', '-c', 'source "$1"; complete -p apim-cors', 'bash', script], { encoding: 'utf8' });
    expect(registered).toBe('complete -o bashdefault -o default -F _apim_cors apim-cors\n');
  });
});

const asked: readonly (readonly [fact: string, words: readonly string[], expected: readonly string[]])[] = [
  ['a command', ['sc'], ['scan']],
  ['options of the command', ['scan', '--basel'], ['--baseline']],
  ['not those of another', ['review', '--basel'], []],
  ['values of an option', ['review', '--format', 'j'], ['json', 'junit']],
  ['rules', ['rules', 'wildcard-origin-'], ['wildcard-origin-with-credentials']],
  ['shells', ['completion', 'f'], ['fish']],
];

function isThere(shell: string): boolean {
  const has = spawnSync(shell, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!has) console.log(`skipped: ${shell} is not installed here`);
  return has;
}

(isThere('fish') ? describe : describe.skip)('fish itself', () => {
  test.each(asked)('offers %s', async (_, words, expected) => {
    const script = join(folder, 'completion.fish');
    writeFileSync(script, await scriptFor('fish'));
    // Names of files, where nothing else fits, are fish's own.
    const empty = temporaryFolder();
    const offered = execFileSync('fish', ['-N', '-c', `source '${script}'; complete -C 'apim-cors ${words.join(' ')}'`], {
      encoding: 'utf8',
      cwd: empty,
      env: { ...process.env, HOME: empty },
    });
    expect(
      offered
        .split('\n')
        .map((line) => line.split('\t')[0] ?? '')
        .filter((word) => word !== ''),
    ).toEqual(expected);
  });
});

(isThere('zsh') ? describe : describe.skip)('zsh itself', () => {
  const load = async (): Promise<string> => {
    const script = join(folder, 'completion.zsh');
    writeFileSync(script, await scriptFor('zsh'));
    return script;
  };

  test('takes it for what completes the command', async () => {
    const program = 'autoload -Uz compinit; compinit -D -u; source $1; print -r -- $_comps[apim-cors]';
    expect(execFileSync('zsh', ['-f', '-c', program, 'zsh', await load()], { encoding: 'utf8', cwd: folder })).toBe('_apim_cors\n');
  });

  test.each(asked)('offers %s', async (_, words, expected) => {
    // compadd may be called within completion only: here it writes down what it is given, and what is typed sorts it out as zsh does.
    const program =
      'compdef() {}; compadd() { shift; print -rl -- "$@" }; _files() {}; source $1; shift; words=(apim-cors "$@"); CURRENT=$#words; _apim_cors';
    const offered = execFileSync('zsh', ['-f', '-c', program, 'zsh', await load(), ...words], { encoding: 'utf8', cwd: folder });
    expect(offered.split('\n').filter((word) => word !== '' && word.startsWith(words.at(-1) ?? ''))).toEqual(expected);
  });
});

test.each(['bash', 'zsh', 'fish'])('%s: every command and every long option that its help shows is in the script', async (shell) => {
  const script = await scriptFor(shell);
  for (const name of await commandNames()) {
    expect(script).toMatch(new RegExp(`\\b${name}\\b`));
    if (name === 'help') continue;
    const { stdout } = await runHere(name, '--help');
    const options = /Options:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? '';
    const longs = [...options.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, long = '']) => long);
    expect(longs.length).toBeGreaterThan(1);
    const own = shell === 'fish' ? script.split('\n').filter((line) => line.includes(`__fish_seen_subcommand_from ${name}'`)) : [script];
    for (const long of longs) expect(own.join('\n')).toMatch(new RegExp(shell === 'fish' ? `-l ${long}(?![\\w-])` : `--${long}(?![\\w-])`));
  }
});

test('fish: quotes of a description stay inside it', async () => {
  for (const line of (await scriptFor('fish')).split('\n').filter((one) => one.startsWith('complete ')))
    expect(line).toMatch(/^complete -c apim-cors(?: -[a-z]| [a-z_-]+| '(?:[^'\\]|\\['\\])*')*$/i);
});

test('another shell is a wrong argument', async () => {
  expect((await runHere('completion', 'tcsh')).code).toBe(2);
  expect((await runHere('completion')).code).toBe(2);
});

test('the help of every command ends with its document, which is there', async () => {
  for (const args of [[], ...(await commandNames()).filter((name) => name !== 'help').map((name) => [name])]) {
    const { stdout } = await runHere(...args, '--help');
    const [, page = ''] = /\nDocument: https:\/\/github\.com\/\S+?\/blob\/main\/(docs\/\S+\.md)\n$/.exec(stdout) ?? [];
    expect([args, existsSync(join(project, page))]).toEqual([args, page !== '']);
    expect(page).not.toBe('');
  }
});
