import { compareSeverity } from '../effective/severity.js';
import type { Review } from '../review/review.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { noticeOf } from './cause-notice.js';
import { escapeXml } from './escape.js';
import { wholePhrase } from './phrase.js';
import { headline } from './sentences/cause-titles.js';
import { unreviewedPhrase } from './sentences/unreviewed.js';

/**
 * The review as a JUnit file: one test case a cause. It fails where the cause fails the review; what is below the threshold passes, and says what it
 * is; what base has too, and what was not reviewed, is skipped. The first case is the verdict: it fails where no cause does and the review fails all the same.
 */
export function reportJunit(review: Review): string {
  const causes = rootCauses(review);
  const fails = ({ status, severity }: RootCause): boolean =>
    status === 'new' && review.failOn !== 'never' && compareSeverity(severity, review.failOn) >= 0;
  const failing = causes.filter(fails).length;
  const isVerdict = review.conclusion === 'fail' && failing === 0;
  const skipped = causes.filter(({ status }) => status === 'existing').length + review.unreviewed.length;
  const counts = `tests="${1 + causes.length + review.unreviewed.length}" failures="${failing + Number(isVerdict)}" errors="0" skipped="${skipped}"`;
  const text = escapeXml(headline(review, causes));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="apim-cors ${review.mode}" ${counts}>`,
    isVerdict ? testcase('verdict', '', `<failure type="fail" message="${text}" />`) : testcase('verdict', '', `<system-out>${text}</system-out>`),
    ...causes.map((cause) => causeCase(cause, fails(cause))),
    ...review.unreviewed.map((one) =>
      testcase(
        one.path,
        ` file="${escapeXml(one.path)}"`,
        `<skipped message="${escapeXml(`Not reviewed: ${wholePhrase(unreviewedPhrase(one))}`)}" />`,
      ),
    ),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function causeCase(cause: RootCause, isFailing: boolean): string {
  const { rule, title, message } = noticeOf(cause);
  const { path, line, severity } = cause;
  const [of, text] = [escapeXml(title), escapeXml(`${severity} ${rule} ${path}:${line}\n${message}`)];
  const result = isFailing
    ? `<failure type="${severity}" message="${of}">${text}</failure>`
    : cause.status === 'existing'
      ? `<skipped message="${escapeXml(`Older: ${title}`)}" />`
      : `<system-out>${text}</system-out>`;
  return testcase(`${rule} ${path}:${line} ${title}`, ` file="${escapeXml(path)}" line="${line}"`, result);
}

function testcase(name: string, more: string, result: string): string {
  return `    <testcase name="${escapeXml(name)}" classname="apim-cors"${more}>${result}</testcase>`;
}
