import { jointBlocks, type JudgedFinding } from '../../src/review/joint-blocks.js';
import { ChangedLines } from '../../src/review/changed-lines.js';
import type { Finding, Suggestion } from '../../src/review/review.js';
import { finding, fingerprint, path, suggestion } from '../github/scene.js';
import { memoryTree } from '../memory-tree.js';
import { causeOf } from '../report/said.js';

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const written = Array.from({ length: 40 }, (_, at) => `l${at + 1}`);
const head = memoryTree({ [path]: text(written) });

/** A safe repair that replaces these lines by one. */
function replacing(startLine: number, endLine: number, line: string, given: Partial<Suggestion> = {}): Suggestion {
  return suggestion({ edits: [{ path, startLine, endLine, lines: [line] }], patch: `${startLine}-${endLine} ${line}`, ...given });
}

function found(number: number, suggestions: readonly Suggestion[]): Finding {
  return finding({ fingerprint: fingerprint(number), line: number, suggestions });
}

/** What is chosen for each of the findings, and the texts that were asked about; `refused`: what a text holds that does not hold together. */
async function choose(findings: readonly Finding[], refused: (file: string) => boolean, changed = new ChangedLines(memoryTree({}), head, [path])) {
  const asked: string[] = [];
  const verifier: JudgedFinding['verifier'] = {
    textOf: () => Promise.resolve(text(written)),
    holds: (files) => {
      const file = files.get(path) ?? '';
      asked.push(file);
      return Promise.resolve(!refused(file));
    },
  };
  const draft = { severity: 'error', targets: [] } as unknown as JudgedFinding['identified']['draft'];
  const judged = new Map(findings.map((one) => [one.fingerprint, { identified: { draft, fingerprint: one.fingerprint }, verifier }]));
  const causes = findings.map(causeOf);
  const chosen = await jointBlocks(causes, judged, changed);
  return { chosen: causes.map(({ id }) => chosen.get(id) ?? null), asked };
}

const both = [found(1, [replacing(4, 5, 'one')]), found(2, [replacing(20, 20, 'two')])];

test('two that hold together are both chosen: the file is judged with all their edits', async () => {
  const { chosen, asked } = await choose(both, () => false);
  expect(chosen).toEqual(['4-5 one', '20-20 two']);
  expect(asked).toEqual([text([...written.slice(0, 3), 'one', ...written.slice(5, 19), 'two', ...written.slice(20)])]);
});

test('one that does not hold beside the one before it is not chosen, and another of its repairs may be', async () => {
  const clash = (file: string): boolean => file.includes('one\n') && file.includes('two\n');
  expect((await choose(both, clash)).chosen).toEqual(['4-5 one', null]);
  const other = [both[0] ?? found(1, []), found(2, [replacing(20, 20, 'two'), replacing(21, 21, 'three')])];
  expect((await choose(other, clash)).chosen).toEqual(['4-5 one', '21-21 three']);
});

test.each([
  ['replaces lines of the one before it', replacing(5, 6, 'two')],
  ['encloses the lines of the one before it', suggestion({ edits: [2, 9].map((at) => ({ path, startLine: at, endLine: at, lines: [] })) })],
  ['is about two files', suggestion({ edits: [path, 'b.xml'].map((one) => ({ path: one, startLine: 20, endLine: 20, lines: [] })) })],
  ['is not safe', replacing(20, 20, 'two', { isSafe: false })],
  ['shows nothing in lines', replacing(20, 20, 'two', { fitsBlock: false })],
])('one that %s is not chosen', async (_, repair) => {
  expect((await choose([found(1, [replacing(4, 5, 'one')]), found(2, [repair])], () => false)).chosen).toEqual(['4-5 one', null]);
});

test('one whose lines the pull request does not show makes room for one that can stand there', async () => {
  const changed = new ChangedLines(memoryTree({ [path]: text(written.filter((_, at) => at !== 9)) }), head, [path]);
  const { chosen } = await choose([found(1, [replacing(30, 30, 'far'), replacing(6, 6, 'out'), replacing(7, 13, 'near')])], () => false, changed);
  expect(chosen).toEqual(['7-13 near']);
});
