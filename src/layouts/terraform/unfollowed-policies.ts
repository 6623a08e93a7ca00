import type { Span } from '../../text/edit.js';
import type { UnreviewedFile } from '../layout.js';
import type { DeployedPolicy } from '../deployed/deployed.js';
import type { Block } from './hcl-syntax.js';
import { isConfiguration } from './module-folder.js';
import { localFolder, moduleSource } from './module-source.js';
import { folderOfPath } from '../deployed/paths.js';
import type { TerraformFiles } from './terraform-files.js';

const policyInside = /<(?:policies|fragment)[\s>]/i;

/**
 * Configuration files that contain a policy for a module kept elsewhere, directly or in a local value, without a known scope. `folders`: configuration by
 * folder; `policies`: all deployed ones.
 */
export function unfollowedPolicies(
  paths: readonly string[],
  files: TerraformFiles,
  folders: ReadonlyMap<string, readonly string[]>,
  policies: () => Iterable<DeployedPolicy>,
): readonly UnreviewedFile[] {
  const candidates = paths.flatMap((path) => {
    const text = isConfiguration(path) ? (files.text(path) ?? '') : '';
    const spans = policyInside.test(text) ? spansIn(path, text, files, folders) : [];
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

/** Places where a file contains policies for modules kept elsewhere. */
function spansIn(path: string, text: string, files: TerraformFiles, folders: ReadonlyMap<string, readonly string[]>): readonly Span[] {
  const holds = ({ start, end }: Span): boolean => policyInside.test(text.slice(start, end));
  const blocks = (files.syntax(path)?.body.blocks ?? []).filter(holds);
  const own = blocks.filter((block) => isKeptElsewhere(block, path)).flatMap(({ body }) => [...body.attributes.values()].filter(holds));
  const locals = blocks.filter(({ type }) => type === 'locals').flatMap(({ body }) => [...body.attributes.values()].filter(holds));
  if (locals.length === 0) return own;
  const calls = (folders.get(folderOfPath(path)) ?? []).flatMap((other) => {
    const code = files.text(other) ?? '';
    const called = (files.syntax(other)?.body.blocks ?? []).filter((block) => isKeptElsewhere(block, other));
    return called.map(({ start, end }) => code.slice(start, end));
  });
  const named = new Set(calls.flatMap((call) => [...call.matchAll(/\blocal\.([\w-]+)/g)].map(([, name = '']) => name)));
  return [...own, ...locals.filter(({ name }) => named.has(name))];
}

function isKeptElsewhere(block: Block, path: string): boolean {
  return block.type === 'module' && localFolder(folderOfPath(path), moduleSource({ block })) === null;
}
