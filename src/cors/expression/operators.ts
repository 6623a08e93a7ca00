import { PartText } from './part-known.js';
import {
  negated,
  NotFollowable,
  OutName,
  insertedText,
  truthOf,
  TypeName,
  Unknown,
  type RunnableCode,
  type CodeScope,
  type CSharpValue,
} from './value.js';

/** A local variable; otherwise `context` or a type. */
export function localOf(scope: CodeScope, name: string): CSharpValue {
  const value = scope.locals.get(name);
  return value === undefined ? (name === 'context' ? new Unknown('free', name) : new TypeName(name)) : value;
}

/** `left operator right`. */
export function binary(scope: CodeScope, operator: string, left: CSharpValue, right: RunnableCode): CSharpValue {
  scope.around.spend(1);
  switch (operator) {
    case '&&':
    case '||':
      return joinedTruth(scope, operator, left, right);
    case '??':
      return left === null ? right(scope) : left instanceof Unknown ? scope.mixed('??', [left, right(scope)]) : left;
    case '==':
      return equal(scope, left, right(scope));
    case '!=':
      return negated(equal(scope, left, right(scope)));
    case 'is':
      return isOf(scope, left, right(scope));
    case '+':
    case '-':
      return sum(scope, operator, left, right(scope));
    default:
      return compared(scope, operator, left, right(scope));
  }
}

function equal(scope: CodeScope, left: CSharpValue, right: CSharpValue): CSharpValue {
  const [text, other] = left instanceof PartText ? [left, right] : [right, left];
  return (text instanceof PartText ? text.told('Equals', [other], false) : null) ?? scope.equal(left, right);
}

/** `&&` and `||`. If the left side is unknown, the right side may decide alone. */
function joinedTruth(scope: CodeScope, operator: string, left: CSharpValue, right: RunnableCode): CSharpValue {
  const decides = operator === '||';
  const first = truthOf(left);
  if (first === decides) return first;
  const second = truthOf(right(scope));
  if (!(first instanceof Unknown) || second === decides) return second;
  return second instanceof Unknown ? scope.mixed(operator, [first, second]) : first;
}

function isOf(scope: CodeScope, left: CSharpValue, test: CSharpValue): CSharpValue {
  const isNull = scope.equal(left, null);
  if (test === null) return isNull;
  if (test instanceof OutName) scope.locals.set(test.name, left);
  return negated(isNull);
}

/** `left + right`, `left - right`. */
export function sum(scope: CodeScope, operator: string, left: CSharpValue, right: CSharpValue): CSharpValue {
  if (left === '' && right instanceof Unknown) return right;
  if (left instanceof Unknown || right instanceof Unknown) return scope.mixed(operator, [left, right]);
  if (typeof left === 'number' && typeof right === 'number') return operator === '+' ? left + right : left - right;
  if (operator === '-') throw new NotFollowable();
  const text = insertedText(left) + insertedText(right);
  scope.around.spend(text.length / 100);
  return scope.made(text);
}

function compared(scope: CodeScope, operator: string, left: CSharpValue, right: CSharpValue): CSharpValue {
  if (left instanceof Unknown || right instanceof Unknown) return scope.mixed(operator, [left, right]);
  if (typeof left !== 'number' || typeof right !== 'number') throw new NotFollowable();
  if (left === right) return operator.endsWith('=');
  return operator.startsWith('<') === left < right;
}
