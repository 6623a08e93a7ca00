import { LineIndex } from '../../text/line-index.js';
import { literalText, type BicepFiles } from './bicep-files.js';

/** What a call may hand to a policy that a module makes. */
const ofPolicies = /origin|cors|polic|<\w|'\*'|'https?:/i;
/** Modules of which it is known that they make none. */
const ofOthers = /\bavm\/(?:res|ptn)\/(?!api-management)/i;

/** A call of a module: all that it is given, and where it stands. */
export interface UnfollowedCall {
  readonly state: string;
  readonly path: string;
  readonly line: number;
}

/**
 * Calls of modules that are not Bicep of the repository, with the variables that they name, which may hand something to a policy. `followed`: names in
 * the addresses of policies that are followed.
 */
export function unfollowedCalls(
  code: readonly string[],
  files: BicepFiles,
  followed: ReadonlySet<string>,
): readonly (readonly [string, UnfollowedCall])[] {
  return code.flatMap((path) => {
    const text = path.endsWith('.bicep') ? (files.text(path) ?? '') : '';
    const { modules = [], file } = (text.includes('module') ? files.declarations(path) : null) ?? {};
    return modules.flatMap(({ source, name, start, end }) => {
      const from = literalText(source) ?? '';
      const isOwn = from.endsWith('.bicep') && !/^(?:br|ts)[:/]/.test(from);
      if (isOwn || ofOthers.test(from) || followed.has(name)) return [];
      const call = text.slice(start, end);
      const words = new Set(call.match(/\b[A-Za-z_]\w*/g) ?? []);
      const named = (file?.statements ?? []).filter((one) => (one.kind === 'var' || one.kind === 'param') && words.has(one.name));
      const state = [call, ...named.map((one) => text.slice(one.start, one.end))].join('\n');
      if (!ofPolicies.test(state)) return [];
      return [[`call ${path} ${name}`, { state, path, line: new LineIndex(text).lineAt(start) }] as const];
    });
  });
}
