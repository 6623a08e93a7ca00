import { isFamily, namedQuestions } from '../cors/questions.js';
import { familyOf, type Question } from '../cors/worlds.js';
import { rules } from '../rules/catalogue.js';
import { contractRuleIds } from '../rules/contract-rule-ids.js';
import { defaultContractsPath, type RuleSetting, type Settings } from './defaults.js';
import { configWords, problemLines, problemsOf } from './problems.js';
import type { ScopeEntry } from '../layouts/layout.js';
import { readConfigYaml, type Plain, type ReadYaml } from './read-yaml.js';
import { configSchema, type Config, type SchemaWords } from './schema.js';

export { defaultConfigPath, defaultSettings } from './defaults.js';
export type { IgnoreEntry, RuleSetting, Settings } from './defaults.js';

/**
 * Reads a configuration file. `path`: its name in messages. Throws `ConfigError` with all problems, one per line: key, line, what is wrong and what to write.
 */
export function parseSettings(text: string, path: string, words: SchemaWords = ownWords()): Settings {
  const yaml = readConfigYaml(text);
  if (yaml.problems.length > 0)
    throw problemsOf(
      path,
      yaml.problems.map(({ line, message }) => `${message} (line ${line})`),
    );
  const read = configSchema({ ...words, questions: [...words.questions, ...pointsNamed(yaml.value, words)] }).safeParse(withoutEmptyKeys(yaml.value));
  if (!read.success) throw problemsOf(path, problemLines(read.error.issues, yaml, configWords(words)));
  return settingsFrom(read.data, yaml, path);
}

/** The open points of one document, condition or value that a file settles, each with its family's readings. */
function pointsNamed(value: Plain, { questions }: SchemaWords): readonly Question[] {
  const assume = isMap(value) ? value['assume'] : undefined;
  return (isMap(assume) ? Object.keys(assume) : []).flatMap((id) => {
    const family = questions.find((one) => isFamily(one) && one.id !== id && one.id === familyOf(id));
    return family === undefined ? [] : [{ ...family, id }];
  });
}

function isMap(value: Plain | undefined): value is Readonly<Record<string, Plain>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A file with only comments sets nothing, nor does a key whose entries are all comments. */
function withoutEmptyKeys(value: Plain): Plain {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
}

/** The rules and open points of this version. */
export function ownWords(): SchemaWords {
  return { rules: [...rules.map((rule) => rule.id), ...contractRuleIds], questions: namedQuestions };
}

/** An API may be given as its id, or as an object with its id and more. */
function scopeEntryOf(entry: NonNullable<Config['scopes']>[number]): ScopeEntry {
  if (!('api' in entry)) return entry;
  if (typeof entry.api === 'string') return { ...entry, api: entry.api };
  const { specification, id } = entry.api;
  const path = entry.api.path.replace(/^\/+|\/+$/g, '');
  return { ...entry, api: id ?? path, apiPath: path, specification };
}

function settingsFrom(config: Config, yaml: ReadYaml, path: string): Settings {
  const assume = new Map<string, string>();
  for (const [name, value] of Object.entries(config.assume ?? {})) {
    if (value !== undefined && value !== 'unknown') assume.set(name, String(value));
  }
  const settings: RuleSetting[] = [];
  for (const [rule, value] of Object.entries(config.rules ?? {})) {
    if (value === undefined) continue;
    if (typeof value === 'string') settings.push({ rule, path: null, severity: value });
    else for (const one of value) settings.push({ rule, path: one.path ?? null, severity: one.severity });
  }
  return {
    failOn: config['fail-on'] ?? 'error',
    environments: [...new Set(config.environments ?? [])],
    developmentEnvironments: config['development-environments'] ?? null,
    reportExisting: config['report-existing'] ?? false,
    ignores: config.ignores ?? 'head',
    contracts: config.contracts ?? defaultContractsPath,
    enforceContracts: config['enforce-contracts'] ?? 'head',
    assume,
    profile: config.profile ?? null,
    scopes: (config.scopes ?? []).map(scopeEntryOf),
    rules: settings,
    ignore: (config.ignore ?? []).map(({ rule, path: where, reason, until }, index) => ({
      rule,
      path: where,
      reason,
      until: until ?? null,
      line: yaml.lineAt(['ignore', index]),
    })),
    source: { path },
  };
}
