import * as z from 'zod/mini';
import type { Question, Reading } from '../cors/worlds.js';
import { profiles } from '../rules/rule.js';
import { environmentName } from './environment-name.js';

/** Words for the schema from other rooms: the ids of the rules, and the open points for `assume`. */
export interface SchemaWords {
  readonly rules: readonly string[];
  readonly questions: readonly Question[];
}

const severities = ['error', 'warning', 'info', 'off'] as const;

const glob = z.string().check(z.minLength(1), z.maxLength(1000));
const id = z.string().check(z.minLength(1), z.maxLength(500));

const described = <Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema => schema.check(z.describe(description));

const path = described(glob, 'Path of a policy file, or a glob, from the root of the repository.');
const workspace = z.optional(described(id, 'Workspace the scope belongs to; left out: the service itself.'));
const api = z.union([
  described(id, 'API id.'),
  z.strictObject({
    path: described(id, 'Path of the API behind the gateway: orders/v1.'),
    specification: z.optional(described(glob, 'Its OpenAPI description, from the root of the repository: the operations and their methods.')),
    id: z.optional(described(id, 'API id; left out: the path.')),
  }),
]);

const scopeEntry = z.discriminatedUnion('scope', [
  z.strictObject({ path, scope: z.literal('global') }),
  z.strictObject({ path, scope: z.literal('workspace'), workspace: id }),
  z.strictObject({ path, scope: z.literal('product'), product: described(id, 'Product id.'), workspace }),
  z.strictObject({
    path,
    scope: z.literal('api'),
    api,
    workspace,
    products: z.optional(described(z.array(id), 'Products the API belongs to.')),
  }),
  z.strictObject({ path, scope: z.literal('operation'), api, operation: described(id, 'Operation id.'), workspace }),
  z.strictObject({ path, scope: z.literal('fragment'), fragment: described(id, 'Fragment id.'), workspace }),
]);

const severity = described(z.enum(severities), 'error, warning, info; off takes the finding out.');

const ruleValue = z.union([
  severity,
  z.array(z.strictObject({ path: z.optional(described(glob, 'Glob of the paths it holds for; left out: every path.')), severity })),
]);

/** The meaning of a reading, or ''. Used in descriptions for editors; reading a configuration needs none. */
export type ReadingWords = (reading: Reading) => string;

/** `true` and `false` are also accepted as YAML booleans. */
function answers(question: Question, says: ReadingWords): z.ZodMiniType<string | boolean> {
  const values = question.readings.map((reading) => reading.value);
  const words = z.enum(['unknown', ...values]);
  const told = question.readings.map((reading) => [reading.value, says(reading)].filter((part) => part !== '').join(': '));
  const both = values.includes('true') && values.includes('false') ? z.union([words, z.boolean()]) : words;
  return described(both, `${told.join('. ')}. unknown: evaluate each outcome.`);
}

/** The only schema of the configuration file: for validation, and (through `json-schema.ts`) for editors. Every key is optional; unknown keys are refused. */
export function configSchema({ rules, questions }: SchemaWords, says: ReadingWords = () => '') {
  const settings: Record<string, z.ZodMiniOptional<typeof ruleValue>> = Object.fromEntries(rules.map((rule) => [rule, z.optional(ruleValue)]));
  const assumptions = Object.fromEntries(questions.map((question) => [question.id, z.optional(answers(question, says))]));
  const ignoreEntry = z.strictObject({
    rule: described(z.enum(rules), 'Rule whose findings do not count.'),
    path: described(glob, 'Glob of the paths it holds for.'),
    reason: described(z.string().check(z.trim(), z.minLength(1), z.maxLength(1000)), 'Why this is fine here; shown wherever the finding would be.'),
    until: z.optional(described(z.iso.date(), 'Last day it holds, YYYY-MM-DD; left out: for ever.')),
  });
  return z.strictObject({
    'fail-on': z.optional(described(z.enum(['error', 'warning', 'info', 'never']), 'Lowest severity that fails the check. Default: error.')),
    'report-existing': z.optional(described(z.boolean(), 'Let findings count that the base has too. Default: false.')),
    environments: z.optional(
      described(
        z.array(z.string().check(z.regex(environmentName))),
        'Environments to evaluate beside the artifacts as they are (configuration.<environment>.yaml). Default: all that there are.',
      ),
    ),
    'development-environments': z.optional(
      described(
        z.array(z.string().check(z.regex(environmentName))),
        'Environments of development: origins of developers’ machines are fine there. Default: those with dev, test, local or sandbox in their names.',
      ),
    ),
    ignores: z.optional(
      described(z.enum(['head', 'base']), 'head: ignore comments that a change adds count at once; base: once they are merged. Default: head.'),
    ),
    contracts: z.optional(described(glob, 'Path of the contracts file. Default: .github/apim-cors-contracts.yml.')),
    'enforce-contracts': z.optional(
      described(
        z.enum(['head', 'base']),
        'base: contracts that a change drops or relaxes count until it is merged; head: they do not. Default: head.',
      ),
    ),
    profile: z.optional(
      described(
        z.enum(profiles),
        'How much is told. pull-request: what a change is held to; default: what an owner acts on; strict: everything. Default: pull-request in a review, default in a scan.',
      ),
    ),
    assume: z.optional(described(z.strictObject(assumptions), 'Open points settled by name; left alone, each outcome is evaluated.')),
    scopes: z.optional(described(z.array(scopeEntry), 'Scopes of policy files that no known layout claims.')),
    rules: z.optional(described(z.strictObject(settings), 'Severity by rule, or by rule and path; the first entry whose path fits decides.')),
    ignore: z.optional(described(z.array(ignoreEntry), 'Findings that do not count, each with its reason.')),
  });
}

/** The configuration file after validation. */
export type Config = z.output<ReturnType<typeof configSchema>>;
