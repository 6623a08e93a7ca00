import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../src/rules/catalogue.js';
import { ruleClass } from '../../src/report/rule-classes.js';
import { mappingPage, ruleMappings } from '../../src/report/rule-mapping.js';
import { contractRules } from '../../src/report/contract-rules.js';
import { catalogueTable, rulePage } from '../../src/report/rule-page.js';

const folder = join(__dirname, '../../docs/rules');
const run = "run 'npm run build' and commit docs/rules";

test.each(rules.map((rule) => [rule.id, rule] as const))('%s has the page its source gives', (id, rule) => {
  const path = join(folder, `${id}.md`);
  expect([run, existsSync(path) && readFileSync(path, 'utf8')]).toEqual([run, rulePage(rule)]);
});

test('the catalogue lists every rule, and no page is left over', () => {
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(catalogueTable(rules, (rule) => `${rule.id}.md`));
  expect(readdirSync(folder).sort()).toEqual(['README.md', 'mapping.md', ...rules.map((rule) => `${rule.id}.md`)].sort());
});

test('the page about other tools is what its source gives, and names rules that are filed', () => {
  expect(readFileSync(join(folder, 'mapping.md'), 'utf8')).toBe(mappingPage(new Set(rules.map(({ id }) => id))));
  const named = new Set(ruleMappings.flatMap(({ ours }) => ours));
  expect([...named].filter((id) => ruleClass(id).tags.length === 0)).toEqual([]);
});

test('every rule is about security, an outage or style, and what lets others in has its CWE number', () => {
  const classes = [...rules, ...contractRules].map(({ id }) => [id, ruleClass(id)] as const);
  expect(classes.filter(([, { tags }]) => tags.length === 0).map(([id]) => id)).toEqual([]);
  for (const [, { cwe, owasp }] of classes) expect(owasp).toEqual(cwe.includes(942) ? ['API8:2023'] : []);
  expect(ruleClass('wildcard-origin')).toEqual({ tags: ['security'], cwe: [942], owasp: ['API8:2023'] });
  expect(ruleClass('toString')).toEqual({ tags: [], cwe: [], owasp: [] });
});
