import type { Listed, ListedRule, FindingStatement } from './statement.js';

/** What a rule says of entries of a list. */
export type ListedStatement = Extract<FindingStatement, { readonly code: ListedRule }>;

/** Whether it is about entries of a list. */
export function isListed(says: FindingStatement): says is ListedStatement {
  return 'like' in says.given;
}

/** Equal keys: the same is said of the names of both. */
export function listedKey({ code, given: { kind, like, credentials } }: ListedStatement): string {
  return JSON.stringify([code, kind, like, credentials]);
}

/** The same of all these, each once. */
export function together(first: ListedStatement, others: readonly FindingStatement[]): FindingStatement {
  const names = [first, ...others].flatMap((says) => (isListed(says) ? says.given.names : []));
  return { code: first.code, given: { ...first.given, names: [...new Set(names)] } satisfies Listed };
}
