import { cpSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applySuggestedEdits } from '../../src/cli/demo/apply.js';
import { MarkdownOnTerminal } from '../../src/cli/markdown-on-terminal.js';
import { commandsIn, hiddenIn } from '../report/inert.js';
import { temporaryFolder } from '../sources/temporary.js';
import { unpainted } from '../../src/report/paint.js';
import { runHere as run } from './run-here.js';

describe('commands in one process', () => {
  const folder = temporaryFolder();
  const side = (name: string): string => join(folder, name);

  beforeAll(async () => {
    expect((await run('demo', folder)).code).toBe(0);
    // As base, with an origin that git does not know.
    cpSync(side('base'), side('open'), { recursive: true });
    const policy = join(side('open'), 'apimartifacts/apis/orders/policy.xml');
    writeFileSync(policy, readFileSync(policy, 'utf8').replace('https://shop.contoso.com', '{{shop-origin}}'));
  });

  test.each([
    ['review of the pull request', ['review', '--base-dir', 'base', '--head-dir', 'head'], 1],
    ['review of the repaired one', ['review', '--base-dir', 'base', '--head-dir', 'repaired', '--format', 'sarif'], 0],
    ['scan', ['scan', '--dir', 'head', '--format', 'html'], 1],
    ['scan without findings at the threshold', ['scan', '--dir', 'head', '--format', 'github', '--fail-on', 'never'], 0],
    ['explain, allowed', ['explain', '--dir', 'base', '--origin', 'https://shop.contoso.com', '--method', 'PUT', '--api', 'orders'], 0],
    [
      'explain, not known',
      ['explain', '--dir', 'open', '--origin', 'https://shop.contoso.com', '--method', 'PUT', '--api', 'orders', '--format', 'markdown'],
      4,
    ],
    ['explain, blocked', ['explain', '--dir', 'head', '--origin', 'https://shop.contoso.com', '--method', 'PUT', '--api', 'orders'], 1],
    ['policies', ['policies', '--dir', 'base'], 0],
    ['policies of a folder without any', ['policies', '--dir', '.github'], 3],
    ['rules', ['rules'], 0],
    ['one rule', ['rules', 'null-origin'], 0],
    ['one about contracts', ['rules', 'contract-broken'], 0],
    ['a wrong option', ['scan', '--none'], 2],
    ['no such folder', ['scan', '--dir', 'none'], 3],
  ])('%s', async (_, args, code) => {
    const ran = await run(...args.map((arg) => (['base', 'head', 'repaired', 'open', 'none'].includes(arg) ? side(arg) : arg)));
    expect(ran.code).toBe(code);
    expect(ran.stdout === '').toBe(code === 2 || code === 3);
    expect(ran.stderr === '').toBe(code !== 2 && code !== 3);
  });

  test('the repaired example is the suggestion of the review, applied', async () => {
    const report = JSON.parse((await run('review', '--base-dir', side('base'), '--head-dir', side('head'), '--format', 'json')).stdout) as {
      findings: { rule: string; suggestions: { edits: { path: string; startLine: number; endLine: number; lines: string[] }[] }[] }[];
    };
    const edits = report.findings.find(({ rule }) => rule === 'inherited-cors-decides')?.suggestions[0]?.edits ?? [];
    expect(edits.length).toBeGreaterThan(0);
    for (const path of new Set(edits.map((edit) => edit.path))) {
      const text = readFileSync(join(side('head'), path), 'utf8');
      expect(
        applySuggestedEdits(
          text,
          edits.filter((edit) => edit.path === path),
        ),
      ).toBe(readFileSync(join(side('repaired'), path), 'utf8'));
    }
    expect(readdirSync(side('repaired'))).toEqual(['apimartifacts']);
  });

  test.each([
    ['an option', ['scan', '--::error::x##[y]']],
    ['an argument', ['rules', 'a\u202e::Add-Mask::##vso[x]']],
    ['a folder', ['scan', '--dir', 'none\n::error::x']],
    ['a configuration', ['scan', '--config', '##[error]::x\u0085']],
  ])('what is wrong with %s is no command on standard error', async (_, args) => {
    const { stdout, stderr } = await run(...args);
    expect([stdout, commandsIn(stderr), hiddenIn(stderr)]).toEqual(['', [], []]);
    expect(stderr).not.toBe('');
  });

  test('an output below a linked folder is not written', async () => {
    const [here, outside] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(outside, join(here, 'out'));
    const before = process.cwd();
    process.chdir(here);
    try {
      const ran = await run('rules', '--output', 'out/rules.txt');
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain("'out' is a symbolic link below this folder, which is not followed");
      expect(readdirSync(outside)).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });

  test('an output may be the first of its folder here, and makes no folder elsewhere', async () => {
    const [here, outside] = [temporaryFolder(), temporaryFolder()];
    const before = process.cwd();
    process.chdir(here);
    try {
      expect((await run('rules', '--output', '.github/new/rules.txt')).code).toBe(0);
      expect(readdirSync(join(here, '.github', 'new'))).toEqual(['rules.txt']);
      for (const path of ['../new/rules.txt', join(outside, 'new', 'rules.txt')]) {
        const ran = await run('rules', '--output', path);
        expect(ran.code).toBe(2);
        expect(ran.stderr).toMatch(/cannot be written: .*ENOENT/);
      }
      expect(readdirSync(outside)).toEqual([]);
    } finally {
      process.chdir(before);
    }
  });

  test('an error of ours prints its stack, says that it is one, and ends with 70', async () => {
    const spy = jest.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new TypeError('unexpected\u001b[31m');
    });
    const ran = await run('rules', '--format', 'json').finally(() => {
      spy.mockRestore();
    });
    expect(ran.code).toBe(70);
    expect(ran.stderr).toMatch(/TypeError: unexpected[\s\S]*\n {4}at [\s\S]*this is a bug of apim-cors/);
    expect(ran.stderr).not.toContain('\u001b');
  });
});

describe('whole-line edits', () => {
  test.each([
    ['replace', 'a\nb\nc\n', [{ startLine: 2, endLine: 2, lines: ['x', 'y'] }], 'a\nx\ny\nc\n'],
    ['delete', 'a\nb\nc\n', [{ startLine: 1, endLine: 2, lines: [] }], 'c\n'],
    [
      'two, in any order, by the lines of the text as it was',
      'a\nb\nc',
      [
        { startLine: 1, endLine: 1, lines: ['x', 'y'] },
        { startLine: 3, endLine: 3, lines: ['z'] },
      ],
      'x\ny\nb\nz',
    ],
    ['CRLF', 'a\r\nb\r\n', [{ startLine: 1, endLine: 1, lines: ['x', 'y'] }], 'x\r\ny\r\nb\r\n'],
  ])('%s', (_, text, edits, expected) => {
    expect(
      applySuggestedEdits(
        text,
        edits.map((edit) => ({ path: 'a', ...edit })),
      ),
    ).toBe(expected);
  });
});

test('a page of ours on a terminal: headings, wrapped text, code as it is', () => {
  const page = new MarkdownOnTerminal({ paint: unpainted, width: 24 }).page(
    '# Title\n\n- **one** two three `four` five six\n\n[page](https://a.example)\n\n```xml\n<a   b="c" and a long line of code />\n```\n',
  );
  expect(page).toBe('Title\n\n- one two three four\n  five six\n\npage (https://a.example)\n\n    <a   b="c" and a long line of code />\n');
});

describe('a service that differs by environment', () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    const policy = (origin: string): string =>
      `<policies><inbound><cors><allowed-origins><origin>${origin}</origin></allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>\n`;
    writeFileSync(
      join(folder, 'main.tf'),
      'variable "host" {}\nresource "azurerm_api_management_api_policy" "p" {\n  api_name = "orders"\n  api_management_name = "contoso"\n  xml_content = templatefile("p.xml.tpl", { host = var.host })\n}\n' +
        'resource "azurerm_api_management_api_operation" "o" {\n  operation_id = "get"\n  api_name = "orders"\n  api_management_name = "contoso"\n  method = "GET"\n  url_template = "/"\n}\n',
    );
    writeFileSync(join(folder, 'p.xml.tpl'), policy('https://${host}.contoso.com'));
    writeFileSync(join(folder, 'dev.tfvars'), 'host = "dev"\n');
    writeFileSync(join(folder, 'prod.tfvars'), 'host = "app"\n');
  });

  test('explain answers for each that differs, and is blocked if one is; with --environment for that one', async () => {
    const asked = ['explain', '--dir', folder, '--origin', 'https://app.contoso.com', '--method', 'GET', '--api', 'orders', '--format', 'json'];
    const all = await run(...asked);
    expect(all.code).toBe(1);
    expect(all.stdout.match(/"verdict": "(?:allowed|blocked)"/g)).toEqual(expect.arrayContaining(['"verdict": "blocked"', '"verdict": "allowed"']));
    expect((await run(...asked, '--environment', 'prod')).code).toBe(0);
    expect((await run(...asked, '--environment', 'dev')).code).toBe(1);
  });

  test.each([[['review', '--base-dir', '.', '--head-dir', '.']], [['scan', '--dir', '.']]])(
    '%j refuses an environment that there is not',
    async (asked) => {
      const ran = await run(...asked.map((word) => (word === '.' ? folder : word)), '--environment', 'prd,dev');
      expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining("--environment prd: there is no such environment; did you mean 'prod'?")]);
    },
  );

  test('serve asks which one is meant', async () => {
    const ran = await run('serve', '--dir', folder, '--port', '0');
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('--environment (dev, prod)')]);
  });
});
