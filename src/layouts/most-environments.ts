import type { MetadataProblem } from '../apim/service.js';

/** Environments of one service, or of one root of code, that are evaluated, in their order. */
export const mostEnvironments = 500;

/** What is told of an environment beyond them: any may be the one that a change is about. */
export function unevaluated(path: string): MetadataProblem {
  return { path, line: 1, says: { code: 'too-many-environments', given: { most: mostEnvironments } }, hides: true };
}

/** The environments of a root that are evaluated: those that are named, or else all; the first one knows the files of those beyond the bound. */
export function evaluatedAmong<E extends { readonly name: string; readonly files: readonly string[] }>(
  all: readonly E[],
  named: readonly string[],
): readonly (E & { readonly leftOut?: readonly string[] })[] {
  const wanted = all.filter(({ name }) => named.length === 0 || named.includes(name));
  const leftOut = wanted.slice(mostEnvironments).flatMap(({ files }) => files.at(-1) ?? []);
  const evaluated = wanted.slice(0, mostEnvironments);
  return leftOut.length === 0 ? evaluated : evaluated.map((one, at) => (at === 0 ? { ...one, leftOut } : one));
}
