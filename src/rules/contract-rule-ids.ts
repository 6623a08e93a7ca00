/** Rules about contracts: what a review finds of the contracts file. They look at no policy; what people read of them is in report/. */
export const contractRuleIds = [
  'contract-broken',
  'contract-relaxed',
  'contract-undecided',
  'contract-matches-nothing',
  'contracts-malformed',
] as const;

/** Id of a rule about contracts. */
export type ContractRuleId = (typeof contractRuleIds)[number];
