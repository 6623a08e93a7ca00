import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../src/rules/catalogue.js';
import { catalogueTable, rulePage } from '../../src/report/rule-page.js';

const folder = join(__dirname, '../../docs/rules');
const run = "run 'npm run build' and commit docs/rules";

test.each(rules.map((rule) => [rule.id, rule] as const))('%s has the page its source gives', (id, rule) => {
  const path = join(folder, `${id}.md`);
  expect([run, existsSync(path) && readFileSync(path, 'utf8')]).toEqual([run, rulePage(rule)]);
});

test('the catalogue lists every rule, and no page is left over', () => {
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(catalogueTable(rules, (rule) => `${rule.id}.md`));
  expect(readdirSync(folder).sort()).toEqual(['README.md', ...rules.map((rule) => `${rule.id}.md`)].sort());
});
