import type { Certainty } from '../text/scales.js';
import { ruleClass } from './rule-classes.js';
import type { RuleDescription } from '../rules/rule.js';

/** What a report says about a rule besides the finding itself. */
export interface ReportedRule {
  readonly id: string;
  /** One line, no full stop. */
  readonly title: string;
  /** Why it matters and what to do; plain text, may hold several paragraphs. */
  readonly help: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** How sure its findings are, at best; left out: they are worked out from what is documented. */
  readonly certainty?: Certainty;
  readonly docsUrl?: string;
  /** As code scanning files it: `security`, `external/cwe/cwe-942`; left out: `security`. */
  readonly tags?: readonly string[];
}

/** A rule of the catalogue as the reports need it; `docsUrl` is its page, where there is one. */
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
