import { asFlag, asNumber, asText } from '../conversions.js';
import { isDecided } from '../../deployed/texts.js';
import type { Value } from '../../deployed/deployed-value.js';
import { flag, list, nothing, numberValue } from '../../deployed/values.js';
import { distinct } from './distinct.js';
import { listArgument, refused, undecided, type FunctionTable } from './function-call.js';

/** Null stays null; an unknown value keeps its name. */
const converting =
  (convert: (value: Value) => Value): FunctionTable[string] =>
  (call) => {
    const value = call.value(0);
    return value.kind === 'null' || value.kind === 'unknown' ? value : convert(value);
  };
const asItIs = converting((value) => value);

/** Conversions between types ("Type Conversion Functions"). */
export const conversionFunctions: FunctionTable = {
  ephemeralasnull: asItIs,
  issensitive: () => flag(false),
  nonsensitive: asItIs,
  sensitive: asItIs,
  tobool: converting((value) => flag(asFlag(value) ?? (value.kind === 'text' && !isDecided(value) ? undecided() : refused()))),
  tolist: converting((value) => list(unified(listArgument(value)))),
  tomap: converting((value) => (value.kind === 'object' ? value : refused())),
  tonumber: converting((value) => numberValue(asNumber(value) ?? (value.kind === 'text' && !isDecided(value) ? undecided() : refused()))),
  toset: converting((value) => asSet(unified(listArgument(value)))),
  tostring: converting((value) => asText(value) ?? refused()),
  type: () => undecided(),
};

/** Items of a list have one type: numbers and flags beside texts become texts. */
function unified(items: readonly Value[]): readonly Value[] {
  return items.some(({ kind }) => kind === 'text') ? items.map((item) => asText(item) ?? item) : items;
}

/** Distinct items, sorted: numbers by size, texts by characters, unknown ones last. */
export function asSet(items: readonly Value[]): Value {
  const isNumeric = items.every(({ kind }) => kind === 'number');
  const keyed = distinct(items).map((item) => ({ item, key: isNumeric ? '' : (asText(item)?.text ?? '\uffff') }));
  keyed.sort((one, other) =>
    isNumeric ? (asNumber(one.item) ?? 0) - (asNumber(other.item) ?? 0) : one.key < other.key ? -1 : one.key > other.key ? 1 : 0,
  );
  return list(
    keyed.map(({ item }) => item).filter((item) => item !== nothing),
    true,
  );
}
