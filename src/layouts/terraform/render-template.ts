import type { Environment } from './environment.js';
import { evaluateParts } from './evaluate-template.js';
import type { HclExpression } from './hcl-syntax.js';
import { parseTemplate } from './parse-hcl.js';
import { isDecided, placeIn } from '../deployed/texts.js';
import type { TextValue, Value } from '../deployed/deployed-value.js';
import { describe, unknown } from '../deployed/values.js';

/** The context of a template's rendering: the expression, and an evaluator for those inside. */
export interface Renderer {
  readonly at: Environment;
  readonly expression: HclExpression;
  readonly valueOf: (expression: HclExpression, at: Environment) => Value;
}

/**
 * A text rendered as a template with variables; unchanged parts keep their places. Null: it is not a template, which was reported, or renders templates itself,
 * which Terraform refuses. Names missing in `variables` are unknown if its keys are.
 */
export function renderedTemplate(source: TextValue, variables: Value, { at, expression, valueOf }: Renderer): Value | null {
  if (!isDecided(source)) return unknown(describe(source));
  const parsed = at.scope.template?.(source.text) ?? parseTemplate(source.text);
  if (!parsed.ok || at.isTemplate) {
    at.report('template-malformed', source.pieces[0]?.from?.host.path ?? '', expression);
    return null;
  }
  const inner =
    variables.kind === 'object'
      ? at.ofTemplate(variables.entries, variables.rest)
      : at.ofTemplate(new Map(), variables.kind === 'unknown' ? variables.name : null);
  return evaluateParts(parsed.parts, { at: inner, place: (start, end) => placeIn(source, start, end), valueOf });
}
