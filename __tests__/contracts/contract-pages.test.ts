import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reviewReport } from '../../src/report/json.js';
import { reviewOf } from '../page/page.js';
import { scenes } from '../page/scenes.js';

const folder = join(__dirname, 'golden');

/** `UPDATE_GOLDEN=1 npx jest __tests__/contracts/contract-pages` writes the files anew; read the difference before committing it. Their pages are with the other pages. */
test.each(scenes.filter(({ name }) => name.startsWith('contract-')).map((scene) => [scene.name, scene] as const))(
  'the JSON of %s reads as it did',
  async (name, { base, head }) => {
    const report = reviewReport(await reviewOf(base, head), '0.0.0');
    const found = report.findings.filter(({ rule }) => rule.startsWith('contract-'));
    const text = `${JSON.stringify({ conclusion: report.conclusion, contracts: report.contracts, findings: found }, null, 2)}\n`;
    const file = join(folder, `${name}.json`);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  },
);
