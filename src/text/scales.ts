/** The two scales of what is said. This file imports nothing: it is part of the package's declarations as it stands. */

/**
 * How sure a statement is: the weakest fact that it needs. documented: Microsoft's documentation or a web standard says so. reported: measured or stated
 * outside the documentation. inferred: follows from those. unknown: nothing found, or the sources contradict each other.
 */
export type Certainty = 'documented' | 'reported' | 'inferred' | 'unknown';

/** How bad a finding is: `fail-on` names the lowest that fails a check. */
export type Severity = 'error' | 'warning' | 'info';
