import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { isOpen } from '../../src/text/open-parts.js';
import { readJson } from '../../src/layouts/metadata.js';
import { readPolicy } from '../../src/apim/read-policy.js';
import { readOperations } from '../../src/layouts/specification.js';
import { readYaml } from '../../src/layouts/yaml-file.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const isRead = async (path: string, text: string): Promise<boolean> => (await readOperations(path, text)).ok;
const megabyte = 1024 * 1024;

// Far above what the slowest of them takes on a busy machine, far below what anything quadratic takes.
jest.setTimeout(120_000);

/** Inputs from a pull request's author. Each takes minutes, or ends the process, where something is not linear. */
describe('nothing in a file keeps the reader busy', () => {
  test.each<[string, () => unknown, unknown]>([
    ['a key that is all spaces', () => isRead('specification.yaml', `paths:\n  a${' '.repeat(4 * megabyte)}b\n`), true],
    [
      'an id that is all spaces',
      () => isRead('specification.yaml', `paths:\n  /a:\n    get:\n      operationId: a${' '.repeat(4 * megabyte)}b\n`),
      true,
    ],
    ['a path that is all dashes', () => isRead('specification.yaml', `paths:\n  /a${'-'.repeat(megabyte)}:\n    get:\n      summary: x\n`), true],
    ['brackets in a specification', () => isRead('specification.yaml', `paths: ${'['.repeat(megabyte)}`), false],
    ['lists in a list', () => isRead('specification.yaml', `paths: ${'- '.repeat(megabyte)}`), false],
    ['keys in keys', () => readYaml('configuration.prod.yaml', bytes('? '.repeat(megabyte))).ok, false],
    ['maps in maps', () => readYaml('configuration.prod.yaml', bytes('{a: '.repeat(megabyte))).ok, false],
    [
      'maps below maps',
      () => readYaml('configuration.prod.yaml', bytes(Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'))).ok,
      false,
    ],
    ['a JSON text of brackets', () => readJson('apiInformation.json', bytes('['.repeat(4 * megabyte))).ok, false],
    ['a JSON text of pairs of brackets', () => isRead('specification.json', `${'['.repeat(megabyte)}${']'.repeat(megabyte)}`), true],
    ['a JSON text of more brackets than there is memory for', () => isRead('specification.json', '['.repeat(19 * megabyte)), false],
    ['a JSON text with one long string', () => readJson('a.json', bytes(`"${'x'.repeat(4 * megabyte)}" x`)).ok, false],
    ['a JSON text of escapes', () => readJson('a.json', bytes(`"${'\\n'.repeat(2 * megabyte)}" x`)).ok, false],
    [
      'a key of quotes',
      () => isRead('specification.yaml', `paths:\n  '${"''".repeat(2 * megabyte)}':\n    get:\n      operationId: '${"''".repeat(2 * megabyte)}'\n`),
      true,
    ],
    ['metadata of 6 MB', () => readJson('apiInformation.json', bytes(`"${'x'.repeat(6 * megabyte)}"`)).ok, false],
    ['a specification of 25 MB', () => isRead('specification.json', `"${'x'.repeat(25 * megabyte)}"`), false],
    ['a named value of opened tokens', () => isOpen('#{'.repeat(2 * megabyte), 'value'), true],
    ['a named value of underscores', () => isOpen(`${'__ '.repeat(megabyte)}x`, 'value'), false],
    [
      'policies that each hold a base',
      () => readPolicy('policy.xml', '1', `<policies><inbound>${'<a><base/></a>'.repeat(70_000)}</inbound></policies>`).ok,
      true,
    ],
    [
      'ignore comments with nothing behind them',
      () => readPolicy('policy.xml', '1', `<policies><inbound/>${'<!-- apim-cors-ignore a: b -->\n'.repeat(32_000)}</policies>`).ok,
      true,
    ],
  ])('%s', async (_name, read, expected) => {
    expect(await read()).toBe(expected);
  });

  test('aliases of aliases are refused', () => {
    const text = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...[...'bcdefghij'].map(
        (name, index) =>
          `${name}: &${name} [${Array(9)
            .fill(`*${'abcdefghij'[index] ?? ''}`)
            .join(',')}]`,
      ),
    ];
    expect(readYaml('configuration.prod.yaml', bytes(text.join('\n')))).toMatchObject({ ok: false });
  });

  test('keys that every object has are keys like others', () => {
    const json = readJson('a.json', bytes('{"__proto__": {"isCurrent": false}, "constructor": 1}'));
    expect(json.ok && Object.keys(json.value as object)).toEqual(['__proto__', 'constructor']);
    const yaml = readYaml('a.yaml', bytes('__proto__:\n  polluted: true\n'));
    expect(yaml.ok && Object.keys(yaml.file.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('code is nobody’s pattern', () => {
  const code = (more: string, text = 'file("p.xml")'): Readonly<Record<string, string>> => ({
    'main.tf': `resource "azurerm_api_management_api_policy" "ap" {\n  api_management_name = "contoso"\n  api_name = "orders"\n  xml_content = ${text}\n}\n${more}`,
    'p.xml': policy(cors({ origins: ['https://app.contoso.com'] })),
  });
  const review = (base: ReturnType<typeof code>, head: ReturnType<typeof code>): Promise<Review> =>
    reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });

  test.each(['(', '[', '(a+)+$', '\\\\', '*'])('a variable that is called %s', async (name) => {
    const variable = (called: string): string => `variable "${called}" {\n}\n`;
    const use = `replace(file("p.xml"), "app", var.z)`;
    const made = await review(code(variable(name), use), code(`${variable(`${name}b`)}${variable('z')}`, use));
    expect(made.conclusion).toMatch(/pass|fail/);
  });

  test.each([
    ['optional letters', `${'a?'.repeat(60)}${'a'.repeat(60)}`],
    ['alternatives', `${'(?:a|a)'.repeat(60)}b`],
    ['alternatives with names', `${Array.from({ length: 60 }, (_, at) => `(?P<n${at}>a|a)`).join('')}b`],
  ])('a search with %s that would never end is not made', async (_fact, pattern) => {
    const made = await review(code(''), code('', `replace(file("p.xml"), "app", replace("${'a'.repeat(60)}", "/${pattern}/", "app"))`));
    expect(made.provenUnchanged).toBe(false);
  });
});
