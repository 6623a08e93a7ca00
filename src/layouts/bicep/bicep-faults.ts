import type { MetadataFault } from '../../apim/metadata-fault.js';
import type { MetadataProblem } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import { unreadFault } from '../deployed/tree-texts.js';
import { brokenAt } from './root-parameters.js';
import type { BicepFiles } from './bicep-files.js';
import type { BicepProblem } from './bicep-syntax.js';
import type { BicepEvaluationProblem } from './evaluation.js';

type FaultCode = BicepProblem['code'] | BicepEvaluationProblem['code'];

function codeFault(code: FaultCode, what: string): MetadataFault {
  switch (code) {
    case 'unexpected':
    case 'unclosed':
      return { code: `code-${code}`, given: { what, language: 'Bicep' } };
    case 'repeated':
      return { code: 'code-twice', given: { name: what } };
    case 'too-deep':
      return { code: 'code-too-deep', given: { name: what } };
    case 'too-large':
      return unreadFault('too-large');
    case 'loop-too-long':
    case 'text-too-long':
    case 'too-many-modules':
      return { code, given: { name: what } };
  }
}

/** Faults that leave out a part of the code, with possible policies. */
const hiding: ReadonlySet<FaultCode> = new Set(['unexpected', 'unclosed', 'too-deep', 'too-large', 'loop-too-long']);

/** The distinct faults in a root's files. */
export function bicepFaults(files: BicepFiles, own: readonly BicepEvaluationProblem[]): readonly MetadataProblem[] {
  const problems: MetadataProblem[] = [];
  const tell = (path: string, offset: number, code: FaultCode, what: string): void => {
    const line = new LineIndex(files.text(path) ?? '').lineAt(offset);
    problems.push({ path, line, says: codeFault(code, what), ...(hiding.has(code) ? { hides: true } : {}) });
  };
  for (const path of files.asked) {
    const broken = brokenAt(path, files);
    if (broken !== null) problems.push({ path, line: new LineIndex(files.text(path) ?? '').lineAt(broken.offset), says: broken.says, hides: true });
    if (!/\.bicep(?:param)?$/.test(path)) continue;
    for (const { code, what, offset } of files.declarations(path)?.file.problems ?? []) tell(path, offset, code, what);
    const why = files.refused.get(path);
    if (why !== undefined) problems.push({ path, line: 1, says: unreadFault(why), hides: true });
  }
  for (const { code, argument, path, offset } of own) tell(path, offset, code, argument);
  return problems;
}
