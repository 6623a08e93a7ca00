import fc from 'fast-check';

const name = fc.constantFrom('apim', 'orders', 'policyText', 'x1', 'a_b');
const plain = fc.stringMatching(/^[a-z <>/=%"$.-]{0,8}$/).map((inside) => `'${inside}'`);
const lines = fc
  .array(fc.stringMatching(/^ {0,3}[a-z<>"'\\]{0,5}$/), { maxLength: 3 })
  .map((all) => `'''\n${all.map((one) => `${one} \n`).join('')}'''`);

/** Expressions as people write them. */
const { expression } = fc.letrec<{ expression: string; object: string }>((tie) => ({
  object: fc
    .uniqueArray(fc.tuple(fc.constantFrom('name', 'value', 'properties', "'x-y'", 'parent'), tie('expression')), {
      selector: ([key]) => key,
      maxLength: 3,
    })
    .map((entries) => `{\n${entries.map(([key, value]) => `  ${key}: ${value} // c\n`).join('')}}`),
  expression: fc.oneof(
    { maxDepth: 3 },
    plain,
    lines,
    fc.constantFrom(
      '1',
      'true',
      'null',
      "'a${b}c'",
      "'${a}'",
      "'it\\'s ${x.y} \\${z}'",
      'apim',
      'apim.name',
      'list[0].id',
      "f('x')",
      'az.resourceGroup().location',
    ),
    tie('object'),
    fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[\n${items.map((item) => `  ${item}\n`).join('')}]`),
    fc.tuple(tie('expression'), fc.constantFrom('+', '&&', '==', '<=', '%', '||', '??'), tie('expression')).map((parts) => `(${parts.join(' ')})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(flag ? ${a} : ${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `union(${a}, ${b})`),
    fc.tuple(tie('expression'), tie('object')).map(([a, b]) => `[for item in ${a}: ${b}]`),
    tie('expression').map((a) => `!(${a})`),
  ),
}));

const body = fc
  .array(fc.tuple(fc.constantFrom('name', 'value', 'scope', 'properties'), expression), { maxLength: 3 })
  .map((entries) => `{\n${[...new Map(entries)].map(([key, value]) => `  ${key}: ${value}\n`).join('')}}`);

const statement = fc.oneof(
  fc.tuple(name, expression).map(([one, value]) => `var ${one} = ${value}`),
  fc.tuple(name, plain).map(([one, value]) => `@description('what it is')\nparam ${one} string = ${value}`),
  name.map((one) => `param ${one} object`),
  fc.tuple(name, expression).map(([one, value]) => `output ${one} string = ${value}`),
  fc.tuple(name, fc.constantFrom('', 'existing '), body).map(([one, existing, value]) => `resource ${one} 'A.B/c@2022-08-01' ${existing}= ${value}`),
  fc.tuple(name, body).map(([one, value]) => `resource ${one} 'A.B/c@2022-08-01' = if (flag) ${value}`),
  fc.tuple(name, body).map(([one, value]) => `resource ${one} 'A.B/c@2022-08-01' = [for (item, i) in items: ${value}]`),
  fc.tuple(name, body).map(([one, value]) => `module ${one} './m.bicep' = ${value}`),
);

/** Files of Bicep as people write them, and as nobody does: each name once. */
export const bicepFile = fc
  .array(statement, { maxLength: 4 })
  .map((all) => `// c\n${all.map((one, index) => `${one.replace(/^(@.*\n)?(\w+ \w+)/, `$1$2_${index}`)}\n`).join('\n')}`);
