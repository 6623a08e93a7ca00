import type { Api, Operation, Product } from '../apim/service.js';
import { accessOf, originsNamed, type Access } from '../cors/access.js';
import type { CorsChain } from '../cors/cors-chain.js';
import { allNames, namesOf, type NameSet } from '../cors/name-set.js';
import { differenceForOrigin } from '../cors/difference-for-origin.js';
import { sharedDifferences } from '../cors/shared-differences.js';
import type { Assumptions, Reading } from '../cors/worlds.js';
import { byMethod } from '../effective/own-methods.js';
import type { ServiceState } from '../effective/service-state.js';
import type { ChangedPair } from '../effective/changed-pair.js';
import { changedPairs } from '../effective/state-difference.js';
import { harmTo, type Harm } from '../review/root-causes.js';

/** The result for pages of one origin; `same`: allowed before and after; `depends`: the readings disagree; `blocked`: before and after. */
export type MatrixMark = Harm | 'changes' | 'same' | 'depends' | 'blocked';

/** Marks, the worst first. */
export const marks: readonly MatrixMark[] = ['loses', 'mayLose', 'changes', 'gains', 'mayGain', 'depends', 'same', 'blocked'];

/** One origin at one place. */
export interface MatrixCell {
  readonly mark: MatrixMark;
  readonly before: Access;
  readonly after: Access;
  /** The parts have different results: this is the worst. */
  readonly isMixed: boolean;
}

/** Operations of one API and method with one chain before and one after. */
export interface MatrixPart {
  readonly base: CorsChain | null;
  readonly head: CorsChain | null;
  readonly own: NameSet;
  /** Upper case; null: unknown, or every method. */
  readonly method: string | null;
  readonly operations: readonly Operation[];
  readonly isChanged: boolean;
  /** Parts with the same number have equal results for every origin. */
  readonly alike: number;
}

/** One API, in the context of a product or (null) of none. */
export interface MatrixRow {
  readonly key: string;
  /** null: the service has no API, or none was read. */
  readonly api: Api | null;
  readonly product: Product | null;
  readonly parts: readonly MatrixPart[];
  readonly isChanged: boolean;
  /** Rows with the same text have equal results for every origin: of thousands of APIs some dozen are evaluated. */
  readonly alike: string;
}

/** Who can call what in a service before and after. A scan has the same state on both sides. */
export class Matrix {
  readonly rows: readonly MatrixRow[];
  /** Named origins, then `null` and `*` (every other one). */
  readonly origins: readonly string[];
  readonly #assume: Assumptions;
  /** By the parts' `alike`, then by origin. */
  readonly #cells = new Map<string, Map<string, MatrixCell>>();
  #readings: ReadonlyMap<string, readonly Reading[]> | null = null;

  /** `base` null: the whole service is new. `assume`: the same object for all matrices that share their results. */
  constructor(base: ServiceState | null, head: ServiceState | null, assume: Assumptions) {
    this.#assume = assume;
    const rows = new Map<string, { readonly pair: ChangedPair; readonly parts: MatrixPart[] }>();
    const numbers = new Map<string, number>();
    const numberOf = (text: string): number => {
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      return number;
    };
    for (const pair of changedPairs(base, head, true)) {
      const key = JSON.stringify([pair.target.workspace, pair.target.api, pair.target.product, pair.target.isOpen === true]);
      const parts = [...partsOf(pair, numberOf)];
      const known = rows.get(key);
      if (known === undefined) rows.set(key, { pair, parts });
      else known.parts.push(...parts);
    }
    this.rows = [...rows].map(([key, { pair, parts }]) => {
      const group = pair.head ?? pair.base;
      const isChanged = parts.some((part) => part.isChanged);
      return { key, api: group?.api ?? null, product: group?.product ?? null, parts, isChanged, alike: alikeOf(parts) };
    });
    const chains = new Set(this.rows.flatMap(({ parts }) => parts.flatMap((part) => [part.base, part.head])));
    const [named, others] = [new Set<string>(), ['null', '*']];
    for (const chain of chains) for (const origin of originsNamed(chain)) if (!others.includes(origin)) named.add(origin);
    this.origins = [...[...named].sort(), ...others];
  }

  /** One origin at some parts of a row. Computed once for all equal parts. */
  cell(parts: readonly MatrixPart[], origin: string): MatrixCell {
    const alike = alikeOf(parts);
    let ofParts = this.#cells.get(alike);
    if (ofParts === undefined) this.#cells.set(alike, (ofParts = new Map<string, MatrixCell>()));
    let cell = ofParts.get(origin);
    if (cell === undefined) ofParts.set(origin, (cell = this.#worstOf(parts, origin)));
    return cell;
  }

  #worstOf(parts: readonly MatrixPart[], origin: string): MatrixCell {
    const [only] = parts;
    if (only === undefined) throw new Error('a row of the matrix has a part');
    if (parts.length === 1) return this.#cellOf(only, origin);
    const cells = parts.map((part) => this.cell([part], origin));
    const worst = cells.reduce((one, other) => (marks.indexOf(other.mark) < marks.indexOf(one.mark) ? other : one));
    return cells.some((cell) => cell.mark !== worst.mark) ? { ...worst, isMixed: true } : worst;
  }

  #cellOf(part: MatrixPart, origin: string): MatrixCell {
    const { base, head, own } = part;
    const row = part.isChanged ? differenceForOrigin(sharedDifferences(this.#assume).between(base, head, own), part, origin, this.#assume) : null;
    const after = row?.after ?? accessOf(head, origin, this.#assume, own);
    if (row === null) return { mark: markOf(after), before: after, after, isMixed: false };
    return { mark: harmTo(row) ?? 'changes', before: row.before, after, isMixed: false };
  }

  /** The readings on which some cell depends, by open point. */
  get readings(): ReadonlyMap<string, readonly Reading[]> {
    return (this.#readings ??= this.#findReadings());
  }

  #findReadings(): ReadonlyMap<string, readonly Reading[]> {
    const found = new Map<string, Map<string, Reading>>();
    const note = (reading: Reading): void => {
      const known = found.get(reading.question);
      if (known === undefined) found.set(reading.question, new Map([[reading.value, reading]]));
      else known.set(reading.value, reading);
    };
    const parts = new Map(this.rows.flatMap((row) => row.parts.map((part) => [part.alike, part] as const)));
    for (const part of parts.values()) {
      for (const origin of this.origins) {
        const { before, after } = this.cell([part], origin);
        for (const access of [before, after]) {
          for (const { when } of access.otherwise) when.forEach(note);
          if (access.why.code === 'depends') [...access.why.yes, ...access.why.no].forEach(note);
        }
      }
    }
    return new Map([...found].map(([point, readings]) => [point, [...readings.values()]]));
  }
}

function alikeOf(parts: readonly MatrixPart[]): string {
  return parts.map(({ alike }) => alike).join(' ');
}

function markOf({ allowed }: Access): MatrixMark {
  return allowed === 'yes' ? 'same' : allowed === 'no' ? 'blocked' : 'depends';
}

/** Operations by method, which may have different results. `numberOf`: one number per text. */
function* partsOf({ base, head, target }: ChangedPair, numberOf: (text: string) => number): Iterable<MatrixPart> {
  const apis = [base?.api ?? null, head?.api ?? null] as const;
  const common = { base: base?.chain ?? null, head: head?.chain ?? null, isChanged: base?.key !== head?.key };
  // Equal keys mean equal access, whatever the texts.
  const keys = [base, head].map((group) => (group === null ? '-' : String(numberOf(`chain ${group.key}`)))).join(' ');
  const all = new Map(apis.flatMap((api) => api?.operations ?? []).map((one) => [one.id, one]));
  const named = (ids: readonly string[]): readonly Operation[] => ids.flatMap((id) => all.get(id) ?? []);
  const methods = byMethod(target, ...apis);
  if (methods === null) {
    yield { ...common, own: allNames, method: null, operations: named(target.operations), alike: numberOf(keys) };
    return;
  }
  for (const { method, operations } of methods) {
    yield { ...common, own: namesOf([method]), method, operations: named(operations), alike: numberOf(`${keys} ${method}`) };
  }
}
