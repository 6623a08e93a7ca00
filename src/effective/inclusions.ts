import type { Place, PolicyDocument, Statement } from '../apim/policy.js';

/** Every inclusion of a document, those inside other policies too. */
export function inclusionsIn({ sections }: PolicyDocument): Iterable<{ readonly fragment: string; readonly place: Place }> {
  const found = (statements: readonly Statement[]): readonly { readonly fragment: string; readonly place: Place }[] =>
    statements.flatMap((one) => (one.kind === 'include-fragment' ? [one] : one.kind === 'policy' ? found(one.nested) : []));
  return [...sections.values()].flatMap(({ statements }) => found(statements));
}
