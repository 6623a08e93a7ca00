import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { writesNothing, mostComments, planFor, type CommentPlan } from '../../src/comments/plan.js';
import { readHunks } from '../../src/github/patch-hunks.js';
import type { PlannedComment } from '../../src/comments/planned-comment.js';
import type { PullRequestState } from '../../src/comments/pull-request-state.js';
import type { Finding, SuggestedEdit } from '../../src/review/review.js';
import { patchesOf, suggestionOf } from '../e2e/fake-github/apply.js';
import { empty, finding, fingerprint, idOf, options, review, suggestion } from '../github/scene.js';
import { problem } from '../report/said.js';

/** A file as base and head have it, the change between them as git tells it, and findings anywhere in it. */
interface Case {
  readonly path: string;
  readonly base: string;
  readonly head: string;
  readonly patch: string;
  readonly findings: readonly Finding[];
}

const folder = mkdtempSync(join(tmpdir(), 'apim-cors-plan-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function git(args: readonly string[], input = ''): string {
  const given = ['-c', 'core.quotepath=off', '-c', 'core.autocrlf=false', ...args];
  return execFileSync('git', given, { cwd: folder, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** The hunks of a file's change, as `GET /pulls/N/files` has them. */
function patchBetween(base: string, head: string): string {
  writeFileSync(join(folder, 'base'), base);
  writeFileSync(join(folder, 'head'), head);
  try {
    git(['diff', '--no-index', '--no-color', 'base', 'head']);
    return '';
  } catch (error) {
    const { stdout } = error as { stdout: string };
    return stdout.slice(stdout.search(/^@@ /m)).replace(/\n$/, '');
  }
}

/** Whole-line replacements on a text, from the last to the first, as GitHub and an editor make them. */
function edited(text: string, edits: readonly SuggestedEdit[], newline: string): string {
  const lines = text.split('\n');
  for (const { startLine, endLine, lines: fresh } of [...edits].sort((a, b) => b.startLine - a.startLine)) {
    lines.splice(startLine - 1, endLine - startLine + 1, ...fresh.map((line) => (newline === '\r\n' ? `${line}\r` : line)));
  }
  return lines.join('\n');
}

const line = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('<a />', '  <b>', '', '@@ -1,2 +3,4 @@', '-- x', '++ y', '\\ No newline at end of file', '\t', '# 1') },
  { weight: 1, arbitrary: fc.constantFrom('```', '````suggestion', '~~~', '`', '@octocat', '<!-- x -->', 'é€😀') },
);

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    path: fc.constantFrom('policy.xml', 'policy fragments/with a space/policy.xml', 'apis/é/policy.xml'),
    lines: fc.array(line, { minLength: 1, maxLength: 40 }),
    changes: fc.array(fc.record({ at: fc.nat(60), remove: fc.nat(3), add: fc.array(line, { maxLength: 3 }) }), { minLength: 1, maxLength: 3 }),
    newline: fc.constantFrom('\n', '\r\n'),
    ends: fc.boolean(),
    repairs: fc.array(
      fc.record({ at: fc.nat(60), length: fc.integer({ min: 1, max: 4 }), second: fc.boolean(), lines: fc.array(line, { maxLength: 4 }) }),
      {
        minLength: 1,
        maxLength: 8,
      },
    ),
  })
  .map(({ path, lines, changes, newline, ends, repairs }) => {
    const changed = [...lines];
    for (const { at, remove, add } of changes) changed.splice(at % (changed.length + 1), remove, ...add);
    if (changed.length === 0) changed.push('<a />');
    const text = (some: readonly string[]): string => some.join(newline) + (ends ? newline : '');
    const [base, head] = [text(lines), text(changed)];
    const findings = repairs.map((repair, number): Finding => {
      const start = 1 + (repair.at % changed.length);
      const end = Math.min(changed.length, start + repair.length - 1);
      const edits: SuggestedEdit[] = [{ path, startLine: start, endLine: end, lines: repair.lines }];
      if (repair.second && end + 2 <= changed.length) edits.push({ path, startLine: end + 2, endLine: end + 2, lines: ['<second />'] });
      const after = edited(head, edits, newline);
      const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, head, after, '', '', { context: 3 }).replace(/^=+\n/, '');
      return finding({
        path,
        line: start,
        endLine: end,
        fingerprint: fingerprint(number + 1),
        says: problem(`number-${number}-`),
        suggestions: [suggestion({ edits, patch })],
      });
    });
    return { path, base, head, patch: patchBetween(base, head), findings };
  });

function stateOf({ path, patch }: Case): PullRequestState {
  return { ...empty, files: [{ path, hunks: readHunks(patch) }] };
}

/** Head's lines by hunk, read anew from the patch: GitHub's side of the bargain. */
function hunksOf(patch: string): readonly ReadonlySet<number>[] {
  const hunks: Set<number>[] = [];
  let left = { old: 0, fresh: 0 };
  let next = 0;
  for (const text of patch.split('\n')) {
    const header = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (left.old === 0 && left.fresh === 0 && header !== null) {
      left = { old: Number(header[1] ?? 1), fresh: Number(header[3] ?? 1) };
      next = Number(header[2]);
      hunks.push(new Set());
    } else if (text.startsWith('+') || text.startsWith(' ')) {
      hunks.at(-1)?.add(next);
      next += 1;
      left = { old: left.old - (text.startsWith(' ') ? 1 : 0), fresh: left.fresh - 1 };
    } else if (text.startsWith('-')) left = { ...left, old: left.old - 1 };
  }
  return hunks;
}

function rangeOf({ start, line: end }: PlannedComment): readonly number[] {
  const first = start ?? end;
  return Array.from({ length: end - first + 1 }, (_, index) => first + index);
}

/** The text once every edit was made with the file's own line ending. */
function repaired(text: string, edits: readonly SuggestedEdit[]): string {
  return edited(text, edits, text.includes('\r\n') ? '\r\n' : '\n');
}

const check = (property: (given: Case, plan: CommentPlan) => void): void => {
  fc.assert(
    fc.property(anyCase, (given) => {
      property(given, planFor(review(given.findings), stateOf(given), options));
    }),
    { numRuns: 60 },
  );
};

test('every comment’s range lies in one hunk, on head’s side, first line before last', () => {
  check(({ patch }, { comments }) => {
    const hunks = hunksOf(patch);
    for (const comment of comments) {
      expect(comment.start === null || comment.start < comment.line).toBe(true);
      expect(hunks.some((hunk) => rangeOf(comment).every((number) => hunk.has(number)))).toBe(true);
    }
  });
});

test('in one file from the bottom to the top', () => {
  check((_, { comments }) => {
    const lines = comments.map((comment) => comment.line);
    expect(lines).toEqual([...lines].sort((a, b) => b - a));
  });
});

test('a suggestion, clicked, gives exactly the text its repair promises; with no lines it deletes', () => {
  check(({ head }, { comments }) => {
    for (const comment of comments) {
      const block = suggestionOf(comment.body);
      expect(block !== null).toBe(comment.offersSuggestion);
      if (block === null) continue;
      const range = rangeOf(comment);
      const clicked = { path: comment.path, startLine: range[0] ?? 0, endLine: comment.line, lines: block };
      expect(repaired(head, [clicked])).toBe(repaired(head, comment.cause.repairs[0]?.edits ?? []));
    }
  });
});

test('a safe repair whose lines all lie in one hunk is offered as a block, unless a worse cause’s block has one of them; none overlap', () => {
  check(({ head, patch, findings }, { comments }) => {
    const hunks = hunksOf(patch);
    const blocks = comments.filter(({ offersSuggestion }) => offersSuggestion).map(rangeOf);
    const lines = blocks.flat();
    expect(new Set(lines).size).toBe(lines.length);
    for (const one of findings) {
      const edits = one.suggestions[0]?.edits ?? [];
      // Lines that end differently are not repeated between two edits.
      if (head.includes('\r') && edits.length > 1) continue;
      const first = Math.min(...edits.map(({ startLine }) => startLine));
      const last = Math.max(...edits.map(({ endLine }) => endLine));
      const isShown = hunks.some((hunk) => hunk.has(first) && hunk.has(last));
      const comment = comments.find((posted) => posted.cause.findings[0] === one);
      const isTaken = lines.some((number) => number >= first && number <= last);
      if (isShown) expect(comment === undefined || comment.offersSuggestion || isTaken).toBe(true);
      else expect(comment?.offersSuggestion ?? false).toBe(false);
    }
  });
});

test('a fence is longer than any run of backticks in what it holds', () => {
  check((_, { comments }) => {
    for (const { body } of comments) {
      const open = /^(`{3,})suggestion$/m.exec(body)?.[1];
      if (open === undefined) continue;
      const runs = (suggestionOf(body) ?? []).flatMap((text) => text.match(/`+/g) ?? []);
      expect(open.length).toBeGreaterThan(Math.max(0, ...runs.map((run) => run.length)));
    }
  });
});

test('every finding has one home; what no block offers is a patch in the summary, which git apply takes', () => {
  check(({ path, head, findings }, plan) => {
    const summary = plan.summary.action === 'create' ? plan.summary.body : '';
    const isLf = !head.includes('\r');
    const expected = new Map<string, string>();
    for (const [number, one] of findings.entries()) {
      const comment = plan.comments.find((posted) => posted.cause.findings[0] === one);
      expect(plan.homes.get(idOf(one))).toBe(comment === undefined ? 'summary' : 'line');
      expect(summary.split(`number-${number}-`)).toHaveLength(comment === undefined ? 2 : 1);
      if (comment?.offersSuggestion !== true) expected.set(one.suggestions[0]?.patch ?? '', repaired(head, one.suggestions[0]?.edits ?? []));
    }
    const applied = patchesOf(summary).map((patch) => {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, head);
      if (/^@@/m.test(patch)) git(['apply', ...(isLf ? [] : ['--ignore-whitespace']), '-'], patch);
      return readFileSync(file, 'utf8');
    });
    const alike = (text: string): string => (isLf ? text : text.replaceAll('\r', ''));
    expect(applied.map(alike).sort()).toEqual([...expected.values()].map(alike).sort());
  });
});

test('never more than ten line comments, and a second look at what was posted finds nothing to write', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), (count) => {
      const found = Array.from({ length: count }, (_, number) =>
        finding({
          fingerprint: fingerprint(number + 1),
          line: 2 + (number % 10),
          endLine: 2 + (number % 10),
          suggestions: [],
          says: problem(`${number}`),
        }),
      );
      const plan = planFor(review(found), empty, options);
      expect(plan.comments).toHaveLength(Math.min(count, mostComments));
      const posted = plan.comments.map(({ body, line: end, start, path }, index) => ({
        id: index + 1,
        nodeId: `n${index}`,
        author: 'github-actions[bot]',
        body,
        path,
        line: end,
        startLine: start,
        inReplyTo: null,
      }));
      const issueComments = plan.summary.action === 'create' ? [{ id: 99, author: 'github-actions[bot]', body: plan.summary.body }] : [];
      expect(writesNothing(planFor(review(found), { ...empty, reviewComments: posted, issueComments }, options))).toBe(true);
    }),
  );
});
