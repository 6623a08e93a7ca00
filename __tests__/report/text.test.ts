import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository } from '../../src/layouts/apiops/example.js';
import { unpainted } from '../../src/report/paint.js';
import { pathsShown, reportText } from '../../src/report/text.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { scenes } from '../page/scenes.js';

type Files = Readonly<Record<string, string>>;
const options = { settings: defaultSettings, today: '2026-01-01' };

async function textOf(base: Files | null, head: Files, width = 80): Promise<string> {
  const tree = memoryTree(head, 'head');
  const review = base === null ? await scanTree(tree, options) : await reviewTrees(memoryTree(base, 'base'), tree, options);
  return shown(review, head, width);
}

function shown(review: Review, head: Files, width: number): string {
  const sources = new Map([...pathsShown(review)].flatMap((path) => (head[path] === undefined ? [] : [[path, head[path]] as const])));
  return reportText(review, { paint: unpainted, width, sources });
}

const app = 'https://app.contoso.com';
const portal = 'https://contoso.developer.azure-api.net';
const ends = ' terminate-unmatched-request="true"';
const own = cors({ origins: [app], methods: ['GET', 'PUT'], attributes: ends });
const base: Files = repository({ [globalPath]: policy([]), [apiPath]: policy(['<base />', ...own]) });
const head: Files = repository({ [globalPath]: policy(cors({ origins: [portal], attributes: ends })), [apiPath]: policy(['<base />', ...own]) });

test('a cause is its title, the lines that matter with what each does, repairs with what they do, and the verdict last', async () => {
  const text = await textOf(base, head);
  expect(text).toContain(
    [
      `error[inherited-cors-decides]: ${app} can no longer call orders`,
      ` --> ${globalPath}:3`,
      '  |',
      '3 |     <cors terminate-unmatched-request="true">',
      '  |     ^^^^^ answers first, and does not list it',
      ` --> ${apiPath}:3`,
      '  |',
      '3 |     <base />',
      '  |     -------- brings it in here',
      '4 |     <cors terminate-unmatched-request="true">',
      '  |     ----- lists it, and comes second',
      '  = fix 1 (safe): Move <cors> above <base />',
    ].join('\n'),
  );
  expect(text).toMatch(/\n {2}= fix 2[ :(]/);
  expect(text).toMatch(new RegExp(`Before and after\n {2}loses +${app} on orders\n`));
  expect(text.trimEnd().split('\n').at(-1)).toBe('APIM CORS Review: fail');
});

test('tabs of a file stay, and what is marked stands below them', async () => {
  const tabbed = (files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replace(/^ +/gm, (spaces) => '\t'.repeat(spaces.length / 2))]));
  const text = await textOf(tabbed(base), tabbed(head));
  expect(text).toContain('3 | \t\t<base />\n  | \t\t-------- brings it in here\n');
  expect(text).toMatch(/\n {6}-\t+<base \/>\n/);
});

test('no sentence is wider than the terminal', async () => {
  for (const width of [40, 60, 80, 120]) {
    const lines = (await textOf(base, head, width)).split('\n');
    const wide = lines.filter((line) => line.length > width && !/^ *\d* ?\||^ *[-+@]|-->/.test(line));
    // A name is not broken; nothing else is on its line.
    for (const line of wide) expect(line.trim()).not.toMatch(/\S \S+ \S+/);
  }
});

test('a line of megabytes is cut, and a file that is not at hand is named', async () => {
  const long = { ...head, [globalPath]: policy([...cors({ origins: [portal], attributes: `${ends}${' '.repeat(100_000)}` })]) };
  for (const line of (await textOf(base, long)).split('\n')) expect(line.length).toBeLessThan(300);
  const review = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), options);
  const text = reportText(review, { paint: unpainted, width: 80 });
  expect(text).toContain(` --> ${globalPath}:3\n --> ${apiPath}:3\n  = <base /> in`);
});

test('an info is a row of the table, or a remark', async () => {
  const wider: Files = repository({
    [globalPath]: policy([]),
    [apiPath]: policy(['<base />', ...cors({ origins: [app, 'https://new.contoso.com'], methods: ['GET', 'PUT'], attributes: ends })]),
  });
  const text = await textOf(base, wider);
  expect(text).not.toMatch(/^info\[/m);
  expect(text).toMatch(/^ {2}gains +https:\/\/new\.contoso\.com on orders$/m);
});

/** Sentences of more than six words, of patches and lines of files nothing; what two repairs do alike may be said of each. */
function sentences(text: string): readonly string[] {
  return text
    .replace(/^ *\d* \|.*$/gm, '')
    .split(/\n(?= *(?:=|\?|-->|Checked|settle|\w+\[))|\n\n|\n(?= *[-+@])/)
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter((one) => !/^(?:Checked|= fix|[-+@]|settle)/.test(one))
    .flatMap((one) => one.split(/(?<=[.!?]) /))
    .filter((one) => one.split(' ').length > 6);
}

test.each(scenes.map((scene) => [scene.name, scene] as const))('the terminal of %s says no sentence twice, in bounds', async (_, scene) => {
  const text = await textOf(scene.base, scene.head);
  const said = sentences(text);
  expect(said.filter((one, at) => said.indexOf(one) !== at)).toEqual([]);
  expect(text.split('\n').length).toBeLessThan(120);
});
