import { StatementBudget, deepestFragment, inheritsBase, type FragmentLookup, type Layer } from './layers.js';
import { inheritsAll } from './outbound.js';
import type { HeaderWriter, OutboundFragment, OutboundSection, PolicyDocument, Section, Statement } from './policy.js';

/** A hand-written CORS header in an effective section. */
export interface EffectiveWriter {
  readonly writer: HeaderWriter;
  /** The workspace whose named values apply; null: the service's. */
  readonly workspace: string | null;
  /** What decides whether the fragment around it is included; null: it always is. */
  readonly under: Pick<HeaderWriter, 'inside' | 'around'> | null;
}

/** Policies that send their own request, to which a `<set-header>` inside applies. */
const ownRequest: ReadonlySet<string> = new Set(['send-request', 'send-one-way-request']);

/**
 * Every hand-written CORS header in an effective section, in running order. `<outbound>` runs after the backend's answer; an error before that runs
 * `<on-error>` instead (Microsoft Learn, set-header; "Error handling in API Management policies"). Null: the section exceeds the bound.
 */
export function effectiveWriters(
  layers: readonly Layer[],
  fragments: FragmentLookup,
  answers: 'outbound' | 'on-error' = 'outbound',
): readonly EffectiveWriter[] | null {
  const found: EffectiveWriter[] = [];
  const budget = new StatementBudget();
  const read = (document: PolicyDocument, at: Omit<EffectiveWriter, 'writer'>, depth: number, base: (() => void) | null): void => {
    const { headerWriters } = document;
    const outbound = answers === 'outbound' || document.root === 'fragment' ? document.outbound : takenOver(document.sections.get(answers));
    const parts = [...headerWriters, ...outbound.opens]
      .filter(({ section, inside }) => (section === answers || section === 'fragment') && !ownRequest.has(inside ?? ''))
      .map((writer) => ({ start: writer.element.place.start, run: (): void => void found.push({ writer, ...at }) }));
    const included = outbound.fragments.map((one) => ({
      start: one.start,
      run: (): void => {
        include(one, at, depth);
      },
    }));
    const inherited = base === null || !outbound.inherits ? [] : [{ start: outbound.base, run: base }];
    for (const part of [...inherited, ...parts, ...included].sort((a, b) => a.start - b.start)) if (budget.spend()) part.run();
  };
  const include = ({ id, inside, around }: OutboundFragment, { workspace, under }: Omit<EffectiveWriter, 'writer'>, depth: number): void => {
    const file = fragments(id, workspace);
    if (file?.ok !== true) return;
    if (depth >= deepestFragment) budget.isUsedUp = true;
    else read(file.document, { workspace, under: inside === null ? under : { inside, around } }, depth + 1, null);
  };
  const layer = (index: number): void => {
    const one = layers[index];
    if (one === undefined) return;
    if (one.file === null) layer(index + 1);
    else if (one.file.ok)
      read(one.file.document, { workspace: one.scope.workspace, under: null }, 0, () => {
        layer(index + 1);
      });
  };
  layer(0);
  return budget.isUsedUp ? null : found;
}

/** What a section takes from fragments and broader scopes. A missing section inherits everything. */
function takenOver(section: Section | undefined): OutboundSection {
  if (section === undefined) return inheritsAll;
  const fragments: OutboundFragment[] = [];
  const collect = (statements: readonly Statement[], within: Pick<OutboundFragment, 'inside' | 'around'>): void => {
    for (const statement of statements) {
      if (statement.kind === 'include-fragment') fragments.push({ id: statement.fragment, start: statement.place.start, ...within });
      if (statement.kind === 'policy') collect(statement.nested, { inside: statement.name, around: statement.place });
    }
  };
  collect(section.statements, { inside: null, around: null });
  const base = section.statements.find((statement) => statement.kind === 'base');
  return { inherits: base !== undefined, base: base?.place.start ?? 0, fragments, opens: [] };
}

/** Every hand-written CORS header that an error answer of the gateway may carry: those of the effective `<on-error>` section, fragments included. */
export function effectiveErrorWriters(layers: readonly Layer[], fragments: FragmentLookup): readonly HeaderWriter[] {
  const found = new Set<HeaderWriter>();
  const seen = new Set<string>();
  const include = (statements: readonly Statement[], workspace: string | null): void => {
    for (const statement of statements) {
      if (statement.kind === 'policy') include(statement.nested, workspace);
      if (statement.kind !== 'include-fragment' || seen.has(statement.fragment)) continue;
      seen.add(statement.fragment);
      const file = fragments(statement.fragment, workspace);
      if (file?.ok !== true) continue;
      for (const writer of file.document.headerWriters) found.add(writer);
      include(file.document.sections.get('fragment')?.statements ?? [], workspace);
    }
  };
  for (const { file, scope } of layers) {
    if (file === null) continue;
    if (!file.ok) break;
    const section = file.document.sections.get('on-error');
    // A missing section inherits, as does one with only `<base />`.
    if (section === undefined) continue;
    for (const writer of file.document.headerWriters) if (writer.section === 'on-error') found.add(writer);
    include(section.statements, scope.workspace);
    if (!inheritsBase(file.document, 'on-error')) break;
  }
  return [...found];
}
