/**
 * Values as compact JSON for a page: each distinct value occurs once. Supports plain objects, arrays, maps, sets, texts, numbers, booleans and null; undefined
 * values and functions are left out.
 */

/** A packed value: a text, number, boolean or null itself; otherwise a kind and the indexes of its parts. */
type Cell = string | number | boolean | null | readonly number[];

/** Packed data. `shapes`: the field names of objects. The last cell is the value itself. */
export interface Packed {
  readonly shapes: readonly (readonly string[])[];
  readonly cells: readonly Cell[];
}

const arrayKind = -1;
const mapKind = -2;
const setKind = -3;

/** Packs a value. Equal parts become one part. */
export function pack(value: unknown): Packed {
  const shapes: (readonly string[])[] = [];
  const cells: Cell[] = [];
  const shapeOf = new Map<string, number>();
  const known = new Map<string, number>();
  const seen = new Map<object, number>();
  const put = (cell: Cell): number => {
    const key = JSON.stringify(cell);
    let at = known.get(key);
    if (at === undefined) {
      at = cells.push(cell) - 1;
      known.set(key, at);
    }
    return at;
  };
  const objectOf = (entries: readonly (readonly [string, unknown])[]): number => {
    const there = entries.filter(([, one]) => one !== undefined && typeof one !== 'function');
    const names = there.map(([name]) => name);
    const key = JSON.stringify(names);
    let shape = shapeOf.get(key);
    if (shape === undefined) {
      shape = shapes.push(names) - 1;
      shapeOf.set(key, shape);
    }
    return put([shape, ...there.map(([, one]) => visit(one))]);
  };
  const visit = (one: unknown): number => {
    if (one === null || typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return put(one);
    if (typeof one !== 'object') throw new Error(`a ${typeof one} cannot be packed`);
    let at = seen.get(one);
    if (at !== undefined) return at;
    if (Array.isArray(one)) at = put([arrayKind, ...one.map(visit)]);
    else if (one instanceof Map) at = put([mapKind, ...[...one].flatMap(([key, other]) => [visit(key), visit(other)])]);
    else if (one instanceof Set) at = put([setKind, ...[...one].map(visit)]);
    else at = objectOf(Object.entries(one));
    seen.set(one, at);
    return at;
  };
  const at = visit(value);
  // A value equal to one of its parts would not be the last cell.
  if (at !== cells.length - 1) cells.push(cells[at] ?? null);
  return { shapes, cells };
}

/** Restores a value. Equal parts become one object. */
export function unpack({ shapes, cells }: Packed): unknown {
  const values: unknown[] = [];
  for (const cell of cells) values.push(Array.isArray(cell) ? made(cell as readonly number[], shapes, values) : cell);
  return values.at(-1);
}

function made([kind = arrayKind, ...parts]: readonly number[], shapes: Packed['shapes'], values: readonly unknown[]): unknown {
  if (kind === arrayKind) return parts.map((at) => values[at]);
  if (kind === setKind) return new Set(parts.map((at) => values[at]));
  if (kind === mapKind) {
    return new Map(parts.flatMap((at, index) => (index % 2 === 0 ? [[values[at], values[parts[index + 1] ?? 0]] as const] : [])));
  }
  // A name from the repository may be `__proto__`: `fromEntries` defines it as an ordinary one.
  return Object.fromEntries((shapes[kind] ?? []).map((name, index) => [name, values[parts[index] ?? 0]]));
}
