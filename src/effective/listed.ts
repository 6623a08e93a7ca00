import type { Listed, ListedRule, FindingStatement } from './statement.js';

/** A statement of a rule about entries of a list. */
export type ListedStatement = Extract<FindingStatement, { readonly code: ListedRule }>;

/** Whether the statement is about entries of a list. */
export function isListed(says: FindingStatement): says is ListedStatement {
  return 'like' in says.given;
}

/** Equal keys: the statements say the same about their names. */
export function listedKey({ code, given: { kind, like, credentials } }: ListedStatement): string {
  return JSON.stringify([code, kind, like, credentials]);
}

/** One statement for all of these, without duplicates. */
export function together(first: ListedStatement, others: readonly FindingStatement[]): FindingStatement {
  const names = [first, ...others].flatMap((says) => (isListed(says) ? says.given.names : []));
  return { code: first.code, given: { ...first.given, names: [...new Set(names)] } satisfies Listed };
}
