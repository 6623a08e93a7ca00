import * as z from 'zod/mini';
import { documentation, schemaAddress } from '../text/home.js';

const described = <Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema => schema.check(z.describe(description));
const word = z.string().check(z.trim(), z.minLength(1), z.maxLength(2000));
const words = z.union([word, z.array(word).check(z.minLength(1))]);
const call = z.union([
  described(word, '`METHODS PATH`, as in "GET,PUT /orders/{id}" (* one segment, ** any number), or * for every operation.'),
  z.strictObject({
    api: described(word, 'API id.'),
    operation: z.optional(described(word, 'Operation id; left out: every operation.')),
    workspace: z.optional(described(word, 'Workspace of the API.')),
  }),
]);

const entry = z.strictObject({
  name: described(word, 'The promise in words; unique.'),
  allow: z.optional(described(words, 'Apps and origins, each of which can make each of the calls.')),
  only: z.optional(described(words, 'Apps, origins and patterns: nobody else can make any of the calls.')),
  deny: z.optional(described(words, 'Apps, origins and patterns (a port *, a leading *., or * for everybody) that can make none of the calls.')),
  call: described(z.union([...call.def.options, z.array(call).check(z.minLength(1))]), 'Operations, one or a list.'),
  headers: z.optional(described(words, 'Request headers that the script sets. Default: none.')),
  credentials: z.optional(described(z.enum(['omit', 'include']), "fetch's credentials mode. Default: omit.")),
  key: z.optional(described(z.enum(['none', 'header', 'query']), 'Where the subscription key is. Left out: the request carries what it needs.')),
  environments: z.optional(
    described(z.array(word).check(z.minLength(1)), 'Default: the artifacts as they are, and each environment that is evaluated.'),
  ),
});

/** The only schema of the contracts file: for validation, and for editors. Unknown keys are refused. */
export const contractsSchema = z.strictObject({
  apps: z.optional(described(z.record(z.string(), words), 'Names for origins; one or a list.')),
  contracts: described(z.array(entry).check(z.minLength(1)), 'The promises.'),
});

/** The contracts file after validation. */
export type ContractsFile = z.output<typeof contractsSchema>;

/** Keys of an entry. */
export const entryKeys: readonly string[] = Object.keys(entry.def.shape);

/** The text of `schema/contracts.schema.json` (JSON Schema, draft 7, as in the public schema store), generated from the schema above. */
export function contractsSchemaText(): string {
  const { $schema, ...rest } = z.toJSONSchema(contractsSchema, {
    target: 'draft-7',
    io: 'input',
    reused: 'ref',
    override({ zodSchema, jsonSchema }) {
      // The reader's schema does not express that an entry has one of three keys.
      if (zodSchema === (entry as unknown))
        jsonSchema.oneOf = ['allow', 'only', 'deny'].map((key) => ({ type: 'object', properties: { [key]: true }, required: [key] }));
    },
  });
  const whole = {
    $schema,
    $id: schemaAddress('contracts'),
    title: 'APIM CORS Review contracts',
    description: `Which web apps can call which operations (.github/apim-cors-contracts.yml)\n${documentation('contracts.md')}`,
    ...rest,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
