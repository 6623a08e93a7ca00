import * as z from 'zod/mini';
import { configSchema, type ReadingWords } from './schema.js';
import { ownWords } from './settings.js';
import { isFamily } from '../cors/questions.js';
import { documentation, schemaAddress } from '../text/home.js';

/**
 * The text of `schema/config.schema.json` (JSON Schema, draft 7, as in the public schema store), generated from the schema that reads the file. `says`: the
 * meanings of readings.
 */
export function configSchemaText(says: ReadingWords): string {
  const schema = z.toJSONSchema(configSchema(ownWords(), says), {
    target: 'draft-7',
    io: 'input',
    reused: 'ref',
  });
  const { $schema, ...rest } = schema;
  const assume = rest.properties?.['assume'];
  const families = ownWords().questions.filter(isFamily);
  // Each member of a family has the family's readings; its name begins with that of the family.
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
