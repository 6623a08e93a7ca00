import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { defaultConfigPath, defaultContractsPath } from '../../src/config/defaults.js';
import { schemaAddress } from '../../src/text/home.js';

const project = resolve(__dirname, '..', '..');
const schemaOf = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(project, 'schema', `${name}.schema.json`), 'utf8')) as Readonly<Record<string, unknown>>;
const files = { config: defaultConfigPath, contracts: defaultContractsPath } as const;

describe.each(['config', 'contracts'] as const)('the schema of the %s file', (name) => {
  const schema = schemaOf(name);

  test('compiles strictly as draft 7, which is what the public schema store asks for', () => {
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    const ajv = new Ajv({ strict: true, allowUnionTypes: true, formats: { date: true } });
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
    expect(JSON.stringify(schema)).not.toMatch(/"(?:\$defs|prefixItems|unevaluatedProperties|dependentRequired)":/);
  });

  test('has its own address, a title, and a description that ends in a page', () => {
    expect(schema['$id']).toBe(schemaAddress(name));
    expect(schema['title']).toMatch(/^APIM CORS Review \w+$/);
    expect(schema['description']).toMatch(/^[A-Z][^\n]+\nhttps:\/\/github\.com\/\S+\.md$/);
  });

  test('says of every key what it is for', () => {
    const { properties } = schema as { properties: Record<string, { description?: string }> };
    for (const [key, { description }] of Object.entries(properties)) expect([key, description]).toEqual([key, expect.stringMatching(/.{10}/)]);
  });

  test('has an entry for the catalogue, with the file that is read', () => {
    const [, entries = '[]'] = /```json\n([^]*?)```/.exec(readFileSync(join(project, 'docs', 'schemas.md'), 'utf8')) ?? [];
    const catalogue = JSON.parse(entries) as readonly { name: string; description: string; fileMatch: readonly string[]; url: string }[];
    expect(catalogue).toHaveLength(2);
    const entry = catalogue.find(({ url }) => url === schemaAddress(name));
    expect(entry).toEqual({
      name: schema['title'],
      description: expect.stringMatching(/^[A-Z].{20,}[^.]$/),
      fileMatch: [`**/${files[name]}`],
      url: schemaAddress(name),
    });
  });
});
