import { LineIndex } from '../../text/line-index.js';
import { inOneForm } from '../deployed/not-followed.js';
import { folderOfPath, resolvePath } from '../deployed/paths.js';
import type { Switched } from '../layout.js';
import { literalText, type BicepFiles } from './bicep-files.js';

/** Arguments that may become part of a module's policy. */
const ofPolicies = /origin|cors|polic|<\w|'\*'|'https?:/i;
/** Modules known to make no policies. */
export const ofOthers = /\bavm\/(?:res|ptn)\/(?!api-management)/i;

const decides = /<cors\b|access-control-/i;
const loaded = /\bloadTextContent\(\s*'([^'$\n]+)'/g;

/**
 * Calls of modules outside the repository that may pass something to a policy, with the variables they use. `followed`: names in the addresses of followed
 * policies.
 */
export function unfollowedCalls(code: readonly string[], files: BicepFiles, followed: ReadonlySet<string>): readonly (readonly [string, Switched])[] {
  return code.flatMap((path) => {
    const text = path.endsWith('.bicep') ? (files.text(path) ?? '') : '';
    const lines = new LineIndex(text);
    const { modules = [], file } = (text.includes('module') ? files.declarations(path) : null) ?? {};
    return modules.flatMap(({ source, name, start, end }) => {
      const from = literalText(source) ?? '';
      const isOwn = from.endsWith('.bicep') && !/^(?:br|ts)[:/]/.test(from);
      if (isOwn || ofOthers.test(from) || followed.has(name)) return [];
      const call = text.slice(start, end);
      const words = new Set(call.match(/\b[A-Za-z_]\w*/g) ?? []);
      const named = (file?.statements ?? []).filter((one) => (one.kind === 'var' || one.kind === 'param') && words.has(one.name));
      const state = [call, ...named.map((one) => text.slice(one.start, one.end))].join('\n');
      const own = { state: inOneForm(state), path, line: lines.lineAt(start) };
      const policies = [...state.matchAll(loaded)].flatMap(([, file = '']): readonly (readonly [string, Switched])[] => {
        const at = resolvePath(folderOfPath(path), file) ?? '';
        const policy = files.text(at) ?? '';
        return decides.test(policy) ? [[`policy ${path} ${name} ${at}`, { state: at, path: at, line: 1, isPolicy: true }]] : [];
      });
      return [...(ofPolicies.test(state) ? [[`call ${path} ${name}`, own] as const] : []), ...policies];
    });
  });
}
