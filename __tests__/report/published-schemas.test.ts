import fc from 'fast-check';
import { reportJunit } from '../../src/report/junit.js';
import { junitFile } from '../../src/report/junit-file.js';
import { reportRdjson } from '../../src/report/rdjson.js';
import { reportedRule } from '../../src/report/reported-rule.js';
import { reportSarif } from '../../src/report/sarif.js';
import type { Review } from '../../src/review/review.js';
import { rules as catalogue } from '../../src/rules/catalogue.js';
import { reviewOf } from '../page/page.js';
import { scenes } from '../page/scenes.js';
import { review as anyReview } from './arbitrary.js';
import { bigReview, portal, review } from './fixtures.js';
import { junitProblems, rdjsonProblems, sarifProblems } from './published.js';

/** Our formats against the schemas that others publish for them. What each value means is tested beside the format. */

const rules = catalogue.map((rule) => reportedRule(rule, `https://example.com/rules/${rule.id}.md`));

function expectValid(one: Review): void {
  const problems = {
    sarif: sarifProblems(reportSarif(one, { toolVersion: '1.0.0', rules })),
    rdjson: rdjsonProblems(reportRdjson(one, rules)),
    junit: junitProblems(reportJunit(one)),
  };
  expect(problems).toEqual({ sarif: [], rdjson: [], junit: [] });
}

test.each(scenes.map(({ name, base, head }) => [name, base, head] as const))(
  'SARIF, rdjson and JUnit of a real review: %s',
  async (_, base, head) => {
    expectValid(await reviewOf(base, head));
  },
);

test.each([
  ['nothing', review()],
  ['a scan', review({ mode: 'scan' })],
  ['many findings', bigReview()],
  ['patches', portal],
])('SARIF, rdjson and JUnit of %s', (_, one) => {
  expectValid(one);
});

test('SARIF, rdjson and JUnit of any review, whatever its texts hold', () => {
  fc.assert(fc.property(anyReview, expectValid), { numRuns: 60 });
});

test('the schemas refuse what is wrong', () => {
  const suite = (...cases: readonly string[]): readonly string[] =>
    junitProblems(junitFile('a', { tests: 1, failures: 0, errors: 0, skipped: 0 }, cases));
  expect(suite('<testcase name="a"><failure message="b" /></testcase>')).toEqual([]);
  expect(suite('<testcase classname="a" />')).toEqual(['testcase lacks name']);
  expect(suite('<testcase name="a" result="b" />')).toEqual(['testcase has result']);
  expect(suite('<testcase name="a"><properties /></testcase>')).toEqual(['testcase holds properties;']);
  expect(suite('<testcase name="a">b</testcase>')).toEqual(['testcase holds text']);
  expect(suite('<case />')).toEqual(['testsuite holds case;', 'unknown element case']);
  expect(junitProblems('<testsuites skipped="1"><testcase name="a" /></testsuites>')).toEqual([
    'testsuites has skipped',
    'testsuites holds testcase;',
  ]);
  expect(rdjsonProblems('{"diagnostics":[{"message":"a","severty":"ERROR"}]}')).toEqual(['/diagnostics/0 must NOT have additional properties']);
  expect(rdjsonProblems('{"diagnostics":[{"severity":"HIGH"}]}')).not.toEqual([]);
  expect(sarifProblems('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a"}},"results":[{}]}]}')).toEqual([
    "/runs/0/results/0 must have required property 'message'",
  ]);
  expect(sarifProblems('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"a","informationUri":"no address"}}}]}')).not.toEqual([]);
});
