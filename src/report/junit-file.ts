import { escapeXml } from './escape.js';

/** How many test cases there are, and how many of them did not pass. */
export interface CaseCounts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

/**
 * A JUnit file of one suite; `cases`: its lines, already XML. The schema that Jenkins publishes (xunit-plugin, junit-10.xsd) counts what was skipped at
 * the suite alone, so the root does not.
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
