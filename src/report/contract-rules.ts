import type { ContractRuleId } from '../rules/contract-rule-ids.js';
import type { RuleDescription } from '../rules/rule.js';

/** The texts about a rule on contracts. */
export type ContractRule = Pick<RuleDescription, 'title' | 'severity' | 'detects' | 'why' | 'repair'> & { readonly id: ContractRuleId };

/** Rules about the contracts file. They read no policy, so comments in policies do not apply to them, but the configuration's settings do. */
export const contractRules: readonly ContractRule[] = [
  {
    id: 'contract-broken',
    title: 'A contract is broken',
    severity: 'error',
    detects: 'A promise of the contracts file that the state before kept, or that the change makes, and that a request breaks.',
    why: 'The team has written down that this web app can call these operations, or that nobody else can.',
    repair: 'Fix the policy at the line that is named, or change the promise in a pull request of its own.',
  },
  {
    id: 'contract-relaxed',
    title: 'A contract is dropped or promises less',
    severity: 'warning',
    detects: 'A promise of the state before that the change takes out of the contracts file, or makes weaker.',
    why: 'A change must not quietly take away what it would be held to.',
    repair: 'Check that this is meant. With `enforce-contracts: base` in the configuration the old promise counts until the change is merged.',
  },
  {
    id: 'contract-undecided',
    title: 'Whether a contract is kept is not known',
    severity: 'error',
    detects: 'A promise that is kept under some readings of what is open, and broken under others; for `allow` a warning.',
    why: 'What nobody has checked is no promise.',
    repair: 'Settle the open point under `assume:` in the configuration, or write the policy so that it does not matter.',
  },
  {
    id: 'contract-matches-nothing',
    title: 'A contract is about nothing that there is',
    severity: 'error',
    detects: 'A promise that matches no operation, or names an environment that there is not.',
    why: 'It seems to protect something and does not.',
    repair: 'Write the path of the API and the template of the operation as the service has them.',
  },
  {
    id: 'contracts-malformed',
    title: 'The contracts file cannot be read',
    severity: 'error',
    detects: 'A contracts file that is no YAML, or not of its schema. The promises of the state before count all the same.',
    why: 'Promises that cannot be read hold nobody to anything.',
    repair: 'Fix the file as the message says.',
  },
];
