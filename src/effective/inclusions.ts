import type { Place, PolicyDocument, Statement } from '../apim/policy.js';

/** Every inclusion in a document, including those inside other policies. */
export function inclusionsIn({ sections }: PolicyDocument): Iterable<{ readonly fragment: string; readonly place: Place }> {
  const found: Extract<Statement, { kind: 'include-fragment' }>[] = [];
  const lookIn = (statements: readonly Statement[]): void => {
    for (const one of statements) {
      if (one.kind === 'include-fragment') found.push(one);
      else if (one.kind === 'policy') lookIn(one.nested);
    }
  };
  for (const { statements } of sections.values()) lookIn(statements);
  return found;
}
