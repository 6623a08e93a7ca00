import { execFileSync } from 'node:child_process';
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
