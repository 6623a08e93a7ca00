import * as z from 'zod/mini';
import { configSchema, type ReadingWords } from './schema.js';
import { ownWords } from './settings.js';
import { isFamily } from '../cors/questions.js';
import { documentation, schemaAddress } from '../text/home.js';

/** The text of `schema/config.schema.json` (JSON Schema, draft 7, as the public schema store has them), emitted from the schema that reads the file. `says`: what readings say. */
export function configSchemaText(says: ReadingWords): string {
  const schema = z.toJSONSchema(configSchema(ownWords(), says), {
    target: 'draft-7',
    io: 'input',
    reused: 'ref',
  });
  const { $schema, ...rest } = schema;
  const assume = rest.properties?.['assume'];
  const families = ownWords().questions.filter(isFamily);
  // A family's readings are those of each of its kind, under a name that begins with the family's.
  if (typeof assume === 'object') {
    assume.patternProperties = Object.fromEntries(
      families.flatMap(({ id }) => (assume.properties?.[id] === undefined ? [] : [[`^${id}:`, assume.properties[id]]])),
    );
  }
  const whole = {
    $schema,
    $id: schemaAddress('config'),
    title: 'APIM CORS Review configuration',
    description: `What is reviewed in .github/apim-cors.yml, and how strictly\n${documentation('configuration.md')}`,
    ...rest,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
