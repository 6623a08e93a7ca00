import type { Span } from '../../text/edit.js';
import type { DeployedPolicy } from '../deployed/deployed.js';
import type { UnreviewedFile } from '../layout.js';
import { literalText, type BicepFiles } from './bicep-files.js';

const policyInside = /<(?:policies|fragment)[\s>]/i;

/**
 * Of Bicep files, those that write a policy out for a module kept elsewhere, itself or in a variable, of which no policy at a scope is made. `policies`: all
 * that are deployed.
 */
export function unfollowedPolicies(paths: readonly string[], files: BicepFiles, policies: () => Iterable<DeployedPolicy>): readonly UnreviewedFile[] {
  const candidates = paths.flatMap((path) => {
    const text = path.endsWith('.bicep') ? (files.text(path) ?? '') : '';
    const spans = policyInside.test(text) ? spansIn(path, text, files) : [];
    return spans.length === 0 ? [] : [{ path, spans }];
  });
  if (candidates.length === 0) return [];
  const followed = new Map<string, Set<number>>();
  for (const policy of policies()) {
    const value = policy.text();
    for (const { from } of value.kind === 'text' ? value.pieces : []) {
      if (from !== null) followed.set(from.host.path, (followed.get(from.host.path) ?? new Set()).add(from.host.at.start));
    }
  }
  return candidates
    .filter(({ path, spans }) => {
      const starts = [...(followed.get(path) ?? [])];
      return spans.some(({ start, end }) => !starts.some((at) => start <= at && at < end));
    })
    .map(({ path }) => ({ path, says: { code: 'embedded', given: {} }, lacksScope: 'embedded' }));
}

/** Where a file writes policies out for modules that are kept elsewhere. */
function spansIn(path: string, text: string, files: BicepFiles): readonly Span[] {
  return handedElsewhere(path, text, files).filter(({ start, end }) => policyInside.test(text.slice(start, end)));
}

/** The calls of a file to modules that are kept elsewhere, and the variables that these name. */
export function handedElsewhere(path: string, text: string, files: BicepFiles): readonly Span[] {
  const declarations = files.declarations(path);
  if (declarations === null) return [];
  const elsewhere = declarations.modules.filter(({ source }) => /^(?:br|ts)[:/]/.test(literalText(source) ?? ''));
  const calls = elsewhere.map(({ start, end }) => text.slice(start, end));
  const named = new Set(calls.flatMap((call) => call.match(/\b[A-Za-z_]\w*/g) ?? []));
  return [...elsewhere, ...declarations.file.statements.filter(({ kind, name }) => kind === 'var' && named.has(name))];
}
