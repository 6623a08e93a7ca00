import type { Environment } from './environment.js';
import { collectionFunctions } from './functions/collection-functions.js';
import { conversionFunctions } from './functions/conversion-functions.js';
import { encodingFunctions } from './functions/encoding-functions.js';
import { fileFunctions } from './functions/file-functions.js';
import { HclCall, HclNoValue, type TerraformFunction } from './functions/function-call.js';
import { numberFunctions } from './functions/number-functions.js';
import { textFunctions } from './functions/text-functions.js';
import type { HclExpression } from './hcl-syntax.js';
import type { Value } from '../deployed/deployed-value.js';
import { ofEitherAmong, splitText } from '../deployed/either.js';
import { describe, missingText, unknown } from '../deployed/values.js';

const functions: ReadonlyMap<string, TerraformFunction> = new Map(
  [textFunctions, collectionFunctions, numberFunctions, conversionFunctions, encodingFunctions, fileFunctions].flatMap((table) =>
    Object.entries(table),
  ),
);

/** Functions that need a complete text: for a path with a choice inside, each alternative names a file. */
const readingFiles: ReadonlySet<string> = new Set(['file', 'templatefile', 'fileexists']);

/**
 * The result of a function call (Terraform, "Built-in Functions"). If an argument is undecided, or the function is not supported (a hash, a provider's
 * function), it is unknown under the name of the call.
 */
export function callFunction(
  name: string,
  given: readonly Value[],
  expression: HclExpression,
  at: Environment,
  valueOf: (expression: HclExpression, at: Environment) => Value,
): Value {
  const own = name.replace(/^core::/, '');
  const said = (): string => `${own}(${given.map(describe).join(', ')})`;
  const run = functions.get(own);
  const isError = given.some((value) => value.kind === 'unknown' && value.isError);
  const chosen = ofEitherAmong(readingFiles.has(own) ? given.map((value) => splitText(value)) : given, (ways) => {
    const before = at.counts.errors;
    const value = callFunction(name, ways, expression, at, valueOf);
    at.counts.errors = before;
    return value;
  });
  if (chosen !== null) return chosen;
  const missing = given.flatMap((value) => (value.kind === 'unknown' ? (value.missing ?? []) : []))[0];
  if (missing !== undefined) return missingText(said(), missing);
  if (run === undefined || isError) return unknown(said(), isError);
  try {
    return run(new HclCall(given, at, expression, valueOf));
  } catch (failure) {
    if (!(failure instanceof HclNoValue)) throw failure;
    if (failure.isError) at.error(said());
    return failure.missing === null ? unknown(said(), failure.isError) : missingText(said(), failure.missing);
  }
}
