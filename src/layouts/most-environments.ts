import type { MetadataProblem } from '../apim/service.js';

/** Most environments of one service, or one root of code, that are evaluated, in order. */
export const mostEnvironments = 500;

/** The problem of an environment beyond the bound: a change may be about it. */
export function unevaluated(path: string): MetadataProblem {
  return { path, line: 1, says: { code: 'too-many-environments', given: { most: mostEnvironments } }, hides: true };
}

/** The environments of a root to evaluate: the named ones, or all; the first one has the files of those beyond the bound. */
export function evaluatedAmong<E extends { readonly name: string; readonly files: readonly string[] }>(
  all: readonly E[],
  named: readonly string[],
): readonly (E & { readonly leftOut?: readonly string[] })[] {
  const wanted = all.filter(({ name }) => named.length === 0 || named.includes(name));
  const leftOut = wanted.slice(mostEnvironments).flatMap(({ files }) => files.at(-1) ?? []);
  const evaluated = wanted.slice(0, mostEnvironments);
  return leftOut.length === 0 ? evaluated : evaluated.map((one, at) => (at === 0 ? { ...one, leftOut } : one));
}
