import type { Place, PolicyDocument, Statement } from '../apim/policy.js';

/** Every inclusion of a document, those inside other policies too. */
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
