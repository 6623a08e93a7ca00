import { withComputedNamed } from './computed-names.js';
import { compareSeverity } from '../effective/severity.js';
import type { Finding, Review } from '../review/review.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import { noticeOf } from './cause-notice.js';
import { type CausePlace, placesOfCause } from './cause-places.js';
import { escapeXml } from './escape.js';
import { junitFile } from './junit-file.js';
import { wholePhrase } from './phrase.js';
import { headline } from './sentences/cause-titles.js';
import { unreviewedPhrase } from './sentences/unreviewed.js';

/**
 * The review as a JUnit file: one test case for each place of a cause. It fails if the finding fails the review; findings below the threshold pass with their
 * text; existing findings and unreviewed files are skipped. The first case is the verdict: it fails if no cause does but the review fails.
 */
export function reportJunit(reviewed: Review): string {
  const review = withComputedNamed(reviewed);
  const causes = rootCauses(review);
  const fails = ({ status, severity }: Finding): boolean =>
    status === 'new' && review.failOn !== 'never' && compareSeverity(severity, review.failOn) >= 0;
  const all = causes.flatMap((cause) => placesOfCause(cause).map((place) => ({ cause, place })));
  const failing = all.filter(({ place }) => fails(place.finding)).length;
  const isVerdict = review.conclusion === 'fail' && failing === 0;
  const skipped = all.filter(({ cause }) => cause.status === 'existing').length + review.unreviewed.length;
  const counts = { tests: 1 + all.length + review.unreviewed.length, failures: failing + Number(isVerdict), errors: 0, skipped };
  const text = escapeXml(headline(review, causes));
  return junitFile(`apim-cors ${review.mode}`, counts, [
    isVerdict ? testcase('verdict', '', `<failure type="fail" message="${text}" />`) : testcase('verdict', '', `<system-out>${text}</system-out>`),
    ...all.map(({ cause, place }) => placeCase(cause, place, fails(place.finding))),
    ...review.unreviewed.map((one) =>
      testcase(
        one.path,
        ` file="${escapeXml(one.path)}"`,
        `<skipped message="${escapeXml(`Not reviewed: ${wholePhrase(unreviewedPhrase(one))}`)}" />`,
      ),
    ),
  ]);
}

function placeCase(cause: RootCause, place: CausePlace, isFailing: boolean): string {
  const { rule, title, message } = noticeOf(cause, place);
  const { path, line } = place;
  const { severity } = place.finding;
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
