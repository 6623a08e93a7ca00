// The floor: reads and parses the policy files that a review needs, with fast-xml-parser only.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';

const [folder, only, sides] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.xml') && (only === 'all' || path.includes(only) || path === 'policy.xml'),
);
const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, processEntities: false });
let parsed = 0;
for (let side = 0; side < Number(sides); side += 1) {
  for (const file of files) {
    try {
      parser.parse(readFileSync(join(folder, file), 'utf8'));
      parsed += 1;
    } catch {
      // Half of the files are not strict XML: the parser's errors are part of its time.
    }
  }
}
process.stdout.write(`${files.length} files, ${parsed} parsed\n`);
