import type { BrokenPolicy, DeployedIf, ElementSnapshot, Place, PolicyDocument, PolicyFile, RequestEnd, SectionName, Statement } from './policy.js';
import type { Span } from '../text/edit.js';
import type { Api, LineOf, Operation, Product, ScopeRef, Service } from './service.js';
import { wholeFile, type PolicyRef } from '../text/policy-ref.js';
import { holesOf, isTransparent } from './transparency.js';

/** One scope of a request's chain and the policy at it, if any. */
export interface Layer {
  readonly scope: ScopeRef;
  readonly file: PolicyFile | null;
  /** The repository has no policy here, but another place may keep one. Says where the repository declares what it deploys. */
  readonly elsewhere?: LineOf;
}

/**
 * Why a statement may not run. `missing-inbound`: a narrower document has no `<inbound>`, and no page says whether it then inherits. `branch`: it stands inside
 * a policy such as `<choose>`, which decides at run time. `deployed`: whether its policy, or the one that would replace it, is deployed depends on a condition
 * that the repository does not decide.
 */
export type Condition =
  | { readonly kind: 'missing-inbound'; readonly ref: PolicyRef }
  | { readonly kind: 'branch'; readonly policy: string; readonly place: Place }
  | { readonly kind: 'deployed'; readonly name: string; readonly isThere: boolean };

/** One statement of the effective inbound section, with its scope and place. */
export type EffectiveStatement =
  | {
      readonly kind: 'cors';
      readonly element: ElementSnapshot;
      readonly scope: ScopeRef;
      readonly how: 'direct' | 'fragment' | 'nested';
      readonly conditions: readonly Condition[];
    }
  | {
      readonly kind: 'policy';
      readonly name: string;
      /** How the policy may end requests; null if it ends none, or only malformed ones. */
      readonly end: RequestEnd | null;
      /** Name of a policy inside it that checks callers under a condition; null if there is none. */
      readonly checks: string | null;
      /** Its place in its policy's own text; null if that was not kept. */
      readonly span: Span | null;
      readonly place: Place;
      readonly scope: ScopeRef;
      readonly conditions: readonly Condition[];
    }
  | { readonly kind: 'broken'; readonly broken: BrokenPolicy; readonly scope: ScopeRef; readonly conditions: readonly Condition[] }
  | {
      readonly kind: 'missing-fragment';
      readonly fragment: string;
      readonly place: Place;
      readonly scope: ScopeRef;
      readonly conditions: readonly Condition[];
    }
  /** The policy of this scope is not in the repository, which need not hold it: it may hold `<cors>` too. */
  | { readonly kind: 'elsewhere'; readonly place: Place; readonly scope: ScopeRef; readonly conditions: readonly Condition[] }
  /** Template text among the policies: its result may hold `<cors>` too. */
  | { readonly kind: 'hole'; readonly name: string; readonly place: Place; readonly scope: ScopeRef; readonly conditions: readonly Condition[] }
  /** The section exceeds a bound here (for example, fragments include one another in a circle). The rest is left out. */
  | { readonly kind: 'cut'; readonly place: Place; readonly scope: ScopeRef; readonly conditions: readonly Condition[] };

/** Deepest nesting of fragments that is expanded: a fragment that includes itself never ends. */
export const deepestFragment = 8;

/** Most statements that are read for one section: `<base />` and fragments can multiply them. */
const mostStatements = 20_000;

/** Counts the statements of a section against the bound. */
export class StatementBudget {
  #left = mostStatements;
  isUsedUp = false;

  /** False once the budget is used up. */
  spend(): boolean {
    this.#left -= 1;
    if (this.#left < 0) this.isUsedUp = true;
    return !this.isUsedUp;
  }
}

/** The layers of a request, narrow to broad: operation, API, product (in its context), workspace, global (Microsoft Learn, "Set or edit policies", scopes). */
export function layersOf(service: Service, api: Api | null, operation: Operation | null, product: Product | null): readonly Layer[] {
  const layers: Layer[] = [];
  const workspace = api?.workspace ?? product?.workspace ?? null;
  if (api !== null && operation !== null) {
    layers.push({ scope: { kind: 'operation', workspace, id: api.id, operation: operation.id }, file: operation.policy });
  }
  if (api !== null) layers.push({ scope: { kind: 'api', workspace, id: api.id, operation: null }, file: api.policy });
  if (product !== null) layers.push({ scope: { kind: 'product', workspace, id: product.id, operation: null }, ...keptAs(service, product.policy) });
  if (workspace !== null) {
    layers.push({
      scope: { kind: 'workspace', workspace, id: null, operation: null },
      file: service.workspaces.get(workspace)?.policy ?? null,
    });
  }
  layers.push({ scope: { kind: 'global', workspace: null, id: null, operation: null }, ...keptAs(service, service.global) });
  return layers;
}

/** A missing policy may be kept elsewhere if the repository need not hold the whole service. */
function keptAs({ partlyKept }: Service, file: PolicyFile | null): Pick<Layer, 'file' | 'elsewhere'> {
  return file === null && partlyKept !== undefined ? { file, elsewhere: partlyKept } : { file };
}

/** Finds a policy fragment by its id, in a workspace or (null) in the service. */
export type FragmentLookup = (id: string, workspace: string | null) => PolicyFile | undefined;

/**
 * An effective section: the narrowest document with `<base />` replaced by the next broader scope's section, and so on (Microsoft Learn, "How to set or edit
 * policies", policy scopes). A scope without a document behaves as `<base />` alone; the global scope has no parent and its `<base />` is empty. `deciding`:
 * leaves out the policies that neither concern CORS nor end requests, which are most.
 */
export function effectiveSection(
  layers: readonly Layer[],
  fragments: FragmentLookup,
  deciding: boolean,
  section: SectionName = 'inbound',
): readonly EffectiveStatement[] {
  return expandFrom(layers, 0, { fragments, deciding, section, budget: new StatementBudget() }, []);
}

/** What stays the same throughout one section. */
interface Expansion {
  readonly fragments: FragmentLookup;
  readonly deciding: boolean;
  readonly section: SectionName;
  readonly budget: StatementBudget;
}

function expandFrom(layers: readonly Layer[], index: number, expansion: Expansion, conditions: readonly Condition[]): readonly EffectiveStatement[] {
  const layer = layers[index];
  if (layer === undefined) return [];
  if (layer.file === null) {
    const broader = expandFrom(layers, index + 1, expansion, conditions);
    const { elsewhere, scope } = layer;
    return elsewhere === undefined || expansion.section !== 'inbound'
      ? broader
      : [{ kind: 'elsewhere', place: startOf(elsewhere), scope, conditions }, ...broader];
  }
  const out: EffectiveStatement[] = [];
  let file: PolicyFile | undefined = layer.file;
  let under = conditions;
  // If it is undecided whether a policy is deployed, the policy that replaces it follows, each under its condition.
  while (file !== undefined) {
    const open = isTransparent(file) ? undefined : deployedIf(file);
    out.push(...expandPolicy(file, layers, index, { expansion, conditions: deployed(under, open, true) }));
    if (open === undefined) return out;
    under = deployed(under, open, false);
    file = file.ok ? file.otherwise : undefined;
  }
  out.push(...expandFrom(layers, index + 1, expansion, under));
  return out;
}

function deployed(conditions: readonly Condition[], open: DeployedIf | undefined, isThere: boolean): readonly Condition[] {
  return open === undefined ? conditions : [...conditions, { kind: 'deployed', name: open.name, isThere: isThere === open.holds }];
}

/** Expands a deployed policy, with what it inherits. */
function expandPolicy(
  file: PolicyFile,
  layers: readonly Layer[],
  index: number,
  { expansion, conditions }: { readonly expansion: Expansion; readonly conditions: readonly Condition[] },
): readonly EffectiveStatement[] {
  const scope = layers[index]?.scope ?? { kind: 'global', workspace: null, id: null, operation: null };
  if (!file.ok) return [{ kind: 'broken', broken: file.broken, scope, conditions }];
  const own = file.document.sections.get(expansion.section);
  if (own === undefined && expansion.section !== 'inbound') return expandFrom(layers, index + 1, expansion, conditions);
  if (own === undefined) {
    const unsure: Condition = { kind: 'missing-inbound', ref: file.document.ref };
    return expandFrom(layers, index + 1, expansion, [...conditions, unsure]);
  }
  const out: EffectiveStatement[] = [];
  const base = (under: readonly Condition[]): readonly EffectiveStatement[] => expandFrom(layers, index + 1, expansion, under);
  const spot: Spot = { ...expansion, scope, how: 'direct', base, depth: 0 };
  expandWithHoles(file.document, own.statements, spot, conditions, out);
  return out;
}

/** Statements of a document, with the template holes among them. */
function expandWithHoles(
  document: PolicyDocument,
  statements: readonly Statement[],
  at: Spot,
  conditions: readonly Condition[],
  out: EffectiveStatement[],
): void {
  let rest = statements;
  for (const { written: name, line } of at.section === 'inbound' ? holesOf(document) : []) {
    const next = rest.findIndex((statement) => placeOf(statement).line >= line);
    expandStatements(next < 0 ? rest : rest.slice(0, next), at, conditions, out);
    const { path, ref } = document;
    out.push({ kind: 'hole', name, place: { path, ref, line, endLine: line, start: 0, end: 0 }, scope: at.scope, conditions });
    rest = next < 0 ? [] : rest.slice(next);
  }
  expandStatements(rest, at, conditions, out);
}

function startOf({ path, line }: LineOf): Place {
  return { path, ref: wholeFile(path), line, endLine: line, start: 0, end: 0 };
}

interface Spot extends Expansion {
  readonly scope: ScopeRef;
  readonly how: 'direct' | 'fragment' | 'nested';
  readonly base: (conditions: readonly Condition[]) => readonly EffectiveStatement[];
  readonly depth: number;
}

function expandStatements(statements: readonly Statement[], at: Spot, conditions: readonly Condition[], out: EffectiveStatement[]): void {
  const cutAt = (place: Place): EffectiveStatement => ({ kind: 'cut', place, scope: at.scope, conditions });
  for (const statement of statements) {
    if (at.budget.isUsedUp) return;
    if (!at.budget.spend()) {
      out.push(cutAt(placeOf(statement)));
      return;
    }
    switch (statement.kind) {
      case 'base':
        for (const inherited of at.base(conditions)) out.push(at.how === 'nested' ? nested(inherited) : inherited);
        break;
      case 'cors':
        out.push({ kind: 'cors', element: statement.element, scope: at.scope, how: at.how, conditions });
        break;
      case 'include-fragment':
        expandFragment(statement.fragment, statement.place, at, conditions, out);
        break;
      case 'others':
        for (const index of (at.deciding ? statement.ends : statement.names)?.keys() ?? []) {
          const place = placeAmong(statement, index);
          if (!at.budget.spend()) {
            out.push(cutAt(place));
            return;
          }
          const name = statement.names[index] ?? '';
          const end = statement.ends?.get(index) ?? null;
          const checks = statement.checks?.get(index) ?? null;
          out.push({ kind: 'policy', name, end, checks, span: statement.spans?.get(index) ?? null, place, scope: at.scope, conditions });
        }
        break;
      case 'policy': {
        const { name, end, checks, place } = statement;
        out.push({ kind: 'policy', name, end, checks, span: place, place, scope: at.scope, conditions });
        if (statement.nested.length > 0) {
          const condition: Condition = { kind: 'branch', policy: statement.name, place: statement.place };
          expandStatements(statement.nested, { ...at, how: 'nested' }, [...conditions, condition], out);
        }
        break;
      }
    }
  }
}

function placeAmong({ ref, lines }: Extract<Statement, { kind: 'others' }>, index: number): Place {
  const line = lines[index] ?? 1;
  return { path: ref.path, ref, line, endLine: line, start: 0, end: 0 };
}

function placeOf(statement: Statement): Place {
  if (statement.kind === 'others') return placeAmong(statement, 0);
  return statement.kind === 'cors' ? statement.element.place : statement.place;
}

function nested(statement: EffectiveStatement): EffectiveStatement {
  return statement.kind === 'cors' ? { ...statement, how: 'nested' } : statement;
}

function expandFragment(id: string, place: Place, at: Spot, conditions: readonly Condition[], out: EffectiveStatement[]): void {
  const file = at.fragments(id, at.scope.workspace);
  if (file === undefined) {
    out.push({ kind: 'missing-fragment', fragment: id, place, scope: at.scope, conditions });
    return;
  }
  if (at.depth >= deepestFragment) {
    at.budget.isUsedUp = true;
    out.push({ kind: 'cut', place, scope: at.scope, conditions });
    return;
  }
  if (!file.ok) {
    out.push({ kind: 'broken', broken: file.broken, scope: at.scope, conditions });
    return;
  }
  const body = file.document.sections.get('fragment');
  if (body === undefined) return;
  const under = deployed(conditions, deployedIf(file), true);
  // A fragment has no parent scope: `<base />` in one is undefined, and adds nothing here.
  const inside: Spot = { ...at, how: at.how === 'nested' ? 'nested' : 'fragment', base: () => [], depth: at.depth + 1 };
  expandWithHoles(file.document, body.statements, inside, under, out);
}

/** The condition that decides whether a policy is deployed, if the repository does not decide it. */
export function deployedIf(file: PolicyFile | null): DeployedIf | undefined {
  return file?.ok === true ? file.deployedIf : undefined;
}

/** Whether the document has the section and inherits in it: `<base />` is a direct child. */
export function inheritsBase(document: PolicyDocument, section: SectionName = 'inbound'): boolean {
  return document.sections.get(section)?.statements.some((statement) => statement.kind === 'base') ?? false;
}
