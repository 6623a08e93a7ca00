import type { ReviewedClause } from '../review/review.js';
import type { ClauseResult } from './check-contracts.js';
import type { Kept } from './contract.js';

/** The result of a clause, as in reports. `path`: that of the contracts file; `before`: the result in base, null if the clause is new. */
export function reviewedClause(path: string, one: ClauseResult, before: Kept | null): ReviewedClause {
  const { clause, environment, result, decidedBy, counterexample, repair } = one;
  return {
    name: clause.name,
    path,
    line: clause.line,
    environment,
    before,
    result,
    decidedBy,
    counterexample: counterexample === null ? null : requestIn(counterexample),
    repairs: repair === null ? [] : [repair],
  };
}

function requestIn({ asked, explanation, url }: NonNullable<ClauseResult['counterexample']>): ReviewedClause['counterexample'] {
  const { origin, headers, credentials } = asked.request;
  return {
    origin,
    method: explanation.request.method,
    url,
    headers: headers.map(({ name }) => name),
    credentials,
    product: asked.product,
    key: asked.key,
    code: explanation.verdict === 'allowed' ? null : (explanation.reason?.code ?? null),
  };
}
