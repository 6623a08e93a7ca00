import type { Certainty } from '../text/scales.js';
import { ruleClass } from './rule-classes.js';
import type { RuleDescription } from '../rules/rule.js';

/** The description of a rule in a report. */
export interface ReportedRule {
  readonly id: string;
  /** One line, no full stop. */
  readonly title: string;
  /** Why it matters and what to do; plain text, possibly several paragraphs. */
  readonly help: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** The highest certainty of its findings; left out: documented. */
  readonly certainty?: Certainty;
  readonly docsUrl?: string;
  /** Tags for code scanning: `security`, `external/cwe/cwe-942`; left out: `security`. */
  readonly tags?: readonly string[];
}

/** A rule of the catalogue in the form for reports; `docsUrl` is its page, if any. */
export function reportedRule(
  rule: Pick<RuleDescription, 'id' | 'title' | 'severity' | 'detects' | 'why' | 'repair'> & { readonly certainty?: Certainty },
  docsUrl: string | null,
): ReportedRule {
  const { id, title, severity, detects, why, repair, certainty } = rule;
  const { tags, cwe } = ruleClass(id);
  const filed = [...tags, ...cwe.map((number) => `external/cwe/cwe-${number}`)];
  const help = [detects, why, repair].join('\n\n');
  return { id, title, severity, help, tags: filed, ...(certainty === undefined ? {} : { certainty }), ...(docsUrl === null ? {} : { docsUrl }) };
}
