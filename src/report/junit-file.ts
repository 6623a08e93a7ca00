import { escapeXml } from './escape.js';

/** The number of test cases, and of those that did not pass. */
export interface CaseCounts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

/**
 * A JUnit file with one suite; `cases`: its lines, already XML. Jenkins's schema (xunit-plugin, junit-10.xsd) allows the number of skipped cases only at the
 * suite, so the root omits it.
 */
export function junitFile(suite: string, { tests, failures, errors, skipped }: CaseCounts, cases: readonly string[]): string {
  const counts = `tests="${tests}" failures="${failures}" errors="${errors}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(suite)}" ${counts} skipped="${skipped}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
