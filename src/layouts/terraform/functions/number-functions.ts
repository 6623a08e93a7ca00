import { asNumber } from '../conversions.js';
import type { Value } from '../../deployed/deployed-value.js';
import { list, numberValue } from '../../deployed/values.js';
import { refused, undecided, type HclCall, type FunctionTable } from './function-call.js';

const calculate =
  (by: (...numbers: number[]) => number) =>
  (call: HclCall): Value =>
    numberValue(by(...call.given.map((_, index) => call.number(index))));

/** Functions of numbers ("Numeric Functions"). */
export const numberFunctions: FunctionTable = {
  abs: calculate(Math.abs),
  ceil: calculate(Math.ceil),
  floor: calculate(Math.floor),
  log: calculate((one, base = Math.E) => Math.log(one) / Math.log(base)),
  max: calculate(Math.max),
  min: calculate(Math.min),
  parseint: (call) => {
    const number = Number.parseInt(call.string(0), call.number(1));
    return Number.isNaN(number) ? refused() : numberValue(number);
  },
  pow: calculate((one, by = 1) => one ** by),
  range,
  signum: calculate(Math.sign),
  sum: (call) => numberValue(call.list(0).reduce((sum, item) => sum + (asNumber(item) ?? undecided()), 0)),
};

function range(call: HclCall): Value {
  const [start, limit] = call.given.length === 1 ? [0, call.number(0)] : [call.number(0), call.number(1)];
  const step = call.given.length > 2 ? call.number(2) : limit < start ? -1 : 1;
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((limit - start) / step));
  if (step === 0 && limit !== start) return refused();
  if (!call.at.rounds(count, call.expression)) return undecided();
  return list(Array.from({ length: count }, (_, index) => numberValue(start + index * step)));
}
