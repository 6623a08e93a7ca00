import type { SyntaxProblem } from './hcl-syntax.js';
import type { EvaluationProblem } from './scope.js';

/** One line for what could not be read or evaluated. */
export function problemText(code: SyntaxProblem['code'] | EvaluationProblem['code'], argument: string): string {
  switch (code) {
    case 'unexpected':
      return `This cannot be read as Terraform's language: ${argument === '' ? 'something unexpected stands here' : `${argument} was not expected or is missing`}.`;
    case 'unclosed':
      return `This cannot be read as Terraform's language: ${argument} is not closed.`;
    case 'repeated':
      return `'${argument}' stands twice; the first one counts here.`;
    case 'not-json':
      return 'This file is not well-formed JSON.';
    case 'too-deep':
      return `${argument === '' ? 'This' : `'${argument}'`} is nested too deep: it is not evaluated.`;
    case 'too-large':
      return 'This file is larger than 5 MB: it is not read.';
    case 'loop-too-long':
      return `'${argument}' has more than 10,000 entries: the others are left out.`;
    case 'text-too-long':
      return `${argument} makes a text that is too long: it is not evaluated.`;
    case 'file-missing':
      return `There is no file ${argument}.`;
    case 'template-malformed':
      return `The template ${argument} cannot be read.`;
  }
}
