import type { Review } from '../review/review.js';
import { withComputedNamed } from './computed-names.js';
import { rootCauses } from '../review/root-causes.js';
import { noticeOf } from './cause-notice.js';
import { placesOfCause } from './cause-places.js';
import { jsonText } from './escape.js';

const severities = { error: 'critical', warning: 'major', info: 'info' } as const;

/**
 * All causes as a Code Quality report (GitLab Docs, "Code Quality", report format), at all their places. GitLab compares the reports of two branches itself, so
 * causes of base are included; a place with the same id on both sides is listed once.
 */
export function reportGitlab(reviewed: Review): string {
  const review = withComputedNamed(reviewed);
  const known = new Set<string>();
  const entries = rootCauses(review).flatMap((cause) => placesOfCause(cause).map((place) => ({ cause, place })));
  return `${jsonText(
    entries.flatMap(({ cause, place }) => {
      const { id, path, line, finding } = place;
      if (known.has(id)) return [];
      known.add(id);
      const { rule, title, message } = noticeOf(cause, place);
      return [
        {
          description: `${title}. ${message}`,
          check_name: rule,
          fingerprint: id,
          severity: severities[finding.severity],
          location: { path, lines: { begin: line } },
        },
      ];
    }),
    2,
  )}\n`;
}
