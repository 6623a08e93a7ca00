import type { RuleDescription } from '../rules/rule.js';

/** What a report says about a rule besides the finding itself. */
export interface ReportedRule {
  readonly id: string;
  /** One line, no full stop. */
  readonly title: string;
  /** Why it matters and what to do; plain text, may hold several paragraphs. */
  readonly help: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly docsUrl?: string;
}

/** A rule of the catalogue as the reports need it; `docsUrl` is its page, where there is one. */
export function reportedRule(
  rule: Pick<RuleDescription, 'id' | 'title' | 'severity' | 'detects' | 'why' | 'repair'>,
  docsUrl: string | null,
): ReportedRule {
  const { id, title, severity, detects, why, repair } = rule;
  return { id, title, severity, help: [detects, why, repair].join('\n\n'), ...(docsUrl === null ? {} : { docsUrl }) };
}
