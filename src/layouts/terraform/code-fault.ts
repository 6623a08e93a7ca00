import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { MetadataProblem } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import { unreadFault } from '../deployed/tree-texts.js';
import { isConfiguration } from './module-folder.js';
import { isValuesFile } from './root-environments.js';
import type { TerraformFiles } from './terraform-files.js';
import type { SyntaxProblem } from './hcl-syntax.js';
import type { HclEvaluationProblem } from './scope.js';

/** A part that could not be read or evaluated, as a fault; null: reported elsewhere. */
function codeFault(code: SyntaxProblem['code'] | HclEvaluationProblem['code'], what: string): MetadataFault | null {
  switch (code) {
    case 'unexpected':
    case 'unclosed':
      return { code: `code-${code}`, given: { what } };
    case 'repeated':
      return { code: 'code-twice', given: { name: what } };
    case 'too-deep':
      return { code: 'code-too-deep', given: { name: what } };
    case 'not-json':
      return { code: 'no-json', given: { rest: what } };
    case 'too-large':
      return unreadFault('too-large');
    case 'loop-too-long':
    case 'text-too-long':
    case 'too-many-modules':
      return { code, given: { name: what } };
    case 'template-malformed':
      return { code, given: { path: what } };
    // The policy with this text is reported as unread.
    case 'file-missing':
      return null;
  }
}

type FaultCode = Parameters<typeof codeFault>[0];

/** Faults that leave out a part of the code, with possible policies. */
const hiding: ReadonlySet<FaultCode> = new Set(['unexpected', 'unclosed', 'too-deep', 'not-json', 'too-large', 'loop-too-long']);

/** The distinct faults in a root's files. */
export function terraformFaults(files: TerraformFiles, own: readonly HclEvaluationProblem[]): readonly MetadataProblem[] {
  const problems = new Map<string, MetadataProblem>();
  const tell = (path: string, offset: number, code: FaultCode, what: string, text: string): void => {
    const says = codeFault(code, what);
    if (says === null) return;
    const line = new LineIndex(text).lineAt(offset);
    problems.set(`${path}:${line}:${JSON.stringify(says)}`, { path, line, says, ...(hiding.has(code) ? { hides: true } : {}) });
  };
  for (const path of files.asked) {
    if (!isConfiguration(path) && !isValuesFile(path)) continue;
    const text = files.text(path) ?? '';
    for (const problem of files.problems(path)) tell(path, problem.offset, problem.code, problem.what, text);
    const why = files.refused.get(path);
    if (why !== undefined) problems.set(`${path} unread`, { path, line: 1, says: unreadFault(why), hides: true });
  }
  for (const { code, argument, path, offset } of own) tell(path, offset, code, argument, files.text(path) ?? '');
  return [...problems.values()];
}
