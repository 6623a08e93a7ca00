import type { Access } from '../../cors/access.js';
import { patchLines } from '../../report/patch.js';
import { wholePhrase } from '../../report/phrase.js';
import { titlePhrase } from '../../report/sentences/repairs.js';
import { reportText } from '../../report/text.js';
import { rootCauses } from '../../review/root-causes.js';
import type { Finding, Review, Suggestion } from '../../review/review.js';
import { baseFiles, changedFiles, shopGlobalPath, ordersPath, portal, shop } from './shop.js';
import type { Paint } from '../../report/paint.js';

/** The values of the demo's text. */
export interface Story {
  /** The pull request. */
  readonly review: Review;
  readonly finding: Finding;
  readonly suggestion: Suggestion;
  /** The console message when the shop changes an order. */
  readonly consoleMessage: string;
  /** The pull request with the suggestion applied. */
  readonly after: Review;
  /** Folder with the written states, if any. */
  readonly written: string | null;
}

/** Columns of quoted output; the story's own lines are as wide. */
const columns = 97;

/** The story, as text for a terminal. */
export function tellStory(story: Story, paint: Paint): string {
  const { review, finding, suggestion, consoleMessage, after, written } = story;
  const title = (text: string): string => paint('bold', text);
  // The one cause that the story is about; the counts at the end are those of the whole review.
  const cause = rootCauses(review).find(({ findings }) => findings.some(({ fingerprint }) => fingerprint === finding.fingerprint));
  const findings = (cause?.findings ?? [finding]).map((one) => ({ ...one, suggestions: [] }));
  const trimmed: Review = { ...review, findings, notes: [], ignored: [], unreviewed: [] };
  const added = (changedFiles[shopGlobalPath] ?? '').split('\n').filter((line) => /cors|origin/.test(line));
  const patch = patchLines(suggestion.patch)
    .filter(({ kind }) => kind === 'added' || kind === 'removed')
    .slice(0, 8);
  return [
    title('One button in the portal, and the shop stops working'),
    '',
    `The pages of Contoso's shop, ${shop}, read and change orders. The Orders API lets`,
    `them, in ${ordersPath}: <base /> first, then its own <cors>. That works.`,
    '',
    title('1. The pull request: "Enable CORS for the developer portal"'),
    `   It adds this to the global policy, ${shopGlobalPath}, and touches nothing of Orders:`,
    ...added.map((line) => paint('green', `   + ${line.slice(8)}`)),
    '',
    title('2. What the review says of it'),
    ...indented(
      reportText(trimmed, { paint, width: columns, sources: new Map(Object.entries({ ...baseFiles, ...changedFiles })), isRepairedElsewhere: true }),
    ),
    '',
    title("3. What the shop's developers would find in the console after the release"),
    ...wrapped(paint('red', consoleMessage), columns).map((line) => `   ${line}`),
    '',
    title(`4. The suggestion: ${wholePhrase(titlePhrase(suggestion.title))}`),
    ...patch.map(({ kind, text }) => paint(kind === 'added' ? 'green' : 'red', `   ${text}`)),
    '',
    title('5. The review of the state after applying it: who may call what'),
    ...table(review, after, paint),
    `   ${finding.rule} is ${after.findings.some((one) => one.rule === finding.rule) ? 'still there' : 'gone'}, and everybody has at least what they had before. Verdict: ${paint(after.conclusion === 'pass' ? 'green' : 'red', after.conclusion)}.`,
    written === null
      ? 'To try it: apim-cors demo FOLDER writes all three states. On your own repository: apim-cors review --base main'
      : `Written: base/, head/ and repaired/ in ${written}. Now: apim-cors review --base-dir ${written}/base --head-dir ${written}/head`,
    '',
  ].join('\n');
}

function indented(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .filter((line, index, lines) => line !== '' || lines[index - 1] !== '')
    .map((line) => (line === '' ? '' : `   ${line}`));
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** The access of every affected origin and API: before, with the pull request, and repaired. */
function table(review: Review, after: Review, paint: Paint): readonly string[] {
  const rows: (readonly [string, string, string, string])[] = [];
  for (const [origin, who] of [
    [shop, 'the shop'],
    [portal, 'the developer portal'],
  ] as const) {
    for (const api of ['orders', 'catalogue']) {
      const changed = accessIn(review, api, origin);
      if (changed === null) continue;
      const repaired = accessIn(after, api, origin);
      rows.push([
        `${who}, ${api}`,
        words(changed.before),
        words(changed.after),
        words((repaired ?? changed)[repaired === null ? 'before' : 'after']),
      ]);
    }
  }
  const head = ['', 'before', 'pull request', 'repaired'] as const;
  const cell = (text: string, column: number): string => text.padEnd(column === 0 ? 34 : 20);
  return [paint('dim', `   ${head.map(cell).join('')}`.trimEnd()), ...rows.map((row) => `   ${row.map(cell).join('')}`.trimEnd())];
}

function accessIn(review: Review, api: string, origin: string): { readonly before: Access; readonly after: Access } | null {
  for (const change of review.changes) {
    if (!change.targets.some((target) => target.api === api)) continue;
    const found = change.origins.find((one) => one.origin === origin);
    if (found !== undefined) return found;
  }
  return null;
}

function isReported({ allowed, certainty, otherwise }: Access): boolean {
  return allowed === 'no' && certainty === 'reported' && otherwise.length > 0;
}

function words(access: Access): string {
  const { allowed, methods } = access;
  if (isReported(access)) return 'blocked (reported)';
  if (allowed === 'no') return 'no';
  if (allowed === 'unknown') return 'blocked ?';
  return methods === '*' ? 'any method' : methods.join(', ');
}
