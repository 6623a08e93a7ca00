// Writes everything generated from the sources: the JSON Schemas, the rules' pages, and the tables of docs/how-it-decides.md. Reads build/ (run tsc first).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const load = (path) => import(new URL(`../build/${path}`, import.meta.url));
const { reviewSchemaText } = await load('report/report-schema.js');
const { configSchemaText } = await load('config/json-schema.js');
const { readingText } = await load('report/sentences/readings.js');
const { contractsSchemaText } = await load('config/contracts-schema.js');
const { rules } = await load('rules/catalogue.js');
const { withGenerated } = await load('report/decision-page.js');
const { catalogueTable, rulePage } = await load('report/rule-page.js');

const { mappingPage } = await load('report/rule-mapping.js');

const write = (path, text) => {
  const full = join(project, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
};
write('schema/review.schema.json', reviewSchemaText());
write('schema/config.schema.json', configSchemaText(readingText));
write('schema/contracts.schema.json', contractsSchemaText());
rmSync(join(project, 'docs', 'rules'), { recursive: true, force: true });
for (const rule of rules) write(`docs/rules/${rule.id}.md`, rulePage(rule));
write(
  'docs/rules/README.md',
  `# Rules\n\nFor those who know other tools: [what finds what theirs find](mapping.md).\n\n${catalogueTable(rules, (rule) => `${rule.id}.md`)}`,
);
write('docs/rules/mapping.md', mappingPage(new Set(rules.map(({ id }) => id))));
write('docs/how-it-decides.md', withGenerated(readFileSync(join(project, 'docs/how-it-decides.md'), 'utf8')));
