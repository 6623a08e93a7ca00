import { parseSettings } from '../../src/config/settings.js';
import { policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files } from './hosts.js';
import { own } from './opening-texts.js';

/** Where an API is called may be left to a value that nobody gives in the repository: written otherwise, it may be somewhere else, though no policy changes. */

const nothing = 'Nothing changes for anybody';
const plain = policy(['<base />']);
const kept = { global: plain, api: own, operation: plain };

interface Language {
  /** The code that stands for the path of the API, its version and the URL of its operation. */
  readonly path: string;
  readonly url: string;
  readonly declared: (name: string) => string;
  /** A text with the value of a name in it. */
  readonly filled: (name: string, rest: string) => string;
  /** A comment in a line of its own, where there are such. */
  readonly note: string;
}

const hcl: Language = {
  path: 'path = "orders"',
  url: 'url_template = "/{id}"',
  declared: (name) => `variable "${name}" {}\n`,
  filled: (name, rest) => `"\${var.${name}}${rest}"`,
  note: '# where it answers\n',
};
const bicep: Language = {
  path: "path: 'orders'",
  url: "urlTemplate: '/{id}'",
  declared: (name) => `param ${name} string\n`,
  filled: (name, rest) => `'\${${name}}${rest}'`,
  note: '// where it answers\n',
};
const arm: Language = {
  path: '"path": "orders"',
  url: '"urlTemplate": "/{id}"',
  declared: () => '',
  filled: (name, rest) => `"[concat(parameters('${name}'), '${rest}')]"`,
  note: '',
};
const languages: Readonly<Record<string, Language>> = { Terraform: hcl, 'Terraform with files': hcl, Bicep: bicep, 'an ARM template': arm };

const layouts = hosts.filter(({ name }) => name in languages).map((host) => [host.name, host.files(kept), languages[host.name] ?? hcl] as const);

/** The code with a value in place of the one that it has. */
function given(files: Files, language: Language, at: 'path' | 'url', value: (language: Language) => string): Files {
  const main = Object.keys(files).find((path) => files[path]?.includes(language[at])) ?? '';
  const [key = ''] = language[at].split(/(?<=[=:] )/);
  const text = files[main] ?? '';
  const declared = ['stage', 'area'].map(language.declared).join('');
  return { ...files, [main]: declared + text.replace(language[at], () => `${key}${value(language)}`) };
}

async function review(base: Files, head: Files): Promise<{ readonly said: readonly string[]; readonly proven: boolean; readonly hides: boolean }> {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: parseSettings('', 'x.yml'), today: '2026-01-01' });
  const said = made.findings.filter(({ status }) => status === 'new').map(({ severity, rule, says }) => `${severity} ${rule} ${says.code}`);
  return { said, proven: made.provenUnchanged, hides: jobSummary(made).includes(nothing) };
}

const told = { said: ['warning not-understood not-understood.address'], proven: false, hides: false };
const silent = { said: [], proven: true, hides: true };

describe.each(layouts)('%s', (_, files, language) => {
  const at = (where: 'path' | 'url', name: string, rest = ''): Files => given(files, language, where, ({ filled }) => filled(name, rest));

  test.each(['path', 'url'] as const)('an open %s gets something behind it', async (where) => {
    expect(await review(at(where, 'stage'), at(where, 'stage', '-x'))).toEqual(told);
  });
  test.each(['path', 'url'] as const)('the %s is another value’s', async (where) => {
    expect(await review(at(where, 'stage'), at(where, 'area'))).toEqual(told);
  });
  test.each(['path', 'url'] as const)('a known %s is left open, and the other way round', async (where) => {
    expect(await review(files, at(where, 'stage'))).toEqual(told);
    expect(await review(at(where, 'stage'), files)).toEqual(told);
  });
  test.each(['path', 'url'] as const)('an open %s stays as it is', async (where) => {
    const base = at(where, 'stage', '/v1');
    const main = Object.keys(base).find((path) => base[path] !== files[path]) ?? '';
    expect(await review(base, { ...base, [main]: `${language.note}${base[main] ?? ''}\n` })).toEqual(silent);
  });
  test('a browser is let in on neither side', async () => {
    const closed = at('path', 'stage');
    const shut = (all: Files): Files => Object.fromEntries(Object.entries(all).map(([path, text]) => [path, text.replaceAll('cors', 'quota')]));
    expect((await review(shut(closed), shut(at('path', 'area')))).said.filter((one) => one.includes('address'))).toEqual([]);
  });
});
