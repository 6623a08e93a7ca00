import type { ListedPolicy } from '../effective/policy-listing.js';
import { counted } from './counting.js';
import type { UnreviewedFile } from '../layouts/layout.js';
import { escapeTerminal, inertLogLine, jsonText } from './escape.js';
import type { Paint } from './paint.js';
import { wholePhrase } from './phrase.js';
import { unreviewedPhrase } from './sentences/unreviewed.js';

/** All policies found, and how they are treated. */
export interface PolicyListing {
  /** `layout`: the layout of the service. */
  readonly policies: readonly (ListedPolicy & { readonly layout: string })[];
  /** Found, but without a scope or not evaluated. */
  readonly unreviewed: readonly Pick<UnreviewedFile, 'path' | 'says'>[];
  /** Policies that are not deployed by anything. */
  readonly unreferenced: readonly string[];
}

/** The listing for `policies --format json`. */
export function listingJson({ policies, unreviewed, unreferenced }: PolicyListing): string {
  const listed = policies.map(({ path, line, endLine, layout, service, scope, environments, hasCors, origins, open, by }) => ({
    path,
    line,
    endLine,
    layout,
    service,
    scope: scope.kind,
    workspace: scope.kind === 'workspace' ? (scope.id ?? scope.workspace) : scope.workspace,
    product: scope.kind === 'product' ? scope.id : null,
    api: scope.kind === 'api' || scope.kind === 'operation' ? scope.id : null,
    operation: scope.operation,
    fragment: scope.kind === 'fragment' ? scope.id : null,
    environments,
    hasCors,
    origins,
    open,
    by,
  }));
  const json = {
    schemaVersion: 2,
    policies: listed,
    unreviewed: unreviewed.map(({ path, says }) => ({ path, reason: reasonOf(says) })),
    unreferenced: unreferenced.map((path) => ({ path })),
  };
  return `${jsonText(json, 2)}\n`;
}

function reasonOf(says: UnreviewedFile['says']): string {
  return wholePhrase(unreviewedPhrase({ says, entry: null, scopeEntry: null }));
}

/** The listing for a terminal: one policy per line, grouped by service. */
export function listingText({ policies, unreviewed, unreferenced }: PolicyListing, paint: Paint): string {
  const lines: string[] = [];
  for (const service of [...new Set(policies.map((one) => one.service))].sort()) {
    const own = policies.filter((one) => one.service === service);
    lines.push(
      paint(
        'bold',
        `${escapeTerminal(service === '' ? '(repository root)' : service)}  ${own[0]?.layout ?? ''}, ${counted(own.length, 'policy', 'policies')}`,
      ),
    );
    for (const one of own) lines.push(`  ${policyLine(one)}`);
    lines.push('');
  }
  const list = (title: string, rows: readonly string[]): void => {
    if (rows.length > 0) lines.push(paint('bold', title), ...rows.map((row) => `  ${escapeTerminal(row)}`), '');
  };
  list(
    `Not reviewed (${unreviewed.length})`,
    unreviewed.map(({ path, says }) => `${path}: ${reasonOf(says)}`),
  );
  list(`Deployed by nothing (${unreferenced.length})`, unreferenced);
  lines.push(`${counted(policies.length, 'policy', 'policies')} in place, ${policies.filter((one) => one.hasCors).length} with <cors>.`);
  return `${lines.map(inertLogLine).join('\n')}\n`;
}

function policyLine({ path, line, scope, environments, hasCors, origins, open, by }: PolicyListing['policies'][number]): string {
  const place = `${path}:${line}`;
  const named = origins.length > 3 ? `${origins.slice(0, 3).join(', ')} and ${origins.length - 3} more` : origins.join(', ');
  const parts = [
    place,
    scopeName(scope),
    ...(environments === null ? [] : [`in ${environments.join(', ')}`]),
    ...(hasCors ? [`<cors>${named === '' ? '' : ` ${named}`}`] : []),
    ...(open.length === 0 ? [] : [`not decided here: ${open.join(', ')}`]),
    ...(by.path === path ? [] : [`by ${by.path}:${by.line}`]),
  ];
  return parts.map(escapeTerminal).join('  ');
}

function scopeName({ kind, workspace, id, operation }: ListedPolicy['scope']): string {
  const own = kind === 'operation' ? `${id ?? ''}/${operation ?? ''}` : (id ?? '');
  const within = workspace === null ? '' : kind === 'workspace' ? ` ${workspace}` : ` in workspace ${workspace}`;
  return `${kind}${own === '' ? '' : ` ${own}`}${within}`;
}
