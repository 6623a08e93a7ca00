import type { Review } from '../review/review.js';
import { rootCauses } from '../review/root-causes.js';
import { noticeOf } from './cause-notice.js';
import { jsonText } from './escape.js';

const severities = { error: 'critical', warning: 'major', info: 'info' } as const;

/**
 * All causes as a Code Quality report (GitLab Docs, "Code Quality", report format). GitLab compares the reports of two branches itself, so what base
 * has too is listed as well; a cause of the same id on both sides is told once.
 */
export function reportGitlab(review: Review): string {
  const known = new Set<string>();
  const causes = rootCauses(review).filter(({ id }) => !known.has(id) && known.add(id));
  return `${jsonText(
    causes.map((cause) => {
      const { rule, title, message } = noticeOf(cause);
      const { id, severity, path, line } = cause;
      return {
        description: `${title}. ${message}`,
        check_name: rule,
        fingerprint: id,
        severity: severities[severity],
        location: { path, lines: { begin: line } },
      };
    }),
    2,
  )}\n`;
}
