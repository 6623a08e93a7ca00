import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const project = resolve(__dirname, '..');
const pages = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.md'], { cwd: project, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '');

test.each(pages.map((page) => [page]))('%s links to files that are there', (page) => {
  const text = readFileSync(join(project, page), 'utf8').replace(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].flatMap((match) =>
    match[1] === undefined || /^[a-z]+:/.test(match[1]) ? [] : [match[1]],
  );
  expect(links.filter((link) => !existsSync(join(project, dirname(page), decodeURIComponent(link))))).toEqual([]);
});

/** The anchor GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

test.each(pages.map((page) => [page]))('%s links to headings that are there', (page) => {
  const text = readFileSync(join(project, page), 'utf8').replace(/```[\s\S]*?```/g, '');
  const missing = [...text.matchAll(/\]\(([^)#]*\.md|)#([^)]*)\)/g)].filter(([, path = '', anchor = '']) => {
    if (/^[a-z]+:/.test(path)) return false;
    const target = readFileSync(path === '' ? join(project, page) : join(project, dirname(page), path), 'utf8').replace(/```[\s\S]*?```/g, '');
    return ![...target.matchAll(/^#+ (.*)$/gm)].some((heading) => anchorOf(heading[1] ?? '') === anchor);
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});

test('commands in the documents have the options they show', () => {
  const help = new Map<string, string>();
  const helpOf = (command: string): string => {
    const known = help.get(command);
    if (known !== undefined) return known;
    const text = spawnSync(process.execPath, [join(project, 'dist/cli/index.js'), command, '--help'], { encoding: 'utf8' }).stdout;
    help.set(command, text);
    return text;
  };
  const wrong = pages
    .filter((page) => page !== 'CHANGELOG.md')
    .flatMap((page) =>
      [
        ...readFileSync(join(project, page), 'utf8').matchAll(
          /(?<![/`])\bapim-cors (review|scan|explain|serve|policies|contracts|probe|rules)\b([^`\n|#]*)/g,
        ),
      ].flatMap(([all, command = '', rest = '']) =>
        [...rest.matchAll(/ (--[a-z][a-z-]*)/g)].filter(([, option = '']) => !helpOf(command).includes(option)).map(() => `${page}: ${all}`),
      ),
    );
  expect(wrong).toEqual([]);
});

test('the two commands of the README are real', () => {
  const readme = readFileSync(join(project, 'README.md'), 'utf8');
  expect(readme).toContain('node dist/cli/index.js demo');
  expect(readme).toContain('npm cit');
  expect(existsSync(join(project, 'dist/cli/index.js'))).toBe(true);
});

test('the README tells the number of rules there are', () => {
  const rules = readFileSync(join(project, 'docs/rules/README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ['));
  expect(readFileSync(join(project, 'README.md'), 'utf8')).toContain(`[${rules.length} rules]`);
});

test.each([
  ['review', 'article-with-orders'],
  ['summary', 'fifty-origins'],
  ['uncertain', 'uncertain'],
])('the picture %s shows the page as the engine makes it now: else run scripts/picture.mjs', (name, page) => {
  const text = readFileSync(join(project, '__tests__/page/golden', `${page}.txt`), 'utf8');
  const picture = readFileSync(join(project, 'docs/images', `${name}.png`));
  expect(picture.includes(Buffer.from(`tEXtpage\0${page} ${createHash('sha256').update(text).digest('hex')}`, 'latin1'))).toBe(true);
});
