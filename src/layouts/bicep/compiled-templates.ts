import type { PolicyCache } from '../../apim/policy-cache.js';
import { scopeKey } from '../../apim/resource-key.js';
import type { Span } from '../../text/edit.js';
import type { Deployed } from '../deployed/deployed.js';
import type { Value } from '../deployed/deployed-value.js';
import type { DeployingRoot } from '../deployed/deploying-root.js';
import { embeddedBeside, type EmbeddedPolicies } from '../embedded-policy.js';
import type { Tree } from '../tree.js';

/** A compiled template's deployment, compared with its Bicep file. */
export interface CompiledTemplate {
  /** The Bicep file. */
  readonly from: string;
  /** null: unknown. */
  readonly isSame: boolean | null;
  /** Its policies; equal for equal deployments. */
  readonly policies: EmbeddedPolicies;
}

/** Most templates that are compared; others are not. */
const most = 50;

/** Compares templates with the Bicep files they were compiled from, without files of values. `pairs`: by template. */
export async function compiledTemplates(
  pairs: ReadonlyMap<string, string>,
  rootsOf: (paths: readonly string[]) => Promise<readonly DeployingRoot[]>,
  tree: Tree,
  cache: PolicyCache,
): Promise<ReadonlyMap<string, CompiledTemplate>> {
  const found = new Map<string, CompiledTemplate>();
  if (pairs.size === 0 || pairs.size > most) return found;
  const { templatesAlone } = await import('../arm/arm-survey.js');
  const templates = await templatesAlone(tree, [...pairs.keys()], cache);
  const code = [...new Set(pairs.values())];
  const roots = await rootsOf(code);
  for (const template of templates) {
    const from = pairs.get(template.path) ?? '';
    const root = roots[code.indexOf(from)];
    const text = template.files.text(template.path) ?? null;
    if (root === undefined || text === null) continue;
    const compiled = linesOf(template);
    const decidesAt = embeddedBeside(text, [])?.decidesAt ?? null;
    const policies = { text: JSON.stringify([compiled.policies, compiled.others]), decidesAt };
    // It has to be read completely.
    const isRead = !template.isCut && template.faults.length === 0 && compiled.policies.length > 0;
    if (isRead && embeddedBeside(text, placesIn(template)) === null)
      found.set(template.path, { from, isSame: isSame(compiled, template, root), policies });
  }
  return found;
}

function isSame(compiled: Lines, template: DeployingRoot, root: DeployingRoot): boolean | null {
  const own = linesOf(root);
  const differing = [...without(compiled.policies, own.policies), ...without(own.policies, compiled.policies)];
  if (root.isCut || root.faults.length > 0) return null;
  if (differing.length > 0) return differing.some((line) => isOpen.test(line)) ? null : false;
  const isAlike = compiled.others.join('\n') === own.others.join('\n') && template.notFollowed.length === root.notFollowed.length;
  return isAlike ? true : null;
}

/** The deployment, one line each, sorted. */
interface Lines {
  readonly policies: readonly string[];
  readonly others: readonly string[];
}

/** A part of it is undecided: its name may differ in the other language. */
const isOpen = /\$\{|%\{/;

function linesOf({ deployed }: DeployingRoot): Lines {
  const lines = (isWanted: (one: Deployed) => boolean): readonly string[] => [
    ...new Set(deployed.flatMap((one) => (isWanted(one) ? lineOf(one) : [])).sort()),
  ];
  return { policies: lines(({ kind }) => kind === 'policy'), others: lines(({ kind }) => kind !== 'policy' && kind !== 'service') };
}

function lineOf(one: Deployed): string {
  const { undecided = [] } = one;
  const said = Object.entries(one).filter(([name]) => !['address', 'by', 'undecided'].includes(name));
  const conditions = undecided.length > 0 ? ' ${if}' : '';
  if (one.kind === 'policy')
    return `${JSON.stringify([one.service, scopeKey(one.scope), one.isOff === true])} ${inOneName(textOf(one.text()))}${conditions}`;
  const specification = one.kind === 'api' && one.specification !== null ? textOf(one.specification()) : null;
  return inOneName(JSON.stringify([said.sort(([a], [b]) => (a < b ? -1 : 1)), specification])) + conditions;
}

function textOf(value: Value): string {
  if (value.kind === 'text') return value.text.replace(/\r\n?/g, '\n').trim();
  return value.kind === 'unknown' ? `\${${value.name}}` : JSON.stringify(value);
}

/** A parameter under its Bicep name. */
function inOneName(text: string): string {
  return text.replace(/\bparameters\('([\w-]+)'\)/g, '$1');
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line));
}

/** Places of policy texts in the template. */
function placesIn({ deployed, path }: DeployingRoot & { readonly path: string }): readonly Span[] {
  return deployed.flatMap((one) => {
    const value = one.kind === 'policy' ? one.text() : null;
    return value?.kind === 'text' ? value.pieces.flatMap(({ from }) => (from?.host.path === path ? from.host.at : [])) : [];
  });
}
