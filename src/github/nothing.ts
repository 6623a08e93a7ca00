import type { Settings } from '../config/settings.js';
import { noteFromElsewhere } from '../review/note.js';
import type { Review } from '../review/review.js';

/** The review of a change without anything to review: it passes, with the reason. */
export function reviewOfNothing(note: string, failOn: Settings['failOn']): Review {
  return {
    mode: 'review',
    base: '',
    head: '',
    conclusion: 'pass',
    failOn,
    counts: { error: 0, warning: 0, info: 0, existing: 0 },
    operations: { total: 0, changed: 0 },
    coverage: { changed: 0, reviewed: 0 },
    changes: [],
    findings: [],
    ignored: [],
    unreviewed: [],
    provenUnchanged: false,
    untold: null,
    serviceFilesChanged: 0,
    assumptions: [],
    notes: [noteFromElsewhere(note)],
  };
}
