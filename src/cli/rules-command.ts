import { ConfigError } from '../config/errors.js';
import { didYouMean } from '../config/nearest.js';
import { rules } from '../rules/catalogue.js';
import { contractRules, type ContractRule } from '../report/contract-rules.js';
import { catalogueTable, contractRulePage, quietNote, rulePage } from '../report/rule-page.js';
import type { Rule } from '../rules/rule.js';
import { ruleClass } from '../report/rule-classes.js';
import { exit } from './exit.js';
import { MarkdownOnTerminal } from './markdown-on-terminal.js';
import type { OutputOptions } from './options.js';
import { terminalFor, write } from './output.js';

/** `apim-cors rules`: the catalogue, or one rule's page. */
export function showRules(id: string | undefined, options: OutputOptions): number {
  const rule = rules.find((one) => one.id === id);
  const ofContracts = contractRules.find((one) => one.id === id);
  if (ofContracts !== undefined) {
    write(contractText(ofContracts, options), options);
    return exit.done;
  }
  if (id !== undefined && rule === undefined) {
    const hint = didYouMean(
      id,
      [...rules, ...contractRules].map((one) => one.id),
    );
    throw new ConfigError(`there is no rule '${id}'${hint === '' ? '; apim-cors rules lists them' : hint}`);
  }
  write(textOf(rule, options), options);
  return exit.done;
}

function contractText(rule: ContractRule, options: OutputOptions): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(publishedContract(rule), null, 2)}\n`;
    case 'markdown':
      return contractRulePage(rule);
    default:
      return new MarkdownOnTerminal(terminalFor(options)).page(contractRulePage(rule));
  }
}

function textOf(rule: Rule | undefined, options: OutputOptions): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(rule === undefined ? [...rules.map(published), ...contractRules.map(publishedContract)] : published(rule), null, 2)}\n`;
    case 'markdown':
      return rule === undefined ? catalogueTable(rules, (one) => `${one.id}.md`) : rulePage(rule);
    default:
      return rule === undefined ? table(options) : new MarkdownOnTerminal(terminalFor(options)).page(rulePage(rule));
  }
}

function published({ id, title, severity, severityNote, certainty, quiet, quietRemarks, detects, why, repair, sources }: Rule) {
  return {
    id,
    title,
    severity,
    severityNote,
    certainty,
    ...ruleClass(id),
    quiet: quiet ?? null,
    quietRemarks: quietRemarks ?? null,
    detects,
    why,
    repair,
    sources,
  };
}

/** In the shape of other rules: findings about contracts are computed, and have no source. */
function publishedContract({ id, title, severity, detects, why, repair }: ContractRule) {
  return {
    id,
    title,
    severity,
    severityNote: null,
    certainty: 'documented',
    ...ruleClass(id),
    quiet: null,
    quietRemarks: null,
    detects,
    why,
    repair,
    sources: [],
  };
}

function table(options: OutputOptions): string {
  const terminal = new MarkdownOnTerminal(terminalFor(options));
  const longest = Math.max(...rules.map(({ id }) => id.length));
  const rows = rules.map((rule) => {
    const { id, severity, title } = rule;
    const note = quietNote(rule, '');
    const level = terminal.severity(severity, severity.padEnd(7));
    return `${terminal.bold(id.padEnd(longest))}  ${level}  ${title}${note === '' ? '' : ` (${note})`}`;
  });
  return `${rows.join('\n')}\n\n${rules.length} rules; apim-cors rules RULE says why one is off, and rules: in the configuration switches it on. One of them with reasons, repair and examples: apim-cors rules ${rules[0]?.id ?? 'RULE'}\nOf contracts: ${contractRules.map(({ id }) => id).join(', ')}.\n`;
}
