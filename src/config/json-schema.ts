import * as z from 'zod/mini';
import { configSchema, type ReadingWords } from './schema.js';
import { ownWords } from './settings.js';

/** The text of `schema/config.schema.json` (JSON Schema, draft 2020-12), emitted from the schema that reads the file. `says`: what readings say. */
export function configSchemaText(says: ReadingWords): string {
  const schema = z.toJSONSchema(configSchema(ownWords(), says), {
    target: 'draft-2020-12',
    io: 'input',
    reused: 'ref',
  });
  const { $schema, ...rest } = schema;
  const whole = {
    $schema,
    $id: 'https://raw.githubusercontent.com/apim-cors/review/main/schema/config.schema.json',
    title: 'APIM CORS Review configuration (.github/apim-cors.yml)',
    ...rest,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
