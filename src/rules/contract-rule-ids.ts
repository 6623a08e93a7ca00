/** Rules about contracts. They do not read policies; their texts are in report/. */
export const contractRuleIds = [
  'contract-broken',
  'contract-relaxed',
  'contract-undecided',
  'contract-matches-nothing',
  'contracts-malformed',
] as const;

/** Id of a rule about contracts. */
export type ContractRuleId = (typeof contractRuleIds)[number];
