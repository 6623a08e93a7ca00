import { publish } from '../../src/github/publish.js';
import { writtenLine } from '../../src/comments/written-line.js';
import { type Fault, PullRequestDouble } from '../github/pull-request-double.js';
import { finding, fingerprint, headSha, options, patch, path, review } from '../github/scene.js';
import { problem } from '../report/said.js';

const refused: Fault = { status: 403, message: 'Resource not accessible by integration' };
const limited: Fault = { status: 403, message: 'You have exceeded a secondary rate limit', headers: { 'retry-after': '900' } };
const broken: Fault = { status: 422, message: 'Unprocessable Entity' };
const found = [1, 2, 3].map((number) => finding({ fingerprint: fingerprint(number), says: problem(`number-${number}-`), line: 2, endLine: 2 }));

const cases: readonly (readonly [fact: string, fault: (call: string) => Fault | null])[] = [
  ['all goes well', () => null],
  ['the review is refused for want of a right', (call) => (call === 'POST review' ? refused : null)],
  ['the summary is refused for want of a right', (call) => (call === 'POST summary' ? refused : null)],
  ['the review is refused for what it holds', (call) => (call === 'POST review' ? broken : null)],
  ['a rate limit stops the review', (call) => (call === 'POST review' ? limited : null)],
  ['a rate limit stops the summary', (call) => (call === 'POST summary' ? limited : null)],
  ['nothing may be written', (call) => (call.startsWith('GET') ? null : refused)],
  ['the pull request cannot be read', (call) => (call.startsWith('GET') ? refused : null)],
];

test.each(cases)('the log counts what was written: %s', async (_, fault) => {
  const github = new PullRequestDouble(headSha, [{ path, patch }]);
  github.fault = fault;
  const place = { owner: 'contoso', repository: 'apis', number: 7, headSha, isFromFork: false };
  const { written, homes } = await publish(github.client, place, review(found), 'github-actions', options);
  const inLines = found.filter((_one, index) => github.reviewComments.some(({ body }) => body.includes(`number-${index + 1}-`))).length;
  const inSummary = found.filter((_one, index) => github.conversation.some(({ body }) => body.includes(`number-${index + 1}-`))).length;
  const writes = github.written.length;
  expect(writtenLine(written, homes)).toBe(
    `${writes === 0 ? 'Nothing written' : `Written ${writes}`} on the pull request. Problems in line comments: ${inLines}, in the summary comment: ${inSummary}, in annotations only: ${found.length - inLines - inSummary}.`,
  );
});
