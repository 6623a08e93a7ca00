import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const project = join(__dirname, '..', '..');

/** Words that nobody understands half asleep, and sentences that were the worst once; none of them is said again. */
const worst: readonly (readonly [instead: string, words: RegExp])[] = [
  ['depends on', /\bh[au]ngs? on\b/i],
  ['the right to read every other response header', /sight of (?:every|response)/i],
  ['may gain access', /gains? (?:access|\S+) under some readings only/i],
  ['who can no longer call what', /somebody (?:loses|gains)/i],
  ['older findings of base do not count', /counted apart|findings that base has too/i],
  ['the policy cannot be read', /at most no method/i],
  ['which API or scope this policy belongs to cannot be told', /no layout says which scope/i],
  ['the title of the worst cause', /comments? on browser access\. The check/i],
  ['where what was found is shown', /Written \d+ on the pull request\.$/im],
  ['your backend’s own headers are not part of this answer', /Headers of CORS that the backend sends itself/i],
  ['assumed: the request carries a key', /is taken to carry; say/i],
  ['missing, and Microsoft documents both defaults', /no origin's access (?:hangs|depends) on it here, but/i],
  ['set it to false', /only makes a wrong origin worse/i],
  ['exist once per policy, product or value', /are asked of each document/i],
  ['put the version into the path', /Tell the version by path or query/i],
  ['this needs what is not documented', /leans on something/i],
  ['on all 2 operations of catalogue', /Concerns the one operation/i],
  ['notes', /title: 'Beside'/],
];

function filesUnder(folder: string, ending: string): readonly string[] {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(project, folder, path));
}

/** What a person can meet in a file: code without its comments, documents whole. */
function met(path: string): string {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.ts') ? text.replace(/\/\*\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '') : text;
}

/** Words that are hashed and never shown. */
const hashed = new Set([join('src', 'effective', 'access-move.ts')]);
/** Complaints are quoted there. */
const quoted = new Set([join('docs', 'complaints.md')]);

const all = [...filesUnder('src', '.ts'), ...filesUnder('docs', '.md'), join(project, 'README.md')]
  .filter((path) => !hashed.has(relative(project, path)) && !quoted.has(relative(project, path)))
  .map((path) => [relative(project, path), met(path)] as const);

test.each(worst)('%s, and not %s', (_, words) => {
  expect(all.filter(([, text]) => words.test(text)).map(([path]) => path)).toEqual([]);
});
